"""Whether a value stands where its evidence says: the rule that catches what was made up."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rapidfuzz import fuzz

from tasks.annual_reports.document.words import Document, Page, squeezed
from tasks.annual_reports.layout.prose import count_of

_NUMBER = re.compile(r"\d+(?:[\s\u00a0\u202f.]\d{3})*(?:,\d+)?")
_WORD = re.compile(r"[^\W\d_]+")
_CHAIR = re.compile(r"\bordf\b\.?", re.IGNORECASE)
_NEW_YEAR = re.compile(r"årsskiftet|första januari", re.IGNORECASE)
_DASHES = frozenset("-\u2212\u2013\u2014")
_WORTH = {
    **dict.fromkeys(("kr", "kronor", "sek"), 1),
    **dict.fromkeys(("tkr", "kkr", "ksek", "tsek"), 1000),
    **dict.fromkeys(("mkr", "mnkr", "msek", "miljoner"), 1_000_000),
}
MONTHS = ("jan", "feb", "mar", "apr", "maj", "jun", "jul", "aug", "sep", "okt", "nov", "dec")
_PART = 4  # letters of each part of a word that is parted
_MONTH = re.compile(rf"\b({'|'.join(MONTHS)})")
TEXTS = frozenset(("text", "person"))  # kinds of words
ALIKE = 85  # of 100: how much of a text value must stand in its evidence
PASSAGE, NEARLY = 40, 95  # characters of a text over several lines; of 100, how much of it stands


def on_page(leaf: Mapping[str, Any], document: Document) -> bool:
    """Whether the verbatim text stands on the page that it names; white space doesn't count."""
    if not 1 <= leaf["page"] <= len(document.pages) or not str(leaf["text"]).strip():
        return False
    sheet = document.page(leaf["page"])
    text = squeezed(str(leaf["text"]))
    if text in sheet.squeezed:
        return True
    if leaf.get("box") and squeezed(_inside(leaf["box"], sheet)) == text:
        return True  # a number that is broken over two lines, read as one
    # A passage over several lines may be parted by what stands beside it.
    return len(text) > PASSAGE and fuzz.partial_ratio(text, sheet.squeezed) >= NEARLY


def _inside(box: Sequence[float], page: Page) -> str:
    """The words of a page whose middles lie in a box, in their order."""
    x0, y0, x1, y1 = box
    words = (word for line in page.lines for word in line.words)
    return "".join(
        word.text
        for word in words
        if x0 - 1 < (word.x0 + word.x1) / 2 < x1 + 1 and y0 - 1 < (word.y0 + word.y1) / 2 < y1 + 1
    )


def says(leaf: Mapping[str, Any], kind: str, unit: int, printed_in: int | None = None) -> bool:
    """Whether the verbatim text says the value: its number, its date, its words.

    An amount may be printed in kronor or in the report's `unit`. `printed_in` is the unit of the
    whole page where that is known: an amount there is in it, unless its text names another.
    """
    value, text = leaf["value"], str(leaf["text"])
    if kind == "flag":
        return True
    if kind == "date":
        return _says_date(str(value), text)
    if kind in TEXTS:
        return _says_words(str(value), text)
    if kind == "money" and value == 0 and text.strip() in _DASHES:
        return True  # how nil is printed
    scales = _scales(text, unit, printed_in) if kind == "money" else {1}
    return any(_equal(abs(value), said, scale) for said in _numbers(text) for scale in scales)


def _says_date(value: str, text: str) -> bool:
    compact, digits = value.replace("-", ""), re.sub(r"\D", "", text)
    if digits in (compact, compact[2:]):  # 271130
        return True
    if value.endswith("-01-01") and _NEW_YEAR.search(text):
        return True
    year, month, day = value.split("-")
    runs = set(re.findall(r"\d+", text))
    numbers = {run.lstrip("0") for run in runs}
    named = _MONTH.findall(text.casefold())
    right = MONTHS[int(month) - 1] in named if named else month.lstrip("0") in numbers
    return right and bool({year, year[2:]} & runs) and day.lstrip("0") in numbers


def _says_words(value: str, text: str) -> bool:
    printed = squeezed(_CHAIR.sub("ordförande", text))
    return fuzz.partial_ratio(squeezed(value), printed) >= ALIKE


def spelled(leaf: Mapping[str, Any], page: Page) -> bool:
    """Whether a text value that is longer than its evidence is spelled by the rest of the page.

    A label over two lines has one of them as evidence; a name of which only the first word is
    printed is made up. A word may be parted at the end of a line.
    """
    value, text = str(leaf["value"]), str(leaf["text"])
    if len(squeezed(value)) <= len(squeezed(_CHAIR.sub("ordförande", text))):
        return True
    printed = page.squeezed
    return all(_parts(word.casefold(), printed) for word in _WORD.findall(value))


def _parts(word: str, printed: str) -> bool:
    """Whether a word is printed, whole or in two parts."""
    places = range(_PART, len(word) - _PART + 1)
    return word in printed or any(word[:n] in printed and word[n:] in printed for n in places)


def _scales(text: str, unit: int, printed_in: int | None) -> frozenset[int]:
    """Kronor that one printed unit may be worth."""
    if printed_in is None:
        return frozenset((1, unit, 1000, 1_000_000))
    named = (_WORTH.get(word) for word in _WORD.findall(text.casefold()))
    return frozenset(filter(None, named)) or frozenset((printed_in,))


def _equal(value: float, said: float, scale: int) -> bool:
    return abs(value - said * scale) < 0.5 * scale / 1000 + 1e-9


def _numbers(text: str) -> Iterator[float]:
    for found in _NUMBER.findall(text):
        yield float(re.sub(r"[\s\u00a0\u202f.]", "", found).replace(",", "."))
    for found in re.findall(r"\d+\.\d+", text):  # a decimal point, or a part of one
        yield float(found)
    yield from (float(found) for found in re.findall(r"\d+", text))
    for word in _WORD.findall(text):  # nio sammanträden
        if (count := count_of(word)) is not None:
            yield float(count)
