"""Months of the year in data whose seasons are put in by hand."""

from random import Random

import pytest

from tasks.workforce.seasonal_effects import UNTESTED, seasonal_effects
from tests.tasks.workforce.given import body, derived, market, run

PEOPLE = "employment_monthly"
FACTORS = [0.8, 0.9, 1.0, 1.0, 1.1, 1.3, 1.4, 1.1, 0.9, 0.9, 0.8, 0.8]  # they average 1


def rows(months: int, noise: float = 0.0, sectors: tuple[str, ...] = ("A", "B")) -> list:
    draw = Random(11)
    return [
        {
            "month": f"{2019 + at // 12}-{at % 12 + 1:02d}",
            "sector": sector,
            "employees": 1000,
            "hires": 10,
            "leavers": 10,
            "attrition_percent": 2 * FACTORS[at % 12] * (1 + draw.uniform(-noise, noise)),
        }
        for sector in sectors
        for at in range(months)
    ]


def lifts(outcome) -> dict[str, float]:  # type: ignore[no-untyped-def]
    return {row["month"]: row["lift_percent"] for row in derived(outcome, "seasons")}


def test_the_lift_of_each_month_is_what_was_put_in() -> None:
    found = lifts(run(seasonal_effects, {PEOPLE: rows(60)}))
    assert found["July"] == pytest.approx(40)
    assert found["January"] == pytest.approx(-20)
    assert len(found) == 12


def test_a_noisy_season_is_found_and_its_peak_comes_first() -> None:
    outcome = run(seasonal_effects, {PEOPLE: rows(96, 0.08)})
    assert outcome.facts["found"] is True
    assert outcome.facts["top"] == "July"
    assert outcome.facts["lift_percent"] == pytest.approx(40, abs=5)
    assert outcome.facts["p"] < 0.001
    assert "July: monthly attrition is above its trend" in body(outcome)
    assert "salary_monthly" not in body(outcome)
    assert outcome.warnings == ()


def test_noise_without_a_season_is_hardly_ever_called_one() -> None:
    found = sum(run(seasonal_effects, market(seed)).facts["found"] for seed in range(40))
    assert found <= 4


def test_two_years_show_lifts_that_are_not_tested() -> None:
    outcome = run(seasonal_effects, {PEOPLE: rows(24)})
    assert outcome.facts["enough"] is True
    assert outcome.facts["found"] is False
    assert outcome.facts["p"] is None
    assert UNTESTED in outcome.warnings
    assert "not tested" in body(outcome)


def test_less_than_two_years_is_too_little() -> None:
    outcome = run(seasonal_effects, {PEOPLE: rows(23)})
    assert outcome.facts["enough"] is False
    assert outcome.sections == ()
    assert "Seasons need 24 months; there are 23." in outcome.warnings


def test_a_window_that_is_too_short_is_widened_and_said() -> None:
    outcome = run(seasonal_effects, {PEOPLE: rows(60)}, months=12)
    assert outcome.facts["enough"] is True
    assert "12 months are too few for seasons: the newest 24 are used." in outcome.warnings


def test_a_series_that_never_changes_has_no_season() -> None:
    outcome = run(seasonal_effects, {PEOPLE: rows(60)}, metric="employees")
    assert outcome.facts["enough"] is False
    assert outcome.facts["measure"] == "employees"
    assert outcome.sections == ()


def test_salaries_are_weighted_by_employees() -> None:
    people = [{**row, "employees": 3000 if row["sector"] == "A" else 1000} for row in rows(48)]
    pay = [
        {
            "month": row["month"],
            "sector": row["sector"],
            "avg_salary_qar": 1000 * FACTORS[int(row["month"][5:]) - 1]
            if row["sector"] == "A"
            else 1000.0,
        }
        for row in people
    ]
    data = {PEOPLE: people, "salary_monthly": pay}
    outcome = run(seasonal_effects, data, metric="avg_salary_qar")
    assert lifts(outcome)["July"] == pytest.approx(30)  # 40 % of three quarters of the people
    assert "Per LMIS: in July the average salary" in body(outcome)


def test_only_the_sectors_asked_for_count() -> None:
    data = rows(48, sectors=("A",))
    flat = [{**row, "sector": "B", "attrition_percent": 2.0} for row in data]
    outcome = run(seasonal_effects, {PEOPLE: [*data, *flat]}, sectors=["a"])
    assert lifts(outcome)["July"] == pytest.approx(40)
    both = run(seasonal_effects, {PEOPLE: [*data, *flat]})
    assert lifts(both)["July"] == pytest.approx(20, abs=2)  # half of the people have no season


def test_a_long_gap_leaves_the_sector_out_and_says_so() -> None:
    holed = [r for r in rows(60) if r["sector"] == "B" or not "2021-03" <= r["month"] <= "2021-08"]
    outcome = run(seasonal_effects, {PEOPLE: holed})
    assert outcome.facts["enough"] is True
    assert any(warning.startswith("A is left out") for warning in outcome.warnings)
