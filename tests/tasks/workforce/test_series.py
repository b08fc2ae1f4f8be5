"""Series made of rows: gaps, several sectors together, months."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.workforce.metrics import ATTRITION, EMPLOYEES, SALARY
from tasks.workforce.months import following, listed, month_of, number_of
from tasks.workforce.series import Series, aligned, by_sector, together
from tests.tasks.workforce.paths import rows


@given(st.integers(0, 9999 * 12))
def test_a_month_is_what_its_number_says(number: int) -> None:
    assert number_of(month_of(number)) == number


@pytest.mark.parametrize("text", ["2024-13", "2024-00", "2024-1", "24-01", "2024", "", None, 2024])
def test_anything_else_is_no_month(text: object) -> None:
    assert number_of(text) is None


def test_the_months_after_december_are_those_of_the_next_year() -> None:
    assert following("2024-11", 3) == ("2024-12", "2025-01", "2025-02")


def test_long_lists_of_months_are_cut_short() -> None:
    assert listed(["2024-01", "2024-02"]) == "2024-01, 2024-02"
    assert listed(["a", "b", "c", "d", "e"]) == "a, b, c and 2 more"


def test_a_gap_of_two_months_lies_on_the_line_between_its_neighbours_and_is_said() -> None:
    given_ = [row for row in rows([10, 0, 0, 16, 20]) if row["employees"]]
    made = by_sector(given_, EMPLOYEES)
    assert made.series[0].values == (10, 12, 14, 16, 20)
    assert made.warnings == (
        "Energy has no value in 2017-02, 2017-03: interpolated between the months around.",
    )


def test_a_gap_of_three_months_leaves_the_sector_out() -> None:
    given_ = [row for row in rows([10, 0, 0, 0, 20]) if row["employees"]]
    made = by_sector([*given_, *rows([1, 2], "ICT")], EMPLOYEES)
    assert [series.name for series in made.series] == ["ICT"]
    assert made.warnings == (
        "Energy is left out: it has no value in 2017-02, 2017-03, 2017-04, "
        "and a gap of more than 2 months is not filled.",
    )


def test_what_is_no_month_is_named() -> None:
    given_ = [*rows([1, 2]), {"month": "May 2017", "sector": "Energy", "employees": 3}]
    made = by_sector(given_, EMPLOYEES)
    assert made.series[0].values == (1, 2)
    assert made.warnings == ("'May 2017' is no month: it is not written YYYY-MM.",)


def test_people_are_summed_and_rates_weighed_by_people() -> None:
    people = [*rows([100, 100], "Energy"), *rows([300, 100], "ICT")]
    assert together(by_sector(people, EMPLOYEES).series, EMPLOYEES, "all").series == (
        Series("all", 2017 * 12, (400, 200)),
    )
    leaving = [
        {**row, "attrition_percent": rate} for row, rate in zip(people, [1, 1, 5, 5], strict=True)
    ]
    (whole,) = together(by_sector(leaving, ATTRITION).series, ATTRITION, "all").series
    assert whole.values == ((100 * 1 + 300 * 5) / 400, 3)


def test_salaries_are_weighed_by_the_employees_of_another_table() -> None:
    pay = [*rows([10.0], "Energy", "avg_salary_qar"), *rows([20.0], "ICT", "avg_salary_qar")]
    people = [*rows([1], "Energy"), *rows([3], "ICT")]
    made = together(by_sector(pay, SALARY, people).series, SALARY, "all")
    assert made.series[0].values == (17.5,)


def test_salaries_of_several_sectors_without_employees_are_not_averaged() -> None:
    pay = [*rows([10.0], "Energy", "avg_salary_qar"), *rows([20.0], "ICT", "avg_salary_qar")]
    made = together(by_sector(pay, SALARY).series, SALARY, "all")
    assert made.series == ()
    assert "ask for one sector" in made.warnings[0]


def test_a_month_without_any_employee_has_no_rate() -> None:
    empty = [{**row, "attrition_percent": 1.0} for row in [*rows([0], "Energy"), *rows([0], "ICT")]]
    made = together(by_sector(empty, ATTRITION).series, ATTRITION, "all")
    assert made.series == ()
    assert "no employees to weigh by" in made.warnings[0]


def test_only_months_that_all_sectors_have_are_used() -> None:
    parts = by_sector([*rows([1, 2, 3]), *rows([5, 6, 7], "ICT", start="2017-02")], EMPLOYEES)
    made = together(parts.series, EMPLOYEES, "all")
    assert made.series[0].months == ("2017-02", "2017-03")
    assert made.series[0].values == (7, 9)
    assert made.warnings == (
        "Only 2017-02 to 2017-03 is used: other months are missing in some sectors.",
    )


def test_sectors_that_never_meet_have_nothing_in_common() -> None:
    parts = by_sector([*rows([1]), *rows([5], "ICT", start="2020-01")], EMPLOYEES)
    assert aligned(parts.series).series == ()


def test_the_newest_months_are_at_most_all_that_there_are() -> None:
    series = Series("Energy", 2017 * 12, (1.0, 2.0, 3.0), (4.0, 5.0, 6.0))
    assert series.newest_months(2) == Series("Energy", 2017 * 12 + 1, (2.0, 3.0), (5.0, 6.0))
    assert series.newest_months(9) == series


@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=30), st.integers(0, 99))
def test_the_order_of_rows_does_not_matter(values: list[int], seed: int) -> None:
    given_ = rows(values)
    shuffled = Random(seed).sample(given_, len(given_))
    assert by_sector(given_, EMPLOYEES) == by_sector(shuffled, EMPLOYEES)


def test_people_are_whole_and_rates_stay_between_none_and_all() -> None:
    assert EMPLOYEES.rounded(10.6) == 11
    assert isinstance(EMPLOYEES.rounded(10.6), int)
    assert EMPLOYEES.bounded(-3) == 0
    assert ATTRITION.bounded(101) == 100
    assert SALARY.bounded(1e9) == 1e9


def test_changes_are_in_per_cent_but_between_percentages_not() -> None:
    assert EMPLOYEES.percent_change(110, 100) == 10
    assert EMPLOYEES.percent_change(1, 0) is None
    assert ATTRITION.percent_change(2, 1) is None
