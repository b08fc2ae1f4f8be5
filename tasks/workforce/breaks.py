"""time.breaks: the months in which a metric's level or slope breaks, or that none does."""

from typing import TypedDict

from blocks.answers import Answer, Row
from tasks.agent import View, agent
from tasks.derived import derived
from tasks.findings import Finding
from tasks.outcome import JSON, Outcome
from tasks.units import printed
from tasks.workforce.changepoints import Break, Rules, cusum, find
from tasks.workforce.metrics import PAY, PEOPLE, Metric, fixed
from tasks.workforce.months import YEAR
from tasks.workforce.reading import Reading, adjusted, read_whole, table_of
from tasks.workforce.selection import number, whole
from tasks.workforce.series import Series
from tasks.workforce.telling import chance, limits

LEAST = 24  # months


class BreaksFacts(TypedDict):
    enough: bool
    found: bool
    count: int
    month: str
    change: float
    change_percent: float | None
    cusum: float
    cusum_p: float


NOTHING: dict[str, JSON] = {
    "enough": False,
    "found": False,
    "count": 0,
    "month": "",
    "change": 0.0,
    "change_percent": None,
    "cusum": 0.0,
    "cusum_p": 1.0,
}


@agent(version="1", facts=BreaksFacts, data=(PEOPLE, PAY))
def breaks(view: View) -> Outcome:
    """Find the months in which a metric's level or slope breaks, largest change first."""
    rules = Rules(
        whole(view, "spacing", 6, (3, 24)),
        number(view, "penalty", 2.0, (0.1, 100)),
        number(view, "alpha", 0.01, (0.000001, 0.5)),
    )
    most = whole(view, "top_n", 5, (1, 50))
    reading, series = read_whole(view, max(LEAST, 2 * rules.spacing))
    if series is None:
        return reading.quiet(NOTHING)
    reading, calm = adjusted(reading, series)
    found = sorted(find(calm.values, rules), key=lambda each: -abs(each.shift))
    rows = [_row(each, calm, reading.metric) for each in found]
    summary = _summary(reading, calm, rules, len(found))
    evidence = [summary]
    if rows:
        evidence.append(derived("breaks", rows, _units(reading.metric), reading.answers))
    stable = _stability(reading, summary)
    told = [_told(reading, row, evidence[1]) for row in rows[:most]]
    facts = {**NOTHING, **_facts(summary.rows[0]), **(_first(rows[0]) if rows else {})}
    tables = [table_of("Breaks by size", evidence[1], _heads(), most=len(rows))] if rows else []
    findings = [*told, stable] if told else [_none(reading, summary), stable]
    return reading.outcome(findings, facts, evidence, *tables)


def _row(each: Break, series: Series, metric: Metric) -> Row:
    before, after = (YEAR * slope for slope in each.slopes)
    return {
        "sector": series.name,
        "month": series.months[each.at],
        "before": metric.rounded(metric.bounded(each.before)),
        "after": metric.rounded(metric.bounded(each.after)),
        "change": metric.rounded(each.shift),
        "change_percent": metric.percent_change(each.after, each.before),
        "slope_before": fixed(before),
        "slope_after": fixed(after),
        **limits(round(each.p, 6)),
    }


def _units(metric: Metric) -> dict[str, str]:
    return {
        **dict.fromkeys(("before", "after"), metric.unit),
        **dict.fromkeys(("change", "slope_before", "slope_after"), metric.change_unit),
        "change_percent": "percent",
        **dict.fromkeys(("p", "p_limit"), "fraction"),
    }


def _heads() -> dict[str, str]:
    heads = {"month": "From", "before": "Before", "after": "After", "change": "Change"}
    return {**heads, "slope_before": "Slope before, a year", "slope_after": "Slope after, a year"}


def _summary(reading: Reading, series: Series, rules: Rules, count: int) -> Answer:
    statistic, p = cusum(series.values)
    row = {
        "sector": reading.name,
        "first_month": series.months[0],
        "newest_month": series.newest,
        "months": len(series.values),
        "breaks": count,
        "cusum": fixed(statistic),
        **limits(round(p, 6)),
        "alpha": rules.alpha,
        "spacing": rules.spacing,
        "penalty": rules.penalty,
    }
    fractions = dict.fromkeys(("p", "p_limit", "alpha"), "fraction")
    units = {"months": "months", "spacing": "months", "breaks": "count"}
    indices = dict.fromkeys(("cusum", "penalty"), "index")
    return derived("stability", [row], {**fractions, **units, **indices}, reading.answers)


def _facts(summary: Row) -> dict[str, JSON]:
    count = summary["breaks"]
    measured = {"cusum": summary["cusum"], "cusum_p": summary["p"]}
    return {"enough": True, "found": count > 0, "count": count, **measured}


def _first(row: Row) -> dict[str, JSON]:
    return {name: row[name] for name in ("month", "change", "change_percent")}


def _told(reading: Reading, row: Row, evidence: Answer) -> Finding:
    def say(name: str) -> str:
        return printed(row[name], evidence.units[name])

    share = f" ({say('change_percent')})" if row["change_percent"] is not None else ""
    return Finding(
        f"{reading.title} breaks in {row['month']}",
        f"its level without season was {say('before')} before and {say('after')} after, a change "
        f"of {say('change')}{share}; the slope a year was {say('slope_before')} before and "
        f"{say('slope_after')} after ({chance(row['p'])}).",
        {name: row[name] for name in ("before", "after", "change", "p")},
        (*reading.queries, evidence.query),
    )


def _none(reading: Reading, summary: Answer) -> Finding:
    row = summary.rows[0]
    return Finding(
        f"No structural break in {reading.words}",
        f"the {row['months']} months from {row['first_month']} to {row['newest_month']} keep to "
        f"one line (segments of at least {row['spacing']} months, breaks accepted at p below "
        f"{row['alpha']:g}).",
        {"breaks": row["breaks"], "months": row["months"]},
        (*reading.queries, summary.query),
    )


def _stability(reading: Reading, summary: Answer) -> Finding:
    row = summary.rows[0]
    holds = "does not keep" if row["p"] < row["alpha"] else "keeps"
    return Finding(
        f"As a whole, {reading.words} {holds} to one line",
        f"the largest cumulated deviation (OLS-CUSUM) is {printed(row['cusum'])} over "
        f"{row['months']} months ({chance(row['p'])}).",
        {"cusum": row["cusum"], "p": row["p"]},
        (*reading.queries, summary.query),
    )
