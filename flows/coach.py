"""Coaching of one element: attempt, judge, attempt again with all that was said; the best counts.

`flows/coaching.py` does that for a step, all of its elements side by side.
"""

from collections.abc import Callable, Coroutine, Iterator, Mapping
from dataclasses import dataclass, replace
from time import monotonic
from typing import Any

from flows.stops import Stop
from policies.schema import Coaching
from tasks.agent import Agent, View
from tasks.call import Called
from tasks.failures import StepError, StoppedError, told
from tasks.outcome import JSON, Outcome, spent
from tasks.privacy import mask
from tasks.rounds import Course, History, Round

Ask = Callable[
    [Agent, View, str], Coroutine[Any, Any, Called]
]  # the last says which call it is: "2 judge"
Tell = Callable[[str, View, Course], None]  # the step's alias, what the element sees, how it goes
FAULTED = 0.01  # how far under the target a score of 1 counts whose judge lists faults beside it


@dataclass(frozen=True)
class Pair:
    """Who is coached by whom: under which alias in the plan, on which element of it."""

    alias: str
    agent: Agent
    judge: Agent
    coaching: Coaching
    element: str = ""

    @property
    def name(self) -> str:
        """What is coached, as people call it."""
        return self.element or self.alias


@dataclass(frozen=True)
class Coached:
    """One element that was coached: what came of it as one call, and how it went."""

    called: Called
    course: Course


async def coached(
    pair: Pair, view: View, ask: Ask, stop: Stop, tell: Tell = lambda *_: None
) -> Coached:
    """Coach until a stop says why to end; the best round's answer stands, never just the last.

    The judge sees the attempt's facts among its needs, under the step's alias, and the history that
    the attempt saw. It answers with the facts `score` (0 to 1), `feedback`, and `faults` where it
    lists such. What fails later than the first attempt ends the coaching with what there is: the
    best judged attempt, or one that nobody judged. `tell` hears of every round, and of the end.
    """
    began = monotonic()
    course = Course(pair.name, pair.coaching.target)
    calls: tuple[Called, ...] = ()
    while not (reason := stop(course.history)):
        new, made = await _round(pair, view, ask, course.history)
        calls = (*calls, *made)
        if new is not None:
            course = replace(course, history=course.history.add(new))
            tell(pair.alias, view, course)
        if error := made[-1].error:
            reason = _ended(course.history, new, error)
            break
    done = _summed(replace(course, stopped=mask(reason)), calls, began)
    tell(pair.alias, view, done.course)
    return done


async def _round(
    pair: Pair, view: View, ask: Ask, history: History
) -> tuple[Round | None, tuple[Called, ...]]:
    """One attempt and its judgement, with the calls that it took; None when the attempt failed."""
    number = len(history.rounds) + 1
    seen = replace(view, feedback=history.told)
    best = history.best.outcome.facts if history.best else None
    attempt = await _asked(ask, pair.agent, replace(seen, best=best), f"{number}")
    if attempt.outcome is None:
        return None, (_failed(attempt, f"attempt {number} gave no answer"),)
    shown = replace(seen, needs={**view.needs, pair.alias: attempt.outcome.facts})
    judged = _scored(pair, await _asked(ask, pair.judge, shown, f"{number} judge"))
    if judged.outcome is None:
        took = _took(attempt.outcome, (attempt, judged))
        return replace(took, usage=attempt.outcome.usage), (attempt, judged)
    facts = judged.outcome.facts
    warned = (*attempt.outcome.warnings, *judged.outcome.warnings)
    return replace(
        _took(replace(attempt.outcome, warnings=warned), (attempt, judged)),
        score=_counting(facts, pair.coaching.target),
        feedback=facts.get("feedback"),
        usage=spent((attempt.outcome.usage, judged.outcome.usage)),
    ), (attempt, judged)


