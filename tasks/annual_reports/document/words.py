"""Words, lines and pages: what stands on paper, and where.

Coordinates are points (1/72 inch) from the top left corner of the page, as it is read.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

Box = tuple[float, float, float, float]  # x0, y0, x1, y1
GAP = 0.75  # of a line's height: a wider gap parts two columns; measured on real reports

NUMBERS = 0.6  # the same between groups of digits, whose spaces are narrow
APART = 0.4  # the same between numbers that can't be one: a year follows a year
_NUMBER = re.compile(r"[-–−+(]?\d[\d.,]*[)%]?$")
_BEGUN = re.compile(r"[-–−+(]?\d{1,3}$")
_SPACES = re.compile(r"[\s\u00a0\u202f]+")
_GROUP = re.compile(r"\d{3}(?:[.,]\d+)?\)?$")


@dataclass(frozen=True, slots=True)
class Word:
    """A run of characters without white space; `size` is that of its font in points."""

    text: str
    x0: float
    y0: float
    x1: float
    y1: float
    size: float = 10.0
    bold: bool = False


@dataclass(frozen=True)
class Cell:
    """Words that stand together in a line: a label, or a number with its spaces."""

    words: tuple[Word, ...]

    @cached_property
    def text(self) -> str:
        return " ".join(word.text for word in self.words)

    @cached_property
    def box(self) -> Box:
        return around(self.words)


@dataclass(frozen=True)
class Line:
    """Words on one base line, from left to right."""

    words: tuple[Word, ...]

    @cached_property
    def text(self) -> str:
        return " ".join(word.text for word in self.words)

    @cached_property
    def box(self) -> Box:
        return around(self.words)

    @cached_property
    def size(self) -> float:
        return max(word.size for word in self.words)

    @cached_property
    def bold(self) -> bool:
        return all(word.bold for word in self.words)

    @cached_property
    def cells(self) -> tuple[Cell, ...]:
        """The line in columns: parted where a gap is wider than `GAP` of its words' height, or
        narrower where two numbers stand side by side.
        """
        cells: list[list[Word]] = []
        for word in self.words:
            if cells and not _parted(cells[-1][-1], word):
                cells[-1].append(word)
            else:
                cells.append([word])
        return tuple(Cell(tuple(words)) for words in cells)


@dataclass(frozen=True)
class Page:
    """A page with its lines from top to bottom; `number` counts from 1.

    `aside` is what stands beside the text: running headers, page numbers, strips of signing, and
    text that is turned against the rest.
    """

    number: int
    width: float
    height: float
    lines: tuple[Line, ...]
    aside: tuple[Line, ...] = ()

    @cached_property
    def text(self) -> str:
        return "\n".join(line.text for line in self.lines)

    @cached_property
    def squeezed(self) -> str:
        """All that is printed on it, without white space and capitals."""
        return squeezed("".join(line.text for line in (*self.lines, *self.aside)))


@dataclass(frozen=True)
class Document:
    """A report as it was read. `ocr`: its words were recognised in images of its pages.

    `repaired` counts the words whose letters a garbled font had replaced. `unread` are the numbers
    of pages that could not be read: damaged ones, and those whose letters could not be repaired.
    """

    pages: tuple[Page, ...]
    sha256: str
    ocr: bool = False
    repaired: int = 0
    unread: tuple[int, ...] = ()

    def page(self, number: int) -> Page:
        """The page of a number that counts from 1."""
        return self.pages[number - 1]


def _parted(word: Word, following: Word) -> bool:
    height = max(word.y1 - word.y0, following.y1 - following.y0)
    gap = (following.x0 - word.x1) / height if height else 0.0
    if _NUMBER.match(word.text) and _NUMBER.match(following.text):
        goes_on = _BEGUN.match(word.text) and _GROUP.match(following.text)
        return gap > (NUMBERS if goes_on else APART)
    return gap > GAP


def around(words: Iterable[Word]) -> Box:
    """The smallest box that holds all words."""
    all_ = tuple(words)
    return (
        min(word.x0 for word in all_),
        min(word.y0 for word in all_),
        max(word.x1 for word in all_),
        max(word.y1 for word in all_),
    )


def squeezed(text: str) -> str:
    """A text without white space and capitals, as two of them are compared."""
    return _SPACES.sub("", text).casefold()
