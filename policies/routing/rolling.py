"""Times counted from today: the last 18 months, two years ago, this quarter, the next half year."""

import re
from collections.abc import Callable, Iterator
from datetime import date
from math import ceil

from policies.errors import InputError
from policies.routing.times import YEAR, Time, ahead, check_back, month_of

FEW = 3  # a few, several, recent
_DAYS_A_MONTH = 30.4375
_NUMBERS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14,
    "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19, "twenty": 20,
    "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "ninety": 90, "hundred": 100,
    "a": 1, "an": 1, "couple": 2, "few": FEW, "several": FEW, "half": 0.5,
}  # fmt: skip
_UNITS = {
    "day": 1 / _DAYS_A_MONTH, "week": 7 / _DAYS_A_MONTH, "month": 1, "mth": 1, "quarter": 3,
    "year": YEAR, "yr": YEAR, "decade": 10 * YEAR,
}  # fmt: skip
_LONG_FIRST = "|".join(sorted(set(_NUMBERS) - {"couple", "few", "half"}, reverse=True))
# Digits begin where no other digits end: each of a long row of them is read once.
_N = (
    r"(?:(?<![\d,.])(?P<digits>\d{1,3}(?:,\d{3})+|\d+)"
    r"|(?:a )?(?P<few>couple|few)(?: of)?|(?P<half>half)(?: an?)?"
    r"|(?P<tens>twenty|thirty|forty|fifty)[ -]"
    r"(?P<ones>one|two|three|four|five|six|seven|eight|nine)"
    rf"|(?P<word>{_LONG_FIRST}))"
)
_UNIT = r"(?:full |calendar |whole )?(?P<unit>day|week|month|quarter|year|decade|yr|mth)s?"
_BACK = r"(?:last|past|previous|recent|preceding|trailing|latest|most recent)"
_ON = r"(?:next|coming|following|upcoming)"
_IN = r"(?:in |over |for |by )?(?:the )?"
Read = Callable[[re.Match[str], date], Time]


def rolling(text: str, today: date) -> Iterator[Time]:
    """The times of a text in small letters that are counted from today, long rules first."""
    for pattern, read in _RULES:
        for match in pattern.finditer(text):
            yield read(match, today)


def _months(match: re.Match[str]) -> int:
    """The months of `N units`, at least one; InputError for none at all."""
    found = match.groupdict()
    number: float = 1
    if digits := found.get("digits"):
        number = int(digits.replace(",", "")[:9])
    elif tens := found.get("tens"):
        number = _NUMBERS[tens] + _NUMBERS[found["ones"]]
    elif word := found.get("few") or found.get("half") or found.get("word"):
        number = _NUMBERS[word]
    if not number:
        raise InputError(f"{match.group().strip()!r} is no time. Give at least one of them.")
    return max(1, ceil(number * _UNITS[found["unit"]] - 1e-9))


def _ago(match: re.Match[str], _: date) -> Time:
    months = _months(match)
    check_back(months, match.group().strip())
    return Time(*match.span(), back=months)


def _on(match: re.Match[str], _: date) -> Time:
    return ahead(match.span(), _months(match), match.group().strip())


def _recent(match: re.Match[str], _: date) -> Time:
    return Time(*match.span(), back=max(1, ceil(FEW * _UNITS[match["unit"]])))


def _last_year(match: re.Match[str], today: date) -> Time:
    january = (today.year - 1) * YEAR
    back = month_of(today) - january + 1
    return Time(*match.span(), back=back, first=january, last=january + YEAR - 1)


def _year_to_date(match: re.Match[str], today: date) -> Time:
    """A whole year back, so that in January it isn't a short time."""
    return Time(*match.span(), back=YEAR, first=today.year * YEAR, last=month_of(today))


def _current(match: re.Match[str], today: date) -> Time:
    """The quarter, month, week or day that hasn't ended."""
    months = 3 if match["unit"] == "quarter" else 1
    first = month_of(today) // months * months
    return Time(*match.span(), back=months, first=first, last=month_of(today))


def _next_year(match: re.Match[str], today: date) -> Time:
    return ahead(match.span(), 2 * YEAR - today.month, match.group())


def _year_end(match: re.Match[str], today: date) -> Time:
    return ahead(match.span(), YEAR - today.month, match.group())


def _rule(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-]){pattern}(?!\w)")


_RULES: tuple[tuple[re.Pattern[str], Read], ...] = (
    (_rule(r"(?:by |at |until )?(?:the )?(?:end of (?:the|this) year|year[ -]end)"), _year_end),
    (_rule(rf"{_IN}{_ON} {_N} {_UNIT}"), _on),
    (_rule(rf"{_N} {_UNIT} (?:ahead|from (?:now|today)|out|to come|hence)"), _on),
    (_rule(rf"{_N}[ -]{_UNIT}[ -](?:ahead|forecast|outlook|projection|horizon)"), _on),
    (_rule(rf"{_BACK} {_N}[ -]{_UNIT}"), _ago),
    (_rule(rf"{_N} {_UNIT} ago"), _ago),
    (_rule(rf"(?:over|across|during|since) (?:the )?{_N} {_UNIT}"), _ago),
    (_rule(rf"{_N}[ -]{_UNIT}[ -](?:trend|history|window|period|average|view)"), _ago),
    (_rule(r"(?:last|previous) year"), _last_year),
    (_rule(rf"recent (?P<unit>{'|'.join(_UNITS)})s"), _recent),
    (_rule(rf"{_BACK} {_UNIT}(?! of (?:19|20)\d\d)"), _ago),
    (_rule(rf"in {_N} {_UNIT}(?:'? time)?"), _on),
    (_rule(rf"{_IN}{_ON} (?:year|spring|summer|autumn|winter)"), _next_year),
    (_rule(rf"{_IN}{_ON} {_UNIT}"), _on),
    (_rule(r"(?:(?:so far )?(?:this|current) year|year[ -]to[ -]date|ytd)"), _year_to_date),
    (_rule(r"(?:this|current) (?P<unit>quarter|month|week)"), _current),
    (_rule(r"(?P<unit>)(?:today|yesterday)"), _current),
)
