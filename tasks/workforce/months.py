"""Months as text (`2024-03`) and as numbers that can be counted with."""

import re
from collections.abc import Sequence

YEAR, QUARTER = 12, 3  # months
_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")


def number_of(month: object) -> int | None:
    """Months since the year 0; None for anything that is not written `YYYY-MM`."""
    found = _MONTH.fullmatch(month) if isinstance(month, str) else None
    return int(found[1]) * YEAR + int(found[2]) - 1 if found else None


def month_of(number: int) -> str:
    """`YYYY-MM` of months since the year 0."""
    return f"{number // YEAR:04d}-{number % YEAR + 1:02d}"


def following(month: str, count: int) -> tuple[str, ...]:
    """The months after `month`."""
    start = number_of(month)
    if start is None:
        raise ValueError(f"{month!r} is not written YYYY-MM.")
    return tuple(month_of(start + ahead) for ahead in range(1, count + 1))


def listed(months: Sequence[str], most: int = 3) -> str:
    """Months for a sentence: the first few, and how many more."""
    shown = ", ".join(months[:most])
    return shown if len(months) <= most else f"{shown} and {len(months) - most} more"
