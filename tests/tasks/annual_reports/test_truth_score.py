"""Counting itself, on an invented report."""

import pytest

from tests.tasks.annual_reports.digest_truth import differences, digests
from tests.tasks.annual_reports.truth_score import (
    Key,
    Tally,
    normalised,
    score,
    table,
    tally,
)

KEY = Key("0" * 64, "SomeAgent")
LABELS = {
    "chairman": "Eva Exempel",
    "deputy": None,
    "firm": {"any_of": ["Revision AB", "Revision i Exempelstad AB"]},
    "remark": {"any_of": [None, "inga"]},
    "debt": {"current": 1000, "previous": 0},
    "rows": [
        {"note": "2", "label": "Kabel-TV", "current": 10, "previous": None},
        {"note": "2", "label": "El", "current": 20, "previous": 30},
    ],
}
TRUTH = digests({"SomeAgent": LABELS}, KEY.file)["SomeAgent"]


def given(value):
    """Plain values as extracted fields."""
    if isinstance(value, dict):
        return {name: given(each) for name, each in value.items()}
    if isinstance(value, list):
        return [given(each) for each in value]
    return value if value is None else {"value": value, "page": 1, "text": str(value), "box": None}


def counted(**changes) -> Tally:
    right = LABELS | {"firm": "Revision AB", "remark": None}
    return tally(score(KEY, TRUTH, given(right | changes)))


def test_what_was_labelled_is_all_right() -> None:
    assert counted() == Tally(right=11)
    assert counted().precision == counted().recall == 1


def test_a_wrong_value_costs_precision_and_recall() -> None:
    assert counted(chairman="Elis Exempel") == Tally(right=10, wrong=1)
    assert counted(chairman=None) == Tally(right=10, missed=1)
    assert counted(deputy="Elis Exempel") == Tally(right=11, false=1)


def test_a_missing_zero_is_missed_and_a_zero_for_a_missing_value_is_false() -> None:
    assert counted(debt={"current": 1000, "previous": None}) == Tally(right=10, missed=1)
    rows = [LABELS["rows"][0] | {"previous": 0}, LABELS["rows"][1]]
    assert counted(rows=rows) == Tally(right=11, false=1)


def test_any_of_several_labels_is_right_and_missing_too_where_it_may_be() -> None:
    assert counted(firm="Revision i Exempelstad AB") == Tally(right=11)
    assert counted(firm=None) == Tally(right=10, missed=1)
    assert counted(remark="Inga") == Tally(right=12)


def test_rows_have_no_order_and_each_cell_counts() -> None:
    assert counted(rows=LABELS["rows"][::-1]) == Tally(right=11)
    assert counted(rows=LABELS["rows"][:1]) == Tally(right=7, missed=4)
    assert counted(rows=[*LABELS["rows"], LABELS["rows"][0]]) == Tally(right=11, false=3)


def test_a_row_that_shares_less_than_half_of_its_cells_is_another_row() -> None:
    stranger = {"note": "2", "label": "Vatten", "current": 7, "previous": 8}
    assert counted(rows=[LABELS["rows"][0], stranger]) == Tally(right=7, missed=4, false=4)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Kabel-TV ", "kabel tv"), ("2", 2), (2, 2.0), (3.10, 3.1), ("oﬃciell", "Officiell")],
)
def test_what_only_looks_different_is_one_value(one: object, other: object) -> None:
    assert normalised(one) == normalised(other)


@pytest.mark.parametrize(("one", "other"), [(1000, -1000), (0.71, 71), ("Ek", "Ek AB"), (0, "")])
def test_what_is_different_stays_different(one: object, other: object) -> None:
    assert normalised(one) != normalised(other)


def test_digests_differ_between_reports_agents_and_fields() -> None:
    keys = (KEY, Key("1" * 64, KEY.agent), Key(KEY.file, "OtherAgent"))
    assert len({key.digest(field, 0) for key in keys for field in ("debt", "fee")}) == 6


def test_a_field_without_a_label_is_an_error_not_a_point() -> None:
    with pytest.raises(AssertionError, match=r"SomeAgent\.fee has no label"):
        counted(fee=3)


def test_the_table_names_counts_and_shares() -> None:
    last = table({"SomeAgent": counted(chairman="Elis Exempel")}).splitlines()[-1]
    assert last.split() == ["SomeAgent", "11", "11", "10", "0.909", "0.909"]


def test_labels_that_leave_the_schema_are_named() -> None:
    schema = {"chairman": "text", "rows": [{"label": "text"}]}
    found = set(differences(schema, {"rows": [{"label": "El", "sum": 3}], "fee": 1}, "A"))
    assert found == {"A.chairman has no label", "A.rows.sum is not in the schema",
                     "A.fee is not in the schema"}  # fmt: skip
