"""The invented market that all samples are drawn from: instruments, brokers, accounts, days.

No company, person or account here exists. Draws come from one seeded `random.Random`, whose
methods used here give the same numbers in every version of Python.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_EVEN, Decimal
from random import Random

AS_OF = date(2026, 6, 15)
CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Instrument:
    """What is traded, at about which price, in lots of how many."""

    symbol: str
    asset_class: str
    currency: str
    price: Decimal
    lot: int


def _instruments() -> tuple[Instrument, ...]:
    rows = """
    NORDA EQUITY EUR 84.20 50 | HELIX EQUITY USD 212.75 10 | QUARZ EQUITY EUR 31.44 100
    TAMIS EQUITY GBP 18.92 100 | VOLTA EQUITY USD 96.30 20 | AZURA EQUITY CHF 143.05 10
    KESTR EQUITY USD 47.11 50 | LUMEN EQUITY EUR 12.68 200 | ORKAN EQUITY SEK 264.40 20
    PINIA EQUITY USD 305.90 10 | SOLIS EQUITY GBP 7.36 500 | MIRAI EQUITY JPY 2841 100
    BRIDGE-ETF EQUITY USD 418.25 10 | ALPEN-ETF EQUITY EUR 62.87 50
    NORDA-BOND-2031 BOND EUR 98.75 1000 | HELIX-BOND-2034 BOND USD 101.12 1000
    VOLTA-CALL-100 DERIVATIVE USD 4.85 100 | NORDA-PUT-80 DERIVATIVE EUR 2.15 100
    KESTR-BARRIER-45 EXOTIC_OPTION USD 1.34 500 | CORAL-NOTE-A STRUCTURED_PRODUCT USD 99.10 1000
    """
    cells = [row.split() for row in rows.replace("\n", "|").split("|") if row.strip()]
    return tuple(Instrument(s, a, c, Decimal(p), int(lot)) for s, a, c, p, lot in _five(cells))


def _five(cells: list[list[str]]) -> list[tuple[str, str, str, str, str]]:
    return [
        (row[i], row[i + 1], row[i + 2], row[i + 3], row[i + 4])
        for row in cells
        for i in range(0, len(row), 5)
    ]


INSTRUMENTS = _instruments()
BROKERS = ("BRK-ALDER", "BRK-BIRCH", "BRK-CEDAR", "BRK-ELM")
ACCOUNTS = ("FUND-GROWTH", "FUND-INCOME", "FUND-MULTI", "DESK-ARB", "DESK-FLOW")
COUNTERPARTIES = ("CPTY-NORTH", "CPTY-EAST", "CPTY-SOUTH", "CPTY-WEST")
RATES = {  # dollars for one unit, and how much a day moves it at most
    "EUR": Decimal("1.0850"), "GBP": Decimal("1.2720"), "CHF": Decimal("1.1240"),
    "JPY": Decimal("0.00672"), "SEK": Decimal("0.09610"),
}  # fmt: skip


def cents(value: Decimal) -> Decimal:
    """Rounded to cents, half to even."""
    return value.quantize(CENT, ROUND_HALF_EVEN)


def business_days(last: date, count: int) -> list[date]:
    """The last `count` business days up to `last`, oldest first."""
    days: list[date] = []
    day = last
    while len(days) < count:
        if day.weekday() < 5:  # noqa: PLR2004 - Saturday
            days.append(day)
        day -= timedelta(days=1)
    return days[::-1]


def later(day: date, steps: int) -> date:
    """`steps` business days after `day`."""
    while steps:
        day += timedelta(days=1)
        steps -= day.weekday() < 5  # noqa: PLR2004 - Saturday
    return day


def moved(random: Random, price: Decimal, most: int = 300) -> Decimal:
    """A price up to `most` basis points away, in the same number of digits."""
    shift = Decimal(random.randint(-most, most)) / 10_000
    return (price * (1 + shift)).quantize(price)


def rates() -> list[tuple[str, date, Decimal]]:
    """Pair, day and rate: EUR/USD is dollars for one euro. The same for every seed."""
    random = Random(7)  # noqa: S311 - samples, not secrets
    found = []
    for code, start in RATES.items():
        rate = start
        for day in business_days(AS_OF, 70):
            rate = moved(random, rate, 40)
            pair = f"{code}/USD" if code in ("EUR", "GBP") else f"USD/{code}"
            quoted = rate if code in ("EUR", "GBP") else (1 / rate).quantize(Decimal("0.0001"))
            found.append((pair, day, quoted))
    return found
