"""Labour-market data for tests: answers made of rows, and a small market drawn from a seed."""

import re
from collections.abc import Iterable, Mapping
from random import Random
from typing import Any

from blocks.answers import Answer, Provenance
from tasks.agent import Agent, View
from tasks.outcome import Outcome, dump_outcome

Rows = Iterable[Mapping[str, Any]]
SECTORS = ("Construction", "Education", "Energy", "Finance", "Health", "ICT", "Public", "Transport")
YEARS = range(2019, 2025)
COUNTRIES = ("Bahrain", "Kuwait", "Oman", "Qatar")
UNITS = {
    "cohort_size": "count",
    "attrition_percent": "percent",
    "qataris": "count",
    "non_qataris": "count",
    "qatarization_percent": "percent",
    "employees": "count",
    "avg_salary_qar": "qar",
    "unemployment_percent": "percent",
    "hires": "count",
    "leavers": "count",
    "target_percent": "percent",
}
PUBLISHERS = {"unemployment_gcc": "GCC-STAT", "vision_2030_targets": "Vision 2030"}


def answer(query: str, rows: Rows, units: Mapping[str, str] | None = None) -> Answer:
    """An answer as the client of the queries gives it."""
    cells = tuple(dict(row) for row in rows)
    columns = {column for row in cells for column in row}
    known = {column: unit for column, unit in (units or UNITS).items() if column in columns}
    origin = Provenance(PUBLISHERS.get(query, "LMIS"), f"{query} (test)", f"{query}.csv")
    return Answer(query, cells, "unknown", origin, known, as_of="2024")


def view(tables: Mapping[str, Rows], **params: Any) -> View:
    answers = {query: answer(query, rows) for query, rows in tables.items()}
    return View(None, answers=answers, params=params)


def run(agent: Agent, tables: Mapping[str, Rows], **params: Any) -> Outcome:
    """What the agent makes of the tables that it declares."""
    outcome = agent.run(view({q: r for q, r in tables.items() if q in agent.data}, **params))
    dump_outcome(outcome)  # JSON, finite
    assert set(outcome.facts) == set(agent.facts)
    return outcome


def body(outcome: Outcome, title: str = "Key Findings") -> str:
    """The body of a section; empty when there is none."""
    return next((section.body for section in outcome.sections if section.title == title), "")


def derived(outcome: Outcome, operation: str) -> list[dict[str, Any]]:
    """The rows that the agent derived by an operation."""
    return [
        row
        for each in outcome.evidence
        if each.provenance.dataset == operation
        for row in each.rows
    ]


def unhashed(outcome: Outcome) -> Any:
    """An outcome without what stands for the bytes of its sources: ids of derived answers."""
    return re.sub(r"(derived_\w+)_[0-9a-f]{8}\b", r"\1", repr(dump_outcome(outcome)))


def yearly(column: str, values: Mapping[str, float], year: int = 2024, **more: Any) -> list[Any]:
    """One row a sector, of one year."""
    return [{"year": year, "sector": s, column: v, **more} for s, v in values.items()]


def market(seed: int, sectors: Iterable[str] = SECTORS) -> dict[str, list[dict[str, Any]]]:
    """All the tables that the agents read, drawn at random: nothing is to be found in them."""
    draw, names = Random(seed), list(sectors)
    tables: dict[str, list[dict[str, Any]]] = {
        "attrition_by_sector": [],
        "qatarization_by_sector": [],
        "avg_salary_by_sector": [],
        "sector_employment_by_year": [],
        "employment_monthly": [],
        "salary_monthly": [],
    }
    sizes = {sector: draw.randint(500, 3000) for sector in names}
    for year in YEARS:
        for sector in names:
            key = {"year": year, "sector": sector}
            people = round(sizes[sector] * draw.uniform(0.9, 1.1))
            qataris = draw.randint(10, people)
            tables["attrition_by_sector"].append(
                {**key, "cohort_size": people, "attrition_percent": round(draw.uniform(2, 20), 2)}
            )
            tables["qatarization_by_sector"].append(
                {
                    **key,
                    "qataris": qataris,
                    "non_qataris": people - qataris,
                    "qatarization_percent": round(100 * qataris / people, 2),
                }
            )
            pay = round(draw.uniform(4000, 30000), 2)
            tables["avg_salary_by_sector"].append(
                {**key, "employees": people, "avg_salary_qar": pay}
            )
            tables["sector_employment_by_year"].append({**key, "employees": people})
            for month in range(1, 13):
                _add_month(tables, draw, f"{year}-{month:02d}", sector)
    tables["unemployment_gcc"] = [
        {"country": c, "year": y, "unemployment_percent": round(draw.uniform(0, 9), 2)}
        for c in COUNTRIES
        for y in YEARS
    ]
    tables["vision_2030_targets"] = [
        {"metric": "qatarization_public", "target_percent": 90.0, "target_year": 2030},
        {"metric": "qatarization_private", "target_percent": 30.0, "target_year": 2030},
    ]
    return tables


def _add_month(tables: dict[str, list[Any]], draw: Random, month: str, sector: str) -> None:
    key = {"month": month, "sector": sector}
    people = draw.randint(900, 1100)
    leavers = draw.randint(5, 30)
    tables["employment_monthly"].append(
        {
            **key,
            "employees": people,
            "hires": draw.randint(5, 30),
            "leavers": leavers,
            "attrition_percent": round(100 * leavers / people, 2),
        }
    )
    tables["salary_monthly"].append({**key, "avg_salary_qar": round(draw.uniform(9e3, 9.9e3), 2)})
