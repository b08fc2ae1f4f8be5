"""The passes that add up: one line here, several there.

Orders first: the fills of one order are one trade. Then sums: among the open lines of the same
kind, those that add up to one line of the other book, when exactly one choice of them does.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from decimal import Decimal
from operator import attrgetter

from tasks.reconciliation.differences import HARD, Rules, combine, differences
from tasks.reconciliation.entries import Entry
from tasks.reconciliation.match import Match, Open, swapped
from tasks.reconciliation.numbers import EXACT, ZERO

CANDIDATES = 16  # lines among which a sum is looked for: among more, some sum fits by luck
STEPS = 4_000  # of one search; one that needs more finds nothing, rather than something by luck


def by_order(books: Open, rules: Rules) -> list[Match]:
    """The open lines of one order, when they add up to the same in both books."""
    if rules.kind == "cash" or "order" not in rules.known:
        return []
    orders: dict[str, tuple[list[Entry], list[Entry]]] = defaultdict(lambda: ([], []))
    for place, book in enumerate((books.left, books.right)):
        for entry in book:
            if entry.order:
                orders[entry.order][place].append(entry)
    made = []
    for left, right in orders.values():
        if left and right and len(left) + len(right) > 2:  # noqa: PLR2004 - a pair is no split
            found = differences(combine(left), combine(right), rules)
            if not HARD & set(found):
                made.append(Match(tuple(left), tuple(right), "split", found))
    return made


def by_sum(books: Open, rules: Rules) -> list[Match]:
    """One line against several that add up to it, first on the right, then on the left."""
    if rules.kind != "cash" and not {"price", "amount"} & rules.known:
        return []  # quantities alone add up too easily
    found = _one_to_many(books, rules)
    books = books.without(found)
    other = Open(books.right, books.left)
    return found + [swapped(match) for match in _one_to_many(other, rules)]


def _one_to_many(books: Open, rules: Rules) -> list[Match]:
    shelves = _Shelves(books.right, rules)
    made: list[Match] = []
    for entry in books.left:
        parts = _parts(entry, shelves.below(entry), shelves.size, rules)
        if parts:
            made.append(Match((entry,), parts, "split", differences(entry, combine(parts), rules)))
            shelves.remove(parts)
    return made


class _Shelves:
    """Open entries by place, direction and day, each shelf by size."""

    def __init__(self, entries: Sequence[Entry], rules: Rules) -> None:
        self.rules = rules
        self.value = attrgetter("amount" if rules.kind == "cash" else "quantity")
        self.shelves: dict[Hashable, list[Entry]] = defaultdict(list)
        for entry in entries:
            if self.value(entry):
                self.shelves[*self._place(entry), entry.day].append(entry)
        for shelf in self.shelves.values():
            shelf.sort(key=self.size)

    def size(self, entry: Entry) -> Decimal:
        value: Decimal | None = self.value(entry)
        return abs(value or ZERO)

    def below(self, entry: Entry) -> list[Entry]:
        """What is smaller and near enough in time; nothing when that is too much to search."""
        if not self.size(entry):
            return []
        days = [entry.day + shift for shift in self.rules.shifts] if entry.day else []
        found: list[Entry] = []
        for day in [None, *days]:
            shelf = self.shelves.get((*self._place(entry), day), [])
            found += shelf[: bisect_left(shelf, self.size(entry), key=self.size)]
            if len(found) > CANDIDATES:
                return []
        return [other for other in found if _near(entry, other, self.rules)]

    def remove(self, entries: Iterable[Entry]) -> None:
        for entry in entries:
            shelf = self.shelves[*self._place(entry), entry.day]
            shelf[:] = [other for other in shelf if other is not entry]

    def _place(self, entry: Entry) -> tuple[Hashable, ...]:
        names = ["currency", "account"]
        if self.rules.kind != "cash":
            names += ["instrument", "side", "trade_date"]
        known = [getattr(entry, name) for name in names if name in self.rules.known]
        return (*known, (self.value(entry) or ZERO) > 0)


def _parts(
    entry: Entry, fitting: Sequence[Entry], size: Callable[[Entry], Decimal], rules: Rules
) -> tuple[Entry, ...]:
    """The only choice of lines that adds up to `entry`, or none."""
    choices: list[tuple[Entry, ...]] = []
    for choice in _sums(fitting, size(entry), size, rules.tolerances.parts):
        if choice is None:
            return ()
        if not HARD & set(differences(entry, combine(choice), rules)):
            choices.append(choice)
        if len(choices) > 1:
            return ()
    return choices[0] if choices else ()


def _near(left: Entry, right: Entry, rules: Rules) -> bool:
    days = left.day, right.day
    return None in days or rules.within("settle_date", *days)


def _sums(
    entries: Sequence[Entry], target: Decimal, size: Callable[[Entry], Decimal], parts: int
) -> Iterator[tuple[Entry, ...] | None]:
    """Choices of 2 to `parts` entries that add up to the target; None when the search is cut."""
    ordered = sorted(entries, key=size, reverse=True)
    sizes = [size(entry) for entry in ordered]
    stack: list[tuple[int, Decimal, tuple[int, ...]]] = [(0, ZERO, ())]
    for _ in range(STEPS):
        if not stack:
            return
        start, reached, chosen = stack.pop()
        for index in range(start, len(ordered)):
            both = EXACT.add(reached, sizes[index])
            if both == target and chosen:
                yield tuple(ordered[i] for i in (*chosen, index))
            elif both < target and len(chosen) + 1 < parts:
                stack.append((index + 1, both, (*chosen, index)))
    yield None
