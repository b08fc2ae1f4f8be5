"""predict.forecast: what it says of lines that go on, and of what it can't know."""

import pytest

from policies.errors import InputError
from tasks.workforce.forecast import forecast
from tests.tasks.workforce.given import body, derived, run
from tests.tasks.workforce.paths import PEOPLE, line, noisy, rows


def test_a_line_with_a_season_goes_on() -> None:
    path = line(84, 1000, 3, 2)
    outcome = run(forecast, {PEOPLE: rows(path[:72])})
    assert outcome.facts["month"] == "2023-12"
    assert outcome.facts["value"] == pytest.approx(path[-1], abs=2)
    assert outcome.facts["low"] <= outcome.facts["value"] <= outcome.facts["high"]
    made = [row["forecast"] for row in derived(outcome, "forecast")]
    assert made == pytest.approx(path[72:], abs=2)
    assert all(isinstance(value, int) for value in made)


def test_the_method_with_the_smallest_error_is_chosen_and_all_are_shown() -> None:
    outcome = run(forecast, {PEOPLE: rows(noisy(line(72, 1000, 3, 2), 5, 1))})
    tried = derived(outcome, "backtest")
    assert tried[0]["method"] == outcome.facts["method"]
    assert outcome.facts["mae"] == min(row["mae"] for row in tried)
    assert {row["method"] for row in tried} == {"seasonal_naive", "drift", "ets", "ets_damped"}
    assert "| drift |" in outcome.sections[-1].body


def test_the_change_is_from_the_newest_value_to_the_last_month() -> None:
    path = line(60, 1000, 10)
    outcome = run(forecast, {PEOPLE: rows(path)}, horizon=6)
    assert outcome.facts["change_percent"] == pytest.approx(100 * 60 / path[-1], abs=0.1)
    assert "6 months ahead (80 % interval" in body(outcome)


def test_a_falling_number_of_people_never_becomes_negative() -> None:
    path = noisy([max(0.0, 700 - 10 * at) for at in range(72)], 3, 2)
    outcome = run(forecast, {PEOPLE: rows(max(0.0, value) for value in path)}, horizon=36)
    rows_ = derived(outcome, "forecast")
    assert min(row["low_95"] for row in rows_) == 0
    assert all(row[name] >= 0 for row in rows_ for name in ("forecast", "low_80", "low_95"))


def test_percentages_stay_below_a_hundred() -> None:
    path = [min(100.0, value) for value in noisy(line(60, 60, 0.7), 1, 3)]
    tables = {PEOPLE: rows(path, column="attrition_percent", employees=50)}
    outcome = run(forecast, tables, metric="attrition_percent", horizon=36)
    assert outcome.facts["change_percent"] is None
    assert all(row["high_95"] <= 100 for row in derived(outcome, "forecast"))


def test_intervals_widen_and_the_outer_one_holds_the_inner_one() -> None:
    outcome = run(forecast, {PEOPLE: rows(noisy(line(60, 5000, 3, 2), 20, 1))})
    for row in derived(outcome, "forecast"):
        assert row["low_95"] <= row["low_80"] <= row["forecast"] <= row["high_80"] <= row["high_95"]


def test_less_than_three_years_are_too_few() -> None:
    outcome = run(forecast, {PEOPLE: rows(line(35, slope=1))})
    assert outcome.sections == ()
    assert outcome.facts["enough"] is False
    assert "; 36 are needed." in outcome.warnings[0]


def test_a_short_window_is_widened_to_three_years() -> None:
    outcome = run(forecast, {PEOPLE: rows(noisy(line(60, 1000, 3), 5, 1))}, months=24, horizon=3)
    assert "24 months are too few here: the newest 36 are used." in outcome.warnings
    assert derived(outcome, "outlook")[0]["months"] == 36


def test_a_horizon_beyond_the_backtest_is_warned_of() -> None:
    outcome = run(forecast, {PEOPLE: rows(noisy(line(36, 1000, 3), 5, 1))}, horizon=24)
    assert outcome.warnings[0].startswith("The backtest looks 6 months ahead, the forecast 24")


def test_a_forecast_no_better_than_last_year_says_so() -> None:
    wild = [1000 + (137 * at * at) % 211 for at in range(48)] + [
        2000 + (91 * at * at) % 307 for at in range(12)
    ]
    outcome = run(forecast, {PEOPLE: rows(wild)})
    assert outcome.facts["mase"] >= 1
    assert any("last year's value" in warning for warning in outcome.warnings)


@pytest.mark.parametrize(
    ("name", "value", "valid"),
    [
        ("horizon", 0, "1 to 36"),
        ("horizon", 37, "1 to 36"),
        ("horizon", "12", "1 to 36"),
        ("origins", 2, "3 to 7"),
        ("months", 0, "1 to 600"),
        ("months", True, "1 to 600"),
    ],
)
def test_parameters_out_of_range_are_refused_with_the_range(
    name: str, value: object, valid: str
) -> None:
    with pytest.raises(InputError, match=f"{name} is {value!r}. Give a whole number from {valid}"):
        run(forecast, {PEOPLE: rows(line(48, slope=1))}, **{name: value})


def test_the_salaries_of_all_sectors_need_their_employees() -> None:
    pay = rows(line(48, 9000, 5), column="avg_salary_qar")
    both = [*pay, *rows(line(48, 7000, 5), "ICT", "avg_salary_qar")]
    outcome = run(forecast, {"salary_monthly": both}, metric="avg_salary_qar")
    assert outcome.sections == ()
    assert any("ask for one sector" in warning for warning in outcome.warnings)
    one = run(forecast, {"salary_monthly": both}, metric="avg_salary_qar", sectors=["ICT"])
    assert one.facts["enough"] is True
    assert one.warnings == ()
