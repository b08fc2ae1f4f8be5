"""What holds of every agent over time, whatever the data."""

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
from tasks.workforce.apply_scenario import apply_scenario
from tasks.workforce.baseline import baseline
from tasks.workforce.batch_scenarios import batch_scenarios
from tasks.workforce.breaks import breaks
from tasks.workforce.compare_scenarios import compare_scenarios
from tasks.workforce.early_warning import early_warning
from tasks.workforce.forecast import forecast
from tasks.workforce.metrics import METRICS
from tasks.workforce.scenario_compare import scenario_compare
from tasks.workforce.trend import trend
from tests.tasks.workforce.given import answer, run, unhashed
from tests.tasks.workforce.paths import PAY, PEOPLE, line, market, rows

AGENTS = (
    apply_scenario,
    baseline,
    batch_scenarios,
    breaks,
    compare_scenarios,
    early_warning,
    forecast,
    scenario_compare,
    trend,
)
RULES = Verification(stale_days=100_000)
MORE = {"name": "+10 % hiring", "kind": "percentage", "value": 10, "ramp_months": 6}
FREEZE = {"name": "Freeze 2030", "kind": "level", "sector": "ICT"}
SCENARIOS: dict[str, dict[str, Any]] = {
    "apply_scenario": {"scenarios": [MORE]},
    "batch_scenarios": {"scenarios": [MORE, FREEZE]},
    "compare_scenarios": {"scenarios": [MORE, FREEZE]},
    "scenario_compare": {"scenarios": [FREEZE, MORE]},
}
of_all = pytest.mark.parametrize("agent", AGENTS, ids=lambda agent: agent.name)


def params(agent: Agent, **more: Any) -> dict[str, Any]:
    return {**SCENARIOS.get(agent.name, {}), **more}


@of_all
@settings(max_examples=8, deadline=None)
@given(
    seed=st.integers(0, 10**6),
    count=st.sampled_from([36, 60, 96]),
    metric=st.sampled_from(sorted(METRICS)),
    sectors=st.sampled_from([[], ["ICT"], ["Energy", "ICT"]]),
    horizon=st.sampled_from([1, 12, 30]),
)
def test_every_number_of_every_report_is_found_in_what_it_cites(
    agent: Agent, seed: int, count: int, metric: str, sectors: list[str], horizon: int
) -> None:
    tables = market(seed, count)
    given_ = params(agent, metric=metric, sectors=sectors)
    if agent.name not in ("baseline", "breaks", "early_warning", "trend"):
        given_["horizon"] = horizon
    outcome = run(agent, tables, **given_)
    assert outcome.sections
    known = [*(answer(query, table) for query, table in tables.items()), *outcome.evidence]
    verified = verify(outcome.sections, known, RULES, date(2025, 1, 1))
    assert verified.issues == ()
    assert verified.counts["numbers"] > 0


@of_all
@settings(max_examples=3, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_the_order_of_rows_does_not_matter(agent: Agent, seed: int) -> None:
    tables = market(seed, 48)
    shuffled = {query: Random(seed).sample(t, len(t)) for query, t in tables.items()}
    one, other = run(agent, tables, **params(agent)), run(agent, shuffled, **params(agent))
    assert unhashed(one) == unhashed(other)


@of_all
def test_the_same_data_gives_the_same_report(agent: Agent) -> None:
    assert run(agent, market(7), **params(agent)) == run(agent, market(7), **params(agent))


@of_all
def test_without_its_data_an_agent_says_so_and_finds_nothing(agent: Agent) -> None:
    outcome = run(agent, {}, **params(agent))
    assert outcome.sections == ()
    assert outcome.evidence == ()
    assert outcome.facts["enough"] is False
    assert outcome.warnings == (
        "employment_monthly is not there, so nothing was computed from it.",
    )


@of_all
@pytest.mark.parametrize(
    "table",
    [
        [],
        rows([5]),
        rows(line(12, slope=1)),
        rows([7] * 96),
        rows([0] * 96),
        [{**row, "employees": None} for row in rows(line(60))],
        [row for row in rows(line(60, slope=1)) if not row["month"].endswith(("05", "06", "07"))],
        [{**row, "month": row["month"][:4]} for row in rows(line(60))],
        [{"month": "2024-01", "sector": "Energy"}],
        [*rows(line(60)), *rows(line(60, 5000))],
    ],
    ids=[
        "none",
        "one",
        "a year",
        "constant",
        "zeros",
        "nulls",
        "gaps",
        "no months",
        "no column",
        "contradictory",
    ],
)
def test_data_that_says_too_little_gives_a_warning_and_no_finding(
    agent: Agent, table: list[dict[str, Any]]
) -> None:
    given_ = params(agent)
    if "scenarios" in given_:
        given_["scenarios"] = [{**each, "sector": None} for each in given_["scenarios"]][:1]
        if agent.name == "compare_scenarios":
            given_["scenarios"] = [MORE, {**MORE, "name": "again"}]
    if agent.name == "trend" and len(table) == 12:
        return  # a year is enough for a slope
    outcome = run(agent, {PEOPLE: table}, **given_)
    assert outcome.sections == ()
    assert outcome.facts["enough"] is False
    assert outcome.warnings


@of_all
def test_a_short_gap_is_filled_and_said(agent: Agent) -> None:
    table = [row for row in market(3)[PEOPLE] if row["month"] not in ("2018-05", "2018-06")]
    outcome = run(agent, {PEOPLE: table}, **params(agent))
    assert outcome.sections
    assert any("ICT has no value in 2018-05, 2018-06" in said for said in outcome.warnings)


@of_all
def test_a_sector_that_the_data_does_not_know_is_refused(agent: Agent) -> None:
    with pytest.raises(InputError, match="Did you mean 'Energy'"):
        run(agent, market(1), **params(agent, sectors=["Enerji"]))


@of_all
def test_a_metric_that_no_table_has_is_refused_with_those_there_are(agent: Agent) -> None:
    with pytest.raises(InputError, match="attrition_percent, avg_salary_qar, employees"):
        run(agent, market(1), **params(agent, metric="retention"))


@of_all
@pytest.mark.parametrize("months", [0, -12, 601, 12.5, "many", True])
def test_a_window_that_is_no_number_of_months_is_refused(agent: Agent, months: object) -> None:
    with pytest.raises(InputError, match=r"months is .*Give a whole number from 1 to 600"):
        run(agent, market(1), **params(agent, months=months))


@of_all
def test_an_agent_reads_what_it_declares_and_nothing_else(agent: Agent) -> None:
    outcome = run(agent, market(5), **params(agent, metric="avg_salary_qar"))
    roots = {source for each in outcome.evidence for source in each.sources}
    assert roots - {each.query for each in outcome.evidence} == {PEOPLE, PAY}
    assert set(agent.data) >= {PEOPLE, PAY}


def test_a_series_in_thousands_has_its_forecast_in_thousands() -> None:
    table = market(9)[PAY]
    larger = [{**row, "avg_salary_qar": 1000 * row["avg_salary_qar"]} for row in table]
    one = run(forecast, {PAY: table}, metric="avg_salary_qar", sectors=["ICT"])
    other = run(forecast, {PAY: larger}, metric="avg_salary_qar", sectors=["ICT"])
    assert other.facts["value"] == pytest.approx(1000 * one.facts["value"], rel=1e-3)
    assert other.facts["method"] == one.facts["method"]
