"""What a baseline forecast rests on: its months, its backtest, and how they are told."""

from collections.abc import Sequence

from blocks.answers import Answer, Row
from tasks.derived import derived
from tasks.findings import Finding
from tasks.outcome import Section
from tasks.units import printed
from tasks.workforce.forecasting import LEVELS, NAMES
from tasks.workforce.metrics import Metric, fixed
from tasks.workforce.projection import Projection, means
from tasks.workforce.reading import Reading, table_of

ENDS = {level: (f"low_{level}", f"high_{level}") for level in LEVELS}  # columns of the intervals


def forecast_answer(made: Projection, metric: Metric, sources: Sequence[Answer]) -> Answer:
    """The forecast by month with its intervals: columns `forecast` and those of `ENDS`."""
    intervals = {level: made.forecast.interval(level, metric) for level in LEVELS}
    rows: list[Row] = []
    for at, (month, mean) in enumerate(zip(made.months, means(made.forecast, metric), strict=True)):
        row: Row = {"month": month, "sector": made.series.name, "forecast": mean}
        for level, ends in ENDS.items():
            pair = zip(ends, intervals[level][at], strict=True)
            row |= {end: metric.rounded(value) for end, value in pair}
        rows.append(row)
    columns = ("forecast", *(end for ends in ENDS.values() for end in ends))
    params = {"metric": metric.name, "method": made.best.method}
    return derived("forecast", rows, dict.fromkeys(columns, metric.unit), sources, params=params)


def backtest_answer(made: Projection, metric: Metric, sources: Sequence[Answer]) -> Answer:
    """A row a method, the chosen one first, with its errors and how its intervals held."""
    rows = [
        {
            "method": score.method,
            "mae": fixed(score.mae),
            "mase": fixed(score.mase),
            **{f"held_{n}": fixed(c) for n, c in zip(LEVELS, score.coverage, strict=True)},
            "origins": score.origins,
            "steps": score.steps,
        }
        for score in made.scores
    ]
    units = {
        "mae": metric.change_unit,
        "mase": "index",
        **{f"held_{level}": "percent" for level in LEVELS},
        "origins": "count",
        "steps": "months",
    }
    return derived("backtest", rows, units, sources, params={"metric": metric.name})


def backtest_table(tried: Answer) -> Section:
    """The methods with their errors."""
    heads = {"method": "Method", "mae": "Mean absolute error", "mase": "MASE"}
    names = ("Held by the inner interval", "Held by the outer interval")
    held = {f"held_{level}": name for level, name in zip(LEVELS, names, strict=True)}
    return table_of("Backtest of the methods", tried, {**heads, **held})


def told_method(reading: Reading, made: Projection, tried: Answer) -> Finding:
    """By which method a forecast is made, and how it did."""
    row, best = tried.rows[0], made.best
    mase = "" if row["mase"] is None else f", MASE {printed(row['mase'])}"
    held = " and ".join(
        f"{printed(row[f'held_{level}'], 'percent')} by the {place} interval"
        for level, place in zip(LEVELS, ("inner", "outer"), strict=True)
    )
    return Finding(
        f"The forecast is made by {NAMES[best.method]}",
        f"its mean absolute error was the smallest of all methods, "
        f"{printed(row['mae'], tried.units['mae'])}{mase}, in a backtest from {row['origins']} "
        f"origins over {row['steps']} months each; of the values {held} were held.",
        {name: row[name] for name in ("mae", "mase")},
        (*reading.queries, tried.query),
    )
