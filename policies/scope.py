"""What the names in a policy, an intent or a pack may refer to; expressions must keep to it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from policies.conditions import ConditionError, condition, faults
from policies.documents import Document, Loc
from policies.errors import Problem, choices
from policies.intents import Intents
from policies.queries import Queries
from policies.rosters import Roster
from policies.schema import Pack
from policies.tokens import expression_of

# The sources that no pack declares: earlier human answers, from the ledger, and the rows of the
# pack's agents, from the registry in the same database.
HISTORY, REGISTRY = "history", "registry"
_TYPES: Mapping[str, Any] = {"string": "", "int": 0, "number": 0.0, "bool": False, "list": []}


class _Agent(Protocol):
    @property
    def facts(self) -> Mapping[str, Any]: ...
    @property
    def data(self) -> tuple[str, ...]: ...


@dataclass(frozen=True)
class Scope:
    """What the names in a policy may refer to."""

    pack: Pack
    agents: Mapping[str, _Agent]
    request: Mapping[str, Any]
    queries: Queries = field(default_factory=dict)
    intents: Intents = field(default_factory=dict)
    roster: Roster = field(default_factory=dict)

    @property
    def profile(self) -> dict[str, Any]:
        """A sample of the pack's profile: the first value of each finite field."""
        fields = self.pack.profile.items()
        return {name: _TYPES[kind] if isinstance(kind, str) else kind[0] for name, kind in fields}

    @property
    def before(self) -> dict[str, Any]:
        """What is known before anything has run."""
        configured = {"model": False}
        return {"profile": self.profile, "request": dict(self.request), "configured": configured}


def expression(
    document: Document, loc: Loc, source: str, sample: Mapping[str, Any]
) -> Iterator[Problem]:
    """What is wrong with a CEL expression over facts shaped like `sample`."""
    try:
        compiled = condition(source)
    except ConditionError as error:
        yield document.problem(loc, f"{error}.")
        return
    for message, valid in faults(compiled, sample):
        unknown = message.split("'")[1] if valid else ""
        yield document.problem(loc, message, choices(unknown, valid) if valid else "")


def tokens(
    document: Document, loc: Loc, params: Mapping[str, Any], sample: Mapping[str, Any]
) -> Iterator[Problem]:
    """What is wrong with the tokens among parameters."""
    for name, value in params.items():
        if source := expression_of(value):
            yield from expression(document, (*loc, name), source, sample)
