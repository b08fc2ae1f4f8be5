"""Data that is not fit to be cited: impossible values, small cohorts, old data."""

from datetime import date

import pytest

from blocks.answers import Answer, Provenance
from policies.schema import Verification
from tasks.verification.condition import age_days, condition, impossible, stale, too_small
from tasks.verification.issues import Code
from tasks.verification.sums import shares

TODAY = date(2025, 6, 30)
RULES = Verification()


def answer(*rows: dict[str, object], units: dict[str, str], **more: object) -> Answer:
    origin = Provenance("LMIS", "LMIS", "file")
    return Answer("q", rows, "unknown", origin, units, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("column", "unit", "value", "fault"),
    [
        ("qatarization_percent", "percent", 38.2, False),  # per cent are no fraction
        ("qatarization", "fraction", 38.2, True),
        ("qatarization", "fraction", 0.382, False),
        ("rate", "percent", 100.5, True),
        ("rate", "percent", -0.5, True),
        ("change_percent", "percent", -99.0, False),
        ("yoy_percent", "percent", 199.0, False),
        ("yoy_percent", "percent", 201.0, True),
        ("change_percent", "percent", -101.0, True),
        ("growth", "fraction", -0.3, False),
        ("exchange_rate_percent", "percent", 150.0, True),  # no change, though it ends so
        ("employees", "count", -1, True),
        ("employees_change", "count", -1, False),
        ("avg_salary_qar", "qar", -5.0, False),
        ("z", "unknown", -7.0, False),
    ],
)
def test_values_must_be_possible_in_their_unit(
    column: str, unit: str, value: float, fault: bool
) -> None:
    found = list(impossible(answer({column: value}, {column: None}, units={column: unit})))
    assert [issue.code for issue in found] == [Code.OUT_OF_RANGE] * fault


def test_the_worst_value_of_a_column_is_told_once() -> None:
    rows = [{"rate": value} for value in (50.0, 101.0, 250.0, -3.0)]
    (issue,) = impossible(answer(*rows, units={"rate": "percent"}))
    assert issue.detail == (
        "rate of q has 250, which is not within 0 and 100 (percent; 3 of 4 rows)."
    )


def test_rows_about_fewer_than_fifteen_people_are_told_without_naming_them() -> None:
    rows = [{"sector": "Energy", "people": 14}, {"sector": "Finance", "people": 15}]
    issue = too_small(answer(*rows, units={}, cohort="people"), 15)
    assert issue is not None
    assert issue.code is Code.COHORT_TOO_SMALL
    assert issue.severity == "error"
    assert "Energy" not in issue.detail
    assert "14" not in issue.detail
    assert too_small(answer(rows[1], units={}, cohort="people"), 15) is None
    assert too_small(answer(*rows, units={}), 15) is None


@pytest.mark.parametrize(
    ("as_of", "days"),
    [("2024", 181), ("2025-05", 30), ("2025-06-01", 29), ("2026", 0), ("once", None), (None, None)],
)
def test_age_counts_from_the_last_day_of_a_year_or_month(
    as_of: str | None, days: int | None
) -> None:
    assert age_days(answer(units={}, as_of=as_of), TODAY) == days


def test_the_limit_of_a_query_goes_before_that_of_the_pack() -> None:
    old = answer(units={}, as_of="2024-04-30")
    assert age_days(old, TODAY) == 426
    (issue,) = stale([old], RULES, TODAY)
    assert (issue.code, issue.severity) == (Code.STALE, "warning")
    assert issue.detail == "q is as of 2024-04-30, 426 days ago; 400 are allowed."
    assert not list(stale([answer(units={}, as_of="2024-04-30", sla_days=426)], RULES, TODAY))
    assert list(stale([answer(units={}, as_of="2025-06-29", sla_days=0)], RULES, TODAY))


def test_the_whole_condition_is_told_in_shares() -> None:
    good = answer({"rate": 5.0}, units={"rate": "percent"}, as_of="2025-06-01")
    bad = answer({"rate": 500.0}, units={"rate": "percent"}, as_of="2001")
    undated = answer({"people": 3}, units={}, cohort="people")
    found = condition([good, bad, undated], RULES, TODAY)
    assert [issue.code for issue in found.issues] == [
        Code.COHORT_TOO_SMALL,
        Code.OUT_OF_RANGE,
        Code.STALE,
    ]
    assert (found.possible, found.private, found.undated) == (pytest.approx(2 / 3), 0, 1)
    assert found.fresh == pytest.approx((3 - 1 - 0.5) / 3)


UNITS = {"male_percent": "percent", "female_percent": "percent", "total_percent": "percent"}


def test_parts_of_a_row_must_be_its_total() -> None:
    right = {"year": 2024, "male_percent": 60.2, "female_percent": 39.8, "total_percent": 100.0}
    wrong = {**right, "female_percent": 49.8}
    assert list(shares(answer(right, units=UNITS), 0.5)) == []
    assert list(shares(answer(right, wrong, units=UNITS), 0.5)) == [
        "male_percent + female_percent of q is 110, total_percent is 100."
    ]


def test_shares_may_not_exceed_the_whole_in_any_grouping() -> None:
    rows = [
        {"year": year, "size": size, "share_percent": share}
        for year in (2023, 2024)
        for size, share in (("small", 70.0), ("large", 30.0))
    ]
    units = {"share_percent": "percent"}
    assert list(shares(answer(*rows, units=units), 0.5)) == []
    assert list(shares(answer(*rows[:1], units=units), 0.5)) == []  # the rest was left out
    broken = [{**row, "share_percent": 71.0} for row in rows]
    (fault,) = shares(answer(*broken, units=units), 0.5)
    assert fault == "share_percent of q sums to 142, more than 100."
