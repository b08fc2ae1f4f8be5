"""Decisions: the labelled set, what is never automatic, and two policies that both decide."""

import random
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from tasks.cache import generate_cache_key
from tasks.reconciliation.request import BreakType
from tests.tasks.reconciliation.crew import PACK, SETTINGS, Driven, drive, money, request, sides

CASES = Path(__file__).parents[2] / "cases" / "reconciliation"
LABELLED = yaml.safe_load((CASES / "labelled" / "breaks.yaml").read_text(encoding="utf-8"))
TYPES = BreakType.__args__  # type: ignore[attr-defined]
TIERS = ("LOW", "MEDIUM", "HIGH", "CRITICAL")
EXPOSED = {"LOW": "1", "MEDIUM": "6000", "HIGH": "60000", "CRITICAL": "600000"}
# Without minimum tiers, so that every type is seen in every tier.
OPEN = {**SETTINGS, "minimum_tier": {}}


@pytest.mark.parametrize("label", LABELLED, ids=[label["says"] for label in LABELLED])
def test_a_labelled_break_is_decided_as_its_label_says(label: dict[str, Any]) -> None:
    given = PACK.request.model_validate(label["request"])
    assert drive(given, label.get("data")).decision.action == label["expect"]


def test_the_labelled_set_holds_every_decision_and_every_type() -> None:
    counts = Counter(label["expect"] for label in LABELLED)
    assert min(counts.values()) >= 5
    assert counts.keys() == {"AUTO_RESOLVE", "HIL_REVIEW", "ESCALATE"}
    assert {label["request"]["break_type"] for label in LABELLED} == set(TYPES)


def tiered(kind: str, tier: str, policy: str | None = None) -> Driven:
    """A break of that type and tier whose sides lie within every tolerance."""
    a = Decimal(1000000000)
    given = request(kind, **money(str(a), str(a + Decimal(EXPOSED[tier]))))
    driven = drive(given, None, policy, OPEN)
    assert driven.profile["risk_tier"] == tier
    return driven


@pytest.mark.parametrize("tier", TIERS)
@pytest.mark.parametrize("policy", [None, "v1_sequential"])
def test_regulatory_data_is_never_automatic_in_any_tier(tier: str, policy: str | None) -> None:
    expected = "HIL_REVIEW" if tier == "LOW" else "ESCALATE"
    assert tiered("REGULATORY_DATA", tier, policy).decision.action == expected


@pytest.mark.parametrize(
    ("kind", "tier", "action"),
    [
        ("PNL_RECONCILIATION", "MEDIUM", "HIL_REVIEW"),
        ("PNL_RECONCILIATION", "HIGH", "ESCALATE"),
        ("PNL_RECONCILIATION", "CRITICAL", "ESCALATE"),
        ("TRADE_OMS_MISMATCH", "CRITICAL", "ESCALATE"),
        ("TRADE_OMS_MISMATCH", "MEDIUM", "AUTO_RESOLVE"),
    ],
)
@pytest.mark.parametrize("policy", [None, "v1_sequential"])
def test_types_and_tiers_that_are_settled_beforehand(
    kind: str, tier: str, action: str, policy: str | None
) -> None:
    assert tiered(kind, tier, policy).decision.action == action


@pytest.mark.parametrize("tier", TIERS)
@pytest.mark.parametrize("kind", TYPES)
def test_every_type_in_every_tier_is_ingested_first_and_decided(kind: str, tier: str) -> None:
    driven = tiered(kind, tier)
    assert driven.ran[0] == "ingest"
    assert driven.decision.action in PACK.loaded.pack.actions


