"""What others publish: GCC-STAT's unemployment and register, and the targets of Vision 2030.

The register is the same persons seen by another office: a few records are missing, and those of
Qataris in one sector and year came too late, so that a comparison of the two has one thing to find.
"""

from collections.abc import Iterator

from numpy.random import Generator

from deployments.samples.workforce.aggregates import Row, counted, percent, staying
from deployments.samples.workforce.labour import LAST, NAMES, YEARS, number
from deployments.samples.workforce.people import generator
from deployments.samples.workforce.simulate import History

# Invented: unemployment in a calm year in per cent, its change a year, and the pandemic's addition.
COUNTRIES = {
    "Bahrain": (3.9, -0.06, 1.6),
    "Kuwait": (2.2, 0.04, 1.1),
    "Oman": (3.4, -0.08, 1.5),
    "Qatar": (0.5, -0.02, 0.4),
    "Saudi Arabia": (6.1, -0.22, 1.7),
    "United Arab Emirates": (2.5, 0.03, 1.8),
}
SPREAD = {2020: 1.0, 2021: 0.55, 2022: 0.15}  # of the pandemic's addition
TARGETS = {
    "qatarization_public": 90.0,
    "qatarization_private": 30.0,
    "qatari_unemployment": 2.0,
    "female_participation": 45.0,
}
TARGET_YEAR = 2030
MISSING = 0.004  # of all records
LATE, LATE_SECTOR, LATE_YEAR = 0.14, "Transport", LAST  # of the records of Qataris there


def published(history: History, seed: int) -> dict[str, list[Row]]:
    """Every table of these publishers, by the name of its file."""
    return {
        "unemployment_gcc": list(_unemployment(generator(seed + 1))),
        "gcc_register": list(_register(history, generator(seed + 2))),
        "vision_2030_targets": [
            {"metric": metric, "target_percent": target, "target_year": TARGET_YEAR}
            for metric, target in TARGETS.items()
        ],
    }


def _unemployment(random: Generator) -> Iterator[Row]:
    for country, (calm, drift, shock) in COUNTRIES.items():
        for year in YEARS:
            level = calm + drift * (year - YEARS[0]) + shock * SPREAD.get(year, 0.0)
            noise = (random.random() - 0.5) * 0.1 * calm
            value = round(float(level + noise), 2)
            yield {"country": country, "year": year, "unemployment_percent": value}


def _register(history: History, random: Generator) -> Iterator[Row]:
    """With the columns of that office; the queries rename them."""
    persons, late_place = history.persons, NAMES.index(LATE_SECTOR)
    for year in YEARS:
        now, before = (history.sector(number(each, 12)) for each in (year, year - 1))
        known = random.random(persons.count) >= MISSING
        late = persons.qatari & (now == late_place) & (random.random(persons.count) < LATE)
        there = known & ~late if year == LATE_YEAR else known
        counts = (
            counted(now, there & persons.qatari),
            counted(now, there),
            counted(before, known & staying(history, year)),
            counted(before, known),
        )
        for activity, nationals, everybody, stayers, cohort in zip(NAMES, *counts, strict=True):
            if everybody and cohort:
                yield {
                    "ref_year": year,
                    "activity": activity,
                    "nationals_percent": percent(nationals, everybody),
                    "stayers_percent": percent(stayers, cohort),
                }
