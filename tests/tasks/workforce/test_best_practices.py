"""The best sectors, against means weighted by hand."""

import pytest

from tasks.workforce.best_practices import best_practices
from tests.tasks.workforce.given import body, derived, run, yearly

LEAVING = {"A": 2.0, "B": 4.0, "C": 10.0, "D": 20.0}
SIZES = {"A": 100, "B": 300, "C": 100, "D": 500}


def losses(values: dict[str, float] | None = None, year: int = 2024) -> list[dict[str, object]]:
    return [
        {**row, "cohort_size": SIZES[row["sector"]]}
        for row in yearly("attrition_percent", values or LEAVING, year)
    ]


def asked(rows: list[dict[str, object]], **params: object):
    params = {"metric": "attrition_percent", **params}
    return run(best_practices, {"attrition_by_sector": rows}, **params)


def test_sectors_are_held_against_the_mean_of_all_people_not_of_all_sectors() -> None:
    # (2 × 100 + 4 × 300 + 10 × 100 + 20 × 500) / 1000 = 12.4, where the plain mean is 9.
    outcome = asked(losses())
    assert [r["sector"] for r in derived(outcome, "best_sectors")] == ["A", "B", "C", "D"]
    assert {r["mean_percent"] for r in derived(outcome, "best_sectors")} == {12.4}
    assert outcome.facts["top"] == "A"
    assert outcome.facts["better_by_points"] == pytest.approx(10.4)
    assert outcome.facts["count"] == 3  # C too is better than 12.4
    assert "10.40 points below the mean of all, 12.40 %" in body(outcome)


def test_without_the_number_of_people_the_plain_mean_stands_in() -> None:
    outcome = asked(yearly("attrition_percent", LEAVING))
    assert {r["mean_percent"] for r in derived(outcome, "best_sectors")} == {9}


def test_in_qatarization_more_is_better_and_both_groups_are_the_people() -> None:
    rows = [
        {"year": 2024, "sector": s, "qataris": q, "non_qataris": 100 - q, "qatarization_percent": q}
        for s, q in {"A": 10, "B": 60}.items()
    ]
    outcome = run(best_practices, {"qatarization_by_sector": rows})
    assert outcome.facts["metric"] == "qatarization_percent"
    assert outcome.facts["top"] == "B"
    assert outcome.facts["better_by_points"] == pytest.approx(25)
    assert "above the mean" in body(outcome)


def test_no_more_than_top_n_are_named_and_none_that_is_worse_than_the_mean() -> None:
    assert asked(losses(), top_n=1).facts["count"] == 1
    assert "D is among the best" not in body(asked(losses(), top_n=4))


def test_how_often_a_sector_was_better_tells_practice_from_luck() -> None:
    # C is better once, by far; the mean of its three years is better than that of all.
    rows = [
        *losses({"A": 9.0, "B": 9.0, "C": 10.0, "D": 9.0}, 2022),
        *losses({"A": 9.0, "B": 9.0, "C": 10.0, "D": 9.0}, 2023),
        *losses({"A": 9.0, "B": 9.0, "C": 1.0, "D": 9.0}, 2024),
    ]
    outcome = asked(rows)
    assert outcome.facts["top"] == "C"
    assert "better in 1 of 3 years and in place 1 of 4" in body(outcome)
    assert "C was better in no more than half of the years." in outcome.warnings


def test_a_sector_asked_for_that_is_worse_is_said_to_be() -> None:
    outcome = asked(losses(), sectors=["d"])
    assert outcome.facts["found"] is False
    assert outcome.facts["top"] == "D"
    assert "No sector asked for does better" in body(outcome)
    assert "7.60 points above the mean" in body(outcome)


def test_one_sector_or_equal_ones_have_no_best() -> None:
    for rows in (losses({"A": 2.0}), losses(dict.fromkeys(SIZES, 7.0))):
        outcome = asked(rows)
        assert outcome.facts["enough"] is False
        assert "none is the better one" in outcome.warnings[0]
        assert outcome.sections == ()
