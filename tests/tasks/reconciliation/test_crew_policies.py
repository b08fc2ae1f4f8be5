"""The pack's policies: coverage, which agents run, and that they run what a decision needs."""

from collections.abc import Mapping
from typing import Any

import pytest

from policies.coverage import combinations, problems
from policies.plan import plan
from tests.tasks.reconciliation.crew import PACK, SETTINGS, drive, money, request, sides

POLICIES = {name: loaded.policy for name, loaded in PACK.loaded.policies.items()}
NO_MODEL = {"configured": {"model": False}}
FIELDS = {"requires_matching": True, "requires_pattern_analysis": True}


def aliases(name: str) -> list[str]:
    return [step.alias for step in POLICIES[name].steps]


def test_every_type_in_every_tier_is_taken_by_exactly_one_policy() -> None:
    assert problems(PACK.loaded) == []
    assert len(list(combinations(PACK.loaded))) == 32


def test_every_policy_begins_with_ingestion() -> None:
    assert {aliases(name)[0] for name in POLICIES} == {"ingest"}


@pytest.mark.parametrize("name", sorted(POLICIES))
def test_a_policy_runs_what_the_decisions_on_its_profiles_must_see(name: str) -> None:
    steps = {step.alias: step for step in POLICIES[name].steps}
    if name == "v1_sequential":
        assert {"ingest", "rules", "match", "pattern"} <= set(steps["decide"].needs)
    for taken in combinations(PACK.loaded):
        if taken.policies != (name,):
            continue
        for agent, table in (("match", "needs_matching"), ("pattern", "needs_pattern")):
            if _asks(SETTINGS[table], taken.fields):
                assert agent in steps["decide"].needs


def _asks(table: Mapping[str, Any], fields: Mapping[str, str]) -> bool:
    return fields["risk_tier"] in table.get(fields["break_type"], ())


def test_what_a_decision_rests_on_is_fetched_by_every_policy() -> None:
    deciding = {"reference_data", "settlement_positions", "fx_rates", "history"}
    for name, policy in POLICIES.items():
        assert deciding <= {spec.name for spec in policy.prefetch}, name


USD = {"amount": "10000.00", "currency": "USD"}
LATER = {"settle_date": "2026-03-03"}


@pytest.mark.parametrize(
    ("kind", "given", "agents"),
    [
        ("TRADE_OMS_MISMATCH", {}, 3),
        ("TRADE_OMS_MISMATCH", money("10000000", "10006000"), 4),
        ("TRADE_OMS_MISMATCH", money("100000000", "100060000"), 7),
        ("TRADE_OMS_MISMATCH", money("500000000", "500400000"), 7),
        ("CASH_RECONCILIATION", {}, 3),
        (
            "CASH_RECONCILIATION",
            sides(
                {"amount": "9000000", "currency": "USD", "settle_date": "2026-03-02"},
                {"amount": "9009000", "currency": "USD"} | LATER,
            ),
            4,
        ),
        ("CASH_RECONCILIATION", money("100000000", "100060000"), 6),
        ("BROKER_VS_INTERNAL", {}, 4),
        (
            "BROKER_VS_INTERNAL",
            sides(
                {"amount": "20000000", "currency": "USD", "fees": "1"},
                {"amount": "20000000", "currency": "USD", "fees": "6001"},
            ),
            5,
        ),
        ("BROKER_VS_INTERNAL", money("100000000", "100060000"), 7),
        ("PNL_RECONCILIATION", sides(USD | {"price": "10.000"}, USD | {"price": "10.001"}), 4),
        ("PNL_RECONCILIATION", money("10000000", "10006000"), 5),
        ("PNL_RECONCILIATION", money("100000000", "100060000"), 6),
        ("REGULATORY_DATA", {}, 6),
        ("FO_VS_BO", {}, 3),
        ("FO_VS_BO", money("10000000", "10006000"), 5),
        ("FO_VS_BO", money("100000000", "100060000"), 7),
        ("LIFECYCLE_EVENT", {}, 6),
    ],
)
def test_a_break_within_tolerance_gets_as_many_agents_as_it_deserves(
    kind: str, given: dict[str, Any], agents: int
) -> None:
    assert len(drive(request(kind, **given)).ran) == agents


@pytest.mark.parametrize(
    ("kind", "tier", "waves"),
    [
        (
            "TRADE_OMS_MISMATCH",
            "HIGH",
            [("ingest", "enrich"), ("match", "rules", "pattern"), ("decide",), ("workflow",)],
        ),
        (
            "BROKER_VS_INTERNAL",
            "CRITICAL",
            [("ingest", "enrich"), ("match", "rules", "pattern"), ("decide",), ("workflow",)],
        ),
        ("PNL_RECONCILIATION", "MEDIUM", [("ingest", "enrich"), ("rules", "pattern"), ("decide",)]),
    ],
)
def test_agents_that_do_not_need_each_other_run_side_by_side(
    kind: str, tier: str, waves: list[tuple[str, ...]]
) -> None:
    settled = plan(PACK.loaded, {"break_type": kind, "risk_tier": tier, **FIELDS}, NO_MODEL)
    assert list(settled.waves) == waves
    assert settled.limits.max_parallel == max(map(len, waves))


def test_an_exit_needs_no_agent_beyond_the_second_wave() -> None:
    for name, policy in POLICIES.items():
        late = {alias for step in policy.steps if step.exit_when for alias in step.needs}
        assert late <= {"ingest", "enrich"}, name
