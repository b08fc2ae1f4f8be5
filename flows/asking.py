"""How a step calls an agent: from a place, under a key, and noted for a replay."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from time import monotonic
from typing import TYPE_CHECKING

from blocks.answers import Answer
from policies.schema import Step
from tasks.agent import Agent, View
from tasks.cache import generate_cache_key, key_parts
from tasks.call import Called, Job
from tasks.failures import StepError, StoppedError, told
from tasks.gated import gated
from tasks.outcome import JSON, dump_outcome, load_outcome
from tasks.prefetch import answers_for
from tasks.privacy import mask

if TYPE_CHECKING:
    from flows.coach import Ask
    from flows.step import Case, Lane


def asking(step: Step, case: "Case", lane: "Lane", element: str = "") -> "Ask":
    """What calls an agent for a step, for one element of it; the call is named after both."""

    async def ask(agent: Agent, view: View, of: str) -> Called:
        place = "/".join(filter(None, (step.alias, element, of)))
        if place in case.known:
            return _known(case.known[place])
        async with _place(lane.places) as free:
            view, prefetched = await _seeing(step, case, agent, view, lane)
            parts = key_parts(agent, case.subject, view) if case.subject else None
            key = generate_cache_key(agent, parts) if parts else None
            name = " ".join(filter(None, (element or step.alias, of)))
            job = Job(name, agent, view, lane.plan.limits, key, lane.stop, free)
            called = await lane.call(job)
        _note(case, place, agent, called)
        return replace(called, key=key, parts=parts, prefetched=prefetched)

    return ask


def _note(case: "Case", place: str, agent: Agent, called: Called) -> None:
    """Keep what a replay can't ask for again: what models said, and how they failed."""
    asked = (agent.model and case.model is not None) or agent.resource is not None
    if not asked or isinstance(called.error, StoppedError):
        return
    if called.outcome is not None:
        case.said[place] = dump_outcome(called.outcome)
    elif called.error is not None:
        case.said[place] = {"error": mask(told(called.error))}


def _known(said: Mapping[str, JSON]) -> Called:
    now = monotonic()
    if set(said) == {"error"}:
        return Called(None, StepError(said["error"]), now, now)
    return Called(load_outcome(said), None, now, now)


@asynccontextmanager
async def _place(places: asyncio.Semaphore) -> AsyncIterator[Callable[[], None]]:
    """A place to run in, and what frees it: as soon as the agent has ended, at the latest now.

    What is left to do then, keeping the answer and telling of it, holds up nobody.
    """
    await places.acquire()
    held = [places]

    def free() -> None:
        while held:
            held.pop().release()

    try:
        yield free
    finally:
        free()


async def _seeing(
    step: Step, case: "Case", agent: Agent, view: View, lane: "Lane"
) -> tuple[View, int]:
    """The view with the rows and the model that the agent declares, and how many were prefetched.

    Nothing else: the agent's key must not depend on rows that it never reads.
    """
    data = {name: case.data[name] for name in agent.data if name in case.data}
    answers: dict[str, Answer] = {}
    prefetched = 0
    if agent.data and (case.answers.client or case.answers.known):
        seconds = lane.plan.limits.agent_timeout
        try:
            async with asyncio.timeout(seconds):
                answers, prefetched = await answers_for(step, agent.data, lane.plan, case.answers)
        except TimeoutError:
            raise StepError(f"what it reads took longer than {seconds:g} s") from None
        data |= {name: list(answer.rows) for name, answer in answers.items()}
    model = gated(case.model) if agent.model and case.model else None
    if data or model:
        view = replace(view, data=data, answers=answers, model=model)
    return view, prefetched
