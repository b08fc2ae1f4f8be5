"""The same fact in two places of a report; every figure is invented."""

from typing import Any

import pytest

from tasks.annual_reports.checks.across import across


def leaf(value: Any) -> dict[str, Any] | None:
    return None if value is None else {"value": value, "page": 1, "text": str(value), "box": None}


def pair(current: Any, previous: Any = None) -> dict[str, Any]:
    return {"current": leaf(current), "previous": leaf(previous)}


def row(**values: Any) -> dict[str, Any]:
    return {name: leaf(value) for name, value in values.items()}


def agents() -> dict[str, dict[str, Any]]:
    """Fields of every agent that is compared, in agreement with each other."""
    return {
        "StatementsAgent": {
            "net_revenue": pair(3_104_482, 2_955_118),
            "result_after_financial": pair(-90_000, 20_000),
            "result_for_year": pair(-90_000, 20_000),
            "interest_costs": pair(-120_000, -60_000),
            "rows": [
                row(label="Nettoomsättning", note="2", current=3_104_482, previous=2_955_118),
                row(label="Driftskostnader", note="4, 5", current=-1_200_000, previous=-1_100_000),
                row(label="Personalkostnader", note="6", current=-50_000, previous=-40_000),
            ],
        },
        "BalanceSheetAgent": {
            "total_assets": pair(10_000_000, 10_100_000),
            "total_equity": pair(8_000_000, 8_090_000),
            "result_for_year": pair(-90_000, 20_000),
            "long_term_loans": pair(1_000_000, 1_500_000),
            "short_term_loans": pair(800_000, 400_000),
            "rows": [
                row(label="Byggnader och mark", note="7", current=9_000_000, previous=9_100_000),
                row(label="Övriga fordringar", note="8", current=5_000, previous=6_000),
            ],
        },
        "EquityChangesAgent": {
            "classes": [row(**{"class": "Insatser", "opening": 8_090_000, "closing": 8_000_000})],
            "total": {"opening": None, "closing": leaf(8_000_000)},
        },
        "MultiYearAgent": {
            "years": [
                row(year=2023, net_revenue=3_104_000, result_after_financial=-90_000),
                row(year=2022, net_revenue=2_955_000, result_after_financial=20_000),
            ]
        },
        "KeyRatiosAgent": {
            "ratios": [row(year=2023, solidity=80, fee_per_sqm=700, energy_per_sqm=200)]
        },
        "EnergyAgent": {"energy_cost_per_sqm": pair(200, 190)},
        "FeesAgent": {"fee_per_sqm": leaf(735)},
        "ProfitAllocationAgent": {"result_for_year": leaf(-90_000)},
        "LoansDebtAgent": {
            "long_term": pair(1_000_000, 1_500_000), "short_term": pair(800_000, 400_000),
        },
        "NoterLånRäntorAgent": {
            "total": pair(1_800_000, 1_900_000), "interest_costs": pair(120_000, 60_000),
        },
        "NoterIntäkterAgent": {
            "totals": [row(note="2", title="x", current=3_104_482, previous=2_955_118)]
        },
        "NoterKostnaderAgent": {
            "totals": [
                row(note="4", title="x", current=700_000, previous=600_000),
                row(note="5", title="x", current=100_000, previous=100_000),
                row(note="5", title="y", current=500_000, previous=500_000),
            ]
        },
        "NoterAvskrivningarAgent": {
            "book_values": [row(note="7", title="x", current=9_000_000, previous=9_100_000)]
        },
        "NoterFordringarAgent": {"other_receivables_total": pair(5_000, 6_000)},
        "AuditorAgent": {"auditor_name": leaf("Karin Påhittad Exempelsson"), "auditors": []},
        "AuditReportAgent": {"auditor_name": leaf("Karin Exempelsson")},
    }  # fmt: skip


def failed(of: dict[str, dict[str, Any]], unit: int = 1) -> set[str]:
    return {check.name for check in across(of, unit) if check.holds is False}


