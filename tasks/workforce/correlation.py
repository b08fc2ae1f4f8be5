"""pattern.correlation: whether sectors with more nationals lose more or fewer of their people."""

from collections.abc import Sequence
from typing import TypedDict

from blocks.answers import Answer, Row
from tasks.agent import View, agent
from tasks.derived import derived
from tasks.findings import Finding
from tasks.outcome import Outcome
from tasks.units import printed
from tasks.workforce import ranks
from tasks.workforce.selection import (
    Table,
    choice,
    comparable,
    mean,
    months,
    newest,
    number,
    read,
    sectors,
    whole,
)
from tasks.workforce.telling import (
    answers,
    chance,
    limits,
    not_enough,
    period,
    told,
)

QATARIZATION, ATTRITION = "qatarization_by_sector", "attrition_by_sector"
SIGNIFICANT = 0.05
POINTS = {"qatarization_percent": "percent", "attrition_percent": "percent", "years": "count"}
UNITS = {
    "r": "index",
    "p": "fraction",
    "p_limit": "fraction",
    "sectors": "count",
    "strong_from": "index",
}


class CorrelationFacts(TypedDict):
    enough: bool
    strong: bool
    method: str
    r: float
    p: float
    n: int


@agent(version="1", facts=CorrelationFacts, data=(QATARIZATION, ATTRITION))
def correlation(view: View) -> Outcome:
    """Tell whether qatarization and attrition go together across sectors."""
    method = choice(view, "method", "spearman", ranks.METHODS)
    strong_from = number(view, "min_r", 0.5, (0, 1))
    least = whole(view, "min_n", 5, (3, 1000))
    tables = (
        read(view, QATARIZATION, ("year", "sector"), ("qatarization_percent",)),
        read(view, ATTRITION, ("year", "sector"), ("attrition_percent",)),
    )
    asked, said = comparable(sectors(view, *tables), least)
    pairs = _pairs(*tables, months(view, 36), asked)
    points = _means(pairs)
    found = ranks.correlation(
        [row["qatarization_percent"] for row in points],
        [row["attrition_percent"] for row in points],
        method,
    )
    enough = found.n >= least and not found.constant
    strong = enough and abs(found.r) >= strong_from
    facts = {"enough": enough, "strong": strong, "method": method}
    if found.n < least:
        why = f"Both values are known of {found.n} sectors; a correlation needs {least}."
        return not_enough(why, {**facts, "r": 0.0, "p": 1.0, "n": found.n}, *tables, warnings=said)
    facts |= {"r": found.r, "p": found.p, "n": found.n}
    if found.constant:
        why = "Qatarization or attrition does not vary between the sectors: the correlation is 0."
        return not_enough(why, facts, *tables, warnings=said)
    row = {"method": method, "r": found.r, **limits(found.p), "sectors": found.n}
    means = derived("sector_means", points, POINTS, answers(*tables))
    cells = [{**row, "strong_from": strong_from}]
    evidence = derived("correlation", cells, UNITS, [means], params={"method": method})
    finding = _finding(cells[0], period(pairs), evidence)
    return told([finding], tables, [means, evidence], facts, said)


def _pairs(shares: Table, losses: Table, window: int, asked: Sequence[str]) -> list[Row]:
    """The sectors and years of the window of which both values are known."""
    known = {(row["year"], row["sector"]): row["attrition_percent"] for row in losses.rows}
    both = [
        {**row, "attrition_percent": known[row["year"], row["sector"]]}
        for row in shares.rows
        if (row["year"], row["sector"]) in known
    ]
    return [row for row in newest(both, window) if row["sector"] in asked or not asked]


def _means(pairs: Sequence[Row]) -> list[Row]:
    """One point a sector. One a year would count a sector as often as it has years, as if those
    were independent of each other.
    """
    by_name: dict[str, list[Row]] = {}
    for row in pairs:
        by_name.setdefault(row["sector"], []).append(row)
    return [
        {
            "sector": name,
            "qatarization_percent": mean(rows, "qatarization_percent"),
            "attrition_percent": mean(rows, "attrition_percent"),
            "years": len(rows),
        }
        for name, rows in sorted(by_name.items())
    ]


def _finding(row: Row, years: str, evidence: Answer) -> Finding:
    strong = abs(row["r"]) >= row["strong_from"]
    way = "higher" if row["r"] > 0 else "lower"
    says = (
        f"sectors with higher qatarization have {way} attrition"
        if strong
        else "qatarization and attrition are not strongly related across sectors"
    )
    unsure = strong and row["p"] >= SIGNIFICANT
    return Finding(
        f"Qatarization and attrition: {'a strong' if strong else 'no strong'} relation",
        f"{says} ({row['method'].capitalize()} r {printed(row['r'])}, {chance(row['p'])}, "
        f"{row['sectors']} sectors, means {years}; strong from {printed(row['strong_from'])}). "
        "This is an association between sectors and says nothing of causes.",
        {"correlation": row["r"], "sectors": row["sectors"]},
        (evidence.query,),
        warnings=("The relation of qatarization and attrition may be chance.",) if unsure else (),
    )
