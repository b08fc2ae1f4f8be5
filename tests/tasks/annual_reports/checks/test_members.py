"""Checks of members."""

from typing import Any

import pytest

from tasks.annual_reports.checks.members import members


def held(*numbers: int | None) -> bool | None:
    names = ("members_start", "members_new", "members_left", "members_end")
    fields: dict[str, Any] = {
        name: None if number is None else {"value": number, "page": 1, "text": "", "box": None}
        for name, number in zip(names, numbers, strict=True)
    }
    return next(check.holds for check in members(fields) if check.name == "members add up")


@pytest.mark.parametrize(
    ("numbers", "holds"),
    [
        ((71, 9, 12, 68), True),
        ((71, 9, 12, 69), False),
        ((0, 3, 0, 3), True),
        ((71, None, 12, 68), None),
    ],
)
def test_members_add_up_exactly_or_it_cannot_be_told(
    numbers: tuple[int | None, ...], *, holds: bool | None
) -> None:
    assert held(*numbers) is holds
