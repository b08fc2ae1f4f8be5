"""From a profile to a plan: which policy, which steps, in which order, and what was left out.

Pure: the same profile gives the same plan, and a plan can be printed before anything runs.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from graphlib import TopologicalSorter
from typing import Any

from policies.calls import written
from policies.conditions import ConditionError, condition
from policies.errors import InputError, PolicyError, Problem, choices
from policies.load import LoadedPack, LoadedPolicy
from policies.schema import Limits, Step


@dataclass(frozen=True)
class LeftOut:
    """A step that the plan does not run, and why."""

    alias: str
    agent: str
    reason: str


@dataclass(frozen=True)
class Plan:
    """A policy settled against one profile: steps in plan order, their needs filled in."""

    pack: str
    policy: LoadedPolicy
    why: str
    facts: Mapping[str, Any]
    steps: tuple[Step, ...]
    left_out: tuple[LeftOut, ...] = ()
    in_turn: bool = False  # calls in mode sequential: one after the other, none needs another

    @property
    def max_parallel(self) -> int:
        """Agents that may run side by side."""
        return 1 if self.in_turn else self.limits.max_parallel

    @property
    def name(self) -> str:
        """The name of the flow: pack and policy."""
        return f"{self.pack}.{self.policy.name}"

    @property
    def limits(self) -> Limits:
        return self.policy.policy.limits

    @property
    def profile(self) -> Mapping[str, Any]:
        profile: Mapping[str, Any] = self.facts["profile"]
        return profile

    @cached_property
    def aliases(self) -> frozenset[str]:
        """The names of the steps that run."""
        return frozenset(step.alias for step in self.steps)

    @property
    def waves(self) -> tuple[tuple[str, ...], ...]:
        """Aliases by the earliest wave in which they can start: a way to print the plan.

        A wave holds `max_parallel` steps at most, in plan order.
        """
        depth: dict[str, int] = {}
        for step in self.steps:
            depth[step.alias] = 1 + max((depth[need] for need in step.needs), default=-1)
        levels = [[a for a, d in depth.items() if d == n] for n in sorted(set(depth.values()))]
        size = self.max_parallel
        return tuple(
            tuple(level[first : first + size])
            for level in levels
            for first in range(0, len(level), size)
        )


def choose(pack: LoadedPack, profile: Mapping[str, Any]) -> tuple[LoadedPolicy, str]:
    """The one policy that takes a profile, and why.

    PolicyError when none or more than one does: `coxswain check` finds both beforehand.
    """
    names = _deciding_fields(pack)
    return _chosen(pack, tuple((name, profile.get(name)) for name in names))


@lru_cache
def _deciding_fields(pack: LoadedPack) -> tuple[str, ...]:
    """The profile fields that choose: all that the policies' `when` look at."""
    whens = [condition(p.policy.when) for p in pack.policies.values() if p.policy.when]
    return tuple(sorted({path.split(".")[1] for when in whens for path in when.paths}))


# Batches meet the same few combinations again and again.
@lru_cache(maxsize=4096)
def _chosen(pack: LoadedPack, fields: tuple[tuple[str, Any], ...]) -> tuple[LoadedPolicy, str]:
    facts = {"profile": dict(fields)}
    takers = [
        (policy, condition(policy.policy.when).reason(facts))
        for policy in pack.policies.values()
        if policy.policy.when and condition(policy.policy.when).holds(facts)
    ]
    if len(takers) == 1:
        return takers[0]
    found = ", ".join(policy.name for policy, _ in takers) or "none"
    message = f"exactly one policy must take a profile, and {found} takes {dict(fields)!r}."
    raise PolicyError([Problem(f"{pack.name}/", 1, "when", message, "Run `coxswain check`.")])


def named(pack: LoadedPack, name: str) -> tuple[LoadedPolicy, str]:
    """A policy that was asked for by its name; InputError when there is none such."""
    if name not in pack.policies:
        raise InputError(f"{pack.name} has no policy {name!r}. {choices(name, pack.policies)}")
    return pack.policies[name], "asked for by name"


