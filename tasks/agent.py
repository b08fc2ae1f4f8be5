"""Agents: named functions from a view of the facts to an outcome.

There is no registry and nothing happens at import: an `Agent` is a frozen value that `@agent`
makes, and a module's agents are found by looking at the module.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any, get_args, get_origin, get_type_hints

from blocks.answers import Answer
from blocks.models import Model
from tasks.outcome import JSON, Outcome


@dataclass(frozen=True, slots=True)
class View:
    """What one call of an agent sees, and nothing else.

    `request` is the pack's request model; `needs` holds the facts of the steps that it needs, by
    alias; `data` the rows that the agent declares, and `answers` those of named queries with their
    unit, provenance and freshness, under the same names; `item` one element of `each`, whose list
    isn't among the needs then; `feedback` the earlier rounds of a coached step, oldest first, each
    with its `round`, `score`, `feedback` (what the judge said) and `gain` (the score less the best
    before it; None of the first), and `best` the facts of the best of them; `model` the language
    model, for agents that declare one, when one is configured; `seconds` the time for one attempt.
    """

    request: Any
    profile: Mapping[str, JSON] = field(default_factory=dict)
    needs: Mapping[str, Mapping[str, JSON]] = field(default_factory=dict)
    data: Mapping[str, list[dict[str, JSON]]] = field(default_factory=dict)
    params: Mapping[str, JSON] = field(default_factory=dict)
    settings: Mapping[str, JSON] = field(default_factory=dict)
    item: JSON = None
    feedback: tuple[Mapping[str, JSON], ...] = ()
    best: Mapping[str, JSON] | None = None
    model: Model | None = None
    seconds: float = 30.0
    answers: Mapping[str, Answer] = field(default_factory=dict)

    @property
    def round(self) -> int:
        """Which round of its coaching this is, from 1; 1 without any."""
        return len(self.feedback) + 1


@dataclass(frozen=True)
class Agent:
    """An agent as policies know it.

    `facts` is a sample of what its outcome's facts hold (name to a value of the right type):
    conditions are checked against it when policies load. `data` names the prefetches it reads.
    `resource` is `gpu` for agents that wait at the gate. A `quick` agent only computes, for well
    under a millisecond: inside a batch it is called in place instead of in a thread. One with
    `model` asks a language model.
    """

    name: str
    run: Callable[[View], Any]
    version: str
    facts: Mapping[str, JSON]
    data: tuple[str, ...] = ()
    resource: str | None = None
    quick: bool = False
    model: bool = False

    @property
    def description(self) -> str:
        """The first line of the function's docstring."""
        return (self.run.__doc__ or "").strip().partition("\n")[0]


def agent(
    *,
    version: str,
    facts: type,
    data: tuple[str, ...] = (),
    resource: str | None = None,
    quick: bool = False,
    model: bool = False,
) -> Callable[[Callable[[View], Any]], Agent]:
    """Make an agent of a function `View -> Outcome`, plain or async.

    The agent takes the function's name. `facts` is a TypedDict: the shape of its outcome's facts.
    """

    def make(run: Callable[[View], Any]) -> Agent:
        return Agent(run.__name__, run, version, sample(facts), data, resource, quick, model)

    return make


def agents_in(module: ModuleType) -> dict[str, Agent]:
    """The agents of a module by name."""
    return {value.name: value for value in vars(module).values() if isinstance(value, Agent)}


def sample(shape: type) -> dict[str, JSON]:
    """A value for each field of a TypedDict: what a condition over such facts can be tried on."""
    return {name: _sample_value(hint) for name, hint in get_type_hints(shape).items()}


def _sample_value(hint: Any) -> JSON:
    first = next((arg for arg in get_args(hint) if arg is not type(None)), None)
    origin = get_origin(hint) or hint
    zeros: dict[Any, JSON] = {
        bool: False,
        int: 0,
        float: 0.0,
        str: "",
        list: [],
        tuple: [],
        dict: {},
    }
    if origin in zeros:
        return zeros[origin]
    if isinstance(first, (str, bool, int)):  # Literal["a", "b"]
        return first
    if first is not None:  # X | None
        return _sample_value(first)
    return sample(origin) if hasattr(origin, "__annotations__") else {}


__all__ = ["Agent", "Outcome", "View", "agent", "agents_in", "sample"]
