"""The headings of a loan table: which columns it has, and what each of them holds.

Headings go over up to three lines, and no two reports have the same columns in the same order. What
stands above each other is the title of one column; the column at the margin holds the lenders.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from tasks.annual_reports.document.words import Cell, around
from tasks.annual_reports.layout.amounts import is_number
from tasks.annual_reports.layout.cells import cells_of
from tasks.annual_reports.layout.columns import Column, is_note, year_of
from tasks.annual_reports.layout.labels import has, starts
from tasks.annual_reports.layout.loan_cells import date_in, heading_of
from tasks.annual_reports.reading import Placed

LINES = 4  # of a heading
_NEAR = 0.8  # of a line's height: lines of a heading stand no further apart
_NOTE = re.compile(r"not\s*\d{1,2}\s?[a-z]?\s*[.,:–-]*$", re.IGNORECASE)
_WORDS = 5  # of a cell of a heading
_TITLED = 2  # cells: "Not", its number
_LENDERS = ("långivare", "kreditgivare", "låneinstitut", "bank")


@dataclass
class Heads:
    """The columns under the last heading; `lines` are those of a heading that may still go on."""

    lines: list[Placed] = field(default_factory=list)
    columns: list[Column] = field(default_factory=list)
    holds: list[str] = field(default_factory=list)
    lender: bool = False  # a column of lenders is named


def is_heading(placed: Placed) -> bool:
    """Whether a line names columns: short cells, one of them known, and no amounts."""
    cells = _without_title(cells_of(placed.line))
    if any(is_number(cell.text) and year_of(cell.text) is None for cell in cells):
        return False
    named = [cell for cell in cells if year_of(cell.text) or heading_of(cell.text, None)]
    short = all(len(cell.words) <= _WORDS for cell in cells[1:])
    return len(cells) > 1 and bool(named) and short and not _date_only(cells)


def _without_title(cells: list[Cell]) -> list[Cell]:
    """Cells with the number of a note and its title, where they stand apart, as one."""
    if len(cells) > _TITLED and starts(cells[0].text, "not") and is_note(cells[1].text):
        return [Cell(tuple(word for cell in cells[:3] for word in cell.words)), *cells[3:]]
    if len(cells) >= _TITLED and _NOTE.match(cells[0].text) and year_of(cells[1].text) is None:
        return [Cell(tuple(word for cell in cells[:2] for word in cell.words)), *cells[2:]]
    return cells


def goes_on(heads: Heads, placed: Placed) -> bool:
    """Whether a line is one more of a heading: all of it stands under titles of its columns."""
    if not heads.lines:
        return False
    above, cells = heads.lines[-1].line.box, cells_of(placed.line)
    near = placed.line.box[1] - above[3] < _NEAR * (above[3] - above[1])
    return near and all(
        (not is_number(cell.text) or year_of(cell.text) is not None)
        and len(cell.words) <= _WORDS
        and any(min(c.x1, cell.box[2]) > max(c.x0, cell.box[0]) for c in heads.columns[1:])
        for cell in cells
    )


def _date_only(cells: Sequence[Cell]) -> bool:
    """Whether the cells are a lender and a day, and no years over columns."""
    return len(cells) == 2 and cells[0].text[:1].isalpha() and date_in(cells[1].text) is not None  # noqa: PLR2004 - two cells


def headed(lines: list[Placed], years: tuple[int, int] | None) -> Heads:
    """The columns of a heading over some lines: what stands above each other is one title."""
    groups: list[list[Cell]] = []
    for cell in (c for placed in lines for c in _without_title(cells_of(placed.line))):
        over = [g for g in groups if _above(g, cell)]
        if over:
            over[0].append(cell)
        else:
            groups.append([cell])
    groups.sort(key=lambda group: around(word for cell in group for word in cell.words)[0])
    titles = [" ".join(cell.text for cell in group) for group in groups]
    holds = [heading_of(title, years) for title in titles]
    first = groups[0][0].box[0]
    at_margin = first <= min(placed.line.box[0] for placed in lines) and first < 0.4 * max(
        placed.line.box[2] for placed in lines
    )
    if at_margin and holds[0] not in ("number", "rate", "date"):
        holds[0] = "lender"
    if holds.count("amount") == 1 and "balance" not in holds:
        holds[holds.index("amount")] = "balance"
    columns = [
        Column(title, *_edges(group), lines[0].page)
        for title, group in zip(titles, groups, strict=True)
    ]
    return Heads(lines, columns, holds, holds[0] == "lender" and has(titles[0], *_LENDERS))


def _above(group: Sequence[Cell], cell: Cell) -> bool:
    x0, x1 = _edges(group)
    return min(x1, cell.box[2]) - max(x0, cell.box[0]) > 0


def _edges(group: Sequence[Cell]) -> tuple[float, float]:
    x0, _, x1, _ = around(word for cell in group for word in cell.words)
    return x0, x1
