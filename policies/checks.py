"""What makes a policy wrong although each of its values is valid: a tuple of checks.

Each check takes a policy and gives its problems; `policies/load.py` reports all of them together.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from typing import Any, Protocol

from policies.conditions import ConditionError, condition, faults
from policies.documents import Document, Loc
from policies.errors import Problem, choices
from policies.schema import Pack, Policy, Step

HISTORY = "history"  # the one source that no pack declares: earlier human answers, from the ledger
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


def check_policy(document: Document, policy: Policy, scope: Scope) -> list[Problem]:
    """All problems of one policy, as far as they can be told from what there is."""
    return [problem for check in CHECKS for problem in check(document, policy, scope)]


def check_pack(document: Document, scope: Scope) -> list[Problem]:
    """Problems of pack.yaml: what names an action or a field of the profile that there is not."""
    problems: list[Problem] = []
    shown = scope.pack.overview.model_dump(exclude_none=True) if scope.pack.overview else {}
    for key, name in shown.items():
        if name not in scope.pack.profile:
            valid = choices(name, scope.pack.profile)
            message = f"the profile has no field {name!r}."
            problems.append(document.problem(("overview", key), message, valid))
    for index, action in enumerate(scope.pack.review):
        if action not in scope.pack.actions:
            remedy = choices(action, scope.pack.actions)
            problems.append(
                document.problem(("review", index), f"unknown action {action!r}.", remedy)
            )
    for action, source in scope.pack.guards.items():
        loc = ("guards", action)
        if action not in scope.pack.actions:
            remedy = choices(action, scope.pack.actions)
            problems.append(document.problem(loc, f"unknown action {action!r}.", remedy))
        problems += _expression(document, loc, source, {"profile": scope.profile})
    return problems


def agents_exist(document: Document, policy: Policy, scope: Scope) -> Iterator[Problem]:
    for index, step in enumerate(policy.steps):
        named: list[tuple[Loc, str]] = [(("steps", index, "agent"), step.agent)]
        if step.coach:
            named.append((("steps", index, "coach", "judge"), step.coach.judge))
        for loc, name in named:
            if name not in scope.agents:
                valid = choices(name, scope.agents)
                yield document.problem(loc, f"unknown agent {name!r}.", valid)


def aliases_are_unique(document: Document, policy: Policy, _: Scope) -> Iterator[Problem]:
    seen: dict[str, int] = {}
    for index, step in enumerate(policy.steps):
        first = seen.setdefault(step.alias, index)
        if first != index:
            message = f"the name {step.alias!r} is taken by steps[{first}]."
            yield document.problem(("steps", index), message, "Give one of them another `as`.")
        if step.alias in scope_words:
            yield document.problem(("steps", index), f"{step.alias!r} is a reserved name.")


scope_words = frozenset({"profile", "request", "configured", "item"})


def needs_exist(document: Document, policy: Policy, _: Scope) -> Iterator[Problem]:
    aliases = [step.alias for step in policy.steps]
    for index, step in enumerate(policy.steps):
        for position, need in enumerate(step.needs):
            if need not in aliases:
                valid = choices(need, [alias for alias in aliases if alias != step.alias])
                loc: Loc = ("steps", index, "needs", position)
                yield document.problem(loc, f"no step is called {need!r}.", valid)


def there_is_no_cycle(document: Document, policy: Policy, _: Scope) -> Iterator[Problem]:
    try:
        TopologicalSorter({step.alias: step.needs for step in policy.steps}).prepare()
    except CycleError as error:
        ring = " → ".join(reversed(error.args[1]))
        first = next(i for i, step in enumerate(policy.steps) if step.alias in error.args[1])
        loc: Loc = ("steps", first, "needs")
        yield document.problem(loc, f"the needs form a cycle: {ring}.", "Drop one of them.")


def mode_fits_steps(document: Document, policy: Policy, _: Scope) -> Iterator[Problem]:
    if policy.mode == "single" and len(policy.steps) > 1:
        message = f"mode single allows one step, and there are {len(policy.steps)}."
        yield document.problem(("mode",), message, "Use parallel, sequential or dag.")
    if policy.mode == "parallel":
        for index, step in enumerate(policy.steps):
            if step.needs:
                message = "mode parallel allows no needs."
                yield document.problem(("steps", index, "needs"), message, "Use mode dag.")


def decisions_are_known(document: Document, policy: Policy, scope: Scope) -> Iterator[Problem]:
    for index, step in enumerate(policy.steps):
        loc: Loc = ("steps", index, "decide")
        if step.decide and step.decide not in scope.pack.actions:
            valid = choices(step.decide, scope.pack.actions)
            yield document.problem(loc, f"unknown action {step.decide!r}.", valid)
        if step.decide and not step.exit_when:
            message = "decide without exit_when is never reached."
            yield document.problem(loc, message, "Add exit_when, or drop it.")


def prefetches_fit(document: Document, policy: Policy, scope: Scope) -> Iterator[Problem]:
    sources = {*scope.pack.sources, HISTORY}
    wanted = {name for step in policy.steps for name in _data(step, scope)}
    names = [spec.name for spec in policy.prefetch]
    for index, spec in enumerate(policy.prefetch):
        loc: Loc = ("prefetch", index)
        if spec.source not in sources:
            message = f"unknown source {spec.source!r}."
            yield document.problem((*loc, "source"), message, choices(spec.source, sources))
        if spec.name not in wanted:
            message = f"no agent of this policy reads {spec.name!r}."
            yield document.problem((*loc, "as"), message, choices(spec.name, wanted))
        if spec.name in names[:index]:
            yield document.problem((*loc, "as"), f"the name {spec.name!r} stands twice.")


def conditions_hold_water(document: Document, policy: Policy, scope: Scope) -> Iterator[Problem]:
    if policy.when:
        yield from _expression(document, ("when",), policy.when, {"profile": scope.profile})
    for index, spec in enumerate(policy.prefetch):
        for key, source in (("key", spec.key), ("when", spec.when)):
            if source:
                yield from _expression(document, ("prefetch", index, key), source, scope.before)
    facts = {
        s.alias: dict(scope.agents[s.agent].facts) for s in policy.steps if s.agent in scope.agents
    }
    for index, step in enumerate(policy.steps):
        needed = {alias: facts[alias] for alias in _needs(policy, index) if alias in facts}
        visible = {
            "when": scope.before | needed,
            "each": scope.before | needed,
            "exit_when": {"profile": scope.profile} | facts,
        }
        for key, names in visible.items():
            if source := getattr(step, key):
                yield from _expression(document, ("steps", index, key), source, names)


CHECKS: tuple[Callable[[Document, Policy, Scope], Iterator[Problem]], ...] = (
    agents_exist,
    aliases_are_unique,
    needs_exist,
    there_is_no_cycle,
    mode_fits_steps,
    decisions_are_known,
    prefetches_fit,
    conditions_hold_water,
)


def _needs(policy: Policy, index: int) -> tuple[str, ...]:
    step = policy.steps[index]
    if policy.mode != "sequential" or index == 0:
        return step.needs
    return (*step.needs, policy.steps[index - 1].alias)


def _data(step: Step, scope: Scope) -> tuple[str, ...]:
    names = (step.agent, step.coach.judge) if step.coach else (step.agent,)
    return tuple(d for name in names if name in scope.agents for d in scope.agents[name].data)


def _expression(
    document: Document, loc: Loc, source: str, sample: Mapping[str, Any]
) -> Iterator[Problem]:
    try:
        compiled = condition(source)
    except ConditionError as error:
        yield document.problem(loc, f"{error}.")
        return
    for message, valid in faults(compiled, sample):
        unknown = message.split("'")[1] if valid else ""
        yield document.problem(loc, message, choices(unknown, valid) if valid else "")
