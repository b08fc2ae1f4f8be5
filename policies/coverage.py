"""Coverage: each combination of the profile's finite fields is taken by exactly one policy."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Any

from policies.checks import Scope
from policies.conditions import condition
from policies.errors import Problem
from policies.load import LoadedPack


@dataclass(frozen=True)
class Combination:
    """One combination of finite profile fields and the policies that take it."""

    fields: Mapping[str, str]
    policies: tuple[str, ...]


def combinations(pack: LoadedPack) -> Iterator[Combination]:
    """Every combination of the finite fields that the policies' `when` look at."""
    whens = {p.name: condition(p.policy.when) for p in pack.policies.values() if p.policy.when}
    used = {path.split(".")[1] for when in whens.values() for path in when.paths if "." in path}
    finite = {
        name: values
        for name, values in pack.pack.profile.items()
        if name in used and not isinstance(values, str)
    }
    sample = Scope(pack.pack, {}, {}).profile
    for values in product(*finite.values()):
        fields = dict(zip(finite, values, strict=True))
        facts = {"profile": sample | fields}
        takers = tuple(name for name, when in whens.items() if when.holds(facts))
        yield Combination(fields, takers)


def problems(pack: LoadedPack) -> list[Problem]:
    """Combinations without a policy, with several, or with a decision that a guard forbids."""
    found = [*_open_fields(pack)]
    if found:
        return found
    sample = Scope(pack.pack, {}, {}).profile
    for combination in combinations(pack):
        shown = ", ".join(f"{name} {value}" for name, value in combination.fields.items())
        if len(combination.policies) != 1:
            takers = ", ".join(combination.policies) or "no policy"
            message = f"{shown} is taken by {takers}."
            found.append(_problem(pack, message, "Let exactly one policy's `when` hold for it."))
            continue
        profile = {**sample, **combination.fields}
        found += _forbidden(pack, combination.policies[0], profile, shown)
    return found


def _open_fields(pack: LoadedPack) -> Iterator[Problem]:
    for policy in pack.policies.values():
        paths = condition(policy.policy.when).paths if policy.policy.when else ()
        for path in paths:
            name = path.partition(".")[2]
            if isinstance(pack.pack.profile.get(name), str):
                message = f"{path!r} is not finite, so coverage can't be told."
                remedy = "Let classify sort it into a finite field."
                yield Problem(policy.file, 1, "when", message, remedy)


def _forbidden(
    pack: LoadedPack, policy: str, profile: Mapping[str, Any], shown: str
) -> Iterator[Problem]:
    loaded = pack.policies[policy]
    for index, step in enumerate(loaded.policy.steps):
        guard = pack.pack.guards.get(step.decide or "")
        if guard and not condition(guard).holds({"profile": profile}):
            message = f"decides {step.decide} for {shown}, which {guard!r} forbids."
            yield Problem(loaded.file, 1, f"steps[{index}].decide", message)


def _problem(pack: LoadedPack, message: str, remedy: str) -> Problem:
    return Problem(f"policies/{pack.name}/", 1, "when", message, remedy)
