"""RULES_TOLERANCE: what the rules find, and whether anything in it stands against resolving.

What a rule finds is a fact; whether a break resolves itself is said in `decisioning.py` alone. For
policies that may end here, the decision that would follow is given as well (`params: {settle:
true}`), and `exit_when` says when to take it.
"""

from collections.abc import Mapping
from datetime import date
from typing import TypedDict

from tasks.agent import View, agent
from tasks.outcome import JSON, Outcome, Section
from tasks.reconciliation.classify import days_between, exposed, in_base
from tasks.reconciliation.decisioning import settle
from tasks.reconciliation.findings import RULES, Case, Finding, rounding, within
from tasks.reconciliation.measures import (
    ZERO,
    at_stake,
    currencies,
    dec,
    differences,
    plain,
    rate_on,
)
from tasks.reconciliation.objections import Evidence, objections, risk_parts

# What a policy's exit makes sure of when it names these agents: rules can't see their facts.
AGREEING_MATCH = {"match_found": True, "score": 1.0}


class RulesFacts(TypedDict):
    within_tolerance: bool
    within_rounding_tolerance: bool
    within_extended_tolerance: bool
    clear: bool
    confidence: float
    findings: list[dict[str, str]]
    difference: str
    widest_bps: str


@agent(version="1", facts=RulesFacts, data=("fx_rates",), quick=True)
def rules(view: View) -> Outcome:
    """Check a break against tolerances and critical rules, after converting currencies."""
    request, settings = view.request, view.settings
    rate, rated_on = rate_on(request, view.data.get("fx_rates", ()), settings["base_currency"])
    enriched = view.needs.get("enrich", {})
    case = Case(request, settings, differences(request, rate), rate, rated_on, enriched)
    findings = [finding for rule in RULES for finding in rule(case)]
    facts = _facts(case, findings)
    agreeing = _agreeing(view, facts)
    facts["clear"] = not objections(agreeing, risk_parts(agreeing))
    settles = facts["clear"] and view.params.get("settle")
    return Outcome(
        facts,
        (Section("Rules", _body(findings)),),
        warnings=_warnings(case),
        decision=settle(agreeing) if settles else None,
    )


def _facts(case: Case, findings: list[Finding]) -> dict[str, JSON]:
    compared = bool(case.found.measures) and not case.found.unconverted
    failed = [m for m in case.found.measures if not within(m, case, "tolerance_bps")]
    return {
        "within_tolerance": compared and not failed,
        "within_rounding_tolerance": compared and all(rounding(m, case.settings) for m in failed),
        "within_extended_tolerance": compared
        and all(within(m, case, "extended_bps") for m in failed),
        "clear": False,
        "confidence": _confidence(case),
        "findings": [{"rule": f.rule, "verdict": f.verdict, "detail": f.detail} for f in findings],
        "difference": _difference(case),
        "widest_bps": plain(max((m.bps for m in case.found.measures), default=ZERO)),
    }


def _confidence(case: Case) -> float:
    """Full, less for each number that only one side gives and for a rate of another day."""
    table = case.settings["rules_confidence"]
    sure = dec(table["full"]) - dec(table["one_sided"]) * len(case.found.one_sided)
    if case.rated_on and days_between(date.fromisoformat(case.rated_on), case.request.date):
        sure -= dec(table["old_rate"])
    return float(max(sure, ZERO))


def _difference(case: Case) -> str:
    """The money between the sides in the base currency; the indicative one without a rate."""
    stake = None
    if case.rate is not None:
        stake = at_stake(case.request, case.found)
    if stake is None:
        stake = exposed(case.request, case.settings) or ZERO
    else:
        stake = in_base(stake, currencies(case.request)[0], case.settings)
    return f"{stake:.4f}"


def _agreeing(view: View, facts: Mapping[str, JSON]) -> Evidence:
    """The evidence if the other agents agree and the tolerance suffices, as an exit makes sure."""
    cause = {"cause": view.settings["wider_tolerance"]["cause"], "confidence": 1.0}
    agreed = {**facts, "within_tolerance": True}
    return Evidence(view.profile, view.settings, agreed, AGREEING_MATCH, cause)


def _warnings(case: Case) -> tuple[str, ...]:
    to, of = currencies(case.request)
    if to != of and case.rate is None:
        return (f"No rate for {of} in {to}: the amounts were not compared.",)
    return ()


def _body(findings: list[Finding]) -> str:
    return "\n".join(f"- {f.verdict}: {f.detail}" for f in findings) or "No rule applies."
