"""A monthly series taken apart: trend, season and rest; and how unusual the newest rest is."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import fmean

from tasks.workforce.months import YEAR
from tasks.workforce.robust import spread
from tasks.workforce.series import Made, Series

LEAST = 3 * YEAR  # months: with fewer, a season can not be told from a step
_SEASONAL_SPAN = 13  # years that a month's season is smoothed over: it may change, but slowly
_NOISE = 1e-9  # of the level: less than this is the last bits of floats


@dataclass(frozen=True, slots=True)
class Decomposed:
    """`expected + rest` is the series, month by month; `seasonal` is the season in `expected`."""

    expected: tuple[float, ...]
    seasonal: tuple[float, ...]
    rest: tuple[float, ...]

    @property
    def newest_z(self) -> float:
        """The robust z-score of the newest rest among all rests."""
        still = _NOISE * max(map(abs, self.expected))
        rests = [0.0 if abs(rest) <= still else rest for rest in self.rest]
        return spread(rests).z(rests[-1])


def decompose(values: Sequence[float]) -> Decomposed:
    """STL (Cleveland et al. 1990) with robust weights, so that outliers stay in the rest.

    Needs at least `LEAST` months.
    """
    import numpy as np
    from statsmodels.tsa.seasonal import STL

    series = np.asarray(values, float)
    found = STL(series, period=YEAR, seasonal=_SEASONAL_SPAN, seasonal_deg=0, robust=True).fit()
    expected = found.trend + found.seasonal
    return Decomposed(
        tuple(expected.tolist()), tuple(found.seasonal.tolist()), tuple(found.resid.tolist())
    )


def month_means(values: Sequence[float]) -> Decomposed:
    """What is expected of a month is the mean of the same calendar month in the other years."""
    expected = []
    for at in range(len(values)):
        others = [v for i, v in enumerate(values) if i % YEAR == at % YEAR and i != at]
        expected.append(fmean(others))
    level = fmean(values)
    rest = tuple(value - mean for value, mean in zip(values, expected, strict=True))
    return Decomposed(tuple(expected), tuple(mean - level for mean in expected), rest)


def without_season(series: Series) -> Made:
    """The series less its season by `decompose`; as it is, with a warning, when it is too short."""
    if len(series.values) < LEAST:
        text = f"With fewer than {LEAST} months the season is not known: it was not removed."
        return Made((series,), (text,))
    season = decompose(series.values).seasonal
    values = (value - effect for value, effect in zip(series.values, season, strict=True))
    return Made((replace(series, values=tuple(values)),))
