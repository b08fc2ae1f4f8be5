"""The numbers that a line of text claims: value, unit, and how precisely it was printed.

Digits of any script count; dates, years, clock times, ordinals, list markers, ids, footnotes and
`code` do not. What could be read in two ways (`1.234,56`, `3,5`, `½`) is marked as ambiguous, so
that it is never silently taken for something else.
"""

import re
import unicodedata
from dataclasses import dataclass, replace

from tasks.units import MONEY, PREFIX, SUFFIX, scale_of, unit_of
from tasks.verification.exempt import EXEMPT
from tasks.verification.number_words import WORDS, from_words

_THIN = "\u00a0\u2009\u202f"  # spaces that do not break, as some put between thousands
_RUN = rf"\d+(?:[.,'’]\d+|[{_THIN}]\d{{3}}(?!\d))*|\.\d+"
_GROUPED = re.compile(rf"\d{{1,3}}(?:(,)\d{{3}}(?:,\d{{3}})*|(?:[{_THIN}]\d{{3}})+)(?:\.\d+)?")
_PLAIN = re.compile(r"\d+(?:\.\d+)?|\.\d+")
_VERSION = re.compile(r"\d+(?:\.\d+){2,}")
_NUMBER = (
    rf"(?P<before>(?<![\w%)\]])[-−–+±])?(?P<prefix>{PREFIX})?(?P<after>(?<![\w%)\]])[-−–+±])?"
    rf"(?P<digits>{_RUN})(?P<fraction>[¼-¾⅐-⅞])?(?P<exponent>[eE][+-]?\d+(?![\w.]))?"
    rf"(?P<suffix>{SUFFIX})?"
)
_SCAN = re.compile(
    rf"(?P<exempt>{EXEMPT})|(?P<words>{WORDS})(?P<spelt>{SUFFIX})|(?P<number>{_NUMBER})"
    r"|(?P<identifier>[A-Za-z_]\w*(?<=\d)(?![.,]?\d))|(?P<vulgar>[¼-¾⅐-⅞])"
)
_WORTH = re.compile(rf"[\d¼-¾⅐-⅞]|{WORDS}", re.IGNORECASE)
_RANGE = re.compile(r"\s*(?:–|—|-|to|or)\s*")
_LISTED = re.compile(r"\s*(?:,|,?\s*and)\s+")
_BETWEEN = re.compile(r"\bbetween\s*\Z")


@dataclass(frozen=True, slots=True)
class Number:
    """A number as printed. `step` is the distance to its neighbours at that precision: 0.01 for
    18.24, 100,000 for 1.2 million. `sign` is -1, 1, 0 (both: ±) or None where none is printed.
    """

    text: str
    value: float
    step: float
    unit: str | None
    start: int
    end: int
    sign: int | None = None
    scale: float = 1.0
    ambiguous: bool = False


def numbers(line: str) -> tuple[Number, ...]:
    """The numbers of one line (without escapes or emphasis), in their order."""
    if not _WORTH.search(line):
        return ()
    line = plain_digits(line)
    found = [number for match in _SCAN.finditer(line) if (number := _number(match))]
    return tuple(_sharing(line, found)) if len(found) > 1 else tuple(found)


_SIGNS = "٫٬．，％٪﹪"
_MARKS = str.maketrans(_SIGNS, ".,.,%%%")
_FOREIGN = re.compile(rf"(?![0-9])\d|[{_SIGNS}]")


def plain_digits(line: str) -> str:
    """The line with the digits of all scripts as 0 to 9; its length stays."""
    return _FOREIGN.sub(lambda found: _ascii(found[0]), line)


def _ascii(char: str) -> str:
    return char.translate(_MARKS) if char in _SIGNS else str(unicodedata.decimal(char))


def _number(match: re.Match[str]) -> Number | None:
    if match["digits"] is not None:
        return _read(match)
    start, end = match.span()
    if match["words"] is not None:
        value, scale = from_words(match["words"]), scale_of(match["spelt"])
        unit = unit_of(None, match["spelt"])
        return Number(match[0], value * scale, scale, unit, start, end, scale=scale)
    if match["vulgar"] is not None:
        return Number(match[0], 0.0, 1.0, None, start, end, ambiguous=True)
    return None


def _read(match: re.Match[str]) -> Number | None:
    digits = match["digits"]
    grouped = _GROUPED.fullmatch(digits)
    clear = bool(grouped or _PLAIN.fullmatch(digits))
    if not clear and _VERSION.fullmatch(digits) and not _like_thousands(digits):
        return None  # 1.2.3 numbers a version or a section
    suffix = match["suffix"]
    mark = match["before"] or match["after"]
    sign = None if mark is None else {"+": 1, "±": 0}.get(mark, -1)
    plain = re.sub(rf"[,{_THIN}]", "", digits) if clear else "0"
    scale = scale_of(suffix) * 10.0 ** _power(match["exponent"])
    value = float(plain) * scale * (-1 if sign == -1 else 1)
    step = 10.0 ** -len(plain.partition(".")[2]) * scale
    unit = unit_of(match["prefix"], suffix)
    ambiguous = not clear or match["fraction"] is not None or step == 0
    return Number(match[0], value, step, unit, *match.span(), sign, scale, ambiguous)


def _like_thousands(digits: str) -> bool:
    return all(len(group) == 3 for group in digits.split(".")[1:])  # noqa: PLR2004 - of a thousand


def _power(exponent: str | None) -> int:
    return max(-300, min(300, int(exponent[1:]))) if exponent else 0


def _sharing(line: str, found: list[Number]) -> list[Number]:
    """In `3–5 %`, `QAR 3–5` and `1.2 to 1.5 million`, unit and magnitude are those of both."""
    for place in reversed(range(len(found) - 1)):
        first, second = found[place : place + 2]
        gap = line[first.end : second.start]
        between = gap.strip() == "and" and _BETWEEN.search(line[: first.start])
        # 9.1, 8.7 and 5.0 %: decimals in a list, for a whole number may count something else
        listed = first.step < 1 and second.unit == "percent" and _LISTED.fullmatch(gap)
        if not (between or listed or _RANGE.fullmatch(gap)):
            continue
        if first.unit is None:
            scale = second.scale if first.scale == 1 else 1.0
            value, step = first.value * scale, first.step * scale
            found[place] = replace(first, unit=second.unit, value=value, step=step)
        elif second.unit is None and first.unit in MONEY:
            found[place + 1] = replace(second, unit=first.unit)
    return found
