"""What a month of the year adds to a series, whatever its level and trend."""

from collections.abc import Sequence
from dataclasses import dataclass

YEAR = 12
TESTED = 2  # values of each month of the year below which nothing can be tested


@dataclass(frozen=True, slots=True)
class Seasons:
    """The month-of-year effects of a series.

    `lifts` gives for each month of the year (1 to 12) by how many per cent its values lie above
    their trend; they average 0. `counts` says on how many values each rests. `p` is that of
    Kruskal and Wallis for all months being alike, `month_ps` those of each month against all
    others, corrected for their number; both None where a month was seen only once.
    """

    lifts: dict[int, float]
    counts: dict[int, int]
    p: float | None
    month_ps: dict[int, float] | None


def ratios(values: Sequence[float]) -> list[float | None]:
    """Each value over its centred moving average of a year (2 x 12); None at both ends.

    The ratio-to-moving-average method of classical decomposition (Hyndman & Athanasopoulos,
    Forecasting: Principles and Practice, 3rd edition, 3.4). The values must be above 0 and without
    gaps.
    """
    import numpy as np

    half = YEAR // 2
    if len(values) <= YEAR:
        return [None] * len(values)
    weights = np.array([0.5, *([1.0] * (YEAR - 1)), 0.5]) / YEAR
    trend = np.convolve(values, weights, mode="valid")
    inner = [float(value / level) for value, level in zip(values[half:-half], trend, strict=True)]
    return [None] * half + list(inner) + [None] * half


def seasons(values: Sequence[float], first: int) -> Seasons:
    """The effects of a monthly series of at least 24 values that starts in month `first` (1-12)."""
    import numpy as np
    from scipy.stats import kruskal, mannwhitneyu

    from tasks.workforce.ranks import corrected

    groups: dict[int, list[float]] = {month: [] for month in range(1, YEAR + 1)}
    for index, ratio in enumerate(ratios(values)):
        if ratio is not None:
            groups[(first - 1 + index) % YEAR + 1].append(ratio)
    means = {month: float(np.mean(group)) for month, group in groups.items()}
    level = float(np.mean(list(means.values())))
    lifts = {month: 100 * (mean / level - 1) for month, mean in means.items()}
    counts = {month: len(group) for month, group in groups.items()}
    if min(counts.values()) < TESTED:
        return Seasons(lifts, counts, None, None)
    if np.ptp([ratio for group in groups.values() for ratio in group]) < 1e-12:  # noqa: PLR2004
        return Seasons(lifts, counts, 1.0, dict.fromkeys(groups, 1.0))
    ps = [
        float(mannwhitneyu(group, _others(groups, month)).pvalue) for month, group in groups.items()
    ]
    month_ps = dict(zip(groups, corrected(ps), strict=True))
    return Seasons(lifts, counts, float(kruskal(*groups.values()).pvalue), month_ps)


def _others(groups: dict[int, list[float]], month: int) -> list[float]:
    return [ratio for other, group in groups.items() if other != month for ratio in group]
