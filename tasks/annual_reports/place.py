"""Where a verbatim text stands on its page: the box of the words that say it.

A model gives the words of a value and its page, and no place. Where the words stand in several
places, what belongs to the same row tells which is meant: it stands on the same line.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from tasks.annual_reports.document.words import Box, Document, Page, Word, around

_LEVEL = 0.5  # of a box's height: the middles of two on one line are no further apart


@dataclass
class _Sheets:
    """The pages of a document made ready to look in, and what has its place already."""

    document: Document
    known: dict[int, "_Sheet"] = field(default_factory=dict)
    taken: set[tuple[int, Box]] = field(default_factory=set)

    def boxes(self, leaf: Mapping[str, Any]) -> list[Box]:
        number = leaf["page"]
        if not 1 <= number <= len(self.document.pages):
            return []
        if number not in self.known:
            self.known[number] = _Sheet.of(self.document.page(number))
        return list(self.known[number].boxes(str(leaf["text"])))


def placed(fields: Mapping[str, Any], document: Document) -> dict[str, Any]:
    """Fields in their JSON form, with a box for each value whose text stands on its page.

    The box is None where it doesn't, as on pages that are images.
    """
    found: dict[str, Any] = {}
    for name, value in fields.items():
        sheets = _Sheets(document)
        if isinstance(value, list):
            found[name] = [_row(row, sheets) for row in value]
        elif isinstance(value, Mapping) and "value" not in value:
            found[name] = _row(value, sheets)
        else:
            found[name] = _row({name: value}, sheets)[name]
    return found


def _row(row: Mapping[str, Any], sheets: _Sheets) -> dict[str, Any]:
    """Values that belong together, each with its box."""
    boxes = {name: sheets.boxes(leaf) if leaf else [] for name, leaf in row.items()}
    found: dict[str, Any] = {}
    for name, leaf in row.items():
        others = [boxes[other] for other in row if other != name]
        box = _best(boxes[name], others, leaf["page"], sheets.taken) if leaf else None
        if box:
            sheets.taken.add((leaf["page"], box))
        rounded = [round(edge, 1) for edge in box] if box else None
        found[name] = {**leaf, "box": rounded} if leaf else leaf
    return found


def _best(
    boxes: list[Box], others: list[list[Box]], page: int, taken: set[tuple[int, Box]]
) -> Box | None:
    """The box that is on one line with most of the others; of equals the first that is free."""

    def worth(box: Box) -> tuple[int, bool]:
        beside = sum(any(_level(box, other) for other in several) for several in others)
        return beside, (page, box) not in taken

    return max(boxes, key=worth, default=None)  # the first of equals


def _level(one: Box, other: Box) -> bool:
    middles = (one[1] + one[3]) / 2, (other[1] + other[3]) / 2
    return abs(middles[0] - middles[1]) <= _LEVEL * min(one[3] - one[1], other[3] - other[1])


def boxes_of(text: str, page: Page) -> list[Box]:
    """The boxes of the words that say a text, in the order of the page; none when it isn't there.

    White space and case don't count. A text is no part of a longer word or number.
    """
    return list(_Sheet.of(page).boxes(text))


@dataclass(frozen=True)
class _Sheet:
    """The words of a page run together; where in that text each of them starts, and each cell."""

    words: tuple[Word, ...]
    joined: str
    starts: tuple[int, ...]
    cells: frozenset[int]

    @classmethod
    def of(cls, page: Page) -> "_Sheet":
        words, starts, cells, joined = [], [], [], ""
        for cell in (cell for line in page.lines for cell in line.cells):
            cells.append(len(joined))
            for word in cell.words:
                words.append(word)
                starts.append(len(joined))
                joined += _plain(word.text)
        return cls(tuple(words), joined, tuple(starts), frozenset((*cells, len(joined))))

    def boxes(self, text: str) -> Iterator[Box]:
        wanted = _plain(text)
        start = self.joined.find(wanted) if wanted else -1
        while start >= 0:
            end = start + len(wanted)
            if self._whole(start, end):
                yield around(self._spanning(start, end))
            start = self.joined.find(wanted, start + 1)

    def _spanning(self, start: int, end: int) -> list[Word]:
        ends = (*self.starts[1:], len(self.joined))
        each = zip(self.words, self.starts, ends, strict=True)
        return [word for word, first, last in each if first < end and last > start]

    def _whole(self, start: int, end: int) -> bool:
        return self._parts(start) and self._parts(end)

    def _parts(self, place: int) -> bool:
        """Whether a word ends and another begins there, or a number when digits stand there."""
        before, after = self.joined[place - 1 : place], self.joined[place : place + 1]
        if before.isdigit() and after.isdigit():
            return place in self.cells
        return place in self.starts or not (before.isalnum() and after.isalnum())


def _plain(text: str) -> str:
    return "".join(text.split()).casefold()
