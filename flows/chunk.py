"""A chunk of a batch: some items settled inside one Prefect task.

Items are executed in this process, in a thread with an event loop of its own, and written to the
ledger in one transaction. What the task returns, and the cache keeps, is small: where the rows are.
"""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from blocks.ledger import Ledger
from blocks.rows import AuditEntry, ItemRow, StepRow
from flows.abreast import abreast
from flows.books import Books
from flows.compose import Execute, in_process
from flows.rows import decision_entry, item_row, step_rows
from flows.settle import Shop, asking, case_for, plan_for
from policies.checks import HISTORY
from policies.plan import Plan
from tasks.cache import code_digest, generate_cache_key
from tasks.outcome import JSON, Trace
from tasks.records import Record, digest

SIDE_BY_SIDE = 8  # items at one time, when their agents wait for something
Answers = Mapping[str, Sequence[AuditEntry]]  # by subject


@dataclass(frozen=True)
class Chunk:
    """Some records of the input, and their positions in it. An item alone has a number below 0."""

    number: int
    positions: tuple[int, ...]
    records: tuple[Record[Any], ...]

    def alone(self) -> Iterator["Chunk"]:
        """Each record as a chunk of its own, under a number that no other chunk has."""
        for position, record in zip(self.positions, self.records, strict=True):
            yield Chunk(-1 - position, (position,), (record,))


@dataclass(frozen=True)
class Settled:
    """One item that has been settled."""

    item_id: str
    given: Any
    plan: Plan
    trace: Trace


def chunk_key(chunk: Chunk, shop: Shop, answers: Answers) -> str:
    """The cache key of a chunk: its items and all that decides about them.

    The number and positions are in it, since the rows that it stands for carry them; not those of
    an item alone, which is copied to its own place: one that comes to a folder moves the others.
    """
    places = {"number": chunk.number, "positions": list(chunk.positions)}
    params: dict[str, JSON] = {
        **(places if chunk.number >= 0 else {}),
        "items": [digest(record.value) for record in chunk.records],
        "history": [entry.digest for entries in answers.values() for entry in entries],
        **deciding(shop),
    }
    return generate_cache_key(settle_chunk, params)


def deciding(shop: Shop) -> dict[str, JSON]:
    """What decides about every item alike, as parts of a key."""
    crew, tables = shop.crew, shop.tables
    sources = crew.loaded.pack.sources.values()
    return {
        "pack": crew.loaded.digest,
        "policies": {name: policy.digest for name, policy in crew.loaded.policies.items()},
        "policy": shop.policy,
        "model": shop.model.id if shop.model else None,
        "agents": {name: agent.version for name, agent in crew.agents.items()},
        "code": sorted({code_digest(agent.run) for agent in crew.agents.values()}),
        "sources": [tables.digest(source.file) if tables else None for source in sources],
        "queries": [shop.client.basis(name) for name in crew.loaded.queries] if shop.client else [],
        **({"registry": shop.registered} if shop.reads_registry else {}),
    }


def answers_about(chunk: Chunk, shop: Shop, ledger: Ledger) -> Answers:
    """The earlier human answers about the items of a chunk; empty when no policy reads them."""
    if not reads_history(shop):
        return {}
    return ledger.answers_about({shop.subject(record.value) for record in chunk.records})


def reads_history(shop: Shop) -> bool:
    """Whether any policy reads the earlier human answers."""
    policies = shop.crew.loaded.policies.values()
    return any(spec.source == HISTORY for p in policies for spec in p.policy.prefetch)


def settle_chunk(
    chunk: Chunk, shop: Shop, answers: Answers, books: Books | None = None
) -> list[Settled]:
    """Settle the items of a chunk in this process; blocks until that is done."""
    return asyncio.run(_settle_all(chunk, shop, answers, books))


async def settle_item(
    given: Any, shop: Shop, answers: Answers, execute: Execute, books: Books | None = None
) -> Settled:
    """Settle one item with its agents called as `execute` does; `books` record its coaching."""
    plan_ = plan_for(given, shop)
    known = answers.get(shop.subject(given), ())
    # In process the item's task has a key; only agents that are tasks need theirs.
    case = case_for(given, plan_, shop, known, keyed=execute is not in_process)
    case = await asking(case, plan_, shop)
    if books:
        case = replace(case, book=books.of(given, plan_, shop))
    trace = await execute(plan_, case, shop.crew.loaded.pack, None)
    return Settled(shop.crew.identify(given), given, plan_, trace)


def ledger_rows(
    chunk: Chunk, settled: Sequence[Settled]
) -> list[tuple[ItemRow, Sequence[StepRow]]]:
    """What a chunk leaves in the ledger: each item with its steps."""
    return [
        (item_row(one.item_id, position, one.plan, one.trace), step_rows(one.trace))
        for position, one in zip(chunk.positions, settled, strict=True)
    ]


def decisions(settled: Sequence[Settled], shop: Shop, run_id: str) -> Iterator[AuditEntry]:
    """The decisions of a chunk, for the audit chain."""
    for one in settled:
        if one.trace.decision:
            item = {
                "run_id": run_id,
                "item_id": one.item_id,
                "digest": digest(one.given),
                "subject": shop.subject(one.given),
            }
            yield decision_entry(item, one.plan, one.trace.decision, one.trace)


async def _settle_all(
    chunk: Chunk, shop: Shop, answers: Answers, books: Books | None
) -> list[Settled]:
    places = asyncio.Semaphore(SIDE_BY_SIDE)

    async def settle(given: Any) -> Settled:
        async with places:
            return await settle_item(given, shop, answers, in_process, books)

    return await abreast(settle(record.value) for record in chunk.records)
