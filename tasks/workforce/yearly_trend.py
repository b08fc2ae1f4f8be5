"""The trend of what is known a year at a time: the share of nationals among the employees."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from blocks.answers import Answer, Row
from tasks.agent import View
from tasks.derived import derived
from tasks.findings import Finding, report
from tasks.outcome import JSON, Outcome
from tasks.units import printed
from tasks.workforce.metrics import fixed
from tasks.workforce.months import YEAR
from tasks.workforce.reading import months_asked
from tasks.workforce.selection import Table, read, sectors
from tasks.workforce.series import weighted
from tasks.workforce.slopes import mann_kendall, theil_sen
from tasks.workforce.telling import answers, chance, limits, named, queries

SHARE, QUERY = "qatarization_percent", "qatarization_by_sector"
WORDS = {"rising": "is rising", "falling": "is falling", "none": "shows no clear trend"}
_LEAST = 5  # years: of fewer, no order is unlikely enough to be a trend
_PEOPLE = ("qataris", "non_qataris")


@dataclass(frozen=True)
class _Case:
    table: Table
    name: str
    years: tuple[int, ...]
    values: tuple[float, ...]
    confidence: float
    alpha: float


def trend_by_year(
    view: View, confidence: float, alpha: float, nothing: Mapping[str, JSON]
) -> Outcome:
    """Slope a year in points, change on the year before; `nothing` are the facts without data."""
    window = months_asked(view)
    table = read(view, QUERY, ("year", "sector"), (*_PEOPLE, SHARE))
    asked = sectors(view, table)
    by_year, warnings = _by_year([r for r in table.rows if not asked or r["sector"] in asked])
    years = sorted(by_year)
    if window is not None:
        count = -(-window // YEAR)
        if count < _LEAST:
            warnings.append(
                f"{window} months are too few here: the newest {_LEAST} years are used."
            )
        years = years[-max(count, _LEAST) :]
    said = [*table.warnings, *warnings]
    if len(years) < _LEAST or len({by_year[year] for year in years}) == 1:
        if table.answer is not None:
            said.append(f"There are {len(years)} years; {_LEAST} that differ are needed.")
        return report((), answers(table), facts=nothing, warnings=said)
    name = named(asked) if asked else "all sectors"
    values = tuple(by_year[year] for year in years)
    case = _Case(table, name, tuple(years), values, confidence, alpha)
    row = _row(case)
    evidence = derived("trend_by_year", [row], _UNITS, answers(table))
    facts = {**nothing, "enough": True, **{name: row[name] for name in nothing if name in row}}
    found = _findings(case, row, evidence)
    return report(found, answers(table), facts=facts, warnings=said, evidence=(evidence,))


def _by_year(rows: Sequence[Row]) -> tuple[dict[int, float], list[str]]:
    """The share of all sectors together in each year for which none is missing."""
    there = {row["sector"] for row in rows}
    found, missing = {}, []
    for year in sorted({row["year"] for row in rows}):
        own = [row for row in rows if row["year"] == year]
        people = [sum(row[name] for name in _PEOPLE) for row in own]
        if len(own) < len(there) or not sum(people):
            missing.append(year)
            continue
        found[year] = weighted([row[SHARE] for row in own], people)
    years = ", ".join(map(str, missing))
    return found, [f"{years}: left out, for some sectors have no value."] if missing else []


_UNITS = {
    **dict.fromkeys(("slope", "slope_low", "slope_high", "year_change"), "points"),
    **dict.fromkeys(("p", "p_limit", "alpha"), "fraction"),
    SHARE: "percent",
    "confidence_percent": "percent",
    "tau": "index",
    "years": "count",
}


def _row(case: _Case) -> Row:
    times = [year - case.years[0] for year in case.years]
    slope = theil_sen(case.values, case.confidence / 100, times)
    tau, p = mann_kendall(case.values)
    clear = p < case.alpha and slope.slope != 0
    before = case.years[-1] - case.years[-2] == 1
    return {
        "sector": case.name,
        "year": case.years[-1],
        SHARE: fixed(case.values[-1]),
        "direction": ("rising" if slope.slope > 0 else "falling") if clear else "none",
        "slope": fixed(slope.slope),
        "slope_low": fixed(slope.low),
        "slope_high": fixed(slope.high),
        "confidence_percent": case.confidence,
        "tau": fixed(tau),
        "alpha": case.alpha,
        **limits(round(p, 6)),
        "year_change": fixed(case.values[-1] - case.values[-2]) if before else None,
        "years": len(case.years),
    }


def _findings(case: _Case, row: Row, evidence: Answer) -> list[Finding]:
    def say(name: str) -> str:
        return printed(row[name], _UNITS[name])

    ends = f"{case.confidence:g} % interval {say('slope_low')} to {say('slope_high')}, "
    change = f", a change of {say('year_change')} from the year before"
    return [
        Finding(
            f"Qatarization in {case.name} {WORDS[row['direction']]}",
            f"it changed by {say('slope')} a year over {row['years']} years (Theil–Sen slope, "
            f"{ends if row['slope_low'] is not None else ''}Mann–Kendall {chance(row['p'])}).",
            {name: row[name] for name in ("slope", "slope_low", "slope_high", "tau", "p")},
            (*queries(case.table), evidence.query),
        ),
        Finding(
            f"Newest qatarization in {case.name}",
            f"it was {say(SHARE)} in {row['year']}"
            f"{change if row['year_change'] is not None else ''}.",
            {name: row[name] for name in (SHARE, "year_change")},
            (*queries(case.table), evidence.query),
        ),
    ]
