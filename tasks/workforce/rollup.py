"""Paths of the months ahead, of sectors and of the whole that they add up to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import fsum

from tasks.workforce.metrics import Metric
from tasks.workforce.scenarios import Scenario, adjusted
from tasks.workforce.series import weighted

Path = tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Outlook:
    """The baseline of the months ahead: paths of parts by name, and the newest value of each.

    `weights` are the newest employees of the parts; they stay as they are. A whole of one part is
    that part.
    """

    metric: Metric
    months: tuple[str, ...]
    paths: Mapping[str, Path]
    newest: Mapping[str, float]
    weights: Mapping[str, float]

    @property
    def whole(self) -> Path:
        """The parts rolled up."""
        return self.rolled_up(self.paths)

    def rolled_up(self, paths: Mapping[str, Path]) -> Path:
        """A path of the whole: the sum of the parts, or their mean weighted by employees."""
        names = sorted(paths)
        columns = zip(*(paths[name] for name in names), strict=True)
        if len(names) == 1 or self.metric.counted:
            return tuple(self.metric.rounded(fsum(column)) for column in columns)
        heavy = [self.weights[name] for name in names]
        return tuple(self.metric.rounded(weighted(column, heavy)) for column in columns)

    @property
    def newest_whole(self) -> float:
        """The newest value of the whole."""
        single = {name: (value,) for name, value in self.newest.items()}
        return self.rolled_up(single)[0]

    def part(self, name: str, scenario: Scenario) -> Path:
        """A part's path under a scenario."""
        return adjusted(self.paths[name], self.months, self.newest[name], scenario, self.metric)

    def under(self, scenario: Scenario) -> Path:
        """The whole under a scenario: of one sector, through its part; else of the whole itself."""
        if scenario.sector is None:
            return adjusted(self.whole, self.months, self.newest_whole, scenario, self.metric)
        changed = self.part(scenario.sector, scenario)
        return self.rolled_up({**self.paths, scenario.sector: changed})


def differences(path: Sequence[float], baseline: Sequence[float], metric: Metric) -> Path:
    """How much the path lies above the baseline, month by month."""
    return tuple(metric.rounded(new - old) for new, old in zip(path, baseline, strict=True))
