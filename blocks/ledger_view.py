"""What the ledger tells: everything that only reads."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import Select, Text, func, select, type_coerce

from blocks import audit, records
from blocks.database import Database, connect, is_there
from blocks.errors import UnknownRun
from blocks.rows import JSON, AuditEntry, ItemRow, Rejection, RunRow, StepRow, canonical
from blocks.schema import version
from blocks.tables import AUDIT, CACHE_KEYS, ITEMS, REJECTIONS, RUNS, STEPS

R = TypeVar("R")
_AT_ONCE = 5000  # values in one query


def found_ledger(url: str | None = None) -> "LedgerView | None":
    """The ledger to read, None where none has been made yet; nothing is written, no folder made."""
    if not is_there(url):
        return None
    database = connect(url)
    with database.read() as connection:
        return LedgerView(database) if version(connection) else None  # older ones read alike


@dataclass(frozen=True)
class LedgerView:
    """The reading half of a ledger."""

    database: Database

    def runs(
        self, limit: int | None = 20, pack: str | None = None, state: str | None = None
    ) -> list[RunRow]:
        """The newest runs first, of one pack or state if asked."""
        query = select(RUNS).order_by(RUNS.c.started_at.desc(), RUNS.c.id).limit(limit)
        for column, value in ((RUNS.c.pack, pack), (RUNS.c.state, state)):
            query = query if value is None else query.where(column == value)
        return self._all(RunRow, query)

    def run(self, run_id: str) -> RunRow:
        """The run of an id, or of the only id that starts so. UnknownRun otherwise."""
        starts = func.substr(RUNS.c.id, 1, len(run_id)) == run_id
        query = select(RUNS).where(starts).order_by(func.length(RUNS.c.id), RUNS.c.id).limit(6)
        found = self._all(RunRow, query) if run_id else []
        if len(found) == 1 or (found and found[0].id == run_id):
            return found[0]
        if not found:
            raise UnknownRun(f"No run's id starts with {run_id!r}. `coxswain runs` lists them.")
        some = ", ".join(run.id for run in found[:5])
        raise UnknownRun(f"More than one run's id starts with {run_id!r}: {some}. Give more of it.")

    def items(
        self, run_id: str, limit: int | None = None, state: str | None = None
    ) -> list[ItemRow]:
        """A run's items in the order of the input."""
        query = select(*ITEMS.c[1:]).where(ITEMS.c.run_id == run_id)
        query = query if state is None else query.where(ITEMS.c.state == state)
        ordered = query.order_by(ITEMS.c.position, ITEMS.c.item_id).limit(limit)
        return self._all(ItemRow, ordered)

    def steps(self, run_id: str, item_id: str | None = None) -> list[StepRow]:
        """A run's steps, or an item's, in the order of items and plan."""
        query = select(*STEPS.c[1:]).where(STEPS.c.run_id == run_id)
        query = query if item_id is None else query.where(STEPS.c.item_id == item_id)
        ordered = query.order_by(STEPS.c.item_id, STEPS.c.position, STEPS.c.alias)
        return self._all(StepRow, ordered)

    def rejections(self, run_id: str, limit: int | None = None) -> list[Rejection]:
        """The rows of a run's input that were not taken, by file and line."""
        query = select(*REJECTIONS.c[1:]).where(REJECTIONS.c.run_id == run_id).limit(limit)
        ordered = query.order_by(REJECTIONS.c.source, REJECTIONS.c.line)
        return self._all(Rejection, ordered)

    def metrics(self, run_id: str) -> list[dict[str, Any]]:
        """What each agent did over all items of a run: a flat row an agent, times in ms."""
        with self.database.read() as connection:
            return records.metrics(connection, run_id)

    def counts(self, run_id: str) -> dict[str, Any]:
        """`items` and `steps` by state, `decisions`, `rejections`, and the `cached` of both."""
        with self.database.read() as connection:
            return records.totals(connection, run_id)

    def answers(self, subject: str) -> list[AuditEntry]:
        """The answers about a subject, newest first."""
        query = select(AUDIT).where(AUDIT.c.kind == "answer", AUDIT.c.subject == subject)
        return self._all(AuditEntry, query.order_by(AUDIT.c.seq.desc()))

    def answers_about(self, subjects: Collection[str]) -> dict[str, list[AuditEntry]]:
        """The answers about several subjects by subject, newest first; none for the others."""
        found: dict[str, list[AuditEntry]] = {}
        wanted = sorted(subjects)
        for start in range(0, len(wanted), _AT_ONCE):
            some = wanted[start : start + _AT_ONCE]
            query = select(AUDIT).where(AUDIT.c.kind == "answer", AUDIT.c.subject.in_(some))
            for entry in self._all(AuditEntry, query.order_by(AUDIT.c.seq.desc())):
                found.setdefault(entry.subject, []).append(entry)
        return dict(sorted(found.items()))

    def newest_answer(self) -> str:
        """The digest of the newest answer, which seals all earlier ones; empty without any."""
        query = select(AUDIT.c.digest).where(AUDIT.c.kind == "answer")
        with self.database.read() as connection:
            return connection.scalar(query.order_by(AUDIT.c.seq.desc()).limit(1)) or ""

    def entries(self, limit: int | None = 20, run_id: str | None = None) -> list[AuditEntry]:
        """The newest entries first, of one run if asked."""
        query = select(AUDIT).order_by(AUDIT.c.seq.desc()).limit(limit)
        query = query if run_id is None else query.where(AUDIT.c.run_id == run_id)
        return self._all(AuditEntry, query)

    def decision(self, run_id: str, item_id: str) -> AuditEntry | None:
        """The decision about an item of a run.

        A decision that was taken before, word for word, stands in the chain once, under the run
        that took it first: then that one.
        """
        mine = select(AUDIT).where(AUDIT.c.kind == "decision", AUDIT.c.item_id == item_id)
        newest = mine.order_by(AUDIT.c.seq.desc())
        own = self._all(AuditEntry, newest.where(AUDIT.c.run_id == run_id).limit(1))
        query = select(*ITEMS.c[1:]).where(ITEMS.c.run_id == run_id, ITEMS.c.item_id == item_id)
        items = self._all(ItemRow, query)
        if own or not items or items[0].decision is None:
            return own[0] if own else None
        taken = (items[0].decision, items[0].policy_digest)
        same = (e for e in self._all(AuditEntry, newest) if _taken(e) == taken)
        return next(same, None)

    def audit_head(self) -> tuple[int, str]:
        """Number and digest of the newest entry: note the digest elsewhere, and verify with it."""
        with self.database.read() as connection:
            return audit.head(connection)

    def verify_audit(self, head: str | None = None) -> list[str]:
        """Every later change to the chain as a sentence; `head` is a digest noted elsewhere."""
        with self.database.read() as connection:
            return audit.verify(connection, head)

    def key_parts(self, key: str) -> JSON:
        """What a key is made of, None for an unknown one."""
        with self.database.read() as connection:
            return connection.scalar(select(CACHE_KEYS.c.parts).where(CACHE_KEYS.c.key == key))

    def earlier_key(self, key: str) -> str | None:
        """The latest key of the same agent made before `key`, about the same request if any is."""
        with self.database.read() as connection:
            one = connection.execute(select(CACHE_KEYS).where(CACHE_KEYS.c.key == key)).one()
            named = canonical({"agent": one.parts.get("agent")})[1:-1]
            query = (
                select(CACHE_KEYS)
                .where(CACHE_KEYS.c.made_at < one.made_at)
                .where(type_coerce(CACHE_KEYS.c.parts, Text).contains(named, autoescape=True))
                .order_by(CACHE_KEYS.c.made_at.desc())
                .limit(_AT_ONCE)
            )
            found = connection.execute(query).all()
        same = (row.key for row in found if row.parts.get("request") == one.parts.get("request"))
        return next(same, found[0].key if found else None)

    def _all(self, shape: Callable[..., R], query: Select[Any]) -> list[R]:
        with self.database.read() as connection:
            return [shape(*row) for row in connection.execute(query)]


def _taken(entry: AuditEntry) -> tuple[Any, Any]:
    return entry.body.get("action"), entry.body.get("policy_digest")
