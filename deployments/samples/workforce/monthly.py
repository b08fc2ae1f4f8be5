"""The tables by month, counted from the same persons.

Somebody who changes the company leaves the one and is hired by the other in that month, so that
in every sector the employees are those of the month before, plus hires, minus leavers.
"""

from collections.abc import Iterator, Sequence

from deployments.samples.workforce.aggregates import Row, counted, percent, salaries
from deployments.samples.workforce.labour import MONTHS, NAMES, label
from deployments.samples.workforce.people import Flags
from deployments.samples.workforce.simulate import NOBODY, History

BEFORE = 3  # months that the early warning looks back


def by_month(history: History) -> dict[str, list[Row]]:
    """Every table by month, by the name of its file."""
    flows = list(_flows(history))
    return {
        "employment_monthly": flows,
        "salary_monthly": list(_pay(history)),
        "ewi_employment_drop": list(_drops(flows)),
    }


def moved(history: History, month: int) -> tuple[Flags, Flags]:
    """Who left a company in this month, and who was hired by one."""
    before, now = (history.company[history.at(month - step)] for step in (1, 0))
    changed = before != now
    return changed & (before != NOBODY), changed & (now != NOBODY)


def _flows(history: History) -> Iterator[Row]:
    for month in MONTHS:
        left, hired = moved(history, month)
        before, now = history.sector(month - 1), history.sector(month)
        counts = (
            counted(before, before != NOBODY),
            counted(now, now != NOBODY),
            counted(now, hired),
            counted(before, left),
        )
        for sector, start, end, hires, leavers in zip(NAMES, *counts, strict=True):
            yield {
                "month": label(month),
                "sector": sector,
                "employees": end,
                "hires": hires,
                "leavers": leavers,
                "attrition_percent": percent(leavers, start) if start else 0.0,
            }


def _pay(history: History) -> Iterator[Row]:
    for month in MONTHS:
        for sector, _, mean in salaries(history, month):
            yield {"month": label(month), "sector": sector, "avg_salary_qar": mean}


def _drops(flows: Sequence[Row]) -> Iterator[Row]:
    back = BEFORE * len(NAMES)
    for then, now in zip(flows, flows[back:], strict=False):
        if then["employees"]:
            change = percent(now["employees"] - then["employees"], then["employees"])
            head = {name: now[name] for name in ("month", "sector", "employees")}
            yield {**head, "change_percent": change}
