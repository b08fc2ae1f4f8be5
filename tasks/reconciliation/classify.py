"""From a break to its profile: how large, how old, what it needs. Policies choose by it.

It sees the request and the pack's settings only, so money in other currencies is taken at the
indicative rates of the settings: good enough to choose a crew, never used to decide a break.
"""

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import lru_cache
from hashlib import blake2s

from tasks.outcome import JSON
from tasks.reconciliation.measures import (
    ONE,
    at_stake,
    currencies,
    dec,
    differences,
    pairs_for,
    weekdays,
)
from tasks.reconciliation.request import Break

TIERS = ("LOW", "MEDIUM", "HIGH", "CRITICAL")
TRADES = 50  # looked up for one break: enough for its fills, bounded for the rest
URGENCIES = ("NORMAL", "HIGH", "CRITICAL")
Settings = Mapping[str, JSON]


def classify(request: Break, settings: Settings) -> dict[str, JSON]:
    """The profile of a break: the fields that pack.yaml declares. Never fails on a valid break."""
    exposure = exposed(request, settings)
    asset = asset_class(request, settings)
    tier = risk_tier(request.break_type, asset, exposure, settings)
    age = weekdays(request.date, request.as_of or request.date)
    known = exposure is not None and bool(request.entities.instrument or request.entities.account)
    entities = request.entities
    return {
        "break_type": request.break_type,
        "risk_tier": tier,
        "asset_class": asset,
        "materiality": materiality(exposure, settings),
        "urgency": urgency(age, tier, settings),
        "exposure": "" if exposure is None else f"{exposure:.2f}",
        "age_days": age,
        "source_systems": [s.system_name for s in (request.system_a, request.system_b) if s],
        "requires_enrichment": bool(entities.instrument or entities.account or entities.trade_ids),
        "requires_matching": _required(request.break_type, tier, settings["needs_matching"]),
        "requires_pattern_analysis": _required(request.break_type, tier, settings["needs_pattern"]),
        "requires_compliance_check": request.break_type in settings["needs_compliance"],
        "confidence": settings["classification"]["known" if known else "guessed"],
        "instrument": entities.instrument or _of_sides(request, "instrument"),
        "account": entities.account or _of_sides(request, "account"),
        "trade_ids": list(entities.trade_ids[:TRADES]),
        "currency_pairs": pairs_for(request, settings["base_currency"], settings["quoting_order"]),
    }


def exposed(request: Break, settings: Settings) -> Decimal | None:
    """The money at stake in the base currency, at indicative rates; None when nothing tells."""
    to, of = currencies(request)
    rates = settings["indicative_rates"]
    if to == of:
        cross: Decimal | None = ONE
    else:
        known = to in rates and of in rates
        cross = dec(rates[of]) / dec(rates[to]) if known else None
    stake = at_stake(request, differences(request, cross))
    return None if stake is None else in_base(stake, to, settings)


def in_base(amount: Decimal, currency: str, settings: Settings) -> Decimal:
    """An amount in the base currency at the indicative rate; of an unknown currency, as it is."""
    if currency == settings["base_currency"]:
        return amount
    return amount * dec(settings["indicative_rates"].get(currency, 1))


def risk_tier(break_type: str, asset: str, exposure: Decimal | None, settings: Settings) -> str:
    """LOW to CRITICAL: by exposure, raised for complex assets, never below the type's minimum.

    An exposure that nothing tells is no small one: it counts as `unknown_exposure`.
    """
    if exposure is None:
        tier = str(settings["unknown_exposure"])
    else:
        bounds = settings["tier_below"]
        tier = next((t for t in TIERS[:-1] if exposure < dec(bounds[t])), TIERS[-1])
    if asset in settings["raised_assets"] and tier in TIERS[:2]:
        tier = TIERS[TIERS.index(tier) + 1]
    least = settings["minimum_tier"].get(break_type, TIERS[0])
    return str(max(tier, least, key=TIERS.index))


def materiality(exposure: Decimal | None, settings: Settings) -> str:
    """LOW, MED or HIGH by exposure alone."""
    amount = dec(settings["material_from"]["MED"]) if exposure is None else exposure
    bounds = settings["material_from"]
    return next((level for level in ("HIGH", "MED") if amount >= dec(bounds[level])), "LOW")


def urgency(age: int, tier: str, settings: Settings) -> str:
    """The more urgent of what the age and the tier ask for."""
    by_age: str = ageing(age, settings)["urgency"]
    by_tier: str = settings["tier_urgency"].get(tier, URGENCIES[0])
    return max(by_age, by_tier, key=URGENCIES.index)


def ageing(age: int, settings: Settings) -> Mapping[str, JSON]:
    """The row of the ageing table for an age in business days; the last row has no bound."""
    table = settings["ageing"]
    return next((row for row in table[:-1] if age <= row["up_to"]), table[-1])


def asset_class(request: Break, settings: Settings) -> str:
    """The first class whose pattern the instrument's name matches, else the default."""
    name = request.entities.instrument or _of_sides(request, "instrument")
    if not name:
        return "CASH" if request.break_type == "CASH_RECONCILIATION" else settings["default_asset"]
    patterns = settings["asset_patterns"]
    return _asset(name[:64].upper(), tuple(patterns.items())) or settings["default_asset"]


def subject(request: Break) -> str:
    """What earlier answers are kept under: breaks of this kind on this instrument and account.

    Account, counterparty and broker go in as a digest: the key names nobody.
    """
    entities = request.entities
    parties = (entities.account, entities.counterparty, entities.broker)
    signature = blake2s("|".join(p or "" for p in parties).encode(), digest_size=6).hexdigest()
    instrument = entities.instrument or "-"
    return f"{request.break_type}:{kind_of(request)}:{instrument[:64]}:{signature}"


def identify(request: Break) -> str:
    """What a batch calls the break by."""
    return request.break_id


def kind_of(request: Break) -> str:
    """The kind of difference: as given, else missing side, else `-`."""
    if request.kind or request.differences:
        return request.kind or request.differences[0]
    if request.system_a is None:
        return "MISSING_IN_A"
    return "MISSING_IN_B" if request.system_b is None else "-"


def days_between(first: date | None, second: date | None) -> int:
    """Business days between two dates, in either order; 0 when one is not given."""
    return abs(weekdays(first, second)) if first and second else 0


def _required(break_type: str, tier: str, table: Mapping[str, JSON]) -> bool:
    return tier in table.get(break_type, ())


def _of_sides(request: Break, name: str) -> str:
    sides = (request.system_a, request.system_b)
    return next((str(v) for side in sides if side and (v := getattr(side, name))), "")


@lru_cache(maxsize=4096)
def _asset(name: str, patterns: tuple[tuple[str, str], ...]) -> str:
    return next((asset for asset, pattern in patterns if re.search(pattern, name)), "")
