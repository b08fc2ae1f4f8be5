"""Exact arithmetic on money, and numbers and dates as books write them.

The default decimal context rounds after 28 digits; sums here are made in one that keeps 100 and
refuses to round.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Context, Decimal, Inexact, InvalidOperation, Overflow
from functools import lru_cache

EXACT = Context(prec=100, traps=[Inexact, InvalidOperation, Overflow])
WIDE = Context(prec=60)  # for ratios, which are only compared with a tolerance
ZERO = Decimal(0)
WHOLE, PLACES = 18, 18  # what a sum over a hundred lines still fits into as a decimal128

_DIGITS = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,2})?")
MARKS = {"'": ("'", "\u2019"), " ": (" ", "\u00a0", "\u202f")}  # one separator, several glyphs


def minus(left: Decimal, right: Decimal) -> Decimal:
    """The exact difference."""
    return EXACT.subtract(left, right)


def times(left: Decimal, right: Decimal) -> Decimal:
    """The exact product."""
    return EXACT.multiply(left, right)


def total(values: Iterable[Decimal]) -> Decimal:
    """The exact sum; 0 of nothing."""
    result = ZERO
    for value in values:
        result = EXACT.add(result, value)
    return result


def parse_number(text: str, decimal: str = ".", thousands: str | None = None) -> Decimal:
    """A number as a book writes it, exactly; a ValueError says what its mapping should declare.

    Takes a leading or trailing sign and the accountants' brackets for negative numbers. A
    thousands separator counts only where it is declared, and only between groups of three.
    """
    body, negative = _unsigned(text.strip())
    whole, mark, fraction = body.partition(decimal)
    if thousands is not None and _grouped(whole, thousands):
        for glyph in MARKS.get(thousands, (thousands,)):
            whole = whole.replace(glyph, "")
    plain = f"{whole}.{fraction}" if mark else whole
    if not _DIGITS.fullmatch(plain) or len(plain) > 60:  # noqa: PLR2004 (more than decimal128)
        raise ValueError(_why(text.strip(), decimal, thousands))
    value = Decimal(plain)
    value = value if int(value.as_tuple().exponent) <= 0 else Decimal(format(value, "f"))
    return fitting(-value if negative else value)


def fitting(value: Decimal) -> Decimal:
    """The value, or a ValueError when it is not finite or too long to be money."""
    if not value.is_finite():
        raise ValueError("is not a finite number.")
    if value.adjusted() >= WHOLE or int(value.as_tuple().exponent) < -PLACES:
        raise ValueError(f"has more than {WHOLE} digits before the point or {PLACES} after it.")
    return value


def _unsigned(body: str) -> tuple[str, bool]:
    if body.startswith("(") and body.endswith(")"):
        return body[1:-1].strip(), True
    if body.endswith(("-", "+")) and body[:1] not in "+-":
        return body[:-1].strip(), body.endswith("-")
    if body.startswith("\u2212"):  # the typographic minus
        return body[1:].strip(), True
    return (body[1:].strip(), True) if body.startswith("-") else (body, False)


def _grouped(whole: str, thousands: str) -> bool:
    glyphs = "".join(MARKS.get(thousands, (thousands,)))
    return re.fullmatch(rf"\+?\d{{1,3}}(?:[{re.escape(glyphs)}]\d{{3}})+", whole) is not None


def _why(text: str, decimal: str, thousands: str | None) -> str:
    shown = repr(text if len(text) <= 40 else text[:37] + "...")  # noqa: PLR2004 (fits a line)
    if text.strip("+-").lower() in ("nan", "inf", "infinity"):
        return f"{shown} is not a finite number."
    other = "," if decimal == "." else "."
    if re.fullmatch(r"[+-]?\d{1,3}" + rf"(?:\{other}\d{{3}})+", text) and thousands is None:
        return (
            f"{shown} is ambiguous: thousands, or a decimal {other!r}? Declare"
            f" `thousands: '{other}'` or `decimal: '{other}'` in the mapping."
        )
    if re.fullmatch(rf"[+-]?[\d{re.escape(decimal)}' \u00a0\u2019\u202f]+\{other}\d+", text):
        return (
            f"{shown} looks like a number with decimal {other!r}, but the mapping says"
            f" {decimal!r}. Declare `decimal: '{other}'` (and `thousands`) in the mapping."
        )
    if re.fullmatch(rf"[+-]?[\d{other}' \u00a0\u2019\u202f]+(?:\{decimal}\d+)?", text):
        return (
            f"{shown} has thousands separators that the mapping does not declare."
            " Declare `thousands` in the mapping."
        )
    return f"{shown} is not a number."


@lru_cache(maxsize=65_536)
def parse_day(text: str, formats: Sequence[str]) -> date:
    """A day in one of the formats (strptime's; a time of day is dropped), or a ValueError."""
    for form in formats:
        try:
            if form == "%Y-%m-%d":
                return date.fromisoformat(text) if len(text) <= 10 else _moment(text)  # noqa: PLR2004
            return datetime.strptime(text, form).date()  # noqa: DTZ007 (a business day has no zone)
        except ValueError:
            continue
    shown = text if len(text) <= 40 else text[:37] + "..."  # noqa: PLR2004 (fits a line)
    raise ValueError(
        f"{shown!r} is not a date as {' or '.join(formats)}."
        " Declare its format in `dates` of the mapping, for example '%d.%m.%Y'."
    )


def _moment(text: str) -> date:
    return datetime.fromisoformat(text).date()
