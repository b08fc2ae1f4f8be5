"""The baseline forecast that scenarios adjust: of the whole at once, or of its sectors."""

from collections.abc import Sequence
from dataclasses import dataclass

from blocks.answers import Answer
from tasks.agent import View
from tasks.workforce.backtest import NEEDED, ORIGINS
from tasks.workforce.forecast_evidence import backtest_answer
from tasks.workforce.forecasting import METHODS, NAMES, drift
from tasks.workforce.metrics import Metric
from tasks.workforce.months import following
from tasks.workforce.projection import Projection, means, project
from tasks.workforce.reading import Reading, read_whole
from tasks.workforce.rollup import Outlook, Path
from tasks.workforce.scenarios import Scenario, check
from tasks.workforce.selection import whole
from tasks.workforce.series import Series

HORIZON = (1, 36)  # months ahead


@dataclass(frozen=True)
class Ground:
    """What scenarios stand on: the data, the forecast of the whole, the paths of its parts.

    `tried` is the backtest that the method of all forecasts was chosen by.
    """

    reading: Reading
    made: Projection
    outlook: Outlook
    tried: Answer

    @property
    def metric(self) -> Metric:
        return self.reading.metric

    @property
    def months(self) -> tuple[str, ...]:
        return self.made.months


def ground(
    view: View, scenarios: Sequence[Scenario], *, by_sector: bool
) -> tuple[Reading, Ground | None]:
    """Read the data and forecast it; no ground, with a warning, when there is not enough of it.

    The parts are the sectors when `by_sector` or when a scenario names one, else the whole.
    InputError for scenarios that do not fit the data.
    """
    horizon = whole(view, "horizon", 12, HORIZON)
    origins = whole(view, "origins", 4, ORIGINS)
    reading, series = read_whole(view, NEEDED)
    if series is None:
        return reading, None
    sectors = [part.name for part in reading.parts]
    check(scenarios, reading.metric, following(series.newest, horizon), sectors)
    made = project(series, reading.metric, horizon, origins)
    reading = reading.warned(*made.warnings)
    parts: Sequence[Series] = [series]
    if by_sector or any(scenario.sector for scenario in scenarios):
        parts = [part.between(series.start, series.end) for part in reading.parts]
    paths: dict[str, Path] = {series.name: means(made.forecast, reading.metric)}
    if len(parts) > 1:
        paths = {}
        for part in parts:
            paths[part.name], warnings = _path(part, reading.metric, made)
            reading = reading.warned(*warnings)
    outlook = Outlook(
        reading.metric,
        made.months,
        paths,
        newest={part.name: part.values[-1] for part in parts},
        weights={part.name: part.weights[-1] for part in parts if part.weights},
    )
    tried = backtest_answer(made, reading.metric, reading.answers)
    return reading, Ground(reading, made, outlook, tried)


def _path(part: Series, metric: Metric, made: Projection) -> tuple[Path, list[str]]:
    """A part's forecast by the method of the whole; the drift method where that fails."""
    horizon, method = len(made.months), made.best.method
    if part.flat:
        return means(drift(part.values, horizon), metric), []
    found = METHODS[method](part.values, horizon)
    if found.usable:
        return means(found, metric), []
    text = f"{part.name} is forecast by the drift method: {NAMES[method]} could not be fitted."
    return means(drift(part.values, horizon), metric), [text]
