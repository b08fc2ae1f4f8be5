"""Prose in two columns, read one column after the other."""

from collections.abc import Sequence

from tasks.annual_reports.document.words import GAP, Line, Word

_COLUMNS = 2
_ROWS = 6  # lines one below the other that have a gutter at one place
_WORDS = 3.5  # in the middle line of each column: a table's cells are shorter
_LETTERS = 0.9  # of a column's words hold letters
_WIDE = 0.3  # of the text's width, each column


def in_reading_order(lines: Sequence[Line]) -> list[Line]:
    """The lines of a page; where prose stands in two columns, the left one first."""
    gutter = _gutter(lines)
    if gutter is None:
        return list(lines)
    ordered: list[Line] = []
    left: list[Line] = []
    right: list[Line] = []
    for line in lines:
        parts = _parted(line, gutter)
        if parts is None:  # it runs across: what came before it is read first
            ordered += [*left, *right, line]
            left, right = [], []
        else:
            left += [Line(parts[0])] if parts[0] else []
            right += [Line(parts[1])] if parts[1] else []
    return [*ordered, *left, *right]


def _gutter(lines: Sequence[Line]) -> float | None:
    """Where the right column begins, when enough lines show two columns of prose."""
    places: dict[int, list[Line]] = {}
    for line in lines:
        if len(line.cells) == _COLUMNS:
            places.setdefault(round(line.cells[1].box[0] / 3), []).append(line)
    if not places:
        return None
    place = max(places, key=lambda key: len(places[key]))
    own = places[place] + places.get(place + 1, []) + places.get(place - 1, [])
    if len(own) < _ROWS or not _is_prose(own, lines):
        return None
    return min(line.cells[1].box[0] for line in own) - 1


def _is_prose(rows: Sequence[Line], lines: Sequence[Line]) -> bool:
    width = max(line.box[2] for line in lines) - min(line.box[0] for line in lines)
    for column in (0, 1):
        words = [word.text for line in rows for word in line.cells[column].words]
        lettered = sum(any(c.isalpha() for c in word) for word in words)
        extent = max(line.cells[column].box[2] - line.cells[column].box[0] for line in rows)
        if len(words) < _WORDS * len(rows) or lettered < _LETTERS * len(words):
            return False
        if extent < _WIDE * width:
            return False
    return True


def _parted(line: Line, gutter: float) -> tuple[tuple[Word, ...], tuple[Word, ...]] | None:
    """A line's words left and right of the gutter; None when a word stands across it, or a gap
    that is no gutter.
    """
    left = tuple(word for word in line.words if word.x1 <= gutter)
    right = tuple(word for word in line.words if word.x0 >= gutter)
    if len(left) + len(right) < len(line.words):
        return None
    if left and right and right[0].x0 - left[-1].x1 <= GAP * (right[0].y1 - right[0].y0):
        return None
    return left, right
