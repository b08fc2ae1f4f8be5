"""Derived numbers: what an agent computes is the answer to a query of its own, with its sources.

So a number that no table holds is cited and verified like any other, and leads back to the data.
"""

import re
from calendar import monthrange
from collections.abc import Iterable, Mapping
from datetime import date
from hashlib import sha256
from math import isfinite
from typing import Any

import orjson

from blocks.answers import Answer, Provenance, Row

SOURCE = "derived"  # the publisher of what was computed here
_OPERATION = re.compile(r"[a-z][a-z0-9_]*")
_SCALARS = (str, int, float, bool, type(None))


def derived(
    operation: str,
    rows: Iterable[Mapping[str, Any]],
    units: Mapping[str, str],
    sources: Iterable[Answer],
    *,
    params: Mapping[str, Any] | None = None,
) -> Answer:
    """The result of `operation` on `sources` as an answer that lines can cite.

    Its id is `derived_{operation}_{8 hex}`, the digits a hash of operation, params, rows and the
    sources' digests: equal results have equal ids, in every process. It is as new as the newest
    source. `units` names the unit of each numeric column. ValueError for a number that is not
    finite, a cell that is no scalar, an operation that is no name, and for no sources.
    """
    if not _OPERATION.fullmatch(operation):
        raise ValueError(f"{operation!r} is no name of an operation: use lower_case_words.")
    given = {answer.digest: answer for answer in sources}
    if not given:
        raise ValueError(f"{operation}: a derived number needs the answers that it comes from.")
    cells = tuple(_checked(operation, dict(row)) for row in rows)
    settings = dict(params or {})
    origins = sorted(given.values(), key=lambda answer: (answer.query, answer.digest))
    columns = {column: None for row in cells for column in row}
    return Answer(
        query=f"derived_{operation}_{_digest(operation, settings, cells, sorted(given))}",
        rows=cells,
        unit=_only(units.values()),
        provenance=Provenance(SOURCE, operation, SOURCE, tuple(columns)),
        units=dict(units),
        params=settings,
        as_of=newest(answer.as_of for answer in origins),
        sources=tuple(dict.fromkeys(answer.query for answer in origins)),
        cohort=next((each.cohort for each in origins if each.cohort in columns), None),
    )


def _checked(operation: str, row: Row) -> Row:
    for column, value in row.items():
        if not isinstance(value, _SCALARS):
            kind = type(value).__name__
            raise ValueError(  # noqa: TRY004 - one error for whatever can't be a cell
                f"{operation}: column {column!r} holds {kind}; a cell is text, a number or None."
            )
        if isinstance(value, float) and not isfinite(value):
            raise ValueError(f"{operation}: column {column!r} holds {value}, which is not finite.")
    return row


def _digest(operation: str, params: Row, rows: tuple[Row, ...], digests: list[str]) -> str:
    whole = orjson.dumps([operation, params, rows, digests], option=orjson.OPT_SORT_KEYS)
    return sha256(whole).hexdigest()[:8]


def _only(units: Iterable[str]) -> str:
    """The unit that all columns share, if they do."""
    distinct = set(units)
    return distinct.pop() if len(distinct) == 1 else "unknown"


def newest(dates: Iterable[str | None]) -> str | None:
    """The latest of dates, months and years as they were written; None when there is none."""
    known = [(last_day(each), each) for each in dates if each]
    dated = [(day, each) for day, each in known if day is not None]
    return max(dated)[1] if dated else None


def last_day(as_of: str) -> date | None:
    """The day on which a year, a month or a date (ISO 8601) ends; None for anything else."""
    parts = re.fullmatch(r"(\d{4})(?:-(\d\d)(?:-(\d\d)(?:[T ].*)?)?)?", as_of.strip())
    if parts is None:
        return None
    year, month, day = (int(part) if part else None for part in parts.groups())
    try:
        first = date(year or 0, month or 12, day or 1)
    except ValueError:
        return None
    return first if day else first.replace(day=monthrange(first.year, first.month)[1])
