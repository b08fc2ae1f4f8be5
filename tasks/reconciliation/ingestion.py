"""BREAK_INGESTION: is this a break that can be worked on at all? If not, it is rejected here."""

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import TypedDict

from tasks.agent import View, agent
from tasks.outcome import JSON, Outcome, Section
from tasks.reconciliation.classify import Settings, kind_of
from tasks.reconciliation.decisioning import reject
from tasks.reconciliation.measures import plain
from tasks.reconciliation.request import Break, Side


class IngestFacts(TypedDict):
    rejected: bool
    problems: list[str]
    kind: str
    sides: int


@agent(version="1", facts=IngestFacts, quick=True)
def ingest(view: View) -> Outcome:
    """Validate a break: what it is about, what can be compared, currencies, signs and dates."""
    request: Break = view.request
    problems = [fault for check in CHECKS for fault in check(request, view.settings)]
    facts: dict[str, JSON] = {
        "rejected": bool(problems),
        "problems": problems,
        "kind": kind_of(request),
        "sides": (request.system_a is not None) + (request.system_b is not None),
    }
    if problems:
        listed = "\n".join(f"- {problem}" for problem in problems)
        decision = reject(view.profile, view.settings, problems)
        return Outcome(facts, (Section("Break", f"Rejected:\n{listed}"),), decision=decision)
    return Outcome(facts, (Section("Break", _summary(request)),))


def names_are_given(request: Break, _: Settings) -> Iterator[str]:
    """The texts that must say something: white space is nothing."""
    for name in ("break_id", "status"):
        if not getattr(request, name).strip():
            yield f"{name} is blank"
    for label, side in _sides(request):
        if not side.system_name.strip():
            yield f"{label}.system_name is blank"


def subject_is_given(request: Break, _: Settings) -> Iterator[str]:
    """An instrument, an account or a trade must say what the break is about."""
    entities = request.entities
    named = entities.instrument or entities.account or entities.trade_ids or entities.order_ids
    if not named and not any(s.instrument or s.account or s.references for _, s in _sides(request)):
        yield "no instrument, account, trade or order says what the break is about"


def something_is_comparable(request: Break, _: Settings) -> Iterator[str]:
    """At least one side must hold something that the other can differ in."""
    for _label, side in _sides(request):
        values = (side.quantity, side.amount, side.price, side.fees, side.count)
        if any(v is not None for v in values) or side.status or side.settle_date:
            return
    yield "neither side gives a quantity, amount, price, fee, count, status or settlement date"


def currencies_are_known(request: Break, settings: Settings) -> Iterator[str]:
    """Money needs a currency, and one of the settings' `indicative_rates`."""
    sides = _sides(request)
    if not any(side.currency for _, side in sides):
        if any(side.amount is not None for _, side in sides):
            yield "an amount has no currency"
        return
    for label, side in sides:
        if side.currency and side.currency not in settings["indicative_rates"]:
            yield f"{label}.currency {side.currency[:20]!r} is not among indicative_rates"


def signs_are_right(request: Break, _: Settings) -> Iterator[str]:
    """A price is never negative, and where `side` gives the direction, neither is a quantity."""
    for label, side in _sides(request):
        if side.price is not None and side.price < 0:
            yield f"{label}.price is negative"
        if side.side and side.quantity is not None and side.quantity < 0:
            yield f"{label}.quantity is negative, and side says {side.side}"


def dates_are_possible(request: Break, settings: Settings) -> Iterator[str]:
    """Nothing has happened after the day for which the break is looked at; trades settle after."""
    today = request.as_of
    if today and request.date > today:
        yield f"date {request.date} is later than as_of {today}"
    for label, side in _sides(request):
        if side.trade_date and side.settle_date and side.settle_date < side.trade_date:
            yield f"{label}.settle_date {side.settle_date} is before its trade_date"
        if today and side.trade_date and side.trade_date > today:
            yield f"{label}.trade_date {side.trade_date} is later than as_of {today}"
        # A day of leeway: on the other side of the date line it is tomorrow already.
        if today and side.timestamp and (side.timestamp.date() - today).days > settings["leeway"]:
            yield f"{label}.timestamp is later than as_of {today}"


def kind_fits_sides(request: Break, _: Settings) -> Iterator[str]:
    """What is said to be missing must not be there."""
    for kind, side in (("MISSING_IN_A", request.system_a), ("MISSING_IN_B", request.system_b)):
        if request.kind == kind and side is not None:
            yield f"kind is {kind}, and system_{kind[-1].lower()} is there"


CHECKS: tuple[Callable[[Break, Settings], Iterator[str]], ...] = (
    names_are_given,
    subject_is_given,
    something_is_comparable,
    currencies_are_known,
    signs_are_right,
    dates_are_possible,
    kind_fits_sides,
)


def _sides(request: Break) -> list[tuple[str, Side]]:
    sides = (("system_a", request.system_a), ("system_b", request.system_b))
    return [(label, side) for label, side in sides if side is not None]


def _summary(request: Break) -> str:
    rows = "\n".join(_row(label, side) for label, side in _sides(request))
    about = request.entities.instrument or request.entities.account or "-"
    head = f"{request.break_type}, {kind_of(request)}, {about}, {request.date}."
    return f"{head}\n\n| | system | quantity | amount | price |\n|---|---|---|---|---|\n{rows}"


def _row(label: str, side: Side) -> str:
    numbers = (side.quantity, side.amount, side.price)
    quantity, amount, price = (_shown(number) for number in numbers)
    money = f"{amount} {side.currency or ''}".strip()
    return f"| {label[-1].upper()} | {_cell(side.system_name)} | {quantity} | {money} | {price} |"


def _shown(number: Decimal | None) -> str:
    return "-" if number is None else plain(number, 2 if number == round(number, 2) else 6)


def _cell(text: str) -> str:
    return text[:60].replace("|", "/")
