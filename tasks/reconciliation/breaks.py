"""Broken matches as breaks: the request of a run, made of two books."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256
from typing import Any

from policies.errors import InputError
from tasks.reconciliation.differences import combine
from tasks.reconciliation.entries import Book, Entry
from tasks.reconciliation.mapping import Mapping
from tasks.reconciliation.match import Match
from tasks.reconciliation.request import ID_LENGTH, Break, BreakType, Entities, Side

NAMED, PLAIN = 100, re.compile(r"[^A-Za-z0-9._-]+")
MANY = 1_000  # names that a break lists


@dataclass(frozen=True, slots=True)
class Setting:
    """What all breaks of two books share."""

    break_type: BreakType
    systems: tuple[str, str]
    source: str
    as_of: date | None
    day: date

    @classmethod
    def of(cls, books: tuple[Book, Book], mapping: Mapping, as_of: date | None) -> "Setting":
        """Lines without a date count as of `as_of`, or of the last day in the books."""
        left, right = books
        days = [day for book in books for e in book.entries if (day := e.trade_date or e.day)]
        last = as_of or max(days, default=None)
        if last is None:
            raise InputError(
                f"{left.name} and {right.name} have no dates."
                " Map trade_date or settle_date, or give as_of."
            )
        source = f"{left.name} against {right.name}"[:ID_LENGTH]
        return cls(mapping.type_of_breaks, (left.system, right.system), source, as_of, last)


def breaks_of(matches: Iterable[Match], setting: Setting) -> Iterator[Break]:
    """One break for each match with differences, in order.

    Ids come from kind and key, or from the content where there is no key: the same books give the
    same ids in any order of their rows. A second break of one id is numbered.
    """
    seen: Counter[str] = Counter()
    for match in matches:
        if match.differences:
            name = _name(match)
            seen[name] += 1
            yield _break(match, name if seen[name] == 1 else f"{name}-{seen[name]}", setting)


def _name(match: Match) -> str:
    kind = match.differences[0]
    plain = PLAIN.sub("-", match.key).strip("-")
    if not plain or plain != match.key or len(plain) > NAMED:
        mark = sha256(_content(match).encode()).hexdigest()[:10]
        plain = f"{plain[:NAMED]}-{mark}".strip("-")
    return f"BRK-{kind}-{plain}"


def _content(match: Match) -> str:
    """All that is known of the entries but where they stood."""
    sides = ([replace(entry, line=0) for entry in side] for side in (match.left, match.right))
    return repr([*sides])


def _break(match: Match, name: str, setting: Setting) -> Break:
    left, right = _sides(match)
    entries = (*left, *right)
    day = _first(entries, "trade_date") or _first(entries, "settle_date") or setting.day
    return Break(
        break_id=name,
        break_type=setting.break_type,
        kind=match.differences[0],
        differences=match.differences,
        system_a=_side(left, setting.systems[0], match) if left else None,
        system_b=_side(right, setting.systems[1], match) if right else None,
        entities=_entities(entries),
        date=day,
        as_of=setting.as_of,
        source=setting.source,
    )


def _sides(match: Match) -> tuple[tuple[Entry, ...], tuple[Entry, ...]]:
    """Both sides as the break shows them: a duplicate stands beside what it repeats."""
    if match.original is None:
        return match.left, match.right
    if match.left:
        return (match.original, *match.left), match.counterpart
    return match.counterpart, (match.original, *match.right)


def _side(entries: Sequence[Entry], system: str, match: Match) -> Side:
    whole = combine(entries)
    return Side(
        system_name=system,
        quantity=whole.quantity,
        amount=whole.amount,
        price=whole.price,
        currency=whole.currency,
        fees=whole.costs,
        side="BUY" if whole.side == "BUY" else "SELL" if whole.side == "SELL" else None,
        instrument=whole.instrument,
        trade_date=whole.trade_date,
        settle_date=whole.settle_date,
        account=whole.account,
        status=whole.status,
        # The parts of a split are one event; how many lines there are matters in a duplicate.
        count=whole.count if match.how == "duplicate" else None,
        references=_names(entries),
    )


def _names(entries: Sequence[Entry]) -> tuple[str, ...]:
    names = [name for entry in entries for name in (entry.reference, entry.key) if name]
    return tuple(dict.fromkeys(names))[:MANY]


def _entities(entries: Sequence[Entry]) -> Entities:
    return Entities(
        instrument=_first(entries, "instrument"),
        account=_first(entries, "account"),
        broker=_first(entries, "broker"),
        trade_ids=tuple(dict.fromkeys(entry.key for entry in entries if entry.key))[:MANY],
        order_ids=tuple(dict.fromkeys(entry.order for entry in entries if entry.order))[:MANY],
    )


def _first(entries: Iterable[Entry], name: str) -> Any:
    return next((value for e in entries if (value := getattr(e, name)) is not None), None)
