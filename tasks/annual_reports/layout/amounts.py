"""Amounts and numbers as Swedish reports print them, read exactly: no float ever holds money.

Thousands are parted by a space of any width, sometimes by a full stop; decimals by a comma. A minus
is a hyphen, U+2212 or a dash, with or without a space after it, or the number stands in brackets. A
number whose groups of thousands are broken ("301 450 00") is no number: half of it is elsewhere, or
two numbers have run together, and a guess would be a wrong value.

A dash alone means two things. In statements and in tables of movements it is nil, and a reader
passes `dash=0`. In a table of key figures it means that a figure was not worked out, and stays
missing: the default.
"""

import re
from decimal import Decimal

from tasks.annual_reports.document.words import Cell
from tasks.annual_reports.found import Found

_MINUS = dict.fromkeys(map(ord, "−–—‐‑‒﹣－"), "-")  # each is a minus in some font
_SPACES = re.compile(r"\s+")  # also matches no-break, thin and figure spaces
_NUMBER = re.compile(
    r"(?P<sign>[-+]?) ?(?P<whole>\d{1,3}(?: \d{3})+|\d{1,3}(?:\.\d{3})+|\d{1,3}(?:,\d{3}){2,}|\d+)"
    r"(?P<decimals>,\d+|\.\d{1,2})?"
)
_SCALES = {
    "kr": 1, "kronor": 1, "sek": 1, ":-": 1,
    "tkr": 1000, "kkr": 1000, "ksek": 1000, "tsek": 1000, "tusen kronor": 1000,
    "mkr": 1_000_000, "mnkr": 1_000_000, "msek": 1_000_000, "miljoner kronor": 1_000_000,
    "milj kr": 1_000_000, "milj. kr": 1_000_000, "miljoner": 1_000_000, "mn kr": 1_000_000,
}  # fmt: skip
_PER = re.compile(r" ?(?:kr|kronor) ?(?:/|per) ?(?:kvm|m2|m²)\.?$|/(?:kvm|m2|m²)$")
_UNITS = re.compile(r" ?(?:%|procent|kvm|m2|m²|kwh|år|st)\.?$")
_MARKS = re.compile(r"[*†¹²³]+\)?$")  # of footnotes


def parse(text: str) -> Decimal | None:
    """The number that a cell prints, in the printed unit; None where it is not one number.

    A unit after it (kr, tkr, %, kvm, kr/kvm) and the mark of a footnote are let go.
    """
    plain = _plain(text)
    plain = _MARKS.sub("", plain).rstrip()
    for unit in (_PER, _UNITS):
        plain = unit.sub("", plain)
    bare, _ = _scaled(plain)
    return _decimal(bare)


def money(text: str, unit: int = 1, *, dash: int | None = None) -> int | None:
    """An amount in whole kronor, halves to even; `unit`: kronor in one printed unit (1 or 1000).

    A unit in the text itself ("350 tkr", "1,2 mkr") counts more than `unit`. `dash` is what a dash
    that stands alone is worth (see above).
    """
    plain = _MARKS.sub("", _plain(text)).rstrip()
    if is_dash(plain):
        return dash
    bare, scale = _scaled(plain)
    value = _decimal(bare)
    return None if value is None else int((value * (scale or unit)).to_integral_value())


def number(text: str) -> int | float | None:
    """A number that is not money: int, or float where decimals are printed (rates, shares)."""
    value = parse(text)
    if value is None:
        return None
    return int(value) if value.as_tuple().exponent == 0 else float(value)


def is_dash(text: str) -> bool:
    """Whether a cell holds a dash and nothing else."""
    return _plain(text).strip() == "-"


def is_number(text: str) -> bool:
    """Whether a cell is a number, or a dash in the place of one."""
    return is_dash(text) or parse(text) is not None


def money_found(cell: Cell, page: int, unit: int = 1, *, dash: int | None = None) -> Found | None:
    """An amount in kronor with its evidence; None where the cell holds none."""
    text = printed(cell)
    value = money(text, unit, dash=dash)
    return None if value is None else Found(value, page, text, cell.box)


def number_found(cell: Cell, page: int) -> Found | None:
    """A number that is not money with its evidence; None where the cell holds none."""
    text = printed(cell)
    value = number(text)
    return None if value is None else Found(value, page, text, cell.box)


def printed(cell: Cell) -> str:
    """A cell's text; what a narrow column broke over two lines is one number again."""
    first = cell.words[0]
    upper = [word.text for word in cell.words if word.y0 < first.y1 - (first.y1 - first.y0) / 2]
    lower = [word.text for word in cell.words[len(upper) :]]
    return " ".join(upper) + "".join(lower)


def _plain(text: str) -> str:
    return _SPACES.sub(" ", text.translate(_MINUS)).strip()


def _scaled(text: str) -> tuple[str, int | None]:
    """A text without the unit of money at its end, and what that is worth in kronor."""
    low = text.casefold().rstrip(".")
    for name, scale in sorted(_SCALES.items(), key=lambda item: -len(item[0])):
        if low.endswith(name) and len(low) > len(name) and not low[-len(name) - 1].isalpha():
            return text[: len(low) - len(name)].rstrip(), scale
    return text, None


def _decimal(text: str) -> Decimal | None:
    bracketed = text.startswith("(") and text.endswith(")")
    found = _NUMBER.fullmatch(text[1:-1].strip() if bracketed else text)
    if found is None or (bracketed and found["sign"]):
        return None
    whole = re.sub(r"[ .,]", "", found["whole"])
    decimals = (found["decimals"] or "").replace(",", ".")
    value = Decimal(whole + decimals)
    return -value if value and (bracketed or found["sign"] == "-") else value
