"""Whether values rise together, and how sure that is: correlations, effect sizes, corrections."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

TINY = 1e-12
EXACT = 7  # pairs up to which all orders are tried: 5,040 of them
METHODS = ("spearman", "pearson")
LARGE = 0.474  # Cliff's delta: Romano et al., Florida Association of Institutional Research (2006)


@dataclass(frozen=True, slots=True)
class Correlation:
    """r between -1 and 1, its two-sided p, and how many pairs there were.

    `constant`: a side does not vary, so that there is no correlation; r is 0 then, and p is 1.
    """

    r: float
    p: float
    n: int
    constant: bool = False


def correlation(xs: Sequence[float], ys: Sequence[float], method: str = "spearman") -> Correlation:
    """Spearman's rank correlation, or Pearson's.

    With few pairs Spearman's p is exact (all orders); Student's t would call five pairs in perfect
    order certain.
    """
    from scipy import stats

    n = len(xs)
    if not varies(xs) or not varies(ys):
        return Correlation(0.0, 1.0, n, constant=True)
    xs, ys = steady(xs), steady(ys)
    found = stats.pearsonr(xs, ys) if method == "pearson" else stats.spearmanr(xs, ys)
    p = _exact_p(xs, ys) if method == "spearman" and n <= EXACT else float(found.pvalue)
    return Correlation(float(found.statistic), p, n)


def steady(values: Sequence[float]) -> list[float]:
    """The values to 12 digits: sums of decimals that are equal differ in the last bits of floats,
    and no rank may hang on that.
    """
    from math import log10

    most = max(map(abs, values), default=0.0)
    digits = 12 - int(log10(most)) if most else 12
    return [round(value, digits) for value in values]


def varies(values: Sequence[float]) -> bool:
    """Whether not all values are the same, but for what adding floats up may leave."""
    return bool(values) and max(values) - min(values) > TINY * max(map(abs, values))


def _exact_p(xs: Sequence[float], ys: Sequence[float]) -> float:
    """The share of all orders of `xs` that correlate at least as strongly with `ys`."""
    from itertools import permutations

    import numpy as np
    from scipy.stats import rankdata

    a, b = rankdata(xs), rankdata(ys)
    a, b = a - a.mean(), b - b.mean()
    every = np.array(list(permutations(a))) @ b
    return float(np.mean(np.abs(every) >= abs(a @ b) - 1e-9))


def partial_correlation(
    xs: Sequence[float], ys: Sequence[float], controls: Sequence[Sequence[float]]
) -> Correlation:
    """Spearman's correlation of what `controls` leave unexplained of the ranks.

    `controls` hold one column a control, each as long as `xs`; a constant is always among them.
    p comes from Student's t with n - 2 - k degrees of freedom, where k is the number of independent
    controls. With fewer than one degree of freedom nothing can be said: r 0 and p 1.
    """
    import numpy as np
    from scipy.stats import rankdata, t

    n = len(xs)
    design = np.column_stack([np.ones(n), *(np.asarray(c, dtype=float) for c in controls)])
    freedom = n - 1 - int(np.linalg.matrix_rank(design))
    a, b = (_unexplained(rankdata(steady(side)), design) for side in (xs, ys))
    if freedom < 1 or not a.any() or not b.any():
        return Correlation(0.0, 1.0, n, constant=True)
    r = float(np.clip(a @ b / np.sqrt((a @ a) * (b @ b)), -1, 1))
    left = max(1 - r * r, 1e-15)  # a perfect relation has a p of 0, not an infinite t
    return Correlation(r, float(2 * t.sf(abs(r) * (freedom / left) ** 0.5, freedom)), n)


def _unexplained(ranks: Any, design: Any) -> Any:
    """What least squares leave of the ranks; exactly 0 where only the last bits are left."""
    import numpy as np

    left = ranks - design @ np.linalg.lstsq(design, ranks, rcond=None)[0]
    return left if left @ left > TINY * (ranks @ ranks) else np.zeros_like(left)


@dataclass(frozen=True, slots=True)
class Effect:
    """Cliff's delta: how much more often one group's values are the larger; and a two-sided p."""

    delta: float
    p: float

    @property
    def large(self) -> bool:
        return abs(self.delta) >= LARGE


def effect(ones: Sequence[float], others: Sequence[float]) -> Effect:
    """Cliff's delta of two groups, from the U of Mann and Whitney: 2 U / (n m) - 1.

    Cliff, Psychological Bulletin 114 (1993). p is exact where small groups have no ties.
    """
    from scipy.stats import mannwhitneyu

    both = steady((*ones, *others))
    if not varies(both):
        return Effect(0.0, 1.0)
    found = mannwhitneyu(both[: len(ones)], both[len(ones) :])
    return Effect(2 * float(found.statistic) / (len(ones) * len(others)) - 1, float(found.pvalue))


def corrected(ps: Sequence[float]) -> tuple[float, ...]:
    """p-values corrected for their number, after Benjamini and Hochberg (1995)."""
    from scipy.stats import false_discovery_control

    return tuple(float(q) for q in false_discovery_control(ps)) if ps else ()


def rank_of(value: float, among: Sequence[float]) -> int:
    """The rank of a value, 1 for the lowest; equal values share the better rank."""
    return 1 + sum(other < value for other in among)
