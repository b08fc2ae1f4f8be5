"""What a model said, as JSON: repaired where that is safe, and told what was repaired.

A repair may close a fence, a quote or a comma; it may not make a number, choose between two values
or fill in one that is missing. An answer that was cut off is refused, since what stands at its end
may be half a value.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from math import isfinite
from typing import Any

from tasks.outcome import JSON

FENCED, AROUND, REPAIRED = "fence removed", "text around removed", "JSON repaired"
_FENCE = re.compile(r"^\s*```[\w-]*\s*\n(.*?)\n?\s*```\s*$", re.DOTALL)
# A number of JSON where a value begins, and nothing more: no 1 234, 1,5, 12 tkr, (500) or 5 %.
_NUMBER = re.compile(
    r"(?:[:=\[]|(?<!\d),|,(?=\s))\s*"
    r"(-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)"
    r"(?=\s*(?:[\]}\n;#`]|[\"'](?!\d)|//|/\*|,(?!\d)|$))"
)


class ParseError(ValueError):
    """The answer holds no JSON that can be taken; the text says why, for the model to read."""


@dataclass(frozen=True, slots=True)
class Parsed:
    """A JSON value, and what had to be repaired to get it."""

    value: JSON
    repairs: tuple[str, ...] = ()


def parse_json(text: str) -> Parsed:
    """The JSON object or list in a model's answer. ParseError when there is none, or half of one.

    Fences and text around it are removed, faults of syntax repaired by json-repair. Keys that stand
    twice in one object, several objects, values that are missing, numbers that are not finite, and
    numbers that only the repair made are refused.
    """
    candidate = text
    for candidate, repairs in _candidates(text):
        try:
            return Parsed(_strict(candidate), repairs)
        except json.JSONDecodeError:
            continue
    return Parsed(_repaired(candidate), (REPAIRED,))


def _candidates(text: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    yield text, ()
    if fenced := _FENCE.match(text):
        yield fenced[1], (FENCED,)
    starts = [place for place in (text.find("{"), text.find("[")) if place >= 0]
    end = max(text.rfind("}"), text.rfind("]"))
    if starts and end > min(starts):
        yield text[min(starts) : end + 1], (AROUND,)


def _strict(text: str) -> JSON:
    value = json.loads(text, object_pairs_hook=_once, parse_constant=_no_constant)
    if not isinstance(value, dict | list):
        raise ParseError("the answer is no JSON object.")
    _check_finite(value)
    return value


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ParseError(f"the key {twice!r} stands twice in one object, with values to choose of.")
    return found


def _no_constant(name: str) -> float:
    raise ParseError(f"{name} is no number of JSON.")


def _repaired(text: str) -> JSON:
    from json_repair import repair_json

    if not re.search(r"[{\[]", text):
        raise ParseError("the answer holds no JSON object.")
    if re.search(r"[,\[{]\s*(?:\.\.\.|…)", text):
        raise ParseError("the answer leaves something out: it has an ellipsis.")
    if _cut_off(text):
        raise ParseError("the answer is cut off: its JSON object does not end.")
    try:  # within a list, since it minds keys that stand twice only there
        found = repair_json(f"[{text}]", return_objects=True, ensure_ascii=False, strict=True)
    except ValueError as error:
        why = str(error).replace(" in strict mode", "").rstrip(".")
        raise ParseError(f"the answer's JSON is faulty: {why}.") from None
    if not isinstance(found, list) or not found or not isinstance(found[0], dict | list):
        raise ParseError("the answer holds no JSON object that can be read.")
    if len(found) > 1:
        raise ParseError("the answer holds several JSON objects, or more than one object.")
    _check_finite(found[0])
    _check_numbers(found[0], text)
    return found[0]


def _cut_off(text: str) -> bool:
    """Whether more is opened than closed, outside of quotes, from the first brace on."""
    depth, quoted, escaped = 0, False, False
    start = min(place for place in (text.find("{"), text.find("[")) if place >= 0)
    for char in text[start:]:
        if quoted:
            quoted = escaped or char != '"'
            escaped = char == "\\" and not escaped
        elif char == '"':
            quoted = True
        elif char in "{[":
            depth += 1
        elif char in "}]":
            depth -= 1
            if depth <= 0:
                return False
    return True


def _check_finite(value: JSON) -> None:
    for number in _numbers(value):
        if isinstance(number, float) and not isfinite(number):
            raise ParseError("a number is too large.")


def _numbers(value: JSON) -> Iterator[int | float]:
    if isinstance(value, dict):
        for inner in value.values():
            yield from _numbers(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _numbers(inner)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield value


def _check_numbers(value: JSON, text: str) -> None:
    """ParseError when a number of a repaired value doesn't stand in the answer just so."""
    stands = {json.loads(number) for number in _NUMBER.findall(text)}
    for number in _numbers(value):
        if number not in stands:
            raise ParseError(f"the number {number} can't be told from the answer's faulty JSON.")
