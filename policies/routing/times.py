"""A time in a text, in months, and the bounds within which questions make sense."""

from dataclasses import dataclass
from datetime import date

from policies.errors import InputError

LONGEST_BACK, LONGEST_AHEAD = 1200, 600  # months; more is a slip of the pen
YEAR = 12


@dataclass(frozen=True)
class Time:
    """One time that a text names, and where it stands.

    `back` and `ahead` are numbers of months from today, `first` and `last` months of the calendar,
    counted from the year 0, so that differences are subtractions.
    """

    start: int
    end: int
    back: int | None = None
    ahead: int | None = None
    first: int | None = None
    last: int | None = None
    note: str = ""


def month_of(day: date) -> int:
    """The month of a day, counted from the year 0."""
    return day.year * YEAR + day.month - 1


def shown(month: int) -> str:
    """YYYY-MM."""
    return f"{month // YEAR:04}-{month % YEAR + 1:02}"


def check_back(months: int, text: str) -> None:
    """InputError when a time lies further back than any data."""
    if months > LONGEST_BACK:
        raise InputError(
            f"{text!r} reaches back {months} months; at most {LONGEST_BACK} are possible."
            " Give a shorter time."
        )


def ahead(span: tuple[int, int], months: int, text: str) -> Time:
    """A time that lies ahead; InputError when it lies further than anything can be told."""
    if months > LONGEST_AHEAD:
        raise InputError(
            f"{text!r} lies {months} months ahead; at most {LONGEST_AHEAD} are possible."
            " Give a shorter time."
        )
    return Time(*span, ahead=max(1, months))