def odd_break(dice: random.Random) -> Any:
    """A break of any type and shape: clean, off by a little or a lot, one-sided, half-empty."""
    side = _side(dice)
    other = side | _bent(side, dice)
    if dice.random() < 0.3:
        other.pop(dice.choice(sorted(other.keys() - {"system_name"})), None)
    day = dice.choice(["2026-03-02", "2026-02-10", "2025-11-03"])
    given: dict[str, Any] = {
        "date": day,
        "as_of": dice.choice(["2026-03-03", day, None]),
        "kind": dice.choice(
            [None] * 6 + ["QUANTITY", "FEE", "CURRENCY", "ALLOCATION", "DUPLICATE"]
        ),
        "recurring": dice.random() < 0.05,
        "corporate_action": dice.random() < 0.05,
        "entities": {
            "instrument": dice.choice(["NORDWIND", "OPT-NORDWIND", "EURUSD", None]),
            "account": dice.choice(["ACC-1", None]),
            "trade_ids": dice.choice([["T-1"], []]),
        },
        **sides(side, other),
    }
    if dice.random() < 0.1:
        given[dice.choice(["system_a", "system_b"])] = None
    return request(dice.choice(TYPES), **given)


def _side(dice: random.Random) -> dict[str, Any]:
    price = Decimal(dice.randint(1, 50_000)) / 100
    quantity = Decimal(10 ** dice.randint(0, 7)) * dice.randint(1, 9)
    full: dict[str, Any] = {
        "amount": str(price * quantity * dice.choice([1, 1, 1, -1])),
        "quantity": str(quantity),
        "price": str(price),
        "fees": str(dice.randint(0, 900)),
        "currency": dice.choice(
            ["USD", "USD", "EUR", "JPY", "XQQ" if dice.random() < 0.1 else "GBP"]
        ),
        "side": dice.choice(["BUY", "SELL"]),
        "status": dice.choice(["SETTLED"] * 9 + ["FAILED", "ERROR"]),
        "settle_date": "2026-03-03",
        "count": dice.choice([1, 1, 1, 2]),
    }
    keep = dice.choice(
        [full.keys(), ["amount", "currency"], ["amount", "currency"], ["quantity", "price"]]
    )
    return {name: full[name] for name in full if name in keep or dice.random() < 0.2}


def _bent(side: dict[str, Any], dice: random.Random) -> dict[str, Any]:
    bent: dict[str, Any] = {}
    for name in ("amount", "quantity", "price", "fees"):
        if name in side and dice.random() < 0.5:
            bps = dice.choice([0, 0, 1, 2, 3, 9, 11, 20, 24, 80, 290, 400, 3000])
            bent[name] = str(round(Decimal(side[name]) * (10_000 + bps) / 10_000, 6))
    if dice.random() < 0.1:
        bent["currency"] = dice.choice(["USD", "EUR"])
    if dice.random() < 0.2:
        bent["settle_date"] = dice.choice(["2026-03-02", "2026-02-20"])
    if "amount" in side and dice.random() < 0.05:
        bent["amount"] = str(-Decimal(side["amount"]))
    return bent


def odd_rows(dice: random.Random) -> dict[str, Any]:
    """Prefetched rows, some of them missing."""
    rows: dict[str, Any] = {
        "fx_rates": [
            {"pair": "EUR/USD", "rate": "1.08", "as_of": "2025-10-01"},
            {"pair": "GBP/USD", "rate": "1.27", "as_of": "2026-03-02"},
        ],
        "history": [
            {
                "cause": dice.choice(["timing_lag", "fee_mismatch", "data_entry_error", "unknown"]),
                "action": dice.choice(["AUTO_RESOLVE", "ESCALATE"]),
                "count": dice.choice([2, 11, 40]),
            }
        ],
        "trade_capture": [{"trade_id": "T-1", "instrument": "NORDWIND", "quantity": "10"}],
        "settlement_positions": [
            {"account": "ACC-1", "trade_id": "T-1", "status": dice.choice(["SETTLED", "FAILED"])}
        ],
        "reference_data": [{"instrument": "NORDWIND", "corporate_action_date": "2025-11-03"}],
    }
    return {name: rows[name] for name in rows if dice.random() < 0.5}


@pytest.mark.parametrize("seed", range(4))
def test_the_policy_that_takes_a_break_and_the_sequential_one_decide_the_same(seed: int) -> None:
    dice = random.Random(seed)
    seen: Counter[str] = Counter()
    for _ in range(1_000):
        given, rows, settings = odd_break(dice), odd_rows(dice), dice.choice([SETTINGS, OPEN])
        chosen = drive(given, rows, None, settings)
        sequential = drive(given, rows, "v1_sequential", settings)
        assert chosen.decision.action == sequential.decision.action, given.model_dump_json()
        assert len(sequential.ran) == 7
        seen[f"{chosen.decision.action} by {chosen.decided_by}"] += 1
    assert len(seen) >= 5, seen  # every way to end has been seen


