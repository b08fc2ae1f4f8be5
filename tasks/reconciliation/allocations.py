"""Allocations of the same executions in two books, and which of their differences are news.

When the trade itself is missing, repeated or of another size, its allocations differ because of
that: they are lines of the trade's break, not a second one.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal

from tasks.reconciliation.differences import combine
from tasks.reconciliation.entries import Entry
from tasks.reconciliation.mapping import Tolerances
from tasks.reconciliation.match import Match, Matching, in_order
from tasks.reconciliation.numbers import ZERO, minus, times, total
from tasks.reconciliation.request import Kind

Shares = dict[str, Decimal]
Group = tuple[tuple[Entry, ...], tuple[Entry, ...]]
RESIZING: frozenset[Kind] = frozenset({"QUANTITY", "MISSING_IN_A", "MISSING_IN_B", "DUPLICATE"})


def match_allocations(
    left: Sequence[Entry],
    right: Sequence[Entry],
    tolerances: Tolerances,
    trades: Matching | None = None,
) -> Matching:
    """Compare what each execution was given to, account by account.

    Accounts that agree are matched, all others of one execution are one break of kind ALLOCATION.
    Those that a broken trade of `trades` explains carry its kind and make no break: their `how` is
    `allocation` and the trade's break speaks for them.
    """
    broken = _broken(trades)
    found: list[Match] = []
    for key, (ours, theirs) in sorted(_groups(left, right).items()):
        agreeing, apart = _compared(ours, theirs, tolerances)
        found += agreeing
        if apart is not None:
            kind = _explained(apart, broken.get(key, ()), tolerances)
            found.append(Match(*apart, "allocation", (kind or "ALLOCATION",)))
    return Matching(tuple(found))


def _groups(left: Sequence[Entry], right: Sequence[Entry]) -> dict[str, Group]:
    groups: dict[str, tuple[list[Entry], list[Entry]]] = defaultdict(lambda: ([], []))
    for place, book in enumerate((left, right)):
        for entry in in_order(book):
            groups[entry.key][place].append(entry)
    return {key: (tuple(ours), tuple(theirs)) for key, (ours, theirs) in groups.items()}


def _compared(
    ours: tuple[Entry, ...], theirs: tuple[Entry, ...], tolerances: Tolerances
) -> tuple[list[Match], Group | None]:
    shares = _shares(ours), _shares(theirs)
    same = {
        account
        for account in shares[0].keys() & shares[1].keys()
        if abs(minus(shares[0][account], shares[1][account])) <= tolerances.quantity
    }
    agreeing = [
        Match(_of(ours, {account}), _of(theirs, {account}), "key") for account in sorted(same)
    ]
    others = (shares[0].keys() | shares[1].keys()) - same
    return agreeing, (_of(ours, others), _of(theirs, others)) if others else None


def _shares(entries: Sequence[Entry]) -> Shares:
    shares: Shares = defaultdict(Decimal)
    for entry in entries:
        shares[entry.account or ""] = total((shares[entry.account or ""], entry.quantity or ZERO))
    return dict(shares)


def _of(entries: tuple[Entry, ...], accounts: set[str]) -> tuple[Entry, ...]:
    return tuple(entry for entry in entries if (entry.account or "") in accounts)


def _broken(trades: Matching | None) -> Mapping[str, list[Match]]:
    broken: dict[str, list[Match]] = defaultdict(list)
    for match in trades.broken if trades else ():
        if RESIZING & set(match.differences):
            broken[match.key].append(match)
    return broken


def _explained(apart: Group, trades: Sequence[Match], tolerances: Tolerances) -> Kind | None:
    """The kind of the trade's break that makes these allocations differ, if one does."""
    for trade in trades:
        kind = next(kind for kind in trade.differences if kind in RESIZING)
        if kind == "QUANTITY":
            if _in_step(apart, trade, tolerances):
                return kind
        elif kind == "DUPLICATE":
            if _repeated(apart, trade):
                return kind
        elif not apart[1 if kind == "MISSING_IN_B" else 0]:
            return kind
    return None


def _in_step(apart: Group, trade: Match, tolerances: Tolerances) -> bool:
    """Whether the accounts are the same, and each side moved the way its trade's size did."""
    ours, theirs = (_shares(entries) for entries in apart)
    sizes = [combine(side).quantity for side in (trade.left, trade.right) if side]
    if ours.keys() != theirs.keys() or len(sizes) != 2 or None in sizes:  # noqa: PLR2004
        return False
    gap = minus(total(theirs.values()), total(ours.values()))
    grown = minus(sizes[1] or ZERO, sizes[0] or ZERO)
    return abs(minus(gap, grown)) <= tolerances.quantity


def _repeated(apart: Group, trade: Match) -> bool:
    """Whether one side holds each share once more for each time its trade is repeated."""
    ours, theirs = (_shares(entries) for entries in apart)
    once, often = (theirs, ours) if trade.left else (ours, theirs)
    copies = Decimal(len(trade.left or trade.right) + 1)
    return often == {account: times(share, copies) for account, share in once.items()}
