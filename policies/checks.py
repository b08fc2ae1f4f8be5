"""What makes a policy wrong although each of its values is valid: a tuple of checks.

Each check takes a policy and gives its problems; `policies/load.py` reports all of them together.
"""

from collections.abc import Callable, Iterator
from graphlib import CycleError, TopologicalSorter
from typing import get_args

from policies.documents import Document, Loc
from policies.errors import Problem, choices
from policies.fetch_checks import check_intent, prefetches_fit
from policies.schema import Mode, Policy
from policies.scope import HISTORY, REGISTRY, Scope, expression, tokens


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
        problems += expression(document, loc, source, {"profile": scope.profile})
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


def judges_score(document: Document, policy: Policy, scope: Scope) -> Iterator[Problem]:
    for index, step in enumerate(policy.steps):
        if step.coach is None or step.coach.judge not in scope.agents:
            continue
        if "score" not in scope.agents[step.coach.judge].facts:
            message = f"{step.coach.judge!r} can't judge: its facts have no `score`."
            loc: Loc = ("steps", index, "coach", "judge")
            yield document.problem(loc, message, "Name an agent that gives a score from 0 to 1.")


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


def conditions_hold_water(document: Document, policy: Policy, scope: Scope) -> Iterator[Problem]:
    if policy.when:
        yield from expression(document, ("when",), policy.when, {"profile": scope.profile})
    for key, source in (("mode", _as_expression(policy.mode)), ("calls", policy.calls)):
        if source:
            yield from expression(document, (key,), source, scope.before)
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
                yield from expression(document, ("steps", index, key), source, names)
        yield from tokens(document, ("steps", index, "params"), step.params, scope.before)


CHECKS: tuple[Callable[[Document, Policy, Scope], Iterator[Problem]], ...] = (
    agents_exist,
    judges_score,
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


def _as_expression(mode: str) -> str | None:
    """A mode that isn't one of the words is CEL that gives one."""
    return None if mode in get_args(Mode) else mode


__all__ = ["CHECKS", "HISTORY", "REGISTRY", "Scope", "check_intent", "check_pack", "check_policy"]
