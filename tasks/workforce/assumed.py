"""What a question assumes in numbers: `if attrition falls by 10 %` is a scenario of its own."""

import re
from typing import Any

_CHANGE = re.compile(
    r"(?P<sign>[+\u2212-])?(?P<number>\d+(?:\.\d+)?)\s*"
    r"(?:(?P<points>percentage points?|points?|pp\b)|(?P<percent>%|per ?cent\b))",
    re.IGNORECASE,
)
_DOWN = re.compile(
    r"\b(?:fall|drop|decreas|declin|shr[aiu]nk|cut|less|fewer|lower|reduc|los[es]|down|shed|fell)\w*",
    re.IGNORECASE,
)
_UP = re.compile(
    r"\b(?:ris|rose|grow|grew|increas|rais|more|higher|gain|add|up\b|expan|extra|additional|jump)\w*",
    re.IGNORECASE,
)
_NEAR = 45  # characters before and after a number in which its direction is looked for
_ORDER = ("First", "Second", "Third", "Fourth", "Fifth")
RAMP = 12  # months in which a change that a question assumes is reached


def assumed(question: str, sectors: tuple[str, ...]) -> list[dict[str, Any]]:
    """The changes that a question assumes, as scenarios; none when a direction isn't clear.

    A change is of the one sector that the question names, and reached within a year.
    """
    found = list(_CHANGE.finditer(question))[: len(_ORDER)]
    changes = [_signed(question, each) for each in found]
    if not changes or any(change is None for change in changes):
        return []
    names = ["As asked"] if len(changes) == 1 else [f"{word} as asked" for word in _ORDER]
    where = {"sector": sectors[0]} if len(sectors) == 1 else {}
    return [
        {"name": name, "kind": kind, "value": change, "ramp_months": RAMP, **where}
        for name, change, kind in zip(names, changes, map(_kind, found), strict=False)
    ]


def _kind(found: re.Match[str]) -> str:
    return "additive" if found["points"] else "percentage"


def _signed(question: str, found: re.Match[str]) -> float | None:
    """The change with its sign; None when the words around it don't tell up from down."""
    value = float(found["number"])
    if found["sign"]:
        return value if found["sign"] == "+" else -value
    near = _nearest(question, found)
    return None if near is None else near * value


def _nearest(question: str, found: re.Match[str]) -> int | None:
    """1 for up, -1 for down: the direction whose word stands nearest."""
    best: tuple[int, int] | None = None
    for direction, words in ((1, _UP), (-1, _DOWN)):
        for word in words.finditer(question):
            gap = max(found.start() - word.end(), word.start() - found.end())
            if gap <= _NEAR and (best is None or gap < best[0]):
                best = gap, direction
    return best[1] if best else None
