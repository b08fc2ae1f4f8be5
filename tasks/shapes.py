"""The shape of an agent's answer as a JSON Schema, and as a model that validates answers.

The compact form of a shape is that of `policies/rosters.py`. With `evidenced` each leaf of an
answer is `{value, page, text, box}` or null, without it the value or null; `box` may be left out.
"""

import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Annotated, Any, Final, NotRequired

from pydantic import (
    AfterValidator,
    BeforeValidator,
    ConfigDict,
    Field,
    RootModel,
    StrictFloat,
    StrictInt,
    StrictStr,
)
from typing_extensions import TypedDict

from policies.errors import OperatorError
from policies.rosters import EXPECTED, LEAVES, Shape, shape_faults

DRAFT: Final = "https://json-schema.org/draft/2020-12/schema"
_FORMS: Final[Mapping[str, dict[str, Any]]] = {
    "text": {"type": "string"},
    "money": {"type": "integer"},
    "number": {"type": "number"},
    "percent": {"type": "number"},
    "count": {"type": "integer"},
    "date": {"type": "string", "format": "date"},
    "year": {"type": "integer"},
    "flag": {"type": "boolean"},
}
_BOX: Final = {
    "type": ["array", "null"],
    "items": {"type": "number"},
    "minItems": 4,
    "maxItems": 4,
    "description": "Left, top, right, bottom on the page.",
}


def checked(shape: Any, whose: str) -> Shape:
    """A shape that is sound; OperatorError says what is wrong with `whose` shape and where."""
    for loc, message, remedy in shape_faults(shape):
        place = ".".join(map(str, loc))
        said = f"{place}: {message} {remedy}" if place else f"{message} {remedy}"
        raise OperatorError(f"The output schema of {whose} can't be used: {said.strip()}")
    found: Shape = shape
    return found


def json_schema(shape: Shape, *, evidenced: bool = False) -> dict[str, Any]:
    """A shape in JSON Schema (draft 2020-12): every field is there, a missing value is null."""
    return {"$schema": DRAFT, **_object({name: _inner(s, evidenced) for name, s in shape.items()})}


def model_of(shape: Shape, *, evidenced: bool = False) -> type[RootModel[Any]]:
    """A model for answers of a shape; `model_dump(mode="json")` gives them as plain JSON.

    Nothing is taken for what it is not: "12" and 1.5 are no integers, 1 is no flag, a date is ISO
    8601, and a field that is not in the shape, or is left out, is an error. What models write for
    "missing" becomes null: an empty text, a leaf without a value, null for a whole mapping or rows.
    """
    return _model(json.dumps(shape), evidenced)


def blank(shape: Shape) -> dict[str, Any]:
    """The answer in which everything is missing."""
    return {
        name: [] if _is_rows(inner) else dict.fromkeys(inner) if _is_group(inner) else None
        for name, inner in shape.items()
    }


def _is_group(inner: Any) -> bool:
    return isinstance(inner, Mapping)


def _is_rows(inner: Any) -> bool:
    return isinstance(inner, list | tuple)


def _inner(inner: Any, evidenced: bool) -> dict[str, Any]:
    if _is_rows(inner):
        return {"type": "array", "items": _inner(inner[0], evidenced)}
    if _is_group(inner):
        return _object({name: _inner(leaf, evidenced) for name, leaf in inner.items()})
    kind = inner.removesuffix(EXPECTED)
    form = {**_FORMS[kind], "description": LEAVES[kind]}
    if not evidenced:
        return {**form, "type": [form["type"], "null"]}
    parts = {
        "value": form,
        "page": {"type": "integer", "minimum": 1, "description": "Of the file, from 1."},
        "text": {"type": "string", "description": "Verbatim, as it stands on the page."},
    }
    found = {**_object(parts), "properties": {**parts, "box": _BOX}}
    return {"anyOf": [found, {"type": "null"}]}


def _object(properties: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": dict(properties),
        "required": list(properties),
        "additionalProperties": False,
    }


def _iso(text: str) -> str:
    from datetime import date

    try:
        same = date.fromisoformat(text).isoformat() == text  # 20241231 is a date to Python too
    except ValueError:
        same = False
    if not same:
        raise ValueError("a date is written as 2024-12-31")
    return text


def _something(value: Any) -> Any:
    """Null for what says that there is nothing: an empty text, or evidence without a value."""
    inner = value.get("value", value) if isinstance(value, Mapping) else value
    nothing = inner is None or (isinstance(inner, str) and not inner.strip())
    return None if nothing else value


_STRICT: Final = ConfigDict(strict=True, extra="forbid", allow_inf_nan=False)
_Number: Any = StrictInt | Annotated[StrictFloat, Field(allow_inf_nan=False)]
_VALUES: Final[Mapping[str, Any]] = {
    "text": StrictStr,
    "money": StrictInt,
    "number": _Number,
    "percent": _Number,
    "count": StrictInt,
    "date": Annotated[StrictStr, AfterValidator(_iso)],
    "year": StrictInt,
    "flag": bool,
}
_Edge: Any = Annotated[list[StrictInt | StrictFloat], Field(min_length=4, max_length=4)]


def _leaf(kind: str, evidenced: bool) -> Any:
    value = _VALUES[kind.removesuffix(EXPECTED)]
    if evidenced:
        parts = {
            "value": value,
            "page": Annotated[StrictInt, Field(ge=1)],
            "text": Annotated[StrictStr, Field(min_length=1)],
            "box": NotRequired[_Edge | None],
        }
        value = _mapping("Found", parts)
    return Annotated[value | None, BeforeValidator(_something)]


def _mapping(name: str, parts: Mapping[str, Any]) -> Any:
    # No model of its own: a field may be called `copy` or `schema`, as methods of models are.
    make: Any = TypedDict
    made = make(name, dict(parts))
    made.__pydantic_config__ = _STRICT
    return made


def _field(name: str, inner: Any, evidenced: bool) -> Any:
    if _is_rows(inner):
        several: Any = list
        rows = several[_field(name, inner[0], evidenced)]
        return Annotated[rows, BeforeValidator(lambda found: [] if found is None else found)]
    if not _is_group(inner):
        return _leaf(inner, evidenced)
    group = _mapping(name.title(), {key: _leaf(kind, evidenced) for key, kind in inner.items()})
    empty = dict.fromkeys(inner)
    return Annotated[group, BeforeValidator(lambda found: dict(empty) if found is None else found)]


@lru_cache(maxsize=256)
def _model(shape: str, evidenced: bool) -> type[RootModel[Any]]:
    fields = {name: _field(name, inner, evidenced) for name, inner in json.loads(shape).items()}
    answer: Any = RootModel
    made: type[RootModel[Any]] = answer[_mapping("Answer", fields)]
    return made
