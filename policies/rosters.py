"""Rosters: the seeds of a pack's agents, a file each in `policies/<pack>/agents/`.

A seed is how an agent begins. It is put into the database, edited there, and read from there: see
`blocks/registry.py`. The shape of what an agent answers is a mapping of fields:

    chairman: text                                   # a leaf
    total_assets: {current: money, previous: money}  # a mapping of leaves
    board_members: [{name: text, role: text}]        # rows: a list with one mapping of leaves

A `!` after a leaf says that nearly every document states it: a judge may miss it.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Any, Final

from pydantic import Field, StringConstraints, WithJsonSchema, field_validator

from policies.documents import Document, Loc, read, validate
from policies.errors import PolicyError, Problem, choices
from policies.schema import Value

LEAVES: Final[Mapping[str, str]] = {
    "text": "as printed",
    "money": "whole kronor, also where the report prints thousands",
    "number": "with decimals where they are printed",
    "percent": "with decimals where they are printed; 1.5 for 1.5 %",
    "count": "a whole number of things",
    "date": "ISO 8601, such as 2024-12-31",
    "year": "four digits",
    "flag": "true or false",
}
_NAME: Final = re.compile(r"[a-z][a-z0-9_]*")
EXPECTED: Final = "!"
_LEAF: Final = {"enum": [*LEAVES, *(leaf + EXPECTED for leaf in LEAVES)]}
_GROUP: Final = {
    "type": "object",
    "minProperties": 1,
    "propertyNames": {"pattern": f"^{_NAME.pattern}$"},
    "additionalProperties": _LEAF,
}
_SHAPE: Final = {
    **_GROUP,
    "description": "What it answers: fields, each a leaf, a mapping of leaves, or rows.",
    "additionalProperties": {
        "anyOf": [_LEAF, _GROUP, {"type": "array", "items": _GROUP, "minItems": 1, "maxItems": 1}]
    },
}
Shape = Mapping[str, Any]
Heading = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]


class Seed(Value):
    """An agent as it begins: its prompt, the sections that it reads, and what it answers."""

    id: str = Field(pattern=r"^\w+$", description="What it is known by, such as LoansAgent.")
    name: str = Field(min_length=1, description="What it is called where people read of it.")
    specialization: str = Field(min_length=1, description="What it knows, in one sentence.")
    priority: int = Field(ge=1, le=3, description="1 is the most important.")
    threshold: float = Field(
        ge=0, le=1, description="The score from which its answer is accepted without a remark."
    )
    typical_pages: tuple[Annotated[int, Field(ge=1)], ...] = Field((), description="A hint only.")
    sections: tuple[Heading, ...] = Field(
        min_length=1,
        description="Headings that it reads, in lower case; part/heading only in that part.",
    )
    prompt: str = Field(min_length=1, description="What is asked of a model, without the format.")
    schema_: Annotated[dict[str, Any], WithJsonSchema(_SHAPE)] = Field(alias="schema")

    @field_validator("prompt")
    @classmethod
    def prompt_says_something(cls, prompt: str) -> str:
        if not prompt.strip():
            raise ValueError("an agent needs a prompt.")
        return prompt


Roster = Mapping[str, Seed]  # by id, in the order of the files


def roster_digest(roster: Roster) -> str:
    """SHA-256 of what all seeds say."""
    said = "\n".join(seed.model_dump_json(by_alias=True) for seed in roster.values())
    return sha256(said.encode()).hexdigest()


def roster_of(
    seeds: Mapping[str, Seed], documents: Mapping[str, Document]
) -> tuple[Roster, list[Problem]]:
    """The seeds of a folder by their ids, and what is wrong though each value is valid."""
    found: dict[str, Seed] = {}
    files: dict[str, str] = {}
    problems: list[Problem] = []
    for name, seed in seeds.items():
        document = documents[name]
        problems += _check(document, seed)
        if seed.id in found:
            said = f"the id {seed.id!r} is taken by {files[seed.id]}."
            problems.append(document.problem(("id",), said, "Give one of them another."))
            continue
        found[seed.id], files[seed.id] = seed, document.file
    return found, problems


def changed_seed(path: Path, standing: Mapping[str, Any]) -> Seed:
    """A seed with what a file says in place of what stands; the file may say all of it or a part.

    PolicyError, with file and line, for what can't be used; OSError when there is no such file.
    """
    document, problems = read(path, str(path))
    if not problems and isinstance(document.data, dict):
        document = replace(document, data={**standing, **document.data})
    seed, faults = (None, []) if problems else validate(document, Seed)
    if seed and seed.id != standing["id"]:
        said = f"this is {seed.id!r}, and {standing['id']!r} is to be changed."
        faults.append(document.problem(("id",), said, "Leave it out, or name that agent."))
    problems = [*problems, *faults, *(_check(document, seed) if seed else ())]
    if seed is None or problems:
        raise PolicyError(problems)
    return seed


def _check(document: Document, seed: Seed) -> Iterator[Problem]:
    for index, heading in enumerate(seed.sections):
        loc: Loc = ("sections", index)
        if heading != heading.lower():
            yield document.problem(loc, f"{heading!r} is not in lower case.", "Write it so.")
        if heading in seed.sections[:index]:
            yield document.problem(loc, f"{heading!r} stands twice.", "Drop one of them.")
    for loc, message, remedy in shape_faults(seed.schema_):
        yield document.problem(("schema", *loc), message, remedy)


def shape_faults(shape: Any) -> Iterator[tuple[Loc, str, str]]:
    """What is wrong with the shape of an answer: where, what, and what would be right."""
    if not isinstance(shape, Mapping) or not shape:
        yield (), "a shape is a mapping of fields to what they hold, and not empty.", ""
        return
    for name, inner in shape.items():
        yield from _name_faults((str(name),))
        if isinstance(inner, Mapping):
            yield from _group_faults((str(name),), inner)
        elif isinstance(inner, list | tuple):
            if len(inner) != 1 or not isinstance(inner[0], Mapping):
                remedy = "Write what one row holds: [{name: text, …}]."
                yield (str(name),), "rows are a list with one mapping of leaves.", remedy
                continue
            yield from _group_faults((str(name), 0), inner[0])
        else:
            yield from _leaf_faults((str(name),), inner)


def _group_faults(loc: Loc, group: Mapping[Any, Any]) -> Iterator[tuple[Loc, str, str]]:
    if not group:
        yield loc, "has no fields.", ""
    for name, leaf in group.items():
        yield from _name_faults((*loc, str(name)))
        yield from _leaf_faults((*loc, str(name)), leaf)


def _name_faults(loc: Loc) -> Iterator[tuple[Loc, str, str]]:
    if not _NAME.fullmatch(str(loc[-1])):
        remedy = "Use a to z, 0 to 9 and _, a letter first."
        yield loc, f"{loc[-1]!r} is no name of a field.", remedy


def _leaf_faults(loc: Loc, leaf: Any) -> Iterator[tuple[Loc, str, str]]:
    if isinstance(leaf, Mapping | list | tuple):
        yield loc, "is nested too deep.", f"Here stands a leaf. {choices('', LEAVES)}"
    elif not isinstance(leaf, str) or leaf.removesuffix(EXPECTED) not in LEAVES:
        yield loc, f"unknown kind {leaf!r}.", choices(str(leaf), LEAVES)