def test_a_report_that_agrees_with_itself_fails_nothing() -> None:
    held = list(across(agents()))
    assert failed(agents()) == set()
    assert sum(check.holds is True for check in held) >= 28


def test_without_any_agent_nothing_can_be_told() -> None:
    assert {check.holds for check in across({})} == {None}


@pytest.mark.parametrize(
    ("agent", "field", "wrong", "names"),
    [
        ("BalanceSheetAgent", "total_equity", pair(8_008_000, 8_090_000), {"closing equity"}),
        ("ProfitAllocationAgent", "result_for_year", leaf(-9_000),
         {"result of the year in ProfitAllocationAgent"}),
        ("NoterLånRäntorAgent", "total", pair(1_880_000, 1_900_000), {"loans by term, current"}),
        ("NoterLånRäntorAgent", "interest_costs", pair(12_000, 60_000),
         {"interest costs, current"}),
        ("LoansDebtAgent", "short_term", pair(800_000, 40_000),
         {"loans by term, previous", "short_term_loans, previous"}),
        ("AuditReportAgent", "auditor_name", leaf("Olle Annansson"), {"auditor"}),
        ("EnergyAgent", "energy_cost_per_sqm", pair(20, 190), {"energy per square metre, current"}),
        ("FeesAgent", "fee_per_sqm", leaf(58), {"fee per square metre"}),
        ("NoterFordringarAgent", "other_receivables_total", pair(50_000, 6_000),
         {"other_receivables_total, current"}),
    ],
)  # fmt: skip
def test_one_wrong_value_fails_the_checks_that_rest_on_it(
    agent: str, field: str, wrong: dict[str, Any], names: set[str]
) -> None:
    found = agents()
    found[agent][field] = wrong
    assert failed(found) == names


def test_an_overview_in_thousands_agrees_within_one_thousand() -> None:
    found = agents()
    found["MultiYearAgent"]["years"][0]["net_revenue"] = leaf(3_103_000)
    assert failed(found) == {"net_revenue in the overview, current"}
    found["MultiYearAgent"]["years"][0]["net_revenue"] = leaf(3_104_400)
    assert failed(found) == {"net_revenue in the overview, current"}


def test_lines_that_refer_to_several_notes_are_compared_with_the_sum_of_these() -> None:
    found = agents()
    found["NoterKostnaderAgent"]["totals"][0]["current"] = leaf(770_000)
    assert failed(found) == {"note 4, 5 in StatementsAgent, current"}


def test_a_range_of_notes_is_every_note_in_it() -> None:
    found = agents()
    found["StatementsAgent"]["rows"][1]["note"] = leaf("4-6")
    found["StatementsAgent"]["rows"].pop()
    assert not any("note 4" in check.name for check in across(found))
    found["NoterKostnaderAgent"]["totals"].append(row(note="6", title="x", current=0, previous=0))
    held = [check.holds for check in across(found) if "note 4, 5, 6 in" in check.name]
    assert held == [True, True]


def test_lines_that_share_a_note_are_compared_together() -> None:
    found = agents()
    rows = found["StatementsAgent"]["rows"]
    rows[0]["current"] = leaf(3_100_000)
    rows.append(row(label="Övriga rörelseintäkter", note="2", current=4_482, previous=0))
    assert failed(found) == set()


def test_a_note_that_nobody_read_leaves_its_line_open() -> None:
    names = {check.name for check in across(agents())}
    assert not any("note 6" in name for name in names)


def test_a_disagreement_names_both_places() -> None:
    found = agents()
    found["BalanceSheetAgent"]["total_equity"] = pair(8_008_000, 8_090_000)
    (check,) = [each for each in across(found) if each.holds is False]
    assert check.fields == ("EquityChangesAgent.total", "BalanceSheetAgent.total_equity")
    assert check.detail == (
        "EquityChangesAgent.total 8,000,000, BalanceSheetAgent.total_equity 8,008,000"
    )
