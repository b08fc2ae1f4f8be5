"""The notes that an agent reads: each once, with its title, its number and its tables.

Notes are told by their titles; their numbers differ from report to report and only name them.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from tasks.annual_reports.document.words import around
from tasks.annual_reports.found import Found
from tasks.annual_reports.layout.columns import header_of, year_of
from tasks.annual_reports.layout.labels import has
from tasks.annual_reports.layout.rows import Table, tables
from tasks.annual_reports.reading import Placed, Reading, Section

_UNFINISHED = re.compile(
    r"(?:\b(?:och|till|samt|av|för|liknande|upplupna|förutbetalda)|[-,/])$", re.IGNORECASE
)
_ENDS = " ,.:;*"  # what may stand around a title
_CAPTION = 12  # words: a line longer than that is no subheading


@dataclass(frozen=True)
class Note:
    """A note: its section, and its lines from the heading on."""

    section: Section
    lines: tuple[Placed, ...]

    @cached_property
    def title(self) -> str:
        """The title without its number; with its second line where it ends in "och" or "till"."""
        title = self.section.title.strip(_ENDS)
        if not _UNFINISHED.search(title):
            return title
        own = self.lines[0].line.cells[0]
        for placed in self.lines[1:3]:  # a heading of columns may stand between the two lines
            cell = placed.line.cells[0]
            if cell.box[0] < own.box[2] and cell.text[:1].isalpha():
                return f"{title} {cell.text.strip(_ENDS)}"
        return title

    @property
    def titled(self) -> Found:
        """The title with its evidence."""
        line = self.lines[0]
        title, words = self.title, line.line.words
        kept = [word for word in words if word.text.strip(_ENDS) in title] or list(words)
        return Found(title, line.page, title, around(kept))

    @property
    def named(self) -> Found:
        """The number as printed, or the title where it has none: what rows are told by."""
        number = self.section.note
        words = self.lines[0].line.words[:2]
        if number is None or not any(number in word.text for word in words):
            return self.titled
        text = " ".join(word.text for word in words)
        return Found(number, self.lines[0].page, text.rstrip(" ,.:;"), around(words))

    @cached_property
    def tables(self) -> list[Table]:
        return tables(self.lines[1:] if header_of(self.lines[0]) is None else self.lines)

    @cached_property
    def year(self) -> int | None:
        """The one year beside the title, of a note with a single column."""
        found = [year for cell in self.lines[0].line.cells[1:] if (year := year_of(cell.text))]
        return found[0] if len(found) == 1 else None

    @cached_property
    def subheading(self) -> Placed | None:
        """A lone subheading between the title and the years above the table."""
        between: list[Placed] = []
        for placed in self.lines[1:]:
            if header_of(placed) is not None:
                break
            between.append(placed)
        else:
            return None
        title = self.section.title.strip(_ENDS)
        if _UNFINISHED.search(title):
            between = between[1:]
        if title not in self.lines[0].line.text:  # it stands in the line below the number
            between = [each for each in between if each.line.cells[0].text.strip(_ENDS) != title]
        alone = len(between) == 1 and len(between[0].line.words) <= _CAPTION
        text = between[0].line.text if alone else ""
        return between[0] if text[:1].isupper() and not text.endswith(".") else None


def notes_of(reading: Reading, *stems: str) -> list[Note]:
    """The notes among an agent's sections, in order; one inside another is not read twice.

    Of a title over two lines the sections may know the first only ("Skulder till"): such notes are
    an agent's too where one of its `stems` stands in the whole title.
    """
    mine = [each for each in reading.sections if each.part == "notes"]
    unfinished = [
        each
        for each in reading.everything
        if each.part == "notes" and each.level > 1 and _UNFINISHED.search(each.title.strip(_ENDS))
    ]
    known = [each for each in mine if not _goes_on(reading, each)]
    more = [
        note
        for note in _read(reading, [each for each in unfinished if each not in known])
        if stems and has(note.title, *stems)
    ]
    found = [*_read(reading, known), *more]
    return sorted(found, key=lambda note: (note.section.page, note.section.line))


def all_notes(reading: Reading) -> list[Note]:
    """Every note of the report, whoever reads it: where later rounds look."""
    every = [each for each in reading.everything if each.part == "notes" and each.level > 1]
    return list(_read(reading, every))


def _read(reading: Reading, sections: Sequence[Section]) -> Iterator[Note]:
    for section in outermost(sections):
        lines = tuple(reading.lines(section)) if section.level > 1 else ()
        if lines:
            yield Note(section, lines)


def _goes_on(reading: Reading, section: Section) -> bool:
    """Whether a heading is only the second line of a note's title."""
    return any(
        (each.page, each.line + 1) == (section.page, section.line)
        and _UNFINISHED.search(each.title.strip(_ENDS))
        for each in reading.everything
        if each.part == "notes" and each.level < section.level
    )


def outermost(sections: Sequence[Section]) -> Iterator[Section]:
    """Sections without those that lie inside another one; parts of the report don't count."""
    spans = [_span(each) for each in sections if each.level > 1]
    for section in sections:
        start, end = _span(section)
        around_it = [s for s in spans if s[0] <= start and end <= s[1] and s != (start, end)]
        if not around_it:
            yield section


def _span(section: Section) -> tuple[tuple[int, int], tuple[int, int]]:
    return (section.page, section.line), (section.end_page, section.end_line)
