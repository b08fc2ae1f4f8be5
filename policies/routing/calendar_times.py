"""Times of the calendar in a text: 2023, Q3 2022, May 2020 to June 2021, since 2019, by 2030.

A year in a name (Vision 2030, the 2030 target) or in an amount (2000 QAR) is no time.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from policies.errors import InputError
from policies.routing.times import YEAR, Time, ahead, check_back, month_of, shown

EARLIEST, LATEST = 1900, 2100
_RUN_UP = 36  # months that `before 2020` looks at
_LOOK = 24  # characters before a point in which its preposition stands
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_ORDINALS = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "last": 4,
    "1st": 1, "2nd": 2, "3rd": 3, "4th": 4,
}  # fmt: skip
_Y = r"(?:19|20)\d\d"
_MONTH = (
    r"jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sep(?:t(?:ember)?)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
)
# What makes four digits an amount, or a part of a name, instead of a year.
_NO_AMOUNT = (
    r"(?![\w%]|[.,]\d|-\d|\s*(?:qar|riyals?|usd|dollars|people|persons|employees|workers|jobs"
    r"|hires|leavers|staff|companies|firms|per cent|percent|points|targets?|goals?|visions?"
    r"|objectives?|plans?|strateg\w+|agenda|alignment)\b"
    r"|\s?(?:and|to|-)\s?(?!(?:19|20)\d\d(?!\d))\d{4})"
)
_POINT = re.compile(
    r"(?<![\w.,$€+-])(?<!vision )(?<!qnv )(?:"
    rf"q(?P<q>[1-4])[ -]?(?:of )?(?P<qy>{_Y})"
    rf"|(?P<yq>{_Y})[ -]?q(?P<yqq>[1-4])"
    rf"|(?P<ord>first|second|third|fourth|last|1st|2nd|3rd|4th) quarter (?:of )?(?P<oy>{_Y})"
    rf"|(?:h(?P<h>[12]) ?|(?P<hw>first|second) half (?:of )?)(?P<hy>{_Y})"
    rf"|(?P<month>{_MONTH})\.? (?:of )?(?P<my>{_Y})"
    rf"|(?P<isoy>{_Y})-(?P<isom>0[1-9]|1[0-2])(?!\d)"
    rf"|(?P<from>{_Y})[-/](?P<short>1[3-9]|[2-9]\d)(?!\d)"
    rf"|(?P<year>{_Y})(?=-{_Y}(?!\d))"
    rf"|(?P<alone>{_Y}){_NO_AMOUNT}"
    r")(?!\w)"
    rf"|(?<=\d-)(?P<ending>{_Y}){_NO_AMOUNT}"
)
_SINCE = re.compile(
    r"(?:since|after|from|starting(?: in)?|as of)(?: the)?(?: start of| beginning of)? $"
)
_BEFORE = re.compile(r"(?:before|prior to)(?: the)? $")
_UNTIL = re.compile(r"(?:until|till|by|before|through|up to|to)(?: the)?(?: end of)? $")
_RANGE = re.compile(r"\s?(?:-|to|and|until|till|through|up to)\s?(?:the )?(?:end of )?$")
# Nothing that is counted follows: `after 2500 dismissals` is no time.
_NO_YEAR = re.compile(
    r"(?<!\w)(?:since|after) (?P<year>\d{4,})(?=\s*(?:$|[?!;:)]|[.,](?!\d)|(?:by|in|to|for|and)\b))"
)


@dataclass(frozen=True)
class _Point:
    """A stretch of the calendar, from its first month to its last, and where it stands."""

    start: int
    end: int
    first: int
    last: int


def calendar_times(text: str, today: date) -> Iterator[Time]:
    """The times of a text in small letters: points alone, since, until, or two as a range.

    InputError for years that no data can have, and for what is said to have begun but hasn't.
    """
    for match in _NO_YEAR.finditer(text):
        if not EARLIEST <= int(match["year"][:9]) <= LATEST:
            raise InputError(
                f"'{match.group()[:24]}': that is no year that data can have."
                f" Give one between {EARLIEST} and {LATEST}."
            )
    points = [_point(match) for match in _POINT.finditer(text)]
    at = 0
    while at < len(points):
        here, after = points[at], points[at + 1] if at + 1 < len(points) else None
        before = text[max(0, here.start - _LOOK) : here.start]
        if after is not None and _joined(text, here, after, before):
            yield _range(here, after, today)
            at += 2
        else:
            yield _one(here, before, today)
            at += 1


def _point(match: re.Match[str]) -> _Point:
    found = match.groupdict()
    first, months = _first(found)
    last = first + months - 1
    if short := found["short"]:  # 2019-21
        last = (first // YEAR // 100 * 100 + int(short)) * YEAR + YEAR - 1
    return _Point(*match.span(), first, last)


def _first(found: dict[str, str | None]) -> tuple[int, int]:
    """The first month of a point, and how many it has."""
    if month := found["month"]:
        return _january(found["my"]) + _MONTHS.index(month[:3]), 1
    if iso := found["isom"]:
        return _january(found["isoy"]) + int(iso) - 1, 1
    for quarter, year in (("q", "qy"), ("yqq", "yq"), ("ord", "oy")):
        if number := found[quarter]:
            n = _ORDINALS.get(number) or int(number)
            return _january(found[year]) + 3 * (n - 1), 3
    if half := found["h"] or found["hw"]:
        return _january(found["hy"]) + 6 * ((_ORDINALS.get(half) or int(half)) - 1), 6
    return _january(found["year"] or found["alone"] or found["ending"] or found["from"]), YEAR


def _january(year: str | None) -> int:
    return int(year or 0) * YEAR


def _joined(text: str, one: _Point, other: _Point, before: str) -> bool:
    """Whether two points are the ends of one period; `2019 and 2021` only after `between`."""
    between = text[one.end : other.start]
    if not _RANGE.fullmatch(between):
        return False
    return between.strip() != "and" or before.rstrip().endswith("between")


def _range(one: _Point, other: _Point, today: date) -> Time:
    span, note = (one.start, other.end), ""
    if one.first > other.last:
        note = f"The period {shown(one.first)} to {shown(other.last)} was read the other way round."
        one, other = other, one
    return _period(span, one.first, other.last, today, note)


def _one(here: _Point, before: str, today: date) -> Time:
    now = month_of(today)
    if match := _SINCE.search(before):
        if here.first > now:
            raise InputError(
                f"'{match.group()}{shown(here.first)}' lies in the future; today is"
                f" {today.isoformat()}. Give a time that has begun."
            )
        return _period((here.start - len(match.group()), here.end), here.first, now, today)
    if (match := _UNTIL.search(before)) and here.last > now:
        span = (here.start - len(match.group()), here.end)
        return ahead(span, here.last - now, match.group() + shown(here.last))
    if (match := _BEFORE.search(before)) and here.first <= now:
        span = (here.start - len(match.group()), here.end)
        return _period(span, here.first - _RUN_UP, here.first - 1, today)
    return _period((here.start, here.end), here.first, here.last, today)


def _period(span: tuple[int, int], first: int, last: int, today: date, note: str = "") -> Time:
    """A period of the calendar; what of it lies beyond this year lies ahead."""
    now = month_of(today)
    if first > now:
        return ahead(span, last - now, shown(last))
    check_back(now - first + 1, shown(first))
    beyond = last - now if last // YEAR > today.year else None
    return Time(*span, now - first + 1, beyond, first, min(last, now), note)
