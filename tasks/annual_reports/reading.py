"""What an extracting agent works on: the document, its sections of it, and what is known so far."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from tasks.annual_reports.document.words import Document, Line, Page

Part = Literal[
    "report", "income_statement", "balance_sheet", "cash_flow", "notes", "signatures", "audit"
]
Table = Literal["board", "multiyear", "note", "financial"]


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands under it, up to the next heading of its level or above.

    `title` is verbatim, `heading` the known heading that it was recognised as (lower case; empty
    when it is none). `line` counts from 0 in its page; `end_line` of `end_page` is the first line
    that is no more part of it. `note` is the number of a note as printed.
    """

    title: str
    heading: str
    part: Part
    level: int
    page: int
    line: int
    end_page: int
    end_line: int
    note: str | None = None
    table: Table | None = None


@dataclass(frozen=True, slots=True)
class Placed:
    """A line, and the number of its page."""

    page: int
    line: Line


@dataclass(frozen=True)
class Reading:
    """What one agent reads, in one round.

    `sections` are those assigned to it, in the order of the report; `everything` are all of them.
    `unit` is kronor in one printed unit of the statements (1 or 1000); `years` the financial year
    and the one before (by the year in which they end). From `round` 2 on, an agent may look wider,
    for what `lacking` names: the fields that the judge missed or doubted.
    """

    document: Document
    sections: tuple[Section, ...]
    everything: tuple[Section, ...] = ()
    unit: int = 1
    years: tuple[int, int] | None = None
    round: int = 1
    lacking: tuple[str, ...] = ()

    def lines(self, section: Section) -> Iterator[Placed]:
        """The lines of a section, its heading first."""
        for number in range(section.page, section.end_page + 1):
            page = self.document.page(number)
            start = section.line if number == section.page else 0
            end = section.end_line if number == section.end_page else len(page.lines)
            yield from (Placed(number, line) for line in page.lines[start:end])

    def part(self, part: Part) -> Iterator[Placed]:
        """All lines of a part of the report, in order."""
        for section in self.everything:
            if section.part == part and section.level == 1:
                yield from self.lines(section)

    @property
    def pages(self) -> tuple[Page, ...]:
        return self.document.pages
