"""Drivers that are put into the data are found, and noise is not."""

from random import Random

import pytest

from tasks.workforce.driver_screen import driver_screen
from tests.tasks.workforce.given import body, derived, market, run

SECTORS = ("A", "B", "C", "D")


def tables(months: int = 60, *, driven: str = "B", lag: int = 1, trend: float = 0.0) -> dict:
    """In one sector attrition follows the salary of `lag` months before, downwards."""
    draw = Random(5)
    people, pay = [], []
    for sector in SECTORS:
        salaries = [9000 + draw.uniform(-500, 500) + trend * at for at in range(months + 12)]
        for at in range(months):
            key = {"month": f"{2019 + at // 12}-{at % 12 + 1:02d}", "sector": sector}
            noise = draw.uniform(-0.1, 0.1)
            before = (9000 - salaries[at + 12 - lag]) / 500 if sector == driven else 10 * noise
            people.append(
                {
                    **key,
                    "employees": draw.randint(900, 1100),
                    "hires": draw.randint(10, 30),
                    "attrition_percent": 20 + before + noise + trend * at / 100,
                }
            )
            pay.append({**key, "avg_salary_qar": salaries[at + 12]})
    return {"employment_monthly": people, "salary_monthly": pay}


def test_the_driver_that_was_put_in_is_found_in_its_sector_only() -> None:
    outcome = run(driver_screen, tables())
    assert outcome.facts["found"] is True
    assert outcome.facts["count"] == 1
    assert (outcome.facts["top_sector"], outcome.facts["top_driver"]) == ("B", "the average salary")
    assert outcome.facts["r"] < -0.9
    assert "B: attrition is lower after higher average salary" in body(outcome)
    assert "that it causes it is not shown" in body(outcome)


def test_only_the_lag_that_was_put_in_shows_it() -> None:
    data = tables(lag=3)
    assert run(driver_screen, data, lag=3).facts["count"] == 1
    assert run(driver_screen, data, lag=1).facts["count"] == 0


def test_two_rising_series_are_not_taken_for_driver_and_driven() -> None:
    outcome = run(driver_screen, tables(driven="none", trend=50.0))
    assert outcome.facts["count"] == 0
    assert "with trend and season held constant" in body(outcome)


def test_noise_is_seldom_found_however_many_tests_there_are() -> None:
    found = [run(driver_screen, market(seed)).facts for seed in range(20)]
    assert {facts["tests"] for facts in found} == {24}
    assert sum(facts["found"] for facts in found) <= 3


def test_each_p_is_corrected_for_the_number_of_tests() -> None:
    rows = derived(run(driver_screen, tables()), "driver_screen")
    ps = sorted(row["p"] for row in rows)
    n = len(rows)
    for row in rows:
        place = ps.index(row["p"])
        assert row["corrected_p"] == pytest.approx(
            min(ps[at] * n / (at + 1) for at in range(place, n))
        )


def test_with_less_than_three_years_only_the_trend_is_held_constant() -> None:
    rows = derived(run(driver_screen, tables(30)), "driver_screen")
    assert {row["held"] for row in rows} == {"trend"}
    assert {row["months"] for row in rows} == {29}  # the first month has none before it


def test_the_window_is_that_of_the_months_asked_for() -> None:
    rows = derived(run(driver_screen, tables(), months=36), "driver_screen")
    assert {row["months"] for row in rows} == {36}


def test_too_few_months_are_a_warning() -> None:
    outcome = run(driver_screen, tables(20))
    assert outcome.facts["enough"] is False
    assert outcome.sections == ()
    assert "No sector has 24 months" in outcome.warnings[-1]


def test_no_more_than_top_n_are_told_and_all_are_counted() -> None:
    everywhere = [tables(driven=sector) for sector in SECTORS]
    data = {
        query: [
            r
            for t, s in zip(everywhere, SECTORS, strict=True)
            for r in t[query]
            if r["sector"] == s
        ]
        for query in ("employment_monthly", "salary_monthly")
    }
    outcome = run(driver_screen, data, top_n=3)
    assert outcome.facts["count"] == 4
    assert body(outcome).count("- **") == 3
    assert "one of 4 in 12 tests" in body(outcome)
