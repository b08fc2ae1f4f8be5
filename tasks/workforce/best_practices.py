"""pattern.best_practices: the sectors that do better than all together, and whether that lasts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypedDict

from blocks.answers import Answer, Row
from tasks.agent import View, agent
from tasks.derived import derived
from tasks.findings import Finding
from tasks.outcome import JSON, Outcome
from tasks.units import printed
from tasks.workforce.selection import (
    choice,
    mean,
    means,
    months,
    newest,
    read,
    sectors,
    whole,
)
from tasks.workforce.telling import answers, measured, not_enough, period, told

UNITS = {
    "value_percent": "percent",
    "mean_percent": "percent",
    "better_by_points": "points",
    "better_years": "count",
    "years": "count",
    "rank": "count",
    "sectors": "count",
}


@dataclass(frozen=True, slots=True)
class Goal:
    """A measure of sectors, in which direction it is good, and how many people a row is about."""

    words: str
    query: str
    column: str
    good: int
    people: tuple[str, ...]


GOALS = {
    "qatarization_percent": Goal(
        "qatarization",
        "qatarization_by_sector",
        "qatarization_percent",
        1,
        ("qataris", "non_qataris"),
    ),
    "attrition_percent": Goal(
        "attrition", "attrition_by_sector", "attrition_percent", -1, ("cohort_size",)
    ),
}
DATA = tuple(goal.query for goal in GOALS.values())


class BestFacts(TypedDict):
    enough: bool
    found: bool
    count: int
    metric: str
    top: str
    value: float
    better_by_points: float


NOTHING: dict[str, JSON] = {
    "enough": False,
    "found": False,
    "count": 0,
    "top": "",
    "value": 0.0,
    "better_by_points": 0.0,
}


@agent(version="1", facts=BestFacts, data=DATA)
def best_practices(view: View) -> Outcome:
    """Name the sectors that do best in qatarization or attrition, against the mean of all."""
    name = choice(view, "metric", "qatarization_percent", GOALS)
    goal, nothing = GOALS[name], {**NOTHING, "metric": name}
    most, span = whole(view, "top_n", 5, (1, 50)), months(view, 36)
    table = read(view, goal.query, ("year", "sector"), (goal.column,))
    asked = sectors(view, table)
    rows = [_weighed(row, goal) for row in newest(table.rows, span)]
    ranked = _ranked(rows, goal)
    if len(ranked) < 2 or all(row["better_by_points"] == 0 for row in ranked):  # noqa: PLR2004
        why = f"Fewer than two sectors with different {goal.words}: none is the better one."
        return not_enough(why, nothing, table)
    ours = [row for row in ranked if row["sector"] in asked or not asked]
    best = [row for row in ours if row["better_by_points"] > 0][:most]
    evidence = derived("best_sectors", ranked, UNITS, answers(table), params={"metric": name})
    findings = [_finding(row, goal, period(rows), evidence) for row in best or ours[:1]]
    first = ours[0] if ours else ranked[0]
    facts: dict[str, JSON] = {
        "enough": True,
        "found": bool(best),
        "count": len(best),
        "metric": name,
        "top": first["sector"],
        "value": first["value_percent"],
        "better_by_points": first["better_by_points"],
    }
    return told(findings, [table], [evidence], facts)


def _weighed(row: Row, goal: Goal) -> Row:
    """The row with the number of its people; without one when that isn't known."""
    parts = [row.get(column) for column in goal.people]
    known = all(isinstance(part, int | float) for part in parts)
    return {**row, "people": sum(parts) if known else None}


def _ranked(rows: Sequence[Row], goal: Goal) -> list[Row]:
    """The sectors, the best first, with the mean of everybody in the same years.

    A sector that is better in every year is a better example than one that was lucky once.
    """
    by_year: dict[int, list[Row]] = {}
    for row in rows:
        by_year.setdefault(row["year"], []).append(row)
    yearly = {year: mean(some, goal.column, "people") for year, some in by_year.items()}
    overall = mean(rows, goal.column, "people") if rows else 0.0
    values = means(rows, goal.column)
    order = sorted(values, key=lambda sector: (-goal.good * values[sector], sector))
    return [
        {
            "sector": sector,
            "value_percent": values[sector],
            "mean_percent": overall,
            "better_by_points": goal.good * (values[sector] - overall),
            **_lasting([row for row in rows if row["sector"] == sector], yearly, goal),
            "rank": rank,
            "sectors": len(order),
        }
        for rank, sector in enumerate(order, 1)
    ]


def _lasting(rows: Sequence[Row], yearly: Mapping[int, float], goal: Goal) -> dict[str, int]:
    better = sum(goal.good * (row[goal.column] - yearly[row["year"]]) > 0 for row in rows)
    return {"better_years": better, "years": len(rows)}


def _finding(row: Row, goal: Goal, years: str, evidence: Answer) -> Finding:
    better = row["better_by_points"] > 0
    title = (
        f"{row['sector']} is among the best in {goal.words}"
        if better
        else f"No sector asked for does better than the mean in {goal.words}"
    )
    side = "above" if (row["better_by_points"] > 0) == (goal.good > 0) else "below"
    gap = printed(abs(row["better_by_points"]), "points")
    luck = row["years"] > 1 and 2 * row["better_years"] <= row["years"]
    return Finding(
        title,
        f"{goal.words} in {row['sector']} was {printed(row['value_percent'], 'percent')} {years}, "
        f"{gap} {side} the mean of all, {printed(row['mean_percent'], 'percent')}; better in "
        f"{row['better_years']} of {row['years']} years and in place {row['rank']} of "
        f"{row['sectors']}. What the sector does for that, these numbers don't say.",
        evidence=(evidence.query,),
        warnings=(f"{row['sector']} was better in no more than half of the years.",)
        if luck and better
        else (),
        **measured(row, UNITS, "value_percent", "mean_percent", "better_by_points"),
    )
