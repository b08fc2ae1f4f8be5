"""Derived answers: their ids, what they rest on, and what they refuse."""

from datetime import date
from math import inf, nan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blocks.answers import Answer, Provenance
from tasks.derived import derived, last_day, newest


def read(query: str = "rates", as_of: str | None = "2024", **more: object) -> Answer:
    rows = ({"sector": "Energy", "size": 20, "rate": 3.5},)
    provenance = Provenance("LMIS", "LMIS rates", "rates.csv")
    return Answer(query, rows, "percent", provenance, as_of=as_of, **more)  # type: ignore[arg-type]


def test_equal_results_have_equal_ids_however_their_sources_are_ordered() -> None:
    one, two = read("one"), read("two")
    first = derived("gap", [{"gap": 1.5}], {"gap": "points"}, [one, two])
    again = derived("gap", [{"gap": 1.5}], {"gap": "points"}, [two, one, one])
    assert first == again
    assert first.query.startswith("derived_gap_")
    assert first.query.removeprefix("derived_gap_").isalnum()
    assert len(first.query) == len("derived_gap_") + 8
    assert first.sources == ("one", "two")


@pytest.mark.parametrize(
    "other",
    [
        derived("gaps", [{"gap": 1.5}], {}, [read()]),
        derived("gap", [{"gap": 1.6}], {}, [read()]),
        derived("gap", [{"gap": 1.5}], {}, [read("other")]),
        derived("gap", [{"gap": 1.5}], {}, [read(params={"year": 2023})]),
        derived("gap", [{"gap": 1.5}], {}, [read()], params={"top_n": 3}),
    ],
)
def test_another_operation_row_source_or_parameter_has_another_id(other: Answer) -> None:
    assert other.query != derived("gap", [{"gap": 1.5}], {}, [read()]).query


def test_it_is_as_new_as_its_newest_source_and_keeps_the_column_of_the_cohort() -> None:
    sources = [read("a", "2023-06"), read("b", "2023", cohort="size"), read("c", None)]
    found = derived("mean", [{"size": 20, "mean": 3.5}], {"mean": "percent"}, sources)
    assert found.as_of == "2023"  # the year ends after June
    assert found.cohort == "size"
    assert found.unit == "percent"
    assert found.provenance.source == "derived"


@pytest.mark.parametrize("value", [nan, inf, -inf])
def test_a_number_that_is_not_finite_is_refused_with_its_column(value: float) -> None:
    with pytest.raises(ValueError, match=r"'slope' holds .* not finite"):
        derived("trend", [{"slope": value}], {}, [read()])


def test_a_cell_that_is_no_scalar_no_sources_and_no_name_are_refused() -> None:
    with pytest.raises(ValueError, match="'parts' holds list"):
        derived("trend", [{"parts": [1]}], {}, [read()])
    with pytest.raises(ValueError, match="needs the answers"):
        derived("trend", [{"slope": 1.0}], {}, [])
    with pytest.raises(ValueError, match="no name of an operation"):
        derived("My trend!", [{"slope": 1.0}], {}, [read()])


def test_the_last_day_of_a_year_a_month_and_a_date() -> None:
    assert last_day("2024") == date(2024, 12, 31)
    assert last_day("2024-02") == date(2024, 2, 29)
    assert last_day("2024-12") == date(2024, 12, 31)
    assert last_day("2024-02-03T10:00:00Z") == date(2024, 2, 3)
    for unknown in ("", "2024-13", "2024-02-30", "Q1 2024", "0000"):
        assert last_day(unknown) is None


@given(st.lists(st.dates(date(1900, 1, 1), date(2100, 1, 1)).map(str), min_size=1))
def test_the_newest_of_dates_is_their_maximum(dates: list[str]) -> None:
    assert newest([None, *dates, "soon"]) == max(dates)
