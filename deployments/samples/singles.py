"""Single breaks of every type and size, for the sample and, in any number, for benchmarks.

Most of real life is simple: about seven in ten are small and within tolerance.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from random import Random
from typing import Any

from deployments.samples.market import (
    ACCOUNTS,
    AS_OF,
    BROKERS,
    COUNTERPARTIES,
    INSTRUMENTS,
    business_days,
    cents,
    later,
    moved,
    rates,
)

SYSTEMS = {
    "TRADE_OMS_MISMATCH": ("OMS", "TRADE_CAPTURE"),
    "BROKER_VS_INTERNAL": ("INTERNAL", "BROKER"),
    "FO_VS_BO": ("FRONT_OFFICE", "BACK_OFFICE"),
    "CUSTODIAN_MISMATCH": ("INTERNAL", "CUSTODIAN"),
    "CASH_RECONCILIATION": ("LEDGER", "BANK"),
    "PNL_RECONCILIATION": ("RISK", "FINANCE"),
    "LIFECYCLE_EVENT": ("EVENTS", "CUSTODIAN"),
    "REGULATORY_DATA": ("REPORTED", "BOOKED"),
}
TYPES = tuple(SYSTEMS)
# Dollars at stake, by risk tier.
STAKES = {
    "LOW": (5, 4_000),
    "MEDIUM": (6_000, 9_000),
    "HIGH": (55_000, 95_000),
    "CRITICAL": (120_000, 900_000),
}
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Draw:
    """What a situation works on: chance, type and tier, and both sides as they would agree."""

    random: Random
    break_type: str
    tier: str
    found: Json

    @property
    def stake(self) -> Decimal:
        low, high = STAKES[self.tier]
        return Decimal(self.random.randint(low * 100, high * 100)).scaleb(-2)

    @property
    def sides(self) -> tuple[Json, Json]:
        return self.found["system_a"], self.found["system_b"]


def breaks(n: int, seed: int = 1) -> Iterator[Json]:
    """`n` breaks as JSON objects, one after another: any number in constant memory."""
    random = Random(seed)  # noqa: S311 - samples, not secrets
    for number in range(n):
        kind = random.choice(TYPES[:6] if random.random() < 0.9 else TYPES[6:])  # noqa: PLR2004
        if random.random() < 0.7:  # noqa: PLR2004 - seven in ten are simple
            tier, situation = "LOW", random.choice(("within", "within", "rounding"))
        else:
            tier = random.choice(("LOW", "MEDIUM", "MEDIUM", "HIGH", "CRITICAL"))
            situation = random.choice(SERIOUS)
        yield one(random, number, kind, tier, situation)


def sample_breaks(seed: int) -> list[Json]:
    """Forty breaks: each type in five situations, from what resolves itself to what escalates."""
    random = Random(seed)  # noqa: S311 - samples, not secrets
    found: list[Json] = []
    for place, kind in enumerate(TYPES):
        chosen = [("LOW", "within"), ("MEDIUM", "within"), *(
            (tier, SERIOUS[(place * 3 + step) % len(SERIOUS)])
            for step, tier in enumerate(("MEDIUM", "HIGH", "CRITICAL"))
        )]  # fmt: skip
        start = len(found)
        found += [one(random, start + i, kind, *each) for i, each in enumerate(chosen)]
    return found


def one(random: Random, number: int, break_type: str, tier: str, situation: str) -> Json:
    """One break, of the exposure of its tier, that differs in the way of its situation."""
    draw = Draw(random, break_type, tier, _agreeing(random, number, break_type))
    SITUATIONS[situation](draw)
    draw.found["note"] = situation.replace("_", " ")
    return {name: value for name, value in draw.found.items() if value is not None}


def _agreeing(random: Random, number: int, break_type: str) -> Json:
    what = random.choice(INSTRUMENTS[:16] if random.random() < 0.85 else INSTRUMENTS)  # noqa: PLR2004
    day = business_days(AS_OF, random.choice((2, 3, 4, 5, 8, 15, 33, 50)))[0]
    cash = break_type == "CASH_RECONCILIATION"
    side: Json = {
        "currency": what.currency,
        "account": random.choice(ACCOUNTS),
        "trade_date": str(day),
        "settle_date": str(later(day, 2)),
        "timestamp": f"{day}T16:{random.randint(0, 59):02d}:00Z",
        "amount": Decimal(0),
    }
    if not cash:
        side |= {
            "instrument": what.symbol,
            "side": random.choice(("BUY", "SELL")),
            "price": moved(random, what.price),
        }
    name = f"{number + 1:06d}"
    first, second = SYSTEMS[break_type]
    return {
        "break_id": f"BRK-S-{name}",
        "break_type": break_type,
        "kind": None,
        "system_a": {"system_name": first, **side},
        "system_b": {"system_name": second, **side},
        "entities": {
            **({} if cash else {"instrument": what.symbol}),
            "account": side["account"],
            "broker": random.choice(BROKERS),
            "counterparty": random.choice(COUNTERPARTIES),
            "trade_ids": [f"S-{name}"],
            "order_ids": [f"ORD-S-{name}"],
        },
        "date": str(day),
        "as_of": str(AS_OF),
        "source": "sample",
    }


def _sized(draw: Draw, amount: Decimal) -> None:
    """Both sides at about `amount` dollars, as units at the price where there are any."""
    currency = draw.sides[0]["currency"]
    amount = max(amount, Decimal(200)) / USD[currency]
    for side in draw.sides:
        if "price" in side:
            side["quantity"] = max(int(amount / side["price"]), 1)
            side["amount"] = cents(side["quantity"] * side["price"])
        else:
            side["amount"] = cents(amount)


def _apart(draw: Draw, stake: Decimal, bps: Decimal) -> None:
    """Amounts that differ by about `stake` dollars, which is `bps` basis points of them."""
    _sized(draw, stake * 10_000 / bps)
    gap = cents(stake / USD[draw.sides[0]["currency"]])
    draw.sides[1]["amount"] += max(gap, Decimal("0.01"))
    draw.found.update({"kind": "AMOUNT", "differences": ["AMOUNT"]})


def _within(draw: Draw) -> None:
    _apart(draw, draw.stake, Decimal(draw.random.randint(10, 80)) / 10)


def _rounding(draw: Draw) -> None:
    _sized(draw, Decimal(draw.random.randint(2_000, 90_000)))
    draw.sides[1]["amount"] += Decimal(draw.random.randint(1, 60)).scaleb(-2)
    draw.found.update({"kind": "AMOUNT", "differences": ["AMOUNT"]})


def _amount(draw: Draw) -> None:
    _apart(draw, draw.stake, Decimal(draw.random.randint(30, 250)))


def _wrong_amount(draw: Draw) -> None:
    _apart(draw, draw.stake, Decimal(draw.random.randint(400, 2_000)))


def _missing(draw: Draw) -> None:
    _sized(draw, draw.stake)
    side = draw.random.choice("ab")
    draw.found[f"system_{side}"] = None
    draw.found.update({"kind": f"MISSING_IN_{side.upper()}"})


def _duplicate(draw: Draw) -> None:
    _sized(draw, draw.stake)
    a, b = draw.sides
    a["count"], b["count"] = 2, 1
    a["amount"] *= 2
    if "quantity" in a:
        a["quantity"] *= 2
    draw.found.update({"kind": "DUPLICATE", "differences": ["DUPLICATE"]})


def _failed(draw: Draw) -> None:
    _apart(draw, draw.stake, Decimal(50))
    draw.sides[0]["status"], draw.sides[1]["status"] = "SETTLED", "FAILED"
    draw.found.update({"kind": "STATUS", "differences": ["STATUS", "AMOUNT"]})


def _late(draw: Draw) -> None:
    _apart(draw, draw.stake, Decimal(20))
    day = date.fromisoformat(draw.sides[1]["settle_date"])
    draw.sides[1]["settle_date"] = str(later(day, 1))
    draw.found.update({"kind": "SETTLEMENT_DATE", "differences": ["AMOUNT", "SETTLEMENT_DATE"]})


def _corporate_action(draw: Draw) -> None:
    _apart(draw, draw.stake, Decimal(100))
    draw.found["corporate_action"] = True


def _recurring(draw: Draw) -> None:
    _apart(draw, draw.stake, Decimal(15))
    draw.found["recurring"] = True


def _two_currencies(draw: Draw) -> None:
    """The same money in euros and dollars, at the rate of the day, and a stake apart."""
    day = date.fromisoformat(draw.found["date"])
    rate = max((d, r) for pair, d, r in RATES if pair == "EUR/USD" and d <= day)[1]
    for side in draw.sides:
        side["currency"] = "USD"
        side.pop("price", None)
    _sized(draw, draw.stake * 5_000)
    a, b = draw.sides
    b["currency"], b["amount"] = "EUR", cents((a["amount"] + draw.stake) / rate)
    draw.found.update({"kind": "CURRENCY", "differences": ["CURRENCY"]})


RATES = rates()
USD = {"USD": Decimal(1), "EUR": Decimal("1.08"), "GBP": Decimal("1.27"), "CHF": Decimal("1.13"),
       "JPY": Decimal("0.0067"), "SEK": Decimal("0.096")}  # fmt: skip
SITUATIONS: dict[str, Callable[[Draw], None]] = {
    "within": _within,
    "rounding": _rounding,
    "amount": _amount,
    "wrong_amount": _wrong_amount,
    "missing": _missing,
    "duplicate": _duplicate,
    "failed": _failed,
    "late": _late,
    "corporate_action": _corporate_action,
    "recurring": _recurring,
    "two_currencies": _two_currencies,
}
SERIOUS = tuple(name for name in SITUATIONS if name not in ("within", "rounding"))
