"""Coaching: attempt, judge, attempt again with what the judge said; the best attempt counts."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from time import monotonic

from policies.schema import Coaching
from tasks.agent import Agent, View
from tasks.call import Called
from tasks.failures import StepError, StoppedError, told
from tasks.outcome import JSON, Outcome, spent

Ask = Callable[[Agent, View], Awaitable[Called]]


@dataclass(frozen=True)
class Round:
    """One attempt and what the judge made of it."""

    outcome: Outcome
    score: float
    feedback: JSON


@dataclass(frozen=True)
class Pair:
    """Who is coached by whom, under which name in the plan."""

    alias: str
    agent: Agent
    judge: Agent
    coaching: Coaching


async def coached(pair: Pair, view: View, ask: Ask) -> Called:
    """Coach until the score reaches the target or the rounds are used up.

    The judge sees the attempt's facts among its needs, under the step's alias, and answers with the
    facts `score` (0 to 1) and `feedback`. A later round that fails ends the coaching with the best
    attempt so far; a first round that fails is the step's failure.
    """
    began = monotonic()
    history: tuple[Round, ...] = ()
    calls: tuple[Called, ...] = ()
    while len(history) < pair.coaching.rounds:
        feedback = tuple(past.feedback for past in history)
        attempt = await ask(pair.agent, replace(view, feedback=feedback))
        calls = (*calls, attempt)
        if attempt.outcome is None:
            break
        shown = replace(view, needs={**view.needs, pair.alias: attempt.outcome.facts})
        judged = _scored(pair, await ask(pair.judge, shown))
        calls = (*calls, judged)
        if judged.outcome is None:
            break
        facts = judged.outcome.facts
        history = (*history, Round(attempt.outcome, facts["score"], facts.get("feedback")))
        if history[-1].score >= pair.coaching.target:
            break
    return _summed(pair, history, calls, began)


def _scored(pair: Pair, judged: Called) -> Called:
    """The judge's answer; without a score from 0 to 1 it is a failure that says so."""
    score: JSON = judged.outcome.facts.get("score") if judged.outcome else 0
    if type(score) in (int, float) and 0 <= score <= 1:
        return judged
    said = f"judge {pair.judge.name!r} gave {score!r} as score: it takes a number from 0 to 1"
    return replace(judged, outcome=None, error=StepError(said))


def best(history: tuple[Round, ...]) -> Round:
    """The round with the highest score; the earliest of equals."""
    return max(history, key=lambda past: past.score)


def together(calls: list[Called]) -> Called:
    """Several calls of one agent, an element of `each` apiece, as one.

    Facts become `{"count": n, "items": [...]}`. One call that failed fails the step, and says which
    element it was.
    """
    if not calls:
        now = monotonic()
        return Called(Outcome(facts={"count": 0, "items": []}), None, now, now, 0)
    whole = Called(
        None,
        None,
        min(call.began for call in calls),
        max(call.ended for call in calls),
        sum(call.attempts for call in calls),
        all(call.cached for call in calls),
    )
    for index, call in enumerate(calls):
        if isinstance(call.error, StoppedError):
            return replace(whole, error=call.error)
        if call.error is not None:
            place = f"element {index + 1} of {len(calls)}"
            return replace(whole, error=StepError(f"{place}: {told(call.error)}"))
    outcomes = [call.outcome for call in calls if call.outcome is not None]
    return replace(whole, outcome=_joined(outcomes))


def _joined(outcomes: list[Outcome]) -> Outcome:
    return Outcome(
        facts={"count": len(outcomes), "items": [outcome.facts for outcome in outcomes]},
        sections=tuple(s for outcome in outcomes for s in outcome.sections),
        citations=tuple(c for outcome in outcomes for c in outcome.citations),
        warnings=tuple(w for outcome in outcomes for w in outcome.warnings),
        decision=next((o.decision for o in reversed(outcomes) if o.decision), None),
        usage=spent(outcome.usage for outcome in outcomes),
        evidence=tuple(answer for outcome in outcomes for answer in outcome.evidence),
    )


def _summed(
    pair: Pair, history: tuple[Round, ...], calls: tuple[Called, ...], began: float
) -> Called:
    last = calls[-1]
    whole = replace(
        last,
        began=calls[0].began if calls[0].attempts else began,
        attempts=sum(call.attempts for call in calls),
        cached=all(call.cached for call in calls),
        key=None,
        parts=None,
    )
    if not history:
        return replace(whole, outcome=None)
    top = best(history)
    usage = spent(call.outcome.usage for call in calls if call.outcome)
    coaching = {"score": top.score, "rounds": len(history), "target": pair.coaching.target}
    warnings = top.outcome.warnings
    if last.error is not None:
        warnings = (*warnings, f"coaching of {pair.alias} ended early: {last.error}")
    facts = {**top.outcome.facts, "coaching": coaching}
    outcome = replace(top.outcome, facts=facts, usage=usage, warnings=warnings)
    return replace(whole, outcome=outcome, error=None)
