"""Two books in, breaks out, with every row accounted for."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from policies.errors import InputError
from tasks.reconciliation.allocations import match_allocations
from tasks.reconciliation.books import read_table
from tasks.reconciliation.breaks import Setting, breaks_of
from tasks.reconciliation.entries import Book, BookKind, Entry
from tasks.reconciliation.mapping import BookMapping, Mapping, load_mapping
from tasks.reconciliation.match import Match, Matching, match
from tasks.reconciliation.request import Break
from tasks.reconciliation.statements import is_statement, read_statement
from tasks.records import Rejected


@dataclass(frozen=True, slots=True)
class Accounts:
    """What became of the rows of one book: `read == matched + broken + rejected`."""

    book: str
    read: int
    matched: int
    broken: int
    rejected: int


@dataclass(frozen=True, slots=True)
class Reconciled:
    """Two books compared. `warnings` tell of statements that do not foot."""

    breaks: tuple[Break, ...]
    accounts: tuple[Accounts, ...]
    rejections: tuple[Rejected, ...]
    warnings: tuple[str, ...] = ()


def breaks_between(
    left: Path,
    right: Path,
    mapping: Mapping | str | Path,
    allocations: tuple[Path, Path] | None = None,
    as_of: date | None = None,
) -> Reconciled:
    """Compare two books, and the allocations of their trades when these are given.

    `mapping` is a loaded one, the name of one that ships, or a path. `as_of` is the day for which
    breaks are aged; it also dates breaks whose lines have no date. Raises InputError for books
    that cannot be read.
    """
    rules = mapping if isinstance(mapping, Mapping) else load_mapping(mapping)
    books = read_book(left, rules.left, rules.kind), read_book(right, rules.right, rules.kind)
    setting = Setting.of(books, rules, as_of)
    found = reconcile(books[0], books[1], rules)
    breaks = [*breaks_of(found.matches, setting)]
    accounts = _accounts(books, found)
    read = [*books]
    if allocations is not None:
        given = _read_allocations(allocations, rules)
        shares = match_allocations(given[0].entries, given[1].entries, rules.tolerances, found)
        names = f"{given[0].name} against {given[1].name}"
        news = breaks_of(_news(shares, found), replace(setting, source=names))
        breaks += _numbered(breaks, news)
        accounts += _accounts(given, shares)
        read += given
    rejections = tuple(bad for book in read for bad in book.rejected)
    warnings = tuple(text for book in read for text in book.warnings)
    return Reconciled(tuple(breaks), tuple(accounts), rejections, warnings)


def reconcile(left: Book, right: Book, mapping: Mapping) -> Matching:
    """Match two books that have been read."""
    if mapping.kind == "allocations":
        return match_allocations(left.entries, right.entries, mapping.tolerances)
    return match(left.entries, right.entries, mapping.kind, mapping.tolerances)


def read_book(path: Path, mapping: BookMapping, kind: BookKind) -> Book:
    """A table, or for cash a bank statement, as the mapping or the suffix says."""
    if kind == "cash" and is_statement(path, mapping):
        return read_statement(path, mapping)
    if kind == "cash" and not mapping.columns.used:
        raise InputError(
            f"{path}: the mapping names no columns, so a bank statement is needed here."
            " Valid choices: MT940 (.sta, .mt940, .940) or camt.053 (.xml)."
        )
    return read_table(path, mapping, kind)


def _read_allocations(paths: tuple[Path, Path], mapping: Mapping) -> tuple[Book, Book]:
    if mapping.allocations is None:
        raise InputError(
            f"{paths[0]}: the mapping says nothing about allocations."
            " Declare `allocations: {left: …, right: …}` in it, or leave these books out."
        )
    left, right = mapping.allocations.left, mapping.allocations.right
    return read_book(paths[0], left, "allocations"), read_book(paths[1], right, "allocations")


def _news(shares: Matching, trades: Matching) -> list[Match]:
    """Allocation breaks of their own, described by the trade that they belong to."""
    known = {each.key: (*each.left, *each.right)[0] for each in reversed(trades.matches)}
    return [
        replace(
            each,
            left=tuple(_described(entry, known.get(each.key)) for entry in each.left),
            right=tuple(_described(entry, known.get(each.key)) for entry in each.right),
        )
        for each in shares.matches
        if each.differences == ("ALLOCATION",)
    ]


def _described(share: Entry, trade: Entry | None) -> Entry:
    """What an allocation does not say itself, as its trade says it."""
    if trade is None:
        return share
    gaps = {name: getattr(trade, name) for name in OF_THE_TRADE if getattr(share, name) is None}
    return replace(share, **gaps)


OF_THE_TRADE = (
    "order", "instrument", "side", "currency", "price", "broker", "trade_date", "settle_date"
)  # fmt: skip


def _numbered(earlier: Sequence[Break], later: Iterable[Break]) -> list[Break]:
    """Breaks of the allocations under ids that no break of the trades has."""
    taken = {each.break_id for each in earlier}
    return [
        each.model_copy(update={"break_id": f"{each.break_id}-shares"})
        if each.break_id in taken
        else each
        for each in later
    ]


def _accounts(books: tuple[Book, Book], found: Matching) -> list[Accounts]:
    rows = []
    for place, book in enumerate(books):
        sides = [((m.left, m.right)[place], bool(m.differences)) for m in found.matches]
        broken = sum(len(side) for side, differs in sides if differs)
        matched = sum(len(side) for side, differs in sides if not differs)
        rows.append(Accounts(book.name, book.read, matched, broken, len(book.rejected)))
    return rows
