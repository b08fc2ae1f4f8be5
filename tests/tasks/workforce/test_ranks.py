"""Correlations, effect sizes and corrections, against published examples and other methods."""

from itertools import permutations
from math import sqrt

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tasks.workforce import ranks

VALUES = st.integers(-50, 50).map(float)
PAIRS = st.lists(st.tuples(VALUES, VALUES), min_size=3, max_size=25)


def plain_ranks(values: list[float]) -> list[float]:
    """The mean of the places that a value takes: those below it, and half of its equals."""
    return [
        sum(v < value for v in values) + (sum(v == value for v in values) + 1) / 2
        for value in values
    ]


def plain_pearson(xs: list[float], ys: list[float]) -> float:
    n, sx, sy = len(xs), sum(xs), sum(ys)
    top = n * sum(x * y for x, y in zip(xs, ys, strict=True)) - sx * sy
    return top / sqrt(n * sum(x * x for x in xs) - sx**2) / sqrt(n * sum(y * y for y in ys) - sy**2)


def test_spearman_of_the_example_with_intelligence_and_television() -> None:
    # The example of Wikipedia, Spearman's rank correlation coefficient: -29/165, p 0.627188.
    iq = [106, 100, 86, 101, 99, 103, 97, 113, 112, 110]
    hours = [7, 27, 2, 50, 28, 29, 20, 12, 6, 17]
    found = ranks.correlation(iq, hours)
    assert found.r == pytest.approx(-29 / 165)
    assert found.p == pytest.approx(0.627188, abs=1e-6)
    assert found.n == 10


def test_pearson_of_anscombes_first_quartet() -> None:
    # Anscombe, The American Statistician 27 (1973): r 0.816; p of t 4.24 with 9 degrees: 0.00217.
    xs = [10, 8, 13, 9, 11, 14, 6, 4, 12, 7, 5]
    ys = [8.04, 6.95, 7.58, 8.81, 8.33, 9.96, 7.24, 4.26, 10.84, 4.82, 5.68]
    found = ranks.correlation(xs, ys, "pearson")
    assert found.r == pytest.approx(0.8164, abs=5e-5)
    assert found.p == pytest.approx(0.00217, abs=5e-6)


def test_five_pairs_in_perfect_order_may_be_chance() -> None:
    # Two of the 120 orders are as extreme.
    found = ranks.correlation([1, 2, 3, 4, 5], [10, 20, 30, 40, 50])
    assert found.r == pytest.approx(1)
    assert found.p == pytest.approx(2 / 120)


@settings(deadline=None)
@given(st.lists(st.tuples(VALUES, VALUES), min_size=3, max_size=5))
def test_with_few_pairs_p_is_the_share_of_orders_that_are_as_extreme(
    pairs: list[tuple[float, float]],
) -> None:
    xs, ys = [x for x, _ in pairs], [y for _, y in pairs]
    assume(len(set(xs)) > 1)
    assume(len(set(ys)) > 1)
    seen = abs(plain_pearson(plain_ranks(xs), plain_ranks(ys)))
    orders = [abs(plain_pearson(plain_ranks(list(o)), plain_ranks(ys))) for o in permutations(xs)]
    expected = sum(r >= seen - 1e-9 for r in orders) / len(orders)
    assert ranks.correlation(xs, ys).p == pytest.approx(expected)


@settings(deadline=None)
@given(PAIRS)
def test_spearman_is_pearson_of_ranks_and_pearson_the_sums_of_products(
    pairs: list[tuple[float, float]],
) -> None:
    xs, ys = [x for x, _ in pairs], [y for _, y in pairs]
    assume(len(set(xs)) > 1)
    assume(len(set(ys)) > 1)
    by_rank = plain_pearson(plain_ranks(xs), plain_ranks(ys))
    assert ranks.correlation(xs, ys).r == pytest.approx(by_rank, abs=1e-9)
    assert ranks.correlation(xs, ys, "pearson").r == pytest.approx(plain_pearson(xs, ys), abs=1e-9)


@settings(deadline=None)
@given(PAIRS)
def test_what_keeps_the_order_keeps_the_rank_correlation(pairs: list[tuple[float, float]]) -> None:
    xs, ys = [x for x, _ in pairs], [y for _, y in pairs]
    found = ranks.correlation(xs, ys)
    assert ranks.correlation([x**3 + 7 for x in xs], ys) == found
    assert ranks.correlation([-x for x in xs], ys).r == pytest.approx(-found.r)


