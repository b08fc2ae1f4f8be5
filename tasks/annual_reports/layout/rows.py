"""Lines of a section as the rows of its tables: a label, a note's number, a value by column.

A label may go over two or three lines, with the values beside the first, the last or between them;
what begins in lower case goes on with what stands before. A row without values is a heading, or a
sentence; one without a label is a sum. A number that was broken over two lines ("301 450 00" above
"0") is put together again; a number that stays broken is left out.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from statistics import median

from tasks.annual_reports.document.words import Cell, around
from tasks.annual_reports.layout.amounts import is_dash, is_number, printed
from tasks.annual_reports.layout.cells import cells_of, cut, numeric
from tasks.annual_reports.layout.columns import (
    EDGE,
    Header,
    column_of,
    header_of,
    inferred,
    is_note,
    stacked,
)
from tasks.annual_reports.layout.grid import Row, Table
from tasks.annual_reports.layout.joined import merged
from tasks.annual_reports.reading import Placed

__all__ = ["Row", "Table", "rows_of", "tables"]

_WRAP = 2.2  # of a line's height: two lines further apart are no one heading


def tables(lines: Iterable[Placed]) -> list[Table]:
    """The tables of some lines: a new one begins at each heading of years.

    Rows above the first heading, or in lines without any, stand in a table whose columns are told
    from its numbers alone. A heading that is repeated on the next page begins a table of its own.
    """
    found: list[Table] = []
    header: Header | None = None
    body: list[Placed] = []
    above: Placed | None = None  # the last line of the heading, while nothing has followed it
    for placed in lines:
        new = header_of(placed)
        if new is None:
            body.append(placed)
            if above and (not _near(above, placed) or any(map(numeric, cells_of(placed.line)))):
                above = None
            continue
        joined = stacked(header, new) if header and above and _near(above, placed) else None
        if joined is None:
            found += _table(header, body)
        else:  # a title on a base line of its own may stand between the two lines of a heading
            joined = replace(joined, caption=" ".join([joined.caption, *_texts(body)]).strip())
        header, above, body = joined or new, placed, []
    return [*found, *_table(header, body)]


def _texts(lines: Iterable[Placed]) -> list[str]:
    return [placed.line.text for placed in lines]


def rows_of(lines: Sequence[Placed], header: Header) -> tuple[Row, ...]:
    """The rows of lines under known columns, labels and broken numbers put together."""
    edges = _edges(lines, header)
    raw = [row for placed in lines if (row := _raw(placed, header, edges))]
    return tuple(_whole(merged(raw, _height(lines))))


def _table(header: Header | None, body: Sequence[Placed]) -> Iterator[Table]:
    known = header or inferred(body)
    if body and known.columns:
        yield Table(known.columns, rows_of(body, known), known.caption)


def _edges(lines: Sequence[Placed], header: Header) -> list[float | None]:
    """Where the numbers of each column end; None where they end in different places, or few do."""
    ends: list[list[float]] = [[] for _ in header.columns]
    for placed in lines:
        for cell in cells_of(placed.line):
            at = column_of(cell, header.columns) if numeric(cell) else None
            if at is not None and not is_note(cell.text) and not is_dash(cell.text):
                ends[at].append(cell.box[2])
    return [
        median(each) if len(each) > 1 and max(each) - min(each) <= 2 * EDGE else None
        for each in ends
    ]


def _raw(placed: Placed, header: Header, edges: Sequence[float | None]) -> Row | None:
    """A line as a row, before labels over several lines are joined."""
    values: list[Cell | None] = [None] * len(header.columns)
    words: list[Cell] = []
    note: Cell | None = None
    spans = [(column.x0, column.x1) for column in header.columns]
    for cell in _signed([*cut(cells_of(placed.line), spans)], header, edges):
        at = column_of(cell, header.columns) if numeric(cell) else None
        if at is not None and _is_note(cell, header, at, edges[at]):
            at = None
        if at is not None and values[at] is None:
            values[at] = cell
        elif is_note(cell.text) and words and not any(values):
            note = cell
        elif not numeric(cell) and not any(values):
            words.append(cell)
    label = " ".join(cell.text for cell in words)
    kept = [cell for cell in (*words, *values) if cell]
    if not kept:
        return None
    left = words[0].box[0] if words else 0.0
    box = around(word for cell in (words or kept) for word in cell.words)
    lines = (label,) if label else ()
    text = note.text if note else None
    return Row(label, tuple(values), text, placed.page, box, left, lines, note)


def _signed(cells: Sequence[Cell], header: Header, edges: Sequence[float | None]) -> Iterator[Cell]:
    """Cells, a minus with its number where it stands apart from it, at the left of its column.

    A dash that ends where the numbers of a column end is a nil of that column.
    """
    ends = [edge for edge in edges if edge is not None]
    waiting = list(cells)
    while waiting:
        cell = waiting.pop(0)
        nil = any(abs(cell.box[2] - end) <= 2 * EDGE for end in ends) or (
            bool(waiting) and _elsewhere(cell, waiting[0], header)
        )
        loose = is_dash(cell.text) and not nil and column_of(cell, header.columns) is not None
        if loose and waiting and waiting[0].text[0].isdecimal() and numeric(waiting[0]):
            cell = Cell((*cell.words, *waiting.pop(0).words))
        yield cell


def _elsewhere(dash: Cell, number: Cell, header: Header) -> bool:
    """Whether a dash ends with the heading of one column, and the number after it is of another."""
    at, own = column_of(number, header.columns), column_of(dash, header.columns)
    return at != own and own is not None and abs(dash.box[2] - header.columns[own].x1) <= 2 * EDGE


def _is_note(cell: Cell, header: Header, at: int, edge: float | None) -> bool:
    """Whether a small number stands in the column of notes, or not where those of a column end."""
    if not is_note(cell.text):
        return False
    x0, _, x1, _ = cell.box
    column = header.columns[at]
    if edge is not None and abs(x1 - edge) > 2 * EDGE:
        return True
    if header.note is None:
        return False
    over = header.note.box
    return min(abs(x0 - over[0]), abs(x1 - over[2])) < min(abs(x1 - column.x1), abs(x0 - column.x0))


def _height(lines: Sequence[Placed]) -> float:
    heights = [word.y1 - word.y0 for placed in lines for word in placed.line.words]
    return median(heights) if heights else 12.0


def _near(upper: Placed, lower: Placed) -> bool:
    box = upper.line.box
    return upper.page == lower.page and lower.line.box[1] - box[1] < _WRAP * (box[3] - box[1])


def _whole(rows: Iterable[Row]) -> Iterator[Row]:
    """Rows without the numbers that stayed broken."""
    for row in rows:
        values = (cell if cell and is_number(printed(cell)) else None for cell in row.values)
        yield replace(row, values=tuple(values))
