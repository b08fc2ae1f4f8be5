"""`coxswain audit pack` and `audit replay`."""

import asyncio
from pathlib import Path

from rich.text import Text

from blocks.files import write_atomic
from blocks.rows import RunRow
from deployments.given import check_out
from deployments.terminal import more, note, part, show, title
from flows.audit_pack import unpacked
from flows.replay import Replayed, replay
from policies.errors import InputError, OperatorError


def put_pack(run: RunRow, out: Path) -> str:
    """Copy the audit pack of a run; InputError when it has none."""
    check_out(out, None)
    kept = Path(run.report_path).with_suffix(".zip") if run.report_path else None
    if kept is None or not kept.is_file():
        why = "it is still running, or failed before there was a report"
        if run.kind != "single":
            why = "it is a batch, whose decisions stand in the ledger"
        raise InputError(f"Run {run.id} has no audit pack: {why}.")
    unpacked(kept)
    try:
        write_atomic(out, kept.read_bytes())
    except OSError as error:
        raise OperatorError(f"{out} can't be written: {error.strerror or error}.") from None
    return f"The audit pack of {run.id} is {out}."


def replayed(file: Path) -> bool:
    """Replay an audit pack and show what came of it; whether the report is the same."""
    recorded = unpacked(file)
    found = asyncio.run(replay(recorded))
    _show(found, f"{recorded.manifest['pack']}.{recorded.manifest['policy']}")
    return found.same


def _show(found: Replayed, name: str) -> None:
    said = "The report is the same." if found.same else "The report is another one."
    show(title(name, "completed" if found.same else "failed", said))
    for change in found.changed:
        note(f"{change[:1].upper()}{change[1:]}.")
    if found.difference:
        more(part("Difference", Text("\n".join(found.difference))))
