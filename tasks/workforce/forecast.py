"""predict.forecast: the months ahead with intervals, by the method that did best in a backtest."""

from typing import TypedDict

from blocks.answers import Answer
from tasks.agent import View, agent
from tasks.derived import derived
from tasks.findings import Finding
from tasks.outcome import JSON, Outcome
from tasks.units import printed
from tasks.workforce.backtest import NEEDED, ORIGINS
from tasks.workforce.forecast_evidence import (
    ENDS,
    backtest_answer,
    backtest_table,
    forecast_answer,
    told_method,
)
from tasks.workforce.forecasting import LEVELS
from tasks.workforce.metrics import PAY, PEOPLE
from tasks.workforce.outlooks import HORIZON
from tasks.workforce.projection import Projection, project
from tasks.workforce.reading import Reading, read_whole, table_of
from tasks.workforce.selection import whole


class ForecastFacts(TypedDict):
    enough: bool
    month: str
    value: float
    low: float
    high: float
    change_percent: float | None
    method: str
    mae: float
    mase: float | None


NOTHING: dict[str, JSON] = {
    "enough": False,
    "month": "",
    "value": 0.0,
    "low": 0.0,
    "high": 0.0,
    "change_percent": None,
    "method": "",
    "mae": 0.0,
    "mase": None,
}


@agent(version="1", facts=ForecastFacts, data=(PEOPLE, PAY))
def forecast(view: View) -> Outcome:
    """Forecast a metric with intervals, by the method that did best in a rolling backtest."""
    horizon = whole(view, "horizon", 12, HORIZON)
    origins = whole(view, "origins", 4, ORIGINS)
    reading, series = read_whole(view, NEEDED)
    if series is None:
        return reading.quiet(NOTHING)
    made = project(series, reading.metric, horizon, origins)
    reading = reading.warned(*made.warnings)
    ahead = forecast_answer(made, reading.metric, reading.answers)
    tried = backtest_answer(made, reading.metric, reading.answers)
    summary = _summary(reading, made, ahead)
    row, best = summary.rows[0], tried.rows[0]
    low, high = ENDS[LEVELS[-1]]
    facts = {
        **{name: row[name] for name in ("month", "change_percent", "method")},
        **{name: best[name] for name in ("mae", "mase")},
        "enough": True,
        "value": row["forecast"],
        "low": row[low],
        "high": row[high],
    }
    return reading.outcome(
        [_ahead(reading, summary), told_method(reading, made, tried)],
        facts,
        (ahead, summary, tried),
        table_of(f"Forecast of {reading.words} by month", ahead, _heads()),
        backtest_table(tried),
    )


def _heads() -> dict[str, str]:
    (low, high), (lowest, highest) = ENDS.values()
    heads = {"month": "Month", "forecast": "Forecast", low: "Inner low", high: "Inner high"}
    return {**heads, lowest: "Outer low", highest: "Outer high"}


def _summary(reading: Reading, made: Projection, ahead: Answer) -> Answer:
    metric, series, last = reading.metric, made.series, ahead.rows[-1]
    row = {
        **last,
        "newest_month": series.newest,
        "newest": metric.rounded(series.values[-1]),
        "change": metric.rounded(last["forecast"] - series.values[-1]),
        "change_percent": metric.percent_change(last["forecast"], series.values[-1]),
        "method": made.best.method,
        "horizon": len(made.months),
        "months": len(series.values),
        "inner_percent": LEVELS[0],
        "outer_percent": LEVELS[1],
    }
    values = ("forecast", "newest", *(end for ends in ENDS.values() for end in ends))
    units = {
        **dict.fromkeys(values, metric.unit),
        "change": metric.change_unit,
        **dict.fromkeys(("horizon", "months"), "months"),
        **dict.fromkeys(("change_percent", "inner_percent", "outer_percent"), "percent"),
    }
    return derived("outlook", [row], units, [*reading.answers, ahead])


def _ahead(reading: Reading, summary: Answer) -> Finding:
    row, units = summary.rows[0], summary.units
    intervals = ", ".join(
        f"{level} % interval {printed(row[low], units[low])} to {printed(row[high], units[high])}"
        for level, (low, high) in ENDS.items()
    )
    change = "change" if row["change_percent"] is None else "change_percent"
    newest = f"{printed(row['newest'], units['newest'])} in {row['newest_month']}"
    after = f"after {newest}, a change of {printed(row[change], units[change])}"
    return Finding(
        f"Forecast of {reading.words}",
        f"{printed(row['forecast'], units['forecast'])} in {row['month']}, {row['horizon']} months "
        f"ahead ({intervals}), {after}.",
        {name: row[name] for name in ("forecast", "newest", change)},
        (*reading.queries, summary.query),
    )
