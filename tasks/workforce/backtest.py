"""Rolling-origin backtest: how far forecasts would have been off, had they been made before.

Hyndman & Athanasopoulos, Forecasting: Principles and Practice, 3rd ed., 5.8 and 5.10.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import fsum

from tasks.workforce.forecasting import LEAST, LEVELS, METHODS, Forecast
from tasks.workforce.metrics import Metric
from tasks.workforce.months import YEAR

NEEDED = 3 * YEAR  # months, so that origins are left beside what methods are fitted on
ORIGINS = (3, 7)  # times that a forecast is tried at; the most that `NEEDED` months allow


@dataclass(frozen=True, slots=True)
class Score:
    """How a method did. Errors are in units of the series.

    `mase` is scaled by the seasonal naive method inside the months fitted on (Hyndman & Koehler
    2006): below 1 is better than that; None where it makes no error. `coverage` gives for each of
    `LEVELS` the per cent of the months that fell into the interval.
    """

    method: str
    mae: float
    mase: float | None
    coverage: tuple[float, ...]
    origins: int
    steps: int
    settled: bool


def origins_of(length: int, horizon: int, origins: int) -> tuple[tuple[int, ...], int]:
    """Months fitted on at each origin, oldest first, and months that are then forecast.

    The forecast ends with the data at the newest origin; a half of what is beyond `LEAST` months
    is left for the others.
    """
    steps = min(horizon, (length - LEAST) // 2)
    spacing = max(1, min(steps, (length - LEAST - steps) // (origins - 1)))
    newest = length - steps
    return tuple(newest - spacing * back for back in reversed(range(origins))), steps


def backtest(
    values: Sequence[float],
    metric: Metric,
    horizon: int,
    origins: int,
    methods: Iterable[str] = tuple(METHODS),
) -> tuple[Score, ...]:
    """Scores of the methods, the best (smallest MAE, then the simplest) first.

    Needs `NEEDED` months. A method without a usable forecast from each origin has no score.
    """
    ends, steps = origins_of(len(values), horizon, origins)
    scores = [_score(values, metric, method, (ends, steps)) for method in methods]
    return tuple(sorted(filter(None, scores), key=lambda score: score.mae))


def _score(
    values: Sequence[float], metric: Metric, method: str, plan: tuple[tuple[int, ...], int]
) -> Score | None:
    ends, steps = plan
    tries = [(end, METHODS[method](values[:end], steps)) for end in ends]
    if not all(forecast.usable for _, forecast in tries):
        return None
    errors = [
        [abs(metric.bounded(m) - v) for m, v in zip(f.means, values[end:], strict=False)]
        for end, f in tries
    ]
    scaled = [
        fsum(found) / scale
        for (end, _), found in zip(tries, errors, strict=True)
        if (scale := _naive_error(values[:end]))
    ]
    count = len(ends) * steps
    inside = [
        100 * sum(sum(_inside(f, values[end:], level, metric)) for end, f in tries) / count
        for level in LEVELS
    ]
    return Score(
        method,
        mae=fsum(map(fsum, errors)) / count,
        mase=fsum(scaled) / count if len(scaled) == len(ends) else None,
        coverage=tuple(inside),
        origins=len(ends),
        steps=steps,
        settled=all(forecast.settled for _, forecast in tries),
    )


def _naive_error(values: Sequence[float]) -> float:
    """The mean absolute error of the seasonal naive method inside the series."""
    errors = [abs(new - old) for old, new in zip(values, values[YEAR:], strict=False)]
    return fsum(errors) / len(errors)


def _inside(
    forecast: Forecast, actual: Sequence[float], level: float, metric: Metric
) -> Iterator[bool]:
    for (low, high), value in zip(forecast.interval(level, metric), actual, strict=False):
        yield low <= value <= high
