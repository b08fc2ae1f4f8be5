"""Matching two books: pairs, splits, duplicates, and what is left over.

A pipeline of passes. Each takes the entries that are still open and gives the matches it makes
and what stays open; the order is the meaning: what a shared key says goes first, then what the
content says, and only then is an entry missing. Nothing depends on the order of rows.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from tasks.reconciliation.differences import Rules
from tasks.reconciliation.entries import BookKind, Entry
from tasks.reconciliation.mapping import Tolerances
from tasks.reconciliation.request import Kind

How = Literal["key", "content", "split", "near", "duplicate", "unmatched", "allocation"]


@dataclass(frozen=True, slots=True)
class Match:
    """Entries that belong together, how that was found, and what differs between them.

    Without differences they are matched, with some they are one break. Of a duplicate, `original`
    is the entry that it repeats, and `counterpart` what that was matched with.
    """

    left: tuple[Entry, ...]
    right: tuple[Entry, ...]
    how: How
    differences: tuple[Kind, ...] = ()
    original: Entry | None = None
    counterpart: tuple[Entry, ...] = ()

    @property
    def key(self) -> str:
        """What its entries are known by, or an empty text."""
        return next((entry.key for entry in (*self.left, *self.right) if entry.key), "")


@dataclass(frozen=True, slots=True)
class Matching:
    """Every entry of two books, each in exactly one match."""

    matches: tuple[Match, ...]

    @property
    def pairs(self) -> tuple[Match, ...]:
        """One line against one line, whether or not they agree."""
        return tuple(m for m in self.matches if len(m.left) == len(m.right) == 1)

    @property
    def groups(self) -> tuple[Match, ...]:
        """One line against several, or several against several."""
        return tuple(m for m in self.matches if m.left and m.right and len(m.left + m.right) > 2)  # noqa: PLR2004

    @property
    def broken(self) -> tuple[Match, ...]:
        """What becomes a break."""
        return tuple(m for m in self.matches if m.differences)


@dataclass(frozen=True, slots=True)
class Open:
    """The entries that no pass has taken yet, in the order of their content."""

    left: tuple[Entry, ...]
    right: tuple[Entry, ...]

    def without(self, matches: Iterable[Match]) -> "Open":
        """What stays open after these matches."""
        # By identity: a statement may hold several movements in one line of its file.
        taken = {id(entry) for match in matches for entry in (*match.left, *match.right)}
        return Open(
            tuple(entry for entry in self.left if id(entry) not in taken),
            tuple(entry for entry in self.right if id(entry) not in taken),
        )


Pass = Callable[[Open, Rules], list[Match]]


def match(
    left: Sequence[Entry], right: Sequence[Entry], kind: BookKind, tolerances: Tolerances
) -> Matching:
    """Pair two books of one kind.

    Each entry ends in exactly one match. About n log n in the number of entries, as long as most
    of them find their counterpart by key or content.
    """
    from tasks.reconciliation.content import by_content, by_near_content
    from tasks.reconciliation.keys import by_key, left_over, repeats, shared_keys
    from tasks.reconciliation.splits import by_order, by_sum

    if kind == "cash":
        left, right = shared_keys(left, right)
    rules = Rules.of(kind, left, right, tolerances)
    books = Open(in_order(left), in_order(right))
    passes: tuple[Pass, ...] = (by_key, by_content, by_order, by_sum, by_near_content, left_over)
    found: list[Match] = []
    for step in passes:
        made = step(books, rules)
        found += made
        books = books.without(made)
    return Matching(tuple(sorted(repeats(found, rules), key=_place)))


def in_order(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """Entries by content, and only between equals by line."""
    return tuple(sorted(entries, key=_order))


def _order(entry: Entry) -> tuple[str | int, ...]:
    return (
        entry.key,
        str(entry.settle_date or entry.trade_date or ""),
        entry.instrument or "",
        entry.side or "",
        str(entry.quantity),
        str(entry.amount),
        str(entry.price),
        entry.account or "",
        entry.reference or "",
        entry.line,
    )


def _place(match: Match) -> tuple[tuple[str | int, ...], int]:
    first = (match.left or match.right)[0]
    return _order(first), 0 if match.left else 1


def swapped(match: Match) -> Match:
    """The same match seen from the other book."""
    return replace(match, left=match.right, right=match.left)
