"""Changes and slopes of a series: how much, since when, and whether it could be chance."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite
from statistics import fmean


@dataclass(frozen=True, slots=True)
class Slope:
    """A slope with the ends of its confidence interval, None where there are none."""

    slope: float
    low: float | None
    high: float | None


def percent_change(new: float, old: float) -> float | None:
    """From `old` to `new` in per cent of `old`; None where that is 0."""
    return 100 * (new - old) / abs(old) if old else None


def theil_sen(
    values: Sequence[float], confidence: float, times: Sequence[float] | None = None
) -> Slope:
    """The median of the slopes between all pairs of values, with its confidence interval.

    Sen, J. Am. Stat. Assoc. 63 (1968); `confidence` is a share, 0.95 for 95 %. Without `times` the
    values lie one apart.
    """
    from scipy.stats import theilslopes

    found = theilslopes(values, times or range(len(values)), alpha=confidence)
    low, high = float(found.low_slope), float(found.high_slope)
    known = isfinite(low) and isfinite(high)
    return Slope(float(found.slope), low if known else None, high if known else None)


def mann_kendall(values: Sequence[float]) -> tuple[float, float]:
    """Kendall's tau between a series and time, and the p-value of there being no trend.

    Mann, Econometrica 13 (1945): exact for short series without ties, else by the normal
    approximation, whose variance is corrected for ties.
    """
    from scipy.stats import kendalltau

    found = kendalltau(range(len(values)), values)
    return float(found.statistic), float(found.pvalue)


def line_slope(values: Sequence[float]) -> float:
    """The slope a month of the least-squares line."""
    middle, mean = (len(values) - 1) / 2, fmean(values)
    rise = sum((at - middle) * (value - mean) for at, value in enumerate(values))
    return rise / sum((at - middle) ** 2 for at in range(len(values)))
