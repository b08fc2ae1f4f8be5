"""DECISIONING: the one place that turns evidence into an action, for every policy alike.

A break resolves itself only when nothing objects (`objections.py`); the gravest objection wins.
"""

from typing import TypedDict

from tasks.agent import View, agent
from tasks.outcome import JSON, Decision, Outcome, Section
from tasks.reconciliation.classify import Settings
from tasks.reconciliation.measures import ZERO, dec
from tasks.reconciliation.objections import (
    AUTO,
    GRAVITY,
    REJECTED,
    Evidence,
    Facts,
    objections,
    risk_parts,
)
from tasks.reconciliation.ticket import ticket


class DecisionFacts(TypedDict):
    action: str
    risk: str
    ticket: dict[str, JSON]
    events: list[dict[str, str]]


@agent(version="1", facts=DecisionFacts, quick=True)
def decide(view: View) -> Outcome:
    """Weigh the evidence: resolve, hand to an analyst, escalate or reject, and say why."""
    ingest, needs = view.needs.get("ingest", {}), view.needs
    if ingest.get("rejected"):
        decision = reject(view.profile, view.settings, ingest["problems"])
    else:
        found = Evidence(
            view.profile, view.settings, needs["rules"], needs.get("match"), needs.get("pattern")
        )
        decision = settle(found)
    details = decision.details
    facts = {"action": decision.action, **{k: details[k] for k in ("risk", "ticket", "events")}}
    return Outcome(facts, (Section("Decision", _body(decision)),), decision=decision)


def settle(found: Evidence) -> Decision:
    """The decision with its rules, risk, ticket and audit events."""
    parts = risk_parts(found)
    against = objections(found, parts)
    action = max((o.action for o in against), key=GRAVITY.index, default=AUTO)
    leading = [o for o in against if o.action == action]
    reason = "; ".join(o.reason for o in leading) or _agreed(found)
    rules = [{"rule": o.rule, "action": o.action, "reason": o.reason} for o in against] or [
        {"rule": f["rule"], "action": AUTO, "reason": f["detail"]} for f in found.rules["findings"]
    ]
    return _decision(action, reason, rules, parts, found)


def reject(profile: Facts, settings: Settings, problems: list[str]) -> Decision:
    """The decision on a break that can't be worked on."""
    rules = [{"rule": "ingestion", "action": REJECTED, "reason": p} for p in problems]
    nothing = Evidence(profile, settings, {"findings": [], "difference": "0"})
    return _decision(REJECTED, "; ".join(problems), rules, {}, nothing)


def _decision(
    action: str,
    reason: str,
    rules: list[dict[str, str]],
    parts: dict[str, str],
    found: Evidence,
) -> Decision:
    risk = sum((dec(part) for part in parts.values()), ZERO)
    profile, made = found.profile, ticket(action, risk, found.profile, found.settings)
    events = [
        {"event": "CLASSIFIED", "detail": f"{profile['break_type']} {profile['risk_tier']}"},
        {"event": "DECIDED", "detail": action},
        {"event": "TICKETED", "detail": f"{made['queue']}, {made['priority']}"},
    ]
    details: dict[str, JSON] = {
        "rules": rules,
        "risk": str(risk),
        "risk_parts": parts,
        "difference": found.rules["difference"],
        "ticket": made,
        "events": events,
    }
    return Decision(action, reason, details)


def _agreed(found: Evidence) -> str:
    return "all agree: " + ", ".join(f["detail"] for f in found.rules["findings"])


def _body(decision: Decision) -> str:
    details = decision.details
    rows = "".join(f"\n- {r['rule']}: {r['reason']}" for r in details["rules"])
    parts = ", ".join(f"{name} {part}" for name, part in details["risk_parts"].items())
    return f"**{decision.action}**, risk {details['risk']} ({parts or 'none'}).\n{rows}"
