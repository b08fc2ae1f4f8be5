"""Causes by shape, and what history does to them."""

from typing import Any

import pytest

from tests.tasks.reconciliation.crew import PACK, money, request, sides, view

PATTERN = PACK.agents["pattern"]
USD = {"amount": "10000.00", "currency": "USD"}
EUR = {"amount": "9000.00", "currency": "EUR"}


def facts(kind: str = "TRADE_OMS_MISMATCH", history: Any = (), **given: Any) -> Any:
    return PATTERN.run(view(request(kind, **given), data={"history": list(history)})).facts


@pytest.mark.parametrize(
    ("given", "cause"),
    [
        ({"corporate_action": True}, "corporate_action"),
        (sides(USD | {"status": "ERROR"}, USD), "system_error"),
        (sides(USD | {"count": 2}, USD | {"count": 1}), "duplicate"),
        (
            sides(USD | {"settle_date": "2026-03-02"}, USD | {"settle_date": "2026-03-03"}),
            "timing_lag",
        ),
        ({"system_b": None}, "timing_lag"),
        ({"system_b": None, "as_of": "2026-03-20"}, "missing_event"),
        (sides(USD | {"fees": "5"}, USD | {"fees": "8"}), "fee_mismatch"),
        (sides(USD | {"fees": "25"}, USD | {"amount": "10025.00"}), "fee_mismatch"),
        (sides(USD, EUR), "fx_conversion"),
        (money("100.00", "100.01"), "rounding_difference"),
        ({}, "rounding_difference"),
        (money("1243.00", "1234.00"), "data_entry_error"),
        (money("1500.00", "15.00"), "data_entry_error"),
        (money("1500.00", "-1500.00"), "data_entry_error"),
        (
            sides({"quantity": "1000", "price": "5"}, {"quantity": "700", "price": "5"}),
            "partial_fill",
        ),
        (money("1200.00", "1700.00"), "unknown"),
    ],
)
def test_each_shape_has_its_cause(given: dict[str, Any], cause: str) -> None:
    assert facts(**given)["cause"] == cause


def test_a_profit_that_differs_by_its_price_alone_is_a_matter_of_price_sources() -> None:
    given_ = sides(USD | {"price": "10.00"}, USD | {"price": "10.02", "amount": "10020.00"})
    assert facts("PNL_RECONCILIATION", **given_)["cause"] == "pricing_source_diff"


def row(cause: str, count: int) -> dict[str, Any]:
    return {"cause": cause, "action": "HIL_REVIEW", "count": count}


def test_a_cause_confirmed_more_than_ten_times_wins_and_is_surer() -> None:
    found = facts(history=[row("timing_lag", 3), row("fee_mismatch", 11)])
    assert (found["cause"], found["confidence"], found["from_history"]) == (
        "fee_mismatch",
        0.9,
        True,
    )


def test_ten_times_are_not_enough() -> None:
    assert not facts(history=[row("fee_mismatch", 10)])["from_history"]


def test_history_never_makes_more_than_the_cap() -> None:
    assert facts(history=[row("timing_lag", 500)])["confidence"] == 0.95


def test_a_cause_that_the_settings_do_not_know_is_not_taken_from_history() -> None:
    found = facts(history=[row("moon_phase", 99)])
    assert (found["cause"], found["from_history"]) == ("rounding_difference", False)
