"""Sums in a year's column and down a table's lines."""

from hypothesis import given
from hypothesis import strategies as st

from tasks.annual_reports.checks.sums import added, labelled, printed_sums, same


def is_sum(label: str) -> bool:
    return label.startswith("Summa")


def test_a_sum_says_its_figures() -> None:
    check = added("total", [("fixed", 412_300), ("current", 1_700)], ("printed", 414_000))
    assert check.holds is True
    assert check.detail == "fixed 412,300 + current 1,700 = 414,000, printed printed 414,000"
    assert check.fields == ("fixed", "current", "printed")


def test_a_missing_part_leaves_a_sum_open_and_is_named() -> None:
    check = added("total", [("fixed", None), ("current", 2)], ("printed", 2))
    assert (check.holds, check.detail) == (None, "missing: fixed")
    assert added("total", [("fixed", 2)], ("printed", None)).holds is None


def test_an_optional_part_that_is_missing_counts_as_nothing_only_where_the_rest_adds_up() -> None:
    def holds(printed: int) -> bool | None:
        parts = [("operating", 100), ("investing", None)]
        return added("change", parts, ("change", printed), optional=("investing",)).holds

    assert [holds(100), holds(200)] == [True, None]


def test_three_printed_units_are_rounding_and_four_are_not() -> None:
    assert [same("n", ("a", 1000), ("b", 1000 + off)).holds for off in (3, -3, 4)] == [
        True, True, False,
    ]  # fmt: skip
    assert same("n", ("a", 5_000), ("b", 8_000), unit=1000).holds is True
    assert same("n", ("a", 5_000), ("b", 9_000), unit=1000).holds is False


def test_sums_replace_what_they_sum_up() -> None:
    rows = [
        ("Byggnader", 100), ("Inventarier", 10), ("Summa materiella", 110),
        ("Andelar", 5), ("Summa finansiella", 5), ("Summa anläggningstillgångar", 115),
        ("Kassa", 20), ("Summa omsättningstillgångar", 20), ("Summa tillgångar", 135),
    ]  # fmt: skip
    assert printed_sums(rows, is_sum) == (True, "5 printed sums add up")
    rows[5] = ("Summa anläggningstillgångar", 151)
    holds, detail = printed_sums(rows, is_sum)
    assert holds is False
    assert detail == ("Summa anläggningstillgångar 151 is no sum of the lines above it (110, 5)")


def test_a_nil_may_sum_up_an_empty_group() -> None:
    rows = [
        ("Insatser", 500), ("Summa eget kapital", 500), ("Summa långfristiga skulder", 0),
        ("Leverantörsskulder", 40), ("Summa kortfristiga skulder", 40), ("Summa", 540),
    ]  # fmt: skip
    assert printed_sums(rows, is_sum)[0] is True


def test_a_table_without_sums_says_nothing() -> None:
    assert printed_sums([("Bank", 3)], is_sum)[0] is None
    assert printed_sums([], is_sum)[0] is None


@given(st.lists(st.lists(st.integers(-(10**9), 10**9), min_size=1, max_size=5), max_size=5))
def test_true_sums_hold_whatever_the_lines_are(groups: list[list[int]]) -> None:
    rows = []
    for group in groups:
        rows += [("line", value) for value in group]
        rows.append(("Summa", sum(group)))
    if groups:
        rows.append(("Summa allt", sum(map(sum, groups))))
    assert printed_sums(rows, is_sum)[0] in ({True} if groups else {None})


def test_rows_without_a_label_or_an_amount_are_left_out() -> None:
    leaf = {"value": 4, "page": 1, "text": "4", "box": None}
    name = {**leaf, "value": "Bank"}
    rows = [{"label": name, "current": leaf}, {"label": None, "current": leaf}, {"label": name}]
    assert labelled(rows, "current") == [("Bank", 4)]
    assert labelled(None, "current") == []
