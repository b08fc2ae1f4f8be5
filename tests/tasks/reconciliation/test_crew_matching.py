"""Whether two sides are one event, and which other records belong to it."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.tasks.reconciliation.crew import PACK, drive, request, sides, view

MATCH = PACK.agents["match"]
A = {
    "instrument": "NORDWIND",
    "quantity": "100",
    "price": "10",
    "amount": "1000",
    "currency": "USD",
}


def facts(data: dict[str, Any] | None = None, **given: Any) -> Any:
    return MATCH.run(view(request("BROKER_VS_INTERNAL", **given), data=data or {})).facts


def test_equal_sides_match_entirely() -> None:
    assert facts(**sides(A, A)) | {"candidates": []} == {
        "match_found": True,
        "score": 1.0,
        "match_type": "1-1",
        "hypothesis": "none",
        "candidates": [],
    }


@given(st.integers(1, 10**6), st.integers(1, 10**6))
def test_similarity_lies_between_nothing_and_one_and_falls_with_distance(a: int, b: int) -> None:
    near, far = (
        facts(**sides(A | {"amount": "1000000"}, A | {"amount": str(10**6 + x)}))
        for x in sorted((a, b))
    )
    assert 0 <= far["score"] <= near["score"] <= 1


def test_within_tolerance_is_not_enough_where_the_sides_do_not_match() -> None:
    """A condition that names both must mean both: `match_found && within_tolerance`."""
    given_ = request("BROKER_VS_INTERNAL", **sides(A, A | {"instrument": "OTHER", "price": "10"}))
    driven = drive(given_)
    assert driven.outcomes["rules"].facts["within_tolerance"]
    assert not driven.outcomes["match"].facts["match_found"]
    assert driven.decision.action == "HIL_REVIEW"
    assert {rule["rule"] for rule in driven.decision.details["rules"]} >= {"match", "instrument"}


def test_fills_that_add_up_to_the_side_are_a_partial_fill() -> None:
    fills = [A | {"trade_id": "T-1", "quantity": q, "amount": None} for q in ("96", "4")]
    found = facts({"broker_confirms": fills}, **sides(A, A | {"quantity": "96"}))
    assert found["hypothesis"] == "partial_fill"
    assert len(found["candidates"]) == 2


def test_a_record_of_another_book_stands_in_for_the_missing_side() -> None:
    found = facts(
        {"trade_capture": [A | {"trade_id": "T-1"}]},
        system_a={"system_name": "A", **A},
        system_b=None,
    )
    assert found["match_found"]
    assert found["candidates"] == [{"book": "trade_capture", "record": "T-1", "score": "1.0000"}]


def test_what_is_no_number_in_another_book_is_not_compared() -> None:
    rows = [A | {"trade_id": "T-1", "quantity": "n/a", "amount": "NaN"}]
    assert facts({"oms_orders": rows}, **sides(A, A))["candidates"][0]["score"] == "1.0000"


def test_several_records_on_one_side_are_one_to_many() -> None:
    assert facts(**sides(A, A | {"references": ["1", "2"]}))["match_type"] == "1-n"
    assert facts(**sides(A | {"count": 3}, A))["match_type"] == "n-1"
