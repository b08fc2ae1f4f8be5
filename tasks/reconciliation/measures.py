"""What the two sides of a break differ by: exact decimals, measured in one place for every agent.

A difference in basis points is one ten-thousandth of the larger of the two absolute values, so
it doesn't depend on which system is called A; fees are measured against the amounts that they
belong to. Quantities carry the direction of their side and amounts their sign: +100 against -100
is a difference of 200, never of 0.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from tasks.reconciliation.request import Break, Side

ZERO = Decimal(0)
ONE = Decimal(1)
TEN_THOUSAND = Decimal(10_000)
SATURDAY = 5  # as `date.weekday` counts, and so the business days of a week
NAMES = ("amount", "quantity", "price", "fees")


@dataclass(frozen=True, slots=True)
class Measure:
    """One number that both sides give; side B is already in the currency of side A."""

    name: str
    a: Decimal
    b: Decimal
    difference: Decimal
    bps: Decimal


@dataclass(frozen=True, slots=True)
class Differences:
    """All that can be measured between the sides, and the names of what only one of them gives."""

    measures: tuple[Measure, ...] = ()
    one_sided: tuple[str, ...] = ()
    unconverted: bool = False

    def of(self, name: str) -> Measure | None:
        """The measure of that name, when both sides give it."""
        return next((measure for measure in self.measures if measure.name == name), None)


def dec(value: Any) -> Decimal:
    """A number of the settings or of a row, exactly as it is written."""
    if type(value) is Decimal:
        return value
    return _read(value if type(value) is str else str(value))


@lru_cache(maxsize=4096)  # a few dozen thresholds are read for every break
def _read(text: str) -> Decimal:
    return Decimal(text)


def plain(value: Decimal, places: int = 2) -> str:
    """A decimal as people write it, rounded for reading only: 1,234.50."""
    return f"{value:,.{places}f}"


def currencies(request: Break) -> tuple[str, str]:
    """The currencies of both sides; each stands in for the other when only one is given."""
    a = request.system_a.currency if request.system_a else None
    b = request.system_b.currency if request.system_b else None
    return a or b or "", b or a or ""


def differences(request: Break, rate: Decimal | None) -> Differences:
    """Measure side B against side A.

    `rate` is what one unit of B's currency is worth in A's; without it amounts in two currencies
    stay unconverted, and so unmeasured.
    """
    a, b = request.system_a, request.system_b
    if a is None or b is None:
        return Differences()
    found: list[Measure] = []
    lonely: list[str] = []
    convertible = rate is not None
    unconverted = False
    for name in NAMES:
        left, right = _value(a, name), _value(b, name)
        if left is None or right is None:
            if left is not right:
                lonely.append(name)
        elif name == "quantity":
            found.append(_measure(name, left, right, ZERO))
        elif not convertible:
            unconverted = True
        else:
            scale = max(abs(m.a) for m in found[:1]) if name == "fees" and found else ZERO
            found.append(_measure(name, left, right if rate is ONE else right * dec(rate), scale))
    return Differences(tuple(found), tuple(lonely), unconverted)


def _measure(name: str, a: Decimal, b: Decimal, scale: Decimal) -> Measure:
    difference = abs(a - b)
    largest = max(abs(a), abs(b), scale)
    return Measure(name, a, b, difference, difference * TEN_THOUSAND / largest if largest else ZERO)


def _value(side: Side, name: str) -> Decimal | None:
    if name == "amount":
        return side.amount
    if name == "quantity":
        return directed(side)
    return side.price if name == "price" else side.fees


def directed(side: Side) -> Decimal | None:
    """The quantity with the direction of its side: what is sold counts below zero."""
    quantity = side.quantity
    return -abs(quantity) if quantity is not None and side.side == "SELL" else quantity


def worth(side: Side | None) -> Decimal | None:
    """What one side is about: its amount, else quantity times price."""
    if side is None or side.amount is not None:
        return side.amount if side else None
    quantity = directed(side)
    return quantity * side.price if quantity is not None and side.price is not None else None


def at_stake(request: Break, found: Differences) -> Decimal | None:
    """The money that a break is about, in the currency of side A; None when nothing tells.

    The largest of: the difference of the amounts with their signs, of the quantities at the price,
    of the prices times the quantity, of the fees. What is missing on a side, or booked to another
    instrument, account or direction, is at stake whole.
    """
    a, b = request.system_a, request.system_b
    left, right = worth(a), worth(b)
    whole = [abs(value) for value in (left, right) if value is not None]
    if a is None or b is None or found.unconverted or _misbooked(a, b):
        return max(whole, default=None)
    if a.side != b.side and a.side and b.side:
        return sum(whole, ZERO) if whole else None
    stakes = [m.difference for m in found.measures if m.name in {"amount", "fees"}]
    if "amount" in found.one_sided or (left is None) is not (right is None):
        both = left is not None and right is not None
        stakes.append(abs(left - right) if both else max(whole))  # type: ignore[operator]
    by_units = _by_units(a, b, found, max(whole, default=None))
    return None if by_units is None else max((*stakes, *by_units), default=None)


def _misbooked(a: Side, b: Side) -> bool:
    return bool(
        (a.instrument and b.instrument and a.instrument != b.instrument)
        or (a.account and b.account and a.account != b.account)
    )


def _by_units(
    a: Side, b: Side, found: Differences, amount: Decimal | None
) -> tuple[Decimal, ...] | None:
    """The stakes of quantity and price; None when quantities differ and nothing prices them."""
    quantity, price = found.of("quantity"), found.of("price")
    units = max((abs(q) for q in (a.quantity, b.quantity) if q is not None), default=ZERO)
    prices = [abs(p) for p in (a.price, b.price) if p is not None]
    if not prices and amount is not None and units:
        prices = [amount / units]
    stakes: tuple[Decimal, ...] = ()
    if "quantity" in found.one_sided or (quantity and quantity.difference):
        if not prices:
            return None
        stakes = ((quantity.difference if quantity else units) * max(prices),)
    elif quantity:
        stakes = (ZERO,)
    return (*stakes, price.difference * units) if price and units else stakes


def quoted(pair: Iterable[str], order: Sequence[str]) -> str:
    """Two currencies as the market quotes them: EUR/USD."""
    place = {code: index for index, code in enumerate(order)}
    return "/".join(sorted(pair, key=lambda code: (place.get(code, len(place)), code)))


def pairs_for(request: Break, base: str, order: Sequence[str]) -> list[str]:
    """The pairs whose rates convert B's currency into A's: directly, or through `base`."""
    to, of = currencies(request)
    if to == of:
        return []
    legs = [(of, to)] if base in {of, to} else [(of, to), (of, base), (base, to)]
    return [quoted(leg, order) for leg in legs]


def rate_on(
    request: Break, rows: Sequence[Mapping[str, Any]], base: str
) -> tuple[Decimal | None, str]:
    """What one unit of B's currency is worth in A's on the break's day, and the rate's own day.

    `rows` hold `pair` (EUR/USD), `rate` (dollars for one euro) and `as_of`; the newest that is
    not later than the break counts, in either direction, else two of them through `base`. No
    rate: None.
    """
    to, of = currencies(request)
    if to == of:
        return ONE, ""
    day = request.date.isoformat()
    direct = _leg(of, to, rows, day)
    if direct[0] is not None or base in {of, to}:
        return direct
    (first, on), (second, later) = _leg(of, base, rows, day), _leg(base, to, rows, day)
    return (None, "") if first is None or second is None else (first * second, min(on, later))


def _leg(
    of: str, to: str, rows: Sequence[Mapping[str, Any]], day: str
) -> tuple[Decimal | None, str]:
    pairs = (f"{of}/{to}", f"{to}/{of}")
    dated = [(str(row.get("as_of") or "")[:10], row) for row in rows if row.get("pair") in pairs]
    usable = [(on, row) for on, row in dated if on <= day and row.get("rate")]
    if not usable:
        return None, ""
    on, row = max(usable, key=lambda entry: entry[0])
    rate = dec(row["rate"])
    if rate <= 0:
        return None, ""
    return (rate if row["pair"] == pairs[0] else ONE / rate), on


def weekdays(start: date, end: date) -> int:
    """Business days from `start` to `end`, Monday to Friday; negative when `end` is earlier."""
    if end < start:
        return -weekdays(end, start)
    weeks, rest = divmod((end - start).days, 7)
    first = start.weekday()
    return weeks * SATURDAY + sum(1 for day in range(1, rest + 1) if (first + day) % 7 < SATURDAY)
