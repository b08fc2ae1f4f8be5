"""Forecast methods against values worked out by hand, and laws that they keep."""

from math import sqrt
from statistics import fmean

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tasks.workforce.backtest import NEEDED, ORIGINS, backtest, origins_of
from tasks.workforce.forecasting import (
    LEVELS,
    METHODS,
    Forecast,
    drift,
    ets,
    normal_quantile,
    seasonal_naive,
)
from tasks.workforce.metrics import ATTRITION, EMPLOYEES, SALARY
from tests.tasks.workforce.paths import line, noisy

SEEDS = st.integers(0, 10_000)
of_methods = pytest.mark.parametrize("method", METHODS.values(), ids=list(METHODS))


def test_the_seasonal_naive_forecast_is_last_year_again() -> None:
    path = [float(value) for value in range(24)]
    found = seasonal_naive(path, 14)
    assert found.means == (*path[12:], 12, 13)
    # All errors within the data are 12; in the second year their variance counts twice.
    assert found.deviations == (*[12] * 12, 12 * sqrt(2), 12 * sqrt(2))


def test_the_drift_forecast_goes_on_along_the_line_through_both_ends() -> None:
    path = [10.0, 14.0, 13.0, 16.0]
    found = drift(path, 2)
    assert found.means == (18, 20)
    errors = [4 - 2, -1 - 2, 3 - 2]
    deviation = sqrt(sum(e * e for e in errors) / 2)
    assert found.deviations == pytest.approx(
        (deviation * sqrt(1 + 1 / 3), deviation * sqrt(2 * (1 + 2 / 3)))
    )


def test_exponential_smoothing_goes_on_with_a_line_and_its_season() -> None:
    path = line(84, 1000, 2.5, 1)
    found = ets(path[:72], 12)
    assert found.means == pytest.approx(path[72:], abs=0.5)


@of_methods
@settings(max_examples=10, deadline=None)
@given(SEEDS, st.sampled_from([0.01, 3.0, 1000.0]))
def test_a_scaled_series_has_a_scaled_forecast(method: object, seed: int, scale: float) -> None:
    path = noisy(line(48, 1000, 2, 1), 5, seed)
    one, other = method(path, 6), method([scale * value for value in path], 6)  # type: ignore[operator]
    assert other.means == pytest.approx([scale * value for value in one.means], rel=1e-3)
    assert other.deviations == pytest.approx([scale * value for value in one.deviations], rel=0.05)


@pytest.mark.parametrize("method", [seasonal_naive, drift])
@given(seed=SEEDS, constant=st.floats(-1e5, 1e5))
def test_a_shifted_series_has_a_shifted_forecast(
    method: object, seed: int, constant: float
) -> None:
    path = noisy(line(36, 1000, 2, 1), 5, seed)
    one, other = method(path, 15), method([value + constant for value in path], 15)  # type: ignore[operator]
    assert other.means == pytest.approx([value + constant for value in one.means], abs=1e-6)
    assert other.deviations == pytest.approx(one.deviations, rel=1e-6)


@of_methods
@settings(max_examples=10, deadline=None)
@given(SEEDS)
def test_the_future_grows_more_uncertain(method: object, seed: int) -> None:
    found = method(noisy(line(60, 1000, 2, 1), 5, seed), 36)  # type: ignore[operator]
    assert found.usable
    assert all(a <= b + 1e-9 for a, b in zip(found.deviations, found.deviations[1:], strict=False))


@of_methods
def test_the_same_series_has_the_same_forecast(method: object) -> None:
    path = noisy(line(60, 1000, 2, 1), 5, 7)
    assert method(path, 12) == method(list(path), 12)  # type: ignore[operator]


@of_methods
def test_intervals_hold_about_what_they_say(method: object) -> None:
    """60 simulated series of seven years, a year ahead: no method may hold much less."""
    inside = [0] * len(LEVELS)
    for seed in range(60):
        path = noisy(line(84, 1000, 2.5, 3), 5, seed)
        found = method(path[:72], 12)  # type: ignore[operator]
        for place, level in enumerate(LEVELS):
            ends = zip(found.interval(level, SALARY), path[72:], strict=True)
            inside[place] += sum(low <= value <= high for (low, high), value in ends)
    held = [100 * count / (60 * 12) for count in inside]
    assert held[0] >= 75
    assert held[1] >= 92


def test_an_interval_is_the_mean_and_its_normal_quantile() -> None:
    found = Forecast((100.0,), (10.0,))
    assert normal_quantile(95) == pytest.approx(1.959964, abs=1e-6)
    assert normal_quantile(80) == pytest.approx(1.281552, abs=1e-6)
    ((low, high),) = found.interval(95, SALARY)
    assert (low, high) == pytest.approx((100 - 19.59964, 100 + 19.59964), abs=1e-5)


def test_no_interval_has_fewer_than_nobody_or_more_than_all() -> None:
    wide = Forecast((5.0, 98.0), (50.0, 50.0))
    assert wide.interval(95, EMPLOYEES)[0][0] == 0
    assert wide.interval(95, ATTRITION)[1][1] == 100


def test_origins_end_where_the_forecast_ends_with_the_data() -> None:
    assert origins_of(96, 12, 4) == ((48, 60, 72, 84), 12)
    assert origins_of(36, 12, 3) == ((24, 27, 30), 6)


@given(st.integers(NEEDED, 200), st.integers(1, 36), st.integers(*ORIGINS))
def test_every_origin_leaves_enough_before_it_and_its_months_after_it(
    length: int, horizon: int, origins: int
) -> None:
    ends, steps = origins_of(length, horizon, origins)
    assert len(set(ends)) == origins
    assert min(ends) >= 24
    assert max(ends) + steps == length
    assert 1 <= steps <= horizon


def test_the_backtest_of_the_naive_method_is_what_it_is_by_hand() -> None:
    path = noisy(line(60, 1000, 2, 1), 5, 3)
    (score,) = backtest(path, SALARY, 3, 3, ["seasonal_naive"])
    ends = (51, 54, 57)
    errors = [abs(path[end + h] - path[end + h - 12]) for end in ends for h in range(3)]
    assert score.mae == pytest.approx(fmean(errors))
    inside = {end: fmean(abs(path[t] - path[t - 12]) for t in range(12, end)) for end in ends}
    scaled = [abs(path[e + h] - path[e + h - 12]) / inside[e] for e in ends for h in range(3)]
    assert score.mase == pytest.approx(fmean(scaled))
    assert (score.origins, score.steps) == (3, 3)


def test_the_backtest_prefers_what_fits() -> None:
    season = backtest(noisy(line(72, 1000, 0, 20), 2, 1), SALARY, 12, 3)
    assert {score.method for score in season[:3]} == {"seasonal_naive", "ets", "ets_damped"}
    walk: list[float] = [1000.0]
    for shock in noisy([1.0] * 71, 10, 5):
        walk.append(walk[-1] + shock)
    assert backtest(walk, SALARY, 12, 3)[-1].method != "drift"


def test_a_method_without_a_usable_forecast_has_no_score() -> None:
    assert not Forecast((1.0,), (float("inf"),)).usable
    beyond_floats = [value * 1e200 for value in noisy(line(48), 5, 1)]  # when squared
    assert backtest(beyond_floats, SALARY, 6, 3, ["seasonal_naive", "drift"]) == ()


def test_the_scale_of_a_series_without_naive_errors_is_unknown() -> None:
    (score,) = backtest(line(48, season=1), SALARY, 6, 3, ["drift"])
    assert score.mase is None
