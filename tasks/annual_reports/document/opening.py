"""Open a PDF, or say in one sentence why it can't be read; and draw its pages."""

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import RLock
from typing import Any

from policies.errors import InputError

PDFIUM = RLock()  # PDFium must not be called by two threads at once
MEGABYTES, PAGES = "COXSWAIN_PDF_MEGABYTES", "COXSWAIN_PDF_PAGES"
_DEFAULTS = {MEGABYTES: 200, PAGES: 500}
_HEADER = 1024  # bytes within which a PDF says that it is one
_PIXELS = 40_000_000  # of an image of a page, whatever size the page claims
_OTHERS = {
    b"\x89PNG": "a PNG image",
    b"\xff\xd8\xff": "a JPEG image",
    b"GIF8": "a GIF image",
    b"PK\x03\x04": "a ZIP archive or an Office document",
    b"\xd0\xcf\x11\xe0": "an older Office document",
    b"<": "a text in HTML or XML",
    b"{": "a JSON text",
}


def check_pdf(path: Path) -> None:
    """InputError, one sentence, when a file can't be read as a PDF; see `pdf_of`."""
    content = content_of(path)
    with PDFIUM, pdf_of(content, path.name):
        pass


def content_of(path: Path) -> bytes:
    """A file's bytes. InputError when it is missing, a folder, empty, enormous, or no PDF."""
    if path.is_dir():
        raise InputError(f"{path} is a folder, where one PDF is read. Name a file in it.")
    if not path.exists():
        raise InputError(f"{path} does not exist. Name a PDF that does.")
    try:
        size = path.stat().st_size
        if size > limit_of(MEGABYTES) * 1_000_000:
            raise InputError(
                f"{path.name} has {size / 1_000_000:,.0f} MB, and {limit_of(MEGABYTES)} are read "
                f"at most. Is it a report? {MEGABYTES} raises the limit."
            )
        content = path.read_bytes()
    except OSError as error:
        raise InputError(f"{path} can't be read: {error.strerror}.") from error
    if not content:
        raise InputError(f"{path.name} is empty. Name a PDF that holds a report.")
    if b"%PDF-" not in content[:_HEADER]:
        kind = next((name for start, name in _OTHERS.items() if content.startswith(start)), None)
        guess = f"it looks like {kind}" if kind else "it does not begin as one"
        raise InputError(f"{path.name} is no PDF: {guess}. Name a PDF that holds a report.")
    return content


def limit_of(setting: str) -> int:
    """A limit from the environment, else its default. InputError for what is no whole number."""
    given = os.environ.get(setting, "").strip()
    if not given:
        return _DEFAULTS[setting]
    if not given.isdecimal() or int(given) == 0:
        raise InputError(f"{setting} is {given!r}; it must be a whole number from 1 on.")
    return int(given)


@contextmanager
def pdf_of(content: bytes, name: str) -> Iterator[Any]:
    """An open PDF; call it, and use what it gives, under the lock `PDFIUM` only.

    InputError when it needs a password, is damaged beyond reading, holds no pages or too many.
    """
    import pypdfium2

    try:
        pdf = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        # PDFium names its last error, of whichever file; one that is locked says so itself.
        if "password" in str(error).lower() and b"/Encrypt" in content:
            what = "is encrypted and needs a password. Save it without one"
        else:
            what = "is damaged, holds no pages, or is no PDF at all. Get the file anew"
        raise InputError(f"{name} can't be opened: it {what}.") from error
    try:
        pages = len(pdf)
        if not pages:
            raise InputError(f"{name} holds no pages. It may be damaged: get the file anew.")
        if pages > limit_of(PAGES):
            raise InputError(
                f"{name} has {pages} pages, and {limit_of(PAGES)} are read at most. Is it one "
                f"report? {PAGES} raises the limit."
            )
        yield pdf
    finally:
        pdf.close()


def page_images(path: Path, numbers: Iterable[int], scale: float) -> Iterator[tuple[int, Any]]:
    """Pages by number (from 1) as Pillow images, `scale` pixels a point, as they are shown.

    A page that can't be drawn is left out; one of absurd size is drawn smaller.
    """
    import pypdfium2

    content = content_of(path)
    for number in numbers:
        with PDFIUM, pdf_of(content, path.name) as pdf:
            if not 1 <= number <= len(pdf):
                continue
            try:
                page = pdf[number - 1]
                width, height = page.get_size()
                most = (_PIXELS / max(width * height, 1)) ** 0.5
                image = page.render(scale=min(scale, most)).to_pil().copy()
            except (pypdfium2.PdfiumError, ValueError, MemoryError):
                continue
        yield number, image
