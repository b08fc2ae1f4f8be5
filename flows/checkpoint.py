"""Checkpoints: the answer has been found, and the rest need not run.

A checkpoint is a step's `exit_when`. It is decided once every step that it names has ended, and
checkpoints count in plan order: an earlier one that is still open holds back a later one. So the
same facts end a run at the same place, whichever agent happened to be faster.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from policies.conditions import Condition, ConditionError, condition
from policies.plan import Plan
from policies.schema import Step
from tasks.outcome import JSON, Decision, Status, StepRun


@dataclass(frozen=True)
class Exit:
    """An early end: whose checkpoint held, the decision, the sentence, what it rests on."""

    alias: str
    decision: Decision
    reason: str
    rests_on: frozenset[str]


def first_exit(plan: Plan, ended: Mapping[str, StepRun]) -> Exit | None:
    """The first checkpoint in plan order that holds; None while an earlier one is open."""
    for step in plan.steps:
        if step.exit_when is None:
            continue
        when = condition(step.exit_when)
        if not _watched(step, when, plan) <= ended.keys():
            return None
        holds, _ = _evaluated(step, when, plan, ended)
        if holds:
            return _exit(step, when, plan, ended)
    return None


def fault(step: Step, plan: Plan, ended: Mapping[str, StepRun]) -> str | None:
    """Why a checkpoint that is due can't be evaluated; None when it can."""
    if step.exit_when is None:
        return None
    _, why = _evaluated(step, condition(step.exit_when), plan, ended)
    return why and f"checkpoint of {step.alias} not evaluated: {why}"


def _evaluated(
    step: Step, when: Condition, plan: Plan, ended: Mapping[str, StepRun]
) -> tuple[bool, str | None]:
    """Whether a checkpoint holds, or why that can't be told."""
    for gone in plan.left_out:
        if gone.alias in when.names:
            return False, f"{gone.alias} was left out"
    for alias in sorted(_watched(step, when, plan)):
        if ended[alias].status is not Status.COMPLETED:
            return False, f"{alias} was {ended[alias].status}"
    try:
        return when.holds(_facts(when, plan, ended)), None
    except ConditionError as error:
        return False, str(error)


def _watched(step: Step, when: Condition, plan: Plan) -> frozenset[str]:
    return (plan.aliases & when.names) | {step.alias}


def _facts(
    when: Condition, plan: Plan, ended: Mapping[str, StepRun]
) -> dict[str, Mapping[str, JSON]]:
    outcomes = ((alias, run.outcome) for alias, run in ended.items() if alias in when.names)
    return {"profile": plan.profile, **{alias: o.facts for alias, o in outcomes if o}}


def _exit(step: Step, when: Condition, plan: Plan, ended: Mapping[str, StepRun]) -> Exit | None:
    outcome = ended[step.alias].outcome
    own = outcome.decision if outcome else None
    reason = when.reason(_facts(when, plan, ended))
    if step.decide:
        agrees = own is not None and own.action == step.decide
        decision = own if own and agrees else Decision(step.decide, reason)
    elif own:
        decision = own
    else:
        return None
    sentence = f"{step.alias} decided {decision.action}: {reason}"
    return Exit(step.alias, decision, sentence, _ancestors(_watched(step, when, plan), plan))


def _ancestors(aliases: frozenset[str], plan: Plan) -> frozenset[str]:
    needs = {step.alias: step.needs for step in plan.steps}
    found: set[str] = set()
    frontier = set(aliases)
    while frontier:
        found |= frontier
        frontier = {need for alias in frontier for need in needs[alias]} - found
    return frozenset(found)
