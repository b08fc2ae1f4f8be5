"""One step of a plan: what it sees, how it is called, and what is recorded of it."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from time import monotonic
from typing import Any

from blocks.answers import Answer
from blocks.models import Model
from flows.abreast import abreast
from flows.coach import Ask, Pair, coached, together
from policies.conditions import condition
from policies.plan import Plan
from policies.schema import Step
from tasks.agent import Agent, View
from tasks.cache import Subject, generate_cache_key, key_parts
from tasks.call import Call, Called, Job
from tasks.failures import StepError, StoppedError, told
from tasks.outcome import JSON, Status, StepRun
from tasks.prefetch import Answers, answers_for
from tasks.privacy import mask

Facts = Mapping[str, Mapping[str, JSON]]  # facts of steps by alias
Subflow = Callable[[str, Callable[[], Awaitable[Called]]], Awaitable[Called]]


async def in_place(_name: str, work: Callable[[], Awaitable[Called]]) -> Called:
    """The subflow of runs without Prefect: just the work."""
    return await work()


@dataclass(frozen=True)
class Case:
    """One request, classified, with the rows that were fetched for it and its pack's agents.

    Without `subject` nothing is cached: no call has a key.
    """

    request: Any
    profile: Mapping[str, JSON]
    agents: Mapping[str, Agent]
    settings: Mapping[str, JSON] = field(default_factory=dict)
    data: Mapping[str, list[dict[str, JSON]]] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()
    subject: Subject | None = None
    model: Model | None = None
    title: str = ""  # what the request is called, for its flow run
    answers: Answers = field(default_factory=Answers)

    def names(self, needs: Facts) -> dict[str, Any]:
        """What a condition of a step may look at: profile, request, and the facts it needs."""
        configured = {"model": self.model is not None}
        known = {"request": as_json(self.request), "configured": configured}
        return {"profile": self.profile, **known, **needs}


@dataclass(frozen=True)
class Lane:
    """How the steps of one execution are called: by what, how many side by side, until when."""

    plan: Plan
    call: Call
    subflow: Subflow
    places: asyncio.Semaphore
    stop: asyncio.Future[str]
    began: float


async def run_step(step: Step, case: Case, needs: Facts, lane: Lane) -> StepRun:
    """Call the step's agent and say what became of it; a failure is a status, not an exception."""
    ready = monotonic()
    try:
        called = await _work(step, case, needs, lane)
    except Exception as error:  # noqa: BLE001 - whatever went wrong is this step's failure
        called = Called(None, error, ready, monotonic(), 0)
    status, reason = _status(called)
    return StepRun(
        alias=step.alias,
        agent=step.agent,
        status=status,
        reason=reason,
        outcome=called.outcome,
        attempts=called.attempts,
        started_ms=(called.began - lane.began) * 1000,
        queue_ms=max(0.0, called.began - ready) * 1000,
        run_ms=(called.ended - called.began) * 1000,
        cached=called.cached,
        key=called.key,
        parts=called.parts,
        prefetched=called.prefetched,
    )


def as_json(request: Any) -> Any:
    """A request as conditions see it."""
    return request.model_dump(mode="json", exclude_none=True)


async def _work(step: Step, case: Case, needs: Facts, lane: Lane) -> Called:
    ask = _asking(step, case, lane)
    view = View(
        request=case.request,
        profile=case.profile,
        needs=needs,
        params=step.params,
        settings=case.settings,
        seconds=lane.plan.limits.agent_timeout,
    )
    if step.each is None:
        return await _one(step, case, view, ask, lane)
    items = condition(step.each).value(case.names(needs))
    views = [replace(view, item=item) for item in items]
    return together(await abreast(_one(step, case, v, ask, lane) for v in views))


async def _one(step: Step, case: Case, view: View, ask: Ask, lane: Lane) -> Called:
    agent = case.agents[step.agent]
    if step.coach is None:
        return await ask(agent, view)
    pair = Pair(step.alias, agent, case.agents[step.coach.judge], step.coach)
    name = f"{lane.plan.name}.{step.alias}.coaching"
    return await lane.subflow(name, lambda: coached(pair, view, ask))


def _asking(step: Step, case: Case, lane: Lane) -> Ask:
    async def ask(agent: Agent, view: View) -> Called:
        async with _place(lane.places) as free:
            view, prefetched = await _seeing(step, case, agent, view, lane)
            parts = key_parts(agent, case.subject, view) if case.subject else None
            key = generate_cache_key(agent, parts) if parts else None
            job = Job(step.alias, agent, view, lane.plan.limits, key, lane.stop, free)
            called = await lane.call(job)
        return replace(called, key=key, parts=parts, prefetched=prefetched)

    return ask


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


async def _seeing(step: Step, case: Case, agent: Agent, view: View, lane: Lane) -> tuple[View, int]:
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
    model = case.model if agent.model else None
    if data or model:
        view = replace(view, data=data, answers=answers, model=model)
    return view, prefetched


def _status(called: Called) -> tuple[Status, str]:
    error = called.error
    if error is None:
        return Status.COMPLETED, ""
    skipped = isinstance(error, StoppedError)
    return Status.SKIPPED if skipped else Status.FAILED, mask(told(error))
