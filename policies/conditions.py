"""CEL expressions: compiled once, their names known, a readable reason when they hold.

The names that an expression uses are checked at load against samples of what they will hold, so
that a misspelt field is an error in the editor and not a silent false at month end.
"""

import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from types import ModuleType
from typing import Any

# The package imports its own console at once, which takes longer than everything else here.
sys.modules.setdefault("cel.cli", ModuleType("cel.cli"))
import cel  # noqa: E402

_STRINGS = re.compile(r"\"(?:\\.|[^\"\\])*\"|'(?:\\.|[^'\\])*'")
_PATHS = re.compile(r"(?<![\w.])([A-Za-z_]\w*)((?:\.[A-Za-z_]\w*(?!\w*\s*\())*)")
_LONGEST_SHOWN = 40  # characters of a value that a reason still shows
UNTELLABLE = (ArithmeticError, LookupError, TypeError, ValueError, RuntimeError)  # what CEL raises
_MACRO_VARIABLES = re.compile(r"\.(?:all|exists|exists_one|map|filter)\(\s*([A-Za-z_]\w*)\s*,")


class ConditionError(Exception):
    """An expression can't be compiled, or can't be evaluated on the facts that there are."""


@dataclass(frozen=True)
class Condition:
    """A compiled CEL expression.

    `names` are the top-level names that it reads (`rules`), `paths` the dotted ones
    (`rules.within_tolerance`).
    """

    source: str
    names: frozenset[str]
    paths: tuple[str, ...]
    program: Any = field(repr=False, compare=False)

    def value(self, facts: Mapping[str, Any]) -> Any:
        """What the expression gives on `facts`; ConditionError when that can't be told."""
        try:
            if self.source in self.paths:  # just a path: most keys of prefetches are
                return _at(self.source, facts)
            return self.program.execute(self._read(facts))
        except UNTELLABLE as error:
            detail = " ".join(str(error).split())[:160]
            raise ConditionError(f"{self.source!r} can't be evaluated: {detail}") from error

    def _read(self, facts: Mapping[str, Any]) -> dict[str, Any]:
        """The facts that the expression reads, and no others: converting them is what costs."""
        read: dict[str, Any] = {}
        for path in self.paths:
            root, *rest = path.split(".")
            if root in facts:
                _copy(facts[root], rest, read, root)
        return read

    def holds(self, facts: Mapping[str, Any]) -> bool:
        """Whether it is true on `facts`; anything but a truth value is a ConditionError."""
        value = self.value(facts)
        if not isinstance(value, bool):
            raise ConditionError(f"{self.source!r} gives {value!r}, not true or false")
        return value

    def reason(self, facts: Mapping[str, Any]) -> str:
        """The expression, with the values of what it compared: `a.b > 0.9 (a.b = 0.95)`."""
        values = ((path, _lookup(path, facts)) for path in self.paths)
        shown = [f"{path} = {value}" for path, value in values if _short(value)]
        return self.source + (f" ({', '.join(shown)})" if shown else "")


@lru_cache(maxsize=4096)
def condition(source: str) -> Condition:
    """Compile `source`; ConditionError when it is no CEL."""
    try:
        program = cel.compile(source)
    except ValueError as error:
        detail = str(error).splitlines()[0].split("ERROR: ")[-1]
        raise ConditionError(f"{source!r} is no CEL expression: {detail}") from error
    bare = _STRINGS.sub('""', source)
    bound = set(_MACRO_VARIABLES.findall(bare))
    names = frozenset(program.variables()) - bound
    paths = {root + rest for root, rest in _PATHS.findall(bare) if root in names}
    return Condition(source, names, tuple(sorted(paths)), program)


def faults(compiled: Condition, sample: Mapping[str, Any]) -> list[tuple[str, list[str]]]:
    """What is wrong with an expression over facts shaped like `sample`.

    Each fault is a message with the valid choices: unknown names, unknown fields, then type errors
    that show when the expression is evaluated on the sample.
    """
    unknown = sorted(compiled.names - set(sample))
    if unknown:
        return [
            (f"unknown name {name!r} in {compiled.source!r}.", list(sample)) for name in unknown
        ]
    found = [fault for path in compiled.paths if (fault := _path_fault(path, compiled, sample))]
    if found:
        return found
    try:
        compiled.program.execute(dict(sample))
    except TypeError:
        return [(f"{compiled.source!r} compares values of different types.", [])]
    except RuntimeError as error:
        return [(" ".join(str(error).split()) + f" In {compiled.source!r}.", [])]
    except (ArithmeticError, LookupError, ValueError):
        return []  # an empty list, mapping or zero in the sample: nothing to hold against it
    return []


def _path_fault(
    path: str, compiled: Condition, sample: Mapping[str, Any]
) -> tuple[str, list[str]] | None:
    here: Any = sample
    for part in path.split("."):
        if not isinstance(here, Mapping) or not here:
            return None
        if part not in here:
            return (f"unknown field {part!r} of {path!r} in {compiled.source!r}.", list(here))
        here = here[part]
    return None


def _at(path: str, facts: Mapping[str, Any]) -> Any:
    here: Any = facts
    for part in path.split("."):
        here = here[part]
    return here


def _copy(source: Any, path: list[str], into: dict[str, Any], name: str) -> None:
    """Copy what stands at `path` below `source` to the same place below `into[name]`."""
    if not path or not isinstance(source, Mapping) or into.get(name) is source:
        into[name] = source
        return
    inner = into.setdefault(name, {})
    if path[0] in source:
        _copy(source[path[0]], path[1:], inner, path[0])


def _lookup(path: str, facts: Mapping[str, Any]) -> Any:
    try:
        return _at(path, facts)
    except (KeyError, TypeError):
        return None


def _short(value: Any) -> bool:
    return (
        isinstance(value, (int, float, str))
        and not isinstance(value, bool)
        and len(str(value)) <= _LONGEST_SHOWN
    )
