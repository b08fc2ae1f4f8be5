"""time.trend against slopes that were put in, and tests worked out by hand."""

from itertools import combinations
from math import comb, erfc, factorial, sqrt
from statistics import fmean, median

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.errors import InputError
from tasks.workforce.slopes import line_slope, mann_kendall, percent_change, theil_sen
from tasks.workforce.trend import trend
from tests.tasks.workforce.given import body, derived, run
from tests.tasks.workforce.paths import PAY, PEOPLE, line, noisy, rows


def by_hand(values: list[float]) -> tuple[int, float]:
    """S of Mann-Kendall, and its variance with the correction for ties."""
    s = sum((b > a) - (b < a) for a, b in combinations(values, 2))
    n = len(values)
    ties = [values.count(v) for v in set(values)]
    variance = (n * (n - 1) * (2 * n + 5) - sum(t * (t - 1) * (2 * t + 5) for t in ties)) / 18
    return s, variance


def test_a_line_with_a_season_has_exactly_its_slope() -> None:
    outcome = run(trend, {PEOPLE: rows(line(60, 1000, 2.5, 1))})
    assert outcome.facts["slope"] == pytest.approx(12 * 2.5, abs=1e-3)
    assert outcome.facts["direction"] == "rising"
    assert outcome.facts["momentum"] == pytest.approx(0, abs=1e-3)
    (row,) = derived(outcome, "trend")
    assert row["slope_low"] == pytest.approx(30, abs=1e-3)
    assert row["slope_high"] == pytest.approx(30, abs=1e-3)
    assert row["tau"] == 1


def test_changes_are_against_a_year_before_and_the_quarter_before() -> None:
    path = line(48, 1000, 10)
    outcome = run(trend, {PEOPLE: rows(path)})
    assert outcome.facts["year_change"] == pytest.approx(100 * 120 / path[-13], abs=1e-3)
    before = fmean(path[-6:-3])
    assert outcome.facts["quarter_change"] == pytest.approx(100 * 30 / before, abs=1e-3)


def test_a_window_of_a_year_still_knows_the_year_before() -> None:
    path = line(48, 1000, 10, 1)
    outcome = run(trend, {PEOPLE: rows(path)}, months=12)
    assert outcome.facts["year_change"] == pytest.approx(100 * 120 / path[-13], abs=1e-3)
    assert derived(outcome, "trend")[0]["months"] == 12


def test_a_series_that_bends_at_the_end_has_momentum() -> None:
    path = line(48, 1000, 1)
    path[-3:] = [path[-4] + 50, path[-4] + 100, path[-4] + 150]
    outcome = run(trend, {PEOPLE: rows(path)})
    (row,) = derived(outcome, "trend")
    assert row["recent_slope"] > row["usual_slope"]
    assert outcome.facts["momentum"] == pytest.approx(
        row["recent_slope"] - row["usual_slope"], abs=1e-3
    )


def test_noise_has_no_clear_trend() -> None:
    outcome = run(trend, {PEOPLE: rows(noisy(line(36), 5, 4))})
    assert outcome.facts["direction"] == "none"
    assert "shows no clear trend" in body(outcome)


def test_less_than_three_years_are_taken_with_their_season_and_that_is_said() -> None:
    outcome = run(trend, {PEOPLE: rows(line(24, 1000, 3))})
    assert outcome.warnings == (
        "With fewer than 36 months the season is not known: it was not removed.",
    )
    assert outcome.facts["slope"] == pytest.approx(36)


def test_percentages_change_by_points() -> None:
    path = line(48, 1, 0.05)
    tables = {PEOPLE: rows(path, column="attrition_percent", employees=10)}
    outcome = run(trend, tables, metric="attrition_percent")
    assert outcome.facts["year_change"] == pytest.approx(0.6)
    assert "0.60 points a year" in body(outcome)


def test_salaries_are_read_from_their_own_table() -> None:
    outcome = run(
        trend, {PAY: rows(line(48, 9000, 5), column="avg_salary_qar")}, metric="avg_salary_qar"
    )
    assert "QAR 60.00 a year" in body(outcome)


