"""Lines that are one row: labels over several lines, values between them, broken numbers.

What begins in lower case goes on with the label before it, and so does what follows a word that
ends no label ("av", "och", "före"). Values may stand beside the first line of a label, the last,
or between two.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from tasks.annual_reports.document.words import Cell
from tasks.annual_reports.layout.amounts import is_number, parse
from tasks.annual_reports.layout.grid import Row

_GOES_ON = (  # a label that ends so is not at its end
    "och", "eller", "samt", "av", "för", "före", "efter", "från", "till", "i", "på", "med", "per",
    "under", "över", "vid", "mot", "hos", "den", "de", "årets", "%", "/", "-", ",",
)  # fmt: skip
_WRAP = 2.2  # of a line's height: two lines further apart are no one row
_LINES = 2.5  # of a line's height: labels may stand between the two halves of a number
_BETWEEN = 0.3  # of a line's height: values this far under a label stand between two lines of it
_INDENT = 8.0  # points: a label's second line begins about where its first does
_SPARE = 6.0  # points: the width of a word is an estimate
_BESIDE = 0.85  # of a line's height: values this near stand beside a label, not under it


def merged(raw: Sequence[Row], height: float) -> Iterator[Row]:
    """Rows with the lines of their labels joined."""
    pending: Row | None = None
    edge = max((row.box[2] for row in raw if row.label), default=0.0)
    for row in _mended(raw, height):
        if pending is None:
            pending = row
        elif (joined := _joined(pending, row, height, edge)) is not None:
            pending = joined
        else:
            yield pending
            pending = row
    if pending:
        yield pending


def _joined(upper: Row, lower: Row, height: float, edge: float) -> Row | None:
    """Two lines as one row, or None where they are two; `edge` is where the longest label ends."""
    if upper.page != lower.page or lower.box[1] - upper.box[3] > (_WRAP - 1) * height:
        return None
    if not upper.blank and not lower.blank:
        return None
    broken = _broken_at(upper, lower, edge)
    if not (broken or _goes_on(upper, lower) or _beside(upper, lower, height)):
        return None
    values = lower.values if upper.blank else upper.values
    boxes = [row.box for row in (upper, lower) if row.label] or [upper.box, lower.box]
    x0, y0, x1, y1 = zip(*boxes, strict=True)
    return replace(
        upper,
        label=f"{upper.label} {lower.label}".strip(),
        values=values,
        note=upper.note or lower.note,
        note_cell=upper.note_cell or lower.note_cell,
        box=(min(x0), min(y0), max(x1), max(y1)),
        left=upper.left if upper.label else lower.left,
        lines=(*upper.lines, *lower.lines),
    )


def _broken_at(upper: Row, lower: Row, edge: float) -> bool:
    """Whether the label of a row with values goes on below it: where its next word had no room."""
    if upper.blank or not lower.blank or not upper.label or not lower.label:
        return False
    open_ = lower.label.isupper() and upper.label.split()[-1].casefold() in _GOES_ON
    begins = _begins_low(lower.label) or lower.label[0] == "%" or open_
    if not begins or abs(upper.left - lower.left) >= _INDENT:
        return False
    first = lower.label.split()[0]
    width = (lower.box[2] - lower.box[0]) * (len(first) + 1) / len(lower.label)
    return upper.box[2] + width > edge - _SPARE


def _begins_low(label: str) -> bool:
    """Whether a label begins within a sentence; among capitals a small word tells."""
    return label[0].islower() or (
        label.isupper() and label.split(maxsplit=1)[0].casefold() in _GOES_ON
    )


def _beside(upper: Row, lower: Row, height: float) -> bool:
    """Whether values stand beside a label, or in the middle of its two lines."""
    if not upper.label or not lower.label:
        return lower.box[1] - upper.box[1] < _BESIDE * height
    tops = [cell.box[1] for cell in upper.values if cell]
    between = bool(tops) and min(tops) - upper.box[1] > _BETWEEN * height
    return between and lower.blank and lower.box[1] - min(tops) < _BESIDE * height


def _goes_on(upper: Row, lower: Row) -> bool:
    """Whether the words of the lower line go on with the label of the upper."""
    if not upper.label or not lower.label:
        return False
    last = upper.label.split()[-1].casefold()
    begins_low = _begins_low(lower.label) or lower.label[0] in "(%"
    if not upper.blank:  # values beside the first line of a label
        return lower.blank and begins_low and last in _GOES_ON
    if upper.label.endswith((":", ".", " att")):
        return False
    return (begins_low and abs(upper.left - lower.left) < _INDENT) or last in _GOES_ON


def _mended(raw: Sequence[Row], height: float) -> Iterator[Row]:
    """Rows with the numbers put together whose ends stand in the row of values below them.

    A number that begins above another and can't be joined with it leaves neither: half a number is
    a wrong one.
    """
    begun: Row | None = None
    for row in raw:
        if begun is None and _is_begun(row):
            begun = row
            continue
        near = begun is not None and row.page == begun.page
        if begun and near and row.box[1] - begun.box[3] <= _LINES * height:
            if row.blank:
                yield row
                continue
            yield replace(row, values=tuple(map(_completed, begun.values, row.values)))
            begun = None
            continue
        begun = None
        yield row


def _is_begun(row: Row) -> bool:
    """Whether a row is the upper line of broken numbers, and nothing else."""
    cells = [cell for cell in row.values if cell]
    return not row.label and bool(cells) and not any(is_number(cell.text) for cell in cells)


def _completed(start: Cell | None, end: Cell | None) -> Cell | None:
    if start is None:
        return end
    if end is None or parse(start.text + end.text) is None:
        return None
    return Cell((*start.words, *end.words))
