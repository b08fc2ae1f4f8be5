"""Which lines an agent reads: those of its sections, each once, under the heading next above."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, wraps

from tasks.annual_reports.document.words import Document
from tasks.annual_reports.found import Fields, Group, Leaf, Rows
from tasks.annual_reports.layout.flow import Flow, Setting, flow, settings_of
from tasks.annual_reports.reading import Part, Placed, Reading, Section

Place = tuple[int, int]  # page from 1, line from 0
Extractor = Callable[[Reading], Fields]
_PAPER = 0.8  # of a page's width: text set in one column goes at least that far
_LEADERS = re.compile(r"(?:\. ?){8,}")  # of a table of contents


@dataclass(frozen=True)
class Passage:
    """Lines under one heading, up to the next heading of any level; the heading is not in them."""

    section: Section
    lines: tuple[Placed, ...]
    settings: Mapping[int, Setting] = field(default_factory=dict)
    title: Placed | None = None

    @cached_property
    def text(self) -> Flow:
        """The lines as flowing text."""
        return flow(self.lines, self.settings)

    @cached_property
    def whole(self) -> Flow:
        """The heading's line and the lines under it as flowing text."""
        return flow(self.titled, self.settings)

    @property
    def titled(self) -> tuple[Placed, ...]:
        """The heading's line and the lines under it."""
        return (self.title, *self.lines) if self.title else self.lines

    @property
    def heading(self) -> str:
        """The heading as it is compared: in lower case."""
        return (self.section.heading or self.section.title).casefold().strip(" :")


def passages(reading: Reading, also: str = "") -> list[Passage]:
    """What the agent's sections hold, in reading order.

    `also` is a pattern of further headings in the report: those that no list of headings knows in
    full, but whose words say what stands under them.
    """
    if not also:
        return _passages(reading, reading.sections)
    rule = re.compile(also, re.IGNORECASE)
    named = {s for s in reading.everything if s.part == "report" and rule.search(s.title)}
    chosen = [s for s in reading.everything if s in named or s in reading.sections]
    return _passages(reading, chosen or reading.sections)


def of_part(reading: Reading, *parts: Part) -> list[Passage]:
    """The passages of whole parts of the report."""
    chosen = [section for section in reading.everything if section.part in parts]
    return _passages(reading, chosen)


def joined(chosen: Iterable[Passage]) -> Flow:
    """Passages with their headings as one flowing text."""
    read = list(chosen)
    lines = [line for passage in read for line in passage.titled]
    return flow(lines, read[0].settings if read else {})


def wider(*parts: Part) -> Callable[[Extractor], Extractor]:
    """An extractor that from round 2 on reads whole parts for the fields that were lacking.

    What its own sections gave stays: a wider look fills gaps, it doesn't overrule.
    """

    def decorate(extract: Extractor) -> Extractor:
        @wraps(extract)
        def rounds(reading: Reading) -> Fields:
            strict = extract(replace(reading, round=1, lacking=()))
            if reading.round == 1 or not any(empty(strict.get(name)) for name in reading.lacking):
                return strict
            chosen = tuple(each for each in reading.everything if each.part in parts)
            wide = extract(replace(reading, sections=chosen, round=reading.round))
            return {
                name: wide[name] if name in reading.lacking and empty(value) else value
                for name, value in strict.items()
            }

        return rounds

    return decorate


def empty(value: Leaf | Group | Rows) -> bool:
    """Whether a field holds nothing: missing, no rows, or a group of missing values."""
    if isinstance(value, Mapping):
        return not any(value.values())
    return not value


def _passages(reading: Reading, chosen: Iterable[Section]) -> list[Passage]:
    """The lines of sections, each with the innermost heading above it."""
    starts = {(section.page, section.line): section for section in reading.everything}
    starts |= {(section.page, section.line): section for section in chosen}
    ordered = sorted(starts)
    inside = {place for section in chosen for place in _places(reading.document, section)}
    gathered: dict[Place, list[Placed]] = {}
    at, heading = 0, None
    for place in sorted(inside):
        while at < len(ordered) and ordered[at] <= place:
            heading = ordered[at]
            at += 1
        if heading is None:
            continue
        lines = gathered.setdefault(heading, [])
        line = reading.document.page(place[0]).lines[place[1]]
        if place != heading and not _LEADERS.search(line.text):
            lines.append(Placed(place[0], line))
    settings = _settings(reading.document, {place[0] for place in inside})
    return [
        Passage(starts[place], tuple(lines), settings, _line(reading.document, place))
        for place, lines in gathered.items()
    ]


def _settings(document: Document, pages: Iterable[int]) -> dict[int, Setting]:
    """How pages are set; where all lines are short, the right edge is that of a usual page."""
    found: dict[int, Setting] = {}
    for number in pages:
        page = document.page(number)
        own = settings_of(Placed(number, line) for line in page.lines).get(number)
        usual = _PAPER * page.width
        found[number] = (
            Setting(max(own.right, usual), own.pitch) if own else Setting(usual, float("inf"))
        )
    return found


def _line(document: Document, place: Place) -> Placed | None:
    lines = document.page(place[0]).lines
    return Placed(place[0], lines[place[1]]) if place[1] < len(lines) else None


def _places(document: Document, section: Section) -> Iterator[Place]:
    for number in range(section.page, section.end_page + 1):
        start = section.line if number == section.page else 0
        length = len(document.page(number).lines)
        end = min(section.end_line, length) if number == section.end_page else length
        yield from ((number, line) for line in range(start, end))