def test_an_early_exit_gives_the_whole_decision_that_decide_would_have_given() -> None:
    given = request("BROKER_VS_INTERNAL", **money("10000.00", "10004.00"))
    early, late = drive(given), drive(given, policy="v1_sequential")
    assert (early.decided_by, late.decided_by) == ("rules", "decide")
    assert early.decision.details == late.decision.details


def test_a_decision_says_what_led_to_it() -> None:
    details = drive(request(**money("10000.00", "10400.00"))).decision.details
    assert details["rules"][0] == {
        "rule": "amount",
        "action": "ESCALATE",
        "reason": "amount 384.62 bps of 10, above 300",
    }
    assert Decimal(details["risk"]) == sum(map(Decimal, details["risk_parts"].values()))
    assert {"queue", "priority", "hours", "status"} <= details["ticket"].keys()
    assert [event["event"] for event in details["events"]] == ["CLASSIFIED", "DECIDED", "TICKETED"]


def test_ten_thousand_resolve_themselves_and_a_cent_more_does_not() -> None:
    actions = [
        drive(request(**money("100000000", amount))).decision.action
        for amount in ("100010000.00", "100010000.01")
    ]
    assert actions == ["AUTO_RESOLVE", "HIL_REVIEW"]


def test_a_match_makes_up_for_one_number_that_only_one_side_gives() -> None:
    def decision(amount: str, other: str) -> str:
        a = {"amount": amount, "currency": "USD", "price": "10"}
        return drive(request(**sides(a, {"amount": other, "currency": "USD"}))).decision.action

    assert decision("10000", "10005") == "HIL_REVIEW"  # trade-low: nothing was matched
    assert decision("10000000", "10006000") == "AUTO_RESOLVE"  # trade-medium


def test_the_cause_alone_can_escalate_where_the_profile_asks_for_one() -> None:
    a, b = "2340600.00", "2346000.00"  # two digits the other way round, 23 bps
    driven = drive(request("CASH_RECONCILIATION", **money(a, b)))
    assert driven.outcomes["pattern"].facts["cause"] == "data_entry_error"
    assert driven.decision.action == "ESCALATE"


def test_the_time_limit_is_the_shorter_of_what_amount_and_age_allow() -> None:
    def hours(amount: str, as_of: str) -> int:
        given = request(**money("10000", amount), as_of=as_of)
        return int(drive(given).decision.details["ticket"]["hours"])

    assert hours("10100", "2026-03-03") == 72
    assert hours("10100", "2026-03-09") == 24
    assert hours("10100", "2026-03-12") == 8
    assert hours("160000", "2026-03-03") == 4


HUGE = st.decimals(-(10**19), 10**19, places=18).map(str)


@given(HUGE, HUGE, HUGE, st.sampled_from(TYPES), st.text(min_size=1, max_size=30))
def test_numbers_of_any_size_and_names_of_any_kind_are_decided(
    a: str, b: str, units: str, kind: str, name: str
) -> None:
    name = "".join(c for c in name if c.isprintable()) or "x"
    one = {"amount": a, "quantity": units, "price": b, "fees": a, "currency": "JPY"}
    other = {"amount": b, "quantity": a, "price": b, "fees": units, "currency": "USD"}
    given_ = request(kind, entities={"instrument": name, "account": name}, **sides(one, other))
    for policy in (None, "v1_sequential"):
        decision = drive(given_, odd_rows(random.Random(0)), policy).decision
        assert decision.action in PACK.loaded.pack.actions
        generate_cache_key(drive, {"details": decision.details})  # JSON throughout


def test_one_break_leaves_nothing_behind_for_the_next() -> None:
    first, second = request(**money("10", "10")), request(**money("10", "99"))
    alone = drive(second)
    drive(first)
    assert drive(second).decision == alone.decision
