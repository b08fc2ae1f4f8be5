"""scenario.apply: the difference that one scenario makes."""

from typing import Any

import pytest

from policies.errors import InputError
from tasks.workforce.apply_scenario import apply_scenario
from tasks.workforce.forecast import forecast
from tests.tasks.workforce.given import body, derived, run
from tests.tasks.workforce.paths import PEOPLE, line, noisy, rows

TABLES = {
    PEOPLE: [
        *rows((round(v) for v in noisy(line(60, 2000, 3, 2), 6, 1)), "Energy"),
        *rows((round(v) for v in noisy(line(60, 900, -1, 1), 4, 2)), "ICT"),
    ]
}
MORE = {"name": "+10 % hiring", "kind": "percentage", "value": 10}


def applied(scenario: dict[str, Any], **params: Any) -> Any:
    return run(apply_scenario, TABLES, scenarios=[scenario], **params)


def test_the_baseline_is_the_forecast() -> None:
    made = run(forecast, TABLES, horizon=6)
    outcome = applied(MORE, horizon=6)
    by_month = derived(outcome, "scenario_by_month")
    assert [row["baseline"] for row in by_month] == [
        row["forecast"] for row in derived(made, "forecast")
    ]
    assert outcome.facts["baseline"] == made.facts["value"]


def test_a_tenth_more_is_a_tenth_more_in_each_month_and_adds_up() -> None:
    outcome = applied(MORE, horizon=6)
    by_month = derived(outcome, "scenario_by_month")
    for row in by_month:
        assert row["adjusted"] == round(row["baseline"] * 1.1)
        assert row["difference"] == row["adjusted"] - row["baseline"]
    assert outcome.facts["difference"] == by_month[-1]["difference"]
    assert outcome.facts["cumulative_difference"] == sum(row["difference"] for row in by_month)
    assert outcome.facts["difference_percent"] == pytest.approx(10, abs=0.05)


def test_the_text_says_that_the_scenario_is_illustrative_and_what_it_assumes() -> None:
    outcome = applied({**MORE, "ramp_months": 6, "from_month": "2022-03"})
    assert 'Illustrative scenario "+10 % hiring" for the number of employees' in body(outcome)
    assert "with a change of 10.00 % from 2022-03 on in 6 monthly steps" in body(outcome)


def test_nothing_changes_before_the_scenario_begins() -> None:
    outcome = applied({**MORE, "from_month": "2022-03"})
    differences = [row["difference"] for row in derived(outcome, "scenario_by_month")]
    assert differences[:2] == [0, 0]
    assert all(difference > 0 for difference in differences[2:])


def test_a_freeze_keeps_the_newest_number() -> None:
    outcome = applied({"name": "freeze", "kind": "level"})
    newest = sum(row["employees"] for row in TABLES[PEOPLE] if row["month"] == "2021-12")
    assert outcome.facts["adjusted"] == newest


def test_a_scenario_of_one_sector_adds_to_the_sum_of_all() -> None:
    outcome = applied({"name": "a", "kind": "additive", "value": 50, "sector": "ICT"})
    rows_ = derived(outcome, "scenario_by_month")
    assert {row["difference"] for row in rows_} == {50}
    assert "a change of 50 in ICT" in body(outcome)


def test_several_scenarios_are_refused() -> None:
    with pytest.raises(InputError, match="give a list of 1; there are 2"):
        run(apply_scenario, TABLES, scenarios=[MORE, {**MORE, "name": "b"}])


def test_a_wrong_scenario_is_refused_even_when_the_data_is_missing() -> None:
    with pytest.raises(InputError, match="Did you mean 'percentage'"):
        run(apply_scenario, {}, scenarios=[{**MORE, "kind": "percent"}])
