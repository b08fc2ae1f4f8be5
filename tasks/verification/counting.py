"""Whole numbers without a unit: they count something, and the line says what.

`3` stands in any large table. So `3 sectors` is taken from how many sectors an answer has, from a
column that is called so or from what was derived, never from a cell that counts something else.
"""

import re
from collections.abc import Iterable, Sequence

from tasks.verification.claims import Claim
from tasks.verification.lookup import Hit, Lookup
from tasks.verification.numbers import Number

SMALL = 20  # up to here, a count needs its column's name in the line
_NOUNS = re.compile(r"[\s-](?!of\b|and\b|or\b)[A-Za-z]+(?:\s+(?!of\b|and\b|or\b)[A-Za-z]+){0,2}")
_OUT_OF = re.compile(r"\b(?:of|all|across|among|n\s*=?)(?:\s+the)?\s*\Z", re.IGNORECASE)
_TIME = re.compile(r"[\s-](?:days?|weeks?|months?|quarters?|years?|rows?)\b")
_WORDS = re.compile(r"[a-z]{3,}")


def counted(text: str, number: Number, cited: Sequence[Lookup]) -> bool:
    """Whether it is a parameter, or counts what an answer has: `10 sectors`, `of 10`, `80 rows`."""
    if number.unit is not None:
        return False
    counts = [entry for lookup in cited for entry in lookup.counts.items()]
    named = _named(text, number, {name for name, _ in counts})
    if not named and any(number.value in lookup.params for lookup in cited):
        return True
    # Without a noun, `of 10` counts rows or names; years are no things to choose from.
    out_of = _OUT_OF.search(text, 0, number.start) is not None
    allowed = named or ({name for name, _ in counts if "year" not in name} if out_of else set())
    return any(count == number.value for name, count in counts if name in allowed)


def _named(text: str, number: Number, columns: Iterable[str]) -> set[str]:
    """The columns of names (or `row`) that the words after a number are about."""
    following = _NOUNS.match(text, number.end)
    nouns = following[0].lower().replace("-", " ").split() if following else []
    return {name for name in columns if any(noun.startswith(_stem(name)) for noun in nouns)}


def _stem(name: str) -> str:
    """`countr` of country, as in countries."""
    return name[: max(3, len(name) - 2)]


def may_count(
    found: Sequence[tuple[Lookup, Hit]], claim: Claim, number: Number
) -> list[tuple[Lookup, Hit]]:
    """The cells that can be what a whole number counts; any other number may be of any cell."""
    if number.unit is not None or number.step != 1:
        return list(found)
    time = _TIME.match(claim.text, number.end)
    words = frozenset(_WORDS.findall(" ".join([claim.text, *claim.headers]).lower()))
    return [it for it in found if _may_be(*it, claim.text, number, (time, words))]


def _may_be(
    lookup: Lookup,
    hit: Hit,
    text: str,
    number: Number,
    said: tuple[re.Match[str] | None, frozenset[str]],
) -> bool:
    time, words = said
    column = hit.column.lower()
    kind = time[0].strip(" -\n").lower().rstrip("s") if time else ""
    if kind == "row" or (kind and not lookup.answer.sources):
        return _stem(kind) in column
    if lookup.answer.sources:
        return True  # derived for the telling
    if things := _named(text, number, lookup.counts):
        return any(_stem(thing) in column for thing in things)
    small = abs(number.value) <= SMALL and lookup.answer.units.get(hit.column) == "count"
    return not small or any(
        word.startswith(_stem(part)) for part in _WORDS.findall(column) for word in words
    )