@pytest.mark.parametrize("method", ranks.METHODS)
def test_what_does_not_vary_has_no_correlation(method: str) -> None:
    found = ranks.correlation([0.1 + 0.2, 0.3, 0.3], [1, 2, 3], method)
    assert found == ranks.Correlation(0.0, 1.0, 3, constant=True)
    assert ranks.correlation([], [], method).constant


@settings(deadline=None)
@given(st.lists(st.tuples(VALUES, VALUES, VALUES), min_size=5, max_size=25))
def test_one_control_gives_the_textbook_formula(rows: list[tuple[float, float, float]]) -> None:
    xs, ys, zs = (list(column) for column in zip(*rows, strict=True))
    for column in (xs, ys, zs):
        assume(len(set(column)) > 1)
    rx, ry, rz = (plain_ranks(column) for column in (xs, ys, zs))
    xy, xz, yz = plain_pearson(rx, ry), plain_pearson(rx, rz), plain_pearson(ry, rz)
    assume(max(abs(xz), abs(yz)) < 0.999)
    expected = (xy - xz * yz) / sqrt((1 - xz**2) * (1 - yz**2))
    found = ranks.partial_correlation(xs, ys, [rz])
    assert found.r == pytest.approx(expected, abs=1e-7)


def test_the_p_of_a_partial_correlation_is_that_of_students_t() -> None:
    # Without controls it is Spearman's with n - 2 degrees of freedom: the example above.
    iq = [106, 100, 86, 101, 99, 103, 97, 113, 112, 110]
    hours = [7, 27, 2, 50, 28, 29, 20, 12, 6, 17]
    assert ranks.partial_correlation(iq, hours, []).p == pytest.approx(0.627188, abs=1e-6)


def test_what_the_controls_explain_is_no_relation() -> None:
    months = [float(m) for m in range(12)]
    rising = [2 * m + 1 for m in months]
    assert ranks.partial_correlation(rising, [m**2 for m in months], [months]).constant


def test_as_many_controls_as_pairs_say_nothing() -> None:
    found = ranks.partial_correlation([1, 2, 4], [3, 1, 2], [[1, 0, 0], [0, 1, 0]])
    assert found == ranks.Correlation(0.0, 1.0, 3, constant=True)


def test_three_against_three_can_never_be_surer_than_one_in_ten() -> None:
    # One of the 20 ways to choose three of six puts all high ones in front, and one all low ones.
    found = ranks.effect([7, 8, 9], [1, 2, 3])
    assert found.delta == 1
    assert found.p == pytest.approx(2 / 20)


@settings(deadline=None)
@given(st.lists(VALUES, min_size=1, max_size=9), st.lists(VALUES, min_size=1, max_size=9))
def test_cliffs_delta_counts_the_pairs(ones: list[float], others: list[float]) -> None:
    pairs = [(a > b) - (a < b) for a in ones for b in others]
    found = ranks.effect(ones, others)
    assert found.delta == pytest.approx(sum(pairs) / len(pairs))
    assert found.delta == pytest.approx(-ranks.effect(others, ones).delta)
    assert 0 <= found.p <= 1


def test_the_correction_is_that_of_benjamini_and_hochberg() -> None:
    # Their example, J. R. Stat. Soc. B 57 (1995), section 3.2: the first four of 15 are rejected.
    ps = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262]
    ps += [0.5719, 0.6528, 0.7590, 1.0]
    found = ranks.corrected(ps)
    assert [p <= 0.05 for p in found] == [True] * 4 + [False] * 11
    expected = [min(ps[j] * 15 / (j + 1) for j in range(i, 15)) for i in range(15)]
    assert found == pytest.approx(tuple(expected))
    assert ranks.corrected([]) == ()


def test_sums_that_are_equal_but_for_the_last_bits_share_a_rank() -> None:
    # In floats 0.1 + 0.2 is above 0.3.
    tied = ranks.correlation([0.1 + 0.2, 0.3, 0.5, 0.7], [1, 2, 3, 4])
    assert tied == ranks.correlation([0.3, 0.3, 0.5, 0.7], [1, 2, 3, 4])
    assert ranks.effect([0.1 + 0.2], [0.3]).delta == 0


def test_equal_values_share_the_better_rank() -> None:
    assert [ranks.rank_of(v, [3, 1, 3, 7]) for v in (1, 3, 7)] == [1, 2, 4]
