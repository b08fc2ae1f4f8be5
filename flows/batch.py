"""Batches: tens of thousands of requests through one run, at the granularity that fits.

`agent`: each item is a subflow, each of its agents a task. `item`: each item is a task, in which
its agents run. `chunk`: so is each chunk of items. Ledger, decisions and report are the same; what
differs is how much of it the UI shows, and what it costs.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from functools import partial
from itertools import islice
from operator import itemgetter

from blocks.ledger import Ledger
from blocks.rows import Rejection
from flows.abreast import as_they_end
from flows.batch_record import Batch, BatchRan, close, matched, opening
from flows.books import Books
from flows.chunk import (
    Chunk,
    Settled,
    answers_about,
    chunk_key,
    decisions,
    ledger_rows,
    settle_chunk,
    settle_item,
)
from flows.garbage import earlier_left_alone
from flows.products import Done, leave, take_over
from flows.run import World, alive
from flows.settle import plan_for
from flows.tally import dump, load, tallied
from flows.whole import Whole
from policies.schema import Granularity
from tasks.outcome import JSON, Status
from tasks.records import Record, Rejected
from tasks.summary import BatchSummary, combine, tally
from tasks.summary import Rejected as Refused

CHUNK = 500  # items in one task at granularity `chunk`, and in one look at the input otherwise
SIDE_BY_SIDE = 4  # items at one time when each is a task or a flow of its own

Progress = Callable[[BatchSummary], Awaitable[None]]


async def run_batch(batch: Batch, world: World, progress: Progress | None = None) -> BatchRan:
    """Settle every request of the input and account for every row of it.

    A row that can't be taken is rejected with its reason, and the rest goes on. What was finished
    before an interruption isn't done again.
    """
    await asyncio.to_thread(world.ledger.begin, opening(batch))
    async with alive(world.ledger, batch.id):
        summary = matched(batch.given)
        with earlier_left_alone():
            async for part in _from_cache_or_anew(batch, world):
                summary = combine(summary, part)
                if progress:
                    await progress(summary)
        return await asyncio.to_thread(close, batch, summary, world)


async def _from_cache_or_anew(batch: Batch, world: World) -> AsyncIterator[BatchSummary]:
    if batch.uniform != "chunk":
        async for part in _parts(batch, world):
            yield part
        return
    whole = Whole(batch.id, batch.given, batch.shop, world)
    key = await asyncio.to_thread(whole.key)
    if (summary := await whole.take_over(key)) is not None:
        yield summary
        return
    summary = BatchSummary()
    async for part in _parts(batch, world):
        summary = combine(summary, part)
        yield part
    await whole.keep(key, summary)


async def _parts(batch: Batch, world: World) -> AsyncIterator[BatchSummary]:
    rows = batch.given.rows()
    number = position = 0
    while some := await asyncio.to_thread(lambda: list(islice(rows, CHUNK))):
        rejected = [row for row in some if isinstance(row, Rejected)]
        records = tuple(row for row in some if isinstance(row, Record))
        if rejected:
            await asyncio.to_thread(_reject, batch, rejected, world.ledger)
            yield tally(rejected=[Refused(r.source, r.line, r.reason) for r in rejected])
        positions = tuple(range(position, position + len(records)))
        for grain, chunk in _by_grain(Chunk(number, positions, records), batch):
            async for part in _settle(chunk, grain, batch, world):
                yield part
        number, position = number + 1, position + len(records)


def _by_grain(chunk: Chunk, batch: Batch) -> Iterator[tuple[Granularity, Chunk]]:
    """A chunk by what becomes a task: as the request says, or else each item's own policy."""
    if batch.uniform:
        groups = {batch.uniform: list(zip(chunk.positions, chunk.records, strict=True))}
    else:
        groups = {"chunk": [], "item": [], "agent": []}
        for position, record in zip(chunk.positions, chunk.records, strict=True):
            grain = plan_for(record.value, batch.shop).policy.policy.granularity or "chunk"
            groups[grain].append((position, record))
    for grain, group in groups.items():
        if group:
            positions, records = zip(*group, strict=True)
            yield grain, Chunk(chunk.number, positions, records)


