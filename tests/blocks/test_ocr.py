import shutil
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont

from blocks.ocr import LANGUAGE, SECONDS, SETTING, OcrError, Tesseract, tesseract_of, words_of

present = pytest.mark.skipif(shutil.which("tesseract") is None, reason="tesseract is not installed")
HEAD = (
    "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext"
)


def program(folder: Path, script: str) -> str:
    path = folder / "tesseract"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return str(path)


def test_words_have_their_boxes_and_those_of_their_lines() -> None:
    line = "4\t1\t1\t1\t1\t0\t10\t20\t200\t30\t-1\t"
    word_ = '5\t1\t1\t1\t1\t1\t10\t22\t50\t25\t96\t"Lån'
    table = f"{HEAD}\n{line}\n{word_}"
    [word] = words_of(table)
    assert (word.text, word.box, word.line) == ('"Lån', (10, 22, 60, 47), (10, 20, 210, 50))


def test_nothing_is_recognised_unless_the_environment_asks_for_it() -> None:
    assert tesseract_of({}) is None


def test_what_is_asked_for_and_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(OcrError, match="Valid choices: tesseract"):
        tesseract_of({SETTING: "magic"})
    with pytest.raises(OcrError, match="not on the PATH"):
        tesseract_of({SETTING: "tesseract", "PATH": str(tmp_path)})
    program(tmp_path, "echo List; echo eng; echo osd")
    given = {SETTING: "tesseract", "PATH": str(tmp_path)}
    with pytest.raises(OcrError, match=r"names fin.*Valid choices: eng"):
        tesseract_of({**given, LANGUAGE: "eng+fin"})
    with pytest.raises(OcrError, match=SECONDS):
        tesseract_of({**given, LANGUAGE: "eng", SECONDS: "soon"})
    with pytest.warns(UserWarning, match="no Swedish data"):
        found = tesseract_of(given)
    assert found
    assert found.language == "eng"


def test_a_page_that_takes_too_long_or_fails_is_an_error(tmp_path: Path) -> None:
    page = Image.new("L", (40, 40), 255)
    slow = Tesseract(program(tmp_path, "exec sleep 30"), "swe", 0.2)
    with pytest.raises(OcrError, match=r"took longer than 0\.2 s"):
        slow.words(page)
    broken = Tesseract(program(tmp_path, "echo no such data >&2; exit 3"), "swe")
    with pytest.raises(OcrError, match="no such data"):
        broken.words(page)


@present
def test_the_program_reads_an_image() -> None:
    page = Image.new("L", (1400, 220), 255)
    font = ImageFont.load_default(60)
    ImageDraw.Draw(page).text((60, 70), "Summa kostnader 1 234 567", 0, font)
    found = tesseract_of(
        {SETTING: "tesseract", "PATH": "/usr/bin:/usr/local/bin:/opt/homebrew/bin"}
    )
    assert found
    words = found.words(page)
    assert [word.text for word in words[:2]] == ["Summa", "kostnader"]
    assert words[0].box[0] == pytest.approx(60, abs=12)