def plan(
    pack: LoadedPack,
    profile: Mapping[str, Any],
    known: Mapping[str, Any] | None = None,
    policy: str | None = None,
) -> Plan:
    """Settle a policy against a profile: the one asked for, or the one that takes it.

    `known` is what else conditions may look at before anything has run: `request` and `configured`.
    """
    chosen, why = named(pack, policy) if policy else choose(pack, profile)
    facts = {"profile": profile, **(known or {})}
    mode, steps = _written(chosen, pack, facts)
    gone = tuple(
        LeftOut(step.alias, step.agent, reason)
        for step in steps
        if step.when and (reason := _not_wanted(step, chosen, facts))
    )
    dropped = frozenset(left.alias for left in gone)
    if steps is chosen.policy.steps and mode == chosen.policy.mode:
        return Plan(pack.name, chosen, why, facts, _settled(chosen, dropped), gone)
    in_turn = mode == "sequential" and chosen.policy.calls is not None
    draft = Draft("dag" if in_turn else mode, dropped, steps)
    return Plan(pack.name, chosen, why, facts, _passed(draft), gone, in_turn)


def _written(
    chosen: LoadedPolicy, pack: LoadedPack, facts: Mapping[str, Any]
) -> tuple[str, tuple[Step, ...]]:
    try:
        return written(chosen.policy, pack, facts)
    except ConditionError as error:
        problem = Problem(chosen.file, 1, "steps", f"{error}.", "Mend the expression.")
        raise PolicyError([problem]) from error


@dataclass(frozen=True)
class Draft:
    """Steps on their way to a plan: the policy's mode, and the aliases that are not needed."""

    mode: str
    gone: frozenset[str]
    steps: tuple[Step, ...]


def spell_out_mode(draft: Draft) -> Draft:
    """`mode: sequential` is sugar: each step needs the one before it."""
    if draft.mode != "sequential":
        return draft
    before = (None, *(step.alias for step in draft.steps))
    steps = (
        _needing(step, (*step.needs, need)) if need else step
        for step, need in zip(draft.steps, before, strict=False)
    )
    return replace(draft, steps=tuple(steps))


def put_in_order(draft: Draft) -> Draft:
    """Plan order: needs first, otherwise as written."""
    position = {step.alias: index for index, step in enumerate(draft.steps)}
    sorter = TopologicalSorter({step.alias: step.needs for step in draft.steps})
    sorter.prepare()
    order: list[str] = []
    ready: list[str] = []
    while sorter.is_active():
        ready = sorted((*ready, *sorter.get_ready()), key=position.__getitem__)
        first, ready = ready[0], ready[1:]
        order.append(first)
        sorter.done(first)
    return replace(draft, steps=tuple(draft.steps[position[alias]] for alias in order))


def leave_out(draft: Draft) -> Draft:
    """Drop what the profile already settles as not needed; steps come needs first.

    What needed such a step takes over its needs, so the order that it stood for remains.
    """
    needs: dict[str, tuple[str, ...]] = {}
    for step in draft.steps:
        inherited = (needs[need] if need in draft.gone else (need,) for need in step.needs)
        needs[step.alias] = tuple(need for group in inherited for need in group)
    kept = (step for step in draft.steps if step.alias not in draft.gone)
    return replace(draft, steps=tuple(_needing(step, needs[step.alias]) for step in kept))


PASSES: tuple[Callable[[Draft], Draft], ...] = (spell_out_mode, put_in_order, leave_out)


# A plan's steps depend on the policy and on what was left out, not on the single request.
@lru_cache(maxsize=4096)
def _settled(policy: LoadedPolicy, gone: frozenset[str]) -> tuple[Step, ...]:
    return _passed(Draft(policy.policy.mode, gone, policy.policy.steps))


def _passed(draft: Draft) -> tuple[Step, ...]:
    for settle in PASSES:
        draft = settle(draft)
    return draft.steps


def _needing(step: Step, needs: tuple[str, ...]) -> Step:
    return step.model_copy(update={"needs": tuple(dict.fromkeys(needs))})


def _not_wanted(step: Step, policy: LoadedPolicy, facts: Mapping[str, Any]) -> str | None:
    when = condition(step.when or "true")
    if not when.names <= facts.keys():
        return None  # it looks at outcomes: settled when they are there
    try:
        return None if when.holds(facts) else f"not needed: {when.reason(facts)} is false"
    except ConditionError as error:
        raise PolicyError(
            [Problem(policy.file, 1, step.alias, f"{error}.", "Mend the condition.")]
        ) from error
