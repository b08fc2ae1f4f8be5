"""Change points: where the level or the slope of a series without season breaks.

PELT (Killick, Fearnhead & Eckley 2012) finds the segments that straight lines fit best at a price
for each further one; what an F test does not confirm is dropped again. OLS-CUSUM says whether the
series as a whole keeps to one line.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import log
from statistics import median

_COLUMNS = 2  # of a line: level and slope
_EXACT = 1e-6  # of the level: smaller deviations are rounding, not news
_MOST_MEMORY = 0.9  # of the month before: more could not be told from a series without a level


@dataclass(frozen=True, slots=True)
class Rules:
    """How breaks are told from noise.

    A segment has at least `spacing` months; a further one costs `penalty` times what three
    parameters cost by BIC; `alpha` is the p-value from which on a break is dropped.
    """

    spacing: int = 6
    penalty: float = 2.0
    alpha: float = 0.01


@dataclass(frozen=True, slots=True)
class Noise:
    """Its variance, and how much less its memory leaves of the data: 1 when months are independent.

    With memory a series wanders, which looks like breaks: means vary `memory` times as much.
    """

    variance: float
    memory: float


@dataclass(frozen=True, slots=True)
class Break:
    """The first month of a new segment (`at`, counted from 0).

    `before` and `after` are what the lines on both sides say of that month, `slopes` theirs a
    month, `p` the p-value of one line doing for both sides (F test of Chow 1960; optimistic, for
    the place was searched for).
    """

    at: int
    before: float
    after: float
    slopes: tuple[float, float]
    p: float

    @property
    def shift(self) -> float:
        return self.after - self.before


def cusum(values: Sequence[float]) -> tuple[float, float]:
    """The largest cumulated residual from one straight line, scaled, and its p-value.

    Ploberger & Krämer, Econometrica 60 (1992). With a slope in the line the p-value is
    conservative. (0, 1) for a series that is a line.
    """
    import numpy as np
    from statsmodels.stats.diagnostic import breaks_cusumolsresid

    series = np.asarray(values, float)
    time = np.arange(len(series))
    rest = series - np.polyval(np.polyfit(time, series, 1), time)
    if np.abs(rest).max() <= _EXACT * np.abs(series).max():
        return 0.0, 1.0
    statistic, p, _ = breaks_cusumolsresid(rest, ddof=_COLUMNS)
    return float(statistic), float(p)


def find(values: Sequence[float], rules: Rules) -> tuple[Break, ...]:
    """The breaks of a series, oldest first."""
    noise = noise_of(values)
    places = _places(values, rules, noise)
    while places:
        found = [
            _break(values, (a, at, b), noise) for a, at, b in _triples((0, *places, len(values)))
        ]
        worst = max(found, key=lambda each: (each.p, -abs(each.shift)))
        if worst.p < rules.alpha:
            return tuple(found)
        places = tuple(at for at in places if at != worst.at)
    return ()


def _places(values: Sequence[float], rules: Rules, noise: Noise) -> tuple[int, ...]:
    import numpy as np
    from ruptures import Pelt

    series = np.asarray(values, float) - float(values[0])
    signal = np.column_stack((series, np.ones(len(series)), np.arange(len(series))))
    price = rules.penalty * (_COLUMNS + 1) * noise.variance * noise.memory * log(len(series))
    found = Pelt(model="linear", min_size=rules.spacing, jump=1).fit_predict(signal, pen=price)
    return tuple(found[:-1])


def noise_of(values: Sequence[float]) -> Noise:
    """The noise of a series by its month-to-month changes, which few breaks disturb.

    The changes of a first-order autoregression with coefficient c have the autocorrelation
    -(1 - c) / 2 and 2 (1 - c) times its variance. Changes beyond three deviations are drawn in.
    """
    slopes = [b - a for a, b in pairwise(values)]
    middle = median(slopes)
    deviation = median(abs(slope - middle) for slope in slopes) / 0.6745
    still = _EXACT * max(map(abs, values))
    if deviation <= still:
        return Noise(still**2, 1.0)
    drawn = [max(-3 * deviation, min(3 * deviation, slope - middle)) for slope in slopes]
    lagged = sum(a * b for a, b in pairwise(drawn)) / sum(a * a for a in drawn)
    memory = max(0.0, min(_MOST_MEMORY, 1 + 2 * lagged))
    return Noise(deviation**2 / (2 * (1 - memory)), (1 + memory) / (1 - memory))


def _triples(edges: Sequence[int]) -> list[tuple[int, int, int]]:
    return list(zip(edges, edges[1:], edges[2:], strict=False))


def _break(values: Sequence[float], span: tuple[int, int, int], noise: Noise) -> Break:
    import numpy as np
    from scipy.stats import f

    start, at, end = span
    series, time = np.asarray(values, float), np.arange(len(values)) - at

    def fit(first: int, last: int) -> tuple[float, float, float]:
        """Slope, value in month `at`, and the squares that are left."""
        line = np.polyfit(time[first:last], series[first:last], 1)
        rest = series[first:last] - np.polyval(line, time[first:last])
        return float(line[0]), float(line[1]), float(rest @ rest)

    slope, before, left = fit(start, at)
    next_slope, after, right = fit(at, end)
    whole = fit(start, end)[2]
    free = end - start - 2 * _COLUMNS
    still = (_EXACT * float(np.abs(series).max())) ** 2 * (end - start)
    apart = max(left + right, still)
    ratio = max(whole - left - right, 0.0) / _COLUMNS / (apart / free) / noise.memory
    return Break(at, before, after, (slope, next_slope), float(f.sf(ratio, _COLUMNS, free)))
