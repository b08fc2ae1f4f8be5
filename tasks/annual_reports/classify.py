"""A request's profile: whether the report's pages hold text, or images of text."""

from collections.abc import Mapping
from pathlib import Path

from policies.errors import InputError
from tasks.annual_reports.document.opening import PDFIUM, content_of, pdf_of
from tasks.annual_reports.request import Request
from tasks.outcome import JSON

ENOUGH = 200  # characters on all pages: below it there is no text layer worth reading
LONG = 40  # pages: an ordinary report has 12 to 30


def classify(request: Request, settings: Mapping[str, JSON]) -> dict[str, JSON]:
    """The profile of a report.

    One whose file can't be read any more has 0 pages: the agent that opens it says why, and the
    other reports of a folder go on.
    """
    del settings
    try:
        pages, letters = _counted(Path(request.file))
    except InputError:
        return {"source": "TEXT", "size": "ORDINARY", "pages": 0}
    source = "TEXT" if letters >= ENOUGH else "SCANNED"
    return {"source": source, "size": "LONG" if pages > LONG else "ORDINARY", "pages": pages}


def identify(request: Request) -> str:
    """What the report is called."""
    return request.report_id


def _counted(path: Path) -> tuple[int, int]:
    """How many pages there are, and letters on them until there are enough."""
    import pypdfium2

    content, letters = content_of(path), 0
    with PDFIUM, pdf_of(content, path.name) as pdf:
        pages = len(pdf)
        for number in range(pages):
            try:
                letters += pdf[number].get_textpage().count_chars()
            except pypdfium2.PdfiumError:  # a damaged page among others
                continue
            if letters >= ENOUGH:
                break
    return pages, letters
