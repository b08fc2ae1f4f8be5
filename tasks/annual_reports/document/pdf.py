"""Read the text layer of a PDF with the place of every word, by PDFium."""

from collections.abc import Iterator
from ctypes import byref
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from threading import Lock
from typing import Any

from tasks.annual_reports.document.words import Document, Line, Page, Word

_PDFIUM = Lock()  # PDFium must not be called by two threads at once
_BOLD = 600  # of a font's weight


@lru_cache(maxsize=4)
def read_document(path: Path, digest: str) -> Document:
    """The document of a file whose SHA-256 is `digest`."""
    del digest  # it tells a file from what stood there before
    import pypdfium2

    content = path.read_bytes()
    with _PDFIUM:
        pdf = pypdfium2.PdfDocument(content)
        try:
            pages = tuple(_page(number, pdf[number - 1]) for number in range(1, len(pdf) + 1))
        finally:
            pdf.close()
    return Document(pages, sha256(content).hexdigest())


def _page(number: int, page: Any) -> Page:
    width, height = page.get_size()
    words = list(_words(page.get_textpage(), height))
    return Page(number, width, height, tuple(lines_of(words)))


def lines_of(words: list[Word]) -> Iterator[Line]:
    """Words as lines from top to bottom: those whose middles stand on one height."""
    rows: list[list[Word]] = []
    for word in sorted(words, key=lambda w: ((w.y0 + w.y1) / 2, w.x0)):
        middle = (word.y0 + word.y1) / 2
        if rows and abs(middle - _middle(rows[-1])) < 0.4 * min(
            word.y1 - word.y0, _height(rows[-1])
        ):
            rows[-1].append(word)
        else:
            rows.append([word])
    for row in rows:
        yield Line(tuple(sorted(row, key=lambda w: w.x0)))


def _middle(row: list[Word]) -> float:
    return sum((word.y0 + word.y1) / 2 for word in row) / len(row)


def _height(row: list[Word]) -> float:
    return max(word.y1 - word.y0 for word in row)


def _words(text: Any, height: float) -> Iterator[Word]:
    """Words of a page's text; boxes are loose: as high as the font, not as the letters."""
    from pypdfium2 import raw

    pending: list[tuple[str, float, float, float, float, float, bool]] = []
    rect = raw.FS_RECTF()
    for index in range(text.count_chars()):
        char = chr(raw.FPDFText_GetUnicode(text.raw, index))
        if not char.isprintable() or char.isspace():
            yield from _word(pending)
            pending = []
            continue
        raw.FPDFText_GetLooseCharBox(text.raw, index, byref(rect))
        size = raw.FPDFText_GetFontSize(text.raw, index)
        bold = raw.FPDFText_GetFontWeight(text.raw, index) >= _BOLD
        y0, y1 = height - rect.top, height - rect.bottom
        if pending and (abs(y0 - pending[-1][2]) > size or rect.left - pending[-1][3] > 0.3 * size):
            yield from _word(pending)
            pending = []
        pending.append((char, rect.left, y0, rect.right, y1, size, bold))
    yield from _word(pending)


def _word(chars: list[tuple[str, float, float, float, float, float, bool]]) -> Iterator[Word]:
    if chars:
        texts, x0, y0, x1, y1, sizes, bolds = zip(*chars, strict=True)
        yield Word("".join(texts), min(x0), min(y0), max(x1), max(y1), max(sizes), all(bolds))
