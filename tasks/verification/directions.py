"""Ups and downs in words: `fell by 3.2 points` says -3.2."""

import re
from dataclasses import dataclass

from tasks.verification.lookup import CHANGE
from tasks.verification.mentions import segment
from tasks.verification.numbers import Number

_FELL = (
    r"fell|fall(?:s|en|ing)?|declin\w+|drop(?:s|ped|ping)?|decreas\w+|loss(?:es)?|lost|lose[sd]?"
    r"|lowered|down|shr[aiu]nk\w*|contract(?:ed|ion|ions|s|ing)|reduc\w+|cut(?:s|ting)?"
    r"|slip(?:s|ped)?|slid(?:es?)?"
)
_BELOW = r"lower|less|fewer|below|behind|under|negative|minus|worsen\w*|short"
_UP = (
    r"r[oi]se(?:s|n)?|rising|grew|grow(?:s|n|th|ing)?|increas\w+|gain(?:s|ed|ing)?|up|higher|more"
    r"|above|ahead|over|expan(?:d|ds|ded|sion)|climb(?:s|ed|ing)?|jump(?:s|ed)?|add(?:s|ed)?"
    r"|positive|plus|improv\w+"
)
_WAY = re.compile(rf"\b(?:(?P<fell>{_FELL})|(?P<below>{_BELOW})|(?P<up>{_UP}))\b", re.IGNORECASE)
_EITHER = re.compile(
    r"\b(?:gap|gaps|difference|differences|differs?|distance|margin|apart|spread|change[sd]?|away"
    r"|deviat\w+|swing|magnitude|absolute|size)\b",
    re.IGNORECASE,
)
_DISTANCE = re.compile(r"(?:^|_)(?:gap|diff|difference|distance|deviation|residual|margin)(?:_|$)")


@dataclass(frozen=True, slots=True)
class Said:
    """What the words beside a number say of its sign."""

    down: bool  # fell, below
    up: bool  # rose, above
    fell: bool
    distance: bool  # a gap, a difference


def said(text: str, number: Number) -> Said:
    """The words of the part of the line in which the number stands."""
    start, end = segment(text, number)
    kinds = {found.lastgroup for found in _WAY.finditer(text, start, end)}
    distance = _EITHER.search(text, start, end) is not None
    return Said(bool(kinds & {"fell", "below"}), "up" in kinds, "fell" in kinds, distance)


def sign_agrees(column: str, opposite: bool, number: Number, words: Said) -> bool:
    """Whether a number as printed and said may be that of a column, as far as its sign goes.

    `opposite`: the data has it with the other sign. A printed sign must be that of the data.
    Without one, `fell by 3.2` is -3.2, and a distance may be told without its sign.
    """
    if number.sign == 0 or number.value == 0:
        return True
    if number.sign is not None:
        return not opposite
    if opposite:
        return words.down or words.distance or _DISTANCE.search(column) is not None
    told_as_fall = words.fell and not words.up and not words.distance
    return not (told_as_fall and CHANGE.search(column))
