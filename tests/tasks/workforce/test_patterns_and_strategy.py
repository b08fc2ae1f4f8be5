"""What holds of every agent of patterns and strategy, whatever the data."""

from datetime import date
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policies.errors import InputError
from policies.schema import Verification
from tasks.agent import Agent
from tasks.verification.verify import verify
from tasks.workforce.anomalies import anomalies
from tasks.workforce.best_practices import best_practices
from tasks.workforce.correlation import correlation
from tasks.workforce.driver_screen import driver_screen
from tasks.workforce.gcc_benchmark import gcc_benchmark
from tasks.workforce.root_causes import root_causes
from tasks.workforce.seasonal_effects import seasonal_effects
from tasks.workforce.stable_relations import stable_relations
from tasks.workforce.talent_competition import talent_competition
from tasks.workforce.vision2030 import vision2030
from tests.tasks.workforce.given import answer, body, market, run, unhashed

AGENTS = (
    anomalies,
    best_practices,
    correlation,
    driver_screen,
    gcc_benchmark,
    root_causes,
    seasonal_effects,
    stable_relations,
    talent_competition,
    vision2030,
)
ODD: dict[str, dict[str, Any]] = {  # other parameters than the defaults, to reach other sentences
    "anomalies": {"threshold": 0.5, "months": 60, "sectors": ["ICT"]},
    "best_practices": {"metric": "attrition_percent", "top_n": 2, "months": 12},
    "correlation": {"method": "pearson", "min_r": 0.05},
    "driver_screen": {"alpha": 0.5, "lag": 0},
    "gcc_benchmark": {"country": "oman"},
    "root_causes": {"top_n": 2, "months": 24},
    "seasonal_effects": {"metric": "avg_salary_qar", "months": 24},
    "stable_relations": {"min_r": 0.0, "min_share": 50, "months": 30},
    "talent_competition": {"sectors": ["ICT", "Energy"], "high": 1.1},
    "vision2030": {"target_private": 55, "target_public": 80, "target_year": 2024},
}
of_all = pytest.mark.parametrize("agent", AGENTS, ids=lambda agent: agent.name)


def read(agent: Agent, tables: Any) -> Any:
    return {query: rows for query, rows in tables.items() if query in agent.data}


@of_all
@settings(max_examples=12, deadline=None)
@given(seed=st.integers(0, 10**6), odd=st.booleans())
def test_every_number_in_the_text_is_proven_by_what_it_cites(
    agent: Agent, seed: int, odd: bool
) -> None:
    tables = read(agent, market(seed))
    outcome = run(agent, tables, **(ODD[agent.name] if odd else {}))
    answers = [answer(query, rows) for query, rows in tables.items()]
    found = verify(
        outcome.sections, [*answers, *outcome.evidence], Verification(), date(2025, 1, 31)
    )
    assert found.issues == ()
    assert found.counts["verified"] == found.counts["numbers"] > 3


@of_all
@settings(max_examples=8, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_the_order_of_rows_changes_nothing(agent: Agent, seed: int) -> None:
    tables = read(agent, market(seed))
    shuffled = {query: Random(seed).sample(rows, len(rows)) for query, rows in tables.items()}
    assert unhashed(run(agent, tables)) == unhashed(run(agent, shuffled))


@of_all
def test_the_same_data_gives_the_same_ids(agent: Agent) -> None:
    tables = read(agent, market(3))
    assert run(agent, tables) == run(agent, tables)


@of_all
def test_rows_that_stand_twice_change_no_number(agent: Agent) -> None:
    tables = read(agent, market(5))
    twice = {query: [*rows, *rows] for query, rows in tables.items()}
    assert run(agent, twice).facts == run(agent, tables).facts


@of_all
def test_without_any_data_there_is_a_warning_and_no_finding(agent: Agent) -> None:
    outcome = run(agent, {})
    assert outcome.facts["enough"] is False
    assert outcome.sections == ()
    assert outcome.evidence == ()
    assert f"{agent.data[0]} is not there" in " ".join(outcome.warnings)


@of_all
@pytest.mark.parametrize("rows", [0, 1])
def test_with_no_row_or_one_there_is_a_warning_and_no_invented_number(
    agent: Agent, rows: int
) -> None:
    few = {query: given[:rows] for query, given in read(agent, market(1)).items()}
    outcome = run(agent, few)
    if outcome.facts["enough"]:  # one row says where a sector stands; it tells no pace
        assert (agent.name, rows) == ("vision2030", 1)
        assert outcome.facts["private_percent"] is None
        assert "does not tell a pace" in body(outcome) or "above" in body(outcome)
    else:
        assert body(outcome) == ""
        assert outcome.warnings


@of_all
def test_nulls_are_left_out_and_counted(agent: Agent) -> None:
    tables = read(agent, market(2))
    holed = {query: [*rows] for query, rows in tables.items()}
    for query, rows in holed.items():
        keys = {"year", "month", "sector", "country", "metric"}
        rows[0] = {c: v if c in keys else None for c, v in rows[0].items()}
        holed[query] = rows
    outcome = run(agent, holed)
    assert any("1 of " in warning for warning in outcome.warnings)
    assert outcome.facts["enough"] is True


@of_all
def test_another_schema_is_a_warning_and_no_exception(agent: Agent) -> None:
    other = {query: [{"a": 1, "b": "x"}] for query in agent.data}
    outcome = run(agent, other)
    assert outcome.facts["enough"] is False
    assert "has no column" in " ".join(outcome.warnings)


@pytest.mark.parametrize(
    ("agent", "params"),
    [
        (anomalies, {"threshold": 0}),
        (anomalies, {"months": 0}),
        (anomalies, {"winsorise": 50}),
        (best_practices, {"top_n": 51}),
        (best_practices, {"metric": "salary"}),
        (correlation, {"method": "kendall"}),
        (correlation, {"min_r": 1.5}),
        (correlation, {"sectors": ["Atlantis"]}),
        (driver_screen, {"alpha": 0}),
        (driver_screen, {"lag": 13}),
        (gcc_benchmark, {"country": "Atlantis"}),
        (gcc_benchmark, {"min_countries": 1}),
        (root_causes, {"top_n": 0}),
        (root_causes, {"months": "twelve"}),
        (seasonal_effects, {"metric": "weather"}),
        (stable_relations, {"window": 2}),
        (talent_competition, {"high": 0.5}),
        (vision2030, {"target_private": 130}),
        (vision2030, {"pace_years": 1}),
        (vision2030, {"sectors": ["'; DROP TABLE people; --"]}),
    ],
)
def test_a_parameter_out_of_range_is_refused_by_name(agent: Agent, params: dict[str, Any]) -> None:
    with pytest.raises(InputError, match=next(iter(params))):
        run(agent, market(0), **params)
