"""The files of a run: one report, or all reports of a folder."""

import os
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

from policies.errors import InputError
from tasks.annual_reports.document.opening import PDFIUM, content_of, pdf_of
from tasks.annual_reports.document.scanned import wanted_ocr
from tasks.annual_reports.request import Request
from tasks.inputs import Input, Row
from tasks.records import Record, Rejected

SUFFIX = ".pdf"
LONGEST = 200  # bytes of a file's name: what is left of it is called a little longer
NAMED = 5  # files that are told by name


@dataclass(frozen=True)
class Found:
    """A file of a folder, and what it is called among those of the run."""

    path: Path
    name: str


def open_input(path: Path | Mapping[str, Any], today: date) -> Input:
    """A PDF as one request, or a folder as a batch with a request for each PDF in it.

    InputError for one file that can't be read as a report; in a folder such a file is rejected
    with its reason, and the rest goes on.
    """
    del today
    if isinstance(path, Mapping):
        raise InputError("This pack reads reports from a PDF or a folder of PDFs. Name one.")
    if not path.is_dir():
        return one(path)
    found = reports_in(path)
    if not found:
        raise InputError(f"{path} holds no {SUFFIX} file. Name a PDF, or a folder that holds some.")
    digest = sha256("\n".join(each.name for each in found).encode()).hexdigest()
    return Input(
        _told(path.name or path.absolute().name),
        digest,
        lambda: _rows(found),
        total=len(found),
        warnings=tuple(_left_alone(path, {each.path for each in found})),
    )


def one(path: Path) -> Input:
    """One report as the only request of a run."""
    request = request_for(path, path.stem)
    return Input(path.name, request.sha256, lambda: iter(()), request)


def request_for(path: Path, name: str) -> Request:
    """The request for a file; InputError when it can't be read as a PDF."""
    _check_name(path)
    if path.exists() and not path.is_file() and not path.is_dir():
        raise InputError(f"{path} is no ordinary file. Name a PDF.")
    content = content_of(path)
    with PDFIUM, pdf_of(content, path.name):
        pass
    ocr = wanted_ocr()
    return Request(
        report_id=name,
        file=str(path.absolute()),
        sha256=sha256(content).hexdigest(),
        recognition=f"tesseract {ocr.language}" if ocr else "",
    )


def reports_in(folder: Path) -> list[Found]:
    """The PDFs of a folder and the folders in it, by name; each has a name that no other has."""
    paths = sorted(p for p in folder.rglob("*") if p.suffix.lower() == SUFFIX and not p.is_dir())
    short = [_told(path.relative_to(folder).with_suffix("").as_posix()) for path in paths]
    return [Found(path, name) for path, name in zip(paths, _apart(short), strict=True)]


def _apart(names: Sequence[str]) -> Iterator[str]:
    """Names of which no two are one, however a disk sees capitals: `a 1` and `A 2`."""
    taken = Counter(name.casefold() for name in names)
    often, seen = {name for name, number in taken.items() if number > 1}, Counter[str]()
    for name in names:
        known = name.casefold()
        seen[known] += 1
        apart = f"{name} {seen[known]}"
        while known in often and taken[apart.casefold()]:  # there is a file called so
            apart += "_"
        taken[apart.casefold()] += 1
        yield apart if known in often else name


def _rows(found: list[Found]) -> Iterator[Row]:
    for number, each in enumerate(found, 1):
        source = f"{each.name}{each.path.suffix}"
        try:
            yield Record(number, request_for(each.path, each.name), source)
        except InputError as error:
            yield Rejected(0, str(error), source)


def _left_alone(folder: Path, taken: set[Path]) -> Iterator[str]:
    """What else lies in a folder, in a sentence."""
    others = sorted(
        _told(path.relative_to(folder).as_posix())
        for path in folder.rglob("*")
        if path.is_file() and path not in taken
    )
    if others:
        more = len(others) - NAMED
        names = ", ".join(others[:NAMED]) + (f" and {more} more" if more > 0 else "")
        files = "1 file is" if len(others) == 1 else f"{len(others):,} files are"
        yield f"{files} no {SUFFIX} and left alone: {names}."


def _check_name(path: Path) -> None:
    """InputError for a name that the files that are left of a report can't be called by."""
    if _told(path.name) != path.name:
        raise InputError(f"{_told(path.name)}: its name is no UTF-8 text. Rename the file.")
    if len(os.fsencode(path.name)) > LONGEST:
        raise InputError(f"{path.name[:40]}…: its name has more than {LONGEST} bytes. Shorten it.")


def _told(name: str) -> str:
    """A name as text that can be written; bytes that are no UTF-8 stand there in hexadecimal."""
    return os.fsencode(name).decode("utf-8", "backslashreplace")
