"""time.trend: how fast a metric changes, whether that could be chance, and whether it speeds up."""

from dataclasses import dataclass
from statistics import fmean
from typing import TypedDict

from blocks.answers import Answer, Row
from tasks.agent import View, agent
from tasks.derived import derived
from tasks.findings import Finding
from tasks.outcome import JSON, Outcome
from tasks.units import printed
from tasks.workforce.metrics import PAY, PEOPLE, Metric, fixed
from tasks.workforce.months import QUARTER, YEAR
from tasks.workforce.reading import Reading, adjusted, read_whole, whole_of
from tasks.workforce.selection import number
from tasks.workforce.series import Series
from tasks.workforce.slopes import line_slope, mann_kendall, theil_sen
from tasks.workforce.telling import chance, limits
from tasks.workforce.yearly_trend import QUERY, SHARE, WORDS, trend_by_year


class TrendFacts(TypedDict):
    enough: bool
    direction: str
    slope: float
    p: float
    year_change: float | None
    quarter_change: float | None
    momentum: float | None


NOTHING: dict[str, JSON] = {
    "enough": False,
    "direction": "none",
    "slope": 0.0,
    "p": 1.0,
    "year_change": None,
    "quarter_change": None,
    "momentum": None,
}


@dataclass(frozen=True)
class _Case:
    reading: Reading
    series: Series
    calm: Series  # without its season
    confidence: float
    alpha: float


@agent(version="1", facts=TrendFacts, data=(PEOPLE, PAY, QUERY))
def trend(view: View) -> Outcome:
    """Tell the trend of a metric: changes over a year and a quarter, slope, momentum.

    Slopes are a year, in units of the metric (percentages in points). The share of nationals is
    known a year at a time: it has no quarters and no momentum.
    """
    confidence = number(view, "confidence_percent", 95, (50, 99.9))
    alpha = number(view, "alpha", 0.05, (0.0001, 0.5))
    if view.params.get("metric") == SHARE:
        return trend_by_year(view, confidence, alpha, NOTHING)
    reading, series = read_whole(view, YEAR, (SHARE,))
    if series is None:
        return reading.quiet(NOTHING)
    reading, calm = adjusted(reading, series)
    case = _Case(reading, series, calm, confidence, alpha)
    row = _row(case)
    evidence = derived("trend", [row], _units(reading.metric), reading.answers)
    if row["year_change"] is None:
        reading = reading.warned("There is no value of a year before to compare with.")
    facts = {"enough": True, **{name: row[name] for name in NOTHING if name in row}}
    return reading.outcome(_findings(case, row, evidence), facts, (evidence,))


def _row(case: _Case) -> Row:
    metric, values = case.reading.metric, case.calm.values
    slope = theil_sen(values, case.confidence / 100)
    tau, p = mann_kendall(values)
    clear = p < case.alpha and slope.slope != 0
    recent, usual = line_slope(values[-QUARTER:]), line_slope(values[-YEAR:])
    new, old = fmean(values[-QUARTER:]), fmean(values[-2 * QUARTER : -QUARTER])
    return {
        "sector": case.reading.name,
        "month": case.series.newest,
        "direction": ("rising" if slope.slope > 0 else "falling") if clear else "none",
        "slope": _a_year(slope.slope),
        "slope_low": _a_year(slope.low),
        "slope_high": _a_year(slope.high),
        "confidence_percent": case.confidence,
        "tau": fixed(tau),
        "alpha": case.alpha,
        **limits(round(p, 6)),
        "year_change": _change(metric, _year_before(case)),
        "quarter_change": _change(metric, (new, old)),
        "recent_slope": _a_year(recent),
        "usual_slope": _a_year(usual),
        "momentum": _a_year(recent - usual),
        "months": len(values),
        "recent_months": QUARTER,
        "usual_months": YEAR,
    }


def _a_year(slope: float | None) -> float | None:
    return None if slope is None else fixed(YEAR * slope)


def _units(metric: Metric) -> dict[str, str]:
    change = "percent" if metric.relative else "points"
    slopes = ("slope", "slope_low", "slope_high", "recent_slope", "usual_slope", "momentum")
    return {
        **dict.fromkeys(slopes, metric.change_unit),
        **dict.fromkeys(("year_change", "quarter_change"), change),
        **dict.fromkeys(("p", "p_limit", "alpha"), "fraction"),
        **dict.fromkeys(("months", "recent_months", "usual_months"), "months"),
        "confidence_percent": "percent",
        "tau": "index",
    }


def _year_before(case: _Case) -> tuple[float, float] | None:
    """The newest value and that of a year before, which may lie before the window."""
    whole = whole_of(case.reading).series[0]
    return (whole.values[-1], whole.values[-1 - YEAR]) if len(whole.values) > YEAR else None


def _change(metric: Metric, pair: tuple[float, float] | None) -> float | None:
    """In per cent, between percentages in points."""
    if pair is None:
        return None
    return metric.percent_change(*pair) if metric.relative else fixed(pair[0] - pair[1])


def _findings(case: _Case, row: Row, evidence: Answer) -> list[Finding]:
    reading, units = case.reading, evidence.units
    ids = (*reading.queries, evidence.query)

    def say(name: str) -> str:
        return printed(row[name], units[name])

    def finding(title: str, summary: str, *metrics: str) -> Finding:
        return Finding(title, summary, {name: row[name] for name in metrics}, ids)

    between = f"{case.confidence:g} % interval {say('slope_low')} to {say('slope_high')}, "
    return [
        finding(
            f"{reading.title} {WORDS[row['direction']]}",
            f"it changed by {say('slope')} a year over the {row['months']} months to "
            f"{row['month']} (Theil–Sen slope, {between if row['slope_low'] is not None else ''}"
            f"Mann–Kendall {chance(row['p'])}).",
            *("slope", "slope_low", "slope_high", "tau", "p"),
        ),
        finding(
            f"Change of {reading.words}",
            (
                f"by {say('year_change')} from a year before, "
                if row["year_change"] is not None
                else ""
            )
            + f"by {say('quarter_change')} from the quarter before.",
            *("year_change", "quarter_change"),
        ),
        finding(
            f"Momentum of {reading.words}",
            f"the slope of the newest {QUARTER} months is {say('recent_slope')} a year against "
            f"{say('usual_slope')} over the newest {YEAR} months.",
            *("recent_slope", "usual_slope", "momentum"),
        ),
    ]
