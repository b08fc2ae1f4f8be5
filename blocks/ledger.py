"""The ledger: the truth about every run, step and decision, in SQLite or PostgreSQL.

    ledger = open_ledger()
    ledger.begin(RunRow(id="...", pack="books"))
    ledger.record_items(run_id, 0, [(ItemRow("B-1"), [StepRow("rules", "rules")])], decisions)
    ledger.finish(run_id, RunEnd("completed"))

Every write is one transaction. A ledger may be used from many threads and many processes.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Final

from sqlalchemy import Update, delete, select, update

from blocks import audit, records
from blocks.bulk import insert_new, upsert_many
from blocks.database import connect
from blocks.errors import LedgerError, UnknownRun
from blocks.ledger_view import LedgerView
from blocks.process import cause_of_death, this_process
from blocks.records import Record
from blocks.rows import (
    JSON,
    AuditEntry,
    Rejection,
    RunEnd,
    RunRow,
    StepRow,
    cells,
    iso,
)
from blocks.schema import migrate
from blocks.tables import CACHE_KEYS, REJECTIONS, RUNS, STEPS

# What the first start of a run says stays; a start that goes on with it brings the rest.
_LASTING: Final = ("pack", "title", "kind", "request", "request_digest", "started_at")
_NOTED: Final = ("audit_seq", "audit_digest")


def utc_now() -> datetime:
    return datetime.now(UTC)


def open_ledger(url: str | None = None, clock: Callable[[], datetime] = utc_now) -> "Ledger":
    """The ledger at `url`, or at `COXSWAIN_LEDGER`, or in the home folder; made when missing.

    `url` is a database URL or `block:NAME`. LedgerError when it can't be reached or is newer.
    """
    database = connect(url)
    migrate(database)
    return Ledger(database, clock)


@dataclass(frozen=True)
class Ledger(LedgerView):
    """All of a ledger; `clock` gives the time, with a zone."""

    clock: Callable[[], datetime] = utc_now

    def close(self) -> None:
        """Let go of the connections."""
        self.database.engine.dispose()

    # Runs

    def begin(self, run: RunRow) -> RunRow:
        """Start a run, or go on with one that stands there; returns it as stored.

        Host, process and times left empty are those of this call. LedgerError when the run is
        alive in another process, or was started for another request.
        """
        host, pid, started = this_process()
        now = self._now()
        if not run.host:
            run = replace(run, host=host, pid=pid, pid_started=started)
        run = replace(run, state="running", started_at=run.started_at or now, beat_at=now)
        with self.database.write() as connection:
            mine = select(RUNS).where(RUNS.c.id == run.id).with_for_update()
            row = connection.execute(mine).one_or_none()
            if row is not None:
                before = RunRow(*row)
                _refuse(before, run, self.clock())
                run = replace(run, **{n: getattr(before, n) for n in (*_LASTING, *_NOTED)})
            upsert_many(connection, RUNS, [cells(run)])
        return run

    def beat(self, run_id: str) -> None:
        """Say that a run is alive; at least every minute."""
        with self.database.write() as connection:
            found = connection.execute(
                update(RUNS).where(RUNS.c.id == run_id).values(beat_at=self._now())
            )
            _must_exist(found.rowcount, run_id)

    def finish(self, run_id: str, end: RunEnd) -> None:
        """Write how a run ended, with the head of the audit chain at that moment."""
        with self.database.write() as connection:
            seq, digest = audit.head(connection, lock=True)
            values = dict(zip(RunEnd.__slots__, cells(end), strict=True))
            found = connection.execute(
                update(RUNS)
                .where(RUNS.c.id == run_id)
                .values(**values, ended_at=self._now(), audit_seq=seq, audit_digest=digest)
            )
            _must_exist(found.rowcount, run_id)

    def reap(self) -> list[RunRow]:
        """Mark as `died`, and return, the runs whose process is gone or silent for two minutes."""
        now = self.clock()
        dead = [
            replace(run, state="died", reason=cause, ended_at=iso(now))
            for run in self.runs(limit=None, state="running")
            if (cause := cause_of_death(run, now))
        ]
        if not dead:
            return []
        with self.database.write() as connection:
            return [run for run in dead if connection.execute(_burial(run)).rowcount]

    # Items, steps, rejections

    def record_step(self, run_id: str, item_id: str, step: StepRow) -> None:
        """Write a step as it ends, or again."""
        with self.database.write() as connection:
            upsert_many(connection, STEPS, [records.step_cells(run_id, item_id, step)])

    def record_items(
        self,
        run_id: str,
        chunk: int,
        items: Sequence[Record],
        decisions: Sequence[AuditEntry] = (),
    ) -> None:
        """Write a chunk's items with their steps, and the decisions that the chain lacks.

        What stood there of the same items goes, so a chunk that comes again is counted once.
        """
        with self.database.write() as connection:
            records.replace_items(connection, run_id, chunk, items)
            audit.append(connection, decisions, self._now())

    def copy_chunk(
        self,
        run_id: str,
        chunk: int,
        source_run_id: str,
        *,
        of: int | None = None,
        position: int | None = None,
    ) -> int:
        """Take a chunk over from another run, marked as cached; how many items it has.

        `of` is the chunk's number there, where it is another one; `position` that of its only item.
        """
        theirs = (source_run_id, chunk if of is None else of)
        with self.database.write() as connection:
            return records.copy_chunk(connection, run_id, chunk, theirs, position)

    def copy_run(self, run_id: str, source_run_id: str) -> int:
        """Take all chunks and rejections over from another run; how many rows of the input.

        Items and steps are marked as cached.
        """
        with self.database.write() as connection:
            return records.copy_run(connection, run_id, source_run_id)

    def record_rejections(self, run_id: str, rows: Iterable[Rejection]) -> None:
        """Write the rows of the input that were not taken; a row of the same line is replaced."""
        with self.database.write() as connection:
            upsert_many(connection, REJECTIONS, ((run_id, *cells(row)) for row in rows))

    # The audit chain

    def answer(self, entry: AuditEntry) -> AuditEntry:
        """Add a human answer for good; with a `key` that is there, the entry that has it."""
        with self.database.write() as connection:
            added = audit.append(connection, [entry], self._now())
            return added[0] if added else audit.entry_of(connection, entry.key)

    # Cache keys

    def save_keys(self, parts: Mapping[str, JSON]) -> None:
        """Remember what keys are made of; known keys stay as they are."""
        now = self._now()
        with self.database.write() as connection:
            rows = ((key, value, now) for key, value in parts.items())
            insert_new(connection, CACHE_KEYS, rows)

    def forget_keys(self, keys: Iterable[str]) -> None:
        """Drop keys whose outcomes are gone."""
        with self.database.write() as connection:
            for key in keys:
                connection.execute(delete(CACHE_KEYS).where(CACHE_KEYS.c.key == key))

    def _now(self) -> str:
        return iso(self.clock())


def _refuse(before: RunRow, run: RunRow, now: datetime) -> None:
    """A LedgerError when a run that stands there can't be gone on with."""
    if before.request_digest != run.request_digest:
        raise LedgerError(
            f"Run {run.id} was started for another request. Start a new run, or go on with the"
            " request that it had."
        )
    same = (before.host, before.pid) == (run.host, run.pid)
    if before.state == "running" and not same and cause_of_death(before, now) is None:
        raise LedgerError(
            f"Run {run.id} is still running in process {before.pid} on {before.host}, which gave a"
            f" sign of life at {before.beat_at}. Wait for it, or end that process first."
        )


def _burial(run: RunRow) -> Update:
    # Only as it was seen: a run that has beaten or ended meanwhile is left alone.
    seen = (RUNS.c.id == run.id, RUNS.c.state == "running", RUNS.c.beat_at == run.beat_at)
    values = {"state": run.state, "reason": run.reason, "ended_at": run.ended_at}
    return update(RUNS).where(*seen).values(**values)


def _must_exist(found: int, run_id: str) -> None:
    if not found:
        raise UnknownRun(
            f"The ledger has no run {run_id!r}: it must begin before it is written to."
        )
