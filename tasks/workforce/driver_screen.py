"""pattern.driver_screen: what goes ahead of attrition, sector by sector, many tests allowed for."""

from collections.abc import Sequence
from typing import TypedDict

from blocks.answers import Answer, Row
from tasks.agent import View, agent
from tasks.derived import derived
from tasks.findings import Finding
from tasks.outcome import JSON, Outcome
from tasks.units import printed
from tasks.workforce import ranks
from tasks.workforce.drivers import DATA, HIRING, monthly
from tasks.workforce.metrics import ATTRITION, EMPLOYEES, SALARY, Metric
from tasks.workforce.months import YEAR
from tasks.workforce.selection import EVER, months, number, whole
from tasks.workforce.series import Series
from tasks.workforce.telling import answers, chance, limits, not_enough, told

DRIVERS = (SALARY, HIRING, EMPLOYEES)
SEASONAL = 3 * YEAR  # months from which on the months of the year can be held constant too
LAGS = {0: "of the same month", 1: "of the month before"}
UNITS = {
    "r": "index",
    "p": "fraction",
    "p_limit": "fraction",
    "corrected_p": "fraction",
    "months": "months",
    "lag_months": "months",
    "tests": "count",
    "found": "count",
    "alpha": "fraction",
}


class DriverFacts(TypedDict):
    enough: bool
    found: bool
    count: int
    tests: int
    top_sector: str
    top_driver: str
    r: float
    corrected_p: float


NOTHING: dict[str, JSON] = {
    "enough": False,
    "found": False,
    "count": 0,
    "tests": 0,
    "top_sector": "",
    "top_driver": "",
    "r": 0.0,
    "corrected_p": 1.0,
}


@agent(version="1", facts=DriverFacts, data=DATA)
def driver_screen(view: View) -> Outcome:
    """Screen measures of each sector for those that go ahead of its attrition."""
    lag, least = whole(view, "lag", 1, (0, 12)), whole(view, "min_n", 24, (12, 600))
    alpha = number(view, "alpha", 0.05, (0.0001, 0.5))
    most, span = whole(view, "top_n", 5, (1, 50)), months(view, EVER)
    read = monthly(view)
    targets = read.by_sector(ATTRITION)
    said = list(targets.warnings)
    rows = []
    for driver in DRIVERS:
        made = read.by_sector(driver)
        said += made.warnings
        drivers = {series.name: series for series in made.series}
        for target in targets.series:
            if target.name in drivers:
                pair = target.newest_months(span), drivers[target.name]
                rows += _test(driver, pair, lag, least)
    if not rows:
        why = f"No sector has {least} months of attrition and of a measure that varies before it."
        return not_enough(why, NOTHING, *read.tables, warnings=said)
    rows = _corrected(rows, alpha)
    found = [row for row in rows if row["corrected_p"] <= alpha]
    params = {"lag": lag, "alpha": alpha}
    evidence = derived("driver_screen", rows, UNITS, answers(*read.tables), params=params)
    findings = [_finding(row, evidence) for row in found[:most]]
    first = rows[0]
    facts: dict[str, JSON] = {
        "enough": True,
        "found": bool(found),
        "count": len(found),
        "tests": len(rows),
        "top_sector": first["sector"],
        "top_driver": first["driver"],
        "r": first["r"],
        "corrected_p": first["corrected_p"],
    }
    findings = findings or [_calm(first, evidence)]
    return told(findings, read.tables, [evidence], facts, said)


def _test(driver: Metric, pair: tuple[Series, Series], lag: int, least: int) -> list[Row]:
    """The partial rank correlation of attrition with the driver `lag` months before it.

    Trend is held constant, and with three years or more the months of the year: what only rises or
    only has the same season is no driver.
    """
    target, other = pair
    first = max(target.start, other.start + lag)
    last = min(target.end, other.end + lag)
    n = last - first + 1
    if n < least:
        return []
    ys = target.between(first, last).values
    xs = other.between(first - lag, last - lag).values
    controls = [list(range(n))]
    if n >= SEASONAL:
        controls += [[int((first + at) % YEAR == m) for at in range(n)] for m in range(1, YEAR)]
    found = ranks.partial_correlation(xs, ys, controls)
    if found.constant:
        return []
    held = "trend and season" if n >= SEASONAL else "trend"
    cell = {"sector": target.name, "driver": driver.words, "held": held}
    return [{**cell, "r": found.r, **limits(found.p), "months": n, "lag_months": lag}]


def _corrected(rows: Sequence[Row], alpha: float) -> list[Row]:
    """The rows with their corrected p, the surest and strongest first."""
    ps = ranks.corrected([row["p"] for row in rows])
    found = sum(p <= alpha for p in ps)
    more = {"tests": len(rows), "found": found, "alpha": alpha}
    told = [{**row, "corrected_p": p, **more} for row, p in zip(rows, ps, strict=True)]
    return sorted(told, key=lambda row: (row["p"], -abs(row["r"]), row["sector"], row["driver"]))


def _finding(row: Row, evidence: Answer) -> Finding:
    way = "higher" if row["r"] > 0 else "lower"
    when = "after" if row["lag_months"] else "with"
    driver = row["driver"].removeprefix("the ")
    return Finding(
        f"{row['sector']}: attrition is {way} {when} higher {driver}",
        f"{_strength(row)}, one of {row['found']} in {row['tests']} tests that stay below "
        f"{row['alpha']:g}. It goes with attrition; that it causes it is not shown.",
        {"correlation": row["r"], "months": row["months"]},
        (evidence.query,),
    )


def _calm(row: Row, evidence: Answer) -> Finding:
    return Finding(
        "No measure stands out as going ahead of attrition",
        f"{_strength(row)}, the surest of {row['tests']} tests and not below {row['alpha']:g}.",
        {"correlation": row["r"], "months": row["months"]},
        (evidence.query,),
    )


def _strength(row: Row) -> str:
    before = LAGS.get(row["lag_months"]) or f"{row['lag_months']} months before"
    return (
        f"attrition in {row['sector']} and {row['driver']} {before} have a rank correlation of "
        f"{printed(row['r'])} with {row['held']} held constant ({row['months']} months, "
        f"{chance(row['corrected_p'])} after the correction for the number of tests)"
    )
