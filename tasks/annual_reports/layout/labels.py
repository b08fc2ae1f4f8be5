"""Labels compared as people compare them: letters only, and past what a font has lost.

Some fonts lose their ligatures: "Driftskostnader" is read as "Dri skostnader", "nettoomsättning" as
"ne oomsä ning". Both sides are compared without the pairs of letters that ligatures stand for, so
that a label is found whether its letters were lost or not. What is left is told apart by spelling,
with room for a letter or two.
"""

import re
from functools import lru_cache
from unicodedata import normalize

from rapidfuzz import fuzz

ALIKE = (
    88  # of 100: "aundet eget kapital" is "bundet eget kapital", "långfristiga" not "kortfristiga"
)
_LIGATURES = re.compile("ffi|tti|ff|fi|fl|ft|tf|ti|tt|fj")
_NOT_LETTERS = re.compile(r"[\W\d_]+")


@lru_cache(maxsize=8192)
def fold(text: str) -> str:
    """A text's letters in lower case, without the pairs that a ligature may stand for."""
    return _LIGATURES.sub("", _NOT_LETTERS.sub("", normalize("NFC", text).casefold()))


def like(text: str, *phrases: str, least: int = ALIKE) -> bool:
    """Whether a label is one of some phrases, but for case, spacing and a letter or two."""
    folded = fold(text)
    return bool(folded) and any(fuzz.ratio(folded, fold(phrase)) >= least for phrase in phrases)


def has(text: str, *stems: str) -> bool:
    """Whether one of some stems stands in a label, letter by letter."""
    folded = fold(text)
    return any(fold(stem) in folded for stem in stems)


def starts(text: str, *stems: str) -> bool:
    """Whether a label begins with one of some stems."""
    return fold(text).startswith(tuple(fold(stem) for stem in stems))


def nearest(text: str, phrases: tuple[str, ...], least: int = ALIKE) -> str | None:
    """The phrase that a label is most like; None where none is alike enough."""
    folded = fold(text)
    scored = [(fuzz.ratio(folded, fold(phrase)), phrase) for phrase in phrases] if folded else []
    score, phrase = max(scored, default=(0.0, ""))
    return phrase if score >= least else None
