"""Months of the year, against series whose seasons are put in by hand."""

from random import Random
from statistics import mean

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tasks.workforce.seasons import ratios, seasons

FACTORS = [0.8, 0.9, 1.0, 1.0, 1.1, 1.3, 1.4, 1.1, 0.9, 0.9, 0.8, 0.8]  # they average 1


def made(years: int, first: int = 1, level: float = 50) -> list[float]:
    return [level * FACTORS[(first - 1 + at) % 12] for at in range(12 * years)]


@pytest.mark.parametrize("first", [1, 7, 12])
def test_seasons_that_were_put_in_are_found_whatever_month_a_series_starts_in(first: int) -> None:
    found = seasons(made(5, first), first)
    assert [found.lifts[m] for m in range(1, 13)] == pytest.approx([100 * (f - 1) for f in FACTORS])
    assert set(found.counts.values()) == {4}


def test_the_level_is_the_centred_average_of_a_year_as_a_textbook_writes_it_down() -> None:
    values = [float((7 * at * at) % 31 + 5) for at in range(30)]
    found = ratios(values)
    assert found[:6] == found[-6:] == [None] * 6
    for at in range(6, 24):
        level = (mean(values[at - 6 : at + 6]) + mean(values[at - 5 : at + 7])) / 2
        assert found[at] == pytest.approx(values[at] / level)


@settings(deadline=None)
@given(
    st.lists(st.floats(1, 100), min_size=36, max_size=60),
    st.floats(0.01, 1000),
    st.integers(1, 12),
)
def test_a_change_of_unit_changes_no_season(values: list[float], factor: float, first: int) -> None:
    found, scaled = seasons(values, first), seasons([factor * v for v in values], first)
    assert scaled.lifts == pytest.approx(found.lifts, abs=1e-6)
    assert sum(found.lifts.values()) == pytest.approx(0, abs=1e-9)


def test_two_years_show_seasons_but_can_not_be_tested() -> None:
    found = seasons(made(2), 1)
    assert found.p is None
    assert found.month_ps is None
    assert set(found.counts.values()) == {1}


def test_a_series_without_seasons_has_none() -> None:
    found = seasons([3.0] * 48, 1)
    assert found.p == 1
    assert set(found.lifts.values()) == {0}


def test_the_test_of_all_months_is_that_of_kruskal_and_wallis() -> None:
    from scipy.stats import chi2

    draw = Random(7)
    values = [draw.uniform(40, 60) + 10 * FACTORS[at % 12] for at in range(72)]
    shown = [(at % 12 + 1, ratio) for at, ratio in enumerate(ratios(values)) if ratio]
    order = sorted(ratio for _, ratio in shown)
    sums = {m: sum(order.index(r) + 1 for month, r in shown if month == m) for m in range(1, 13)}
    n, each = len(shown), len(shown) // 12
    h = 12 / (n * (n + 1)) * sum(s * s / each for s in sums.values()) - 3 * (n + 1)
    assert seasons(values, 1).p == pytest.approx(float(chi2.sf(h, 11)))


def test_a_month_that_stands_out_every_year_is_told_from_the_others() -> None:
    values = [100 + (at * 37 % 7) + (40 if at % 12 == 6 else 0) for at in range(120)]
    found = seasons(values, 1)
    assert found.month_ps is not None
    assert found.p is not None
    assert found.p < 0.01
    assert min(found.month_ps, key=lambda month: found.month_ps[month]) == 7  # type: ignore[index]
    assert found.month_ps[7] < 0.01
