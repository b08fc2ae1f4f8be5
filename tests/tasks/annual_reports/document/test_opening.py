from pathlib import Path

import pytest

from policies.errors import InputError
from tasks.annual_reports.document.opening import MEGABYTES, PAGES, check_pdf, page_images
from tasks.annual_reports.document.pdf import read_document
from tests.tasks.annual_reports.document.drawn import draw

TEXT = [(60, 100, "Brf Exempelgården")]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "is empty"),
        (b"\x89PNG\r\n\x1a\n" + b"0" * 50, "is no PDF: it looks like a PNG image"),
        (b"just words", "is no PDF: it does not begin as one"),
        (b"%PDF-1.7\nnothing that follows is one", "is damaged"),
    ],
)
def test_what_is_no_pdf_is_refused_in_one_sentence(
    tmp_path: Path, content: bytes, says: str
) -> None:
    path = tmp_path / "report.pdf"
    path.write_bytes(content)
    with pytest.raises(InputError, match=says) as caught:
        check_pdf(path)
    assert "report.pdf" in str(caught.value)


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="does not exist"):
        check_pdf(tmp_path / "none.pdf")
    with pytest.raises(InputError, match="is a folder"):
        check_pdf(tmp_path)


def test_an_encrypted_file_is_refused_and_one_with_only_an_owner_password_is_read(
    tmp_path: Path,
) -> None:
    from reportlab.lib.pdfencrypt import StandardEncryption

    locked = draw(tmp_path / "a.pdf", [TEXT], encrypt=StandardEncryption("secret", strength=40))
    with pytest.raises(InputError, match="needs a password"):
        check_pdf(locked)
    owned = StandardEncryption("", ownerPassword="secret", strength=40)
    path = draw(tmp_path / "b.pdf", [TEXT], encrypt=owned)
    assert read_document(path, "x").page(1).text == "Brf Exempelgården"


def test_too_large_a_file_and_too_many_pages_are_refused_with_the_setting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = draw(tmp_path / "many.pdf", [TEXT] * 5)
    monkeypatch.setenv(PAGES, "4")
    with pytest.raises(InputError, match=f"has 5 pages, and 4 are read.*{PAGES}"):
        check_pdf(path)
    monkeypatch.setenv(MEGABYTES, "1")
    path.write_bytes(path.read_bytes() + b"\n" * 1_100_000)
    with pytest.raises(InputError, match=f"1 are read at most.*{MEGABYTES}"):
        check_pdf(path)
    monkeypatch.setenv(MEGABYTES, "many")
    with pytest.raises(InputError, match="must be a whole number"):
        check_pdf(path)


def test_a_truncated_file_is_read_as_far_as_it_goes_or_refused(tmp_path: Path) -> None:
    whole = draw(tmp_path / "whole.pdf", [TEXT] * 6).read_bytes()
    for share in (0.3, 0.6, 0.9):
        path = tmp_path / f"cut{share}.pdf"
        path.write_bytes(whole[: int(share * len(whole))])
        try:
            texts = {page.text for page in read_document(path, str(share)).pages}
        except InputError:
            texts = set()
        assert texts <= {"Brf Exempelgården", ""}


def test_pages_are_drawn_by_number_and_one_of_absurd_size_is_drawn_small(tmp_path: Path) -> None:
    path = draw(tmp_path / "report.pdf", [TEXT, TEXT])
    images = dict(page_images(path, [2, 7], 1.0))
    assert [*images] == [2]
    assert images[2].size == (595, 842)
    vast = draw(tmp_path / "vast.pdf", [TEXT], pagesize=(14_000, 14_000))
    [(_, image)] = page_images(vast, [1], 4.0)
    assert image.size[0] * image.size[1] <= 41_000_000
