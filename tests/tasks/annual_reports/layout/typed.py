"""Reports typed as text, for tests: lines in cells, under headings, on pages of one size.

A line is a string; " | " parts its cells, which stand at the columns `AT`; leading spaces move a
line to the right, three points each. An empty string is a gap between paragraphs. Letters are six
points wide, so that a line of 75 letters is full.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from tasks.annual_reports.document.words import Document, Line, Page, Word
from tasks.annual_reports.reading import Part, Reading, Section

AT = (60.0, 240.0, 360.0, 450.0, 510.0)
_LETTER, _HEIGHT, _PITCH = 6.0, 11.0, 13.0


@dataclass
class Typed:
    """Lines and sections as they are typed; `text` puts them under a heading."""

    lines: list[Line] = field(default_factory=list)
    sections: list[tuple[str, str, Part, int, int]] = field(default_factory=list)
    y: float = 60.0

    def text(
        self, title: str, lines: Iterable[str], *, part: Part = "report", level: int = 3
    ) -> "Typed":
        """Lines under a heading, which is recognised as its own lower case."""
        start = len(self.lines)
        if title:
            self._line(title, bold=True)
        for line in lines:
            self._line(line)
        self.sections.append((title, title.casefold().rstrip(":"), part, level, start))
        return self

    def _line(self, text: str, *, bold: bool = False) -> None:
        self.y += _PITCH
        words: list[Word] = []
        shift = (len(text) - len(text.lstrip())) * 3.0
        cells = text.split(" | ")
        end = 0.0
        for at, cell in zip(AT if len(cells) > 1 else AT[:1], cells, strict=False):
            x = max(at + (shift if cell is cells[0] else 0), end + 3 * _HEIGHT)
            for word in cell.split():
                width = _LETTER * len(word)
                words.append(Word(word, x, self.y, x + width, self.y + _HEIGHT, 10.0, bold))
                x += width + _LETTER / 2
            end = x
        if words:
            self.lines.append(Line(tuple(words)))

    def reading(
        self,
        *,
        years: tuple[int, int] | None = (2023, 2022),
        round: int = 1,
        lacking: tuple[str, ...] = (),
        only: Sequence[str] | None = None,
        aside: Sequence[str] = (),
    ) -> Reading:
        """What an agent reads: all of it, or the sections with the titles in `only`."""
        beside = Typed()
        for line in aside:
            beside._line(line)
        page = Page(1, 595.0, 842.0, tuple(self.lines), tuple(beside.lines))
        document = Document((page,), "0" * 64)
        sections = tuple(self._sections())
        chosen = tuple(s for s in sections if only is None or s.title in only)
        return Reading(document, chosen, sections, 1, years, round, lacking)

    def _sections(self) -> Iterable[Section]:
        count = len(self.lines)
        for number, (title, heading, part, level, start) in enumerate(self.sections):
            later = (s[4] for s in self.sections[number + 1 :] if s[3] <= level)
            end = next(later, count)
            yield Section(title, heading, part, level, 1, start, 1, end)


def report(passages: Mapping[str, Sequence[str]]) -> Reading:
    """A reading of passages by their headings; all are given to the agent."""
    typed = Typed()
    for title, lines in passages.items():
        typed.text(title, lines)
    return typed.reading()


def values(rows: object) -> list[dict[str, object]]:
    """Rows of fields as plain values, without what is missing."""
    assert isinstance(rows, list)
    return [{name: leaf.value for name, leaf in row.items() if leaf} for row in rows]


def value(leaf: object) -> object:
    """The value of a leaf; None where it is missing."""
    return getattr(leaf, "value", None)
