"""Columns of a table: the years printed over them, or the right edges that its numbers share.

A heading may stand over two lines ("2023-01-01" over "-2023-12-31"), beside a title, a unit
("Belopp i kr") or the word "Not"; numbers may stand right, left or middle under it. A budget's
column is one of its own, and of no year.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, zip_longest

from tasks.annual_reports.document.words import Cell, Word
from tasks.annual_reports.layout.amounts import is_dash, is_number
from tasks.annual_reports.layout.cells import cells_of
from tasks.annual_reports.reading import Placed

EDGE = 4.0  # points: numbers of one column end within this distance of each other
MARGIN = 150.0  # points: a year alone that begins left of this is part of the text
_TITLE = re.compile(
    r"belopp|kr\b|tkr|resultat|balans|kassafl|nyckeltal|fler|tillg|eget|1 ", re.IGNORECASE
)
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_YEARS = re.compile(  # what is left of a heading of years once this is taken away is nothing
    r"(?:19|20)\d\d(?:[-./]\d\d(?:[-./]\d\d)?(?!\d))?|(?<= )\d\d-\d\d|\d{1,2}/\d{1,2}(?!\d)"
    r"|(?<=/)\d\d|\d{1,2}(?= [a-zåäö]{3})"
    r"|\b(?:bokslut|utfall|år|året|per|den|till|och|kr|tkr|kkr|sek|ksek|räkenskapsåret|belopp|i"
    r"|jan|feb|mars?|apr|maj|juni?|juli?|aug|sept?|okt|nov|dec|januari|februari|april|augusti"
    r"|september|oktober|november|december)\b|[-–—−/().,:\s]+",
    re.IGNORECASE,
)
_SHORT = re.compile(r"\d\d(?:0\d|1[0-2])\d\d ?[-–] ?(\d\d)(?:0\d|1[0-2])\d\d")  # "230101-231231"
_NOTE = re.compile(r"not(?:er)?\.?", re.IGNORECASE)
_NOTES = re.compile(
    r"(?:not(?:er)? )?\d{1,2}[a-z]?(?: ?(?:,|;|&|och|-|–|/) ?\d{1,2}[a-z]?)*",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Column:
    """A column of amounts: its heading, where it stands, and the year in which its period ends.

    `year` is None where no year is printed over it; `cell` is then None too, or its words.
    """

    title: str
    x0: float
    x1: float
    page: int
    year: int | None = None
    cell: Cell | None = None

    @property
    def lines(self) -> tuple[str, ...]:
        """Its heading as printed, line by line: what evidence can quote."""
        lines: list[list[Word]] = []
        for word in self.cell.words if self.cell else ():
            if lines and word.y0 < (lines[-1][-1].y0 + lines[-1][-1].y1) / 2:
                lines[-1].append(word)
            else:
                lines.append([word])
        return tuple(" ".join(word.text for word in words) for words in lines)


@dataclass(frozen=True)
class Header:
    """Columns as a table's heading names them; `caption` is what else stands in the heading."""

    columns: tuple[Column, ...]
    note: Cell | None = None
    caption: str = ""


