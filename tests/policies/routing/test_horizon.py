"""The time in a question: windows, calendar months, what lies ahead, and what is no time at all."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.errors import InputError
from policies.routing.horizon import horizon
from policies.routing.words import plain

TODAY = date(2026, 7, 15)


@pytest.mark.parametrize(
    ("text", "months"),
    [
        ("the last 18 months", 18),
        ("past two years", 24),
        ("the previous quarter", 3),
        ("last twenty-four months", 24),
        ("last half year", 6),
        ("the last few months", 3),
        ("in recent years", 36),
        ("recent weeks", 1),
        ("last 90 days", 3),
        ("past 6 weeks", 2),
        ("over five years", 60),
        ("a 5-year trend", 60),
        ("past decade", 120),
        ("two years ago", 24),
        ("a couple of years ago", 24),
        ("since 3 months", 3),
        ("last 1,000 months", 1000),
    ],
)
def test_a_window_is_counted_back_from_today(text: str, months: int) -> None:
    found = horizon(f"Attrition {text} please", TODAY)
    assert (found.months, found.ahead, found.first, found.last) == (months, None, None, None)


@pytest.mark.parametrize(
    ("text", "months", "first", "last"),
    [
        ("since 2019", 91, "2019-01", "2026-07"),
        ("since the start of 2020", 79, "2020-01", "2026-07"),
        ("in 2022", 55, "2022-01", "2022-12"),
        ("unemployment 2023", 43, "2023-01", "2023-12"),
        ("2019-2021", 91, "2019-01", "2021-12"),
        ("2019-21", 91, "2019-01", "2021-12"),
        ("between 2019 and 2021", 91, "2019-01", "2021-12"),
        ("from May 2020 to June 2021", 75, "2020-05", "2021-06"),
        ("2023-01 to 2023-06", 43, "2023-01", "2023-06"),
        ("in Q3 2022", 49, "2022-07", "2022-09"),
        ("the last quarter of 2021", 58, "2021-10", "2021-12"),
        ("H1 2023", 43, "2023-01", "2023-06"),
        ("in March 2024", 29, "2024-03", "2024-03"),
        ("before 2020", 115, "2017-01", "2019-12"),
        ("last year", 19, "2025-01", "2025-12"),
        ("this year", 12, "2026-01", "2026-07"),
        ("this quarter", 3, "2026-07", "2026-07"),
    ],
)
def test_calendar_times_keep_their_months_and_reach_back_to_the_first(
    text: str, months: int, first: str, last: str
) -> None:
    found = horizon(f"Attrition {text}", TODAY)
    assert (found.months, found.first, found.last) == (months, first, last)


@pytest.mark.parametrize(
    ("text", "ahead"),
    [
        ("next 12 months", 12),
        ("the coming two quarters", 6),
        ("next year", 17),
        ("in 6 months", 6),
        ("a year from now", 12),
        ("by 2030", 53),
        ("by the end of 2027", 17),
        ("in 2028", 29),
        ("12-month forecast", 12),
        ("by year end", 5),
    ],
)
def test_what_lies_ahead_does_not_shrink_the_window(text: str, ahead: int) -> None:
    found = horizon(f"Employment {text}", TODAY)
    assert (found.months, found.ahead) == (None, ahead)


def test_both_directions_are_kept_apart() -> None:
    found = horizon("over the next 3 years, given the last 2 years", TODAY)
    assert (found.months, found.ahead) == (24, 36)
    across = horizon("from 2020 to 2030", TODAY)
    assert (across.months, across.ahead, across.last) == (79, 53, "2026-07")


@pytest.mark.parametrize(
    "text",
    [
        "Vision 2030",
        "the 2030 target",
        "salaries above 2000 QAR",
        "between 2000 and 3000 QAR",
        "2,030 employees",
        "in 1950 companies",
        "after 2500 dismissals",
        "+2019",
        "in March",
        "in the near future",
        "everything",
        "",
    ],
)
def test_names_and_amounts_are_no_times(text: str) -> None:
    found = horizon(text, TODAY)
    assert (found.months, found.ahead, found.spans) == (None, None, ())


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("last 999999999 years", "at most 1200 are possible"),
        ("last 99999999999999999999999999 days", "at most 1200"),
        ("next 5000 years", "at most 600 are possible"),
        ("since 1066", "Give one between 1900 and 2100"),
        ("since 3000?", "Give one between 1900 and 2100"),
        ("since 2050", "lies in the future; today is 2026-07-15"),
        ("since 1900", "at most 1200"),
        ("last 0 months", "Give at least one"),
    ],
)
def test_times_out_of_every_calendar_are_refused_in_a_sentence(text: str, said: str) -> None:
    with pytest.raises(InputError, match=said):
        horizon(f"attrition {text}", TODAY)


def test_a_reversed_range_is_read_the_other_way_round_and_says_so() -> None:
    found = horizon("between 2021 and 2019", TODAY)
    assert (found.first, found.last) == ("2019-01", "2021-12")
    assert found.notes == ("The period 2021-01 to 2019-12 was read the other way round.",)


def test_several_times_are_taken_together() -> None:
    found = horizon("in 2023 and in Q1 2024", TODAY)
    assert (found.first, found.last) == ("2023-01", "2024-03")
    mixed = horizon("in 2023 and the last 6 months", TODAY)
    assert (mixed.months, mixed.first, mixed.last) == (43, None, None)


@given(st.text(max_size=200))
def test_any_text_has_a_horizon_or_a_clear_refusal(text: str) -> None:
    try:
        found = horizon(plain(text), TODAY)
    except InputError:
        return
    assert found.months is None or 1 <= found.months <= 1200
    assert found.ahead is None or 1 <= found.ahead <= 600


@given(st.integers(1, 100), st.sampled_from(["day", "week", "month", "quarter", "year"]))
def test_a_longer_window_never_reaches_back_less(count: int, unit: str) -> None:
    one = horizon(f"last {count} {unit}s", TODAY).months
    more = horizon(f"last {count + 1} {unit}s", TODAY).months if count < 100 else one
    assert one is not None
    assert more is not None
    assert one <= more
