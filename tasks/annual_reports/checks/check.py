"""One check of extracted values, and how close two amounts must be."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

TOLERANCE = 3  # kronor, or printed units: sums of rounded lines; measured on 31 real reports


@dataclass(frozen=True, slots=True)
class Check:
    """Something that must hold; `holds` is None when a part is missing, so that it can't be told.

    `detail` says the figures in a sentence; `fields` are those that the check rests on.
    """

    name: str
    holds: bool | None
    detail: str
    fields: tuple[str, ...]


def value_of(found: Any) -> Any:
    """The value of a leaf in its JSON form; None when it is missing."""
    return found["value"] if isinstance(found, Mapping) and "value" in found else None


def close(one: int, other: int, unit: int = 1) -> bool:
    """Whether two amounts in kronor are equal but for rounding; `unit` is 1 or 1000."""
    return abs(one - other) <= TOLERANCE * unit
