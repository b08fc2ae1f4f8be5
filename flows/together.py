"""Several calls of one agent, an element of `each` apiece, as one answer of their step."""

from collections.abc import Sequence
from dataclasses import replace
from time import monotonic

from flows.coach import Coached
from tasks.call import Called
from tasks.failures import StepError, StoppedError, told
from tasks.outcome import JSON, Outcome, spent


def together(calls: Sequence[Called]) -> Called:
    """Facts become `{"count": n, "items": [...]}`. One call that failed fails the step, and says
    which element it was.
    """
    if not calls:
        return nothing()
    whole = _whole(calls)
    for index, call in enumerate(calls):
        if isinstance(call.error, StoppedError):
            return replace(whole, error=call.error)
        if call.error is not None:
            place = f"element {index + 1} of {len(calls)}"
            return replace(whole, error=StepError(f"{place}: {told(call.error)}"))
    return replace(whole, outcome=_joined([call.outcome for call in calls if call.outcome]))


def coached_together(several: Sequence[Coached]) -> Called:
    """As `together`, but one that failed loses none of the others: its item says why, in `error`,
    and so does a warning. Only when all failed does the step fail.
    """
    if not several:
        return nothing()
    calls = [each.called for each in several]
    whole = _whole(calls)
    if not any(call.outcome for call in calls):
        first = several[0]
        if all(isinstance(call.error, StoppedError) for call in calls):
            return replace(whole, error=first.called.error)
        said = f"none of {len(several)} elements gave an answer; {first.course.name}"
        return replace(whole, error=StepError(f"{said}: {first.course.error}"))
    return replace(whole, outcome=_joined([_answer(each) for each in several]))


def nothing() -> Called:
    """The answer of a step that had no element to call for."""
    now = monotonic()
    return Called(_joined([]), None, now, now, 0)


def _answer(one: Coached) -> Outcome:
    if one.called.outcome is not None:
        return one.called.outcome
    name, error = one.course.name, one.course.error
    facts: dict[str, JSON] = {"id": name, "error": error, "coaching": one.course.facts}
    return Outcome(facts, warnings=(f"{name} gave no answer: {error}",))


def _whole(calls: Sequence[Called]) -> Called:
    return Called(
        None,
        None,
        min(call.began for call in calls),
        max(call.ended for call in calls),
        sum(call.attempts for call in calls),
        all(call.cached for call in calls),
        gate_wait_ms=sum(call.gate_wait_ms for call in calls),
        gate_hold_ms=sum(call.gate_hold_ms for call in calls),
    )


def _joined(outcomes: Sequence[Outcome]) -> Outcome:
    return Outcome(
        facts={"count": len(outcomes), "items": [outcome.facts for outcome in outcomes]},
        sections=tuple(s for outcome in outcomes for s in outcome.sections),
        citations=tuple(c for outcome in outcomes for c in outcome.citations),
        warnings=tuple(w for outcome in outcomes for w in outcome.warnings),
        decision=next((o.decision for o in reversed(outcomes) if o.decision), None),
        usage=spent(outcome.usage for outcome in outcomes),
        evidence=tuple(answer for outcome in outcomes for answer in outcome.evidence),
    )
