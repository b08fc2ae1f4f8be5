"""Pages built from text as a typewriter would set it: what a test shows is what stands on the page.

A character is 5 points wide, a line 14 points high, and the font 10 points. Two spaces or more part
two cells, one space parts two words. A line that begins with "½" stands half a line higher than it
would, as values between the two lines of a label do.
"""

import re
from collections.abc import Iterator

from tasks.annual_reports.document.words import Document, Line, Page, Word
from tasks.annual_reports.reading import Part, Placed, Reading, Section

WIDTH, PITCH, HEIGHT, SIZE = 5.0, 14.0, 12.0, 10.0
LEFT, TOP = 50.0, 60.0


def page(text: str, number: int = 1) -> Page:
    """A page of typed lines; blank lines take up their space."""
    return Page(number, 595.0, 842.0, tuple(_lines(text)))


def document(*texts: str) -> Document:
    """A document of typed pages."""
    return Document(tuple(page(text, number) for number, text in enumerate(texts, 1)), "0" * 64)


def placed(text: str, number: int = 1) -> list[Placed]:
    """The lines of a typed page with its number, as the lines of a section."""
    return [Placed(number, line) for line in page(text, number).lines]


def section(of: Document, part: Part, title: str = "", *, level: int = 1) -> Section:
    """A section from the first line that holds its title to the end of the document."""
    start = next(
        (each.number, at)
        for each in of.pages
        for at, line in enumerate(each.lines)
        if title in line.text
    )
    last = of.pages[-1]
    return Section(title, title.casefold(), part, level, *start, last.number, len(last.lines))


def reading(part: Part, *texts: str, title: str = "", unit: int = 1, round_: int = 1) -> Reading:
    """What an agent reads that is given one section: from its title to the end of typed pages."""
    of = document(*texts)
    own = section(of, part, title)
    lacking = ("everything",) if round_ > 1 else ()
    return Reading(of, (own,), (own,), unit, (2023, 2022), round_, lacking)


def _lines(text: str) -> Iterator[Line]:
    top = TOP
    for typed in text.strip("\n").split("\n"):
        half = typed.startswith("½")
        y = top - PITCH / 2 if half else top
        words = tuple(_words(typed.replace("½", " "), y))
        if words:
            yield Line(words)
        top += 0 if half else PITCH


def _words(typed: str, y: float) -> Iterator[Word]:
    for found in re.finditer(r"\S+", typed):
        x0, x1 = LEFT + found.start() * WIDTH, LEFT + found.end() * WIDTH
        yield Word(found[0], x0, y, x1, y + HEIGHT, SIZE)
