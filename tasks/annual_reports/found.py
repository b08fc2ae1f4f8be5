"""What extraction finds: a value, and the evidence for it on its page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tasks.annual_reports.document.words import Box

Scalar = str | int | float | bool


@dataclass(frozen=True, slots=True)
class Found:
    """A value with its evidence: page (from 1), verbatim text, and box in points.

    Amounts are whole kronor (int), also where the report prints thousands; other numbers are int,
    or float where decimals are printed; dates are ISO 8601 text. A missing value is no Found but
    None. `box` is None where words have no place, as in answers of a model about an image.
    """

    value: Scalar
    page: int
    text: str
    box: Box | None = None

    def as_json(self) -> dict[str, Any]:
        box = [round(edge, 1) for edge in self.box] if self.box else None
        return {"value": self.value, "page": self.page, "text": self.text, "box": box}


Leaf = Found | None
Group = Mapping[str, Leaf]  # such as both year columns: current and previous
Rows = Sequence[Group]
Fields = Mapping[str, Leaf | Group | Rows]


def as_json(fields: Fields) -> dict[str, Any]:
    """Fields as JSON: each Found a mapping, what is missing null."""
    return {name: _json(value) for name, value in fields.items()}


def _json(value: Any) -> Any:
    if isinstance(value, Found):
        return value.as_json()
    if isinstance(value, Mapping):
        return {name: _json(inner) for name, inner in value.items()}
    return value if value is None else [_json(row) for row in value]
