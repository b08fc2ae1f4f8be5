"""The checks of notes, fixed assets, loans and pledges, on invented answers."""

from collections.abc import Iterable
from typing import Any

import pytest

from tasks.annual_reports.checks.check import Check
from tasks.annual_reports.checks.fixed_assets import depreciation_notes
from tasks.annual_reports.checks.loans import loan_notes, loans_debt, pledged_assets
from tasks.annual_reports.checks.notes import cost_notes, receivable_notes


def leaf(value: object) -> dict[str, Any] | None:
    return None if value is None else {"value": value, "page": 1, "text": str(value), "box": None}


def row(**cells: object) -> dict[str, Any]:
    return {name: leaf(value) for name, value in cells.items()}


def pair(current: object = None, previous: object = None) -> dict[str, Any]:
    return row(current=current, previous=previous)


def holds(checks: Iterable[Check]) -> dict[str, bool | None]:
    return {check.name: check.holds for check in checks}


COSTS = {
    "rows": [
        row(note="3", group="Drift", label="El", current=100, previous=90),
        row(note="3", group="Drift", label="Vatten", current=50, previous=45),
        row(note="3", group="Underhåll", label="Tak", current=70, previous=0),
        row(note="4", group=None, label="Arvoden", current=8, previous=7),
    ],
    "totals": [
        row(note="3", title="Drift", current=150, previous=135),
        row(note="3", title="Driftskostnader", current=220, previous=135),
        row(note="4", title="Personalkostnader", current=8, previous=7),
    ],
}


def test_sums_of_groups_and_of_notes_are_those_of_their_rows() -> None:
    assert set(holds(cost_notes(COSTS)).values()) == {True}


def test_a_row_that_was_missed_or_misread_shows() -> None:
    rows = [*COSTS["rows"][:2], row(note="3", group=None, label="Tak", current=7000, previous=0)]
    found = holds(cost_notes({**COSTS, "rows": rows}))
    assert found["note 3: Driftskostnader, current"] is False
    assert found["note 3: Driftskostnader, previous"] is True
    assert found["note 3: Drift, current"] is True
    assert found["note 4: Personalkostnader, current"] is None


def test_rounding_of_thousands_is_no_fault() -> None:
    fields = {
        "rows": [row(note="8", label=str(n), current=1000, previous=None) for n in range(5)],
        "totals": [row(note="8", title="Drift", current=7000, previous=None)],
    }
    assert holds(cost_notes(fields, 1000))["note 8: Drift, current"] is True
    assert holds(cost_notes(fields))["note 8: Drift, current"] is False


def test_receivables_add_up_each_by_itself() -> None:
    fields = {
        "other_receivables": [row(label="Moms", current=5, previous=4)],
        "other_receivables_total": pair(5, 400),
        "prepaid_expenses": [],
        "prepaid_expenses_total": pair(),
    }
    found = holds(receivable_notes(fields))
    assert found["other_receivables, current"] is True
    assert found["other_receivables, previous"] is False
    assert found["prepaid_expenses, current"] is None


ASSET = row(
    note="8",
    asset="Byggnad",
    opening_cost=900,
    purchases=100,
    closing_cost=1000,
    closing_cost_previous=900,
    opening_depreciation=-90,
    depreciation=-10,
    closing_depreciation=-100,
    closing_depreciation_previous=-90,
    book_value=900,
)


def test_an_asset_rolls_forward_and_is_worth_cost_less_depreciation() -> None:
    found = holds(depreciation_notes({"assets": [ASSET]}))
    assert found["note 8: Byggnad, cost, current"] is True
    assert found["note 8: Byggnad, depreciation from year to year"] is True
    assert found["note 8: Byggnad, book value, current"] is True
    assert found["note 8: Byggnad, book value, previous"] is None


@pytest.mark.parametrize(
    ("name", "value", "check"),
    [
        ("book_value", 9000, "note 8: Byggnad, book value, current"),
        ("opening_cost", 90, "note 8: Byggnad, cost from year to year"),
    ],
)
def test_an_amount_that_was_misread_shows(name: str, value: int, check: str) -> None:
    assert holds(depreciation_notes({"assets": [ASSET | {name: leaf(value)}]}))[check] is False


def test_movements_of_other_kinds_leave_the_roll_forward_open() -> None:
    found = holds(depreciation_notes({"assets": [ASSET | {"purchases": leaf(40)}]}))
    assert found["note 8: Byggnad, cost, current"] is None


def test_land_may_be_in_the_book_value() -> None:
    fields = {"assets": [ASSET | {"book_value": leaf(1300)}], "land_value": pair(400)}
    assert holds(depreciation_notes(fields))["note 8: Byggnad, book value, current"] is True


def test_tax_values_add_up() -> None:
    fields = {
        "tax_value_building": pair(200, 200),
        "tax_value_land": pair(100, 100),
        "tax_value_total": pair(300, 299000),
    }
    found = holds(depreciation_notes(fields))
    assert found["tax values, building and land, current"] is True
    assert found["tax values, building and land, previous"] is False
    assert found["tax values, homes and premises, current"] is None


LOANS = {
    "loans": [
        row(lender="Ankbanken", rate=3.0, balance=6000, balance_previous=6100),
        row(lender="Myrbanken", rate=1.0, balance=2000, balance_previous=2000),
    ],
    "total": pair(8000, 8100),
    "due_within_year": pair(2100, None),
    "due_after_five_years": pair(7000, None),
}


def test_loans_make_their_sum_and_no_part_is_larger() -> None:
    found = holds(loan_notes(LOANS))
    assert found["sum of the loans, current"] is True
    assert found["due_within_year, current"] is True
    assert found["due_within_year, previous"] is None
    assert found["weighted rate"] is True


def test_what_falls_due_is_no_more_than_there_is() -> None:
    found = holds(loan_notes({**LOANS, "due_within_year": pair(9000), "total": pair()}))
    assert found["due_within_year, current"] is False
    assert found["sum of the loans, current"] is None


def test_a_rate_with_its_comma_lost_shows() -> None:
    loans = [row(lender="Ankbanken", rate=391, balance=6000, balance_previous=None)]
    assert holds(loan_notes({**LOANS, "loans": loans}))["weighted rate"] is False


def test_long_and_short_term_make_the_total() -> None:
    fields = {
        "long_term": pair(6000, None),
        "short_term": pair(2000, 9000),
        "total_interest_bearing": pair(8000, 9000),
        "equity_ratio": pair(92, 9200),
    }
    found = holds(loans_debt(fields))
    assert found["loans, current"] is True
    assert found["loans, previous"] is True  # without long-term loans there is no such line
    assert found["equity ratio, current"] is True
    assert found["equity ratio, previous"] is False


def test_no_more_is_pledged_than_was_taken_out() -> None:
    fields = {
        "pledged_mortgages": pair(35, 40),
        "mortgages_taken_out": pair(40, 4),
        "total_pledged": pair(),
    }
    found = holds(pledged_assets(fields))
    assert found["pledged within mortgages_taken_out, current"] is True
    assert found["pledged within mortgages_taken_out, previous"] is False
    assert found["pledged within total_pledged, current"] is None


def test_nothing_at_all_can_not_be_told() -> None:
    checks = [
        *cost_notes({}), *receivable_notes({}), *depreciation_notes({}), *loan_notes({}),
        *loans_debt({}), *pledged_assets({}),
    ]  # fmt: skip
    assert {check.holds for check in checks} == {None}
    assert all(check.detail and check.fields for check in checks)
