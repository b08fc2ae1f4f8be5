"""Scenario definitions, what they do to a path, and how paths add up."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.errors import InputError
from tasks.workforce.metrics import ATTRITION, EMPLOYEES, SALARY
from tasks.workforce.months import following
from tasks.workforce.rollup import Outlook, differences
from tasks.workforce.scenarios import Scenario, adjusted, check, scenarios_of

AHEAD = following("2024-12", 6)
FLAT = (100.0,) * 6


def scenario(**given_: Any) -> Scenario:
    return Scenario.model_validate({"name": "test", "kind": "percentage", "value": 10, **given_})


def path(**given_: Any) -> tuple[float, ...]:
    return adjusted(FLAT, AHEAD, 80, scenario(**given_), SALARY)


def test_a_percentage_changes_each_month_by_its_share() -> None:
    assert path(value=10) == pytest.approx([110] * 6)


def test_an_addition_adds_in_units_of_the_metric() -> None:
    assert path(kind="additive", value=-25) == (75,) * 6


def test_a_level_is_reached_whatever_the_forecast_was() -> None:
    assert path(kind="level", value=300) == (300,) * 6


def test_a_level_without_a_value_is_the_newest_one() -> None:
    assert path(kind="level", value=None) == (80,) * 6


def test_an_effect_grows_in_equal_steps_from_its_month_on() -> None:
    ramped = path(kind="additive", value=30, ramp_months=3, from_month="2025-03")
    assert ramped == pytest.approx((100, 100, 110, 120, 130, 130))


def test_a_target_is_met_in_the_last_month_of_its_ramp() -> None:
    assert path(kind="level", value=160, ramp_months=6) == pytest.approx(
        (110, 120, 130, 140, 150, 160)
    )


def test_an_effect_of_nothing_changes_nothing() -> None:
    assert path(value=0) == FLAT
    assert path(kind="additive", value=0) == FLAT


def test_no_scenario_makes_fewer_than_nobody_or_more_than_all() -> None:
    less = scenario(kind="additive", value=-500)
    assert adjusted(FLAT, AHEAD, 80, less, EMPLOYEES) == (0,) * 6
    more = scenario(kind="additive", value=500)
    assert adjusted((5.0,) * 6, AHEAD, 5, more, ATTRITION) == (100,) * 6


@given(
    st.lists(st.integers(1, 10**6), min_size=6, max_size=6),
    st.floats(-100, 200).map(lambda value: round(value, 3)),
)
def test_a_percentage_scales_with_the_path(values: list[int], percent: float) -> None:
    one = adjusted(values, AHEAD, 1, scenario(value=percent), SALARY)
    ten = adjusted([10 * v for v in values], AHEAD, 1, scenario(value=percent), SALARY)
    assert ten == pytest.approx([10 * value for value in one], rel=1e-4, abs=1e-2)


@pytest.mark.parametrize(
    ("given_", "said"),
    [
        (None, "give a list of 1 to 10; it is None"),
        ([], "give a list of 1 to 10; there are 0"),
        ([{"kind": "level"}], "scenarios[0].name: Field required."),
        ([{"name": "a", "kind": "percent", "value": 1}], "Did you mean 'percentage'?"),
        ([{"name": "a", "kind": "level", "valu": 1}], "unknown key. Did you mean 'value'?"),
        ([{"name": "a", "kind": "level", "value": "much"}], "scenarios[0].value:"),
        ([{"name": "a", "kind": "level", "value": float("nan")}], "finite"),
        ([{"name": "a", "kind": "level", "ramp_months": 37}], "less than or equal to 36"),
        ([{"name": "a", "kind": "level", "from_month": "2025-13"}], "from_month"),
        ([{"name": "[x]", "kind": "level"}], "a name is one line without marks"),
        ([{"name": "a", "kind": "level"}] * 2, "'a' stands twice"),
        (["more"], "scenarios[0]:"),
    ],
)
def test_a_definition_that_is_wrong_is_refused_with_what_is_valid(given_: Any, said: str) -> None:
    with pytest.raises(InputError) as error:
        scenarios_of({"scenarios": given_}, 1)
    assert said in str(error.value)


def test_all_that_is_wrong_is_told_at_once() -> None:
    wrong = [{"name": "a", "kind": "x"}, {"kind": "level", "more": 1}]
    with pytest.raises(InputError) as error:
        scenarios_of({"scenarios": wrong}, 1)
    assert len(str(error.value).splitlines()) == 3


@pytest.mark.parametrize(
    ("given_", "said"),
    [
        ({"sector": "Enerji"}, "unknown sector 'Enerji'. Did you mean 'Energy'?"),
        ({"from_month": "2026-01"}, "Give one of 2025-01 to 2025-06"),
        ({"value": None}, "kind percentage needs a value"),
        ({"value": -101}, "Give a percentage from -100 to 200"),
        ({"kind": "level", "value": 101}, "Give a level from 0 to 100"),
        ({"kind": "level", "value": -1}, "Give a level from 0 to 100"),
    ],
)
def test_a_scenario_that_does_not_fit_the_data_is_refused(
    given_: dict[str, Any], said: str
) -> None:
    with pytest.raises(InputError) as error:
        check([scenario(**given_)], ATTRITION, AHEAD, ["Energy", "ICT"])
    assert said in str(error.value)


def outlook(metric: Any = EMPLOYEES) -> Outlook:
    paths = {"Energy": (100.0, 110.0), "ICT": (30.0, 40.0)}
    return Outlook(
        metric, AHEAD[:2], paths, {"Energy": 90.0, "ICT": 20.0}, {"Energy": 1.0, "ICT": 3.0}
    )


def test_people_of_parts_add_up() -> None:
    assert outlook().whole == (130, 150)
    assert outlook().newest_whole == 110


def test_rates_of_parts_are_weighed_by_their_newest_employees() -> None:
    assert outlook(SALARY).whole == (47.5, 57.5)


def test_a_scenario_of_a_sector_reaches_the_whole_through_its_part() -> None:
    assert outlook().under(scenario(sector="ICT", value=50)) == (145, 170)
    assert outlook(SALARY).under(scenario(sector="ICT", value=50)) == (58.75, 72.5)


def test_a_scenario_without_a_sector_is_of_the_whole() -> None:
    assert outlook().under(scenario(value=10)) == (143, 165)
    assert outlook().under(scenario(kind="level", value=None)) == (110, 110)


def test_differences_are_month_by_month() -> None:
    assert differences((5, 7), (4, 9), EMPLOYEES) == (1, -2)
