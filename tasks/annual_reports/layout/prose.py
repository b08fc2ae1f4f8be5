"""Dates, counts and areas as Swedish sentences state them: the patterns, and what they are worth.

A pattern is written with single spaces; `pattern` lets each stand for any space within a
paragraph, so that a sentence may run over lines and cells.
"""

import re
from datetime import date

MONTHS = (
    "januari", "februari", "mars", "april", "maj", "juni",
    "juli", "augusti", "september", "oktober", "november", "december",
)  # fmt: skip
_WORDS = (
    "noll", "ett", "två", "tre", "fyra", "fem", "sex", "sju", "åtta", "nio", "tio", "elva", "tolv",
    "tretton", "fjorton", "femton", "sexton", "sjutton", "arton", "nitton", "tjugo",
)  # fmt: skip
_PARTS = ("year", "month", "day")
_COUNTS = {word: number for number, word in enumerate(_WORDS)} | {"en": 1}

DIGITS = r"\d{1,3}(?:[ \u00a0]\d{3})+(?!\d)|\d+"
COUNT = rf"(?:{DIGITS}|\b(?:{'|'.join(sorted(_COUNTS, key=len, reverse=True))})\b)"
AREA = rf"(?:(?:{DIGITS})(?:,\d+)?)"
SQM = r"(?:kvm|m2|m²|m\u00b2|kvadratmeter)"
PERCENT = r"(?:\d+(?:[,.]\d+)?)"
DATE = (
    r"(?:(?:19|20)\d{2}-\d{1,2}-\d{1,2}|(?<!\d)20\d{6}(?!\d)"
    r"|(?:den )?(?:\d{1,2}(?::?e|:a)?|första) (?:"
    + "|".join(MONTHS)
    + r"),? (?:år )?(?:19|20)\d{2}"
    r"|(?:den )?\d{1,2}/\d{1,2}[ -](?:19|20)\d{2})"
)


# Escapes, classes and look-behinds stay as they are; then a space that may be missing, and one.
_SPACE = re.compile(r"(\\.|\[(?:\\.|[^\]])*\]|\(\?<[!=][^)]*\))| \?| ")


def pattern(text: str, *, cased: bool = False) -> re.Pattern[str]:
    """A pattern in which a space stands for any white space within a paragraph.

    Case is ignored, unless it is what tells a name from a word (`cased`).
    """
    return re.compile(_SPACE.sub(_spaced, text), re.NOFLAG if cased else re.IGNORECASE)


def _spaced(found: re.Match[str]) -> str:
    return found[1] or (r"[ \t]*" if found[0] == " ?" else r"[ \t]+")


def count_of(text: str) -> int | None:
    """The number that digits or a word (två, nio) state; None where neither does."""
    plain = re.sub(r"\s", "", text)
    if plain.isdecimal():
        return int(plain)
    return _COUNTS.get(plain.casefold())


def number_of(text: str) -> int | float | None:
    """A number with or without decimals; spaces part thousands, a comma the decimals."""
    plain = re.sub(r"\s", "", text).replace(",", ".")
    try:
        return int(plain) if plain.isdecimal() else float(plain)
    except ValueError:
        return None


def date_of(text: str) -> str | None:
    """The ISO form of a date that `DATE` matched; None where there is no such day."""
    numbers = [int(number) for number in re.findall(r"\d+", text)]
    named = next((at for at, month in enumerate(MONTHS, 1) if month in text.casefold()), None)
    if named is not None:
        day = numbers[0] if len(numbers) > 1 else 1
        return _iso(numbers[-1], named, day)
    if "/" in text and len(numbers) == len(_PARTS):
        return _iso(numbers[2], numbers[1], numbers[0])
    if len(numbers) == len(_PARTS):
        return _iso(*numbers)
    if len(numbers) == 1:
        return _iso(numbers[0] // 10000, numbers[0] // 100 % 100, numbers[0] % 100)
    return None


def _iso(year: int, month: int, day: int) -> str | None:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None
