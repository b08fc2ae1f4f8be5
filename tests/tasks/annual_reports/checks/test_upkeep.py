"""Checks of upkeep, fees, energy, suppliers and events."""

from typing import Any

import pytest

from tasks.annual_reports.checks.upkeep import energy, events, fees, maintenance, suppliers


def leaf(value: Any) -> dict[str, Any] | None:
    return None if value is None else {"value": value, "page": 1, "text": str(value), "box": None}


def failed(checks: Any) -> set[str]:
    return {check.name for check in checks if check.holds is False}


def measure(year: str, what: str | None, cost: int | None) -> dict[str, Any]:
    return {"year": leaf(year), "what": leaf(what), "cost": leaf(cost)}


def test_measures_have_years_that_can_be_words_and_no_negative_costs() -> None:
    good = {"done": [measure("2015-2017", "Nytt tak", 0)], "planned": []}
    assert failed(maintenance(good)) == set()
    bad = {"done": [measure("2915", None, -5)], "planned": []}
    assert failed(maintenance(bad)) == {"years of done", "costs of done", "what done says"}


def test_a_plan_ends_after_it_begins() -> None:
    fields = {"plan_from": leaf(2050), "plan_to": leaf(2020), "done": [], "planned": []}
    assert failed(maintenance(fields)) == {"plan's years"}


def test_a_change_of_the_fee_is_a_percentage_and_its_day_is_one() -> None:
    rows = [{"percent": leaf(9), "date": leaf("2025-07-01")}, {"percent": leaf(2), "date": None}]
    assert failed(fees({"increases": rows, "decreases": [], "fee_per_sqm": leaf(715)})) == set()
    rows = [{"percent": leaf(900), "date": leaf("0025-07-01")}]
    assert failed(fees({"increases": rows})) == {
        "percentage of increases",
        "increases: date of date",
    }


@pytest.mark.parametrize(
    ("parts", "total", "holds"),
    [((25, 213, 19), 257, True), ((25, 213, 19), 290, None), ((25, 213, 19), 240, False),
     ((25, 213, None), 257, None)],
)  # fmt: skip
def test_parts_of_the_cost_of_energy_are_no_more_than_it(
    parts: tuple[int | None, ...], total: int, *, holds: bool | None
) -> None:
    names = ("electricity_per_sqm", "heating_per_sqm", "water_per_sqm", "energy_cost_per_sqm")
    fields = {
        name: {"current": leaf(value), "previous": None}
        for name, value in zip(names, (*parts, total), strict=True)
    }
    found = {check.name: check.holds for check in energy(fields)}
    assert found["cost of energy, current"] is holds


def test_half_a_supplier_fails_and_none_is_an_answer() -> None:
    assert failed(suppliers({"suppliers": []})) == set()
    half = [{"category": leaf("Städning"), "supplier": None}]
    assert failed(suppliers({"suppliers": half})) == {"suppliers are whole"}


def test_events_that_are_mostly_figures_fail() -> None:
    assert failed(events({"during": [{"text": leaf("Taket är lagt.")}], "after": []})) == set()
    assert failed(events({"during": [{"text": leaf("120 300 110 200")}]})) == {"events during"}
