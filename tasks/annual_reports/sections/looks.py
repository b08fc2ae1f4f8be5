"""How lines look against the rest of the document: size, weight, capitals, space around them."""

import re
from collections import Counter
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from tasks.annual_reports.document.words import Document, Line, Page

AMOUNT = re.compile(r"[-–−]?\s?\(?\d[\d  .,]*\)?\s?(?:kr|%|st|kvm|tkr)?$")
YEAR = re.compile(r"(?:19|20)\d\d$")
DATE = re.compile(
    r"[-–—−]?\s?(?:(?:19|20)?\d\d[-/.]?\d\d[-/.]\d\d|(?:19|20)\d\d\s?[-–/]\s?(?:(?:19|20)\d\d|\d\d)"
    r"|(?:19|20)\d{6})(?:\s?[-–—−]\s?(?:(?:19|20)?\d\d[-/.]?\d\d[-/.]\d\d)?)?$"
)
COLUMN = re.compile(
    r"(?:not(?:er)?|år|år\s?\d{4}|bokslut|belopp i .{2,12}|i?\s?(?:kr|tkr|sek|kronor)|totalt?"
    r"|budget(?: \d{4})?|utfall(?: \d{4})?|\d|\d\d|sida|ref)\.?$",
    re.IGNORECASE,
)
_NOTE = re.compile(r"not\s*\.?$", re.IGNORECASE)
_END = re.compile(r"[.,;]$")
_TABLE_ROW = 2  # cells that are no column heads
_NEAR = 1.25  # usual distances
_ALONE = 1.35
_LAST = 4.5  # usual distances: nothing follows on the page
_CAPITALS = 4  # letters: shorter ones may be an abbreviation
LARGER, LARGER_SEEN = 1.08, 1.3  # than most of the text, as printed and as recognised
_LONG = 11  # words: more are prose


@dataclass(frozen=True, slots=True)
class Look:
    """What is usual in a document: the size of most words, whether they are bold, and the
    distance of two lines in points. `larger` is how much larger a heading is: recognised text
    has no sharp sizes.
    """

    size: float
    bold: bool
    pitch: float
    larger: float = LARGER


@dataclass(frozen=True, slots=True)
class Mark:
    """How much one line stands out. `above` and `below` are the distances to its neighbours in
    usual distances; `label` is its text without column heads such as years;
    `cells` are its texts with the places where they begin;
    `follows`: it goes on with the label of the line before it.
    """

    page: int
    line: int
    label: str
    size: float
    bold: bool
    capitals: bool
    above: float
    below: float
    heads: int
    amounts: int
    follows: bool
    words: int
    cells: tuple[tuple[str, float], ...]

    def prominent(self, look: Look) -> bool:
        """Larger, bolder or in capitals, where most of the text is not."""
        larger = self.size >= look.larger * look.size
        return larger or (self.bold and not look.bold) or self.capitals

    @property
    def alone(self) -> bool:
        """Whether space stands above it, and what follows belongs to it."""
        return self.above >= _ALONE and self.below < self.above

    @property
    def orphan(self) -> bool:
        """Whether it is the last line of its page, with space above it."""
        return self.above >= _ALONE and self.below >= _LAST


def look_of(document: Document) -> Look:
    """What is usual in a document."""
    sizes: Counter[float] = Counter()
    weights: Counter[bool] = Counter()
    distances = []
    for page in document.pages:
        for line in page.lines:
            sizes[round(line.size * 2) / 2] += len(line.text)
            weights[line.bold] += len(line.text)
        tops = [line.box[3] for line in page.lines]
        distances += [b - a for a, b in pairwise(tops) if b - a > 1]
    size = sizes.most_common(1)[0][0] if sizes else 10.0
    usual = median(distances) if distances else 1.2 * size
    larger = LARGER_SEEN if document.ocr else LARGER
    return Look(size, weights[True] > weights[False], max(usual, 1.0), larger)


def marks_of(page: Page, look: Look) -> list[Mark]:
    """Each line of a page as a mark, in order."""
    lines = page.lines
    marks = []
    for index, line in enumerate(lines):
        above = line.box[3] - lines[index - 1].box[3] if index else 99.0
        below = lines[index + 1].box[3] - line.box[3] if index + 1 < len(lines) else 99.0
        marks.append(_mark(page, index, line, (above / look.pitch, below / look.pitch)))
    return [
        replace(mark, follows=_follows(one, mark))
        for one, mark in zip([None, *marks], marks, strict=False)
    ]


def _follows(one: Mark | None, mark: Mark) -> bool:
    """Whether a line goes on with the label of the line before it."""
    alike = one is not None and one.bold == mark.bold and one.size == mark.size
    near = mark.above <= _NEAR and one is not None and not one.amounts
    return alike and near and mark.label[:1].islower()


def _mark(page: Page, index: int, line: Line, space: tuple[float, float]) -> Mark:
    cells = [cell.text for cell in line.cells]
    label, heads, amounts = _parts(cells)
    letters = [c for c in label if c.isalpha()]
    first = line.cells[0].words
    return Mark(
        page=page.number,
        line=index,
        label=label,
        size=max(word.size for word in first),
        bold=all(word.bold for word in first),
        capitals=len(letters) >= _CAPITALS and all(c.isupper() for c in letters),
        above=space[0],
        below=space[1],
        heads=heads,
        amounts=amounts,
        follows=False,
        words=len(label.split()),
        cells=tuple((cell.text, cell.box[0]) for cell in line.cells),
    )


def _parts(cells: list[str]) -> tuple[str, int, int]:
    """A line's label, and how many column heads and amounts follow it."""
    label: list[str] = []
    heads = amounts = 0
    for index, cell in enumerate(cells):
        numbered = index == 1 and _NOTE.match(cells[0])  # the number of a note, in its own cell
        if numbered:
            label.append(cell)
        elif index and _is_head(cell):
            heads += 1
        elif index and AMOUNT.match(cell):
            amounts += 1
        else:
            label.append(cell)
    return " | ".join(label), heads, amounts


def _is_head(cell: str) -> bool:
    return bool(YEAR.match(cell) or DATE.match(cell) or COLUMN.match(cell))


def could_be_heading(mark: Mark) -> bool:
    """Whether a line can be a heading at all: a few words, no amounts, no sentence."""
    text = mark.label.strip()
    if mark.amounts or not text or not any(c.isalpha() for c in text):
        return False
    if text.count(" | ") >= _TABLE_ROW or mark.words > _LONG or _END.search(text):
        return False
    return text[0].isupper() or text[0].isdigit()
