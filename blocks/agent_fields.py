"""What may stand in the row of an agent: the values of its columns, and the shape of its answer.

A shape is a mapping of fields, each a leaf, a mapping of leaves, or a list of one such mapping. A
leaf may have a `!` after it: nearly every document states it.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from blocks.coaching_rows import CONTENT
from blocks.rows import JSON

EDITABLE: Final = (*CONTENT, "active")
LEAVES: Final = ("text", "money", "number", "percent", "count", "date", "year", "flag")


def shape_fault(shape: JSON) -> str | None:
    """What is wrong with a shape, as a sentence; None for a sound one."""
    if not isinstance(shape, Mapping) or not shape:
        return "a shape is a mapping of fields, and not empty."
    for name, inner in shape.items():
        rows = isinstance(inner, list) and len(inner) == 1
        group = inner[0] if rows else inner
        leaves = group if isinstance(group, Mapping) else {"": inner}
        for key, leaf in leaves.items():
            if not isinstance(leaf, str) or leaf.removesuffix("!") not in LEAVES:
                place = f"{name}.{key}" if key else name
                valid = ", ".join(LEAVES)
                return (
                    f"{place} is {leaf!r}. Valid choices: {valid}; a mapping of these, or a list of"
                    " one such mapping."
                )
        if not leaves:
            return f"{name} has no fields."
    return None


def field_faults(fields: Mapping[str, Any]) -> Iterator[str]:
    """What is wrong with values for columns of an agent's row, a sentence each."""
    for name, value in fields.items():
        if name not in EDITABLE:
            yield f"there is no field {name!r}. Valid choices: {', '.join(EDITABLE)}."
        elif not _COLUMNS[name][0](value):
            yield f"{name} takes {_COLUMNS[name][1]}, not {value!r}."
        elif name == "output_schema" and (fault := shape_fault(value)):
            yield f"output_schema: {fault}"


def _words(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _list_of(kind: type) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, list) and all(type(one) is kind for one in value)


def _within_one(value: Any) -> bool:
    return type(value) in (int, float) and 0 <= value <= 1


_COLUMNS: Final[Mapping[str, tuple[Callable[[Any], bool], str]]] = {
    "name": (_words, "a name"),
    "specialization": (lambda value: isinstance(value, str), "text"),
    "typical_sections": (_list_of(str), "a list of headings"),
    "typical_pages": (_list_of(int), "a list of page numbers"),
    "bounded_prompt": (_words, "text"),
    "output_schema": (lambda value: isinstance(value, dict), "a shape"),
    "confidence_threshold": (_within_one, "a number from 0 to 1"),
    "priority": (lambda value: type(value) is int and value > 0, "a whole number from 1"),
    "active": (lambda value: type(value) is bool, "true or false"),
}