def year_of(text: str) -> int | None:
    """The year in which the period of a heading ends ("2022/23", "2023-01-01 -2023-12-31")."""
    if short := _SHORT.fullmatch(text.strip()):
        return 2000 + int(short[1])
    if _YEARS.sub("", text):
        return None
    found = [int(year) for year in _YEAR.findall(text)]
    if found and (short := re.search(r"(?:19|20)\d\d/(\d\d)$", text.strip())):
        found.append(found[-1] // 100 * 100 + int(short[1]))
    return max(found, default=None)


def is_note(text: str) -> bool:
    """Whether a cell holds numbers of notes: "4", "4, 5", "10 och 15"."""
    return _NOTES.fullmatch(text.strip()) is not None


def header_of(placed: Placed) -> Header | None:
    """The columns that a line is the heading of; None where it isn't a heading of years."""
    cells = _titles_apart([p for cell in cells_of(placed.line) for p in _years_apart(cell)])
    dated = [cell for cell in cells if year_of(cell.text) is not None]
    notes = [cell for cell in cells if _NOTE.fullmatch(cell.text.strip())]
    rest = [cell for cell in cells if cell not in dated and cell not in notes]
    if not dated or any(is_number(cell.text) and not is_note(cell.text) for cell in rest):
        return None
    first = min(cell.box[0] for cell in dated)
    if any(cell.box[0] > first and not _is_budget(cell) for cell in rest) or not _steps(dated):
        return None
    captions = [cell for cell in rest if not is_note(cell.text) and not _is_budget(cell)]
    if len(captions) > 1 or not (notes or _stands_alone(dated, captions)):
        return None
    columns = tuple(
        Column(cell.text, cell.box[0], cell.box[2], placed.page, year_of(cell.text), cell)
        for cell in sorted([*dated, *filter(_is_budget, rest)], key=lambda cell: cell.box[0])
    )
    return Header(columns, notes[0] if notes else None, captions[0].text if captions else "")


def stacked(upper: Header, lower: Header) -> Header | None:
    """One heading of two lines of it; None where the lower stands under no column of the upper."""
    columns = list(upper.columns)
    for below in lower.columns:
        over = [at for at, column in enumerate(columns) if _overlap(column, below)]
        if len(over) != 1:
            return None
        column = columns[over[0]]
        words = tuple(w for each in (column, below) if each.cell for w in each.cell.words)
        title = f"{column.title} {below.title}"
        year = max((each.year for each in (column, below) if each.year), default=None)
        columns[over[0]] = replace(
            column, title=title, x0=min(column.x0, below.x0), x1=max(column.x1, below.x1),
            year=year, cell=Cell(words),
        )  # fmt: skip
    caption = f"{upper.caption} {lower.caption}".strip()
    return Header(tuple(columns), upper.note or lower.note, caption)


def inferred(lines: Iterable[Placed]) -> Header:
    """Columns told from the numbers alone: right edges that at least two of them share."""
    cells = [(p.page, cell) for p in lines for cell in cells_of(p.line) if is_number(cell.text)]
    groups: list[list[tuple[int, Cell]]] = []
    for page, cell in sorted(cells, key=lambda item: item[1].box[2]):
        if groups and cell.box[2] - groups[-1][-1][1].box[2] <= EDGE:
            groups[-1].append((page, cell))
        else:
            groups.append([(page, cell)])
    kept = [group for group in groups if len(group) > 1 and not _only_notes(group)]
    return Header(
        tuple(
            Column("", min(c.box[0] for _, c in group), group[-1][1].box[2], group[0][0])
            for group in kept
        )
    )


def column_of(cell: Cell, columns: Sequence[Column]) -> int | None:
    """Which column a cell stands in: the nearest by an edge or the middle, if near enough."""
    if not columns:
        return None
    far = 0.6 * _spacing(columns)
    distances = [_distance(cell, column) for column in columns]
    best = min(range(len(columns)), key=distances.__getitem__)
    return best if distances[best] <= far else None


def _distance(cell: Cell, column: Column) -> float:
    x0, _, x1, _ = cell.box
    middle = abs(x0 + x1 - column.x0 - column.x1) / 2
    return min(abs(x1 - column.x1), abs(x0 - column.x0), middle)


def _spacing(columns: Sequence[Column]) -> float:
    middles = [(column.x0 + column.x1) / 2 for column in columns]
    return min((b - a for a, b in pairwise(middles)), default=70.0)


def _years_apart(cell: Cell) -> list[Cell]:
    """A cell in parts where its words are years of their own, newest or oldest first."""
    years = [year_of(word.text) for word in cell.words]
    if len(years) > 1 and all(years) and len(set(years)) == len(years):
        return [Cell((word,)) for word in cell.words]
    return [cell]


def _titles_apart(cells: Sequence[Cell]) -> list[Cell]:
    """Cells, a year apart from the title that runs close to it, where another year follows."""
    parts: list[Cell] = []
    for cell, following in zip_longest(cells, cells[1:]):
        dated = following is not None and year_of(following.text) is not None
        ends = len(cell.words) > 1 and year_of(cell.words[-1].text) is not None
        if dated and ends and year_of(cell.text) is None:
            parts += [Cell(cell.words[:-1]), Cell(cell.words[-1:])]
        else:
            parts.append(cell)
    return parts


def _steps(dated: Sequence[Cell]) -> bool:
    """Whether bare years follow on each other; a row of amounts that look like years doesn't."""
    bare = [int(cell.text) for cell in dated if _YEAR.fullmatch(cell.text.strip())]
    return all(abs(a - b) == 1 for a, b in pairwise(bare))


def _stands_alone(dated: Sequence[Cell], captions: Sequence[Cell]) -> bool:
    """Whether years are a heading of columns, not the value of a row or the end of a sentence."""
    if len(dated) > 1:
        return True
    if dated[0].box[0] < MARGIN:
        return False
    return not captions or _TITLE.match(captions[0].text) is not None


def _is_budget(cell: Cell) -> bool:
    return "budget" in cell.text.casefold()


def _overlap(one: Column, other: Column) -> bool:
    return min(one.x1, other.x1) - max(one.x0, other.x0) > 0


def _only_notes(group: Sequence[tuple[int, Cell]]) -> bool:
    texts = [cell.text for _, cell in group]
    return all(is_note(text) and not is_dash(text) and text != "0" for text in texts)
