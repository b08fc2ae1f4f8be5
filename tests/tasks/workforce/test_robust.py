"""Robust places and slopes, against values worked out another way."""

from itertools import combinations
from statistics import mean, median, stdev

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tasks.workforce.robust import slope, spread, winsorised_z

FLOATS = st.lists(st.floats(0, 100).map(lambda x: round(x, 3)), min_size=3, max_size=30)


def test_two_outliers_do_not_hide_each_other() -> None:
    # Median 2.45, MAD 0.15: 0.6745 × 5.75 / 0.15 and 0.6745 × 5.85 / 0.15. Their plain z-scores
    # are about 1.95: each outlier widens the deviation that it is measured by.
    values = [2.1, 2.6, 2.4, 2.5, 2.3, 2.1, 2.3, 2.6, 8.2, 8.3]
    around = spread(values)
    assert around.median == pytest.approx(2.45)
    assert around.mad == pytest.approx(0.15)
    assert around.z(8.2) == pytest.approx(25.8558, abs=1e-3)
    assert around.z(8.3) == pytest.approx(26.3055, abs=1e-3)
    assert (8.3 - mean(values)) / stdev(values) < 2.5


def test_where_most_values_are_equal_the_mean_deviation_stands_in() -> None:
    # 1.253314 times the mean deviation (0 + 0 + 0 + 0 + 10) / 5
    around = spread([5, 5, 5, 5, 15])
    assert around.fallback
    assert around.mad == 0
    assert around.z(15) == pytest.approx(10 / (1.253314 * 2))


def test_where_nothing_varies_every_z_is_zero() -> None:
    assert spread([4.2] * 6).z(4.2) == 0
    assert not spread([4.2] * 6).fallback
    assert winsorised_z([4.2] * 6, 5) == (0,) * 6


@settings(deadline=None)
@given(FLOATS, st.floats(0.1, 50), st.floats(-50, 50))
def test_a_change_of_unit_changes_no_robust_z(
    values: list[float], factor: float, offset: float
) -> None:
    around, moved = spread(values), spread([factor * v + offset for v in values])
    assume(around.scale > 1e-3)
    for value in values:
        expected = pytest.approx(around.z(value), rel=1e-6, abs=1e-6)
        assert moved.z(factor * value + offset) == expected


@settings(deadline=None)
@given(FLOATS)
def test_the_robust_z_is_the_definition_worked_out_with_medians(values: list[float]) -> None:
    middle = median(values)
    mad = median([abs(v - middle) for v in values])
    assume(mad > 1e-6)
    for value in values:
        assert spread(values).z(value) == pytest.approx(0.6745 * (value - middle) / mad)


def test_winsorising_draws_in_both_tails_to_their_quantiles() -> None:
    # The 5 % quantile of 0..20 is 1 and the 95 % quantile 19: 0 becomes 1, and 100 becomes 19.
    values = [*range(20), 100]
    drawn = [1, *range(1, 20), 19]
    expected = (100 - mean(drawn)) / stdev(drawn)
    assert winsorised_z(values, 5)[-1] == pytest.approx(expected)
    assert winsorised_z(values, 0)[-1] == pytest.approx((100 - mean(values)) / stdev(values))


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(2000, 2030), st.floats(0, 100)), min_size=2, max_size=12))
def test_the_slope_is_the_median_of_the_slopes_of_all_pairs(pairs: list[tuple[int, float]]) -> None:
    years, values = [y for y, _ in pairs], [v for _, v in pairs]
    slopes = [(b - a) / (t - s) for (s, a), (t, b) in combinations(pairs, 2) if s != t]
    assume(slopes)
    assert slope(years, values) == pytest.approx(median(slopes), abs=1e-9)


def test_one_year_has_no_slope() -> None:
    assert slope([2024], [3.0]) is None
    assert slope([2024, 2024], [3.0, 4.0]) is None
    assert slope([], []) is None
