"""Run the crew's agents by a policy in one thread: no engine, so that thousands take seconds."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from flows.checkpoint import first_exit
from policies.plan import Plan, plan
from tasks.agent import View
from tasks.outcome import Decision, Outcome, Status, StepRun
from tasks.packs import crew

PACK = crew("reconciliation")
SETTINGS = PACK.settings


@dataclass(frozen=True)
class Driven:
    """What came of one break."""

    plan: Plan
    profile: Mapping[str, Any]
    outcomes: Mapping[str, Outcome]
    decision: Decision
    decided_by: str

    @property
    def ran(self) -> list[str]:
        return list(self.outcomes)


def request(of: str = "TRADE_OMS_MISMATCH", /, **given: Any) -> Any:
    """A break between two systems, small and clean unless said otherwise."""
    side = {"system_name": "A", "amount": "10000.00", "currency": "USD"}
    told = {
        "break_id": "B-1",
        "break_type": of,
        "date": "2026-03-02",
        "as_of": "2026-03-03",
        "entities": {"instrument": "NORDWIND", "account": "ACC-17", "trade_ids": ["T-1"]},
        "system_a": side,
        "system_b": side | {"system_name": "B"},
    } | given
    return PACK.request.model_validate({k: v for k, v in told.items() if v is not None})


def sides(a: Mapping[str, Any], b: Mapping[str, Any]) -> dict[str, Any]:
    """Two sides that give only what is said here."""
    return {"system_a": {"system_name": "A", **a}, "system_b": {"system_name": "B", **b}}


def money(a: str, b: str, currency: str = "USD") -> dict[str, Any]:
    """Two sides that differ in their amounts."""
    return sides({"amount": a, "currency": currency}, {"amount": b, "currency": currency})


def classified(given: Any, settings: Mapping[str, Any] = SETTINGS) -> dict[str, Any]:
    return PACK.classify(given, settings)


def view(given: Any, **more: Any) -> View:
    return View(**{"request": given, "profile": classified(given), "settings": SETTINGS} | more)


def drive(
    given: Any,
    data: Mapping[str, Any] | None = None,
    policy: str | None = None,
    settings: Mapping[str, Any] = SETTINGS,
) -> Driven:
    """The decision of one break by the policy that takes it, or by one that is named."""
    profile = classified(given, settings)
    settled = _plan(
        profile["break_type"], profile["risk_tier"], profile["requires_matching"], policy
    )
    ended: dict[str, StepRun] = {}
    for step in settled.steps:
        agent = PACK.agents[step.agent]
        needs = {need: ended[need].outcome.facts for need in step.needs}  # type: ignore[union-attr]
        rows = {name: rows for name, rows in (data or {}).items() if name in agent.data}
        seen = View(given, profile, needs, rows, step.params, settings)
        ended[step.alias] = StepRun(
            step.alias, step.agent, Status.COMPLETED, outcome=agent.run(seen)
        )
        if exit_ := first_exit(settled, ended):
            kept = {alias: ended[alias].outcome for alias in ended if alias in exit_.rests_on}
            return Driven(settled, profile, kept, exit_.decision, exit_.alias)  # type: ignore[arg-type]
    outcomes = {alias: run.outcome for alias, run in ended.items() if run.outcome}
    by = [alias for alias, outcome in outcomes.items() if outcome.decision][-1]
    return Driven(settled, profile, outcomes, outcomes[by].decision, by)  # type: ignore[arg-type]


@lru_cache
def _plan(kind: str, tier: str, matching: bool, policy: str | None) -> Plan:
    profile = {"break_type": kind, "risk_tier": tier, "requires_matching": matching}
    return plan(PACK.loaded, profile, {"configured": {"model": False}}, policy)
