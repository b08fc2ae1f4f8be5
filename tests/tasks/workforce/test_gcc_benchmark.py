"""Ranks among the Gulf states, against places counted by hand."""

from pathlib import Path

import pytest

from tasks.workforce.gcc_benchmark import gcc_benchmark
from tests.tasks.workforce.given import body, derived, run

VALUES = {"Bahrain": 1.2, "Kuwait": 2.1, "Oman": 3.3, "Qatar": 0.2, "Saudi Arabia": 4.2}


def rows(values: dict[str, float | None], year: int = 2024) -> list[dict[str, object]]:
    return [{"country": c, "year": year, "unemployment_percent": v} for c, v in values.items()]


def asked(data: list[dict[str, object]], **params: object):
    return run(gcc_benchmark, {"unemployment_gcc": data}, **params)


def test_the_lowest_unemployment_is_first_and_the_gap_is_to_the_mean_of_all() -> None:
    outcome = asked(rows(VALUES))
    assert outcome.facts == {
        "enough": True,
        "country": "Qatar",
        "year": 2024,
        "value": 0.2,
        "rank": 1,
        "countries": 5,
        "gap_points": pytest.approx(0.2 - 11 / 5),
    }
    assert "place 1 of 5" in body(outcome)
    assert "2.00 points below the mean of 2.20 %" in body(outcome)
    assert "Qatar 0.20 %, Bahrain 1.20 %, Kuwait 2.10 %, Oman 3.30 %" in body(outcome)


def test_another_country_may_be_asked_for_in_any_case() -> None:
    outcome = asked(rows(VALUES), country="saudi arabia")
    assert outcome.facts["country"] == "Saudi Arabia"
    assert outcome.facts["rank"] == 5
    assert "2.00 points above" in body(outcome)


def test_equal_values_share_the_better_place_and_are_named() -> None:
    outcome = asked(rows({**VALUES, "Kuwait": 0.2}))
    assert outcome.facts["rank"] == 1
    assert "place 1 of 5, shared with Kuwait," in body(outcome)
    assert [row["rank"] for row in derived(outcome, "unemployment_rank")] == [1, 1, 3, 4, 5]


def test_the_newest_year_of_all_countries_is_taken() -> None:
    newer = {c: v for c, v in VALUES.items() if c != "Oman"}
    outcome = asked([*rows(VALUES, 2023), *rows(newer, 2024)])
    assert outcome.facts["year"] == 2023
    assert "2023 is the newest year that as many countries share" in outcome.warnings[0]


def test_without_a_year_of_all_the_missing_are_named() -> None:
    no_oman = {c: v for c, v in VALUES.items() if c != "Oman"}
    no_kuwait = {c: v for c, v in VALUES.items() if c not in ("Kuwait", "Bahrain")}
    outcome = asked([*rows(no_oman, 2024), *rows(no_kuwait, 2023)])
    assert outcome.facts["year"] == 2024
    assert outcome.facts["countries"] == 4
    assert "Oman has no value in 2024" in outcome.warnings[0]


def test_two_countries_are_no_benchmark() -> None:
    outcome = asked(rows({"Qatar": 0.2, "Oman": 3.0}))
    assert outcome.facts["enough"] is False
    assert outcome.sections == ()
    assert outcome.warnings == ("No year has a value for Qatar and 3 countries in all.",)
    assert asked(rows({"Qatar": 0.2, "Oman": 3.0}), min_countries=2).facts["rank"] == 1


def test_a_null_of_the_country_itself_leaves_that_year_out() -> None:
    outcome = asked([*rows({**VALUES, "Qatar": None}, 2024), *rows(VALUES, 2023)])
    assert outcome.facts["year"] == 2023
    assert any("1 of 10 rows" in warning for warning in outcome.warnings)


def test_data_without_the_home_country_is_a_warning_not_the_callers_fault() -> None:
    outcome = asked(rows({c: v for c, v in VALUES.items() if c != "Qatar"}))
    assert outcome.facts["enough"] is False


def test_figures_of_another_query_are_cited_under_its_own_id() -> None:
    from blocks.answers import Answer, Provenance
    from tasks.agent import View

    real = Answer(
        "gcc_unemployment",
        tuple(rows(VALUES)),
        "percent",
        Provenance("World Bank", "Unemployment", str(Path("gcc_unemployment.csv"))),
        {"unemployment_percent": "percent"},
    )
    outcome = gcc_benchmark.run(View(None, answers={"unemployment_gcc": real}))
    assert "Per World Bank: unemployment in Qatar" in body(outcome)
    assert [each.query for each in outcome.citations][-1] == "gcc_unemployment"
