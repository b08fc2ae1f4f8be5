"""strategy.talent_competition: how hard sectors compete for people, told by their attrition."""

from collections.abc import Sequence
from statistics import fmean
from typing import TypedDict

from blocks.answers import Answer, Row
from tasks.agent import View, agent
from tasks.derived import derived
from tasks.findings import Finding
from tasks.outcome import JSON, Outcome
from tasks.units import printed
from tasks.workforce.selection import means, months, newest, number, read, sectors, whole
from tasks.workforce.telling import answers, measured, named, not_enough, period, told

ATTRITION = "attrition_by_sector"
LEVELS = ("High", "Moderate", "Low")
UNITS = {
    "attrition_percent": "percent",
    "mean_percent": "percent",
    "ratio": "index",
    "high_from": "index",
    "sectors": "count",
    "high": "count",
    "moderate": "count",
    "low": "count",
}


class CompetitionFacts(TypedDict):
    enough: bool
    high: int
    moderate: int
    low: int
    top: str
    level: str
    ratio: float


NOTHING: dict[str, JSON] = {
    "enough": False,
    "high": 0,
    "moderate": 0,
    "low": 0,
    "top": "",
    "level": "",
    "ratio": 0.0,
}


@agent(version="1", facts=CompetitionFacts, data=(ATTRITION,))
def talent_competition(view: View) -> Outcome:
    """Grade the competition for people in each sector by its attrition against the mean."""
    high_from = number(view, "high", 1.5, (1, 100))
    least, most = whole(view, "min_n", 2, (2, 1000)), whole(view, "top_n", 5, (1, 50))
    table = read(view, ATTRITION, ("year", "sector"), ("attrition_percent",))
    asked = sectors(view, table)
    rows = newest(table.rows, months(view, 12))
    values = means(rows, "attrition_percent")
    if len(values) < least or not fmean(values.values()):
        why = f"Attrition above 0 is known of fewer than {least} sectors: there is no mean to beat."
        return not_enough(why, NOTHING, table)
    graded = _graded(values, high_from)
    ours = [row for row in graded if row["sector"] in asked or not asked]
    if not ours:
        return not_enough("The sectors asked for have no value in that time.", NOTHING, table)
    evidence = derived("competition", graded, UNITS, answers(table), params={"high": high_from})
    first = ours[0]
    facts: dict[str, JSON] = {
        "enough": True,
        **{level.lower(): sum(row["level"] == level for row in ours) for level in LEVELS},
        "top": first["sector"],
        "level": first["level"],
        "ratio": first["ratio"],
    }
    wanted = [row for row in ours if row["level"] != "Low" or asked][:most]
    findings = [_overview(graded, period(rows), evidence)]
    findings += [_finding(row, period(rows), evidence) for row in wanted]
    return told(findings, [table], [evidence], facts)


def _graded(values: dict[str, float], high_from: float) -> list[Row]:
    """The sectors by attrition: High above `high_from` times the mean, Moderate above the mean."""
    mean = fmean(values.values())
    levels = {
        sector: "High" if value > high_from * mean else "Moderate" if value > mean else "Low"
        for sector, value in values.items()
    }
    counts = {level.lower(): list(levels.values()).count(level) for level in LEVELS}
    rows: list[Row] = [
        {
            "sector": sector,
            "level": levels[sector],
            "attrition_percent": value,
            "mean_percent": mean,
            "ratio": value / mean,
            "high_from": high_from,
            "sectors": len(values),
            **counts,
        }
        for sector, value in values.items()
    ]
    return sorted(rows, key=lambda row: (-row["attrition_percent"], row["sector"]))


def _overview(rows: Sequence[Row], years: str, evidence: Answer) -> Finding:
    row = rows[0]
    high = [each["sector"] for each in rows if each["level"] == "High"]
    which = f" ({named(high)})" if high else ""
    return Finding(
        "Competition for people by sector",
        f"competition for people is high in {row['high']} of {row['sectors']} sectors{which}, "
        f"moderate in {row['moderate']} and low in {row['low']} {years}, measured by attrition "
        f"against the mean of {printed(row['mean_percent'], 'percent')}; high is above "
        f"{row['high_from']:g} times the mean.",
        evidence=(evidence.query,),
        **measured(row, UNITS, "high", "moderate", "low", "mean_percent"),
    )


def _finding(row: Row, years: str, evidence: Answer) -> Finding:
    return Finding(
        f"{row['sector']}: {row['level'].lower()} competition",
        f"attrition in {row['sector']} was {printed(row['attrition_percent'], 'percent')} {years}, "
        f"{printed(row['ratio'])} times the mean of {printed(row['mean_percent'], 'percent')}.",
        evidence=(evidence.query,),
        **measured(row, UNITS, "attrition_percent", "ratio"),
    )
