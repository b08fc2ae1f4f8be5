"""pattern.root_causes: in what the sectors that lose most people differ from those that lose least.

A difference is an association. Which of them are causes can't be told from such data.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import TypedDict

from blocks.answers import Answer, Row
from tasks.agent import View, agent
from tasks.derived import derived
from tasks.findings import Finding
from tasks.outcome import JSON, Outcome
from tasks.units import printed
from tasks.workforce import ranks
from tasks.workforce.factors import FACTORS, Factor, Years, factors
from tasks.workforce.selection import Table, comparable, means, months, newest, read, sectors, whole
from tasks.workforce.telling import (
    answers,
    chance,
    limits,
    measured,
    named,
    not_enough,
    told,
)

ATTRITION = "attrition_by_sector"
SIGNIFICANT = 0.05
DATA = (ATTRITION, *dict.fromkeys(factor.query for factor in FACTORS))
COUNTS = {
    "high_attrition_percent": "percent",
    "low_attrition_percent": "percent",
    "delta": "index",
    "large_from": "index",
    "p": "fraction",
    "p_limit": "fraction",
    "r": "index",
    "r_p": "fraction",
    "group": "count",
    "sectors": "count",
}


class RootCauseFacts(TypedDict):
    enough: bool
    found: bool
    count: int
    top: str
    delta: float
    highest: list[str]


NOTHING: dict[str, JSON] = {
    "enough": False,
    "found": False,
    "count": 0,
    "top": "",
    "delta": 0.0,
    "highest": [],
}


@dataclass(frozen=True)
class Groups:
    """The sectors by their mean attrition, the highest first; the first and the last `n` of them
    are compared.
    """

    attrition: Mapping[str, float]
    n: int

    @property
    def high(self) -> tuple[str, ...]:
        return tuple(self.attrition)[: self.n]

    @property
    def low(self) -> tuple[str, ...]:
        return tuple(self.attrition)[-self.n :]


@dataclass(frozen=True)
class Compared:
    """A factor in both groups: one row with its units, and the derived answer that holds it."""

    factor: Factor
    row: Row
    units: Mapping[str, str]
    evidence: Answer

    @property
    def name(self) -> str:
        return self.factor.kind.name

    @property
    def large(self) -> bool:
        """In most pairs of one sector of each group the same group has the larger value."""
        return bool(abs(self.row["delta"]) >= ranks.LARGE)

    @property
    def clear(self) -> bool:
        """Large, and seen over all sectors too: three against three can't tell it from chance."""
        same_way = self.row["delta"] * self.row["r"] > 0
        return bool(self.large and same_way and self.row["r_p"] < SIGNIFICANT)


@agent(version="1", facts=RootCauseFacts, data=DATA)
def root_causes(view: View) -> Outcome:
    """Compare the sectors with the highest attrition with those with the lowest.

    They are compared in qatarization, average salary, size and growth.
    """
    n, span = whole(view, "top_n", 3, (1, 50)), months(view, 12)
    table = read(view, ATTRITION, ("year", "sector"), ("attrition_percent",))
    asked, said = comparable(sectors(view, table), 2 * n)
    rows = [row for row in newest(table.rows, span) if row["sector"] in asked or not asked]
    attrition = means(rows, "attrition_percent")
    groups = Groups(dict(sorted(attrition.items(), key=lambda item: (-item[1], item[0]))), n)
    if len(attrition) < 2 * n:
        why = (
            f"{len(attrition)} sectors have attrition; two groups of {n} need {2 * n}. "
            "Ask for a smaller top_n."
        )
        return not_enough(why, NOTHING, table, warnings=said)
    if not ranks.varies(tuple(attrition.values())):
        return not_enough("All sectors have the same attrition.", NOTHING, table)
    years = Years(min(row["year"] for row in rows), max(row["year"] for row in rows))
    measured = list(factors(view, years))
    tables = (table, *(factor.table for factor in measured))
    compared = [_compared(factor, groups, table) for factor in measured if _known(factor, groups)]
    left = list(said)
    left += [
        f"The {factor.kind.words} is not known of all sectors in both groups: it was left out."
        for factor in measured
        if factor.table.answer and not _known(factor, groups)
    ]
    if not compared:
        return not_enough("No factor is known of both groups.", NOTHING, *tables, warnings=left)
    compared.sort(key=_first)
    return _outcome(compared, groups, tables, left)


