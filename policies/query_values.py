"""Whether a value that a query file holds fits a kind of column or a type of parameter."""

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from math import isfinite
from typing import Any, Final

from policies.errors import choices
from policies.queries import Param
from policies.tokens import MARK

ANY: Final = "any"  # of a column that isn't there: it was said once, and nothing more follows
NUMERIC: Final = frozenset({"int", "number", ANY})
_MONTH: Final = re.compile(r"\d{4}-(0[1-9]|1[0-2])")
# Which parameters may be compared with which columns.
_COMPARED: Final[Mapping[str, frozenset[str]]] = {
    "text": frozenset({"text"}),
    "month": frozenset({"text"}),
    "date": frozenset({"date"}),
    "int": frozenset({"int", "number"}),
    "number": frozenset({"number"}),
    "list": frozenset({"text", "int"}),
}
Fault = tuple[str, str]  # what is wrong, and the remedy


def token(value: Any) -> str | None:
    """The parameter that a value names; None for a value that stands for itself."""
    named = isinstance(value, str) and value.startswith(MARK)
    return value.removeprefix(MARK) if named else None


def fits(kind: str, value: Any) -> bool:
    """Whether a value is one of a column's kind, or of a parameter's type."""
    if kind == ANY:
        return True
    if kind == "bool" or isinstance(value, bool):
        return kind == "bool" and isinstance(value, bool)
    if kind in ("int", "number"):
        number = isinstance(value, int | float) and isfinite(value)
        return number and (kind == "number" or value == int(value))
    if kind == "date":
        plain = isinstance(value, date) and not isinstance(value, datetime)
        return plain or (isinstance(value, str) and _is_date(value))
    if kind == "list":
        return isinstance(value, list | tuple) and all(isinstance(each, str) for each in value)
    month = kind != "month" or (isinstance(value, str) and bool(_MONTH.fullmatch(value)))
    return isinstance(value, str) and month


def compared(kind: str, value: Any, params: Mapping[str, Param]) -> Iterator[Fault]:
    """Why a value or a token can't be compared with a column of this kind."""
    name = token(value)
    if name is None:
        if value is not None and not fits(kind, value):
            yield f"{value!r} can't be compared with a column of kind {kind}.", ""
    elif name not in params:
        yield f"there is no parameter {name!r}.", choices(name, params)
    elif kind != ANY and kind not in _COMPARED[params[name].type]:
        yield (
            f"the {params[name].type} {name!r} can't be compared with a column of kind {kind}.",
            "",
        )


def is_moment(text: str) -> bool:
    """Whether a text is a date, or a date with a time (ISO 8601)."""
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


def _is_date(text: str) -> bool:
    return len(text) == len("YYYY-MM-DD") and is_moment(text)
