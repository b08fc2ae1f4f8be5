"""predict.scenario_compare: methods side by side, and what-ifs against the baseline's interval."""

import pytest

from tasks.workforce.forecast import forecast
from tasks.workforce.scenario_compare import scenario_compare
from tests.tasks.workforce.given import body, derived, run
from tests.tasks.workforce.paths import PEOPLE, line, noisy, rows

TABLES = {PEOPLE: rows(round(v) for v in noisy(line(60, 2000, 3, 2), 8, 1))}
TINY = {"name": "tiny", "kind": "additive", "value": 1}
HUGE = {"name": "huge", "kind": "additive", "value": 900, "from_month": "2022-04"}


def test_all_methods_are_told_with_their_forecast_and_their_error() -> None:
    outcome = run(scenario_compare, TABLES)
    methods = derived(outcome, "method_forecasts")
    assert {row["method"] for row in methods} == {"seasonal_naive", "drift", "ets", "ets_damped"}
    naive = next(row for row in methods if row["method"] == "seasonal_naive")
    assert naive["forecast"] == TABLES[PEOPLE][-1]["employees"]
    assert outcome.facts["lowest"] == min(row["forecast"] for row in methods)
    assert outcome.facts["highest"] == max(row["forecast"] for row in methods)
    assert methods[0]["mae"] == min(row["mae"] for row in methods)
    assert outcome.facts["method"] == methods[0]["method"]


def test_the_baseline_is_that_of_the_forecast() -> None:
    outcome, made = run(scenario_compare, TABLES), run(forecast, TABLES)
    assert outcome.facts["baseline"] == made.facts["value"]
    assert outcome.facts["method"] == made.facts["method"]


def test_a_small_change_stays_within_the_interval_and_a_large_one_leaves_it_at_once() -> None:
    outcome = run(scenario_compare, TABLES, scenarios=[TINY, HUGE])
    assert outcome.facts["outside"] == ["huge"]
    tiny, huge = derived(outcome, "scenario_intervals")
    assert tiny["leaves"] is None
    assert huge["leaves"] == "2022-04"
    assert tiny["difference"] == 1
    assert tiny["low_80"] < tiny["adjusted"] < tiny["high_80"]
    assert "stays within the 80 % interval" in body(outcome)
    assert 'Illustrative what-if "huge"' in body(outcome)


@pytest.mark.parametrize("given_", [None, []])
def test_without_what_ifs_only_the_methods_are_compared(given_: object) -> None:
    outcome = run(scenario_compare, TABLES, scenarios=given_)
    assert outcome.facts["outside"] == []
    assert derived(outcome, "scenario_intervals") == []
