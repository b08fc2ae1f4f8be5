"""Checks of flats and areas."""

from typing import Any

import pytest

from tasks.annual_reports.checks.property import property as property_


def leaf(value: Any) -> dict[str, Any]:
    return {"value": value, "page": 1, "text": str(value), "box": None}


def held(**values: Any) -> dict[str, bool | None]:
    rooms = values.pop("rooms", [])
    fields: dict[str, Any] = {name: leaf(value) for name, value in values.items()}
    fields["rooms"] = [{"rooms": leaf(at), "count": leaf(n)} for at, n in enumerate(rooms, 1)]
    return {check.name: check.holds for check in property_(fields)}


@pytest.mark.parametrize(
    ("values", "holds"),
    [
        ({"rooms": [14, 21, 9], "apartments": 44}, True),
        ({"rooms": [14, 21, 9], "apartments": 45}, False),
        ({"rooms": [14, 21, 9], "cooperative_apartments": 40, "rental_apartments": 4}, True),
        ({"rooms": [14, 21, 9], "cooperative_apartments": 44, "rental_apartments": 4}, True),
        ({"rooms": [14, 21, 9]}, None),
        ({"apartments": 44}, None),
    ],
)
def test_rooms_add_up_to_the_flats_with_or_without_those_let(
    values: dict[str, Any], *, holds: bool | None
) -> None:
    assert held(**values)["rooms add up to flats"] is holds


@pytest.mark.parametrize(
    ("parts", "holds"),
    [((4912, 207, 5119), True), ((4912, 207, 5118), True), ((4912, 707, 5119), False)],
)
def test_flats_and_premises_are_no_more_than_the_whole(
    parts: tuple[int, int, int], *, holds: bool
) -> None:
    home, premises, total = parts
    found = held(residential_area=home, premises_area=premises, total_area=total)
    assert found["residential_area and premises_area within total_area"] is holds


def test_flats_of_members_and_flats_let_make_all() -> None:
    name = "flats of members and let"
    assert held(apartments=53, cooperative_apartments=49, rental_apartments=4)[name] is True
    assert held(apartments=53, cooperative_apartments=50, rental_apartments=4)[name] is False
    assert held(apartments=53, rental_apartments=4)[name] is True
    assert held(apartments=53)[name] is None


def test_years_and_sizes_that_cannot_be_fail() -> None:
    found = held(built_year=1062, total_area=7_000_000, apartments=0)
    assert found["year of built_year"] is False
    assert found["size of total_area"] is False
    assert found["size of apartments"] is False
