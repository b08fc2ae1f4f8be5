"""What the ledger tells: runs, one run with its steps, decisions and answers."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from rich.console import RenderableType
from rich.text import Text

from blocks.ledger_view import LedgerView
from blocks.rows import AuditEntry, ItemRow, RunRow, StepRow
from deployments import terminal
from deployments.terminal import (
    counted,
    fields,
    line,
    more,
    number,
    part,
    seconds,
    show,
    show_json,
    table,
    title,
)
from deployments.terminal_tables import reasons, steps_table
from policies.errors import InputError, choices
from tasks.privacy import mask

SHORT = 8  # characters of an id or a digest that are shown where it stands in a column
FEW = 10


def show_runs(runs: Sequence[RunRow], *, as_json: bool = False) -> None:
    """The newest runs, one a line; times are UTC."""
    if as_json:
        show_json([asdict(run) for run in runs])
        return
    if not runs:
        show("No runs. `coxswain run PACK --input FILE` makes the first.")
        return
    short = _short([run.id for run in runs])
    rows = (
        (
            run.id[:short],
            _moment(run.started_at),
            _took(run),
            terminal.state(run.state),
            mask(run.title.removeprefix(f"{run.pack}.")),
            _decided(run),
        )
        for run in runs
    )
    heads = ("Run", "Started (UTC)", "Took", "State", "What", "Decision")
    show(table(heads, rows, right=("Took",), prose=("What", "Decision")))


def show_run(
    ledger: LedgerView, run: RunRow, item: str | None = None, *, as_json: bool = False
) -> None:
    """One run: how it ended, its steps or what each agent took, and what was rejected.

    InputError when `item` is none of its items.
    """
    items = ledger.items(run.id, None if item else FEW)
    if item is None and run.kind == "single" and items:
        item = items[0].item_id
    one = next((row for row in items if row.item_id == item), None)
    if item and not one:
        raise InputError(_no_item(run, item, [row.item_id for row in items]))
    steps = ledger.steps(run.id, item) if one else []
    if as_json:
        show_json(_run_json(ledger, run, one, steps))
        return
    decision = ledger.decision(run.id, one.item_id) if one else None
    about = [*_about(run, one, decision), *_answers(ledger, decision)]
    show(title(mask(run.title), run.state, _span(run)), fields(about))
    if one:
        more(*_item_parts(one, steps))
    else:
        more(*_batch_parts(ledger, run))
    more()
    if run.report_path:
        line("Report", run.report_path)
    line("Run", run.id)
    if run.state in ("died", "failed"):
        line("Go on", f"coxswain runs resume {run.id[:SHORT]}")


def show_entries(entries: Sequence[AuditEntry], *, as_json: bool = False) -> None:
    """Decisions and human answers, the newest first."""
    if as_json:
        show_json([asdict(entry) for entry in entries])
        return
    if not entries:
        show("No decisions and no answers yet.")
        return
    rows = ((str(one.seq), _place(one), _said(one)) for one in entries)
    show(table(("No.", "Item", "What"), rows, right=("No.",), prose=("What",)))


def _place(entry: AuditEntry) -> Text:
    where = f"\n{_moment(entry.at)} UTC, run {(entry.run_id or '')[:SHORT]}"
    return Text.assemble(terminal.plain(entry.item_id or entry.subject), (where, "dim"))


def _said(entry: AuditEntry) -> Text:
    body: Mapping[str, Any] = entry.body
    why = mask(terminal.plain(body.get("reason") or body.get("note") or ""))
    if entry.kind == "answer":
        by = f"{body.get('answer')} by {mask(str(body.get('by')))}: {body.get('action')}"
        return Text.assemble((terminal.plain(by), "bold"), f"\n{why}" if why else "")
    return Text.assemble((str(body.get("action")), "bold"), f"\n{why}" if why else "")


def _about(
    run: RunRow, one: ItemRow | None, decision: AuditEntry | None
) -> Iterator[tuple[str, Any]]:
    said = str(decision.body.get("reason") or "") if decision else ""
    reason = mask(said or (one.reason if one else "") or run.reason)
    policy = (one.policy if one else None) or run.policy
    decided = one.decision if one else None
    yield "Item", one.item_id if one and run.kind != "single" else ""
    yield "Decision", Text(decided, "bold") if decided else None
    yield "Why", reason
    yield "Policy", policy
    yield "Started", f"{_moment(run.started_at)} UTC, {run.kind}, {run.granularity} granularity"
    yield "Process", f"{run.pid} on {run.host}" if run.state in ("running", "died") else ""


def _answers(ledger: LedgerView, decision: AuditEntry | None) -> Iterator[tuple[str, str]]:
    """What people said to a decision, the newest first."""
    if decision is None:
        return
    for one in ledger.answers(decision.subject):
        if one.body.get("decision_key") == decision.key:
            note = f": {mask(str(one.body['note']))}" if one.body.get("note") else ""
            said = f"{one.body['answer']} by {mask(str(one.body['by']))}, {one.body['action']}"
            yield "Answer", said + note


def _item_parts(one: ItemRow, steps: Sequence[StepRow]) -> Iterator[RenderableType]:
    yield steps_table(steps)
    yield from reasons((step.alias, step.state, mask(step.reason)) for step in steps)
    if not steps:
        yield Text(f"No step of {one.item_id} has ended yet.")


def _batch_parts(ledger: LedgerView, run: RunRow) -> Iterator[RenderableType]:
    counts = run.counts or ledger.counts(run.id)
    decisions = ", ".join(f"{number(n)} {name}" for name, n in counts["decisions"].items())
    items = ", ".join(f"{number(n)} {name}" for name, n in counts["items"].items())
    cached = counts["cached"]["items"]
    yield fields(
        [
            ("Items", items + (f", {number(cached)} from the cache" if cached else "")),
            ("Decided", decisions),
            ("Rejected", counted(counts["rejections"], "row") if counts["rejections"] else ""),
        ]
    )
    heads = ("agent", "completed", "failed", "skipped", "run ms", "cached")
    rows = (
        (
            row["agent"],
            *(number(row[n]) for n in heads[1:4]),
            f"{row['run ms']:,.1f}",
            number(row["cached"]),
        )
        for row in ledger.metrics(run.id)
    )
    yield table([head.capitalize() for head in heads], rows, right=_capital(heads[1:]))
    failed = ledger.items(run.id, FEW, "failed")
    if failed:
        failures = ((one.item_id, mask(one.reason)) for one in failed)
        yield part("Items that failed", table(("Item", "Why"), failures, prose=("Why",)))
    rejected = ledger.rejections(run.id, FEW)
    if rejected:
        lines = ((row.source, str(row.line or ""), mask(row.reason)) for row in rejected)
        listed = table(("Source", "Line", "Why"), lines, right=("Line",), prose=("Why",))
        yield part(f"Rejected rows ({len(rejected)} of {number(counts['rejections'])})", listed)


def _capital(heads: Sequence[str]) -> list[str]:
    return [head.capitalize() for head in heads]


def _run_json(
    ledger: LedgerView, run: RunRow, one: ItemRow | None, steps: Sequence[StepRow]
) -> dict[str, Any]:
    counts = run.counts or ledger.counts(run.id)
    if one:
        return {**asdict(run), "item": asdict(one), "steps": [asdict(step) for step in steps]}
    rejected = [asdict(row) for row in ledger.rejections(run.id)]
    return {**asdict(run), "counts": counts, "agents": ledger.metrics(run.id)} | {
        "rejections": rejected
    }


def _no_item(run: RunRow, item: str, items: Sequence[str]) -> str:
    known = choices(item, items) if len(items) <= FEW else f"It has {counted(len(items), 'item')}."
    return f"Run {run.id[:SHORT]} has no item {item!r}. {known}"


def _short(ids: Sequence[str]) -> int:
    """How many characters tell the ids apart."""
    longest = max(map(len, ids))
    return next(n for n in range(SHORT, longest + 2) if len({i[:n] for i in ids}) == len(set(ids)))


def _decided(run: RunRow) -> str:
    if run.kind == "single":
        return run.decision or ""
    return ", ".join(
        f"{number(n)} {name}" for name, n in (run.counts or {}).get("decisions", {}).items()
    )


def _moment(at: str | None) -> str:
    return f"{datetime.fromisoformat(at):%Y-%m-%d %H:%M}" if at else ""


def _took(run: RunRow) -> str:
    if not (run.started_at and run.ended_at):
        return ""
    spent = datetime.fromisoformat(run.ended_at) - datetime.fromisoformat(run.started_at)
    return seconds(spent.total_seconds())


def _span(run: RunRow) -> str:
    return f"in {_took(run)}" if run.ended_at else ""
