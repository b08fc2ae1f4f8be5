"""Grades of competition, at and around their limits."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tasks.workforce.talent_competition import talent_competition
from tests.tasks.workforce.given import body, derived, run, yearly


def asked(values: dict[str, float], **params: object):
    rows = yearly("attrition_percent", values)
    return run(talent_competition, {"attrition_by_sector": rows}, **params)


def levels(outcome) -> dict[str, str]:  # type: ignore[no-untyped-def]
    return {row["sector"]: row["level"] for row in derived(outcome, "competition")}


def test_the_limits_themselves_belong_to_the_lower_grade() -> None:
    # The mean is 8: 12 is exactly one and a half times it, and 8 exactly the mean.
    outcome = asked({"A": 12.0, "B": 8.0, "C": 4.0})
    assert levels(outcome) == {"A": "Moderate", "B": "Low", "C": "Low"}


def test_high_is_above_one_and_a_half_times_the_mean() -> None:
    outcome = asked({"A": 20.0, "B": 9.0, "C": 4.0, "D": 3.0})  # the mean is 9
    assert levels(outcome) == {"A": "High", "B": "Low", "C": "Low", "D": "Low"}
    assert outcome.facts["high"] == 1
    assert outcome.facts["top"] == "A"
    assert outcome.facts["ratio"] == pytest.approx(20 / 9)
    assert "high in 1 of 4 sectors (A), moderate in 0 and low in 3" in body(outcome)
    assert "2.22 times the mean of 9.00 %" in body(outcome)


@settings(deadline=None)
@given(
    st.dictionaries(st.sampled_from("ABCDEFGH"), st.integers(1, 60), min_size=2),
    st.integers(1, 3),
)
def test_the_grades_are_those_of_the_rule_and_know_no_unit(
    values: dict[str, int], factor: int
) -> None:
    total, n = sum(values.values()), len(values)
    if any(v * n == total or 2 * v * n == 3 * total for v in values.values()):
        return  # on a limit: the test above
    expected = {
        s: "High" if 2 * v * n > 3 * total else "Moderate" if v * n > total else "Low"
        for s, v in values.items()
    }
    assert levels(asked({s: float(v) for s, v in values.items()})) == expected
    assert levels(asked({s: v / factor for s, v in values.items()})) == expected


def test_the_means_of_the_window_are_graded() -> None:
    rows = [
        *yearly("attrition_percent", {"A": 30.0, "B": 2.0, "C": 4.0}, 2023),
        *yearly("attrition_percent", {"A": 2.0, "B": 2.0, "C": 4.0}, 2024),
    ]
    table = {"attrition_by_sector": rows}
    assert run(talent_competition, table).facts["top"] == "C"
    assert run(talent_competition, table, months=24).facts["top"] == "A"


def test_a_sector_asked_for_is_graded_among_all() -> None:
    outcome = asked({"A": 20.0, "B": 9.0, "C": 4.0, "D": 3.0}, sectors=["d"])
    assert outcome.facts["level"] == "Low"
    assert (outcome.facts["high"], outcome.facts["low"]) == (0, 1)
    assert "D: low competition" in body(outcome)


@pytest.mark.parametrize("values", [{"A": 5.0}, {"A": 0.0, "B": 0.0}, {}])
def test_without_a_mean_above_zero_nothing_is_graded(values: dict[str, float]) -> None:
    outcome = asked(values)
    assert outcome.facts["enough"] is False
    assert outcome.sections == ()
    assert "no mean to beat" in outcome.warnings[-1]
