"""What every entry flow does: settle one request or a batch, and put the artifacts on its run.

A pack's own flows (`flows/<pack>.py`) give the typed form; the work is here.
"""

import asyncio
import os
from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from blocks.data import Tables
from blocks.home import home
from blocks.ledger import Ledger, open_ledger
from blocks.models import configured_model
from flows.batch import run_batch
from flows.batch_record import Batch
from flows.run import Ran, Request, World, run
from flows.settle import Shop
from flows.verdict import message
from policies.errors import InputError, choices
from policies.plan import named
from policies.schema import Granularity
from tasks.client import data_client, places
from tasks.coaching_report import curve_markdown, curves_of
from tasks.inputs import Input
from tasks.outcome import JSON, Decision, Verdict
from tasks.packs import crew
from tasks.personal.model_names import described
from tasks.privacy import mask
from tasks.publish import publish_batch, show_progress
from tasks.report import artifact_key, publish
from tasks.summary import BatchSummary

if TYPE_CHECKING:
    from prefect.client.schemas.objects import State


Watch = Callable[[BatchSummary], None]


@dataclass(frozen=True)
class Options:
    """How a run is to be done, beside what is to be settled."""

    policy: str | None = None
    sources: Path | None = None
    granularity: Granularity | None = None
    run_id: str | None = None
    role: str | None = None


@dataclass(frozen=True)
class Finished:
    """How a run ended, for the terminal and for the flow's state."""

    id: str
    verdict: Verdict
    reason: str
    report: Path
    decision: Decision | None = None
    summary: BatchSummary | None = None
    ran: Ran | None = None

    @property
    def state(self) -> "State[Any]":
        """The verdict as the state of the flow run."""
        from prefect.states import Completed, Failed

        said = message(self.decision, self.reason)
        if self.verdict is Verdict.FAILED:
            return Failed(message=said)
        return Completed(name=str(self.verdict).capitalize(), message=said)


async def settle_one(pack: str, given: Any, options: Options) -> Finished:
    """Settle one request of a pack, with each of its agents a task; publish its report."""
    run_id, flow_run_id = _ids(options)
    request = Request(run_id, given, shop(pack, options), flow_run_id)
    ran = await run(request, world())
    trace, name = ran.trace, f"{pack}-{mask(request.item_id)}"
    await publish(ran.report, trace, name, ran.took)
    await _publish_curve(ran, name, request.shop.allowed)
    return Finished(run_id, trace.verdict, trace.reason, ran.path, trace.decision, ran=ran)


async def _publish_curve(ran: Ran, name: str, allowed: Collection[str]) -> None:
    """Put the accuracy by round of all that was coached on the run's own page."""
    from prefect.artifacts import acreate_markdown_artifact

    done = [(step.alias, step.outcome) for step in ran.trace.steps if step.outcome]
    if shown := [curve for alias, outcome in done for curve in curves_of(alias, outcome)]:
        text = await asyncio.to_thread(curve_markdown, shown, allowed)
        key = artifact_key(f"{name}-coaching")
        await acreate_markdown_artifact(text, key=key, description="Accuracy by round.")


async def settle_many(
    pack: str, given: Input, origin: JSON, options: Options, watch: Watch = lambda _: None
) -> Finished:
    """Settle a batch; its progress, summary and metrics are artifacts of the run.

    `origin` is kept in the ledger: what is needed to resume the batch. `watch` is told of each
    part that has ended, with the summary of all so far.
    """
    run_id, flow_run_id = _ids(options)
    shop_ = shop(pack, options)
    batch = Batch(run_id, shop_, given, options.granularity, origin, flow_run_id)
    show = await show_progress(pack, given.total)

    async def told(summary: BatchSummary) -> None:
        watch(summary)
        await show(summary)

    ended = await run_batch(batch, world(), told)
    await show(ended.summary, done=True)
    metrics = world().ledger.metrics(run_id)
    await publish_batch(ended.path, metrics, f"{pack}-{given.title}")
    return Finished(run_id, ended.verdict, ended.reason, ended.path, summary=ended.summary)


def shop(pack: str, options: Options) -> Shop:
    """What a run works with. InputError when its policy, role or folder of sources isn't there.

    OperatorError when something that is configured for it is missing.
    """
    loaded = crew(pack)
    described()  # a model of names that is configured and missing is told before any work
    if options.policy:
        named(loaded.loaded, options.policy)
    where = places(options.sources)
    roles = loaded.loaded.pack.roles
    if options.role and options.role not in roles:
        raise InputError(f"{pack} has no role {options.role!r}. {choices(options.role, roles)}")
    tables = Tables(where.folder) if where.folder else None
    client = data_client(loaded.loaded, where)
    return Shop(loaded, tables, options.policy, configured_model(), client, options.role)


def world() -> World:
    """The ledger and the folder of reports of this process."""
    return World(_ledger(os.environ.get("COXSWAIN_LEDGER"), home()), home() / "reports")


@lru_cache
def _ledger(_url: str | None, _home: Path) -> Ledger:
    ledger = open_ledger()
    ledger.reap()  # runs whose process died are marked so at the next start
    return ledger


def _ids(options: Options) -> tuple[str, str | None]:
    """The run's id: one that is resumed, or that of the flow run."""
    from prefect import runtime

    flow_run_id = runtime.flow_run.id
    return options.run_id or flow_run_id or str(uuid4()), flow_run_id
