"""Tolerances in basis points, conversion first, and rules that no tolerance touches."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.reconciliation.measures import differences, rate_on
from tests.tasks.reconciliation.crew import PACK, money, request, sides, view

RULES = PACK.agents["rules"]
USD = {"amount": "10000.00", "currency": "USD"}


def facts(
    data: dict[str, Any] | None = None, needs: dict[str, Any] | None = None, **given: Any
) -> Any:
    return RULES.run(view(request(**given), data=data or {}, needs=needs or {})).facts


def verdicts(**given: Any) -> dict[str, str]:
    return {f["rule"]: f["verdict"] for f in facts(**given)["findings"]}


@pytest.mark.parametrize(
    ("name", "a", "b", "verdict"),
    [
        ("amount", "10000.00", "9990.00", "pass"),
        ("amount", "10000.00", "9989.99", "fail"),
        ("quantity", "10000", "10010", "pass"),
        ("quantity", "10000", "10011", "fail"),
        ("price", "100.00", "100.02", "pass"),
        ("price", "100.00", "100.03", "fail"),
        ("amount", "10000", "9700", "fail"),
        ("amount", "10000", "9699.99", "ESCALATE"),
    ],
)
def test_tolerances_hold_to_the_last_cent(name: str, a: str, b: str, verdict: str) -> None:
    given_ = sides({"currency": "USD", name: a}, {"currency": "USD", name: b})
    assert verdicts(**given_)[name] == verdict


def test_fees_are_measured_against_the_amounts_that_they_belong_to() -> None:
    given_ = sides(USD | {"fees": "5.00"}, USD | {"fees": "9.00"})
    assert verdicts(**given_)["fees"] == "pass"


def test_a_quantity_bought_and_the_same_sold_are_far_apart() -> None:
    a = {"quantity": "100", "price": "5", "side": "BUY"}
    assert verdicts(**sides(a, a | {"side": "SELL"}))["quantity"] == "ESCALATE"


def test_amounts_that_only_differ_in_sign_are_far_apart() -> None:
    assert verdicts(**money("10", "-10"))["amount"] == "ESCALATE"


@given(st.decimals("0.01", 10**12, places=2), st.decimals("0.01", 10**12, places=2))
def test_basis_points_do_not_depend_on_the_order_of_the_sides(a: Decimal, b: Decimal) -> None:
    one = differences(request(**money(str(a), str(b))), Decimal(1)).of("amount")
    other = differences(request(**money(str(b), str(a))), Decimal(1)).of("amount")
    assert one
    assert other
    assert one.bps == other.bps
    assert 0 <= one.bps < 10_000


@pytest.mark.parametrize(
    ("given", "rule", "verdict"),
    [
        (sides(USD | {"count": 1}, USD | {"count": 2}), "count", "ESCALATE"),
        (sides(USD | {"status": "FAILED"}, USD | {"status": "FAILED"}), "settlement", "ESCALATE"),
        ({"status": "failed"}, "settlement", "ESCALATE"),
        (sides(USD | {"side": "BUY"}, USD | {"side": "SELL"}), "side", "ESCALATE"),
        ({"system_b": None}, "both_sides", "HIL_REVIEW"),
        ({"corporate_action": True}, "corporate_action", "HIL_REVIEW"),
        ({"recurring": True}, "recurring", "HIL_REVIEW"),
        (sides(USD | {"status": "SETTLED"}, USD | {"status": "PENDING"}), "status", "HIL_REVIEW"),
        (sides(USD | {"account": "1"}, USD | {"account": "2"}), "account", "HIL_REVIEW"),
        ({"kind": "QUANTITY"}, "kind", "HIL_REVIEW"),
        (
            sides(USD | {"settle_date": "2026-03-02"}, USD | {"settle_date": "2026-03-04"}),
            "timing",
            "HIL_REVIEW",
        ),
        (
            sides(USD | {"settle_date": "2026-02-27"}, USD | {"settle_date": "2026-03-02"}),
            "timing",
            "pass",
        ),
    ],
)
def test_rules_that_no_tolerance_overrides(given: dict[str, Any], rule: str, verdict: str) -> None:
    assert verdicts(**given)[rule] == verdict
    assert facts(**given)["clear"] is (verdict == "pass")


FX = sides({"amount": "10851", "currency": "USD"}, {"amount": "10000", "currency": "EUR"})


def test_two_currencies_are_compared_after_conversion_at_two_basis_points() -> None:
    rows = [{"pair": "EUR/USD", "rate": "1.0850", "as_of": "2026-03-02"}]
    found = facts({"fx_rates": rows}, **FX)
    assert found["within_tolerance"]
    assert found["findings"][0] == {
        "rule": "fx_rate",
        "verdict": "pass",
        "detail": "fx_rate 0.92 bps of 2",
    }
    far = [rows[0] | {"rate": "1.0848"}]
    assert not facts({"fx_rates": far}, **FX)["within_tolerance"]


def test_a_rate_serves_in_both_directions_and_the_newest_before_the_day_counts() -> None:
    rows = [
        {"pair": "USD/EUR", "rate": "0.5", "as_of": "2026-03-02"},
        {"pair": "EUR/USD", "rate": "3", "as_of": "2026-02-27"},
        {"pair": "EUR/USD", "rate": "9", "as_of": "2026-03-03"},
    ]
    given_ = request(**FX)
    assert rate_on(given_, rows, "USD") == (Decimal(2), "2026-03-02")
    assert rate_on(given_, rows[1:], "USD") == (Decimal(3), "2026-02-27")


def test_two_rates_convert_through_the_base_currency_and_the_older_one_dates_them() -> None:
    rows = [
        {"pair": "EUR/USD", "rate": "1.10", "as_of": "2026-03-02"},
        {"pair": "USD/CHF", "rate": "0.90", "as_of": "2026-02-27"},
    ]
    chf, eur = {"amount": "1", "currency": "CHF"}, {"amount": "1", "currency": "EUR"}
    assert rate_on(request(**sides(chf, eur)), rows, "USD") == (Decimal("0.99"), "2026-02-27")
    assert rate_on(request(**sides(chf, eur)), rows[:1], "USD") == (None, "")


def test_without_a_rate_nothing_is_compared_and_a_warning_says_so() -> None:
    outcome = RULES.run(view(request(**FX)))
    assert not outcome.facts["within_tolerance"]
    assert not outcome.facts["clear"]
    assert outcome.warnings


def test_a_number_that_one_side_keeps_to_itself_costs_confidence() -> None:
    assert facts(**sides(USD | {"price": "10"}, USD))["confidence"] < facts()["confidence"]


def test_what_enrichment_found_counts_like_what_the_break_says() -> None:
    failed = facts(needs={"enrich": {"settlement_status": "FAILED", "corporate_action": False}})
    assert not failed["clear"]


def test_it_decides_only_where_the_policy_lets_it_settle() -> None:
    given_ = request()
    assert RULES.run(view(given_)).decision is None
    settled = RULES.run(view(given_, params={"settle": True})).decision
    assert settled is not None
    assert settled.action == "AUTO_RESOLVE"
    assert settled.details["ticket"]["queue"] == "AUTO"
    assert RULES.run(view(request(recurring=True), params={"settle": True})).decision is None
