"""The JSON schema that a model is held to: an agent's shape, with bounds on all that could run on.

A model that is held to a schema may repeat itself without end inside a text, a number or a list:
nothing in JSON stops it. The bounds are far beyond what reports hold.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from policies.rosters import Shape
from tasks.shapes import json_schema

TEXT: Final = 1500  # characters of a text, and of its evidence
FIGURE: Final = 120  # characters of the evidence of a number or a day
ROWS: Final = 120  # of one list
_BOUNDS: Final[Mapping[str, Mapping[str, Any]]] = {
    "string": {"maxLength": TEXT},
    "integer": {"minimum": -(10**13), "maximum": 10**13},
    "array": {"maxItems": ROWS},
}
_OURS: Final = "box"  # places on the page are looked up, not asked for


def asked_schema(shape: Shape, pages: Sequence[int]) -> dict[str, Any]:
    """The schema of an answer whose values stand on some of these pages."""
    schema: dict[str, Any] = _bounded(json_schema(shape, evidenced=True), pages)
    del schema["$schema"]  # providers refuse what they don't know
    return schema


def _bounded(schema: Any, pages: Sequence[int]) -> Any:
    if isinstance(schema, list):
        return [_bounded(inner, pages) for inner in schema]
    if not isinstance(schema, Mapping):
        return schema
    found = {name: _bounded(inner, pages) for name, inner in schema.items()}
    if isinstance(properties := found.get("properties"), dict) and _is_leaf(properties):
        kept = {name: inner for name, inner in properties.items() if name != _OURS}
        kept["page"] = {**kept["page"], "minimum": min(pages), "maximum": max(pages)}
        words = "maxLength" in kept["value"]
        kept["text"] = {**kept["text"], "maxLength": TEXT if words else FIGURE}
        return {**found, "properties": kept}
    kind = found.get("type")
    bounds = _BOUNDS.get(kind, {}) if isinstance(kind, str) and "format" not in found else {}
    return {**found, **bounds}


def _is_leaf(properties: Mapping[str, Any]) -> bool:
    """A value with its evidence, and not an object of fields that happen to be called so."""
    return properties.keys() == {"value", "page", "text", _OURS} and "type" in properties["value"]
