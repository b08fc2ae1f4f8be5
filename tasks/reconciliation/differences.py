"""What differs between two entries, and which difference matters most.

The order of `ORDER` is the precedence: the first kind that differs names the break. Whoever buys
another instrument has another price too, so the instrument is the finding.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from operator import attrgetter
from typing import Any

from tasks.reconciliation.entries import BookKind, Entry, carried
from tasks.reconciliation.mapping import Tolerances
from tasks.reconciliation.measures import weekdays
from tasks.reconciliation.numbers import WIDE, ZERO, minus, times, total
from tasks.reconciliation.request import Kind

ORDER: tuple[tuple[str, Kind], ...] = (
    ("instrument", "INSTRUMENT"),
    ("side", "SIDE"),
    ("currency", "CURRENCY"),
    ("quantity", "QUANTITY"),
    ("price", "PRICE"),
    ("amount", "AMOUNT"),
    ("fees", "FEE"),
    ("commission", "FEE"),
    ("settle_date", "SETTLEMENT_DATE"),
    ("trade_date", "TRADE_DATE"),
    ("account", "ALLOCATION"),
    ("status", "STATUS"),
)
COMPARED: dict[BookKind, tuple[str, ...]] = {
    "trades": tuple(field for field, _ in ORDER),
    "allocations": ("account", "quantity"),
    "cash": ("currency", "amount", "settle_date"),
}
HARD: frozenset[Kind] = frozenset({"INSTRUMENT", "SIDE", "CURRENCY", "QUANTITY", "PRICE", "AMOUNT"})
SHARED = (
    "order", "account", "instrument", "side", "currency", "broker", "status",
    "price", "trade_date", "settle_date",
)  # fmt: skip
CENT = Decimal("0.01")
WEEK = 5


@dataclass(frozen=True)
class Rules:
    """How the entries of two books are compared: only by what both of them know."""

    kind: BookKind
    tolerances: Tolerances
    known: frozenset[str]

    @classmethod
    def of(
        cls, kind: BookKind, left: Sequence[Entry], right: Sequence[Entry], bounds: Tolerances
    ) -> "Rules":
        known = carried(left) & carried(right)
        if kind == "cash" and _disjoint(left, right):
            known -= {"account"}  # an IBAN here, a ledger's number there: nothing to compare
        return cls(kind, bounds, known)

    @cached_property
    def fields(self) -> tuple[str, ...]:
        return tuple(field for field in COMPARED[self.kind] if field in self.known)

    @cached_property
    def content(self) -> Callable[[Entry], Any]:
        """The business content of an entry: equal for two entries that say the same."""
        return attrgetter("key", *self.fields)

    @cached_property
    def shifts(self) -> tuple[timedelta, ...]:
        """Calendar days, the nearest first, that may lie within the business days allowed."""
        days = self.tolerances.days
        most = days + 2 * (days // WEEK + 1) if days else 0
        steps = [0, *(step for day in range(1, most + 1) for step in (day, -day))]
        return tuple(timedelta(days=step) for step in steps)

    def within(self, field: str, left: object, right: object) -> bool:
        """Whether two values of a field count as equal."""
        if left == right:
            return True
        if field in ("fees", "commission"):
            left, right = left or ZERO, right or ZERO  # no fee is a fee of nothing
        if isinstance(left, date) and isinstance(right, date):
            return 0 < self.tolerances.days >= abs(weekdays(left, right))
        if isinstance(left, Decimal) and isinstance(right, Decimal):
            return abs(minus(left, right)) <= self.bound(field, left, right)
        return False

    def bound(self, field: str, left: Decimal, right: Decimal) -> Decimal:
        """The widest distance that still counts as equal."""
        bounds = self.tolerances
        if field == "quantity":
            return bounds.quantity
        if field in ("fees", "commission"):
            return bounds.fees
        absolute, relative = (
            (bounds.price, bounds.price_bps)
            if field == "price"
            else (bounds.amount, bounds.amount_bps)
        )
        if not relative:
            return absolute
        return max(absolute, times(relative, max(abs(left), abs(right))) / 10_000)


def _disjoint(left: Iterable[Entry], right: Iterable[Entry]) -> bool:
    return {entry.account for entry in left}.isdisjoint(entry.account for entry in right)


def differences(left: Entry, right: Entry, rules: Rules) -> tuple[Kind, ...]:
    """The kinds that differ, the one that matters most first; none when the two agree.

    An amount that differs only because quantity or price does is not a difference of its own.
    """
    summed = left.count > 1 or right.count > 1
    found: dict[Kind, None] = {}
    for field, kind in ORDER:
        values = getattr(left, field), getattr(right, field)
        # Of a sum the price is in its amount, and a block is split over accounts on purpose.
        if field not in rules.fields or (summed and field in ("price", "account")):
            continue
        if not rules.within(field, *values):
            found[kind] = None
    if summed and "amount" not in rules.fields and not _same_notional(left, right, rules):
        found["PRICE"] = None
    if "AMOUNT" in found and ("QUANTITY" in found or "PRICE" in found) and _follows(left, right):
        del found["AMOUNT"]
    return tuple(found)


def _same_notional(left: Entry, right: Entry, rules: Rules) -> bool:
    if left.notional is None or right.notional is None:
        return True
    return rules.within("amount", left.notional, right.notional)


def _follows(left: Entry, right: Entry) -> bool:
    """Whether both amounts stand in the same ratio to quantity x price (100 for bonds, say)."""
    product = [_product(entry) for entry in (left, right)]
    if None in product or left.amount is None or right.amount is None or not product[0]:
        return False
    expected = WIDE.divide(WIDE.multiply(left.amount, product[1] or ZERO), product[0])
    return abs(WIDE.subtract(expected, right.amount)) <= CENT


def _product(entry: Entry) -> Decimal | None:
    if entry.quantity is None or entry.price is None:
        return None
    return times(entry.quantity, entry.price)


def combine(entries: Sequence[Entry]) -> Entry:
    """Several entries as one: numbers added, what they agree on kept, the rest unknown.

    Its price is the common one, or unknown; `notional` then still holds what was paid.
    """
    if len(entries) == 1:
        return entries[0]
    first = entries[0]
    sums: dict[str, Any] = {
        name: _sum(entries, name) for name in ("quantity", "fees", "commission")
    }
    agreed: dict[str, Any] = {name: _agreed(entries, name) for name in SHARED}
    names = tuple(dict.fromkeys(entry.reference for entry in entries if entry.reference))
    return replace(
        first,
        key=_agreed(entries, "key") or "",
        reference=None,
        references=names,
        amount=_sum(entries, "notional"),
        count=sum(entry.count for entry in entries),
        **sums,
        **agreed,
    )


def _agreed(entries: Sequence[Entry], name: str) -> Any:
    value = getattr(entries[0], name)
    return value if all(getattr(entry, name) == value for entry in entries) else None


def _sum(entries: Sequence[Entry], name: str) -> Decimal | None:
    values = [getattr(entry, name) for entry in entries]
    known = [value for value in values if value is not None]
    return total(known) if known else None
