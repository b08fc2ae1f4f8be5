"""A table's header against a model: `system_a.amount` is the field `amount` of `system_a`."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, Self, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from policies.errors import InputError

LIST_SEPARATOR = ";"


@dataclass(frozen=True)
class Columns:
    """The columns of one file, in its order. `lists` are those whose cells hold several items."""

    names: tuple[str, ...]
    lists: frozenset[str]

    @classmethod
    def of(cls, model: type[BaseModel], header: Sequence[str], file: str) -> Self:
        """Check a header; an InputError lists all that is missing, unknown or there twice."""
        names = tuple(name.strip() for name in header)
        fields = dict(leaves(model))
        problems = [*_missing(model, names), *_unknown(fields, names)]
        problems += [f"{name!r} stands there twice" for name in sorted(_twice(names))]
        if problems:
            raise InputError(
                f"{file}: the columns do not fit: {'; '.join(problems)}."
                f" There are: {', '.join(names) or 'none'}."
            )
        return cls(names, frozenset(name for name, field in fields.items() if _is_list(field)))

    def row(self, cells: Sequence[str]) -> dict[str, Any] | ValueError:
        """The cells of one row by field; empty cells are left out."""
        if len(cells) != len(self.names):
            return ValueError(f"has {len(cells)} cells where the header has {len(self.names)}.")
        filled = ((name, cell.strip()) for name, cell in zip(self.names, cells, strict=True))
        return nested({name: self._value(name, cell) for name, cell in filled if cell})

    def _value(self, name: str, cell: str) -> str | list[str]:
        if name not in self.lists:
            return cell
        return [item.strip() for item in cell.split(LIST_SEPARATOR) if item.strip()]


def nested(flat: Mapping[str, Any]) -> dict[str, Any]:
    """`{"a.b": 1}` as `{"a": {"b": 1}}`; what is None is left out, and so is what is then empty."""
    found: dict[str, Any] = {}
    for name, value in flat.items():
        if value is None:
            continue
        *parents, last = name.split(".")
        place = found
        for parent in parents:
            place = place.setdefault(parent, {})
        inner = nested(value) if isinstance(value, Mapping) else value
        if inner != {}:
            place[last] = inner
    return found


def leaves(model: type[BaseModel], prefix: str = "") -> Iterable[tuple[str, FieldInfo]]:
    """The fields of a model by dotted name; inner models, and then what is in them."""
    for name, field in model.model_fields.items():
        yield prefix + name, field
        inner = _inner(field.annotation)
        if inner is not None:
            yield from leaves(inner, f"{prefix}{name}.")


def _inner(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    found = (_inner(argument) for argument in get_args(annotation))
    return next((model for model in found if model is not None), None)


def _is_list(field: FieldInfo) -> bool:
    return get_origin(field.annotation) in (tuple, list)


def _missing(model: type[BaseModel], names: Sequence[str]) -> list[str]:
    groups = {name.rpartition(".")[0] for name in names} | {""}
    missing = []
    for name, field in leaves(model):
        present = name in names or any(other.startswith(f"{name}.") for other in names)
        if field.is_required() and name.rpartition(".")[0] in groups and not present:
            missing.append(f"{name!r} is missing{_near(name, names)}")
    return missing


def _unknown(fields: Mapping[str, FieldInfo], names: Sequence[str]) -> list[str]:
    return [f"{name!r} is unknown{_near(name, fields)}" for name in names if name not in fields]


def _twice(names: Sequence[str]) -> set[str]:
    return {name for name in names if names.count(name) > 1}


def _near(name: str, options: Iterable[str]) -> str:
    close = get_close_matches(name, list(options), n=1, cutoff=0.6)
    return f" (close: {close[0]!r})" if close else ""


__all__ = ["Columns", "leaves", "nested"]