def _took(outcome: Outcome, calls: tuple[Called, Called]) -> Round:
    """A round that nobody has judged yet, with the time of its two calls."""
    ms = sum(1000 * (call.ended - call.began) for call in calls)
    return Round(outcome, ms=round(ms, 1), cached=all(call.cached for call in calls))


async def _asked(ask: Ask, agent: Agent, view: View, of: str) -> Called:
    """A call; whatever breaks in it is the failure of this element alone."""
    began = monotonic()
    try:
        return await ask(agent, view, of)
    except Exception as error:  # noqa: BLE001 - the other elements go on
        return Called(None, error, began, monotonic())


def _scored(pair: Pair, judged: Called) -> Called:
    """The judge's answer; without a score from 0 to 1 it is a failure that says so."""
    if judged.outcome is None:
        return _failed(judged, f"judge {pair.judge.name!r} gave no answer")
    score: JSON = judged.outcome.facts.get("score")
    if type(score) in (int, float) and 0 <= score <= 1:
        return judged
    said = f"judge {pair.judge.name!r} gave {score!r} as score: it takes a number from 0 to 1"
    return replace(judged, outcome=None, error=StepError(said))


def _failed(called: Called, said: str) -> Called:
    return called if called.error else replace(called, error=StepError(said))


def _counting(facts: Mapping[str, JSON], target: float) -> float:
    """The score as it counts: one of 1 is not believed beside a list of faults."""
    score = float(facts["score"])
    return min(score, max(0.0, target - FAULTED)) if score == 1 and faults(facts) else score


def faults(judged: Mapping[str, JSON]) -> JSON:
    """The faults that a judge lists, beside its feedback or in it, or what it wants improved."""
    feedback = judged.get("feedback")
    inside = feedback if isinstance(feedback, Mapping) else {}
    return judged.get("faults") or inside.get("faults") or inside.get("improvements")


def _ended(history: History, new: Round | None, error: Exception) -> str:
    """Why a round that failed ends the coaching."""
    if isinstance(error, StoppedError):
        return str(error)
    number = len(history.rounds) + (new is None)
    who = "attempt" if new is None else "judgement"
    return f"{who} {number} failed: {told(error)}"


def _summed(course: Course, calls: tuple[Called, ...], began: float) -> Coached:
    """The course as one call: its time, its attempts, what it cost, and the answer that stands."""
    if not calls:  # it was let go before it began
        now = monotonic()
        error = StoppedError(course.stopped)
        return Coached(Called(None, error, now, now, 0), replace(course, error=course.stopped))
    last, first = calls[-1], calls[0]
    whole = replace(
        last,
        began=first.began if first.attempts else began,
        attempts=sum(call.attempts for call in calls),
        cached=all(call.cached for call in calls),
        key=None,
        parts=None,
        gate_wait_ms=sum(call.gate_wait_ms for call in calls),
        gate_hold_ms=sum(call.gate_hold_ms for call in calls),
    )
    top = course.history.counts
    if top is None:
        said = mask(told(last.error)) if last.error else ""
        return Coached(replace(whole, outcome=None), replace(course, error=said))
    outcome = replace(
        top.outcome,
        facts={**top.outcome.facts, "coaching": course.facts},
        usage=course.history.usage,
        warnings=(*top.outcome.warnings, *_warnings(course)),
    )
    return Coached(replace(whole, outcome=outcome, error=None), course)


def _warnings(course: Course) -> Iterator[str]:
    """What a reader must know of how an answer came about."""
    for doubt in course.history.doubts:
        yield f"{course.name}: {doubt}"
    if course.score is None:
        yield f"{course.name} was never judged: {course.stopped}"
    elif not course.reached:
        rounds = len(course.history.rounds)
        after = "1 round" if rounds == 1 else f"{rounds} rounds"
        yield (
            f"{course.name} reached {course.score:g} of the target {course.target:g} in {after}:"
            f" {course.stopped}"
        )
