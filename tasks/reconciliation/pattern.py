"""PATTERN_INTELLIGENCE: the likely cause of a break, from its shape and from earlier answers."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TypedDict

from tasks.agent import View, agent
from tasks.outcome import JSON, Outcome, Section
from tasks.reconciliation.classify import Settings, days_between
from tasks.reconciliation.measures import (
    Differences,
    Measure,
    currencies,
    dec,
    differences,
    rate_on,
)
from tasks.reconciliation.request import Break

UNKNOWN = "unknown"


class PatternFacts(TypedDict):
    cause: str
    confidence: float
    remedy: str
    from_history: bool
    seen: int
    usual_action: str


@dataclass(frozen=True, slots=True)
class Shape:
    """A break as causes recognise it."""

    request: Break
    settings: Settings
    found: Differences
    enriched: Mapping[str, JSON]


@agent(version="1", facts=PatternFacts, data=("history", "fx_rates"), quick=True)
def pattern(view: View) -> Outcome:
    """Name the cause of a break and how sure that is; a cause often confirmed before wins."""
    request, settings = view.request, view.settings
    rate, _ = rate_on(request, view.data.get("fx_rates", ()), settings["base_currency"])
    found = differences(request, rate)
    shape = Shape(request, settings, found, view.needs.get("enrich", {}))
    cause = next((name for name, fits in CAUSES if fits(shape)), UNKNOWN)
    table = settings["causes"]
    sure = dec(table[cause]["confidence"])
    row, seen = _usual(view.data.get("history", ()))
    known = settings["history"]
    from_history = seen > known["more_than"] and row.get("cause") in table
    if from_history:
        cause = row["cause"]
        sure = min(dec(known["at_most"]), dec(table[cause]["confidence"]) + dec(known["adds"]))
    remedy = table[cause]["remedy"]
    facts: dict[str, JSON] = {
        "cause": cause,
        "confidence": float(sure),
        "remedy": remedy,
        "from_history": from_history,
        "seen": seen,
        "usual_action": str(row.get("action") or ""),
    }
    why = f", confirmed {seen} times before" if from_history else ""
    return Outcome(facts, (Section("Pattern", f"{cause} ({sure}){why}: {remedy}."),))


def corporate_action(shape: Shape) -> bool:
    return bool(shape.request.corporate_action or shape.enriched.get("corporate_action"))


def system_error(shape: Shape) -> bool:
    """A status of the settings' `error_statuses` on a side or the break."""
    sides = (shape.request.system_a, shape.request.system_b)
    said = [shape.request.status, *(side.status or "" for side in sides if side)]
    return any(status.upper() in shape.settings["error_statuses"] for status in said)


def duplicate(shape: Shape) -> bool:
    a, b = shape.request.system_a, shape.request.system_b
    counted = a is not None and b is not None and a.count is not None and b.count is not None
    return shape.request.kind == "DUPLICATE" or bool(counted and a.count != b.count)  # type: ignore[union-attr]


def timing_lag(shape: Shape) -> bool:
    """One side is later; or is not there yet, while the break is as young as timing breaks are."""
    request, a, b = shape.request, shape.request.system_a, shape.request.system_b
    days: int = shape.settings["timing_days"]
    if a is None or b is None:
        return days_between(request.date, request.as_of) <= days
    lags = [
        days_between(a.trade_date, b.trade_date),
        days_between(a.settle_date, b.settle_date),
        days_between(
            a.timestamp.date() if a.timestamp else None, b.timestamp.date() if b.timestamp else None
        ),
    ]
    return 0 < max(lags) <= days


def missing_event(shape: Shape) -> bool:
    return shape.request.system_a is None or shape.request.system_b is None


def fee_mismatch(shape: Shape) -> bool:
    """The fees differ, or the amounts differ by exactly the fees of a side."""
    fees, amount = shape.found.of("fees"), shape.found.of("amount")
    if fees and fees.difference:
        return True
    sides = (shape.request.system_a, shape.request.system_b)
    charged = {abs(side.fees) for side in sides if side and side.fees}
    return bool(amount and amount.difference and amount.difference in charged)


def rounding_difference(shape: Shape) -> bool:
    """Whatever differs lies within its tolerance, or within the rounding amount."""
    bounds, rounding = shape.settings["tolerance_bps"], dec(shape.settings["rounding_amount"])
    return bool(shape.found.measures) and all(
        m.bps <= dec(bounds[m.name]) or (m.name == "amount" and m.difference <= rounding)
        for m in shape.found.measures
    )


def data_entry_error(shape: Shape) -> bool:
    """A sign, a decimal point or two digits are the other way round."""
    return any(_mistyped(m) for m in shape.found.measures if m.difference)


def fx_conversion(shape: Shape) -> bool:
    to, of = currencies(shape.request)
    return to != of


def pricing_source_diff(shape: Shape) -> bool:
    """A profit differs because the price does, on the same quantity."""
    price, quantity = shape.found.of("price"), shape.found.of("quantity")
    same_quantity = quantity is None or not quantity.difference
    by_price = price is not None and bool(price.difference) and same_quantity
    return shape.request.break_type == "PNL_RECONCILIATION" and by_price


def partial_fill(shape: Shape) -> bool:
    """The same price and direction, and only a part of the quantity."""
    price, quantity = shape.found.of("price"), shape.found.of("quantity")
    same_price = price is None or not price.difference
    return bool(quantity and quantity.difference and quantity.a * quantity.b >= 0 and same_price)


# The first that fits: from what is said outright, over what is exact, to what is merely likely.
CAUSES: tuple[tuple[str, Callable[[Shape], bool]], ...] = (
    ("corporate_action", corporate_action),
    ("system_error", system_error),
    ("duplicate", duplicate),
    ("timing_lag", timing_lag),
    ("missing_event", missing_event),
    ("pricing_source_diff", pricing_source_diff),
    ("fee_mismatch", fee_mismatch),
    ("fx_conversion", fx_conversion),
    ("rounding_difference", rounding_difference),
    ("data_entry_error", data_entry_error),
    ("partial_fill", partial_fill),
)


def _mistyped(m: Measure) -> bool:
    if m.a == -m.b:
        return True
    if not m.a or not m.b or m.a * m.b < 0:
        return False
    if _significant(m.a) == _significant(m.b):
        return True  # the decimal point
    places = max(-int(m.a.as_tuple().exponent), -int(m.b.as_tuple().exponent), 0)
    one, other = f"{abs(m.a):.{places}f}", f"{abs(m.b):.{places}f}"
    return sorted(one) == sorted(other) and _swapped(one, other)


def _significant(value: Decimal) -> tuple[int, ...]:
    return value.normalize().as_tuple().digits


def _swapped(one: str, other: str) -> bool:
    places = [
        index for index, pair in enumerate(zip(one, other, strict=True)) if len(set(pair)) > 1
    ]
    return places == [places[0], places[0] + 1]


def _usual(rows: Sequence[Mapping[str, JSON]]) -> tuple[Mapping[str, JSON], int]:
    """The answer given most often, and how often."""
    counted = [(int(row.get("count") or 0), str(row.get("cause") or ""), row) for row in rows]
    if not counted:
        return {}, 0
    count, _, row = max(counted, key=lambda entry: entry[:2])
    return row, count
