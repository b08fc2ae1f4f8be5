"""The columns of a query through its steps: what each step needs must be there by then."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from policies.documents import Loc
from policies.errors import choices
from policies.queries import Param, Query, Rolling, Share, Top, Yoy
from policies.query_values import ANY, NUMERIC, compared, token

Columns = dict[str, str]  # name to kind
Fault = tuple[Loc, str, str]  # where, what is wrong, the remedy


@dataclass
class Walk:
    """One step being checked: the columns before it, and the faults found so far."""

    columns: Columns
    params: Mapping[str, Param]
    faults: list[Fault] = field(default_factory=list)

    def kind(self, loc: Loc, name: str) -> str:
        """The kind of a column; a fault when it isn't there."""
        if name not in self.columns:
            self.say(loc, f"there is no column {name!r} here.", choices(name, self.columns))
        return self.columns.get(name, ANY)

    def number(self, loc: Loc, name: str) -> None:
        if (kind := self.kind(loc, name)) not in NUMERIC:
            self.say(loc, f"the column {name!r} holds {kind}, not numbers.", self.numbers())

    def numbers(self) -> str:
        there = [name for name, kind in self.columns.items() if kind in NUMERIC]
        return choices("", there)

    def say(self, loc: Loc, message: str, remedy: str = "") -> None:
        self.faults.append((loc, message, remedy))


def walked(query: Query) -> tuple[Columns, Iterator[Fault]]:
    """The columns of the answer, and what is wrong with the steps on the way there."""
    columns: Columns = dict(query.columns)
    faults: list[Fault] = []
    for index, step in enumerate(query.postprocess):
        walk = Walk(columns, query.params)
        columns = _STEPS[step.kind](walk, getattr(step, step.kind))
        here: Loc = ("postprocess", index, step.kind)
        faults += [((*here, *loc), message, remedy) for loc, message, remedy in walk.faults]
    return columns, iter(faults)


def tokens_of(query: Query) -> Iterator[str]:
    """The parameters that filters and steps name."""
    values: list[Any] = [end for ends in query.between.values() for end in ends]
    for step in query.postprocess:
        values += (step.filter_equals or {}).values()
        values += [step.top_n.n] if step.top_n else []
    yield from (name for value in values if (name := token(value)) is not None)


def _select(walk: Walk, columns: tuple[str, ...]) -> Columns:
    for index, name in enumerate(columns):
        if name in columns[:index]:
            walk.say((index,), f"the column {name!r} stands twice.")
    if not columns:
        walk.say((), "no column is left.")
    return {name: walk.kind((index,), name) for index, name in enumerate(columns)}


def _filter(walk: Walk, wanted: Mapping[str, Any]) -> Columns:
    for name, value in wanted.items():
        kind = walk.kind((name,), name)
        for each in value if isinstance(value, list) else [value]:
            if isinstance(value, list) and token(each) is not None:
                walk.say(
                    (name,), f"{each!r} can't stand in a list.", "Use a parameter of type list."
                )
                continue
            for message, remedy in compared(kind, each, walk.params):
                walk.say((name,), message, remedy)
    return walk.columns


def _rename(walk: Walk, names: Mapping[str, str]) -> Columns:
    kinds = {name: walk.kind((name,), name) for name in names}
    kept = {name for name in walk.columns if name not in names}
    for old, new in names.items():
        if new in kept or [*names.values()].count(new) > 1:
            walk.say((old,), f"there would be two columns {new!r}.", "Choose another name.")
    return {names.get(name, name): kind for name, kind in (walk.columns | kinds).items()}


def _percent(walk: Walk, columns: tuple[str, ...]) -> Columns:
    for index, name in enumerate(columns):
        walk.number((index,), name)
    return walk.columns | dict.fromkeys(columns, "number")


def _top(walk: Walk, top: Top) -> Columns:
    walk.kind(("by",), top.by)
    name = token(top.n)
    if name is not None and name not in walk.params:
        walk.say(("n",), f"there is no parameter {name!r}.", choices(name, walk.params))
    elif name is not None and walk.params[name].type != "int":
        walk.say(("n",), f"the parameter {name!r} is no int.")
    elif name is None and (not isinstance(top.n, int) or top.n < 1):
        walk.say(("n",), f"n must be 1 or more, not {top.n!r}.", "Or @ and a parameter.")
    return walk.columns


def _share(walk: Walk, share: Share) -> Columns:
    walk.number(("of",), share.of)
    return _made(walk, share.name, within=share.within)


def _change(walk: Walk, change: Yoy | Rolling) -> Columns:
    walk.number(("of",), change.of)
    if walk.kind(("order",), change.order) not in ("int", "text", "date", ANY):
        walk.say(("order",), f"{change.order!r} holds neither years, months nor dates.")
    return _made(walk, change.name, by=change.by)


def _made(walk: Walk, name: str, **groups: Iterable[str]) -> Columns:
    """The columns with a new one of numbers, within groups."""
    for key, columns in groups.items():
        for index, column in enumerate(columns):
            walk.kind((key, index), column)
    if name in walk.columns:
        walk.say(("as",), f"there is a column {name!r} already.", "Choose another name.")
    return {**walk.columns, name: "number"}


_STEPS: Final[dict[str, Callable[[Walk, Any], Columns]]] = {
    "select": _select,
    "filter_equals": _filter,
    "rename_columns": _rename,
    "to_percent": _percent,
    "top_n": _top,
    "share_of_total": _share,
    "yoy": _change,
    "rolling_avg": _change,
}
