"""Checks of boards and auditors."""

from typing import Any

import pytest

from tasks.annual_reports.checks.governance import auditor, governance

VALID = "769600-0012"  # an invented number with its check digit


def leaf(value: Any) -> dict[str, Any]:
    return {"value": value, "page": 1, "text": str(value), "box": None}


def rows(*names: str, role: str | None = None) -> list[dict[str, Any]]:
    return [{"name": leaf(name), "role": role and leaf(role), "term": None} for name in names]


def held(fields: dict[str, Any]) -> dict[str, bool | None]:
    return {check.name: check.holds for check in governance(fields)}


def test_a_board_of_three_with_its_chairman_among_them_holds() -> None:
    members = [*rows("Asta Ek", role="ordförande"), *rows("Bo Falk", "Cia Gran", role="ledamot")]
    found = held({"org_number": leaf(VALID), "chairman": leaf("Asta Ek"), "board_members": members})
    assert set(found.values()) <= {True, None}
    assert found["members of the board"] is True
    assert found["chairman"] is True


def test_two_members_are_too_few_and_no_members_leave_it_open() -> None:
    assert held({"board_members": rows("Asta Ek", "Bo Falk")})["members of the board"] is False
    assert held({"board_members": []})["members of the board"] is None


@pytest.mark.parametrize(
    ("number", "digit", "kind"),
    [(VALID, True, True), ("769600-0013", False, True), ("556036-0793", True, False)],
)
def test_a_number_has_its_check_digit_and_is_that_of_a_cooperative(
    number: str, *, digit: bool, kind: bool
) -> None:
    found = held({"org_number": leaf(number)})
    assert (found["organisation number"], found["number of a cooperative"]) == (digit, kind)


@pytest.mark.parametrize("name", ["Vakant", "Norra Huset AB", "anna ek", "Anna 2 Ek"])
def test_what_is_no_name_fails(name: str) -> None:
    assert held({"deputies": rows(name)})["names of deputies"] is False


def test_somebody_in_two_lists_or_twice_in_one_fails() -> None:
    found = held({"board_members": rows("Asta Ek", "Bo Falk"), "deputies": rows("Asta Ek")})
    assert found["board_members and deputies apart"] is False
    assert held({"deputies": rows("Bo Falk", "Bo Falk")})["nobody twice in deputies"] is False


def test_a_chairman_who_is_no_member_or_two_of_them_fail() -> None:
    members = rows("Asta Ek", "Bo Falk", "Cia Gran", role="ordförande")
    assert held({"chairman": leaf("Eva Ek"), "board_members": members})["chairman"] is False
    assert held({"chairman": None, "board_members": members})["chairman"] is False


def test_no_detail_names_a_person() -> None:
    members = rows("Asta Ek", "Bo Falk", role="ordförande")
    checks = list(governance({"chairman": leaf("Eva Ek"), "board_members": members}))
    assert not any("Ek" in check.detail or "Falk" in check.detail for check in checks)


def test_an_auditor_is_listed_and_has_a_known_qualification() -> None:
    fields = {
        "auditor_name": leaf("Vera Vik"),
        "type": leaf("auktoriserad revisor"),
        "auditors": rows("Vera Vik"),
    }
    assert all(check.holds for check in auditor(fields))
    wrong = {**fields, "auditors": rows("Ulla Ung"), "type": leaf("ordförande")}
    failed = {check.name for check in auditor(wrong) if check.holds is False}
    assert failed == {"auditor is listed", "qualification of the auditor"}
