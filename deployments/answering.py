"""A human answer from the console: find the decision, check the answer, add it to the chain."""

from pydantic import ValidationError

from blocks.ledger import Ledger
from blocks.rows import AuditEntry, ItemRow, RunRow
from flows.answer import Answer, answer_entry
from flows.review import AWAITING, find_waiting, record_answer
from policies.errors import InputError, choices
from tasks.explain import sentence
from tasks.packs import crew

SHOWN = 5


def answered(ledger: Ledger, run_id: str, item_id: str | None, given: Answer) -> AuditEntry:
    """Record an answer to the decision about an item; returns it as it stands in the chain.

    A run of one item needs no `item_id`. InputError for an unknown item, one without a decision,
    and an answer that isn't allowed. A run that waits for its answer in a form is closed by it.
    """
    run = ledger.run(run_id)
    item = _item(ledger, run, item_id)
    decision = ledger.decision(run.id, item.item_id)
    if decision is None:
        raise InputError(f"{item.item_id} of run {run.id} has no decision to answer: {_why(item)}.")
    waiting = find_waiting(run.id, ledger) if run.state == AWAITING else None
    if waiting is not None:
        return record_answer(waiting, given, ledger)
    pack = crew(run.pack).loaded.pack
    return ledger.answer(answer_entry(decision, given, pack, item.profile or {}))


def parsed(answer: str, action: str | None, note: str, by: str) -> Answer:
    """An answer from words; InputError says which of them can't be used."""
    try:
        return Answer.model_validate({"answer": answer, "action": action, "note": note, "by": by})
    except ValidationError as error:
        raise InputError(f"The answer can't be used: {sentence(error)}") from None


def _item(ledger: Ledger, run: RunRow, item_id: str | None) -> ItemRow:
    items = ledger.items(run.id)
    if item_id is None and len(items) == 1:
        return items[0]
    if not items:
        raise InputError(f"Run {run.id} is {run.state} and has no decision to answer yet.")
    if item_id is None:
        some = ", ".join(item.item_id for item in items[:SHOWN])
        raise InputError(f"Run {run.id} has {len(items):,} items: name one, such as {some}.")
    found = next((item for item in items if item.item_id == item_id), None)
    if found is None:
        valid = choices(item_id, [item.item_id for item in items][:SHOWN])
        raise InputError(f"Run {run.id} has no item {item_id!r}. {valid}")
    return found


def _why(item: ItemRow) -> str:
    return f"it {item.state}" + (f", {item.reason}" if item.reason else "")
