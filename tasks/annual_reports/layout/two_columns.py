"""Pages set in two columns of prose, as auditors' reports are: read one column, then the other."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from tasks.annual_reports.document.words import Line, Page, Word
from tasks.annual_reports.reading import Placed

_LEAST = 12  # lines that must begin at the right column's edge
_MIDDLE = (0.38, 0.62)  # of the page's width: where a right column begins
_WORDS = 3  # of prose in a line of a column


def in_reading_order(page: Page) -> list[Placed]:
    """The lines of a page; those of two columns one column after the other, block by block."""
    gutter = _gutter(page)
    if gutter is None:
        return [Placed(page.number, line) for line in page.lines]
    placed: list[Placed] = []
    left: list[Line] = []
    right: list[Line] = []
    for line in page.lines:
        one, other = _cut(line, gutter)
        if one is None and other is None:
            placed += _flush(page.number, left, right)
            placed.append(Placed(page.number, line))
        left += [one] if one else []
        right += [other] if other else []
    return placed + list(_flush(page.number, left, right))


def _gutter(page: Page) -> float | None:
    """Where the right column begins: an edge at which many lines of prose start anew."""
    edges: Counter[int] = Counter()
    for line in page.lines:
        for cell in line.cells:
            inside = _MIDDLE[0] * page.width <= cell.box[0] <= _MIDDLE[1] * page.width
            if inside and len(cell.words) >= _WORDS:
                edges[round(cell.box[0] / 2)] += 1
    if not edges:
        return None
    edge, count = edges.most_common(1)[0]
    return edge * 2 - 3 if count >= _LEAST else None


def _cut(line: Line, gutter: float) -> tuple[Line | None, Line | None]:
    """The parts of a line in the left and the right column; neither where it runs across both."""
    left = [word for word in line.words if word.x1 <= gutter]
    right = [word for word in line.words if word.x0 >= gutter]
    if len(left) + len(right) < len(line.words):
        return None, None
    if left and right and _close(left[-1], right[0]):
        return None, None
    return _line(left), _line(right)


def _close(one: Word, other: Word) -> bool:
    return other.x0 - one.x1 < 0.5 * (one.y1 - one.y0)


def _line(words: Sequence[Word]) -> Line | None:
    return Line(tuple(words)) if words else None


def _flush(number: int, left: list[Line], right: list[Line]) -> Iterable[Placed]:
    lines: Iterator[Line] = iter([*left, *right])
    placed = [Placed(number, line) for line in lines]
    left.clear()
    right.clear()
    return placed
