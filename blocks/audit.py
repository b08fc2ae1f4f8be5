"""The audit chain: decisions and human answers, each sealed with the digest of the one before.

A digest is the SHA-256 of the previous digest and the canonical JSON of all other fields, as they
are stored. So whoever changes, removes or inserts an entry must reseal all that follow, and then
the head, and then every finished run, and a head that was noted elsewhere still tells.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, replace
from hashlib import sha256
from typing import Any, Final
from uuid import uuid4

from sqlalchemy import Connection, Row, Text, select, type_coerce, update

from blocks.bulk import insert_many
from blocks.rows import AuditEntry, canonical, cells, storable
from blocks.tables import AUDIT, AUDIT_HEAD, RUNS

GENESIS: Final = "0" * 64
_AT_ONCE: Final = 5000
_NAMES: Final = tuple(f.name for f in fields(AuditEntry))
_SEALED: Final = ("seq", "at", "kind", "key", "run_id", "item_id", "subject", "body")
_RAW: Final = [
    *(AUDIT.c[name] for name in _SEALED if name != "body"),
    type_coerce(AUDIT.c.body, Text).label("body"),
    AUDIT.c.previous,
    AUDIT.c.digest,
]


def seal(previous: str, fields: Mapping[str, Any]) -> str:
    """The digest of an entry; `fields` holds at least the sealed ones, `body` as JSON text."""
    sealed = canonical({name: fields[name] for name in _SEALED})
    return sha256(f"{previous}{sealed}".encode()).hexdigest()


def head(connection: Connection, *, lock: bool = False) -> tuple[int, str]:
    """Number and digest of the newest entry; 0 and GENESIS for an empty chain."""
    query = select(AUDIT_HEAD.c.seq, AUDIT_HEAD.c.digest)
    row = connection.execute(query.with_for_update() if lock else query).one_or_none()
    return (row.seq, row.digest) if row else (0, GENESIS)


def append(connection: Connection, entries: Sequence[AuditEntry], at: str) -> list[AuditEntry]:
    """Add the entries whose key isn't in the chain, within the caller's write transaction.

    Returns the added ones as they stand in the chain. Other writers wait until the caller commits:
    on PostgreSQL for the row of the head, on SQLite for the database.
    """
    if not entries:
        return []
    seq, previous = head(connection, lock=True)
    unique: dict[str, AuditEntry] = {}
    for entry in map(_named, entries):
        unique.setdefault(entry.key, entry)
    added = []
    for key in _new(connection, list(unique)):
        seq += 1
        fields = {**_fields(unique[key]), "at": unique[key].at or at, "seq": seq}
        digest = seal(previous, {**fields, "body": canonical(fields["body"])})
        added.append(AuditEntry(**{**fields, "previous": previous, "digest": digest}))
        previous = digest
    insert_many(connection, AUDIT, map(cells, added))
    connection.execute(update(AUDIT_HEAD).values(seq=seq, digest=previous))
    return added


def entry_of(connection: Connection, key: str) -> AuditEntry:
    """The entry that has a key."""
    return AuditEntry(*connection.execute(select(AUDIT).where(AUDIT.c.key == storable(key))).one())


def verify(connection: Connection, noted: str | None = None) -> list[str]:
    """What is wrong with the chain, a sentence each; empty when nothing is. Memory stays flat."""
    last_seq, last_digest = 0, GENESIS
    problems: list[str] = []
    for row in _walk(connection):
        if not isinstance(row.seq, int):  # SQLite stores what it is given
            problems.append(f"An entry of the audit chain has {row.seq!r} for its number.")
            continue
        problems += _faults(row, last_seq, last_digest)
        last_seq, last_digest = row.seq, row.digest
    return [
        *problems,
        *_head_faults(connection, last_seq, last_digest),
        *_run_faults(connection),
        *([] if noted is None else _noted_faults(connection, noted)),
    ]


def _named(entry: AuditEntry) -> AuditEntry:
    """With the text as it will be stored, and a key: an item has one decision in a run."""
    place = "/".join(filter(None, (entry.run_id, entry.item_id))) or entry.subject
    own = f"decision/{place}" if entry.kind == "decision" else f"answer/{uuid4()}"
    return replace(
        entry,
        key=storable(entry.key or own),
        subject=storable(entry.subject),
        run_id=entry.run_id and storable(entry.run_id),
        item_id=entry.item_id and storable(entry.item_id),
        body={} if entry.body is None else entry.body,
    )


def _fields(entry: AuditEntry) -> dict[str, Any]:
    return dict(zip(_NAMES, cells(entry), strict=True))


def _new(connection: Connection, keys: Sequence[str]) -> list[str]:
    """The keys that the chain doesn't hold, in their order."""
    known: set[str] = set()
    for start in range(0, len(keys), _AT_ONCE):
        some = keys[start : start + _AT_ONCE]
        known.update(connection.scalars(select(AUDIT.c.key).where(AUDIT.c.key.in_(some))))
    return [key for key in keys if key not in known]


