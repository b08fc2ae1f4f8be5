"""Find a pack's code: the one module that imports by name."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache, partial
from importlib import import_module
from pathlib import Path
from types import UnionType
from typing import Any, Literal, Protocol, Union, get_args, get_origin

from pydantic import BaseModel

from policies.errors import InputError
from policies.load import LoadedPack, load, read_pack
from tasks.agent import Agent, agents_in
from tasks.inputs import Input, Opener, open_records
from tasks.outcome import JSON

Facts = Mapping[str, Mapping[str, JSON]]  # of steps, by alias


class Products(Protocol):
    """Makes the files that one request of a run leaves, by name."""

    def __call__(self, given: Any, facts: Facts, *, alone: bool) -> Mapping[str, bytes]: ...


@dataclass(frozen=True)
class Crew:
    """A pack with its code.

    `classify` gives a request's profile, `identify` its name, `subject` what earlier human answers
    are looked up by, and `open` reads the files that the pack can be given. `ask` makes a request
    of a question in words, as of a day; None for packs that take none. `products` makes the files
    that a run leaves beside its report, by name, of a request and the facts of its steps (`alone`:
    when it was the only request of its run), and `collect` those of a batch, of the folder that
    holds the products of each.
    """

    loaded: LoadedPack
    agents: Mapping[str, Agent]
    request: type[BaseModel]
    classify: Callable[[Any, Mapping[str, JSON]], dict[str, JSON]]
    subject: Callable[[Any], str] | None
    identify: Callable[[Any], str]
    open: Opener
    ask: Callable[[str, date], Any] | None = None
    products: Products | None = None
    collect: Callable[[Path], None] | None = None

    @property
    def name(self) -> str:
        return self.loaded.name

    @cached_property
    def settings(self) -> Mapping[str, JSON]:
        return self.loaded.pack.settings


@lru_cache
def crew(name: str) -> Crew:
    """Load a pack; PolicyError lists every fault of its files, InputError names the packs."""
    module = import_module(read_pack(name).agents)
    agents = agents_in(module)
    request: type[BaseModel] = module.Request
    loaded = load(name, agents, sample_request(request))
    subject = getattr(module, "subject", None)
    opened = getattr(module, "open_input", partial(_open_records, request))
    optional = {name: getattr(module, name, None) for name in ("ask", "products", "collect")}
    return Crew(
        loaded, agents, request, module.classify, subject, module.identify, opened, **optional
    )


def _open_records(model: type[BaseModel], path: Path | Mapping[str, Any], _: date) -> Input:
    if isinstance(path, Mapping):
        raise InputError("This pack reads requests from a file. Name one.")
    return open_records(path, model, lambda given: given)


def sample_request(model: type[BaseModel]) -> dict[str, JSON]:
    """A value for each field of a request model: what conditions over requests are tried on."""
    return {name: _sample(field.annotation) for name, field in model.model_fields.items()}


def _sample(annotation: Any) -> JSON:
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin in (Union, UnionType):
        return _sample(next(arg for arg in arguments if arg is not type(None)))
    if origin is Literal:
        return arguments[0]
    if origin in (list, tuple, set, frozenset):
        return []
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return sample_request(annotation)
    return {bool: False, int: 0, float: 0.0}.get(annotation, "")  # dates and decimals are text
