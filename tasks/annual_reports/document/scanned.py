"""Pages that are images of text: their words as a text recogniser reads them."""

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import zip_longest
from pathlib import Path
from statistics import median

from blocks.ocr import DPI, OcrError, Recognised, Tesseract, tesseract_of
from policies.errors import OperatorError
from tasks.annual_reports.document.opening import page_images
from tasks.annual_reports.document.words import NUMBERS, Line, Word

_POINT = 72 / DPI  # of a pixel
_SURE = 20  # of 100: words below are specks
_FONT = 0.8  # of a line's height is its font's size
_ALIKE = (0.65, 1.4)  # of the usual size: lines of text look so large
_JOINED = re.compile(r"[-–−]?(?!(?:19|20)\d\d$)\d{4,6}$")  # no year: it may stand beside a number
_GROUP = re.compile(r"\d{3}$")
_THIN = 1.0  # points
_OVERLAP = 0.5  # of the lower line's height: two words are on one line
_ABREAST = max(1, min(4, os.cpu_count() or 1))


def wanted_ocr() -> Tesseract | None:
    """The recogniser that the environment asks for; OperatorError when it is not there."""
    try:
        return tesseract_of()
    except OcrError as error:
        raise OperatorError(str(error)) from error


def recognised(
    path: Path, numbers: Sequence[int], ocr: Tesseract
) -> Mapping[int, tuple[Line, ...]]:
    """The lines of pages by number, as read from their images; pages that fail are left out."""
    with ThreadPoolExecutor(_ABREAST) as pool:
        read = pool.map(lambda number: (number, _lines(path, number, ocr)), numbers)
        return {number: lines for number, lines in read if lines}


def _lines(path: Path, number: int, ocr: Tesseract) -> tuple[Line, ...]:
    try:
        images = [image for _, image in page_images(path, [number], 1 / _POINT)]
        words = [word for image in images for word in ocr.words(image)]
    except OcrError:
        return ()
    return tuple(lines_of(words))


def lines_of(words: Sequence[Recognised]) -> list[Line]:
    """Recognised words as lines, from top to bottom; each is as high as its line."""
    rows: list[list[Recognised]] = []
    sure = [word for word in words if word.confidence >= _SURE]
    for word in sorted(sure, key=lambda w: (w.line[1] + w.line[3], w.box[0])):
        row = next((r for r in reversed(rows[-4:]) if _level(word, r[-1])), None)
        if row is None:
            rows.append([word])
        else:
            row.append(word)
    lines = [Line(tuple(map(_word, sorted(row, key=lambda w: w.box[0])))) for row in rows]
    return list(_evened(lines))


def _evened(lines: Sequence[Line]) -> Iterator[Line]:
    """Lines of text with one size: what is seen of a line is as high as its highest letter."""
    usual = round(median([line.size for line in lines])) if lines else 0
    for line in lines:
        size = usual if _ALIKE[0] <= line.size / max(usual, 1) <= _ALIKE[1] else line.size
        yield Line(tuple(replace(word, size=size) for word in _spaced(line.words)))


def _spaced(words: Sequence[Word]) -> Iterator[Word]:
    """Words, the first groups of a number parted where no space was seen (1745 before 767)."""
    for word, following in zip_longest(words, words[1:]):
        near = following and following.x0 - word.x1 <= NUMBERS * (word.y1 - word.y0)
        if near and _JOINED.match(word.text) and _GROUP.match(following.text):
            at = word.x1 - (word.x1 - word.x0) * 3 / len(word.text)
            yield replace(word, text=word.text[:-3], x1=at - _THIN)
            yield replace(word, text=word.text[-3:], x0=at)
        else:
            yield word


def _level(one: Recognised, other: Recognised) -> bool:
    top, bottom = max(one.line[1], other.line[1]), min(one.line[3], other.line[3])
    lower = min(one.line[3] - one.line[1], other.line[3] - other.line[1])
    return bottom - top >= _OVERLAP * lower


def _word(word: Recognised) -> Word:
    left, _, right, _ = word.box
    _, top, _, bottom = word.line
    x0, y0, x1, y1 = (round(edge * _POINT, 2) for edge in (left, top, right, bottom))
    return Word(word.text, x0, y0, x1, y1, round(_FONT * (y1 - y0)))
