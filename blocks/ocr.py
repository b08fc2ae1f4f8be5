"""Text recognition in images of pages, by the program Tesseract where it is present and wanted.

COXSWAIN_OCR=tesseract asks for it; COXSWAIN_OCR_LANGUAGE names the language (default: Swedish
where its data are installed, else English), COXSWAIN_OCR_SECONDS the time for one page.
"""

import csv
import os
import shutil
import subprocess
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO, StringIO
from typing import Any

SETTING, LANGUAGE, SECONDS = "COXSWAIN_OCR", "COXSWAIN_OCR_LANGUAGE", "COXSWAIN_OCR_SECONDS"
DPI = 300  # that images are drawn at: what Tesseract reads best
_PROGRAM, _PREFERRED, _FALLBACK = "tesseract", "swe", "eng"
_DEFAULT_SECONDS = 60.0
_LINE, _WORD = "4", "5"  # levels of Tesseract's table


class OcrError(Exception):
    """Recognition can't be used, or failed on a page: what, and what to do."""


@dataclass(frozen=True, slots=True)
class Recognised:
    """A word in an image, in pixels from its top left corner; `line` is the box of its line.

    `confidence` is Tesseract's own, from 0 to 100.
    """

    text: str
    box: tuple[int, int, int, int]
    line: tuple[int, int, int, int]
    confidence: float


@dataclass(frozen=True, slots=True)
class Tesseract:
    """The program with its language, and the seconds that one page may take."""

    program: str
    language: str
    seconds: float = _DEFAULT_SECONDS

    def words(self, image: Any) -> list[Recognised]:
        """The words in a Pillow image drawn at 300 dots an inch, in Tesseract's order.

        OcrError when the program fails or takes longer than its time.
        """
        png = BytesIO()
        image.convert("L").save(png, "PNG")
        command = [self.program, "stdin", "stdout", "-l", self.language]
        command += ["--dpi", str(DPI), "--psm", "4", "tsv"]  # 4: one column, lines of any size
        try:
            done = subprocess.run(  # noqa: S603 - the program was found on PATH; no shell
                command,
                input=png.getvalue(),
                capture_output=True,
                timeout=self.seconds,
                check=False,
                env={**os.environ, "OMP_THREAD_LIMIT": "1"},  # pages run side by side instead
            )
        except subprocess.TimeoutExpired as error:
            raise OcrError(
                f"Tesseract took longer than {self.seconds:g} s for a page. {SECONDS} allows more."
            ) from error
        except OSError as error:
            raise OcrError(f"{self.program} can't be run: {error.strerror}.") from error
        if done.returncode:
            last = done.stderr.decode("utf-8", "replace").strip().splitlines()[-1:]
            raise OcrError(f"Tesseract failed on a page: {''.join(last) or 'no reason given'}")
        return words_of(done.stdout.decode("utf-8", "replace"))


def words_of(table: str) -> list[Recognised]:
    """The words of Tesseract's table (TSV)."""
    line = (0, 0, 0, 0)
    words = []
    for row in csv.DictReader(StringIO(table), delimiter="\t", quoting=csv.QUOTE_NONE):
        left, top, width, height = (int(row[k]) for k in ("left", "top", "width", "height"))
        box = (left, top, left + width, top + height)
        if row["level"] == _LINE:
            line = box
        elif row["level"] == _WORD and (text := (row["text"] or "").strip()):
            words.append(Recognised(text, box, line, float(row["conf"])))
    return words


def tesseract_of(environ: Mapping[str, str] = os.environ) -> Tesseract | None:
    """The program as the environment asks for it; None when it asks for none.

    OcrError when it asks for what is not there.
    """
    wanted = environ.get(SETTING, "").strip().lower()
    if not wanted:
        return None
    if wanted != _PROGRAM:
        raise OcrError(f"{SETTING} is {wanted!r}. Valid choices: {_PROGRAM}, or not set.")
    program = shutil.which(_PROGRAM, path=environ.get("PATH"))
    if program is None:
        raise OcrError(
            f"{SETTING} asks for {_PROGRAM}, which is not on the PATH. Install it (Debian: "
            f"tesseract-ocr and tesseract-ocr-swe), or unset {SETTING}."
        )
    language = _language(environ.get(LANGUAGE, "").strip(), languages(program))
    return Tesseract(program, language, _seconds(environ.get(SECONDS, "").strip()))


def _language(wanted: str, installed: frozenset[str]) -> str:
    if wanted:
        missing = sorted(set(wanted.split("+")) - installed)
        if missing:
            raise OcrError(
                f"{LANGUAGE} names {', '.join(missing)}, whose data are not installed. "
                f"Valid choices: {', '.join(sorted(installed)) or 'none'}."
            )
        return wanted
    if _PREFERRED in installed:
        return _PREFERRED
    message = f"Tesseract has no Swedish data (tesseract-ocr-swe): reading as {_FALLBACK}."
    warnings.warn(message, stacklevel=3)
    return _FALLBACK


def _seconds(given: str) -> float:
    try:
        seconds = float(given or _DEFAULT_SECONDS)
    except ValueError:
        seconds = 0.0
    if seconds <= 0:
        raise OcrError(f"{SECONDS} is {given!r}; it must be a number of seconds above 0.")
    return seconds


@lru_cache(maxsize=4)
def languages(program: str) -> frozenset[str]:
    """The languages whose data the program finds."""
    listed = subprocess.run(  # noqa: S603 - the program was found on PATH; no shell
        [program, "--list-langs"], capture_output=True, text=True, timeout=20, check=False
    )
    return frozenset(listed.stdout.split("\n")[1:]) - {"", "osd"}
