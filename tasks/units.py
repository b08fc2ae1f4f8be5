"""Units of measurement as reports print them, and as verification reads them back."""

import re
from functools import lru_cache
from math import isfinite

_CODES = {"qar": "QAR", "usd": "USD"}
_WHOLE = ("count", "months", "years")
CENTURIES = range(1900, 2101)  # four digits in here, standing alone, are a year


def printed(value: float | str | None, unit: str = "unknown") -> str:
    """A value to two decimals with its unit: `18.24 %`, `2.10 points`, `1,234`, `QAR 12.00`.

    Whole numbers without a unit stay whole, and years have no separator. Text is as it is, and None
    a dash. ValueError for a number that is not finite.
    """
    if value is None:
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str):
        return value
    if not isfinite(value):
        raise ValueError(f"{value} can't be printed: it is not finite.")
    if unit in _CODES:
        return f"{_CODES[unit]} {_decimal(value)}"
    if unit in ("percent", "points"):
        return f"{_decimal(value)} {'%' if unit == 'percent' else unit}"
    whole = isinstance(value, int) or (unit in _WHOLE and float(value).is_integer())
    digits = _integer(int(value), unit) if whole else _decimal(value)
    return f"{digits} months" if unit == "months" else digits


def _decimal(value: float) -> str:
    digits = f"{value:,.2f}"
    return digits.lstrip("-") if digits == "-0.00" else digits


def _integer(value: int, unit: str) -> str:
    return str(value) if value in CENTURIES and unit != "count" else f"{value:,}"


# As texts write them. Percentage points stand before percent: they begin alike.
_MAGNITUDES = {
    "hundred": 1e2, "thousand": 1e3, "k": 1e3, "million": 1e6, "mn": 1e6, "mln": 1e6, "m": 1e6,
    "billion": 1e9, "bn": 1e9, "b": 1e9, "trillion": 1e12, "tn": 1e12,
}  # fmt: skip
_CURRENCIES = {
    "qar": "qar", "qr": "qar", "riyal": "qar", "riyals": "qar", "usd": "usd", "us$": "usd",
    "$": "usd", "dollar": "usd", "dollars": "usd", "eur": "eur", "€": "eur", "euro": "eur",
    "euros": "eur", "gbp": "gbp", "£": "gbp", "aed": "aed", "sar": "sar", "kwd": "kwd",
    "bhd": "bhd", "omr": "omr",
}  # fmt: skip
MONEY = frozenset(_CURRENCIES.values())
_CODE = "QAR|QR|USD|EUR|GBP|AED|SAR|KWD|BHD|OMR"
_POINTS = (
    r"\s?%[\s-]?(?:points?|pts?)\b|[\s-]?(?i:(?:percentage|per\s?cent)[\s-]points?|pps?|ppt|pts?"
    r"|points?|basis[\s-]points?|bps?)\b|\s?p\.p\."
)
_PERCENT = r"\s?[%‰]|[\s-]?(?i:per\s?cent|pct)\b"
_MONEY = rf"\s?(?:{_CODE})\b(?!\s?\d)|\s(?i:riyals?|dollars?|euros?)\b|\s?[€$£](?!\d)"
_MAGNITUDE = r"[\s-]?(?i:hundred|thousand|million|mn|mln|billion|bn|trillion|tn)\b|[kKMB](?![\w%])"
UNIT = rf"{_POINTS}|{_PERCENT}|{_MONEY}"
PREFIX = rf"(?:\b(?:{_CODE})|(?:\bUS)?\$|€|£)\s?"
SUFFIX = rf"(?:(?:{_MAGNITUDE})(?:{UNIT})?|{UNIT})"
_MAGNITUDE_AT_START = re.compile(_MAGNITUDE)


@lru_cache(maxsize=512)
def unit_of(prefix: str | None, suffix: str | None) -> str | None:
    """The unit that stands before or after a number: percent, points, a currency, or none."""
    if prefix:
        return _CURRENCIES[prefix.strip().lower()]
    if not suffix:
        return None
    unit = _after_magnitude(suffix)
    if "point" in unit or unit.rstrip("s") in ("pp", "p.p.", "ppt", "pt", "%pt", "bp"):
        return "points"
    if any(sign in unit for sign in ("%", "‰", "cent", "pct")):
        return "percent"
    return _CURRENCIES.get(unit)


@lru_cache(maxsize=512)
def scale_of(suffix: str | None) -> float:
    """What a number is multiplied with: 1,000 for thousand, 0.01 for basis points."""
    if not suffix:
        return 1.0
    magnitude = _MAGNITUDE_AT_START.match(suffix)
    scale = _MAGNITUDES[magnitude[0].strip(" -\u00a0\u2009\u202f").lower()] if magnitude else 1.0
    unit = _after_magnitude(suffix)
    if unit.startswith(("basis", "bp")):
        return scale * 0.01
    return scale * 0.1 if "‰" in unit else scale


def _after_magnitude(suffix: str) -> str:
    magnitude = _MAGNITUDE_AT_START.match(suffix)
    return re.sub(r"[\s-]", "", suffix[magnitude.end() if magnitude else 0 :]).lower()
