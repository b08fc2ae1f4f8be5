"""The persons themselves, row by row: made on demand, since they are many."""

from collections.abc import Iterator
from datetime import date, timedelta

import numpy as np

from deployments.samples.workforce.aggregates import Row
from deployments.samples.workforce.labour import (
    EDUCATION,
    FIRST,
    JOBS,
    LAST,
    MONTHS,
    NAMES,
    label,
    number,
    year_of,
)
from deployments.samples.workforce.monthly import moved
from deployments.samples.workforce.people import Ints
from deployments.samples.workforce.simulate import NOBODY, OPENING, History

GRADUATE = EDUCATION.index("Bachelor")
Record = tuple[str | int | None, ...]
RECORD = (
    "person_id", "company_id", "month", "status", "nationality", "gender", "age",
    "education_level", "sector", "job_title", "salary_qar", "start_date", "end_date",
)  # fmt: skip


def person_id(person: int) -> str:
    return f"P{person + 1:07d}"


def company_id(company: int) -> str:
    return f"C{company + 1:05d}"


def employment_history(history: History, persons: int | None = None) -> Iterator[Row]:
    """Each of the first `persons` persons at the end of each year, with work or without.

    It begins with the opening, a year before the tables: the attrition of their first year is
    counted from it. Without work, company and salary are empty.
    """
    years = range(FIRST - 1, LAST + 1)
    rows = [history.at(number(year, 12)) for year in years]
    for person in range(history.persons.count if persons is None else persons):
        for year, row in zip(years, rows, strict=True):
            company = int(history.company[row, person])
            works = company != NOBODY
            searching = bool(history.searching[row, person])
            yield {
                "person_id": person_id(person),
                "year": year,
                "company_id": company_id(company) if works else "",
                **_traits(history, person),
                "monthly_salary": int(history.salary[row, person]) if works else "",
                "status": _status(works, searching),
            }


def movements(history: History) -> Iterator[Row]:
    """Who left which company in which month, and who was hired by which."""
    for month in MONTHS:
        left, hired = moved(history, month)
        for event, who, step in (("leave", left, 1), ("hire", hired, 0)):
            companies = history.company[history.at(month - step)]
            for person in np.flatnonzero(who):
                yield {
                    "month": label(month),
                    "event": event,
                    "person_id": person_id(int(person)),
                    "company_id": company_id(int(companies[person])),
                }


def employment_records(history: History) -> Iterator[Record]:
    """A record a month for everybody who works or looks for work, in the order of RECORD."""
    ends = _ends(history)
    traits = [tuple(_traits(history, who).values()) for who in range(history.persons.count)]
    for month in range(OPENING, MONTHS[-1] + 1):
        row = history.at(month)
        places, ages = history.sector(month), np.clip(year_of(month) - history.persons.born, 15, 80)
        company, salary, since = (
            column[row] for column in (history.company, history.salary, history.since)
        )
        for person in np.flatnonzero((company != NOBODY) | history.searching[row]):
            gender, nationality, level = traits[person]
            head = (person_id(int(person)), label(month), nationality, gender, int(ages[person]))
            works = None
            if company[person] != NOBODY:
                sector = NAMES[int(places[person])]
                job = JOBS[sector][int(history.education[person]) >= GRADUATE]
                spell = (_first(int(since[person])), _last(int(ends[row, person])))
                works = (company_id(int(company[person])), sector, job, int(salary[person]), *spell)
            yield _record(head, level, works)


def _record(head: Record, level: str, works: Record | None) -> Record:
    person, month, nationality, gender, age = head
    company, sector, job, salary, start, end = works or (None,) * 6
    status = _status(works is not None, True)
    whose = (nationality, gender, age, level)
    return (person, company, month, status, *whose, sector, job, salary, start, end)


def _traits(history: History, person: int) -> dict[str, str]:
    return {
        "gender": "female" if history.persons.woman[person] else "male",
        "nationality": "Qatari" if history.persons.qatari[person] else "Non-Qatari",
        "education_level": EDUCATION[int(history.education[person])],
    }


def _status(works: bool, searching: bool) -> str:
    return "employed" if works else "unemployed" if searching else "inactive"


def _ends(history: History) -> Ints:
    """The last month at the company, for each month and person; NOBODY while it goes on."""
    ends = np.full(history.company.shape, NOBODY)
    for row in range(len(ends) - 2, -1, -1):
        goes_on = (history.company[row] == history.company[row + 1]) & (
            history.since[row] == history.since[row + 1]
        )
        ends[row] = np.where(goes_on, ends[row + 1], row + OPENING)
    return ends


def _first(month: int) -> str:
    return f"{label(month)}-01"


def _last(month: int) -> str | None:
    if month == NOBODY:
        return None
    following = date.fromisoformat(_first(month + 1))
    return (following - timedelta(days=1)).isoformat()
