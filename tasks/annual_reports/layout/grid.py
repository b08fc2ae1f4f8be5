"""A table as rows under columns: what its lines are once they are read."""

from dataclasses import dataclass

from tasks.annual_reports.document.words import Box, Cell
from tasks.annual_reports.found import Found
from tasks.annual_reports.layout.amounts import money_found, number_found
from tasks.annual_reports.layout.columns import Column


@dataclass(frozen=True)
class Row:
    """A row; `values` has a cell for each column of its table, None where nothing is printed."""

    label: str
    values: tuple[Cell | None, ...]
    note: str | None
    page: int
    box: Box
    left: float = 0.0  # where its label begins
    lines: tuple[str, ...] = ()  # of its label, as printed
    note_cell: Cell | None = None

    @property
    def blank(self) -> bool:
        """Whether it has no values: a heading, or a sentence."""
        return not any(self.values)

    def money(self, column: int, unit: int = 1, *, dash: int | None = None) -> Found | None:
        """The amount of a column in kronor, with its evidence."""
        cell = self.values[column] if column < len(self.values) else None
        return money_found(cell, self.page, unit, dash=dash) if cell else None

    def number(self, column: int) -> Found | None:
        """The number of a column that is not money, with its evidence."""
        cell = self.values[column] if column < len(self.values) else None
        return number_found(cell, self.page) if cell else None

    def named(self) -> Found | None:
        """The label with its evidence: the longest of its lines, which stands there verbatim."""
        if not self.label:
            return None
        return Found(self.label, self.page, max(self.lines or (self.label,), key=len), self.box)

    def noted(self) -> Found | None:
        """The number of its note, as text, with its evidence."""
        cell = self.note_cell
        return Found(cell.text, self.page, cell.text, cell.box) if cell else None


@dataclass(frozen=True)
class Table:
    """Rows under one heading of columns; `caption` is what else stands in that heading."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    caption: str = ""

    def by_year(self) -> list[int]:
        """The columns that have a year, newest first; all from left to right where none has."""
        dated = [at for at, column in enumerate(self.columns) if column.year]
        if not dated:
            return list(range(len(self.columns)))
        return sorted(dated, key=lambda at: -(self.columns[at].year or 0))
