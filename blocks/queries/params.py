"""The parameters of a named query: bound to the types, choices and bounds that it declares."""

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from math import isfinite
from typing import Any, Final

from blocks.errors import SourceError
from blocks.queries.query import Param, Query

Bound = dict[str, Any]  # JSON: dates are text (ISO 8601), lists sorted, each text once
MARK: Final = "@"
_MONTH: Final = re.compile(r"\d{4}-(0[1-9]|1[0-2])")
_WANTED: Final = {
    "text": "a text",
    "int": "a whole number",
    "number": "a finite number",
    "date": "a date (YYYY-MM-DD)",
    "month": "a month (YYYY-MM)",
    "list": "a list of texts",
}


def bind(name: str, query: Query, given: Mapping[str, Any]) -> Bound:
    """Every parameter of a query with its value, null where nothing is restricted.

    An empty list and an empty text restrict nothing either: nobody asks for no sector at all.
    SourceError for one that is unknown, missing, of another type, out of bounds or not among its
    choices, and for a range that ends before it begins.
    """
    for key in given:
        if key not in query.params:
            raise SourceError(f"{name} has no parameter {key!r}. {nearest(key, query.params)}")
    bound = {key: _bound(name, key, query.params[key], given) for key in query.params}
    for column, ends in query.between.items():
        low, high = (valued(end, bound) for end in ends)
        if type(low) is type(high) and low is not None and low > high:
            asked = " and ".join(str(end) for end in ends)
            raise SourceError(f"{name}: {column} from {low!r} to {high!r} ({asked}) is no range.")
    return bound


def valued(value: Any, params: Mapping[str, Any]) -> Any:
    """A value as it stands, or the parameter that a token (`@name`) names."""
    if isinstance(value, date):  # as YAML reads 2024-03-01
        return value.isoformat()
    if not isinstance(value, str) or not value.startswith(MARK):
        return value
    if (name := value.removeprefix(MARK)) not in params:
        raise SourceError(f"{value} names no parameter. {nearest(name, params)}")
    return params[name]


def nearest(given: str, valid: Iterable[Any], most: int = 20) -> str:
    """The closest of the valid values and, unless they are too many to read, all of them."""
    from difflib import get_close_matches

    options = sorted(map(str, valid))
    close = get_close_matches(given, options, n=1)
    hint = f"Did you mean {close[0]!r}? " if close else ""
    if len(options) > most:
        return f"{hint}There are {len(options)} valid values."
    return f"{hint}Valid choices: {', '.join(options) or 'none'}."


def _bound(name: str, key: str, param: Param, given: Mapping[str, Any]) -> Any:
    if key not in given and param.required:
        raise SourceError(f"{name} needs the parameter {key!r}: {_WANTED[param.type]}.")
    value = given.get(key, param.default)
    if value is None or value == "":
        return None
    try:
        typed = _TYPES[param.type](value)
    except (TypeError, ValueError, OverflowError):
        said = f"{name}: the parameter {key!r} must be {_WANTED[param.type]}, not {_short(value)}."
        raise SourceError(said) from None
    _within(f"{name}: the parameter {key!r}", param, typed)
    return typed


def _within(what: str, param: Param, typed: Any) -> None:
    if param.choices:
        for each in typed if isinstance(typed, list) else [typed]:
            if each not in [_TYPES[_ELEMENT.get(param.type, param.type)](c) for c in param.choices]:
                valid = nearest(str(each), param.choices)
                raise SourceError(f"{what} can't be {_short(each)}. {valid}")
    if isinstance(typed, int | float):
        low, high = param.minimum, param.maximum
        if (low is not None and typed < low) or (high is not None and typed > high):
            ends = [f"at least {low:.15g}"] if low is not None else []
            ends += [f"at most {high:.15g}"] if high is not None else []
            raise SourceError(f"{what} must be {' and '.join(ends)}, not {_short(typed)}.")


_ELEMENT: Final = {"list": "text"}  # what the choices of a list are


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError
    if "\0" in value:  # PostgreSQL stores none
        raise ValueError
    value.encode()  # half a pair of surrogates is no text either
    return value


def _int(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        raise TypeError
    if value != int(value):
        raise ValueError
    if not -(2**63) <= value < 2**63:
        raise OverflowError
    return int(value)


def _number(value: Any) -> int | float:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        raise TypeError
    number = float(value)
    if not isfinite(number):
        raise ValueError
    return int(number) if number.is_integer() and abs(number) < 2**53 else number


def _date(value: Any) -> str:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value.isoformat()
    text = _text(value)
    if len(text) != len("YYYY-MM-DD"):
        raise ValueError
    return date.fromisoformat(text).isoformat()


def _month(value: Any) -> str:
    text = _text(value)
    if not _MONTH.fullmatch(text):
        raise ValueError
    return text


def _list(value: Any) -> list[str] | None:
    if not isinstance(value, list | tuple):
        raise TypeError
    if "" in value:
        raise ValueError
    return sorted({_text(each) for each in value}) or None


_TYPES: Final = {
    "text": _text,
    "int": _int,
    "number": _number,
    "date": _date,
    "month": _month,
    "list": _list,
}


def _short(value: Any) -> str:
    shown = repr(value)
    return shown if len(shown) <= 80 else f"{shown[:77]}…"  # noqa: PLR2004
