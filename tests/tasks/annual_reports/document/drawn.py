"""PDFs that tests draw, and sheets of glyphs that they set by hand."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from tasks.annual_reports.document.glyphs import Glyph, Sheet, Style
from tasks.annual_reports.document.words import Document, Line, Page, Word

HEIGHT, WIDTH = 842.0, 595.0
WIDE = 0.5  # of a font's size: every glyph set by hand


def draw(path: Path, pages: Iterable[Iterable[tuple[Any, ...]]], **options: Any) -> Path:
    """A PDF of pages of texts: (x, y from the top, text, size, font, angle), the last optional."""
    from reportlab.pdfgen.canvas import Canvas

    canvas = Canvas(str(path), pagesize=options.pop("pagesize", (WIDTH, HEIGHT)), **options)
    for page in pages:
        for x, y, text, *rest in page:
            size, font, angle = (*rest, *(10, "Helvetica", 0)[len(rest) :])
            canvas.saveState()
            canvas.setFont(font, size)
            canvas.translate(x, HEIGHT - y)
            canvas.rotate(angle)
            canvas.drawString(0, 0, text)
            canvas.restoreState()
        canvas.showPage()
    canvas.save()
    return path


def glyphs(text: str, y: float, font: int = 1, **given: Any) -> list[Glyph]:
    """Glyphs of a line, half as wide as high; `odd` maps places to (sign, font)."""
    odd: dict[int, tuple[str, int]] = given.get("odd", {})
    size, x = given.get("size", 10.0), given.get("x", 50.0)
    made = []
    for index, char in enumerate(text):
        sign, own = odd.get(index, (char, font))
        x0 = x + index * WIDE * size
        style = Style(own, f"Font{own}", size, 0.0)
        made.append(Glyph(sign, x0, y - size, x0 + WIDE * size, y, y, style))
    return made


def sheet(lines: Iterable[Sequence[Glyph]]) -> Sheet:
    return Sheet(WIDTH, HEIGHT, tuple(glyph for line in lines for glyph in line))


Text = tuple[Any, ...]  # y, text or cells as (x, text), and options size and bold


def page(number: int, lines: Iterable[Text]) -> Page:
    """A page of Word values: (y, "text") or (y, [(x, "text"), …]), then size, then bold."""
    return Page(number, WIDTH, HEIGHT, tuple(_line(*line) for line in lines))


def _line(y: float, cells: Any, size: float = 10.0, bold: bool = False) -> Line:
    words = []
    for x, text in [(60.0, cells)] if isinstance(cells, str) else cells:
        at = x
        for part in text.split():
            wide = WIDE * size * len(part)
            words.append(Word(part, at, y - size, at + wide, y, size, bold))
            at += wide + 0.25 * size
    return Line(tuple(words))


def document(*pages: Iterable[Text], **given: Any) -> Document:
    numbered = tuple(page(number, lines) for number, lines in enumerate(pages, 1))
    return Document(numbered, "0" * 64, **given)
