"""The cells of a line, and where one must be cut: two numbers in one, or a label and its number."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median

from tasks.annual_reports.document.words import GAP, Cell, Line, Word
from tasks.annual_reports.layout.amounts import is_number, parse

Span = tuple[float, float]  # left and right edge of a column, in points
_ON_EDGE = 2.0  # points: a cell that ends this near a column's edge ends there
_SIGNS = re.compile(r"(?:^|(?<=\s))[-−–—]\s?")  # before a number, not within one
_UNIT = re.compile(r"(?<=\d) kr\b")
_WIDER = 1.5  # than the usual space: the gap between a label and its number


def cells_of(line: Line) -> list[Cell]:
    """A line's cells, parted at gaps wider than `GAP` of the height of most of its words.

    Text that runs up the margin is left out: it is no part of the line that it happens to cross.
    """
    height = median(word.y1 - word.y0 for word in line.words)
    cells: list[list[Word]] = []
    for word in line.words:
        if word.y1 - word.y0 > 2 * height and len(word.text) > 1:
            continue
        if cells and word.x0 - cells[-1][-1].x1 <= GAP * height:
            cells[-1].append(word)
        else:
            cells.append([word])
    return [Cell(tuple(words)) for words in cells]


def numeric(cell: Cell) -> bool:
    """Whether a cell is a number, whole or broken in two."""
    bare = _UNIT.sub("", _SIGNS.sub("", cell.text))
    return is_number(cell.text) or bare.replace(" ", "").isdecimal()


def cut(cells: Sequence[Cell], spans: Sequence[Span]) -> Iterator[Cell]:
    """Cells, those apart that run over two columns, or from a label into a column."""
    for cell in cells:
        at = _between(cell, spans) if numeric(cell) else _after_label(cell, spans)
        if at:
            yield Cell(cell.words[:at])
            yield from cut([Cell(cell.words[at:])], spans)
        else:
            yield cell


def _between(cell: Cell, spans: Sequence[Span]) -> int | None:
    """The word that begins the second of two numbers: after a gap that stands out, between columns.

    The groups of one number stand equally far apart, however many columns it runs over.
    """
    x0, _, x1, _ = cell.box
    within = [middle for middle in (sum(span) / 2 for span in spans) if x0 < middle < x1]
    gaps = _gaps(cell)
    if len(within) <= 1 or not gaps:
        return None
    widest, at = max(gaps)
    usual = min(gap for gap, _ in gaps) if len(gaps) > 1 else cell.words[0].size / 4
    apart = within[0] < cell.words[at].x0 and cell.words[at - 1].x1 < within[-1]
    return at if apart and widest > _WIDER * usual and _whole(cell, at) else None


def _whole(cell: Cell, at: int) -> bool:
    return all(is_number(Cell(words).text) for words in (cell.words[:at], cell.words[at:]))


def _gaps(cell: Cell) -> list[tuple[float, int]]:
    """The gaps between a cell's words, each with the word after it."""
    return [(b.x0 - a.x1, at + 1) for at, (a, b) in enumerate(pairwise(cell.words))]


def _after_label(cell: Cell, spans: Sequence[Span]) -> int | None:
    """The word that begins a number at the end of a label, where the number ends a column.

    A number in a label's words ("höjning 10") is a space away; a column is further.
    """
    if not any(abs(cell.box[2] - right) <= _ON_EDGE for _, right in spans):
        return None
    gaps = _gaps(cell)
    numbers = [
        (gap, at)
        for gap, at in gaps
        if is_number(Cell(cell.words[at:]).text) and parse(cell.words[at - 1].text) is None
    ]
    gap, at = max(numbers, default=(0.0, 0))
    return at if at and gap > _WIDER * median(width for width, _ in gaps) else None
