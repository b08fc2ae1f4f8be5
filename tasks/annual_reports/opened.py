"""The document of a request: read once in this process, as long as the file is the same."""

from pathlib import Path

from policies.errors import InputError
from tasks.annual_reports.document.pdf import read_document
from tasks.annual_reports.document.words import Document
from tasks.annual_reports.request import Request


def opened(request: Request) -> Document:
    """The report's words and pages. InputError when the file is gone, or is another one now."""
    document = read_document(Path(request.file), request.sha256)
    if document.sha256 != request.sha256:
        raise InputError(f"{request.file} has changed since the run began. Run it anew.")
    return document
