"""Drawing pages: headings, paragraphs, tables whose amounts stand under their years."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from deployments.samples.annual_reports.styles import Style

SECTION = 2  # the level of a section's heading
TOP, BOTTOM, WIDTH, HEIGHT = 760.0, 80.0, 595.28, 841.89
# What a broken font's table says for letters that look right on paper.
GARBLED = {"å": "#", "ä": '"', "ö": "!", "Å": "$", "Ä": "&", "Ö": "%"}


@dataclass
class Paper:
    """A report being drawn: the canvas, and where on the page the pen is."""

    path: Path
    style: Style
    name: str
    number: str
    pages: int = 0  # in all, as far as known: a second drawing knows
    page: int = 0
    y: float = TOP
    canvas: Any = field(init=False)

    def __post_init__(self) -> None:
        from reportlab.pdfgen.canvas import Canvas

        fonts()
        self.canvas = Canvas(str(self.path), pagesize=(WIDTH, HEIGHT), invariant=1)
        self.canvas.setTitle(self.name)

    def new_page(self, *, bare: bool = False) -> None:
        """Turn to a new page, with its running head and foot unless it is `bare`."""
        if self.page:
            self.canvas.showPage()
        self.page, self.y = self.page + 1, TOP
        style = self.style
        if style.running and not bare:
            self._at(style.left, 800, self.name, style.plain, style.body - 1)
            self._at(style.left, 787, f"Org.nr {self.number}", style.plain, style.body - 1)
            self._right(540, 800, f"{self.page} ({self.pages})", style.plain, style.body - 1)
        if style.signed:
            self._at(style.left, 30, style.signed.format(page=self.page), "Helvetica", 7)

    def heading(self, text: str, level: int = 2) -> None:
        """A heading of level 1 (a part of the report), 2, or 3."""
        size = {1: self.style.title, 2: self.style.heading}.get(level, self.style.body + 1)
        self.room(size * 3)
        self.y -= size * (0.9 if level > 1 else 0.2)
        shown = text.upper() if self.style.capitals and level <= SECTION else text
        self._at(self.style.left, self.y, shown, self.style.bold, size)
        self.y -= size * 0.9

    def note_heading(self, number: int, title: str) -> None:
        """A note's heading in the writer's way."""
        shown = self.style.note.format(number=number, title=title, capitals=title.upper())
        size = self.style.body + 1.5
        self.room(size * 6)
        self.y -= size
        self._at(self.style.left, self.y, shown, self.style.bold, size)
        self.y -= size * 1.3

    def paragraph(self, text: str) -> None:
        """Running text, broken to the width of the page."""
        from reportlab.pdfbase.pdfmetrics import stringWidth

        line = ""
        for word in text.split():
            longer = f"{line} {word}".strip()
            if stringWidth(longer, self.style.plain, self.style.body) > 540 - self.style.left:
                self.line(line)
                longer = word
            line = longer
        self.line(line)
        self.y -= self.style.body * 0.5

    def line(self, text: str, *, bold: bool = False, indent: float = 0.0) -> None:
        """One line of text."""
        self.room(self.style.body * 1.3)
        font = self.style.bold if bold else self.style.plain
        self._at(self.style.left + indent, self.y, text, font, self.style.body)
        self.y -= self.style.body * 1.3

    def cells(
        self, texts: tuple[str, ...], places: tuple[float, ...], *, bold: bool = False
    ) -> None:
        """A line of a table of text: each cell begins at its place."""
        self.room(self.style.body * 1.3)
        font = self.style.bold if bold else self.style.plain
        for text, place in zip(texts, places, strict=True):
            self._at(place, self.y, text, font, self.style.body)
        self.y -= self.style.body * 1.35

    def amounts(
        self, label: str, values: tuple[Any, ...], *, note: str = "", bold: bool = False
    ) -> None:
        """A line of a table of amounts: they end at the right edges of their columns."""
        self.room(self.style.body * 1.4)
        style, font = self.style, self.style.bold if bold else self.style.plain
        self._at(style.left, self.y, style.say(label), font, style.body)
        if note:
            self._at(style.note_at, self.y, note, font, style.body)
        for value, edge in zip(reversed(values), reversed(self._edges(len(values))), strict=True):
            shown = value if isinstance(value, str) else self.amount(value)
            self._right(edge, self.y, shown, font, style.body)
        self.y -= style.body * 1.35

    def amount(self, value: int) -> str:
        """An amount in kronor as this report prints it."""
        shown = printed(value, self.style.unit)
        text = f"{abs(shown):,}".replace(",", " ")
        return f"{self.style.minus}{text}" if shown < 0 else text

    def gap(self, lines: float = 1.0) -> None:
        self.y -= self.style.body * lines

    def room(self, needed: float) -> None:
        """Turn the page when so many points are not left on it."""
        if self.y - needed < BOTTOM:
            self.new_page()

    def save(self) -> None:
        self.canvas.showPage()
        self.canvas.save()

    def _edges(self, count: int) -> tuple[float, ...]:
        right, step = self.style.columns[1], self.style.columns[1] - self.style.columns[0]
        narrow = step if count <= len(self.style.columns) else min(step, 68.0)
        return tuple(right - narrow * place for place in reversed(range(count)))

    def _at(self, x: float, y: float, text: str, font: str, size: float) -> None:
        self.canvas.setFont(font, size)
        self.canvas.drawString(x, y, self._coded(text, font))

    def _right(self, x: float, y: float, text: str, font: str, size: float) -> None:
        self.canvas.setFont(font, size)
        self.canvas.drawRightString(x, y, self._coded(text, font))

    def _coded(self, text: str, font: str) -> str:
        if not font.startswith("Garbled"):
            return text
        return "".join(GARBLED.get(char, char) for char in text)


def printed(value: int, unit: int) -> int:
    """An amount in the printed unit, rounded half away from zero."""
    sign = -1 if value < 0 else 1
    return sign * ((abs(value) + unit // 2) // unit)


def fonts() -> None:
    """The fonts whose table of characters is wrong: they show å, and say #."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    if "Garbled" in pdfmetrics.getRegisteredFontNames():
        return
    for name, file in (("Garbled", "Vera.ttf"), ("GarbledBold", "VeraBd.ttf")):
        font = TTFont(name, file)
        for shown, said in GARBLED.items():
            font.face.charToGlyph[ord(said)] = font.face.charToGlyph[ord(shown)]
            font.face.charWidths[ord(said)] = font.face.charWidths[ord(shown)]
        pdfmetrics.registerFont(font)
