"""The rules of a break: each passes, fails, holds it for a person, or escalates it.

Tolerances are the settings', in basis points of the larger value (`measures.py`).
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from tasks.outcome import JSON
from tasks.reconciliation.classify import Settings, days_between
from tasks.reconciliation.measures import (
    ONE,
    Differences,
    Measure,
    currencies,
    dec,
    plain,
)
from tasks.reconciliation.objections import ESCALATE, HIL
from tasks.reconciliation.request import Break, Side

PASS, FAIL = "pass", "fail"
KIND_LIES_IN = {
    "QUANTITY": "quantity",
    "ALLOCATION": "quantity",
    "AMOUNT": "amount",
    "PRICE": "price",
    "FEE": "fees",
    "SIDE": "side",
    "INSTRUMENT": "instrument",
    "CURRENCY": "currency",
    "SETTLEMENT_DATE": "settle_date",
    "TRADE_DATE": "trade_date",
    "STATUS": "status",
    "COUNT": "count",
}


@dataclass(frozen=True, slots=True)
class Case:
    """A break as the rules see it: its sides measured, and what the sources add."""

    request: Break
    settings: Settings
    found: Differences
    rate: Decimal | None
    rated_on: str
    enriched: Mapping[str, JSON]

    @property
    def sides(self) -> tuple[Side, ...]:
        return tuple(side for side in (self.request.system_a, self.request.system_b) if side)

    @property
    def pair(self) -> tuple[Side, Side] | None:
        """Both sides, when both are there."""
        a, b = self.request.system_a, self.request.system_b
        return (a, b) if a and b else None


@dataclass(frozen=True, slots=True)
class Finding:
    """What one rule says."""

    rule: str
    verdict: str
    detail: str


def measured(case: Case) -> Iterator[Finding]:
    """Amount, quantity, price and fees against their tolerances; beyond the cap it escalates."""
    bounds, crossed = case.settings["tolerance_bps"], case.rate is not ONE
    cap = dec(case.settings["escalate_bps"])
    for m in case.found.measures:
        name = "fx_rate" if crossed and m.name == "amount" else m.name
        bound = dec(bounds[name])
        detail = f"{name} {plain(m.bps)} bps of {bound}"
        if m.bps > cap and not rounding(m, case.settings):
            yield Finding(name, ESCALATE, f"{detail}, above {cap}")
        else:
            yield Finding(name, PASS if m.bps <= bound else FAIL, detail)


def both_sides(case: Case) -> Iterator[Finding]:
    if case.pair is None:
        missing = "A" if case.request.system_a is None else "B"
        yield Finding("both_sides", HIL, f"system {missing} knows nothing of it")


def one_currency(case: Case) -> Iterator[Finding]:
    """Currency is critical: two of them are compared at the day's rate or not at all."""
    to, of = currencies(case.request)
    if to != of and case.rate is None:
        yield Finding("currency", HIL, f"{of} can't be compared with {to}: no rate for the day")


def same_text(case: Case) -> Iterator[Finding]:
    """What must be the same word: instrument and account for a person, direction at once."""
    if case.pair is None:
        return
    a, b = case.pair
    for name, verdict in (
        ("instrument", HIL),
        ("account", HIL),
        ("status", HIL),
        ("side", ESCALATE),
    ):
        left, right = getattr(a, name), getattr(b, name)
        if left and right and left.upper() != right.upper():
            yield Finding(name, verdict, f"{name} {left[:40]} is not {right[:40]}")


def same_count(case: Case) -> Iterator[Finding]:
    """A different number of records is a duplicate or a loss, whatever the amounts say."""
    one, other = (side.count for side in case.pair) if case.pair else (None, None)
    if one is not None and other is not None and one != other:
        yield Finding("count", ESCALATE, f"{one} records against {other}")
    elif case.request.kind == "DUPLICATE":
        yield Finding("count", ESCALATE, "booked more than once")


def settled(case: Case) -> Iterator[Finding]:
    """A failed settlement is never a rounding matter."""
    failed = case.settings["failed_statuses"]
    said = [side.status for side in case.sides if side.status]
    said += [case.request.status, case.enriched.get("settlement_status") or ""]
    if status := next((s for s in said if s.upper() in failed), None):
        yield Finding("settlement", ESCALATE, f"settlement {status}")


def on_time(case: Case) -> Iterator[Finding]:
    """Dates may lie a business day apart (T+1); further is no timing matter."""
    if case.pair is None:
        return
    a, b = case.pair
    lag = max(days_between(a.trade_date, b.trade_date), days_between(a.settle_date, b.settle_date))
    if lag > case.settings["timing_days"]:
        yield Finding("timing", HIL, f"dates lie {lag} business days apart")
    elif lag:
        yield Finding("timing", PASS, f"dates lie {lag} business day apart")


def undisturbed(case: Case) -> Iterator[Finding]:
    """Corporate actions and breaks that come back are for a person."""
    if case.request.corporate_action or case.enriched.get("corporate_action"):
        yield Finding("corporate_action", HIL, "a corporate action falls on these days")
    if case.request.recurring:
        yield Finding("recurring", HIL, "the same break was seen before")


def kind_is_seen(case: Case) -> Iterator[Finding]:
    """What is reported to differ must be given by both sides.

    Else they look alike only because what differs was not handed over.
    """
    if case.pair is None:
        return
    reported = {case.request.kind, *case.request.differences}
    for kind, name in KIND_LIES_IN.items():
        if kind in reported and any(getattr(side, name) is None for side in case.sides):
            yield Finding("kind", HIL, f"{kind} is reported and not given by both sides")


RULES: tuple[Callable[[Case], Iterator[Finding]], ...] = (
    measured,
    both_sides,
    one_currency,
    same_text,
    same_count,
    settled,
    on_time,
    undisturbed,
    kind_is_seen,
)


def within(m: Measure, case: Case, table: str) -> bool:
    """Whether a measure keeps to the tolerance of that table; without a bound it doesn't."""
    crossed = m.name == "amount" and case.rate is not ONE
    bound = case.settings[table].get("fx_rate" if crossed else m.name)
    return bound is not None and m.bps <= dec(bound)


def rounding(m: Measure, settings: Settings) -> bool:
    """Whether an amount differs by no more than rounding explains."""
    return m.name == "amount" and m.difference <= dec(settings["rounding_amount"])
