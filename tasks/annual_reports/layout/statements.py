"""A financial statement as entries: each printed line with both year columns, and its heading.

The year columns are told by the years printed over them, wherever they stand; a statement without
years over its columns has the financial year on the left. A dash in a statement is nil.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from tasks.annual_reports.found import Found, Group, Leaf
from tasks.annual_reports.layout.labels import fold, has, nearest, starts
from tasks.annual_reports.layout.rows import Row, Table, tables
from tasks.annual_reports.reading import Part, Placed, Reading, Section

NIL = 0  # what a dash is worth in a statement
_TITLES: dict[Part, str] = {
    "income_statement": "resultaträkning",
    "balance_sheet": "balansräkning",
    "cash_flow": "kassaflödesanalys",
}
_WORDS = re.compile(r"[^\W_]+")
_SENTENCE = 8  # words: a longer text is no heading
_ROWS = 4  # with amounts: a page that has a statement's title and fewer explains what one is


@dataclass(frozen=True)
class Entry:
    """A line of a statement; `heading` is the last line above it that has no amounts."""

    row: Row
    current: Leaf
    previous: Leaf
    heading: Row | None

    @property
    def label(self) -> str:
        return self.row.label

    @property
    def is_sum(self) -> bool:
        """Whether it sums up lines above it, by its label."""
        return not self.label or starts(self.label, "summa", "totala", "totalt", "delsumma")

    @property
    def pair(self) -> Group:
        return {"current": self.current, "previous": self.previous}

    @property
    def as_row(self) -> Group:
        """The line as a row of an agent's answer."""
        return {
            "label": self.row.named(),
            "note": self.row.noted(),
            "group": self.heading.named() if self.heading else None,
            **self.pair,
        }


NOTHING: Group = {"current": None, "previous": None}


def entries_of(reading: Reading, part: Part) -> list[Entry]:
    """The lines of a statement that have amounts, in order; empty where it isn't in the report."""
    lines = list(lines_of(reading, part))
    found: list[Entry] = []
    for table in tables(lines):
        found += _entries(table, unit_in(_words(table), reading.unit))
    return found


def lines_of(reading: Reading, part: Part) -> Iterator[Placed]:
    """The lines of a part, each once; from round 2 on of pages that look like it, if it has none.

    The years over a statement may be printed a little higher than its title beside them: the line
    before the title is taken with it.
    """
    chosen = [s for s in (*reading.sections, *reading.everything) if s.part == part]
    if not chosen and reading.round > 1:
        yield from _looked_for(reading, part)
        return
    yield from lines_in(reading, chosen)


def lines_in(reading: Reading, sections: Iterable[Section]) -> Iterator[Placed]:
    """The lines of sections in the order of the report, each once, with years beside a title."""
    places: set[tuple[int, int]] = set()
    for section in sections:
        for number in range(section.page, section.end_page + 1):
            page = reading.document.page(number)
            start = _from(reading, section) if number == section.page else 0
            end = section.end_line if number == section.end_page else len(page.lines)
            places.update((number, at) for at in range(start, min(end, len(page.lines))))
    for number, at in sorted(places):
        yield Placed(number, reading.document.page(number).lines[at])


def unit_in(texts: Iterable[str], default: int) -> int:
    """What a printed unit is worth in kronor, where a heading says so: 1000 for "tkr".

    Only short texts are headings; a sentence may speak of kronor in a report in thousands.
    """
    for text in texts:
        words = _WORDS.findall(text.casefold())
        if len(words) > _SENTENCE:
            continue
        if {"tkr", "kkr", "ksek", "tsek", "tusental"} & set(words):
            return 1000
        if {"kr", "kronor", "sek"} & set(words) and not {"kvm", "m2", "m²"} & set(words):
            return 1
    return default


def keyed(entries: Sequence[Entry], phrases: Mapping[str, tuple[str, ...]]) -> dict[int, str]:
    """What entries are by their labels: for each that is known, the key of its nearest phrase."""
    every = tuple(phrase for known in phrases.values() for phrase in known)
    key_of = {phrase: key for key, known in phrases.items() for phrase in known}
    found = {at: nearest(entry.label, every) for at, entry in enumerate(entries)}
    return {at: key_of[phrase] for at, phrase in found.items() if phrase}


def only(entries: Iterable[Entry], *stems: str) -> Entry | None:
    """The one entry whose label has one of the stems; None where several do, or none."""
    found = [entry for entry in entries if has(entry.label, *stems)]
    return found[0] if len(found) == 1 else None


def pair_of(entry: Entry | None) -> Group:
    """Both year columns of an entry; both missing where there is none."""
    return entry.pair if entry else NOTHING


def _entries(table: Table, unit: int) -> Iterator[Entry]:
    current, previous = _years(table)
    heading: Row | None = None
    for row in table.rows:
        if row.blank:
            heading = row
            continue
        pair = [_money(row, at, unit) for at in (current, previous)]
        if any(pair):
            yield Entry(row, pair[0], pair[1], heading)


def _years(table: Table) -> tuple[int | None, int | None]:
    """The columns of the financial year and the one before."""
    dated = any(column.year for column in table.columns)
    order = table.by_year()
    if not dated:  # of columns without years the two that hold most
        filled = {at: sum(row.values[at] is not None for row in table.rows) for at in order}
        order = sorted(sorted(order, key=lambda at: -filled[at])[:2])
    return (order[0] if order else None), (order[1] if len(order) > 1 else None)


def _money(row: Row, at: int | None, unit: int) -> Found | None:
    return None if at is None else row.money(at, unit, dash=NIL)


def _words(table: Table) -> list[str]:
    """Where a table says its unit: in its heading, or in the first rows that have no values."""
    return [table.caption, *(row.label for row in table.rows[:3] if row.blank)]


def _from(reading: Reading, section: Section) -> int:
    """The first line of a section: that before its title, where the two stand side by side."""
    lines = reading.document.page(section.page).lines
    if not 0 < section.line < len(lines):
        return section.line
    title, above = lines[section.line].box, lines[section.line - 1].box
    beside = above[3] - title[1] > (title[3] - title[1]) / 2
    return section.line - 1 if beside else section.line


def _looked_for(reading: Reading, part: Part) -> Iterator[Placed]:
    """The lines of pages that begin with a statement's title and hold a table of amounts."""
    title = fold(_TITLES.get(part, ""))
    for page in reading.pages:
        top = [fold(line.text) for line in page.lines[:8]]
        lines = [Placed(page.number, line) for line in page.lines]
        if title and any(text.startswith(title) for text in top):
            filled = sum(not row.blank for table in tables(lines) for row in table.rows)
            if filled >= _ROWS:
                yield from lines
