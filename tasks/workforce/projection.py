"""A metric's baseline forecast: the method that did best in a backtest, applied to all the data."""

from dataclasses import dataclass

from tasks.workforce.backtest import Score, backtest
from tasks.workforce.forecasting import LEVELS, METHODS, NAMES, Forecast
from tasks.workforce.metrics import Metric
from tasks.workforce.months import following
from tasks.workforce.series import Series

_TOO_NARROW = 60  # per cent that an interval of LEVELS[0] held in the backtest


@dataclass(frozen=True, slots=True)
class Projection:
    """A series and its forecast; `scores` are those of the methods, the chosen one's first."""

    series: Series
    forecast: Forecast
    scores: tuple[Score, ...]

    @property
    def months(self) -> tuple[str, ...]:
        """The months ahead."""
        return following(self.series.newest, len(self.forecast.means))

    @property
    def best(self) -> Score:
        return self.scores[0]

    @property
    def warnings(self) -> tuple[str, ...]:
        """What makes the forecast doubtful."""
        said = []
        horizon, best = len(self.forecast.means), self.best
        if best.steps < horizon:
            said.append(
                f"The backtest looks {best.steps} months ahead, the forecast {horizon}: the errors "
                "of later months are not known."
            )
        if not (best.settled and self.forecast.settled):
            said.append(f"The parameters of {NAMES[best.method]} did not converge.")
        if best.coverage[0] < _TOO_NARROW:
            said.append(
                f"The intervals are too narrow: in the backtest those of {LEVELS[0]} % held "
                f"{best.coverage[0]:.0f} % of the values."
            )
        if best.mase is not None and best.mase >= 1:
            said.append("No method did better in the backtest than last year's value.")
        lacking = [NAMES[name] for name in METHODS if name not in {s.method for s in self.scores}]
        said += [f"Not tried: {name} could not be fitted." for name in lacking]
        return tuple(said)


def project(series: Series, metric: Metric, horizon: int, origins: int) -> Projection:
    """The forecast of a series of at least `backtest.NEEDED` months."""
    scores = backtest(series.values, metric, horizon, origins)
    for at, score in enumerate(scores):
        forecast = METHODS[score.method](series.values, horizon)
        if forecast.usable:
            return Projection(series, forecast, scores[at:])
    raise ArithmeticError(f"No method gives a forecast of {series.name}.")  # drift always does


def means(forecast: Forecast, metric: Metric) -> tuple[float, ...]:
    """The forecast as it stands in answers: in bounds, people whole."""
    return tuple(metric.rounded(metric.bounded(mean)) for mean in forecast.means)
