"""Forecasts of a monthly series by four methods, each with the deviation of its errors ahead.

Formulas: Hyndman & Athanasopoulos, Forecasting: Principles and Practice, 3rd ed., 5.2, 5.5 and 8.7.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from math import fsum, isfinite, sqrt

from tasks.workforce.metrics import Metric
from tasks.workforce.months import YEAR

LEVELS = (80, 95)  # per cent: of the prediction intervals
LEAST = 2 * YEAR  # months that every method can be fitted on


@dataclass(frozen=True, slots=True)
class Forecast:
    """Means of the months ahead and the standard deviations of their errors.

    `settled` is False when the search for a method's parameters did not converge.
    """

    means: tuple[float, ...]
    deviations: tuple[float, ...]
    settled: bool = True

    @property
    def usable(self) -> bool:
        """Whether all of it is finite."""
        return all(map(isfinite, (*self.means, *self.deviations)))

    def interval(self, level: float, metric: Metric) -> tuple[tuple[float, float], ...]:
        """Low and high end a month of the interval that holds `level` per cent, in bounds."""
        reach = normal_quantile(level)
        return tuple(
            (metric.bounded(mean - reach * apart), metric.bounded(mean + reach * apart))
            for mean, apart in zip(self.means, self.deviations, strict=True)
        )


Method = Callable[[Sequence[float], int], Forecast]


@cache
def normal_quantile(level: float) -> float:
    """Standard deviations around the mean that hold `level` per cent of a normal distribution."""
    from statistics import NormalDist

    return NormalDist().inv_cdf(0.5 + level / 200)


def seasonal_naive(values: Sequence[float], horizon: int) -> Forecast:
    """Each month is what it was a year before."""
    errors = [new - old for old, new in zip(values, values[YEAR:], strict=False)]
    deviation = sqrt(fsum(error * error for error in errors) / len(errors))
    means = tuple(values[len(values) - YEAR + ahead % YEAR] for ahead in range(horizon))
    return Forecast(means, tuple(deviation * sqrt(ahead // YEAR + 1) for ahead in range(horizon)))


def drift(values: Sequence[float], horizon: int) -> Forecast:
    """The line from the first to the newest value goes on."""
    steps = len(values) - 1
    slope = (values[-1] - values[0]) / steps
    errors = [new - old - slope for old, new in pairwise(values)]
    deviation = sqrt(fsum(error * error for error in errors) / (steps - 1))
    ahead = range(1, horizon + 1)
    means = tuple(values[-1] + slope * step for step in ahead)
    return Forecast(means, tuple(deviation * sqrt(h * (1 + h / steps)) for h in ahead))


def ets(values: Sequence[float], horizon: int) -> Forecast:
    """Exponential smoothing with additive error, trend and season: ETS(A,A,A)."""
    return _smoothed(values, horizon, damped=False)


def ets_damped(values: Sequence[float], horizon: int) -> Forecast:
    """The same with a trend that fades: ETS(A,Ad,A)."""
    return _smoothed(values, horizon, damped=True)


METHODS: Mapping[str, Method] = {
    "seasonal_naive": seasonal_naive,
    "drift": drift,
    "ets": ets,
    "ets_damped": ets_damped,
}
NAMES = {
    "seasonal_naive": "the seasonal naive method",
    "drift": "the drift method",
    "ets": "exponential smoothing",
    "ets_damped": "exponential smoothing with a damped trend",
}


def _smoothed(values: Sequence[float], horizon: int, *, damped: bool) -> Forecast:
    import numpy as np
    import pandas as pd
    from statsmodels.tsa.exponential_smoothing.ets import ETSModel

    # Scaled, so that the search for parameters takes the same way for people and for thousands.
    scale = max(map(abs, values)) or 1.0
    model = ETSModel(
        pd.Series(values, dtype=float) / scale,
        error="add",
        trend="add",
        damped_trend=damped,
        seasonal="add",
        seasonal_periods=YEAR,
        initialization_method="heuristic",
    )
    with np.errstate(all="ignore"):  # what is not finite in the end is told by `usable`
        fitted = model.fit(disp=False, warn_convergence=False)
        ahead = fitted.get_prediction(start=len(values), end=len(values) + horizon - 1)
    # Per degree of freedom: the states at the start were taken from the data as well.
    spent = YEAR + (5 if damped else 4)
    lost = len(values) / (len(values) - spent)
    deviations = np.sqrt(np.maximum(np.asarray(ahead.forecast_variance), 0.0) * lost)
    means = np.asarray(ahead.predicted_mean)
    settled = bool(fitted.mle_retvals["converged"])
    return Forecast(tuple((means * scale).tolist()), tuple((deviations * scale).tolist()), settled)
