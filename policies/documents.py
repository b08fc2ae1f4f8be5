"""YAML files as data whose every value knows its line, and their faults as problems.

Nothing here knows what a policy means: a document is read, then validated against a model of
`policies/schema.py`, and each fault names file, line, path and what would be right.
"""

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar, get_args, get_origin

import yaml
from pydantic import BaseModel, ValidationError

from policies.errors import Problem, choices

Loc = tuple[str | int, ...]
ModelT = TypeVar("ModelT", bound=BaseModel)
Construct: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the C twin, five times as fast


@dataclass(frozen=True)
class Document:
    """A YAML file: its name in messages, its data, and the line of each path in it."""

    file: str
    data: Any
    lines: Mapping[Loc, int]

    def line(self, loc: Loc) -> int:
        """The line of a path, or of the nearest thing above it that the file holds."""
        while loc and loc not in self.lines:
            loc = loc[:-1]
        return self.lines.get(loc, 1)

    def problem(self, loc: Loc, message: str, remedy: str = "") -> Problem:
        return Problem(self.file, self.line(loc), shown(loc), message, remedy)


def read(path: Path, name: str) -> tuple[Document, list[Problem]]:
    """Read one YAML file; faults of its syntax and keys that stand twice are problems."""
    try:
        text = path.read_text(encoding="utf-8")
        loader = Construct(text)
        node = loader.get_single_node()
        data = None if node is None else loader.construct_document(node)
    except UnicodeDecodeError as error:
        message = f"is not UTF-8 at byte {error.start}. Save the file as UTF-8."
        return Document(name, None, {}), [Problem(name, 1, "", message)]
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        what = getattr(error, "problem", None) or str(error)
        line = mark.line + 1 if mark else 1
        return Document(name, None, {}), [Problem(name, line, "", f"is no valid YAML: {what}.")]
    lines: dict[Loc, int] = {}
    problems: list[Problem] = []
    if node is not None:
        _walk(node, (), lines, problems, name)
    return Document(name, data, lines), problems


def validate(document: Document, model: type[ModelT]) -> tuple[ModelT | None, list[Problem]]:
    """The document as a value of `model`, and its problems.

    With problems there may still be a value: that of the document without the keys at fault, so
    that what else is wrong can be told in the same breath.
    """
    if not isinstance(document.data, dict):
        return None, [document.problem((), "must hold a mapping of keys to values.")]
    try:
        return model.model_validate(document.data), []
    except ValidationError as error:
        faults = error.errors()
    sound = deepcopy(document.data)
    for fault in faults:
        _drop(sound, _place(model, fault["loc"])[0])
    problems = [_problem(document, model, fault) for fault in faults]
    try:
        return model.model_validate(sound), problems
    except ValidationError:
        return None, problems


def _drop(data: Any, loc: Loc) -> None:
    """Take the key at fault out of nested mappings; elements of lists keep their places."""
    while loc and isinstance(loc[-1], int):
        loc = loc[:-1]
    for part in loc[:-1]:
        inside = isinstance(data, dict) and part in data
        data = data[part] if inside or isinstance(data, list) else None
    if loc and isinstance(data, dict):
        data.pop(loc[-1], None)


def shown(loc: Loc) -> str:
    """A path as people write it: `steps[1].needs`."""
    parts = (f"[{part}]" if isinstance(part, int) else f".{part}" for part in loc)
    return "".join(parts).removeprefix(".")


def _walk(
    node: yaml.Node, loc: Loc, lines: dict[Loc, int], problems: list[Problem], name: str
) -> None:
    lines.setdefault(loc, node.start_mark.line + 1)
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            here = (*loc, str(key.value))
            if here in lines:
                message = f"stands twice; the first is in line {lines[here]}."
                problems.append(Problem(name, key.start_mark.line + 1, shown(here), message))
                continue
            lines[here] = key.start_mark.line + 1
            _walk(value, here, lines, problems, name)
    elif isinstance(node, yaml.SequenceNode):
        for index, value in enumerate(node.value):
            _walk(value, (*loc, index), lines, problems, name)


def _problem(document: Document, model: type[BaseModel], fault: Any) -> Problem:
    loc, models = _place(model, fault["loc"])
    kind = fault["type"]
    if kind == "extra_forbidden":
        keys = (f.alias or name for each in models[:1] for name, f in each.model_fields.items())
        valid = choices(str(loc[-1]), keys)
        return document.problem(loc, f"unknown key {loc[-1]!r}.", valid)
    if kind == "missing":
        return document.problem(loc[:-1], f"the key {loc[-1]!r} is missing.")
    message = fault["msg"].removeprefix("Value error, ")
    given = fault["input"]
    if kind != "value_error" and isinstance(given, (str, int, float, bool)):
        message += f", not {given!r}"
    return document.problem(loc, message.rstrip(".") + ".")


_TAGS = frozenset({"tuple[str, ...]", "[key]"})  # of pydantic's own, in paths


def _place(model: type[BaseModel], loc: Loc) -> tuple[Loc, list[type[BaseModel]]]:
    """A fault's path as the file has it, and the models that its last key was looked up in.

    In pydantic's path the model that a union chose has its name, which isn't in the file.
    """
    path: list[str | int] = []
    here: list[type[BaseModel]] = [model]  # what the next part is a key of
    within = here
    keyed = False  # whether the next part is any key of a mapping
    for part in loc:
        chosen = [each for each in here if each.__name__ == part]
        if chosen or part in _TAGS:
            here = chosen or here
            continue
        path.append(part)
        within = here
        if isinstance(part, int) or keyed:
            keyed = False
            continue
        named = (f for each in here for n, f in each.model_fields.items() if part in (n, f.alias))
        field = next(named, None)
        here = _models_in(field.annotation) if field else []
        keyed = field is not None and get_origin(field.annotation) is dict
    return tuple(path), within


def _models_in(annotation: Any) -> list[type[BaseModel]]:
    """The models that an annotation holds, in its order."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [found for arg in get_args(annotation) for found in _models_in(arg)]
