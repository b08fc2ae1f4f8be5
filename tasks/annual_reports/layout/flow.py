"""Lines of a report as flowing text that remembers where each word stands.

Paragraphs end with a line break, cells of a line are parted by a tab, all else by one space. A
paragraph goes on in the next line where the next word would not have fitted into the one before.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from tasks.annual_reports.document.words import Line, Word, around
from tasks.annual_reports.found import Found, Scalar
from tasks.annual_reports.reading import Placed

_BULLET = re.compile(r"^(?:[-–—•●▪∙·*o]|\d{1,2}[.)])$")
_END = re.compile(r"(?<=[a-zåäö0-9%)][.!?])[ \t]+(?=[A-ZÅÄÖ])")
_STOP = re.compile(r"[.!?:]$")
_FILLED = 0.8  # of the way to the right margin: a line that ends within a sentence goes that far
_SPACED = 1.2  # of the usual distance: two lines further apart are two paragraphs
_SEVERAL = 4  # distances: fewer don't tell which is usual
_COLUMN = 3.0  # points by which cells of one column begin apart
_SOME = 6  # words of a line that is no heading
_SHORT = re.compile(
    r"(?:\b(?:a|ex|ev|t|d|s|m|bl|o|f|fr|ca|kl|nr|resp|inkl|exkl|dvs|c|k|p|g)\.)$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Spot:
    """A word in the text: where it begins and ends there, and where it stands on paper."""

    start: int
    end: int
    page: int
    word: Word


@dataclass(frozen=True, slots=True)
class Setting:
    """How a page is set, in points: the right edge of its text, and the distance of its lines."""

    right: float
    pitch: float


_UNKNOWN = Setting(float("inf"), float("inf"))


@dataclass(frozen=True)
class Flow:
    """Flowing text with the place of each of its words."""

    text: str
    spots: tuple[Spot, ...]

    @cached_property
    def _starts(self) -> list[int]:
        return [spot.start for spot in self.spots]

    def found(self, value: Scalar | None, start: int, end: int) -> Found | None:
        """A value with the words from `start` to `end` as evidence; those on the first page."""
        if value is None or start >= end:
            return None
        first = max(bisect_right(self._starts, start) - 1, 0)
        spots = [spot for spot in self.spots[first:] if spot.start < end and spot.end > start]
        if not spots:
            return None
        words = [spot.word for spot in spots if spot.page == spots[0].page]
        said = " ".join(word.text for word in words)
        return Found(value, spots[0].page, said.strip(",;:") or said, around(words))

    def sentences(self) -> Iterator[tuple[int, int]]:
        """Where each sentence begins and ends; none runs over the end of a paragraph."""
        for paragraph in re.finditer(r"[^\n]+", self.text):
            start = paragraph.start()
            for end in _END.finditer(self.text, *paragraph.span()):
                if not _SHORT.search(self.text[start : end.start()]):
                    yield start, end.start()
                    start = end.end()
            yield start, paragraph.end()


def flow(
    lines: Iterable[Placed], settings: Mapping[int, Setting] | None = None, *, prose: bool = False
) -> Flow:
    """The text of lines in reading order; `settings` say by page how its text is set.

    Of what is known to be `prose`, in columns of any width, a paragraph goes on as long as a line
    of some words doesn't end a sentence.
    """
    placed = list(lines)
    settings = settings_of(placed) if settings is None else settings
    text: list[str] = []
    spots: list[Spot] = []
    at = 0
    for before, line in zip([None, *placed], placed, strict=False):
        if before is not None:
            setting = settings.get(before.page, _UNKNOWN)
            goes_on = _in_prose(before, line) if prose else _goes_on(before, line, setting.right)
            goes_on = goes_on and not _apart(before, line, setting.pitch)
            text.append(" " if goes_on else "\n")
            at += 1
        for number, cell in enumerate(line.line.cells):
            if number:
                text.append("\t")
                at += 1
            for place, word in enumerate(cell.words):
                if place:
                    text.append(" ")
                    at += 1
                spots.append(Spot(at, at + len(word.text), line.page, word))
                text.append(word.text)
                at += len(word.text)
    return Flow("".join(text), tuple(spots))


def settings_of(lines: Iterable[Placed]) -> dict[int, Setting]:
    """How the text of each page is set; pages without longer lines are left out."""
    pages: dict[int, list[Line]] = {}
    for placed in lines:
        pages.setdefault(placed.page, []).append(placed.line)
    edges = {
        number: [line.box[2] for line in own if len(line.words) >= _SOME]
        for number, own in pages.items()
    }
    return {
        number: Setting(max(edges[number]), _pitch(own))
        for number, own in pages.items()
        if edges[number]
    }


def _pitch(lines: Sequence[Line]) -> float:
    """The distance of two lines within a paragraph: a small one, of all there are on a page."""
    distances = (line.box[3] - before.box[3] for before, line in pairwise(lines))
    found = sorted(each for each in distances if each > 1)
    return found[len(found) // 4] if len(found) >= _SEVERAL else float("inf")


def _apart(before: Placed, line: Placed, pitch: float) -> bool:
    """Whether more space than usual stands after a sentence: there a paragraph ends."""
    if before.page != line.page or not _STOP.search(before.line.words[-1].text):
        return False
    return line.line.box[3] - before.line.box[3] > _SPACED * pitch


def _goes_on(before: Placed, line: Placed, margin: float) -> bool:
    last, first = before.line.words[-1], line.line.words[0]
    if _begins_item(first.text, last.text) or _is_row(before.line) or _is_row(line.line):
        return False
    if _aligned(before.line, line.line):
        return False
    if before.page != line.page:
        return first.text[0].islower() and not _STOP.search(last.text)
    height = last.y1 - last.y0
    if line.line.box[1] - before.line.box[3] > 0.7 * height or line.line.size != before.line.size:
        return False
    if _parted(before.line, line.line, height):
        return False
    if first.x1 - first.x0 + 0.25 * height > margin - last.x1 - 1:
        return True
    halfway = first.text[0].islower() or first.text[0] == "("
    return halfway and not _STOP.search(last.text) and last.x1 > _FILLED * margin


def _in_prose(before: Placed, line: Placed) -> bool:
    last, first = before.line.words[-1], line.line.words[0]
    if (
        _begins_item(first.text, last.text)
        or _STOP.search(last.text)
        or before.line.size != line.line.size
    ):
        return False
    return not first.text[0].isupper() or len(before.line.words) >= _SOME


def _begins_item(word: str, last: str) -> bool:
    """Whether a word is the mark of a list item; a number within a sentence ("… 54.") is none."""
    return is_bullet(word) and not (word[0].isdigit() and not _STOP.search(last))


def _parted(before: Line, line: Line, height: float) -> bool:
    """Whether lines begin at places so different that they are no paragraph; a bullet hangs out."""
    shift = line.box[0] - before.box[0]
    bullet = is_bullet(before.words[0].text) and len(before.words) > 1
    return abs(shift - (before.words[1].x0 - before.words[0].x0 if bullet else 0)) > 4 * height


def _is_row(line: Line) -> bool:
    """Whether cells of a line stand far apart, as in a table."""
    height = line.box[3] - line.box[1]
    cells = line.cells
    gaps = (right.box[0] - left.box[2] for left, right in pairwise(cells))
    return not is_bullet(cells[0].text) and any(gap > 2 * height for gap in gaps)


def _aligned(before: Line, line: Line) -> bool:
    """Whether two lines have second cells at one place, as rows of a table have."""
    one, other = before.cells[1:2], line.cells[1:2]
    return bool(one and other) and abs(one[0].box[0] - other[0].box[0]) <= _COLUMN


def is_bullet(word: str) -> bool:
    """Whether a word is the mark of a list item."""
    return _BULLET.match(word) is not None
