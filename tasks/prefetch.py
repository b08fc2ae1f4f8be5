"""Prefetch: what a plan reads is fetched once, before the first agent starts.

Rows of sources are looked up at once. Named queries are asked side by side, each distinct one
once and within its timeout. What can't be had degrades into a warning: the answer of a query is
then asked for when it is the turn of an agent that reads it; rows of a source it does without.
"""

import asyncio
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from anyio import CapacityLimiter
from anyio.to_thread import run_sync

from blocks.answers import Answer, Row
from blocks.data import Tables
from blocks.errors import SourceError
from policies.checks import HISTORY, REGISTRY
from policies.conditions import ConditionError, condition
from policies.errors import InputError
from policies.plan import Plan
from policies.schema import Pack, Prefetch, Step
from policies.tokens import resolve
from tasks.cache import digest
from tasks.outcome import JSON
from tasks.privacy import mask

SIDE_BY_SIDE = 8  # queries at one time


class Client(Protocol):
    """What answers named queries: `blocks.queries.client.DataClient`, or a test's double."""

    def run(self, query: str, params: Mapping[str, Any] | None = None, /) -> Answer:
        """The answer; SourceError when it can't be had, and for wrong parameters."""
        ...

    def basis(self, query: str, /) -> dict[str, Any]:
        """What decides every answer to a query, as JSON: its definition, and its source."""
        ...


@dataclass(frozen=True)
class Sources:
    """Where rows come from: tables (None when there is no folder), the earlier human answers, and
    the pack's agents.
    """

    tables: Tables | None
    history: Callable[[], list[Row]]
    registry: Callable[[], list[Row]] = list


@dataclass(frozen=True)
class Fetched:
    """Rows by the name under which agents read them, and what could not be fetched."""

    data: Mapping[str, list[Row]]
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class Ask:
    """A query with its parameters; equal ones are asked once."""

    name: str
    query: str
    params: Mapping[str, JSON]
    timeout: float

    @property
    def key(self) -> str:
        """What it is known by: the query and its parameters, as values."""
        return digest({"query": self.query, "params": dict(self.params)})


@dataclass(frozen=True)
class Answers:
    """The answers of a run so far, by the keys of what was asked; `known` grows on demand.

    `under_way` are the questions that an agent has asked and that others may wait for too.
    """

    client: Client | None = None
    known: dict[str, Answer] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()
    under_way: dict[str, asyncio.Task[Answer]] = field(default_factory=dict, compare=False)


def prefetch(plan: Plan, pack: Pack, sources: Sources) -> Fetched:
    """Look up the rows of sources that the plan's policy and steps name, for this request."""
    data: dict[str, list[Row]] = {}
    warnings: list[str] = []
    for spec in _specs(plan):
        if spec.source is None:
            continue
        try:
            if _wanted(spec, plan.facts):
                data[spec.name] = _rows(spec, plan.facts, pack, sources)
        except (SourceError, ConditionError) as error:
            warnings.append(f"{spec.name} was not fetched: {error}")
    return Fetched(data, tuple(warnings))


def asked(plan: Plan, step: Step) -> Iterator[Ask]:
    """The queries that one step of a plan reads; its own come before the policy's."""
    facts = {**plan.facts, "params": step.params}
    for spec in (*step.prefetch, *plan.policy.policy.prefetch):
        if spec.query is not None and _wanted(spec, facts):
            yield Ask(spec.name, spec.query, resolve(spec.params, facts), spec.timeout)


async def ask_all(plan: Plan, client: Client | None) -> Answers:
    """Ask what all steps of a plan read: each distinct query once, side by side, in its time."""
    wanted, faults = _distinct(plan)
    if not wanted:
        return Answers(client, warnings=faults)
    if client is None:
        said = "nothing was prefetched: there is no data client. Name the sources with --sources."
        return Answers(None, warnings=(*faults, said))
    places = asyncio.Semaphore(SIDE_BY_SIDE)

    async def one(ask: Ask) -> Answer | str:
        try:
            async with places, asyncio.timeout(ask.timeout):
                return await run_ask(ask, client)
        except TimeoutError:
            why = f"it took longer than {ask.timeout:g} s"
        except (SourceError, InputError) as error:
            why = str(error)
        return f"{ask.query} was not prefetched, and is asked on demand: {mask(why)}"

    found = dict(zip(wanted, await asyncio.gather(*map(one, wanted.values())), strict=True))
    answers = {key: answer for key, answer in found.items() if isinstance(answer, Answer)}
    said_ = (text for text in found.values() if isinstance(text, str))
    return Answers(client, answers, (*faults, *dict.fromkeys(said_)))


async def run_ask(ask: Ask, client: Client) -> Answer:
    """Ask a query in a thread, which is abandoned on cancellation."""
    alone = CapacityLimiter(1)  # the caller bounds the calls: nothing waits here
    calling = run_sync(client.run, ask.query, ask.params, abandon_on_cancel=True, limiter=alone)
    return await calling


async def answers_for(
    step: Step, names: tuple[str, ...], plan: Plan, answers: Answers
) -> tuple[dict[str, Answer], int]:
    """The answers that a step's agent reads, by name, and how many of them were prefetched.

    What was not prefetched is asked now. SourceError or InputError when it can't be had; without
    a client it is left out.
    """
    found: dict[str, Answer] = {}
    prefetched = 0
    for ask in asked(plan, step):
        if ask.name not in names or ask.name in found:
            continue
        key = ask.key
        prefetched += key in answers.known
        if key not in answers.known and answers.client is not None:
            await _on_demand(ask, answers, answers.client)
        if key in answers.known:
            found[ask.name] = answers.known[key]
    return found, prefetched


async def _on_demand(ask: Ask, answers: Answers, client: Client) -> None:
    """Ask now, or wait for who asks the same; who gives up waiting leaves it to the others."""
    key = ask.key
    if key not in answers.under_way:
        answers.under_way[key] = asyncio.create_task(run_ask(ask, client))
    try:
        answers.known[key] = await asyncio.shield(answers.under_way[key])
    finally:
        if (task := answers.under_way.get(key)) and task.done():
            del answers.under_way[key]


def _distinct(plan: Plan) -> tuple[dict[str, Ask], tuple[str, ...]]:
    wanted: dict[str, Ask] = {}
    faults: list[str] = []
    for step in plan.steps:
        try:
            for ask in asked(plan, step):
                wanted.setdefault(ask.key, ask)
        except ConditionError as error:
            faults.append(f"{step.alias}: what it reads can't be told: {error}")
    return wanted, tuple(faults)


def _specs(plan: Plan) -> Iterator[Prefetch]:
    yield from plan.policy.policy.prefetch
    for step in plan.steps:
        yield from step.prefetch


def _wanted(spec: Prefetch, facts: Mapping[str, Any]) -> bool:
    return spec.when is None or condition(spec.when).holds(facts)


def _rows(spec: Prefetch, facts: Mapping[str, Any], pack: Pack, sources: Sources) -> list[Row]:
    if spec.source == HISTORY:
        return sources.history()
    if spec.source == REGISTRY:
        return sources.registry()
    if sources.tables is None:
        raise SourceError("no folder of sources was given; name one with --sources")
    source = pack.sources[str(spec.source)]
    if spec.key is None:
        return sources.tables.all_rows(source.file, source.key)
    wanted = condition(spec.key).value(facts)
    values = wanted if isinstance(wanted, list) else [wanted]
    return [row for v in values for row in sources.tables.rows(source.file, source.key, str(v))]
