"""What a named query answers: rows with their unit, where they come from, and how fresh they are.

Plain values; they are JSON when dumped, and equal answers have equal digests.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from functools import cached_property
from hashlib import sha256
from typing import Any

import orjson

Row = dict[str, Any]  # column to text, number, truth value or None


@dataclass(frozen=True)
class Provenance:
    """Where rows come from.

    `source` is the publisher as claims name it (`LMIS`), `dataset` what it publishes, `locator`
    the file or table that was read, and `fields` the columns as they stand there.
    """

    source: str
    dataset: str
    locator: str
    fields: tuple[str, ...] = ()
    license: str = ""


@dataclass(frozen=True)
class Answer:
    """The answer to a query, or a value derived from other answers.

    `units` gives the unit of each numeric column (`unit` is that of the query as a whole: count,
    percent, fraction, points, qar, usd, index, months, unknown). `as_of` is the date of the newest
    data (ISO 8601, or a year), `updated` when the source was last changed. A derived answer lists
    the ids of its `sources`.
    """

    query: str
    rows: tuple[Row, ...]
    unit: str
    provenance: Provenance
    units: Mapping[str, str] = field(default_factory=dict)
    params: Mapping[str, Any] = field(default_factory=dict)
    as_of: str | None = None
    updated: str | None = None
    warnings: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    cohort: str | None = None  # the column that says how many people a row is about
    sla_days: int | None = None  # after which the query calls its data stale

    @cached_property
    def digest(self) -> str:
        """SHA-256 of all that the answer says, in hexadecimal."""
        said = {each.name: getattr(self, each.name) for each in fields(self)}
        return sha256(orjson.dumps(said, option=orjson.OPT_SORT_KEYS)).hexdigest()

    def column(self, name: str) -> list[Any]:
        """The values of a column, row by row; KeyError when a row lacks it."""
        return [row[name] for row in self.rows]


def by_id(answers: Iterable[Answer]) -> dict[str, tuple[Answer, ...]]:
    """Answers by the query that they answer: one query may be asked with several parameters."""
    found: dict[str, tuple[Answer, ...]] = {}
    for answer in answers:
        found[answer.query] = (*found.get(answer.query, ()), answer)
    return found
