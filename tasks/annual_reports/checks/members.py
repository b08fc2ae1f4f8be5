"""Members add up from the beginning of the year to its end."""

from collections.abc import Iterator, Mapping
from typing import Any

from tasks.annual_reports.checks.check import Check
from tasks.annual_reports.checks.plausible import number, ranged

_PARTS = ("members_start", "members_new", "members_left", "members_end")


def members(fields: Mapping[str, Any], unit: int = 1) -> Iterator[Check]:
    """Start and new less left is the end, exactly: people aren't rounded."""
    del unit
    start, new, left, end = (number(fields, name) for name in _PARTS)
    if start is None or new is None or left is None or end is None:
        yield Check("members add up", None, "missing: one of the four numbers", _PARTS)
    else:
        summed = start + new - left
        said = f"{start} + {new} - {left} = {summed}, printed {end}"
        yield Check("members add up", summed == end, said, _PARTS)
    limits = dict.fromkeys((*_PARTS, "transfers", "sublets"), (0.0, 20_000.0))
    yield from ranged(fields, limits)
