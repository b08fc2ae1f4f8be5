"""What the other books add: rows of this break, cited and dated, and a warning where none are."""

from typing import Any

from tasks.outcome import Citation
from tests.tasks.reconciliation.crew import PACK, request, view

ENRICH = PACK.agents["enrich"]


def outcome(**data: Any) -> Any:
    return ENRICH.run(view(request(), data=data))


def settlement(**row: str) -> dict[str, str]:
    return {"trade_id": "T-1", "instrument": "NORDWIND", "status": "FAILED", **row}


def test_each_source_is_cited_with_its_query_and_its_oldest_date() -> None:
    rows = [{"instrument": "NORDWIND", "as_of": day} for day in ("2026-03-02", "2026-02-27")]
    found = outcome(reference_data=rows)
    assert found.citations == (Citation("instrument NORDWIND", "reference_data", "2026-02-27"),)
    assert found.facts["found"] == ["reference_data"]


def test_an_account_is_not_spelled_out_in_a_citation() -> None:
    rows = [{"account": "ACC-17", "instrument": "NORDWIND", "quantity": "5"}]
    assert "ACC-17" not in outcome(custodian_holdings=rows).citations[0].query


def test_a_source_without_rows_for_the_break_is_a_warning() -> None:
    found = outcome(oms_orders=[], reference_data=[{"instrument": "NORDWIND"}])
    assert found.warnings == ("oms_orders has nothing for this break.",)
    assert found.facts["missing"] == ["oms_orders"]


def test_a_source_that_the_policy_does_not_fetch_is_not_missed() -> None:
    assert outcome().warnings == ()


def test_only_the_settlement_of_the_breaks_own_trades_counts() -> None:
    assert outcome(settlement_positions=[settlement()]).facts["settlement_status"] == "FAILED"
    other = outcome(settlement_positions=[settlement(trade_id="T-2")])
    assert other.facts["settlement_status"] == ""


def test_rows_of_another_instrument_on_the_account_are_left_out() -> None:
    rows = [{"account": "ACC-17", "instrument": "OTHER", "quantity": "5"}]
    assert outcome(custodian_holdings=rows).facts["positions"] == {}


def test_a_corporate_action_counts_on_its_day_only() -> None:
    row = {"instrument": "NORDWIND", "corporate_action_date": "2026-03-02"}
    assert outcome(reference_data=[row]).facts["corporate_action"]
    row["corporate_action_date"] = "2026-03-01"
    assert not outcome(reference_data=[row]).facts["corporate_action"]