@pytest.mark.parametrize(
    ("values", "p"),
    [
        ([1.0, 2.0, 3.0, 4.0, 5.0], 2 / factorial(5)),  # one order of 120 each way
        ([1.0, 2.0, 4.0, 3.0], 2 * (1 + 3) / factorial(4)),  # one or no inversion, either way
    ],
)
def test_the_p_value_of_a_short_series_counts_orders(values: list[float], p: float) -> None:
    assert mann_kendall(values)[1] == pytest.approx(p)


def test_tau_and_p_of_a_long_series_are_those_of_mann_and_kendall() -> None:
    values = [round(v) for v in noisy(line(60, 100, 0.1), 5, 8)]  # whole, so that there are ties
    s, variance = by_hand([float(v) for v in values])
    assert len(set(values)) < 60
    tau, p = mann_kendall(values)
    ties = sum(comb(values.count(v), 2) for v in set(values))
    assert tau == pytest.approx(s / sqrt(comb(60, 2) * (comb(60, 2) - ties)))
    assert p == pytest.approx(erfc(abs(s) / sqrt(2 * variance)))


def test_the_slope_is_the_median_of_all_slopes_so_that_one_outlier_does_not_move_it() -> None:
    values = [1.0, 2.0, 3.0, 99.0, 5.0, 6.0, 7.0]
    slopes = [(b - a) / (j - i) for (i, a), (j, b) in combinations(enumerate(values), 2)]
    assert theil_sen(values, 0.95).slope == median(slopes) == 1


@given(st.lists(st.floats(-1e6, 1e6), min_size=3, max_size=24), st.floats(-1e6, 1e6))
def test_a_constant_changes_no_slope(values: list[float], constant: float) -> None:
    moved = [value + constant for value in values]
    assert line_slope(moved) == pytest.approx(line_slope(values), abs=1e-6)
    assert theil_sen(moved, 0.9).slope == pytest.approx(theil_sen(values, 0.9).slope, abs=1e-6)


def test_a_change_from_nothing_has_no_percentage_and_one_from_a_debt_has() -> None:
    assert percent_change(5, 0) is None
    assert percent_change(-5, -10) == 50


def share(qataris: list[int], sector: str = "Energy", total: int = 1000) -> list[dict[str, object]]:
    return [
        {
            "year": 2017 + at,
            "sector": sector,
            "qataris": count,
            "non_qataris": total - count,
            "qatarization_percent": 100 * count / total,
        }
        for at, count in enumerate(qataris)
    ]


def test_the_share_of_nationals_has_a_trend_by_the_year() -> None:
    tables = {"qatarization_by_sector": share([100, 110, 120, 130, 140, 150])}
    outcome = run(trend, tables, metric="qatarization_percent")
    assert outcome.facts["slope"] == pytest.approx(1)
    assert outcome.facts["p"] == pytest.approx(2 / factorial(6), abs=1e-6)
    assert outcome.facts["momentum"] is None
    assert "it was 15.00 % in 2022, a change of 1.00 points from the year before" in body(outcome)


def test_the_share_of_several_sectors_is_that_of_all_their_people() -> None:
    energy, ict = [100, 110, 120, 130, 140], [30, 30, 30, 30, 31]
    tables = {"qatarization_by_sector": [*share(energy), *share(ict, "ICT", 3000)]}
    outcome = run(trend, tables, metric="qatarization_percent")
    (row,) = derived(outcome, "trend_by_year")
    assert row["qatarization_percent"] == pytest.approx(100 * 171 / 4000, abs=1e-4)


def test_a_year_that_a_sector_lacks_is_left_out_and_too_few_years_say_so() -> None:
    given_ = [*share([1, 2, 3, 4, 5]), *share([9, 9, 9, 9], "ICT")]
    outcome = run(trend, {"qatarization_by_sector": given_}, metric="qatarization_percent")
    assert outcome.sections == ()
    assert outcome.warnings == (
        "2021: left out, for some sectors have no value.",
        "There are 4 years; 5 that differ are needed.",
    )


def test_an_unknown_metric_is_refused_with_those_there_are() -> None:
    valid = "attrition_percent, avg_salary_qar, employees, qatarization_percent"
    with pytest.raises(InputError, match=valid):
        run(trend, {PEOPLE: rows(line(48))}, metric="employed")
