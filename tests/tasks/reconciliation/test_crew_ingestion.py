"""What is no break that can be worked on is rejected, with every reason at once."""

from typing import Any

import pytest

from tests.tasks.reconciliation.crew import PACK, drive, money, request, sides, view

USD = {"amount": "10.00", "currency": "USD"}


def problems(**given: Any) -> list[str]:
    return list(PACK.agents["ingest"].run(view(request(**given))).facts["problems"])


def test_a_clean_break_has_no_problems() -> None:
    assert problems() == []


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"status": "  "}, "status is blank"),
        ({"entities": {}}, "what the break is about"),
        (sides({}, {}), "neither side gives"),
        (sides({"amount": "1"}, {"amount": "1"}), "an amount has no currency"),
        (sides(USD, USD | {"currency": "XQQ"}), "system_b.currency 'XQQ' is not among"),
        (sides(USD | {"price": "-1"}, USD), "system_a.price is negative"),
        (sides(USD | {"side": "SELL", "quantity": "-5"}, USD), "and side says SELL"),
        ({"as_of": "2026-03-01"}, "later than as_of"),
        (sides(USD | {"trade_date": "2026-03-09"}, USD), "trade_date 2026-03-09 is later"),
        (
            sides(USD | {"trade_date": "2026-03-02", "settle_date": "2026-03-01"}, USD),
            "is before its trade_date",
        ),
        (sides(USD | {"timestamp": "2026-03-09T10:00:00Z"}, USD), "timestamp is later"),
        ({"kind": "MISSING_IN_B"}, "system_b is there"),
    ],
)
def test_each_fault_is_named(given: dict[str, Any], said: str) -> None:
    assert [p for p in problems(**given) if said in p]


def test_all_faults_are_named_at_once() -> None:
    assert len(problems(status=" ", entities={}, kind="MISSING_IN_A")) == 3


def test_a_timestamp_of_tomorrow_on_the_other_side_of_the_date_line_is_allowed() -> None:
    assert problems(**sides(USD | {"timestamp": "2026-03-04T00:30:00+13:00"}, USD)) == []


def test_a_rejected_break_ends_after_the_first_agent_with_a_ticket_for_its_sender() -> None:
    driven = drive(request(**money("1", "2", "XQQ")))
    assert driven.ran == ["ingest"]
    assert driven.decision.action == "REJECTED"
    assert driven.decision.details["ticket"]["queue"] == "DATA_QUALITY"
    assert [rule["rule"] for rule in driven.decision.details["rules"]] == ["ingestion"] * 2


def test_the_sequential_policy_rejects_the_same_break_at_its_end() -> None:
    driven = drive(request(**money("1", "2", "XQQ")), policy="v1_sequential")
    assert (driven.decision.action, driven.decided_by, len(driven.ran)) == ("REJECTED", "decide", 7)
