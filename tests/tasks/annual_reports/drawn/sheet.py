"""A report being drawn: pages, headings, prose and tables in the habits of one writer.

What is drawn is noted down as truth beside it: `say` and `row` hold labels by agent and field, in
the form that digest_truth.py reads. The habits (`Style`) follow from a seed.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random
from typing import Any

from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

WIDTH, HEIGHT, BOTTOM = 595.28, 841.89, 70.0
FONTS = (
    ("Helvetica", "Helvetica-Bold"),
    ("Times-Roman", "Times-Bold"),
    ("Courier", "Courier-Bold"),
)


def any_of(*values: Any) -> dict[str, Any]:
    """A label of which any value is right."""
    return {"any_of": list(values)}


@dataclass(frozen=True)
class Style:
    """How one writer lays a report out; lengths are points, edges are from the left."""

    plain: str
    bold: str
    body: float
    heads: str  # how headings stand out: bold, large, capitals, both
    left: float
    right: float
    step: float  # from one column of amounts to the next
    note_at: float
    pitch: float  # lines
    unit: int
    minus: str
    group: str  # between groups of three digits
    years_first: bool  # the year before stands first
    year_heads: str  # of statements
    note_years: str  # of notes: beside the heading, or below
    note: str
    sums: str  # in notes: "Summa", "Totalt", the title behind it, or no label
    costs: int  # the sign of costs
    running: str  # head, foot or none
    signed: str
    wrap: str  # amounts beside the first or the last line of a label
    indent: float
    suffix: str  # behind amounts of the statements
    capital_sums: bool
    note_word: bool  # "Not 4" in the column of notes
    drawn: str  # whole lines, single words, single letters, or doubled for weight


def style_of(rng: Random) -> Style:
    plain, bold = rng.choices(FONTS, (6, 3, 0.4))[0]
    heads = rng.choices(("bold", "large", "both", "capitals", "plain"), (3, 1.2, 4, 1, 0.4))[0]
    wide = plain == "Courier"
    body = rng.choice((8.0, 8.5)) if wide else rng.choice((8.5, 9.0, 9.5, 10.0, 10.5, 11.0))
    right = rng.choice((520.0, 530.0, 540.0))
    step = rng.choice((72.0, 80.0, 90.0)) if body < 10.5 else rng.choice((82.0, 92.0))
    return Style(
        plain=plain,
        bold=plain if heads in ("large", "capitals", "plain") and rng.random() < 0.6 else bold,
        body=body,
        heads=heads,
        left=rng.choice((48.0, 56.0, 62.0, 70.0, 80.0)),
        right=right,
        step=step,
        note_at=right - 2 * step - rng.choice((15.0, 30.0)),
        pitch=rng.choice((1.2, 1.3, 1.45, 1.6)),
        unit=1000 if rng.random() < 0.1 else 1,
        minus=rng.choices(("-", "\u2212", "\u2013", "- "), (6, 2, 1, 1))[0],
        group=rng.choices((" ", "\u00a0", "."), (8, 3, 0.3))[0],
        years_first=rng.random() < 0.05,
        year_heads=rng.choice(
            ("year", "day", "period", "two lines", "spoken", "words", "bokslut")
        ),
        note_years=rng.choice(("beside", "beside", "below", "below period", "below day")),
        note=rng.choice(
            (
                "Not {number} {title}",
                "Not {number}. {title}",
                "Not {number}, {title}",
                "NOT {number}, {capitals}",
                "Not {number} - {title}",
                "Not {number}: {title}",
                "Not {number}\t{title}",
                "NOT {number}\t{capitals}",
                "NOT {number} {capitals}",
                "{number}. {title}",
                "Not {number}\n{title}",
                "{title}",
            )
        ),
        sums=rng.choice(("Summa", "Summa", "Summa {title}", "Totalt", "")),
        costs=1 if rng.random() < 0.1 else -1,
        running=rng.choice(("head", "foot", "head", "none", "page")),
        signed=rng.choice(("", "", "Transaktion 09222115557513{page:04d}   Signerat AA, BB, CC",
                           "Penneo dokumentnyckel: AB1CD-{page:05d}-XYZ")),
        wrap=rng.choice(("first", "last", "last")),
        indent=rng.choice((0.0, 0.0, 8.0)),
        suffix=rng.choices(("", " kr", ",00"), (20, 1, 1))[0],
        capital_sums=rng.random() < 0.15,
        note_word=rng.random() < 0.1,
        drawn=rng.choices(("lines", "words", "letters", "doubled"), (6, 2, 1, 1))[0],
    )  # fmt: skip


@dataclass
class Sheet:
    """Pages being drawn, with the labels of what stands on them."""

    path: Path
    rng: Random
    style: Style
    name: str
    number: str
    labels: dict[str, dict[str, Any]] = field(default_factory=dict)
    page: int = 0
    y: float = 0.0
    canvas: Any = None
    stopped: bool = False

    def __post_init__(self) -> None:
        self.canvas = Canvas(str(self.path), pagesize=(WIDTH, HEIGHT), invariant=1)

    # Truth

    def say(self, agent: str, **values: Any) -> None:
        self.labels.setdefault(agent, {}).update(values)

    def row(self, agent: str, name: str, **cells: Any) -> None:
        self.labels.setdefault(agent, {}).setdefault(name, []).append(cells)

    def pick(self, *options: Any) -> Any:
        return self.rng.choice(options)

    def chance(self, share: float) -> bool:
        return self.rng.random() < share

    # Pages

    def new_page(self, *, bare: bool = False) -> None:
        if self.page:
            self.canvas.showPage()
        self.page, self.y = self.page + 1, HEIGHT - 90
        style, small = self.style, self.style.body - 1
        if bare:
            return
        if style.running == "head":
            self.text(style.left, HEIGHT - 40, self.name, size=small)
            self.text(style.left, HEIGHT - 52, self.number, size=small)
            self.ends(style.right, HEIGHT - 40, f"{self.page} (20)", size=small)
        elif style.running == "foot":
            self.text(style.left, 36, f"{self.name} | {self.number}", size=small)
            self.ends(style.right, 36, f"Sida {self.page} av 20", size=small)
        elif style.running == "page":
            self.text(WIDTH / 2, 36, str(self.page), size=small)
        if style.signed:
            self.text(style.left, 20, style.signed.format(page=self.page), size=6.5)

    def room(self, needed: float) -> None:
        if self.y - needed < BOTTOM:
            self.new_page()

    def gap(self, lines: float = 0.6) -> None:
        self.y -= lines * self.pitch

    @property
    def pitch(self) -> float:
        return self.style.body * self.style.pitch

    # Text

    def text(self, x: float, y: float, said: str, *, bold: bool = False, size: float = 0.0) -> None:
        self.canvas.setFont(self.style.bold if bold else self.style.plain, size or self.style.body)
        drawn = self.style.drawn
        if drawn in ("words", "letters"):
            parts = list(said) if drawn == "letters" else said.replace(" ", " \n").split("\n")
            for part in parts:
                if part.strip():
                    self.canvas.drawString(x, y, part.rstrip(" "))
                x += self.wide(part, bold=bold, size=size)
            return
        self.canvas.drawString(x, y, said)
        if drawn == "doubled" and bold:
            self.canvas.drawString(x + 0.25, y, said)

    def ends(self, x: float, y: float, said: str, *, bold: bool = False, size: float = 0.0) -> None:
        self.text(x - self.wide(said, bold=bold, size=size), y, said, bold=bold, size=size)

    def wide(self, said: str, *, bold: bool = False, size: float = 0.0) -> float:
        font = self.style.bold if bold else self.style.plain
        return float(stringWidth(said, font, size or self.style.body))

    def heading(self, said: str, level: int = 2) -> None:
        """A heading of level 1 (a part of the report) to 3."""
        style = self.style
        big = {1: 1.6, 2: 1.25, 3: 1.1}[level] if style.heads in ("large", "both") else 1.0
        size = style.body * (max(big, 1.35) if level == 1 else big)
        shown = said.upper() if style.heads == "capitals" and level < 3 else said
        self.room(size * 5)
        self.y -= size * {1: 0.6, 2: 0.9, 3: 0.6}[level]
        self.text(style.left, self.y, shown, bold=style.heads in ("bold", "both"), size=size)
        self.y -= size * (1.6 if level == 1 else 1.35)

    def line(self, said: str, *, bold: bool = False, indent: float = 0.0) -> None:
        self.room(self.pitch)
        self.text(self.style.left + indent, self.y, said, bold=bold)
        self.y -= self.pitch

    def prose(self, said: str) -> None:
        """A paragraph, broken to the width of the page."""
        for part in self.broken(said, self.style.right - self.style.left):
            self.line(part)
        self.gap(0.5)

    def broken(self, said: str, width: float, *, bold: bool = False) -> list[str]:
        lines = [""]
        for word in said.split(" "):
            longer = f"{lines[-1]} {word}".strip()
            if lines[-1] and self.wide(longer, bold=bold) > width:
                lines.append(word)
            else:
                lines[-1] = longer
        return lines

    def bullets(self, items: Sequence[str]) -> None:
        mark = self.pick("\u2022", "-", "\u2013")
        for item in items:
            self.room(self.pitch)
            self.text(self.style.left + 6, self.y, mark)
            self.text(self.style.left + 20, self.y, item)
            self.y -= self.pitch
        self.gap(0.4)

    # Tables

    def table(
        self,
        rows: Sequence[Sequence[str]],
        *,
        heads: Sequence[str] = (),
        numbers: int = 0,
        spread: bool | None = None,
        bold_last: bool = False,
    ) -> None:
        """A table as wide as its text asks; its last `numbers` columns end at right edges."""
        usual, room = self.style, self.style.right - self.style.left
        rows, sized = self._fitted(rows, heads)
        every = [list(heads), *rows] if heads else rows
        columns = len(every[0])
        gap = min(self.rng.choice((14.0, 18.0, 26.0)), (room - sum(sized)) / max(columns - 1, 1))
        total = sum(sized) + gap * (columns - 1)
        free = room - total
        spread = self.chance(0.5) if spread is None else spread
        if spread and free > 0:
            gap += free / max(columns - 1, 1)
        edges = [self.style.left]
        for width in sized[:-1]:
            edges.append(edges[-1] + width + gap)
        for number, row in enumerate(every):
            head = bool(heads) and number == 0
            bold = head or (bold_last and number == len(every) - 1)
            places = zip(edges, sized, strict=True)
            self._cells(row, list(places), columns - numbers, bold=bold, head=head)
        self.style = usual

    def _fitted(
        self, rows: Sequence[Sequence[str]], heads: Sequence[str]
    ) -> tuple[list[list[str]], list[float]]:
        """Rows and the widths of their columns; a wide table is set in a smaller font, and its
        labels are broken over lines where they must be.
        """
        usual, room = self.style, self.style.right - self.style.left
        while True:
            plain = [list(row) for row in rows]
            sized = self._sized([list(heads), *plain] if heads else plain, heads)
            over = sum(sized) + 10 * (len(sized) - 1) - room
            least = max((self.wide(w) for row in plain for w in row[0].split(" ")), default=0.0)
            if over <= 0 or sized[0] - over >= max(least, 110.0):
                break
            if self.style.body <= 6.5:
                raise AssertionError(f"A table of {self.path} doesn't fit: {heads}")
            self.style = replace(self.style, body=self.style.body - 0.5)
        if over <= 0:
            return plain, sized
        sized[0] -= over + 1
        broken: list[list[str]] = []
        for row in plain:
            lines = self.broken(row[0], sized[0], bold=True)
            blank = [""] * (len(row) - 1)
            parted = [[part, *blank] for part in lines]
            parted[0 if usual.wrap == "first" else -1][1:] = row[1:]
            broken += parted
        return broken, sized

    def _sized(self, every: Sequence[Sequence[str]], heads: Sequence[str]) -> list[float]:
        body = every[1:] if heads else every
        sized = []
        for column in range(len(every[0])):
            width = max((self.wide(row[column], bold=True) for row in body), default=0.0)
            words = heads[column].split(" ") if heads else []
            sized.append(max([width, *(self.wide(word, bold=True) for word in words)]))
        return sized

    def _cells(
        self,
        row: Sequence[str],
        places: Sequence[tuple[float, float]],
        first_number: int,
        *,
        bold: bool,
        head: bool,
    ) -> None:
        lines = [
            self.broken(cell, width + 1, bold=True) if head and cell else [cell]
            for cell, (_, width) in zip(row, places, strict=True)
        ]
        deep = max(map(len, lines))
        self.room(self.pitch * (deep + 1))
        for number, (own, (x, width)) in enumerate(zip(lines, places, strict=True)):
            for at, part in enumerate(own):
                y = self.y - at * self.pitch
                if not part:
                    continue
                if number >= first_number:
                    self.ends(x + width, y, part, bold=bold)
                else:
                    self.text(x, y, part, bold=bold)
        self.y -= deep * self.pitch

    # Amounts

    def printed(self, value: int) -> int:
        """An amount as it is printed, in kronor."""
        unit, sign = self.style.unit, -1 if value < 0 else 1
        return sign * ((abs(value) + unit // 2) // unit) * unit

    def amount(self, value: int | None, *, full: bool = False) -> str:
        if value is None:
            return ""
        shown = self.printed(value) // self.style.unit
        text = f"{abs(shown):,}".replace(",", self.style.group)
        text += self.style.suffix if full and self.style.unit == 1 else ""
        return f"{self.style.minus}{text}" if shown < 0 else text

    def pair(self, values: Sequence[int | None]) -> dict[str, int | None]:
        """Both years of a label."""
        now, before = (None if value is None else self.printed(value) for value in values)
        return {"current": now, "previous": before}

    def amounts(
        self,
        label: str,
        values: Sequence[str],
        *,
        note: str = "",
        bold: bool = False,
        indent: float = 0.0,
    ) -> None:
        """A line of a statement: values end at the right edges of their columns, newest first."""
        style = self.style
        shown = list(reversed(values)) if style.years_first else list(values)
        step = min(style.step, (style.right - style.left - 150) / max(len(shown), 1))
        edges = [style.right - step * place for place in reversed(range(len(shown)))]
        room = (
            (style.note_at if note else edges[0] - min(62.0, step)) - style.left - indent - 6
            if edges
            else 440
        )
        lines = self.broken(label, room, bold=bold)
        self.room(self.pitch * (len(lines) + 1))
        at = 0 if style.wrap == "first" else len(lines) - 1
        for place, part in enumerate(lines):
            self.text(style.left + indent, self.y, part, bold=bold)
            if place == at:
                if note:
                    self.text(style.note_at, self.y, note, bold=bold)
                for edge, value in zip(edges, shown, strict=True):
                    if value:
                        self.ends(edge, self.y, value, bold=bold)
            self.y -= self.pitch

    def save(self) -> None:
        self.canvas.showPage()
        self.canvas.save()


def spaced(value: int) -> str:
    """A whole number with its thousands apart, as prose has it."""
    return f"{value:,}".replace(",", " ")
