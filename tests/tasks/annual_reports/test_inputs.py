"""The files of a run: what of a folder is taken, what is rejected and why, what is left alone."""

import os
from collections.abc import Callable
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from policies.errors import InputError
from policies.load import ROOT
from tasks.annual_reports.inputs import open_input
from tasks.records import Record, Rejected, digest

SAMPLES = ROOT.parent / "deployments" / "samples" / "annual_reports"
SAMPLE = (SAMPLES / "brf_alkarret.pdf").read_bytes()
DAY = date(2026, 6, 15)
NO_PAGES = b"%PDF-1.7\n1 0 obj\n<</Pages 2 0 R/Type/Catalog>>\nendobj\n"
NO_PAGES += (
    b"2 0 obj\n<</Count 0/Kids[]/Type/Pages>>\nendobj\ntrailer\n<</Root 1 0 R/Size 3>>\n%%EOF"
)
BROKEN = {
    "cut.pdf": (SAMPLE[:9000], "cut.pdf can't be opened: it is damaged"),
    "empty.pdf": (b"", "empty.pdf is empty. Name a PDF that holds a report."),
    "no pages.pdf": (NO_PAGES, "no pages.pdf "),
    "picture.pdf": (b"\x89PNG\r\n\x1a\n" + b"0" * 50, "picture.pdf is no PDF: it looks like a PNG"),
    "words.PDF": (b"just words", "words.PDF is no PDF: it does not begin as one"),
}
Fill = Callable[..., Path]


@pytest.fixture
def fill(tmp_path: Path) -> Fill:
    """Put files into a folder: names with their bytes, or just names of readable reports."""

    def put(*names: str, **content: bytes) -> Path:
        folder = tmp_path / "Årsredovisningar 2023"
        for name, data in [*((name, SAMPLE) for name in names), *content.items()]:
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        return folder

    return put


def rows(folder: Path) -> tuple[dict[str, Any], dict[str, str]]:
    """What is taken, by name, and what is rejected, with its reason."""
    found = list(open_input(folder, DAY).rows())
    taken = [row.value for row in found if isinstance(row, Record)]
    assert len({request.report_id for request in taken}) == len(taken)
    rejected = {row.source: row.reason for row in found if isinstance(row, Rejected)}
    return {request.report_id: request for request in taken}, rejected


def test_a_file_is_one_request_called_by_its_name(fill: Fill) -> None:
    path = fill("Brf Älvan år 2023.pdf") / "Brf Älvan år 2023.pdf"
    given = open_input(path, DAY)
    assert given.one.report_id == "Brf Älvan år 2023"
    assert given.one.sha256 == given.digest == sha256(SAMPLE).hexdigest()
    assert Path(given.one.file) == path


def test_of_a_folder_each_pdf_is_taken_and_called_by_its_place_in_it(fill: Fill) -> None:
    folder = fill("Brf Ån/report.pdf", "Brf Ö/report.pdf", "b.PDF", "mapp.pdf/inside.pdf")
    taken, rejected = rows(folder)
    assert set(taken) == {"Brf Ån/report", "Brf Ö/report", "b", "mapp.pdf/inside"}
    assert rejected == {}
    assert open_input(folder, DAY).total == 4


def test_two_files_of_one_name_and_one_file_twice_are_told_apart(fill: Fill) -> None:
    taken, _ = rows(fill("A.pdf", "a.PDF", "a 2.pdf", "b/a.pdf", "copy.pdf"))
    assert set(taken) == {"A 1", "a 2_", "a 2", "b/a", "copy"}
    assert len({digest(request) for request in taken.values()}) == 5


def test_what_can_not_be_read_is_rejected_with_its_reason_and_the_rest_is_taken(
    fill: Fill, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = fill("good.pdf", **{name: data for name, (data, _) in BROKEN.items()})
    (folder / "away.pdf").symlink_to("/nowhere.pdf")
    os.mkfifo(folder / "pipe.pdf")
    taken, rejected = rows(folder)
    assert set(taken) == {"good"}
    assert set(rejected) == {*BROKEN, "away.pdf", "pipe.pdf"}
    for name, (_, says) in BROKEN.items():
        assert rejected[name].startswith(says)
    assert "does not exist" in rejected["away.pdf"]
    assert "is no ordinary file" in rejected["pipe.pdf"]
    monkeypatch.setenv("COXSWAIN_PDF_PAGES", "5")
    _, rejected = rows(folder)
    assert "has 11 pages, and 5 are read at most" in rejected["good.pdf"]
    assert "COXSWAIN_PDF_PAGES raises the limit" in rejected["good.pdf"]


def test_a_file_whose_name_nothing_can_be_called_by_is_rejected(fill: Fill) -> None:
    long = "å" * 99 + ".pdf"
    folder = fill(long)
    (folder / "ab.pdf").write_bytes(SAMPLE)
    with (Path(os.fsdecode(os.fsencode(folder) + b"/br\xe5.pdf"))).open("wb") as file:
        file.write(SAMPLE)
    taken, rejected = rows(folder)
    assert set(taken) == {"ab"}
    assert "no UTF-8" in rejected["br\\xe5.pdf"]
    assert "more than 200 bytes" in rejected[long]
    with pytest.raises(InputError, match="Shorten it"):
        open_input(folder / long, DAY)


def test_a_file_that_is_gone_when_its_turn_comes_is_rejected(fill: Fill) -> None:
    folder = fill("a.pdf", "b.pdf")
    given = open_input(folder, DAY)
    (folder / "a.pdf").unlink()
    gone, left = given.rows()
    assert isinstance(gone, Rejected)
    assert "does not exist" in gone.reason
    assert isinstance(left, Record)


def test_other_files_are_left_alone_and_told(fill: Fill) -> None:
    one = fill("a.pdf", **{"notes.txt": b"x"})
    assert open_input(one, DAY).warnings == ("1 file is no .pdf and left alone: notes.txt.",)
    fill(**{f"sub/{n}.docx": b"x" for n in range(6)})
    (told,) = open_input(one, DAY).warnings
    assert told.startswith("7 files are no .pdf and left alone: notes.txt, sub/0.docx")
    assert told.endswith("and 2 more.")


def test_a_folder_without_reports_and_a_form_are_refused(fill: Fill) -> None:
    folder = fill(**{"a.txt": b"x"})
    with pytest.raises(InputError, match=r"holds no \.pdf file"):
        open_input(folder, DAY)
    with pytest.raises(InputError, match="Name one"):
        open_input({"file": "x"}, DAY)


def test_the_digest_of_a_folder_is_that_of_its_names(fill: Fill) -> None:
    before = open_input(fill("a.pdf", "b.pdf"), DAY).digest
    assert open_input(fill("b.pdf"), DAY).digest == before
    assert open_input(fill("c.pdf"), DAY).digest != before
