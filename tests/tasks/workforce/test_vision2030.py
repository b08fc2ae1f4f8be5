"""Gaps to the targets, at and around the limits of the risks; and whether the pace does."""

import pytest

from tasks.workforce.vision2030 import PRIVATE, vision2030
from tests.tasks.workforce.given import body, derived, run

TARGETS = [
    {"metric": "qatarization_public", "target_percent": 90.0, "target_year": 2030},
    {"metric": "qatarization_private", "target_percent": 30.0, "target_year": 2030},
]


def shares(values: dict[str, float], year: int = 2024) -> list[dict[str, object]]:
    return [
        {
            "year": year,
            "sector": s,
            "qataris": round(10 * v),
            "non_qataris": 1000 - round(10 * v),
            "qatarization_percent": v,
        }
        for s, v in values.items()
    ]


def asked(rows: list[dict[str, object]], targets: object = TARGETS, **params: object):
    tables = {"qatarization_by_sector": rows, "vision_2030_targets": targets}
    return run(vision2030, {q: t for q, t in tables.items() if t is not None}, **params)  # type: ignore[misc]


def gaps(outcome) -> dict[str, dict[str, object]]:  # type: ignore[no-untyped-def]
    return {row["sector"]: row for row in derived(outcome, "vision_gap")}


def test_gap_and_points_a_year_until_2030() -> None:
    outcome = asked(shares({"ICT": 18.0, "Public": 72.0}))
    ict, public = gaps(outcome)["ICT"], gaps(outcome)["Public"]
    assert (ict["target_percent"], ict["gap_points"]) == (30, 12)
    assert ict["required_a_year_points"] == pytest.approx(2)
    assert (public["target_percent"], public["gap_points"]) == (90, 18)
    assert public["required_a_year_points"] == pytest.approx(3)


@pytest.mark.parametrize(
    ("value", "risk"),
    [
        (35.0, "on_track"),
        (30.0, "on_track"),
        (29.9, "moderate"),
        (24.01, "moderate"),
        (24.0, "high"),  # the gap of 6 is 20 % of the target, and no longer under it
        (1.0, "high"),
    ],
)
def test_the_risk_follows_the_gap(value: float, risk: str) -> None:
    outcome = asked(shares({"ICT": value}))
    assert gaps(outcome)["ICT"]["risk"] == risk
    assert outcome.facts[risk] == 1


def test_per_cent_stay_per_cent() -> None:
    # Trap 9: 38.2 is 38.2 %, not an impossible share of 3820 %.
    assert gaps(asked(shares({"Energy": 38.2})))["Energy"]["qatarization_percent"] == 38.2


def test_the_private_sectors_together_weigh_by_their_people() -> None:
    rows = [
        {"year": 2024, "sector": "A", "qataris": 90, "non_qataris": 10, "qatarization_percent": 90},
        {"year": 2024, "sector": "B", "qataris": 0, "non_qataris": 900, "qatarization_percent": 0},
        *shares({"Public": 70.0}),
    ]
    outcome = asked(rows)
    assert outcome.facts["private_percent"] == pytest.approx(9)  # 90 of 1000; the plain mean is 45
    assert outcome.facts["private_risk"] == "high"
    assert outcome.facts["worst"] == "B"


def test_the_pace_of_the_years_before_is_held_against_the_needed() -> None:
    slow = [row for year in range(2020, 2025) for row in shares({"A": 10 + (year - 2020)}, year)]
    fast = [row for year in range(2020, 2025) for row in shares({"B": 4 * (year - 2019)}, year)]
    outcome = asked([*slow, *fast])
    # A: 14 in 2024 needs 16 in 6 years and makes 1 a year; B: 20 needs 10 and makes 4 a year.
    assert gaps(outcome)["A"]["observed_a_year_points"] == pytest.approx(1)
    assert gaps(outcome)["B"]["observed_a_year_points"] == pytest.approx(4)
    text = body(outcome)
    assert "needs 2.67 points a year, and the pace of the last 5 years, 1.00 points a year" in text
    assert "4.00 points a year, suffices" in text


def test_one_odd_year_does_not_make_a_pace() -> None:
    values = {2020: 10.0, 2021: 11.0, 2022: 29.0, 2023: 13.0, 2024: 14.0}
    rows = [row for year, value in values.items() for row in shares({"A": value}, year)]
    assert gaps(asked(rows))["A"]["observed_a_year_points"] == pytest.approx(1)


def test_targets_asked_for_come_before_published_ones() -> None:
    outcome = asked(shares({"ICT": 18.0}), target_private=20, target_year=2028)
    assert gaps(outcome)["ICT"]["gap_points"] == 2
    assert gaps(outcome)["ICT"]["required_a_year_points"] == pytest.approx(0.5)


def test_without_published_targets_the_usual_ones_are_taken_and_said() -> None:
    outcome = asked(shares({"ICT": 18.0, "Public": 72.0}), None)
    assert gaps(outcome)["ICT"]["target_percent"] == 30
    assert gaps(outcome)["Public"]["target_percent"] == 90
    assert "No published target for the private sector: 30 % is taken." in outcome.warnings
    assert "Vision 2030" not in body(outcome)


def test_after_the_target_year_no_points_a_year_are_invented() -> None:
    outcome = asked(shares({"ICT": 18.0}, 2030))
    assert gaps(outcome)["ICT"]["required_a_year_points"] is None
    assert "the time for it is over" in body(outcome)


def test_a_sector_without_the_newest_year_is_left_out_and_named() -> None:
    outcome = asked([*shares({"ICT": 18.0}), *shares({"Energy": 10.0}, 2023)])
    assert "Energy" not in gaps(outcome)
    assert "No qatarization in 2024, left out: Energy." in outcome.warnings


def test_a_sector_asked_for_stands_beside_all_private_ones() -> None:
    outcome = asked(shares({"ICT": 18.0, "Energy": 10.0, "Public": 72.0}), sectors=["ict"])
    assert list(gaps(outcome)) == [PRIVATE, "ICT"]
