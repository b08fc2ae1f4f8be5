"""Pages of notes for tests, drawn from text: every name and amount in it is invented.

A line is cells parted by `|`: the first begins at the left margin, the others end at the right
edges given. `# part` begins a part of the report, `## Not 3 Title` a note; `...` after a title
leaves the rest of it to the next line. An empty line is a gap, `===` begins a page.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from tasks.annual_reports.document.words import Document, Line, Page, Word
from tasks.annual_reports.reading import Reading, Section

YEARS = (400.0, 500.0)
LEFT, PITCH, SIZE = 70.0, 14.0, 10.0
GLYPH = 5.0  # of a letter's width; a space is half as wide


def words_of(text: str, y: float, *, left: float | None = None, right: float = 0.0) -> list[Word]:
    """Words of a cell that begins at `left` or ends at `right`."""
    widths = [len(each) * GLYPH for each in text.split()]
    whole = sum(widths) + (len(widths) - 1) * GLYPH / 2
    x = right - whole if left is None else left
    found = []
    for each, width in zip(text.split(), widths, strict=True):
        found.append(Word(each, x, y, x + width, y + 1.2 * SIZE, SIZE))
        x += width + GLYPH / 2
    return found


def line_of(text: str, y: float, edges: Sequence[float] = YEARS) -> Line | None:
    """A line of cells; None where it is empty."""
    cells = [cell.strip() for cell in text.split("|")]
    words = words_of(cells[0], y, left=LEFT) if cells[0] else []
    for cell, right in zip(cells[1:], edges, strict=False):
        words += words_of(cell, y, right=right) if cell else []
    return Line(tuple(words)) if words else None


def reading_of(
    text: str,
    *,
    unit: int = 1,
    years: tuple[int, int] | None = (2023, 2022),
    edges: Sequence[float] = YEARS,
) -> Reading:
    """What an agent reads that all notes and parts of a text are assigned to."""
    pages: list[Page] = []
    sections: list[Section] = []
    for number, page in enumerate(text.split("==="), start=1):
        lines: list[Line] = []
        for at, raw in enumerate(page.strip("\n").split("\n")):
            marks = len(raw) - len(raw.lstrip("#"))
            drawn = line_of(raw[marks:].strip(), 100 + at * PITCH, edges)
            if drawn is None:
                continue
            if marks:
                sections.append(_section(raw[marks:].strip(), marks, number, len(lines)))
            lines.append(drawn)
        pages.append(Page(number, 595, 842, tuple(lines)))
    document = Document(tuple(pages), "0" * 64)
    every = tuple(_ended(sections, (len(pages), len(pages[-1].lines))))
    return Reading(document, every, every, unit, years)


def _section(title: str, level: int, page: int, line: int) -> Section:
    title = title.split("|", maxsplit=1)[0].strip()
    if level == 1:
        part = title if title in {"income_statement", "balance_sheet", "report"} else "notes"
        return Section(title, "", part, 1, page, line, page, line)  # type: ignore[arg-type]  # a part
    first, _, rest = title.partition(" ")
    number, _, name = rest.partition(" ")
    numbered = first.casefold() == "not" and number.strip(",").isdigit()
    heading = name.strip(" ,") if numbered else title
    note = number.strip(",") if numbered else None
    return Section(heading, heading.casefold(), "notes", level, page, line, page, line, note)


def _ended(sections: Sequence[Section], end: tuple[int, int]) -> Iterator[Section]:
    for at, each in enumerate(sections):
        after = (s for s in sections[at + 1 :] if s.level <= each.level)
        last = next(((s.page, s.line) for s in after), end)
        part = next((s.part for s in reversed(sections[: at + 1]) if s.level == 1), each.part)
        yield replace(each, end_page=last[0], end_line=last[1], part=part)


def values(rows: object) -> list[dict[str, object]]:
    """Rows or a group without their evidence."""
    assert isinstance(rows, list)
    return [plain(row) for row in rows]


def plain(group: object) -> dict[str, object]:
    """The values of a group."""
    assert isinstance(group, dict)
    return {name: found.value if found else None for name, found in group.items()}
