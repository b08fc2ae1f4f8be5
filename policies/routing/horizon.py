"""The time that a question is about: how far back, from when to when, and how far ahead.

    last 18 months, past two years, recent weeks, 3 years ago     a window that ends today
    since 2019, in Q3 2022, 2019-2021, between May 2020 and …     calendar months
    next two quarters, in 6 months, by 2030, in 2028              ahead: never shrinks the window

`policies/routing/rolling.py` and `policies/routing/calendar_times.py` know the words.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from policies.routing.calendar_times import calendar_times
from policies.routing.rolling import rolling
from policies.routing.times import Time, shown


@dataclass(frozen=True)
class Span:
    """Where in the plain text a time stands, and whether it lies ahead."""

    start: int
    end: int
    ahead: bool


@dataclass(frozen=True)
class Horizon:
    """The time a question is about; None where it says nothing.

    `months` are counted back from today and reach the beginning of what is asked about; `first`
    and `last` (YYYY-MM) stand where it names calendar months; `ahead` is in months from today.
    """

    months: int | None = None
    ahead: int | None = None
    first: str | None = None
    last: str | None = None
    texts: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    spans: tuple[Span, ...] = ()

    @property
    def facts(self) -> dict[str, str | int | None]:
        """As profiles show it: from, to (YYYY-MM), ahead (months), text."""
        text = "; ".join(self.texts)
        return {"from": self.first, "to": self.last, "ahead": self.ahead, "text": text}


def horizon(text: str, today: date) -> Horizon:
    """The horizon of a plain text; InputError when it reaches out of every calendar.

    Several times are taken together: the earliest beginning, the latest end.
    """
    lower = "".join(each if len(each.lower()) != 1 else each.lower() for each in text)
    found = _distinct([*rolling(lower, today), *calendar_times(lower, today)])
    times = sorted(found, key=lambda time: time.start)
    past = [time for time in times if time.back is not None]
    aheads = [time.ahead for time in times if time.ahead is not None]
    firsts = [time.first for time in past if time.first is not None]
    lasts = [time.last for time in past if time.last is not None]
    # A rolling window has no calendar months: with one beside them, they don't bound the whole.
    bounded = bool(past) and len(firsts) == len(lasts) == len(past)
    return Horizon(
        months=max((time.back or 0 for time in past), default=None),
        ahead=max(aheads, default=None),
        first=shown(min(firsts)) if bounded else None,
        last=shown(max(lasts)) if bounded else None,
        texts=tuple(text[time.start : time.end].strip() for time in times),
        notes=tuple(time.note for time in times if time.note),
        spans=tuple(Span(time.start, time.end, time.back is None) for time in times),
    )


def _distinct(times: Iterable[Time]) -> list[Time]:
    """Without those that touch one found before: the rules go from long to short."""
    taken: set[int] = set()
    kept: list[Time] = []
    for time in times:
        if taken.isdisjoint(range(time.start, time.end)):
            taken.update(range(time.start, time.end))
            kept.append(time)
    return kept
