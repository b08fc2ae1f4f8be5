"""Read a PDF's text layer with the place of every word; pages without one by OCR where wanted."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache
from hashlib import sha256
from itertools import chain
from pathlib import Path
from typing import Any

from blocks.ocr import Tesseract
from tasks.annual_reports.document.fonts import bold_fonts
from tasks.annual_reports.document.furniture import without_furniture
from tasks.annual_reports.document.glyphs import Sheet, sheet_of
from tasks.annual_reports.document.learn import learn
from tasks.annual_reports.document.lines import Run, leaning_lines, line_of, rows_of, runs_of
from tasks.annual_reports.document.opening import (
    PDFIUM,
    check_pdf,
    content_of,
    page_images,
    pdf_of,
)
from tasks.annual_reports.document.percent import with_capitals
from tasks.annual_reports.document.prose import in_reading_order
from tasks.annual_reports.document.repair import LOST, Repair, suspects_of, with_first_letters
from tasks.annual_reports.document.scanned import recognised, wanted_ocr
from tasks.annual_reports.document.words import Document, Line, Page

__all__ = ["check_pdf", "document_of", "page_images", "read_document"]

_CHARACTERS = 60_000  # of a page that are read; a page of text has 5,000
_TOTAL = 3_000_000  # of a document
_OFF_PAGE = 5.0  # points
_ILLEGIBLE = 0.4  # of a page's words that hold letters nobody could read


def read_document(path: Path, digest: str) -> Document:
    """The document of a file whose SHA-256 is `digest`.

    Pages that are damaged, or whose letters can't be told, are empty and named in `unread`. Pages
    without text are recognised in their images where the environment asks for it
    (`blocks/ocr.py`). InputError when the file can't be read at all (`opening.py`).
    """
    return _read(path, digest, wanted_ocr())


@lru_cache(maxsize=4)
def _read(path: Path, digest: str, ocr: Tesseract | None) -> Document:
    del digest  # it tells a file from what stood there before
    content = content_of(path)
    sheets = _sheets(content, path.name)
    document = document_of(sheets, sha256(content).hexdigest())
    return _with_images_read(document, path, ocr) if ocr else document


def document_of(sheets: Sequence[Sheet | None], digest: str) -> Document:
    """The document that sheets of glyphs make; None is a page that could not be read."""
    known = [sheet or Sheet(595.0, 842.0, ()) for sheet in sheets]
    bold = bold_fonts(glyph for sheet in known for glyph in sheet.glyphs)
    suspects = suspects_of(glyph for sheet in known for glyph in sheet.glyphs)
    repair = Repair({}, frozenset(), suspects)
    runs = [runs_of(sheet.glyphs, repair.letter) for sheet in known]
    if suspects:
        repair = learn(list(chain(*runs)), suspects)
        runs = [runs_of(sheet.glyphs, repair.letter) for sheet in known]
    repaired = sum(repair.mend(run) for run in chain(*runs))
    repaired += sum(with_first_letters(own, repair) for own in runs)
    repaired += with_capitals(list(chain(*runs))) if repair.table else 0
    numbered = enumerate(zip(known, runs, strict=True), 1)
    pages = [_page(number, sheet, own, bold) for number, (sheet, own) in numbered]
    damaged = {number for number, sheet in enumerate(sheets, 1) if sheet is None}
    lost = {page.number for page in pages if _illegible(page.lines)}
    pages = [replace(page, lines=()) if page.number in lost else page for page in pages]
    unread = tuple(sorted(damaged | lost))
    return Document(without_furniture(pages), digest, repaired=repaired, unread=unread)


def _sheets(content: bytes, name: str) -> list[Sheet | None]:
    with PDFIUM, pdf_of(content, name) as pdf:
        # All stay open until the last is read: the address of a font is its name here.
        kept: list[Any] = []
        left = _TOTAL
        sheets: list[Sheet | None] = []
        for index in range(len(pdf)):
            sheet = _sheet(pdf, index, kept, min(left, _CHARACTERS))
            left -= len(sheet.glyphs) if sheet else 0
            sheets.append(sheet)
        return sheets


def _sheet(pdf: Any, index: int, kept: list[Any], limit: int) -> Sheet | None:
    import pypdfium2

    try:
        page = pdf[index]
        text = page.get_textpage()
    except pypdfium2.PdfiumError:
        return None
    kept += [page, text]
    return sheet_of(page, text, limit) if limit > 0 else None


def _page(number: int, sheet: Sheet, runs: Iterable[Run], bold: frozenset[int]) -> Page:
    width, height = sheet.width + _OFF_PAGE, sheet.height + _OFF_PAGE
    seen = [r for r in runs if -_OFF_PAGE < r.base < height and -_OFF_PAGE < r.x0 < width]
    lines = [line_of(row, bold.__contains__) for row in rows_of(seen)]
    aside = tuple(leaning_lines(sheet.leaning, bold.__contains__))
    return Page(number, sheet.width, sheet.height, tuple(in_reading_order(lines)), aside)


def _illegible(lines: Sequence[Line]) -> bool:
    words = [word.text for line in lines for word in line.words]
    return sum(LOST in word for word in words) > _ILLEGIBLE * len(words)


def _with_images_read(document: Document, path: Path, ocr: Tesseract) -> Document:
    """The document with pages that have no text read from their images."""
    empty = [page.number for page in document.pages if not page.lines]
    found = recognised(path, empty, ocr) if empty else {}
    pages = tuple(
        replace(page, lines=found[page.number]) if found.get(page.number) else page
        for page in document.pages
    )
    unread = tuple(number for number in document.unread if number not in found)
    return replace(document, pages=without_furniture(pages), ocr=bool(found), unread=unread)
