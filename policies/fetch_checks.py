"""Checks of what is fetched: by policies, by their steps, and by intents."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from policies.documents import Document, Loc
from policies.errors import Problem, choices
from policies.intents import Intent
from policies.queries import Query
from policies.schema import Policy, Prefetch, Step
from policies.scope import HISTORY, REGISTRY, Scope, expression, tokens


def prefetches_fit(document: Document, policy: Policy, scope: Scope) -> Iterator[Problem]:
    """What a policy and its steps fetch is declared, and read by somebody."""
    wanted = {name for step in policy.steps for name in _data(step, scope)}
    called = [intent.agent for intent in scope.intents.values()] if policy.calls else []
    wanted |= {name for agent in called for name in _reads(agent, scope)}
    yield from _specs(document, ("prefetch",), policy.prefetch, _Reader(wanted, scope))
    for index, step in enumerate(policy.steps):
        loc: Loc = ("steps", index, "prefetch")
        reader = _Reader(set(_data(step, scope)), scope, step.params)
        yield from _specs(document, loc, step.prefetch, reader)


def check_intent(document: Document, intent: Intent, scope: Scope) -> Iterator[Problem]:
    """Problems of an intent: its agent, what is fetched for it, its parameters."""
    if intent.agent not in scope.agents:
        valid = choices(intent.agent, scope.agents)
        yield document.problem(("agent",), f"unknown agent {intent.agent!r}.", valid)
    reads = set(_reads(intent.agent, scope))
    yield from tokens(document, ("params",), intent.params, scope.before)
    reader = _Reader(reads, scope, intent.params)
    yield from _specs(document, ("prefetch",), intent.prefetch, reader)


@dataclass(frozen=True)
class _Reader:
    """Who reads what is fetched: the names that its agents declare, and its parameters."""

    wanted: set[str]
    scope: Scope
    params: Mapping[str, Any] = field(default_factory=dict)

    @property
    def sample(self) -> dict[str, Any]:
        """What tokens may refer to; what a parameter will hold isn't known yet: it may be all."""
        params: dict[str, Any] = {name: {} for name in self.params} or {"(none)": {}}
        return {**self.scope.before, "params": params}


def _specs(
    document: Document, loc: Loc, specs: Iterable[Prefetch], reader: _Reader
) -> Iterator[Problem]:
    names: list[str] = []
    sample, wanted = reader.sample, reader.wanted
    for index, spec in enumerate(specs):
        here = (*loc, index)
        yield from _origin(document, here, spec, reader.scope)
        if spec.name not in wanted:
            message = f"no agent here reads {spec.name!r}."
            yield document.problem((*here, "as"), message, choices(spec.name, wanted))
        if spec.name in names:
            yield document.problem((*here, "as"), f"the name {spec.name!r} stands twice.")
        names.append(spec.name)
        for key, source in (("key", spec.key), ("when", spec.when)):
            if source:
                yield from expression(document, (*here, key), source, sample)
        yield from tokens(document, (*here, "params"), spec.params, sample)


def _origin(document: Document, loc: Loc, spec: Prefetch, scope: Scope) -> Iterator[Problem]:
    if spec.query is None:
        own = {HISTORY, REGISTRY} if scope.roster else {HISTORY}
        sources = {*scope.pack.sources, *own}
        if spec.source not in sources:
            valid = choices(str(spec.source), sources)
            if spec.source == REGISTRY:
                valid = "Seed the pack's agents: add a folder agents with a file each."
            message = f"unknown source {spec.source!r}."
            yield document.problem((*loc, "source"), message, valid)
        if spec.source == REGISTRY and spec.key:
            message = "all agents are read: the registry takes no key."
            yield document.problem((*loc, "key"), message, "Drop it.")
    elif spec.query not in scope.queries:
        valid = choices(spec.query, scope.queries)
        yield document.problem((*loc, "query"), f"unknown query {spec.query!r}.", valid)
    else:
        yield from _parameters(document, (*loc, "params"), spec, scope.queries[spec.query])


def _parameters(document: Document, loc: Loc, spec: Prefetch, query: Query) -> Iterator[Problem]:
    for name in spec.params:
        if name not in query.params:
            message = f"{spec.query} has no parameter {name!r}."
            yield document.problem((*loc, name), message, choices(name, query.params))
    for name, param in query.params.items():
        if "default" not in param.model_fields_set and name not in spec.params:
            message = f"the parameter {name!r} of {spec.query} is missing."
            yield document.problem(loc, message, "Give it, or let the query have a default.")


def _data(step: Step, scope: Scope) -> tuple[str, ...]:
    names = (step.agent, step.coach.judge) if step.coach else (step.agent,)
    return tuple(name for agent in names for name in _reads(agent, scope))


def _reads(agent: str, scope: Scope) -> tuple[str, ...]:
    return scope.agents[agent].data if agent in scope.agents else ()