async def _settle(
    chunk: Chunk, grain: Granularity, batch: Batch, world: World
) -> AsyncIterator[BatchSummary]:
    if grain == "chunk":
        yield await _as_task(f"chunk {chunk.number + 1}", chunk, batch, world)
        return
    one = _as_flows if grain == "agent" else _as_item
    places = asyncio.Semaphore(SIDE_BY_SIDE)

    async def settle(single: Chunk) -> BatchSummary:
        async with places:
            return await one(single, batch, world)

    async for part in as_they_end(map(settle, chunk.alone())):
        yield part


async def _as_item(chunk: Chunk, batch: Batch, world: World) -> BatchSummary:
    name = batch.shop.crew.identify(chunk.records[0].value)
    return await _as_task(name, chunk, batch, world)


async def _as_flows(chunk: Chunk, batch: Batch, world: World) -> BatchSummary:
    answers = await asyncio.to_thread(answers_about, chunk, batch.shop, world.ledger)
    given = chunk.records[0].value
    books = Books(batch.id, world.ledger)
    settled = [await settle_item(given, batch.shop, answers, world.execute, books)]
    await asyncio.to_thread(_record, chunk, settled, batch, world)
    return tallied(settled, batch.shop.crew.loaded.pack)


async def _as_task(name: str, chunk: Chunk, batch: Batch, world: World) -> BatchSummary:
    """Settle a chunk in a task, or take it over from the run that has settled it before."""
    ledger = world.ledger
    answers = await asyncio.to_thread(answers_about, chunk, batch.shop, ledger)
    pack = batch.shop.crew.loaded.pack

    def work() -> JSON:
        settled = settle_chunk(chunk, batch.shop, answers, Books(batch.id, ledger))
        _record(chunk, settled, batch, world)
        whole = not any(one.trace.of(Status.FAILED) for one in settled)
        summary = dump(tallied(settled, pack))
        return {"run": batch.id, "chunk": chunk.number, "whole": whole, "summary": summary}

    key = chunk_key(chunk, batch.shop, answers)
    # As with single agents, a failure is never kept: what failed is tried again.
    keep = partial(world.keyed, name, key, work, lasting=itemgetter("whole"))
    result, cached = await keep()
    if cached and not await asyncio.to_thread(_take_over, chunk, result, batch, world):
        result, _ = await keep(refresh=True)
    return load(result["summary"])


def _record(chunk: Chunk, settled: Sequence[Settled], batch: Batch, world: World) -> None:
    folder, crew = world.reports / batch.id, batch.shop.crew
    for one in settled:
        leave(Done(one.given, one.trace), folder, crew, world.write, alone=False)
    entries = list(decisions(settled, batch.shop, batch.id))
    world.ledger.record_items(batch.id, chunk.number, ledger_rows(chunk, settled), entries)


def _take_over(chunk: Chunk, result: JSON, batch: Batch, world: World) -> bool:
    """Take over what another run recorded and left of a chunk.

    False when it was settled under another ledger, or when some of it was pruned since.
    """
    crew = batch.shop.crew
    items = [crew.identify(record.value) for record in chunk.records]
    if not take_over(world.reports / result["run"], world.reports / batch.id, items, crew):
        return False
    alone = chunk.positions[0] if chunk.number < 0 else None
    place = {"of": result.get("chunk"), "position": alone}
    return world.ledger.copy_chunk(batch.id, chunk.number, result["run"], **place) == len(items)


def _reject(batch: Batch, rejected: Sequence[Rejected], ledger: Ledger) -> None:
    ledger.record_rejections(batch.id, [Rejection(r.source, r.line, r.reason) for r in rejected])
