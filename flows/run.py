"""The spine: a request becomes a profile, a plan, a trace and a report, and the ledger knows.

request ─classify→ profile ─plan→ Plan ─prefetch→ Case ─execute→ Trace ─merge→ Report
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from time import monotonic
from typing import Any

from blocks.errors import LedgerError
from blocks.files import write_atomic
from blocks.ledger import Ledger
from blocks.rows import RunEnd, RunRow
from flows.audit_pack import Packed, packed
from flows.books import Books
from flows.compose import Execute, as_flow
from flows.finish import finish
from flows.products import Done, leave
from flows.rows import decision_entry, item_row, step_row, step_rows
from flows.settle import Shop, plan_for, ready
from flows.step import as_json
from policies.errors import RunFailedError
from policies.plan import Plan
from tasks.keeping import Keyed, keyed, known
from tasks.outcome import JSON, Report, StepRun, Trace, Verdict
from tasks.privacy import mask
from tasks.records import digest as request_digest
from tasks.report import to_markdown

BEAT = 20.0  # seconds between two signs of life


@dataclass(frozen=True)
class World:
    """What a run touches outside of itself; tests hand in one whose parts fail."""

    ledger: Ledger
    reports: Path
    execute: Execute = as_flow
    write: Callable[[Path, bytes], Any] = write_atomic
    keyed: Keyed = keyed
    known: Callable[[str], Awaitable[bool]] = known


@dataclass(frozen=True)
class Request:
    """One thing to settle, under the id of its run."""

    id: str
    given: Any
    shop: Shop
    flow_run_id: str | None = None

    @property
    def item_id(self) -> str:
        return self.shop.crew.identify(self.given)

    @property
    def digest(self) -> str:
        return request_digest(self.given)


@dataclass(frozen=True)
class Ran:
    """A run that has ended."""

    id: str
    plan: Plan
    trace: Trace
    report: Report
    path: Path
    digest: str  # SHA-256 of the report's file
    took: Mapping[str, float] = field(default_factory=dict)  # ms: prefetch, merge, verification

    @property
    def verdict(self) -> Verdict:
        return self.trace.verdict


async def run(request: Request, world: World) -> Ran:
    """Plan, execute, merge and record one request.

    What goes wrong in agents is in the trace. RunFailedError when the policy is strict and the run
    failed; errors of the ledger or the disk are raised, and the run can be resumed.
    """
    plan_ = plan_for(request.given, request.shop)
    await asyncio.to_thread(world.ledger.begin, _opening(request, plan_))
    async with alive(world.ledger, request.id):
        ran = await _execute(request, plan_, world)
    if plan_.limits.strict and ran.trace.verdict is Verdict.FAILED:
        raise RunFailedError(f"{plan_.name} is strict and failed: {ran.trace.reason}")
    return ran


async def _execute(request: Request, plan_: Plan, world: World) -> Ran:
    shop = request.shop
    position = {step.alias: n for n, step in enumerate(plan_.steps)}

    async def record(step: StepRun) -> None:
        row = step_row(position[step.alias], step)
        await asyncio.to_thread(world.ledger.record_step, request.id, request.item_id, row)
        if step.key:
            await asyncio.to_thread(world.ledger.save_keys, {step.key: step.parts})

    answers = await asyncio.to_thread(world.ledger.answers, shop.subject(request.given))
    began = monotonic()
    case = await ready(request.given, plan_, shop, answers)
    case = replace(case, book=Books(request.id, world.ledger).of(request.given, plan_, shop))
    fetched = monotonic()
    trace = await world.execute(plan_, case, shop.crew.loaded.pack, record)
    made = await asyncio.to_thread(finish, request.given, plan_, case, trace, shop)
    path, text = world.reports / f"{request.id}.md", to_markdown(made.report).encode()
    await asyncio.to_thread(world.write, path, text)
    await asyncio.to_thread(_leave, request, trace, world)
    replay = packed(Packed(request.given, plan_, case, trace, made, shop))
    await asyncio.to_thread(world.write, path.with_suffix(".zip"), replay)
    took = {"prefetch": 1000 * (fetched - began), **made.took}
    ran = Ran(request.id, plan_, trace, made.report, path, sha256(text).hexdigest(), took)
    await asyncio.to_thread(_close, request, ran, world.ledger)
    return ran


def _leave(request: Request, trace: Trace, world: World) -> None:
    settled, folder = Done(request.given, trace), world.reports / request.id
    leave(settled, folder, request.shop.crew, world.write, alone=True)


def _origin(request: Request) -> JSON:
    """What the ledger keeps, to go on with the run in another process."""
    tables = request.shop.tables
    sources = str(tables.folder.absolute()) if tables else None
    given = as_json(request.given)
    shop = request.shop
    return {"request": given, "policy": shop.policy, "sources": sources, "role": shop.role}


def _opening(request: Request, plan_: Plan) -> RunRow:
    return RunRow(
        id=request.id,
        pack=request.shop.crew.name,
        title=f"{plan_.name} {mask(request.item_id)}",
        flow_run_id=request.flow_run_id,
        request=_origin(request),
        request_digest=request.digest,
        policy=plan_.policy.name,
        policy_digest=plan_.policy.digest,
        profile=dict(plan_.profile),
        granularity="agent",
    )


def _close(request: Request, ran: Ran, ledger: Ledger) -> None:
    plan_, trace = ran.plan, ran.trace
    item = {
        "run_id": request.id,
        "item_id": request.item_id,
        "digest": request.digest,
        "subject": request.shop.subject(request.given),
    }
    decision = trace.decision
    entries = [decision_entry(item, plan_, decision, trace)] if decision else []
    rows = [(item_row(request.item_id, 0, plan_, trace), step_rows(trace))]
    ledger.record_items(request.id, 0, rows, entries)
    end = RunEnd(
        state=str(trace.verdict),
        reason=trace.reason,
        decision=decision.action if decision else None,
        counts=ledger.counts(request.id),
        report_digest=ran.digest,
        report_path=str(ran.path),
    )
    ledger.finish(request.id, end)


@asynccontextmanager
async def alive(ledger: Ledger, run_id: str) -> AsyncIterator[None]:
    """Give signs of life of a run while the block lasts, and record an error that ends it.

    The error goes on to the caller; when not even the ledger can be written, the run is found dead
    at the next start.
    """

    async def beat() -> None:
        while True:
            await asyncio.sleep(BEAT)
            await asyncio.to_thread(ledger.beat, run_id)

    beating = asyncio.create_task(beat())
    try:
        yield
    except Exception as error:
        end = RunEnd("failed", f"{type(error).__name__}: {mask(str(error))}")
        with suppress(LedgerError):
            await asyncio.to_thread(ledger.finish, run_id, end)
        raise
    finally:
        beating.cancel()
