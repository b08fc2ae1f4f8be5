"""scenario.compare: who ends where."""

from typing import Any

import pytest

from policies.errors import InputError
from tasks.workforce.apply_scenario import apply_scenario
from tasks.workforce.compare_scenarios import compare_scenarios
from tests.tasks.workforce.given import body, derived, run
from tests.tasks.workforce.paths import PEOPLE, line, noisy, rows

TABLES = {PEOPLE: rows(round(v) for v in noisy(line(60, 2000, 3, 2), 6, 1))}
SOON: dict[str, Any] = {"name": "soon", "kind": "additive", "value": 100}
LATE: dict[str, Any] = {"name": "late", "kind": "additive", "value": 150, "ramp_months": 12}
LESS: dict[str, Any] = {"name": "less", "kind": "percentage", "value": -5}


def test_scenarios_are_ranked_by_their_end_and_by_all_they_add() -> None:
    outcome = run(compare_scenarios, TABLES, scenarios=[LESS, SOON, LATE])
    ranked = derived(outcome, "scenario_ranking")
    assert [row["scenario"] for row in ranked] == ["late", "soon", "less"]
    assert [row["end_rank"] for row in ranked] == [1, 2, 3]
    assert [row["cumulative_rank"] for row in ranked] == [2, 1, 3]
    assert outcome.facts["best"] == "late"
    assert outcome.facts["best_cumulative"] == "soon"
    assert outcome.facts["spread"] == ranked[0]["adjusted"] - ranked[-1]["adjusted"]
    # A twelfth of 150 more each month: 12.5, 25, … 150.
    assert ranked[0]["cumulative_difference"] == pytest.approx(
        sum(12.5 * n for n in range(1, 13)), abs=6
    )
    assert ranked[1]["cumulative_difference"] == 1200


def test_of_attrition_the_lowest_is_the_best() -> None:
    path = [round(v, 2) for v in noisy(line(48, 2), 0.05, 3)]
    tables = {PEOPLE: rows(path, column="attrition_percent", employees=100)}
    scenarios = [
        {"name": "worse", "kind": "additive", "value": 1},
        {"name": "better", "kind": "additive", "value": -1},
    ]
    outcome = run(compare_scenarios, tables, scenarios=scenarios, metric="attrition_percent")
    assert outcome.facts["best"] == "better"
    assert '"better" ends lowest' in body(outcome)
    assert outcome.facts["spread"] == pytest.approx(2)


def test_each_scenario_is_what_it_is_alone() -> None:
    both = run(compare_scenarios, TABLES, scenarios=[SOON, LESS])
    for scenario in (SOON, LESS):
        alone = run(apply_scenario, TABLES, scenarios=[scenario])
        (row,) = [
            row for row in derived(both, "scenario_ranking") if row["scenario"] == scenario["name"]
        ]
        assert row["adjusted"] == alone.facts["adjusted"]
        assert row["difference"] == alone.facts["difference"]


def test_equal_scenarios_share_a_rank() -> None:
    outcome = run(compare_scenarios, TABLES, scenarios=[SOON, {**SOON, "name": "again"}])
    assert [row["end_rank"] for row in derived(outcome, "scenario_ranking")] == [1, 1]
    assert outcome.facts["spread"] == 0


def test_one_scenario_is_too_few_to_compare() -> None:
    with pytest.raises(InputError, match="give a list of 2 to 10; there are 1"):
        run(compare_scenarios, TABLES, scenarios=[SOON])
