"""Review: a run whose decision is for a person to confirm ends in a form.

The run of a deployment is suspended, and its process ends. Whoever answers starts the flow again
from the top, under the same id; the ledger then says that the work is done, and what is left is to
record the answer. Without a deployment there is no form: `coxswain answer` takes its place.
"""

import asyncio
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

from pydantic import Field, ValidationError, create_model

from blocks.errors import UnknownRun
from blocks.ledger import Ledger
from blocks.rows import AuditEntry, ItemRow, RunEnd, RunRow
from flows.answer import Answer, answer_entry
from flows.entry import Options, settle_one, world
from policies.errors import InputError
from policies.schema import Pack
from tasks.explain import sentence
from tasks.packs import crew
from tasks.privacy import mask

if TYPE_CHECKING:
    from prefect.client.schemas.objects import State
    from prefect.input import RunInput

AWAITING = "awaiting_review"  # the state of a run in the ledger while its form is open
WORKED = ("completed", "partial", AWAITING)
ENDED = {"approve": "approved", "override": "overridden", "escalate": "escalated"}


@dataclass(frozen=True)
class Waiting:
    """A run that has done its work and waits for a person."""

    run: RunRow
    item: ItemRow
    decision: AuditEntry
    pack: Pack


async def settle_reviewed(pack: str, given: Any, options: Options) -> "State[Any]":
    """Settle one request, and let a person answer a decision that the pack wants reviewed.

    The state of the run: the engine's verdict, or Approved, Overridden or Escalated.
    """
    from prefect import runtime

    run_id = runtime.flow_run.id
    reviewed = runtime.deployment.id and not runtime.flow_run.parent_flow_run_id
    waiting = await asyncio.to_thread(find_waiting, run_id, world().ledger) if reviewed else None
    if waiting is None:
        finished = await settle_one(pack, given, options)
        waiting = (
            await asyncio.to_thread(find_waiting, run_id, world().ledger) if reviewed else None
        )
        if waiting is None:
            return finished.state
        await asyncio.to_thread(_update, waiting.run, AWAITING, world().ledger)
    return await _ask(waiting)


def find_waiting(run_id: str, ledger: Ledger) -> Waiting | None:
    """The run, when its work is done and its decision is one that a person reviews."""
    try:
        run = ledger.run(run_id)
    except UnknownRun:
        return None
    pack = crew(run.pack).loaded.pack
    if run.kind != "single" or run.state not in WORKED:
        return None
    item = next(iter(ledger.items(run.id, limit=1)), None)
    decision = ledger.decision(run.id, item.item_id) if item else None
    if item is None or decision is None or item.decision not in pack.review:
        return None
    return Waiting(run, item, decision, pack)


def record_answer(waiting: Waiting, given: Answer, ledger: Ledger) -> AuditEntry:
    """Add an answer to the audit chain and close the run; doing so again changes nothing.

    InputError, and nothing is written, for an answer that can't be taken.
    """
    entry = answer_entry(waiting.decision, given, waiting.pack, waiting.item.profile or {})
    written = ledger.answer(entry)
    closed = replace(waiting.run, reason=said(written), decision=str(written.body["action"]))
    _update(closed, "completed", ledger)
    return written


def said(answer: AuditEntry) -> str:
    """An answer as a sentence: `overridden by Ana, instead of HIL_REVIEW: the broker confirmed`."""
    body = answer.body
    changed = f", instead of {body['instead_of']}" if body["action"] != body["instead_of"] else ""
    note = f": {body['note']}" if body["note"] else ""
    return mask(f"{ENDED[body['answer']]} by {body['by']}{changed}{note}")


def form(waiting: Waiting, refused: str = "") -> "type[RunInput]":
    """What the person fills in; `refused` says why an earlier answer was not taken."""
    from prefect.input import RunInput

    answers: Any = Answer.model_fields["answer"].annotation
    others: Any = Literal[tuple(a for a in waiting.pack.actions if a != waiting.item.decision)]
    shape = create_model(
        "Review",
        __base__=RunInput,
        __doc__="The answer of the person who has looked at the report.",
        answer=(answers, _field("answer", 0)),
        action=(others, _field("action", 1, None)),
        note=(str, _field("note", 2, "")),
        by=(str, _field("by", 3, title="Answered by")),
    )
    return shape.with_initial_data(description=description(waiting, refused))


def description(waiting: Waiting, refused: str = "") -> str:
    """The text above the form, in markdown."""
    decided, why = waiting.item.decision, waiting.decision.body.get("reason", "")
    about = f"**{decided}** for {waiting.item.item_id}: {why}"
    warning = f"**Your answer was not recorded.** {refused}\n\n" if refused else ""
    read = "Its report is among the artifacts of this run."
    return warning + mask(about, waiting.pack.products) + f"\n\n{read}"


async def _ask(waiting: Waiting) -> "State[Any]":
    """Suspend the run until it has an answer that can be taken; a refused one is asked for again.

    Each form has its own key: on the way back to the newest one, the run meets the earlier ones
    again, and Prefect hands it the answers that they got.
    """
    from prefect import get_run_logger
    from prefect.flow_runs import asuspend_flow_run
    from prefect.states import Completed

    get_run_logger().info("A person is asked. Choose Resume, in the menu of this run, to answer.")
    refused, number = "", 0
    while True:
        number += 1
        asked: Any = form(waiting, refused)
        filled = await asuspend_flow_run(wait_for_input=asked, key=f"review-{number}")
        try:
            given = Answer.model_validate(filled.model_dump())
            entry = await asyncio.to_thread(record_answer, waiting, given, world().ledger)
        except ValidationError as error:
            refused = sentence(error)
        except InputError as error:
            refused = str(error)
        else:
            name = ENDED[given.answer].capitalize()
            return Completed(name=name, message=f"{entry.body['action']}: {said(entry)}")


def _field(name: str, position: int, default: Any = ..., title: str | None = None) -> Any:
    about = Answer.model_fields[name].description

    def place(schema: dict[str, Any]) -> None:
        schema["position"] = position
        if default is None:  # left out, not null: the form shows a plain choice
            schema.pop("default", None)

    return Field(default, title=title, description=about, json_schema_extra=place)


def _update(run: RunRow, state: str, ledger: Ledger) -> None:
    end = RunEnd(state, run.reason, run.decision, run.counts, run.report_digest, run.report_path)
    ledger.finish(run.id, end)
