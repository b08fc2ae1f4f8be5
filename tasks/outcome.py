"""What agents hand back and what a run leaves: the values that scheduling and merging share.

Everything here is frozen and is JSON when dumped. Money travels as decimal text, never as a float.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from functools import cache
from math import isfinite
from reprlib import repr as brief
from typing import Any

from pydantic import TypeAdapter
from pydantic_core import PydanticSerializationError

from blocks.answers import Answer

JSON = Any  # str, int, float, bool, None, or lists and string-keyed mappings of these


_PLAIN = frozenset((str, int, bool, type(None)))  # most values: not worth a call


def check_json(value: Any, path: str, *lists: type) -> None:
    """TypeError that says where, when a value isn't JSON; `lists` are the types of lists."""
    kind = type(value)
    if kind in _PLAIN:
        return
    if kind is dict:
        for key, inner in value.items():
            if type(key) is not str:
                raise TypeError(f"key {brief(key)} at {path or 'the top'} is no string.")
            if type(inner) not in _PLAIN:
                check_json(inner, f"{path}.{key}", *lists)
    elif kind in lists:
        for index, inner in enumerate(value):
            if type(inner) not in _PLAIN:
                check_json(inner, f"{path}[{index}]", *lists)
    elif kind is not float or not isfinite(value):
        what = "is not finite" if kind is float else f"is {kind.__name__}, which is not JSON"
        raise TypeError(
            f"{brief(value)} at {path or 'the top'} {what}. Give it as text or a number."
        )


class Status(StrEnum):
    """How a step ended. Every planned step ends in exactly one of these."""

    COMPLETED = "completed"
    FAILED = "failed"
    SKIPPED = "skipped"


class Verdict(StrEnum):
    """How a run ended: `partial` when what failed was optional."""

    COMPLETED = "completed"
    PARTIAL = "partial"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the report: a title and markdown.

    Merging fills in `by` and `nth`: which step wrote it, as its how-manyeth. So equal titles
    stand in the order of the plan however partial reports were grouped.
    """

    title: str
    body: str
    by: str = ""
    nth: int = 0


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a fact comes from: the query, the data set, and the data's own date (ISO 8601)."""

    query: str
    dataset: str
    as_of: str | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """An action of the pack, why, and what led to it (rules, score and its parts, ticket)."""

    action: str
    reason: str
    details: dict[str, JSON] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens, and their cost in US dollars as decimal text."""

    tokens_in: int = 0
    tokens_out: int = 0
    cost: str = "0"


def spent(usages: Iterable[Usage]) -> Usage:
    """Usages added up; costs exactly, as decimals."""
    several = tuple(usages)
    return Usage(
        sum(usage.tokens_in for usage in several),
        sum(usage.tokens_out for usage in several),
        str(sum((Decimal(usage.cost) for usage in several), Decimal(0))),
    )


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an agent hands back. `facts` is what conditions and later steps see.

    `evidence` are the answers that the agent derived from others (see `tasks/derived.py`): numbers
    in its sections cite them like any other query.
    """

    facts: dict[str, JSON] = field(default_factory=dict)
    sections: tuple[Section, ...] = ()
    citations: tuple[Citation, ...] = ()
    warnings: tuple[str, ...] = ()
    decision: Decision | None = None
    usage: Usage = Usage()
    evidence: tuple[Answer, ...] = ()


@cache
def _outcomes() -> TypeAdapter[Outcome]:
    return TypeAdapter(Outcome)


def dump_outcome(outcome: Outcome) -> dict[str, JSON]:
    """An outcome as JSON; a TypeError when an agent put something else into it."""
    check_json(outcome.facts, "facts", list)
    if outcome.decision:
        check_json(outcome.decision.details, "decision.details", list)
    try:
        return _outcomes().dump_python(outcome, warnings="error")  # type: ignore[no-any-return]
    except PydanticSerializationError as error:
        raise TypeError(str(error).splitlines()[-1].strip()) from None


def load_outcome(data: Mapping[str, JSON]) -> Outcome:
    """The outcome that `dump_outcome` gave."""
    return _outcomes().validate_python(data)


@dataclass(frozen=True, slots=True)
class StepRun:
    """What became of one planned step. Times are ms; `started_ms` counts from the run's start."""

    alias: str
    agent: str
    status: Status
    reason: str = ""
    outcome: Outcome | None = None
    attempts: int = 0
    started_ms: float = 0.0
    queue_ms: float = 0.0
    run_ms: float = 0.0
    cached: bool = False
    key: str | None = None
    parts: dict[str, JSON] | None = None  # what the key was made of
    unneeded: bool = False  # its own condition left it out: nothing that needs it misses it
    prefetched: int = 0  # answers of queries that stood ready for it
    gate_wait_ms: float = 0.0  # for slots at the gate, over all attempts
    gate_hold_ms: float = 0.0


@dataclass(frozen=True, slots=True)
class Trace:
    """All steps of one executed plan in plan order, and what came of them."""

    steps: tuple[StepRun, ...]
    verdict: Verdict
    decision: Decision | None = None
    decided_by: str | None = None
    reason: str = ""
    ended_by: str | None = None  # the step whose checkpoint ended the run early

    def of(self, status: Status) -> tuple[StepRun, ...]:
        """The steps that ended so."""
        return tuple(step for step in self.steps if step.status is status)


@dataclass(frozen=True, slots=True)
class Report:
    """Merged outcomes of one run.

    It holds no time of day and no run id: the same inputs give the same bytes. `verification` is
    what came of checking its numbers (see `tasks/verification`), where the pack wants that.
    """

    title: str
    verdict: Verdict
    decision: Decision | None
    sections: tuple[Section, ...]
    citations: tuple[Citation, ...]
    warnings: tuple[str, ...]
    steps: tuple[tuple[str, str, str], ...]  # alias, status, reason
    freshness: dict[str, dict[str, str]]  # dataset: oldest and newest date
    reproducibility: dict[str, JSON]  # policy and its digest, request digest, agents and versions
    verification: dict[str, JSON] | None = None