def _first(each: Compared) -> tuple[bool, float, float, str]:
    return not each.clear, -abs(each.row["delta"]), -abs(each.row["r"]), each.name


def _known(factor: Factor, groups: Groups) -> bool:
    return all(sector in factor.values for sector in (*groups.high, *groups.low))


def _compared(factor: Factor, groups: Groups, table: Table) -> Compared:
    """Both groups in one factor; and its rank correlation with attrition over all sectors."""
    kind, values, attrition = factor.kind, factor.values, groups.attrition
    high, low = ([values[sector] for sector in group] for group in (groups.high, groups.low))
    effect = ranks.effect(high, low)
    known = [sector for sector in attrition if sector in values]
    all_of_them = ranks.correlation([values[s] for s in known], [attrition[s] for s in known])
    row: Row = {
        "factor": kind.name,
        f"high_{kind.name}": fmean(high),
        f"low_{kind.name}": fmean(low),
        "difference": fmean(high) - fmean(low),
        "high_attrition_percent": fmean(attrition[sector] for sector in groups.high),
        "low_attrition_percent": fmean(attrition[sector] for sector in groups.low),
        "delta": effect.delta,
        "large_from": ranks.LARGE,
        **limits(effect.p),
        "r": all_of_them.r,
        "r_p": all_of_them.p,
        "group": groups.n,
        "sectors": len(known),
    }
    units = {
        **COUNTS,
        f"high_{kind.name}": kind.unit,
        f"low_{kind.name}": kind.unit,
        "difference": "points" if kind.unit == "percent" else kind.unit,
    }
    sources = answers(table, factor.table)
    return Compared(factor, row, units, derived(f"compared_{kind.name}", [row], units, sources))


def _outcome(
    compared: Sequence[Compared], groups: Groups, tables: Sequence[Table], left: Sequence[str]
) -> Outcome:
    large = [each for each in compared if each.large]
    clear = [each for each in large if each.clear]
    first = compared[0]
    facts: dict[str, JSON] = {
        "enough": True,
        "found": bool(clear),
        "count": len(clear),
        "top": first.name,
        "delta": first.row["delta"],
        "highest": list(groups.high),
    }
    findings = [_finding(each, groups) for each in large or compared[:1]]
    return told(findings, tables, [each.evidence for each in compared], facts, left)


def _finding(each: Compared, groups: Groups) -> Finding:
    row, unit, words = each.row, each.factor.kind.unit, each.factor.kind.words
    is_associated = "is" if each.clear else "may be"
    title = f"High attrition {is_associated} associated with {_more(row)} {words}"
    high, low = (printed(row[f"{group}_{each.name}"], unit) for group in ("high", "low"))
    summary = (
        f"the {row['group']} sectors with the highest attrition ({named(groups.high)}) have a "
        f"mean of {high} in {words}, the {row['group']} with the lowest ({named(groups.low)}) of "
        f"{low} (Cliff's delta "
        f"{printed(row['delta'])}, {chance(row['p'])}, large from {row['large_from']}); over all "
        f"{row['sectors']} sectors the rank correlation with attrition is {printed(row['r'])} "
        f"({chance(row['r_p'])}). Associated, not shown to be a cause."
    )
    names = (f"high_{each.name}", f"low_{each.name}", "difference")
    return Finding(
        title if each.large else "No factor tells high from low attrition clearly",
        summary,
        evidence=(each.evidence.query,),
        warnings=() if each.clear or not each.large else (f"What {words} shows may be chance.",),
        **measured(
            row, each.units, *names, "high_attrition_percent", "low_attrition_percent", "delta"
        ),
    )


def _more(row: Row) -> str:
    return "higher" if row["delta"] > 0 else "lower"
