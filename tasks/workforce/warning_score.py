"""A warning score from 0 to 100 for a monthly series, and the four parts that it is made of."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import fsum
from statistics import pstdev

from tasks.workforce.decomposition import decompose
from tasks.workforce.months import QUARTER, YEAR
from tasks.workforce.slopes import line_slope, percent_change

PARTS = ("drop", "deviation", "momentum", "volatility")


@dataclass(frozen=True, slots=True)
class Rules:
    """What makes each part full, how heavy the parts are, and from which score on a level begins.

    `drop` is a change over three months and `momentum` a change of the slope a month, both in per
    cent (of percentages in points), `deviation` a robust z-score, `volatility` how many times as
    large the monthly changes of the newest year are as those before.
    """

    drop: float
    deviation: float
    momentum: float
    volatility: float
    weights: Mapping[str, float]
    watch: float
    alert: float

    def level(self, score: float) -> str:
        """ALERT, WATCH or LOW."""
        return "ALERT" if score >= self.alert else "WATCH" if score >= self.watch else "LOW"


@dataclass(frozen=True, slots=True)
class Signals:
    """What is measured, signed as the data are; None where there is nothing to divide by."""

    drop: float | None
    deviation: float
    momentum: float | None
    volatility: float | None

    def scores(self, rules: Rules, worse: int) -> dict[str, float]:
        """Each part from 0 (no news or good news) to 100; `worse` is the sign of bad news."""
        more = None if self.volatility is None else self.volatility - 1
        return {
            "drop": _share(self.drop, worse * rules.drop),
            "deviation": _share(self.deviation, worse * rules.deviation),
            "momentum": _share(self.momentum, worse * rules.momentum),
            "volatility": _share(more, rules.volatility - 1),
        }


def signals(values: Sequence[float], *, relative: bool) -> Signals:
    """Measure a series of at least `decomposition.LEAST` months.

    `relative`: changes are in per cent, else in units of the series.
    """
    apart = decompose(values)
    calm = [value - season for value, season in zip(values, apart.seasonal, strict=True)]
    faster = line_slope(calm[-QUARTER:]) - line_slope(calm[-YEAR:])
    level = fsum(calm[-YEAR:]) / YEAR

    def change(new: float, old: float) -> float | None:
        return percent_change(new, old) if relative else new - old

    changes = [change(new, old) for old, new in pairwise(calm)]
    known = [change for change in changes if change is not None]
    usual = pstdev(known[:-YEAR]) if len(known) > YEAR + 1 else 0.0
    return Signals(
        drop=change(values[-1], values[-1 - QUARTER]),
        deviation=apart.newest_z,
        momentum=change(level + faster, level),
        volatility=pstdev(known[-YEAR:]) / usual if usual else None,
    )


def total(scores: Mapping[str, float], weights: Mapping[str, float]) -> float:
    """The mean of the parts by their weights."""
    whole = fsum(weights[part] for part in PARTS)
    return fsum(weights[part] * scores[part] for part in PARTS) / whole


def _share(value: float | None, full: float) -> float:
    return 0.0 if value is None else 100 * max(0.0, min(1.0, value / full))
