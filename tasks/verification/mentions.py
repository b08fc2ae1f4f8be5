"""What a line is about: the names and dates of the data that stand in it, and near which number.

A number belongs to the names beside it. Names and numbers alternate in a sentence, and commas,
brackets and words such as `while` part them: `18.24 % in Hospitality, against 3.24 % in Energy`.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from blocks.answers import Answer
from tasks.verification.exempt import YEAR
from tasks.verification.numbers import Number

_WORD = re.compile(r"[^\W_][\w'’]*")
_PARTED = re.compile(
    r",(?=\s|$)|[;()|]|[.!?](?=\s|$)|\b(?:while|whereas|against|compared|versus|vs|but|than|from|to)\b"
)
_AND = re.compile(r"\b(?:and|or)\b|&")
_LISTED = re.compile(r"\s*(?:,|,?\s*and|&)\s*")
_SPAN = re.compile(r"\b(?:between|from|range|ranges|ranging)\b")
_DATE = re.compile(rf"\b(?:in|for|during|of|on|at)\s+({YEAR}(?:-\d\d(?:-\d\d)?)?)(?![\d,]|\.\d|-)")
_ANY_DATE = re.compile(rf"(?<![\w.,]){YEAR}(?![\w,]|\.\d)")
_COMPARED = re.compile(
    r"\b(?:from|before|earlier|previous|previously|ago|since|prior|last|then|until|between|after"
    r"|target|forecast)\b",
    re.IGNORECASE,
)
TOTALS = frozenset({"all", "total", "totals", "overall", "mean", "average", "median", "national"})


@dataclass(frozen=True, slots=True)
class Mention:
    """A name or a date in a line."""

    start: int
    end: int
    key: str


class Vocabulary:
    """The names that the answers of a run know, by the column in which they stand."""

    def __init__(self, answers: Iterable[Answer]) -> None:
        self._columns: dict[str, set[str]] = {}
        for answer in answers:
            for row in answer.rows:
                for column, cell in row.items():
                    if isinstance(cell, str) and _is_name(cell):
                        self._columns.setdefault(cell, set()).add(column)
        self._by_word: dict[str, list[str]] = {}
        for key in sorted(self._columns, key=len, reverse=True):
            self._by_word.setdefault(_WORD.findall(key)[0], []).append(key)

    def mentions(self, text: str) -> dict[str, list[Mention]]:
        """The names in a text, by column; the longer name wins where two begin alike."""
        found: dict[str, list[Mention]] = {}
        end = 0
        for word in _WORD.finditer(text):
            key = self._at(text, word) if word.start() >= end else None
            if key is None:
                continue
            end = word.start() + len(key)
            for column in sorted(self._columns[key]):
                found.setdefault(column, []).append(Mention(word.start(), end, key))
        return found

    def _at(self, text: str, word: re.Match[str]) -> str | None:
        stem = word[0] if word[0] in self._by_word else re.split(r"['’]", word[0])[0]
        for key in self._by_word.get(stem, ()):
            end = word.start() + len(key)
            if text.startswith(key, word.start()) and not text[end : end + 1].isalnum():
                return key
        return None


def _is_name(cell: str) -> bool:
    """Names begin with a capital (or in a script without them); words and numbers are no names."""
    return _WORD.match(cell) is not None and not (cell[0].islower() or cell[0].isdigit())


def dates(text: str) -> list[Mention]:
    """The dates of which a line speaks: `in 2024`, `for 2024-03`."""
    return [Mention(found.start(1), found.end(1), found[1]) for found in _DATE.finditer(text)]


def dated(text: str, number: Number, mentions: Sequence[Mention]) -> frozenset[str]:
    """The dates that a number must be of; none when the line leaves that open."""
    if not mentions:
        return frozenset()
    start, end = segment(text, number)
    inside = [each for each in mentions if start <= each.start < end]
    if inside:
        after = [each.key for each in inside if each.start >= number.end]
        before = [each.key for each in inside if each.end <= number.start]
        return frozenset(after[:1] or before[-1:])
    single = len({each.key for each in mentions}) == 1 == len(set(_ANY_DATE.findall(text)))
    if single and not _COMPARED.search(text):
        return frozenset(each.key for each in mentions)
    return frozenset()


def segment(text: str, number: Number) -> tuple[int, int]:
    """The part of the line, between commas, brackets and such words, in which a number stands."""
    start, end = 0, len(text)
    for parted in _PARTED.finditer(text):
        if parted.end() <= number.start:
            start = parted.end()
        elif parted.start() >= number.end:
            end = parted.start()
            break
    return start, end


def owners(text: str, found: Sequence[Number], mentions: Sequence[Mention]) -> list[frozenset[str]]:
    """For each number the names to which it may belong; `mentions` are those of one column."""
    groups = _between(found, mentions)
    listed = _one_each(text, found, groups)
    subject = next((group for group in groups if group), ())
    result: list[frozenset[str]] = []
    for place, number in enumerate(found):
        if place in listed:
            result.append(frozenset({listed[place]}))
            continue
        start, end = segment(text, number)
        before = [each for each in groups[place] if each.start >= start]
        after = [each for each in groups[place + 1] if each.end <= end]
        linked = _linked(text, before, number, after)
        near = linked or [*before, *after]
        if not near and place and found[place - 1].start >= start:
            result.append(result[-1])  # the second of two numbers for the same names
            continue
        last = next((group for group in reversed(groups[: place + 1]) if group), ())
        near = near or [*last, *subject]
        result.append(frozenset(each.key for each in near or mentions))
    return result


def _between(found: Sequence[Number], mentions: Sequence[Mention]) -> list[list[Mention]]:
    """The mentions before the first number, between each two, and after the last."""
    edges = [-1, *(number.start for number in found), 1 << 60]
    return [[it for it in mentions if low <= it.start < high] for low, high in pairwise(edges)]


def _linked(
    text: str, before: Sequence[Mention], number: Number, after: Sequence[Mention]
) -> list[Mention]:
    """Those of the neighbours that no `and` keeps from the number."""
    linked: list[Mention] = []
    if before and not _AND.search(text, before[-1].end, number.start):
        linked += before
    if after and not _AND.search(text, number.end, after[0].start):
        linked += after
    return linked


def _one_each(
    text: str, found: Sequence[Number], groups: Sequence[Sequence[Mention]]
) -> Mapping[int, str]:
    """`Energy and Finance had 3.1 % and 4.2 %`: as many numbers as names, in the same order."""
    result: dict[int, str] = {}
    for place, group in enumerate(groups[:-1]):
        names = list(group)
        last = place + len(names)
        if len(names) < 2 or last > len(found) or any(groups[place + 1 : last]):  # noqa: PLR2004
            continue
        run = found[place:last]
        gaps = [text[one.end : other.start] for one, other in pairwise(run)]
        names_apart = [text[one.end : other.start] for one, other in pairwise(names)]
        spanned = _SPAN.search(text, names[-1].end, run[0].start)
        further = last < len(found) and _LISTED.fullmatch(text[run[-1].end : found[last].start])
        if spanned or further or len({number.unit for number in run}) > 1:
            continue
        if all(_LISTED.fullmatch(gap) for gap in (*gaps, *names_apart)):
            result.update(zip(range(place, last), (each.key for each in names), strict=True))
    return result
