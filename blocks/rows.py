"""The rows of the ledger as values. Times are UTC in ISO 8601 text; money is decimal text.

A caller fills what it knows and leaves the rest: the ledger adds times, process and audit fields.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime
from functools import cache
from json import JSONEncoder
from operator import attrgetter
from typing import Any, Literal

JSON = Any  # str, int, float, bool, None, or lists and string-keyed mappings of these

# ASCII, so that no NUL or lone surrogate of an input reaches a database that refuses it.
_ENCODE = JSONEncoder(sort_keys=True, separators=(",", ":"), allow_nan=False).encode


@dataclass(frozen=True, slots=True)
class RunRow:
    """One run. `request` is what is needed to run it again."""

    id: str
    pack: str
    title: str = ""
    kind: str = "single"
    flow_run_id: str | None = None
    request: JSON = None
    request_digest: str = ""
    policy: str | None = None
    policy_digest: str | None = None
    profile: JSON = None
    granularity: str | None = None
    state: str = "running"
    reason: str = ""
    decision: str | None = None
    host: str = ""
    pid: int = 0
    pid_started: float = 0.0
    beat_at: str | None = None
    started_at: str | None = None
    ended_at: str | None = None
    counts: JSON = None
    report_digest: str | None = None
    report_path: str | None = None
    audit_seq: int | None = None
    audit_digest: str | None = None


@dataclass(frozen=True, slots=True)
class ItemRow:
    """One item of a run, such as a break of a batch; `position` is its place in the input."""

    item_id: str
    position: int = 0
    chunk: int = 0
    policy: str | None = None
    policy_digest: str | None = None
    profile: JSON = None
    state: str = "completed"
    decision: str | None = None
    reason: str = ""
    cached: bool = False


@dataclass(frozen=True, slots=True)
class StepRow:
    """One planned step of an item; `item_id` may stay empty where the call names the item."""

    alias: str
    agent: str
    item_id: str = ""
    position: int = 0
    state: str = "completed"
    reason: str = ""
    attempts: int = 0
    queue_ms: float = 0.0
    run_ms: float = 0.0
    cached: bool = False
    decision: str | None = None
    tokens_in: int = 0
    tokens_out: int = 0
    cost: str = "0"
    key: str | None = None


@dataclass(frozen=True, slots=True)
class Rejection:
    """A row of the input that was not taken: where it stands and why."""

    source: str
    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """A decision or a human answer. An entry of a `key` that is in the chain is not added again.

    `seq`, `previous` and `digest` are the chain's own; `key` and `at` are filled when left empty.
    """

    kind: Literal["decision", "answer"]
    subject: str
    body: JSON = field(default_factory=dict)
    key: str = ""
    run_id: str | None = None
    item_id: str | None = None
    at: str | None = None
    seq: int = 0
    previous: str = ""
    digest: str = ""


@dataclass(frozen=True, slots=True)
class RunEnd:
    """How a run ended."""

    state: str
    reason: str = ""
    decision: str | None = None
    counts: JSON = None
    report_digest: str | None = None
    report_path: str | None = None


def cells(row: Any) -> tuple[Any, ...]:
    """The values of a row's fields in their order."""
    shape: Any = type(row)
    return _getter(shape)(row)


@cache
def _getter(shape: Any) -> Callable[[Any], tuple[Any, ...]]:
    return attrgetter(*(f.name for f in fields(shape)))


def canonical(value: JSON) -> str:
    """JSON text, the same for equal values. TypeError or ValueError for what is not JSON (NaN)."""
    return _ENCODE(value)


def storable(text: str) -> str:
    """Text that every database takes: NUL and lone surrogates are shown, not kept."""
    if "\0" in text:
        text = text.replace("\0", "\N{SYMBOL FOR NULL}")
    return text if text.isascii() else text.encode("utf-8", "replace").decode()


def iso(moment: datetime) -> str:
    """UTC in ISO 8601 with a fixed width, so that text sorts as time."""
    if moment.tzinfo is None:
        raise ValueError(f"{moment!r} has no time zone: the ledger's clock must give one.")
    return moment.astimezone(UTC).isoformat(timespec="microseconds")
