"""One line of a book as a value, and what was read of a book."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from typing import Literal

from tasks.reconciliation.numbers import times, total
from tasks.records import Rejected

BookKind = Literal["trades", "allocations", "cash"]


@dataclass(frozen=True, slots=True)
class Entry:
    """A trade, an allocation or a cash movement.

    `key` is what both books know it by, empty when there is none; `reference` is its own id in its
    book; `references` are further names by which the other book may know it. Amounts of cash are
    signed: what comes in is positive. `count` says how many lines it adds up.
    """

    line: int
    key: str = ""
    reference: str | None = None
    references: tuple[str, ...] = ()
    order: str | None = None
    account: str | None = None
    instrument: str | None = None
    side: str | None = None
    quantity: Decimal | None = None
    price: Decimal | None = None
    amount: Decimal | None = None
    fees: Decimal | None = None
    commission: Decimal | None = None
    currency: str | None = None
    trade_date: date | None = None
    settle_date: date | None = None
    broker: str | None = None
    status: str | None = None
    count: int = 1

    @property
    def day(self) -> date | None:
        """The day it settles, or else the day it was made."""
        return self.settle_date or self.trade_date

    @property
    def notional(self) -> Decimal | None:
        """Its amount, or quantity x price where only these are known."""
        if self.amount is not None or self.quantity is None or self.price is None:
            return self.amount
        return times(self.quantity, self.price)

    @property
    def costs(self) -> Decimal | None:
        """Fees and commission together."""
        known = [cost for cost in (self.fees, self.commission) if cost is not None]
        return total(known) if known else None


TEXTS = (
    "reference", "order", "account", "instrument", "side", "currency", "broker", "status"
)  # fmt: skip
NUMBERS = ("quantity", "price", "amount", "fees", "commission")
DAYS = ("trade_date", "settle_date")
FIELDS = tuple(field.name for field in fields(Entry))


def carried(entries: Iterable[Entry]) -> frozenset[str]:
    """The fields that a book knows at all: those that some entry has a value for."""
    missing = set(FIELDS) - {"line", "count"}
    for entry in entries:
        missing -= {name for name in missing if getattr(entry, name) not in (None, "", ())}
        if not missing:
            break
    return frozenset(FIELDS) - missing


@dataclass(frozen=True, slots=True)
class Book:
    """What was read: its entries, the rows that could not be read, and what to warn about.

    Every row is one or the other: `read == len(entries) + len(rejected)`.
    """

    name: str
    system: str
    entries: tuple[Entry, ...]
    rejected: tuple[Rejected, ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def read(self) -> int:
        return len(self.entries) + len(self.rejected)
