"""One step of a plan: what it sees, how it is called, and what is recorded of it."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from time import monotonic
from typing import Any

from blocks.models import Model
from flows.abreast import abreast
from flows.asking import asking
from flows.coach import Pair
from flows.coaching import CoachedStep, Element, Shown, coach_step
from flows.recording import Book
from flows.together import nothing, together
from policies.conditions import condition
from policies.plan import Plan
from policies.schema import Step
from tasks.agent import Agent, View
from tasks.cache import Subject
from tasks.call import Call, Called
from tasks.failures import StoppedError, told
from tasks.outcome import JSON, Status, StepRun
from tasks.prefetch import Answers
from tasks.privacy import mask

Facts = Mapping[str, Mapping[str, JSON]]  # facts of steps by alias
Subflow = Callable[[Shown, Callable[[], Awaitable[CoachedStep]]], Awaitable[CoachedStep]]


async def in_place(_shown: Shown, work: Callable[[], Awaitable[CoachedStep]]) -> CoachedStep:
    """The subflow of runs without Prefect: just the work."""
    return await work()


@dataclass(frozen=True)
class Case:
    """One request, classified, with the rows that were fetched for it and its pack's agents.

    Without `subject` nothing is cached: no call has a key. `allowed` are the kinds of personal data
    that artifacts may show. `book` is where the rounds of coaching are recorded, if anywhere.
    `said` fills with what models and other scarce resources answered, by the place of the call, so
    that a run can be replayed from it: what stands in `known` is not asked again.
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
    allowed: tuple[str, ...] | None = None  # None: as the pack has it
    book: Book | None = None
    said: dict[str, JSON] = field(default_factory=dict, compare=False)
    known: Mapping[str, JSON] = field(default_factory=dict)

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
        gate_wait_ms=called.gate_wait_ms,
        gate_hold_ms=called.gate_hold_ms,
    )


def as_json(request: Any) -> Any:
    """A request as conditions see it."""
    return request.model_dump(mode="json", exclude_none=True)


async def _work(step: Step, case: Case, needs: Facts, lane: Lane) -> Called:
    view = view_of(step, case, needs, lane)
    agent = case.agents[step.agent]
    if step.each is None:
        alone = Element("", view, asking(step, case, lane))
        if step.coach:
            return await _coach(step, case, (alone,), lane)
        return await alone.ask(agent, view, "")
    elements = tuple(
        Element(name, seen, asking(step, case, lane, name))
        for name, seen in element_views(step, step.each, case, view)
    )
    if step.coach:
        return await _coach(step, case, elements, lane)
    return together(await abreast(each.ask(agent, each.view, "") for each in elements))


def view_of(step: Step, case: Case, needs: Facts, lane: Lane) -> View:
    """What a step's calls see, before elements, rows and models."""
    return View(
        request=case.request,
        profile=case.profile,
        needs=needs,
        params=step.params,
        settings=case.settings,
        seconds=lane.plan.limits.agent_timeout,
    )


def element_views(step: Step, each: str, case: Case, view: View) -> list[tuple[str, View]]:
    """What the elements of a step are called, and what each sees: its own item and no other.

    They are called by their id, or by their number; each another. The fact that `each` names is
    hidden, so that an answer neither depends on its neighbours nor is asked anew when they change.
    """
    items = condition(each).value(case.names(view.needs))
    ids = [item.get("id") if isinstance(item, Mapping) else None for item in items]
    seen = replace(view, needs=_without(view.needs, each))
    return [
        (
            str(id_) if id_ is not None and ids.count(id_) == 1 else f"{step.alias} {n}",
            replace(seen, item=item),
        )
        for n, (id_, item) in enumerate(zip(ids, items, strict=True), 1)
    ]


def _without(needs: Facts, named: str) -> Facts:
    """The facts without the one that is named as `alias.fact`; all of them for any other text."""
    alias, _, fact = named.strip().partition(".")
    if fact not in needs.get(alias, {}):
        return needs
    return {**needs, alias: {name: value for name, value in needs[alias].items() if name != fact}}


async def _coach(step: Step, case: Case, elements: tuple[Element, ...], lane: Lane) -> Called:
    if step.coach is None or not elements:
        return nothing()
    pair = Pair(step.alias, case.agents[step.agent], case.agents[step.coach.judge], step.coach)

    async def work() -> CoachedStep:
        done = await coach_step(pair, elements, lane.stop, case.book)
        return done if step.each else replace(done, called=done.alone)

    shown = Shown(f"{lane.plan.name}.{step.alias}.coaching", lane.plan.pack, step.alias, case.title)
    return (await lane.subflow(shown, work)).called


def _status(called: Called) -> tuple[Status, str]:
    error = called.error
    if error is None:
        return Status.COMPLETED, ""
    skipped = isinstance(error, StoppedError)
    return Status.SKIPPED if skipped else Status.FAILED, mask(told(error))
