"""What stands against a break resolving itself: one rule after another, each with its reason.

The evidence that counts is what the *profile* asks for, not what a policy happened to run: so two
policies that both decide a break decide the same.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from tasks.outcome import JSON
from tasks.reconciliation.classify import Settings
from tasks.reconciliation.measures import ZERO, dec, plain

AUTO, HIL, ESCALATE, REJECTED = "AUTO_RESOLVE", "HIL_REVIEW", "ESCALATE", "REJECTED"
GRAVITY = (AUTO, HIL, ESCALATE)
Facts = Mapping[str, JSON]


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known of a break when it is decided. Facts of agents that did not run are None."""

    profile: Facts
    settings: Settings
    rules: Facts
    match: Facts | None = None
    pattern: Facts | None = None

    @property
    def money(self) -> Decimal:
        """The difference in the base currency."""
        return dec(self.rules["difference"])


@dataclass(frozen=True, slots=True)
class Objection:
    """Why a break may not resolve itself, and what it asks for instead."""

    rule: str
    action: str
    reason: str


def objections(found: Evidence, parts: Mapping[str, str]) -> list[Objection]:
    """Everything that stands against automatic resolution; `parts` are those of the risk."""
    risk = sum((dec(part) for part in parts.values()), ZERO)
    against = [objection for rule in RULES for objection in rule(found)]
    limits = found.settings["decide"]
    if risk >= dec(limits["escalate_risk"]):
        against.append(Objection("risk", ESCALATE, f"risk {risk} from {limits['escalate_risk']}"))
    elif risk >= dec(limits["auto_risk_below"]):
        below = limits["auto_risk_below"]
        against.append(Objection("risk", HIL, f"risk {risk} is not below {below}"))
    return against


def tier_allows(found: Evidence) -> Iterator[Objection]:
    """What the settings ask for at least, by break type and tier."""
    kind, tier = found.profile["break_type"], found.profile["risk_tier"]
    if least := found.settings["at_least"].get(kind, {}).get(tier):
        yield Objection("at_least", least, f"{kind} {tier} is always {least} or more")


def rules_allow(found: Evidence) -> Iterator[Objection]:
    """What the rules hold back or escalate."""
    for finding in found.rules["findings"]:
        if finding["verdict"] in {HIL, ESCALATE}:
            yield Objection(finding["rule"], finding["verdict"], finding["detail"])


def tolerances_allow(found: Evidence) -> Iterator[Objection]:
    """Within tolerance, or within the wider one that the break type and the cause allow."""
    if not tolerated(found):
        outside = [f["detail"] for f in found.rules["findings"] if f["verdict"] == "fail"]
        reason = ", ".join(outside) or "nothing could be compared"
        yield Objection("tolerance", HIL, f"out of tolerance: {reason}")


def confidence_allows(found: Evidence) -> Iterator[Objection]:
    """How sure the comparison is; a match that was found makes up for a little."""
    limits = found.settings["decide"]
    matched = found.profile["requires_matching"]
    needed = limits["confidence_with_match" if matched else "confidence"]
    if found.rules["confidence"] < float(needed):
        reason = f"confidence {found.rules['confidence']} is below {needed}"
        yield Objection("confidence", HIL, reason)


def money_allows(found: Evidence) -> Iterator[Objection]:
    """Large differences are for people, however small they are in basis points."""
    limits = found.settings["decide"]
    for name, action in (("escalate_above", ESCALATE), ("auto_up_to", HIL)):
        if found.money > dec(limits[name]):
            base = found.settings["base_currency"]
            reason = f"difference {plain(found.money)} {base} is above {limits[name]}"
            yield Objection("difference", action, reason)
            return


def match_allows(found: Evidence) -> Iterator[Objection]:
    """Where the profile asks for matching, both sides must be the same event."""
    if not found.profile["requires_matching"]:
        return
    if found.match is None:
        yield Objection("match", HIL, "matching is required and did not run")
    elif not found.match["match_found"]:
        yield Objection("match", HIL, f"no match: similarity {found.match['score']}")


def pattern_allows(found: Evidence) -> Iterator[Objection]:
    """Where the profile asks for a cause, some causes are never left to a tolerance."""
    if not found.profile["requires_pattern_analysis"]:
        return
    if found.pattern is None:
        yield Objection("pattern", HIL, "pattern analysis is required and did not run")
        return
    cause, sure = found.pattern["cause"], found.pattern["confidence"]
    limits = found.settings["decide"]
    grave = cause in limits["escalate_causes"] and sure >= float(limits["cause_confidence"])
    if grave and not tolerated(found):
        yield Objection("cause", ESCALATE, f"cause {cause} ({sure})")


RULES: tuple[Callable[[Evidence], Iterator[Objection]], ...] = (
    tier_allows,
    rules_allow,
    tolerances_allow,
    confidence_allows,
    money_allows,
    match_allows,
    pattern_allows,
)


def tolerated(found: Evidence) -> bool:
    """Whether the difference lies within the tolerance that this break is granted."""
    rules, kind = found.rules, found.profile["break_type"]
    wider = found.settings["wider_tolerance"]
    if rules["within_tolerance"]:
        return True
    if rules["within_rounding_tolerance"] and kind in wider["rounding_for"]:
        return True
    if not (rules["within_extended_tolerance"] and kind in wider["extended_for"]):
        return False
    if not (found.profile["requires_pattern_analysis"] and found.pattern):
        return False
    sure = found.pattern["confidence"] >= float(wider["cause_confidence"])
    return bool(sure and found.pattern["cause"] == wider["cause"])


def risk_parts(found: Evidence) -> dict[str, str]:
    """The parts of the risk score as decimal text; the score is their sum, 0 to 1."""
    risk = found.settings["risk"]
    failed = sum(f["verdict"] != "pass" for f in found.rules["findings"])
    pattern = found.pattern if found.profile["requires_pattern_analysis"] else None
    sure = (pattern or found.rules)["confidence"]
    return {
        "amount": _step(found.money, risk["amount_above"]),
        "failed_rules": str(risk["failed_rules"][min(failed, len(risk["failed_rules"]) - 1)]),
        "confidence": next((str(p) for below, p in risk["confidence_below"] if sure < below), "0"),
        "break_type": str(risk["break_type"].get(found.profile["break_type"], "0")),
    }


def _step(value: Decimal, steps: list[list[str]]) -> str:
    return next((str(part) for bound, part in steps if value > dec(bound)), "0")
