"""From glyphs to words, and from words to lines."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import cos, radians, sin

from tasks.annual_reports.document.glyphs import Glyph
from tasks.annual_reports.document.words import Line, Word

_SPACE = 0.22  # of the font's size: a gap that parts two words
_TOUCH = 0.08  # of the font's size: a gap that does not, whatever PDFium thinks of it
_LEVEL = 0.3  # of the font's size: base lines that differ by less are one
_BESIDE = 0.35  # the same for words of different sizes that stand beside each other
_SMALLER = 0.9


@dataclass
class Run:
    """Glyphs that stand together as one word. `spaced`: a real space stands before it.

    Its extent is that of the glyphs which it holds when it is first asked for.
    """

    glyphs: list[Glyph]
    spaced: bool = False

    @property
    def text(self) -> str:
        return "".join([glyph.char for glyph in self.glyphs])

    @property
    def base(self) -> float:
        return self.glyphs[0].base

    @cached_property
    def x0(self) -> float:
        return min([glyph.x0 for glyph in self.glyphs])

    @cached_property
    def x1(self) -> float:
        return max([glyph.x1 for glyph in self.glyphs])

    @cached_property
    def size(self) -> float:
        return max([glyph.style.size for glyph in self.glyphs])


def runs_of(glyphs: Iterable[Glyph], letter: Callable[[Glyph], bool]) -> list[Run]:
    """Glyphs as words, in the order of the content.

    `letter` says of a white or unprintable character whether it stands for a letter: a garbled
    font may give a space for an ä.
    """
    runs: list[Run] = []
    pending: Run | None = None
    spaced = made = False
    for glyph in glyphs:
        blank = glyph.char.isspace() or not glyph.char.isprintable()
        if blank and (glyph.made or not letter(glyph)):
            made = made or glyph.made
            spaced = spaced or not glyph.made
            continue
        if pending is None or spaced or _parted(pending, glyph, made=made):
            pending = Run([glyph], spaced)
            runs.append(pending)
        else:
            pending.glyphs.append(glyph)
        spaced = made = False
    return runs


def _parted(run: Run, glyph: Glyph, *, made: bool) -> bool:
    last = run.glyphs[-1]
    size = max(last.style.size, glyph.style.size)
    gap = glyph.x0 - last.x1
    level = abs(glyph.base - last.base) <= _LEVEL * size
    return not level or gap > (_TOUCH if made else _SPACE) * size or gap < -0.6 * size


def rows_of(runs: Sequence[Run]) -> Iterator[list[Run]]:
    """Words as rows from top to bottom, each from left to right: those on one base line."""
    rows: list[list[Run]] = []
    for run in sorted(runs, key=lambda run: (run.base, run.x0)):
        for row in reversed(rows[-3:]):
            if _same_row(run, row):
                row.append(run)
                break
        else:
            rows.append([run])
    for row in rows:
        yield list(_joined(sorted(row, key=lambda run: run.x0)))


def _same_row(run: Run, row: Sequence[Run]) -> bool:
    """On one base line, or a smaller word beside a larger one whose base lines differ a little."""
    first = row[0]
    if abs(run.base - first.base) <= _LEVEL * min(run.size, first.size):
        return True
    if abs(run.base - first.base) > _BESIDE * max(run.size, first.size):
        return False
    small = min(run.size, first.size) < _SMALLER * max(run.size, first.size)
    return small and all(run.x0 >= other.x1 or run.x1 <= other.x0 for other in row)


def _joined(row: Iterable[Run]) -> Iterator[Run]:
    """Words that touch are one: some files draw letters in another order than they are read."""
    pending: Run | None = None
    for run in row:
        if pending is not None and not run.spaced and _touch(pending, run):
            pending = Run(pending.glyphs + run.glyphs, pending.spaced)
            continue
        if pending is not None:
            yield pending
        pending = run
    if pending is not None:
        yield pending


def _touch(left: Run, right: Run) -> bool:
    return -0.3 * right.size <= right.x0 - left.x1 <= _TOUCH / 2 * right.size


def line_of(row: Iterable[Run], bold: Callable[[int], bool]) -> Line:
    """A row of words as a line; `bold` says it of a font."""
    return Line(tuple(_word(run, bold) for run in row))


def _word(run: Run, bold: Callable[[int], bool]) -> Word:
    glyphs = run.glyphs
    return Word(
        run.text,
        run.x0,
        min([glyph.y0 for glyph in glyphs]),
        run.x1,
        max([glyph.y1 for glyph in glyphs]),
        round(run.size, 1),
        # Most of its letters: single ones may come from a font of their own.
        2 * sum([bold(glyph.font) for glyph in glyphs]) > len(glyphs),
    )


def leaning_lines(glyphs: Iterable[Glyph], bold: Callable[[int], bool]) -> Iterator[Line]:
    """Text that is turned against the page, in lines as it runs; boxes are those on the page."""
    angles: dict[float, list[Glyph]] = {}
    for glyph in glyphs:
        angles.setdefault(round(glyph.style.angle), []).append(glyph)
    for angle, own in angles.items():
        turned = [_turned(glyph, radians(angle)) for glyph in own]
        places = {id(copy): glyph for copy, glyph in zip(turned, own, strict=True)}
        for row in rows_of(runs_of(turned, lambda _: False)):
            runs = [Run([places[id(glyph)] for glyph in run.glyphs]) for run in row]
            yield line_of(runs, bold)


def _turned(glyph: Glyph, angle: float) -> Glyph:
    """A glyph where it would stand if its text were upright."""
    x, y = (glyph.x0 + glyph.x1) / 2, (glyph.y0 + glyph.y1) / 2
    along, down = x * cos(angle) - y * sin(angle), x * sin(angle) + y * cos(angle)
    wide = abs((glyph.x1 - glyph.x0) * cos(angle)) + abs((glyph.y1 - glyph.y0) * sin(angle))
    high = glyph.style.size
    box = (along - wide / 2, down - high / 2, along + wide / 2, down + high / 2)
    return Glyph(glyph.char, *box, down, glyph.style, glyph.made)
