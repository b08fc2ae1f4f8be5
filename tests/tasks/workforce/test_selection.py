"""Which rows count, and which parameters are refused."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policies.errors import InputError
from tasks.workforce.selection import (
    choice,
    mean,
    means,
    months,
    newest,
    number,
    read,
    sectors,
    whole,
)
from tests.tasks.workforce.given import answer, view, yearly

QUERY, COLUMN = "attrition_by_sector", "attrition_percent"


def table(rows: list[dict[str, object]], query: str = QUERY):
    return read(view({query: rows}), query, ("year", "sector"), (COLUMN,))


@pytest.mark.parametrize("bad", [None, math.nan, math.inf, "7", True, -0.1, 100.1])
def test_a_value_that_can_not_be_is_left_out_with_a_warning(bad: object) -> None:
    found = table([*yearly(COLUMN, {"ICT": 5.0}), *yearly(COLUMN, {"Energy": bad})])  # type: ignore[dict-item]
    assert [row["sector"] for row in found.rows] == ["ICT"]
    assert found.warnings == (
        f"{QUERY}: 1 of 2 rows lack a usable attrition_percent and were left out.",
    )


@pytest.mark.parametrize("key", [{"year": None}, {"year": "2024"}, {"sector": None}, {"sector": 3}])
def test_a_row_without_its_keys_is_left_out(key: dict[str, object]) -> None:
    found = table([{"year": 2024, "sector": "ICT", COLUMN: 5.0, **key}])
    assert found.rows == ()
    assert "1 of 1 rows" in found.warnings[0]


def test_what_stands_twice_counts_once_and_what_clashes_not_at_all() -> None:
    rows = yearly(COLUMN, {"ICT": 5.0, "Energy": 3.0})
    found = table([*rows, *rows, *yearly(COLUMN, {"Energy": 9.0})])
    assert [row["sector"] for row in found.rows] == ["ICT"]
    assert "different things of 2024, Energy" in found.warnings[0]


def test_another_schema_is_told_with_the_columns_that_are_there() -> None:
    found = table([{"year": 2024, "sector": "ICT", "rate": 5.0}])
    assert found.rows == ()
    assert found.warnings == (f"{QUERY} has no column {COLUMN}; it has rate, sector, year.",)


def test_a_row_that_lacks_a_column_which_others_have_is_left_out() -> None:
    found = table([*yearly(COLUMN, {"ICT": 5.0}), {"year": 2024, "sector": "Energy"}])
    assert len(found.rows) == 1


def test_fractions_are_counted_in_per_cent_and_per_cent_stay_as_they_are() -> None:
    # Trap 9: qatarization stands in per cent from 0 to 100; a rule for 0..1 would refuse it.
    rows = yearly("qatarization_percent", {"Energy": 38.2})
    given_ = view({"q": rows})
    assert read(given_, "q", ("sector",), ("qatarization_percent",)).rows[0][
        "qatarization_percent"
    ] == pytest.approx(38.2)
    shares = {"q": answer("q", yearly("share", {"Energy": 0.382}), {"share": "fraction"})}
    as_fraction = read(type(given_)(None, answers=shares), "q", ("sector",), ("share",))
    assert as_fraction.rows[0]["share"] == pytest.approx(38.2)


def test_what_was_not_fetched_is_a_warning() -> None:
    found = read(view({}), QUERY, ("year",), ())
    assert found.answer is None
    assert found.warnings == (f"{QUERY} is not there, so nothing was computed from it.",)


@settings(deadline=None)
@given(st.integers(1, 120))
def test_the_window_holds_the_years_that_its_months_make(span: int) -> None:
    rows = [{"year": year} for year in range(2000, 2025)]
    assert len(newest(rows, span)) == math.ceil(span / 12)
    assert newest([], span) == []


@pytest.mark.parametrize("bad", [0, 51, -1, 2.5, "3", True])
def test_a_number_out_of_range_is_refused_with_the_range(bad: object) -> None:
    with pytest.raises(InputError, match=r"top_n is .*\. Give a whole number from 1 to 50\."):
        whole(view({}, top_n=bad), "top_n", 3, (1, 50))


@pytest.mark.parametrize("bad", [-0.1, 1.1, math.nan, "x", False])
def test_a_threshold_out_of_range_is_refused_with_the_range(bad: object) -> None:
    with pytest.raises(InputError, match=r"min_r is .*\. Give a number from 0 to 1\."):
        number(view({}, min_r=bad), "min_r", 0.5, (0, 1))


def test_an_unknown_word_is_answered_with_the_closest() -> None:
    with pytest.raises(InputError, match=r"method is 'spearmen'\. Did you mean 'spearman'"):
        choice(view({}, method="spearmen"), "method", "pearson", ("spearman", "pearson"))


def test_null_stands_for_the_default() -> None:
    nulls = view({}, top_n=None, min_r=None, method=None, months=None)
    assert whole(nulls, "top_n", 3, (1, 50)) == 3
    assert number(nulls, "min_r", 0.5, (0, 1)) == 0.5
    assert choice(nulls, "method", "a", ("a", "b")) == "a"
    assert months(nulls, 36) == 36


def test_sectors_are_found_in_any_case_and_unknown_ones_refused() -> None:
    rows = yearly(COLUMN, {"ICT": 5.0, "Energy": 3.0})
    asked = view({QUERY: rows}, sectors=["ict", "ICT"])
    known = read(asked, QUERY, ("year", "sector"), (COLUMN,))
    assert sectors(asked, known) == ("ICT",)
    assert sectors(view({}, sectors="energy"), known) == ("Energy",)
    assert sectors(view({}), known) == ()
    with pytest.raises(InputError, match=r"no data for 'Enery'\. Did you mean 'Energy'"):
        sectors(view({}, sectors=["Enery"]), known)


def test_a_mean_is_weighted_only_when_every_weight_is_known() -> None:
    rows = [{"v": 10.0, "n": 1}, {"v": 20.0, "n": 3}]
    assert mean(rows, "v", "n") == pytest.approx(17.5)
    assert mean([*rows, {"v": 30.0, "n": None}], "v", "n") == pytest.approx(20)
    assert mean(rows, "v") == pytest.approx(15)
    assert means([{"sector": "B", "v": 1.0}, {"sector": "A", "v": 3.0}], "v") == {"A": 3, "B": 1}