def _walk(connection: Connection) -> Iterator[Row[Any]]:
    """All entries as they are stored, a slice at a time."""
    last = None
    while True:
        query = select(*_RAW).order_by(AUDIT.c.seq).limit(_AT_ONCE)
        page = connection.execute(query if last is None else query.where(AUDIT.c.seq > last)).all()
        if not page:
            return
        yield from page
        last = page[-1].seq


def _faults(row: Row[Any], last_seq: int, last_digest: str) -> Iterator[str]:
    if row.seq > last_seq + 1:
        gone = f"{last_seq + 1} to {row.seq - 1}" if row.seq > last_seq + 2 else row.seq - 1
        yield f"Entry {gone} of the audit chain is missing."
    elif row.seq <= last_seq:
        yield f"Entry {row.seq} of the audit chain was inserted before its first entry."
    if row.previous != last_digest and row.seq == last_seq + 1:
        yield f"Entry {row.seq} does not follow from entry {last_seq}: one of them was changed."
    if not _intact(row):
        about = f"{row.kind} {row.key!r}, {row.at}"
        yield f"Entry {row.seq} ({about}) is not what was written: it was changed later."


def _intact(row: Row[Any]) -> bool:
    try:
        return bool(row.digest == seal(row.previous, row._asdict()))
    except TypeError:  # a field holds bytes, which no entry has
        return False


def _head_faults(connection: Connection, last_seq: int, last_digest: str) -> Iterator[str]:
    rows = connection.execute(select(AUDIT_HEAD.c.seq, AUDIT_HEAD.c.digest)).all()
    if len(rows) != 1:
        yield f"The audit chain must have one head; there are {len(rows)}."
        return
    seq, digest = rows[0]
    if seq > last_seq:
        yield f"The audit chain ends at entry {last_seq}, but {seq} were written: its end is gone."
    elif seq < last_seq:
        yield f"The audit chain's head is entry {seq}, but {last_seq - seq} more follow it."
    elif digest != last_digest:
        yield f"The audit chain's head is not the digest of its last entry, {last_seq}."


def _run_faults(connection: Connection) -> Iterator[str]:
    """Finished runs noted the head of their time: it must still be in the chain."""
    noted = select(RUNS.c.id, RUNS.c.audit_seq, RUNS.c.audit_digest, AUDIT.c.digest)
    joined = noted.join_from(RUNS, AUDIT, RUNS.c.audit_seq == AUDIT.c.seq, isouter=True)
    for run, seq, digest, found in connection.execute(
        joined.where(RUNS.c.audit_seq.is_not(None)).order_by(RUNS.c.audit_seq, RUNS.c.id)
    ):
        if digest != (GENESIS if seq == 0 else found):
            yield f"Run {run} ended when entry {seq} was {digest}; the chain has another or none."


def _noted_faults(connection: Connection, noted: str) -> Iterator[str]:
    wanted = noted.strip().lower()
    query = select(AUDIT.c.seq).where(AUDIT.c.digest == wanted)
    if wanted != GENESIS and connection.scalar(query) is None:
        yield f"The noted head {wanted!r} is not in the audit chain: it was rewritten or cut."
