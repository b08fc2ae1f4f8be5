"""Where a value stands among others, told by statistics that outliers don't move much."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Spread:
    """The middle of some values and how far they lie from it.

    `fallback` says that more than half of the values equal the median, so that the median
    deviation is 0 and `scale` comes from the mean deviation. A `scale` of 0: all are equal.
    """

    median: float
    mad: float
    scale: float
    fallback: bool

    def z(self, value: float) -> float:
        """The robust z-score of a value; 0 where nothing varies."""
        return (value - self.median) / self.scale if self.scale else 0.0


def spread(values: Sequence[float]) -> Spread:
    """Median and MAD with the scale of the modified z-score, 0.6745 (x - median) / MAD.

    Iglewicz & Hoaglin, How to Detect and Handle Outliers (ASQC, 1993). Where the MAD is 0 the mean
    absolute deviation times 1.253314 (the square root of pi / 2) stands in for the scale: both
    estimate the standard deviation of normal data.
    """
    import numpy as np
    from scipy.stats import median_abs_deviation

    middle = float(np.median(values))
    mad = float(median_abs_deviation(values))
    if mad > 0:
        return Spread(middle, mad, mad / 0.6745, fallback=False)
    mean = float(np.mean([abs(value - middle) for value in values]))
    return Spread(middle, 0.0, mean * 1.253314, fallback=mean > 0)


def winsorised_z(values: Sequence[float], percent: float) -> tuple[float, ...]:
    """The z-score of each value against mean and deviation of the winsorised values.

    `percent` of each tail is drawn in to the quantile there (linear between neighbours, so that
    few values are winsorised too: by count, 5 per cent of 10 would be none). The deviation is
    that of a sample. Zeros where nothing varies.
    """
    import numpy as np

    low, high = np.quantile(values, [percent / 100, 1 - percent / 100])
    drawn = np.clip(values, low, high)
    deviation = float(np.std(drawn, ddof=1)) if len(values) > 1 else 0.0
    if deviation == 0 or np.ptp(drawn) == 0:
        return tuple(0.0 for _ in values)
    return tuple(float(z) for z in (np.asarray(values) - np.mean(drawn)) / deviation)


def slope(times: Sequence[float], values: Sequence[float]) -> float | None:
    """The median of the slopes between all pairs, in units of `values` for each 1 of `times`.

    Theil, Proc. K. Ned. Akad. Wet. 53 (1950); Sen, J. Am. Stat. Assoc. 63 (1968). None with fewer
    than two different times.
    """
    import numpy as np
    from scipy.stats import theilslopes

    if len(set(times)) < 2:  # noqa: PLR2004  (two points make a slope)
        return None
    with np.errstate(invalid="ignore"):  # of the interval, which isn't used
        return float(theilslopes(values, times).slope)
