"""MATCHING_CORRELATION: are the two sides one event, and what else belongs to it."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Literal, NamedTuple, TypedDict

from tasks.agent import View, agent
from tasks.outcome import JSON, Outcome, Section
from tasks.reconciliation.classify import Settings
from tasks.reconciliation.measures import ONE, ZERO, dec, directed, rate_on
from tasks.reconciliation.request import Break, Side

BOOKS = ("oms_orders", "trade_capture", "broker_confirms")


class MatchFacts(TypedDict):
    match_found: bool
    score: float
    match_type: Literal["1-1", "1-n", "n-1", "n-m", "none"]
    hypothesis: Literal["none", "single", "partial_fill", "aggregation"]
    candidates: list[dict[str, str]]


class Terms(NamedTuple):
    """What is compared: text must be the same, numbers may lie close."""

    instrument: str | None
    currency: str | None
    quantity: Decimal | None
    amount: Decimal | None
    price: Decimal | None


class Candidate(NamedTuple):
    """A record of another book that may belong to the break."""

    book: str
    record: str
    terms: Terms
    score: Decimal


@agent(version="1", facts=MatchFacts, data=(*BOOKS, "fx_rates"), quick=True)
def match(view: View) -> Outcome:
    """Compare both sides, and the records of the other books with the side that is there."""
    request, settings = view.request, view.settings
    a, b = request.system_a, request.system_b
    rate, _ = rate_on(request, view.data.get("fx_rates", ()), settings["base_currency"])
    present = a or b
    terms = _terms(present, request)
    rows = [(book, row) for book in BOOKS for row in view.data.get(book, ())]
    candidates = list(_candidates(terms, rows, settings)) if rows else []
    if a and b:
        score = similarity(terms, _terms(b, request, rate), settings, converted=rate is not None)
    else:
        score = max((c.score for c in candidates), default=ZERO)
    matched = score >= dec(settings["match"]["found_from"])
    facts: dict[str, JSON] = {
        "match_found": matched,
        "score": float(score),
        "match_type": _match_type(request) if matched else "none",
        "hypothesis": _hypothesis(terms, candidates, settings),
        "candidates": [
            {"book": c.book, "record": c.record, "score": str(c.score)} for c in candidates
        ],
    }
    found = "match" if matched else "no match"
    body = f"{found}, similarity {score}; {len(candidates)} candidates in other books."
    return Outcome(facts, (Section("Matching", body),))


def similarity(a: Terms, b: Terms, settings: Settings, *, converted: bool = False) -> Decimal:
    """0 to 1: the mean over what both give. Two currencies with a known rate count in part."""
    table = settings["match"]
    scores: list[Decimal] = []
    if a.instrument and b.instrument:
        scores.append(ONE if a.instrument == b.instrument else ZERO)
    if a.currency and b.currency:
        unlike = dec(table["converted"]) if converted else ZERO
        scores.append(ONE if a.currency == b.currency else unlike)
    for one, other in zip(a[2:], b[2:], strict=True):
        if one is not None and other is not None:
            scores.append(_close(one, other, table["close"]))
    return round(sum(scores, ZERO) / len(scores), 4) if scores else ZERO


def _close(a: Decimal, b: Decimal, steps: Sequence[Sequence[str]]) -> Decimal:
    """1 for numbers within 1 %, less further apart: the steps of the settings."""
    largest = max(abs(a), abs(b))
    gap = abs(a - b) / largest if largest else ZERO
    return next((dec(score) for below, score in steps if gap < dec(below)), ZERO)


def _terms(side: Side | None, request: Break, rate: Decimal | None = ONE) -> Terms:
    if side is None:
        return Terms(None, None, None, None, None)
    instrument = side.instrument or request.entities.instrument
    amount, price = side.amount, side.price
    if rate is None:
        amount = price = None
    elif rate is not ONE:
        amount = None if amount is None else amount * rate
        price = None if price is None else price * rate
    return Terms(instrument, side.currency, directed(side), amount, price)


def _candidates(
    terms: Terms, rows: Sequence[tuple[str, Mapping[str, JSON]]], settings: Settings
) -> Iterator[Candidate]:
    least = dec(settings["match"]["candidate_from"])
    for book, row in rows[: settings["match"]["candidates_at_most"]]:
        other = _row_terms(row)
        score = similarity(terms, other, settings)
        if score >= least:
            record = str(row.get("record_id") or row.get("trade_id") or "")
            yield Candidate(book, record, other, score)


def _row_terms(row: Mapping[str, JSON]) -> Terms:
    quantity = _number(row.get("quantity"))
    if quantity is not None and row.get("side") == "SELL":
        quantity = -abs(quantity)
    amount, price = _number(row.get("amount")), _number(row.get("price"))
    return Terms(row.get("instrument"), row.get("currency"), quantity, amount, price)


def _number(value: JSON) -> Decimal | None:
    """A number of another book; what is no number there is not compared."""
    try:
        number = Decimal(str(value)) if value not in {None, ""} else None
    except InvalidOperation:
        return None
    return number if number is not None and number.is_finite() else None


def _match_type(request: Break) -> str:
    def many(side: Side | None) -> bool:
        return side is not None and max(len(side.references), side.count or 0) > 1

    left, right = many(request.system_a), many(request.system_b)
    return f"{'n' if left else '1'}-{'m' if left and right else 'n' if right else '1'}"


def _hypothesis(terms: Terms, candidates: Sequence[Candidate], settings: Settings) -> str:
    """Several records of one book that add up to the side: its fills. Others: an aggregation."""
    per_book: dict[str, list[Decimal]] = {}
    for candidate in candidates:
        per_book.setdefault(candidate.book, []).append(candidate.terms.quantity or ZERO)
    several = [quantities for quantities in per_book.values() if len(quantities) > 1]
    if not several:
        return "single" if candidates else "none"
    steps = settings["match"]["close"][:1]
    if terms.quantity and any(_close(sum(q, ZERO), terms.quantity, steps) for q in several):
        return "partial_fill"
    return "aggregation"
