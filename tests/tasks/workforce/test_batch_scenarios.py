"""scenario.batch: the parts and the whole that they make."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policies.errors import InputError
from tasks.workforce.batch_scenarios import batch_scenarios
from tests.tasks.workforce.given import body, derived, run
from tests.tasks.workforce.paths import PAY, PEOPLE, line, market, noisy, rows

SECTORS = ("Energy", "ICT", "Public")
MORE: dict[str, Any] = {"name": "more", "kind": "percentage", "value": 7.5, "sector": "ICT"}
ADD: dict[str, Any] = {"name": "add", "kind": "additive", "value": -20, "ramp_months": 3}


def parts_of(outcome: Any) -> dict[str, Any]:
    return {row["sector"]: row for row in derived(outcome, "scenario_by_sector")}


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 10_000))
def test_the_whole_is_exactly_the_sum_of_its_parts(seed: int) -> None:
    outcome = run(batch_scenarios, market(seed), scenarios=[MORE, ADD], horizon=6)
    parts = parts_of(outcome)
    for name in ("baseline", "adjusted", "difference"):
        assert outcome.facts[name] == sum(row[name] for row in parts.values())
    assert set(parts) == set(SECTORS)


def test_each_sector_has_its_own_scenario_or_the_one_of_all_others() -> None:
    outcome = run(batch_scenarios, market(1), scenarios=[MORE, ADD])
    scenarios = {sector: row["scenario"] for sector, row in parts_of(outcome).items()}
    assert scenarios == {"Energy": "add", "ICT": "more", "Public": "add"}
    assert outcome.facts["touched"] == 3


def test_a_sector_without_a_scenario_keeps_its_baseline() -> None:
    outcome = run(batch_scenarios, market(1), scenarios=[MORE])
    parts = parts_of(outcome)
    assert parts["Energy"]["scenario"] == "baseline"
    assert parts["Energy"]["difference"] == 0
    assert outcome.facts["difference"] == parts["ICT"]["difference"]
    assert "1 of 3 sectors have a scenario" in body(outcome)


def test_every_month_of_the_whole_is_told() -> None:
    outcome = run(batch_scenarios, market(2), scenarios=[ADD], horizon=5)
    months = derived(outcome, "scenario_roll_up_by_month")
    assert len(months) == 5
    # A third, two thirds, then all of 20 in each of three sectors.
    assert [row["difference"] for row in months] == pytest.approx([-20, -40, -60, -60, -60], abs=2)
    assert months[-1]["adjusted"] == outcome.facts["adjusted"]


def test_rates_are_rolled_up_by_the_newest_employees() -> None:
    pay = [*rows(noisy(line(48, 9000, 9), 20, 1), "Energy", "avg_salary_qar")]
    pay += rows(noisy(line(48, 7000, 3), 20, 2), "ICT", "avg_salary_qar")
    people = [*rows([500] * 47 + [100], "Energy"), *rows([500] * 47 + [300], "ICT")]
    tables = {PAY: pay, PEOPLE: people}
    outcome = run(batch_scenarios, tables, metric="avg_salary_qar", scenarios=[MORE])
    parts = parts_of(outcome)
    expected = (parts["Energy"]["adjusted"] + 3 * parts["ICT"]["adjusted"]) / 4
    assert outcome.facts["adjusted"] == pytest.approx(expected, abs=1e-4)
    assert "the mean of the sectors by their newest employees" in body(outcome)


def test_a_sector_that_never_changes_stays_as_it_is() -> None:
    tables = {PEOPLE: [*rows([250] * 48, "ICT"), *rows(noisy(line(48, 900, 2, 1), 3, 1))]}
    outcome = run(batch_scenarios, tables, scenarios=[{**ADD, "sector": "Energy"}])
    assert parts_of(outcome)["ICT"]["baseline"] == 250


def test_two_scenarios_for_one_sector_are_refused() -> None:
    with pytest.raises(InputError, match="sector 'ICT': 'more' and 'b' have it"):
        run(batch_scenarios, market(1), scenarios=[MORE, {**MORE, "name": "b"}])
    with pytest.raises(InputError, match="'add' and 'b' have no sector"):
        run(batch_scenarios, market(1), scenarios=[ADD, {**ADD, "name": "b"}])
