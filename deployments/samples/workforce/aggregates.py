"""The tables by year: each figure is counted from the persons of the history, nothing is drawn.

Attrition of a year: of those employed in a sector at the end of the year before, the part that is
not at the same company at the end of the year. Retention is the rest, so they sum to 100.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from deployments.samples.workforce.labour import BANDS, EDUCATION, NAMES, YEARS, number
from deployments.samples.workforce.people import Flags, Ints
from deployments.samples.workforce.simulate import NOBODY, History

Row = Mapping[str, Any]
SHOWN = 20  # smaller cohorts are left out of the retention rates
PLACES = range(len(NAMES))


def percent(part: int, whole: int) -> float:
    """Per cent to two decimals."""
    return round(100 * part / whole, 2)


def by_year(history: History) -> dict[str, list[Row]]:
    """Every table by year, by the name of its file."""
    return {
        "attrition_by_sector": list(_attrition(history)),
        "retention_rate_by_sector": list(_retention(history)),
        "attrition_by_sector_and_education": list(_attrition_by_education(history)),
        "qatarization_by_sector": list(_qatarization(history)),
        "avg_salary_by_sector": list(_salaries(history)),
        "sector_employment_by_year": list(_employment(history)),
        "gender_by_sector": list(_gender_by_sector(history)),
        "employment_share_by_gender": list(_gender(history)),
        "company_size_distribution": list(_sizes(history)),
        "qatari_unemployment": list(_unemployment(history)),
        "female_participation": list(_participation(history)),
        "companies": list(companies(history)),
    }


def counted(places: Ints, chosen: Flags) -> list[int]:
    """How many of the chosen persons are in each sector."""
    inside = places[chosen & (places != NOBODY)]
    return [int(count) for count in np.bincount(inside, minlength=len(NAMES))]


def staying(history: History, year: int) -> Flags:
    """Who is at the same company at the end of this year as at the end of the one before."""
    before = history.company[history.at(number(year - 1, 12))]
    after = history.company[history.at(number(year, 12))]
    same: Flags = (before != NOBODY) & (before == after)
    return same


def cohorts(history: History, year: int, among: Flags) -> Iterator[tuple[str, int, int]]:
    """Sector, those employed at the end of the year before, and how many of them stayed."""
    places = history.sector(number(year - 1, 12))
    sizes = counted(places, among)
    stayed = counted(places, among & staying(history, year))
    yield from zip(NAMES, sizes, stayed, strict=True)


def _everybody(history: History) -> Flags:
    return np.ones(history.persons.count, bool)


def _attrition(history: History) -> Iterator[Row]:
    for year in YEARS:
        for sector, size, stayed in cohorts(history, year, _everybody(history)):
            if size:
                rate = round(100 - percent(stayed, size), 2)
                head = {"year": year, "sector": sector, "cohort_size": size}
                yield {**head, "attrition_percent": rate}


def _retention(history: History) -> Iterator[Row]:
    for year in YEARS:
        for sector, size, stayed in cohorts(history, year, _everybody(history)):
            if size >= SHOWN:
                rate = percent(stayed, size)
                yield {
                    "year": year,
                    "sector": sector,
                    "cohort_size": size,
                    "retained_count": stayed,
                    "retention_rate": rate,
                    "attrition_rate": round(100 - rate, 2),
                }


def _attrition_by_education(history: History) -> Iterator[Row]:
    for year in YEARS:
        by_level = [
            list(cohorts(history, year, history.education == level))
            for level in range(len(EDUCATION))
        ]
        for place in PLACES:
            for level, found in zip(EDUCATION, by_level, strict=True):
                sector, size, stayed = found[place]
                if size:
                    yield {
                        "year": year,
                        "sector": sector,
                        "education_level": level,
                        "cohort_size": size,
                        "attrition_percent": round(100 - percent(stayed, size), 2),
                    }


def _qatarization(history: History) -> Iterator[Row]:
    for year in YEARS:
        places = history.sector(number(year, 12))
        ours = counted(places, history.persons.qatari)
        others = counted(places, ~history.persons.qatari)
        for sector, qataris, rest in zip(NAMES, ours, others, strict=True):
            if qataris + rest:
                yield {
                    "year": year,
                    "sector": sector,
                    "qataris": qataris,
                    "non_qataris": rest,
                    "qatarization_percent": percent(qataris, qataris + rest),
                }


def _salaries(history: History) -> Iterator[Row]:
    for year in YEARS:
        for sector, count, mean in salaries(history, number(year, 12)):
            yield {"year": year, "sector": sector, "employees": count, "avg_salary_qar": mean}


def salaries(history: History, month: int) -> Iterator[tuple[str, int, float]]:
    """Sector, employees and their mean salary at the end of a month, where there are any."""
    places, paid = history.sector(month), history.salary[history.at(month)]
    for place, sector in enumerate(NAMES):
        inside = paid[places == place]
        if len(inside):
            yield sector, len(inside), round(int(inside.sum()) / len(inside), 2)


def _employment(history: History) -> Iterator[Row]:
    for year in YEARS:
        counts = counted(history.sector(number(year, 12)), _everybody(history))
        for sector, count in zip(NAMES, counts, strict=True):
            yield {"year": year, "sector": sector, "employees": count}


def _gender_by_sector(history: History) -> Iterator[Row]:
    """Shares as fractions, unlike the other tables: as a publisher may well give them."""
    for year in YEARS:
        places = history.sector(number(year, 12))
        women = counted(places, history.persons.woman)
        everybody = counted(places, _everybody(history))
        for sector, some, count in zip(NAMES, women, everybody, strict=True):
            if count:
                share = round(some / count, 4)
                men = round(1 - share, 4)
                head = {"year": year, "sector": sector, "employees": count}
                yield {**head, "female_fraction": share, "male_fraction": men}


def _gender(history: History) -> Iterator[Row]:
    for year in YEARS:
        employed = history.company[history.at(number(year, 12))] != NOBODY
        men = percent(int((employed & ~history.persons.woman).sum()), int(employed.sum()))
        women = round(100 - men, 2)
        yield {"year": year, "male_percent": men, "female_percent": women, "total_percent": 100.0}


def headcounts(history: History, year: int) -> Ints:
    """Employees of each company at the end of a year."""
    company = history.company[history.at(number(year, 12))]
    return np.bincount(company[company != NOBODY], minlength=len(history.companies.sector))


def band(count: int) -> str:
    """The size band of so many employees; `none` without any."""
    return next(name for name, most in (("none", 0), *BANDS) if count <= most)


def _sizes(history: History) -> Iterator[Row]:
    for year in YEARS:
        bands = [band(int(count)) for count in headcounts(history, year)]
        counts = [bands.count(name) for name, _ in BANDS]
        for (name, _), count, share in zip(BANDS, counts, shares(counts), strict=True):
            yield {"year": year, "size_band": name, "companies": count, "share_percent": share}


def shares(counts: Sequence[int]) -> list[float]:
    """Per cent to two decimals that sum to 100: the largest remainders are rounded up."""
    whole = sum(counts)
    exact = [divmod(10_000 * count, whole) for count in counts]
    missing = 10_000 - sum(quotient for quotient, _ in exact)
    up = sorted(range(len(counts)), key=lambda place: -exact[place][1])[:missing]
    return [(quotient + (place in up)) / 100 for place, (quotient, _) in enumerate(exact)]


def _unemployment(history: History) -> Iterator[Row]:
    for year, employed, searching in _force(history, history.persons.qatari):
        yield {
            "year": year,
            "labour_force": employed + searching,
            "unemployed": searching,
            "unemployment_percent": percent(searching, employed + searching),
        }


def _participation(history: History) -> Iterator[Row]:
    women = int(history.persons.woman.sum())
    for year, employed, searching in _force(history, history.persons.woman):
        yield {
            "year": year,
            "women": women,
            "in_labour_force": employed + searching,
            "participation_percent": percent(employed + searching, women),
        }


def _force(history: History, among: Flags) -> Iterator[tuple[int, int, int]]:
    """Year, and how many of these persons are employed and unemployed at its end."""
    for year in YEARS:
        row = history.at(number(year, 12))
        employed = int((among & (history.company[row] != NOBODY)).sum())
        yield year, employed, int((among & history.searching[row]).sum())


def companies(history: History) -> Iterator[Row]:
    """The register of companies; the size band is that of the end of the last year."""
    firms = history.companies
    for number_, count in enumerate(headcounts(history, YEARS[-1])):
        yield {
            "company_id": f"C{number_ + 1:05d}",
            "company_name": firms.name(number_),
            "sector": NAMES[int(firms.sector[number_])],
            "size_band": band(int(count)),
            "founded_year": int(firms.founded[number_]),
        }
