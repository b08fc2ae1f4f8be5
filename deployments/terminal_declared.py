"""What is declared: packs, and problems with what they declare."""

from collections.abc import Iterator, Mapping, Sequence
from math import prod

from rich.text import Text

from deployments.terminal import (
    bullets,
    counted,
    fields,
    part,
    show,
    table,
    title,
)
from deployments.terminal_catalogue import catalogue_parts
from policies.coverage import Combination, combinations
from policies.load import LoadedPack
from tasks.agent import Agent
from tasks.packs import Crew


def show_pack(crew: Crew, *, detail: bool = True) -> None:
    """A pack: in detail its policies with what they take, its agents, and what it decides."""
    loaded, pack = crew.loaded, crew.loaded.pack
    about = fields(_about(crew, detail=detail))
    if not detail:
        show(title(crew.name), pack.description, about)
        return
    policies = table(
        ("Policy", "Agents", "Takes"),
        _policies(loaded),
        right=("Agents",),
        prose=("Takes",),
    )
    agents = table(
        ("Agent", "What it does"),
        ((name, _agent(one)) for name, one in sorted(crew.agents.items())),
        prose=("What it does",),
    )
    catalogue = catalogue_parts(loaded)
    show(title(crew.name), pack.description, about, policies, agents, *catalogue)


def _about(crew: Crew, *, detail: bool) -> Iterator[tuple[str, str]]:
    pack = crew.loaded.pack
    yield "Decides", ", ".join(pack.actions)
    if not detail:
        yield "Policies", ", ".join(crew.loaded.policies)
        yield "Agents", ", ".join(sorted(crew.agents))
        return
    for action, guard in pack.guards.items():
        yield "Guard", f"{action} only when {guard}"
    yield "Sources", ", ".join(pack.sources)
    yield "Sample", pack.sample


def _agent(one: Agent) -> Text:
    reads = f", reads {', '.join(one.data)}" if one.data else ""
    return Text.assemble(one.description, (f"\nversion {one.version}{reads}", "dim"))


def _policies(loaded: LoadedPack) -> Iterator[tuple[str, str, Text]]:
    taken: dict[str, list[Combination]] = {name: [] for name in loaded.policies}
    for one in combinations(loaded):
        for name in one.policies:
            taken[name].append(one)
    for name, policy in loaded.policies.items():
        takes = taken_by(taken[name]) if policy.policy.when else "by its name only"
        said = Text.assemble(takes, ("\n" + policy.policy.description, "dim"))
        steps = len(policy.policy.steps)
        yield name, "as called" if policy.policy.calls else str(steps), said


def taken_by(combinations_: Sequence[Combination]) -> str:
    """The combinations that a policy takes, as `A, B × LOW` where they are such a product."""
    fields_ = [
        dict.fromkeys(c.fields[name] for c in combinations_) for name in _names(combinations_)
    ]
    if prod(map(len, fields_)) != len(combinations_):
        return f"{len(combinations_)} combinations"
    return " × ".join(", ".join(values) for values in fields_) or "everything"


def _names(combinations_: Sequence[Combination]) -> tuple[str, ...]:
    return tuple(combinations_[0].fields) if combinations_ else ()


def show_problems(problems: Sequence[str], counts: Mapping[str, int]) -> None:
    """Each problem on a line of its own, or one sentence that says how much is in order."""
    if problems:
        show(part(counted(len(problems), "problem"), bullets(problems)))
        return
    whole = ", ".join(counted(count, name) for name, count in counts.items() if name != "policy")
    policies = counted(counts.get("policy", 0), "policy", "policies")
    show(f"Nothing is wrong: {policies}, {whole}, each taken by exactly one policy.")
