"""pattern.seasonal_effects: in which months of the year a measure lies above or below its trend."""

from calendar import month_name
from typing import TypedDict

from blocks.answers import Answer, Row
from tasks.agent import View, agent
from tasks.derived import derived
from tasks.findings import Finding
from tasks.outcome import JSON, Outcome
from tasks.units import printed
from tasks.workforce.drivers import DATA, MEASURES, monthly
from tasks.workforce.metrics import ATTRITION, Metric
from tasks.workforce.months import YEAR
from tasks.workforce.seasons import seasons
from tasks.workforce.selection import EVER, choice, months, number, whole
from tasks.workforce.series import Series
from tasks.workforce.telling import answers, chance, counted, limits, measured, not_enough, told

BY_NAME = {measure.name: measure for measure in MEASURES}
UNITS = {
    "lift_percent": "percent",
    "corrected_p": "fraction",
    "values": "count",
    "months": "months",
    "all_p": "fraction",
    "p_limit": "fraction",
    "alpha": "fraction",
    "significant": "count",
}
UNTESTED = "Fewer than three years: the effects of the months are not tested, they may be chance."


class SeasonalFacts(TypedDict):
    enough: bool
    found: bool
    count: int
    measure: str
    top: str
    lift_percent: float
    p: float | None


NOTHING: dict[str, JSON] = {
    "enough": False,
    "found": False,
    "count": 0,
    "top": "",
    "lift_percent": 0.0,
    "p": None,
}


@agent(version="1", facts=SeasonalFacts, data=DATA)
def seasonal_effects(view: View) -> Outcome:
    """Find the months of the year in which a measure lies above or below its trend."""
    measure = BY_NAME[choice(view, "metric", ATTRITION.name, BY_NAME)]
    alpha = number(view, "alpha", 0.05, (0.0001, 0.5))
    least = whole(view, "min_n", 2 * YEAR, (2 * YEAR, 600))
    span, most = months(view, EVER), whole(view, "top_n", 5, (1, 50))
    read = monthly(view)
    tables = read.tables_of(measure)
    made, said = read.whole(measure)
    nothing = {**NOTHING, "measure": measure.name}
    if made is None or len(made.values) < least:
        why = f"Seasons need {least} months; there are {len(made.values) if made else 0}."
        return not_enough(why, nothing, *tables, warnings=said)
    if span < least:
        said = (*said, f"{span} months are too few for seasons: the newest {least} are used.")
    series = made.newest_months(max(span, least))
    if series.flat or min(series.values) <= 0:
        why = f"Seasons need values above 0 that vary; {measure.words} has none here."
        return not_enough(why, nothing, *tables, warnings=said)
    rows = _rows(series, measure, alpha)
    found = [row for row in rows if row["effect"]]
    tested = rows[0]["all_p"] is not None
    evidence = derived("seasons", rows, UNITS, answers(*tables), params={"alpha": alpha})
    findings = [_finding(row, evidence) for row in found[:most] or rows[:1]]
    first = rows[0]
    facts: dict[str, JSON] = {
        "enough": True,
        "found": bool(found),
        "count": len(found),
        "measure": measure.name,
        "top": first["month"],
        "lift_percent": first["lift_percent"],
        "p": first["all_p"],
    }
    return told(findings, tables, [evidence], facts, said if tested else (*said, UNTESTED))


def _rows(series: Series, measure: Metric, alpha: float) -> list[Row]:
    """A row for each month of the year: the months that have an effect first, then by their lift.

    A month has an effect when the months differ at all and it differs from the others.
    """
    found = seasons(series.values, series.start % YEAR + 1)
    ps = found.month_ps or {}
    differ = found.p is not None and found.p <= alpha
    rows: list[Row] = [
        {
            "month": month_name[month],
            "measure": measure.words,
            "lift_percent": lift,
            "corrected_p": ps.get(month),
            "values": found.counts[month],
            "effect": differ and ps.get(month, 1.0) <= alpha,
            "months": len(series.values),
            "all_p": found.p,
            "p_limit": limits(1)["p_limit"],
            "alpha": alpha,
        }
        for month, lift in found.lifts.items()
    ]
    return sorted(rows, key=lambda row: (not row["effect"], -abs(row["lift_percent"])))


def _finding(row: Row, evidence: Answer) -> Finding:
    side = "above" if row["lift_percent"] > 0 else "below"
    title = (
        f"{row['month']}: {row['measure']} is {side} its trend"
        if row["effect"]
        else f"No month of the year is sure to move {row['measure']}"
    )
    sure = "not tested"
    if row["all_p"] is not None:
        sure = (
            f"{chance(row['corrected_p'])} against the other months after correction; all months "
            f"alike: {chance(row['all_p'])}"
        )
    values = counted(row["values"], "value")
    size = printed(abs(row["lift_percent"]), "percent")
    return Finding(
        title,
        f"in {row['month']} {row['measure']} lies {size} {side} its trend ({values} "
        f"out of {row['months']} months, {sure}; the limit is {row['alpha']:g}).",
        evidence=(evidence.query,),
        **measured(row, UNITS, "lift_percent", "values"),
    )
