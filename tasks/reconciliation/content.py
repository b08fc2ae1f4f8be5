"""The passes that go by content: lines that say the same under different keys, or without one."""

from bisect import bisect_left, bisect_right
from collections import defaultdict, deque
from collections.abc import Callable, Hashable, Iterable
from decimal import Decimal
from operator import attrgetter

from tasks.reconciliation.differences import Rules, differences
from tasks.reconciliation.entries import Entry
from tasks.reconciliation.match import Match, Open
from tasks.reconciliation.numbers import ZERO

Name = Callable[[Entry], Hashable]
PLACE = ("instrument", "side", "currency", "account")
# Lines without a key that agree on everything but these are one line with a difference.
NEAR: tuple[frozenset[str], ...] = tuple(
    map(
        frozenset,
        (
            ("fees", "commission"),
            ("settle_date",),
            ("price", "amount", "fees", "commission"),
            ("quantity", "amount", "fees", "commission"),
            ("side",),
            ("currency",),
            ("account",),
            ("instrument",),
        ),
    )
)


def by_content(books: Open, rules: Rules) -> list[Match]:
    """Lines that agree in everything, the nearest days first.

    Trades under two different keys are taken for one only when their price or amount says so:
    quantities alone are too often the same.
    """
    size = "amount" if rules.kind == "cash" else "quantity"
    if size not in rules.known or not books.left or not books.right:
        return []
    place = [name for name in PLACE if name in rules.known and name in rules.fields]
    if rules.kind == "cash":
        place = [name for name in ("currency", "account") if name in rules.known]
    priced = bool({"price", "amount"} & rules.known)
    name = attrgetter(size, *place)

    def agree(left: Entry, right: Entry) -> bool:
        if not priced and left.key and right.key:
            return False
        return not differences(left, right, rules)

    found = _by_day(books, name, agree, rules)
    if rules.kind == "cash":
        found += _by_tolerance(books.without(found), rules)
    return found


def _by_day(
    books: Open, name: Name, agree: Callable[[Entry, Entry], bool], rules: Rules
) -> list[Match]:
    shelves: dict[Hashable, deque[Entry]] = defaultdict(deque)
    for entry in books.right:
        shelves[name(entry), entry.day].append(entry)
    made: list[Match] = []
    waiting: Iterable[Entry] = books.left
    for shift in rules.shifts:
        rest = []
        for entry in waiting:
            day = entry.day
            shelf = shelves.get((name(entry), day + shift if day else None))
            other = _taken(shelf, entry, agree) if shelf else None
            if other is None:
                rest.append(entry)
            else:
                made.append(Match((entry,), (other,), "content"))
        waiting = rest
    return made


NEARBY = 64  # amounts within the tolerance that are looked at
DEPTH = 20  # lines of one shelf that are tried: they are equal but for key, price and fees


def _taken(
    shelf: deque[Entry], entry: Entry, agree: Callable[[Entry, Entry], bool]
) -> Entry | None:
    for index, other in enumerate(shelf):
        if index >= DEPTH:
            break
        if agree(entry, other):
            del shelf[index]
            return other
    return None


def _by_tolerance(books: Open, rules: Rules) -> list[Match]:
    """Cash whose amounts differ within the tolerance, the nearest first."""
    place = attrgetter("count", *(name for name in ("currency", "account") if name in rules.known))
    shelves: dict[Hashable, list[Entry]] = defaultdict(list)
    for entry in sorted(books.right, key=_amount):
        shelves[place(entry)].append(entry)
    made = []
    for entry in books.left:
        shelf = shelves.get(place(entry), [])
        bound = rules.bound("amount", _amount(entry), _amount(entry)) * 2
        low = bisect_left(shelf, _amount(entry) - bound, key=_amount)
        high = bisect_right(shelf, _amount(entry) + bound, key=_amount)
        near = [o for o in shelf[low:high][:NEARBY] if not differences(entry, o, rules)]
        if near:
            other = min(near, key=lambda o: (_apart(entry, o), abs(_amount(entry) - _amount(o))))
            shelf.remove(other)
            made.append(Match((entry,), (other,), "content"))
    return made


def _amount(entry: Entry) -> Decimal:
    return entry.amount or ZERO


def _apart(left: Entry, right: Entry) -> int:
    return abs((left.day - right.day).days) if left.day and right.day else 0


def by_near_content(books: Open, rules: Rules) -> list[Match]:
    """Lines without a key that differ in one respect, where no other line could be meant."""
    if rules.kind == "cash":
        return []
    found: list[Match] = []
    for respect in NEAR:
        fields = [name for name in rules.fields if name not in respect]
        if len(fields) == len(rules.fields):
            continue
        made = _alone(books, attrgetter(*fields, "line"), rules)
        found += made
        books = books.without(made)
    return found


def _alone(books: Open, name: Callable[[Entry], tuple[Hashable, ...]], rules: Rules) -> list[Match]:
    shelves: dict[Hashable, tuple[list[Entry], list[Entry]]] = defaultdict(lambda: ([], []))
    for place, book in enumerate((books.left, books.right)):
        for entry in book:
            shelves[name(entry)[:-1]][place].append(entry)
    return [
        Match((left[0],), (right[0],), "near", differences(left[0], right[0], rules))
        for left, right in shelves.values()
        if len(left) == len(right) == 1 and not (left[0].key and right[0].key)
    ]
