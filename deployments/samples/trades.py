"""Two books of the same trades and their allocations, with breaks of every kind put in.

The order management system books one line a trade; the broker's file has its own columns, decimal
commas and dates, and books some trades as several fills. What is broken is known, so that a
reconciliation can be measured: everything found, nothing made up.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from random import Random

from deployments.samples.market import (
    ACCOUNTS,
    AS_OF,
    BROKERS,
    INSTRUMENTS,
    Instrument,
    business_days,
    cents,
    later,
    moved,
)


@dataclass(frozen=True, slots=True)
class Trade:
    """One line of a book."""

    execution: str
    line: str
    order: str
    instrument: str
    side: str
    quantity: int
    price: Decimal
    fees: Decimal
    currency: str
    account: str
    broker: str
    trade_date: date
    settle_date: date
    off: Decimal = Decimal(0)  # what its amount is wrong by

    @property
    def amount(self) -> Decimal:
        return cents(self.quantity * self.price) + self.off


@dataclass(frozen=True, slots=True)
class Share:
    """One allocation of a trade."""

    execution: str
    line: str
    account: str
    quantity: int


@dataclass
class Books:
    """Ours and theirs, line by line, and what differs: execution and kind."""

    ours: list[Trade] = field(default_factory=list)
    theirs: list[Trade] = field(default_factory=list)
    our_shares: list[Share] = field(default_factory=list)
    their_shares: list[Share] = field(default_factory=list)
    expected: list[tuple[str, str]] = field(default_factory=list)


SHARE_OF_BREAKS = Decimal("0.025")


def trade_books(seed: int, trades: int) -> Books:
    """Books of `trades` executions, of which one in forty is broken, each kind about as often."""
    random = Random(seed)  # noqa: S311 - samples, not secrets
    days = business_days(AS_OF, 6)[:-1]
    count = max(len(KINDS), int(trades * SHARE_OF_BREAKS)) if trades >= len(KINDS) else 0
    broken = random.sample(range(trades), count)
    kinds = {number: KINDS[place % len(KINDS)] for place, number in enumerate(broken)}
    books = Books()
    for number in range(trades):
        trade = _trade(random, number, days[number * len(days) // trades])
        shares = _shares(random, trade)
        kind = kinds.get(number)
        if kind is not None:
            BREAKING[kind](random, books, trade, shares)
            books.expected.append((trade.execution, kind))
        else:
            _agree(random, books, trade, shares)
    random.shuffle(books.ours)
    random.shuffle(books.theirs)
    return books


def _trade(random: Random, number: int, day: date) -> Trade:
    what: Instrument = random.choice(INSTRUMENTS)
    quantity = what.lot * random.randint(2, 40)
    price = moved(random, what.price)
    return Trade(
        f"EX-{number + 1:06d}",
        f"T{number + 1:07d}",
        f"ORD-{number // 3 + 1:06d}",
        what.symbol,
        random.choice(("BUY", "SELL")),
        quantity,
        price,
        cents(quantity * price * Decimal(random.choice(("0.0004", "0.0006", "0.001")))),
        what.currency,
        random.choice(ACCOUNTS),
        random.choice(BROKERS),
        day,
        later(day, 2),
    )


def _shares(random: Random, trade: Trade) -> list[Share]:
    """One account, or two at 60 and 40 percent."""
    if random.random() < 0.75:  # noqa: PLR2004 - three in four
        return [Share(trade.execution, f"A-{trade.line}-1", trade.account, trade.quantity)]
    other = random.choice([account for account in ACCOUNTS if account != trade.account])
    larger = trade.quantity * 6 // 10
    return [
        Share(trade.execution, f"A-{trade.line}-1", trade.account, larger),
        Share(trade.execution, f"A-{trade.line}-2", other, trade.quantity - larger),
    ]


def _theirs(trade: Trade) -> Trade:
    return replace(trade, line=f"B{trade.line[1:]}")


def _book(books: Books, ours: Trade, theirs: Trade, shares: list[Share]) -> None:
    books.ours.append(ours)
    books.theirs.append(_theirs(theirs))
    books.our_shares += shares
    books.their_shares += shares


def _agree(random: Random, books: Books, trade: Trade, shares: list[Share]) -> None:
    """The same on both sides; one in twenty in two or three fills at the broker or with us."""
    draw = random.random()
    if draw >= 0.05 or trade.quantity < 6:  # noqa: PLR2004 - one in twenty
        _book(books, trade, trade, shares)
        return
    fills = _fills(random, trade)
    books.our_shares += shares
    books.their_shares += shares
    if draw < 0.04:  # noqa: PLR2004 - of these four in five at the broker
        books.ours.append(trade)
        books.theirs += map(_theirs, fills)
    else:
        books.ours += fills
        books.theirs.append(_theirs(trade))


def _fills(random: Random, trade: Trade) -> list[Trade]:
    """Parts of a trade at its price; fees and the cent of rounding go with the last one."""
    parts = random.choice((2, 3))
    sizes = [trade.quantity // (parts + 1)] * (parts - 1)
    sizes.append(trade.quantity - sum(sizes))
    fees = [cents(trade.fees * size / trade.quantity) for size in sizes[:-1]]
    fees.append(trade.fees - sum(fees))
    amounts = [cents(size * trade.price) for size in sizes]
    off = trade.amount - sum(amounts)
    return [
        replace(
            trade,
            line=f"{trade.line}-{place + 1}",
            quantity=size,
            fees=fee,
            off=off if place == parts - 1 else Decimal(0),
        )
        for place, (size, fee) in enumerate(zip(sizes, fees, strict=True))
    ]


def _missing_here(_: Random, books: Books, trade: Trade, shares: list[Share]) -> None:
    books.theirs.append(_theirs(trade))
    books.their_shares += shares


def _missing_there(_: Random, books: Books, trade: Trade, shares: list[Share]) -> None:
    books.ours.append(trade)
    books.our_shares += shares


def _duplicate(random: Random, books: Books, trade: Trade, shares: list[Share]) -> None:
    _book(books, trade, trade, shares)
    if random.random() < 0.5:  # noqa: PLR2004 - as often here as there
        books.ours.append(replace(trade, line=f"{trade.line}-D"))
    else:
        books.theirs.append(_theirs(replace(trade, line=f"{trade.line}-D")))


def _quantity(random: Random, books: Books, trade: Trade, shares: list[Share]) -> None:
    """The allocations follow the size of the trade on their side, or stay as they were."""
    changed = replace(trade, quantity=trade.quantity + 2 * random.randint(1, 5))
    grown = changed.quantity - trade.quantity
    books.ours.append(trade)
    books.theirs.append(_theirs(changed))
    books.our_shares += shares
    follows = random.random() < 0.5  # noqa: PLR2004 - as often as not
    first = replace(shares[0], quantity=shares[0].quantity + grown) if follows else shares[0]
    books.their_shares += [first, *shares[1:]]


def _allocation(random: Random, books: Books, trade: Trade, shares: list[Share]) -> None:
    books.ours.append(trade)
    books.theirs.append(_theirs(trade))
    books.our_shares += shares
    used = {share.account for share in shares}
    other = random.choice([account for account in ACCOUNTS if account not in used])
    books.their_shares += [replace(shares[0], account=other), *shares[1:]]


Change = Callable[[Random, Trade], Trade]


def _changed(change: Change) -> Callable[[Random, Books, Trade, list[Share]], None]:
    def put_in(random: Random, books: Books, trade: Trade, shares: list[Share]) -> None:
        _book(books, trade, change(random, trade), shares)

    return put_in


def _other(random: Random, trade: Trade) -> str:
    return random.choice([i.symbol for i in INSTRUMENTS if i.symbol != trade.instrument])


BREAKING: dict[str, Callable[[Random, Books, Trade, list[Share]], None]] = {
    "MISSING_IN_A": _missing_here,
    "MISSING_IN_B": _missing_there,
    "DUPLICATE": _duplicate,
    "QUANTITY": _quantity,
    "ALLOCATION": _allocation,
    "INSTRUMENT": _changed(lambda r, t: replace(t, instrument=_other(r, t))),
    "SIDE": _changed(lambda _, t: replace(t, side="SELL" if t.side == "BUY" else "BUY")),
    "CURRENCY": _changed(lambda _, t: replace(t, currency="EUR" if t.currency == "USD" else "USD")),
    "PRICE": _changed(
        lambda r, t: replace(t, price=t.price + Decimal(r.randint(2, 40)).scaleb(-2))
    ),
    "AMOUNT": _changed(lambda r, t: replace(t, off=Decimal(r.randint(3, 9000)).scaleb(-2))),
    "FEE": _changed(lambda r, t: replace(t, fees=t.fees + Decimal(r.randint(3, 4000)).scaleb(-2))),
    "SETTLEMENT_DATE": _changed(
        lambda r, t: replace(t, settle_date=later(t.settle_date, r.randint(1, 4)))
    ),
}
KINDS = tuple(BREAKING)
