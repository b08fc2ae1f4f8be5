"""pattern.anomalies: sectors whose attrition lies far from that of the others."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import TypedDict

from blocks.answers import Answer, Row
from tasks.agent import View, agent
from tasks.derived import derived
from tasks.findings import Finding
from tasks.outcome import JSON, Outcome
from tasks.units import printed
from tasks.workforce.robust import spread, winsorised_z
from tasks.workforce.selection import Table, months, newest, number, read, sectors, whole
from tasks.workforce.telling import answers, measured, not_enough, told

ATTRITION = "attrition_by_sector"
UNITS = {
    "attrition_percent": "percent",
    "median_percent": "percent",
    "mad_points": "points",
    "robust_z": "index",
    "winsorised_z": "index",
    "sectors": "count",
    "threshold": "index",
}
FALLBACK = "Most sectors share one value: the mean deviation stands in for the median deviation."


class AnomalyFacts(TypedDict):
    enough: bool
    found: bool
    count: int
    top: str
    year: int
    value: float
    robust_z: float


NOTHING: dict[str, JSON] = {
    "enough": False,
    "found": False,
    "count": 0,
    "top": "",
    "year": 0,
    "value": 0.0,
    "robust_z": 0.0,
}


@dataclass(frozen=True)
class Limits:
    """The robust z from which a value is far, the least values, and the winsorised per cent."""

    threshold: float
    least: int
    winsorise: float


@agent(version="1", facts=AnomalyFacts, data=(ATTRITION,))
def anomalies(view: View) -> Outcome:
    """Find sectors whose attrition lies far from that of the other sectors in the same year."""
    limits = Limits(
        number(view, "threshold", 2.5, (0.1, 100)),
        whole(view, "min_n", 3, (3, 1000)),
        number(view, "winsorise", 5, (0, 49)),
    )
    table = read(view, ATTRITION, ("year", "sector"), ("attrition_percent",))
    asked = sectors(view, table)
    scored = [row for year in _years(table, months(view, 12)) for row in _scores(year, limits)]
    scored.sort(key=lambda row: (-abs(row["robust_z"]), -row["year"], row["sector"]))
    ours = [row for row in scored if row["sector"] in asked or not asked]
    if not ours:
        why = (
            f"In no year do the sectors asked for stand among {limits.least} or more with "
            "different attrition: there is nothing to compare."
        )
        return not_enough(why, NOTHING, table)
    far = [row for row in ours if abs(row["robust_z"]) > limits.threshold]
    evidence = derived("robust_z", scored, UNITS, answers(table), params=asdict(limits))
    findings = [_finding(row, evidence) for row in far or ours[:1]]
    first = ours[0]
    facts: dict[str, JSON] = {
        "enough": True,
        "found": bool(far),
        "count": len(far),
        "top": first["sector"],
        "year": first["year"],
        "value": first["attrition_percent"],
        "robust_z": first["robust_z"],
    }
    return told(findings, [table], [evidence], facts)


def _years(table: Table, window: int) -> Iterator[list[Row]]:
    rows = newest(table.rows, window)
    for year in sorted({row["year"] for row in rows}):
        yield [row for row in rows if row["year"] == year]


def _scores(rows: Sequence[Row], limits: Limits) -> list[Row]:
    """The sectors of one year with their z-scores; none when too few or when nothing varies."""
    values = [row["attrition_percent"] for row in rows]
    if len(values) < limits.least or not (around := spread(values)).scale:
        return []
    drawn = winsorised_z(values, limits.winsorise)
    return [
        {
            "year": row["year"],
            "sector": row["sector"],
            "attrition_percent": row["attrition_percent"],
            "median_percent": around.median,
            "mad_points": around.mad,
            "robust_z": around.z(row["attrition_percent"]),
            "winsorised_z": z,
            "sectors": len(rows),
            "threshold": limits.threshold,
        }
        for row, z in zip(rows, drawn, strict=True)
    ]


def _finding(row: Row, evidence: Answer) -> Finding:
    far = abs(row["robust_z"]) > row["threshold"]
    side = "above" if row["robust_z"] > 0 else "below"
    title = (
        f"Attrition in {row['sector']} was far {side} that of other sectors in {row['year']}"
        if far
        else "No attrition is far from that of other sectors"
    )
    limit = "beyond" if far else "the farthest, within"
    summary = (
        f"attrition in {row['sector']} was {printed(row['attrition_percent'], 'percent')} in "
        f"{row['year']}, against a median of {printed(row['median_percent'], 'percent')} of "
        f"{row['sectors']} sectors (robust z {printed(row['robust_z'])}, winsorised z "
        f"{printed(row['winsorised_z'])}), {limit} the threshold of {row['threshold']:g}."
    )
    names = ("attrition_percent", "median_percent", "mad_points", "robust_z", "winsorised_z")
    return Finding(
        title,
        summary,
        evidence=(evidence.query,),
        warnings=() if row["mad_points"] else (FALLBACK,),
        **measured(row, UNITS, *names),
    )
