"""Two policies side by side."""

from collections import Counter

from rich.table import Table
from rich.text import Text

from deployments.comparing import Case, Comparison, Side, saved
from deployments.terminal import (
    counted,
    more,
    note,
    number,
    part,
    seconds,
    show,
    show_json,
    table,
    title,
)
from deployments.terminal_tables import or_dot
from tasks.outcome import JSON
from tasks.privacy import mask

FEW = 10  # cases on which they differ that are shown; `--json` has all


def show_comparison(found: Comparison, *, as_json: bool = False) -> None:
    """Agents, time and decisions under both policies, then each case on which they differ."""
    if as_json:
        show_json(comparison_json(found))
        return
    one, other = found.policies
    show(title(f"{one} and {other} on {counted(len(found.cases), 'case')}"), _totals(found))
    more(Text(_agreement(found)))
    if len(found.cases) == 1:
        more(_sides(found.cases[0]))
    elif found.differing:
        some = found.differing[:FEW]
        rows = ((c.item, *(f"{s.action}: {mask(s.reason)}" for s in c.sides)) for c in some)
        differ = table(("Item", *_heads(found)), rows, prose=_heads(found))
        more(part(f"Where they differ ({len(some)} of {len(found.differing)})", differ))
    if found.rejected:
        note(f"{counted(found.rejected, 'row')} could not be read and {_are(found)} no case here.")


def _are(found: Comparison) -> str:
    return "is" if found.rejected == 1 else "are"


def _heads(found: Comparison) -> tuple[str, str]:
    one, other = found.policies
    return (one, other) if one != other else (f"{one} (1)", f"{other} (2)")


def _totals(found: Comparison) -> Table:
    agents, ms = found.agents, found.ms
    rows: list[tuple[str, ...]] = [
        ("Agents run", *map(number, agents), _share(*agents)),
        ("Time", *(seconds(t / 1000) for t in ms), _share(*ms)),
    ]
    sides = [Counter(case.sides[n].action or "no decision" for case in found.cases) for n in (0, 1)]
    rows += [(a, or_dot(sides[0][a]), or_dot(sides[1][a]), "") for a in sorted(sides[0] | sides[1])]
    heads = ("", *_heads(found), "Saved")
    return table(heads, rows, right=heads[1:])


def _share(before: float, after: float) -> str:
    return f"{saved(before, after):.0%}".replace("-", "\N{MINUS SIGN}")


def _agreement(found: Comparison) -> str:
    both = len(found.cases) - len(found.undecided)
    agreed = both - len(found.differing)
    rest = (
        f" {counted(len(found.undecided), 'case')} not decided by both." if found.undecided else ""
    )
    if both and agreed == both:
        every = "the one case" if both == 1 else f"all {number(both)} cases"
        return f"The decisions agree on {every} that both decide.{rest}"
    return f"The decisions agree on {number(agreed)} of {number(both)} cases.{rest}"


def _sides(case: Case) -> Table:
    rows = (
        (s.policy, s.action or "none", f"{len(s.ran)} of {s.planned}: {', '.join(s.ran)}")
        for s in case.sides
    )
    return table(("Policy", "Decision", "Agents"), rows, prose=("Agents",))


def comparison_json(found: Comparison) -> JSON:
    """A comparison as JSON; times in ms, shares from 0 to 1."""
    return {
        "policies": list(found.policies),
        "cases": [
            {"item": case.item, "agrees": case.agrees, "sides": [_side_json(s) for s in case.sides]}
            for case in found.cases
        ],
        "agents": list(found.agents),
        "agents_saved": round(saved(*found.agents), 4),
        "ms": [round(t, 3) for t in found.ms],
        "ms_saved": round(saved(*found.ms), 4),
        "differing": [case.item for case in found.differing],
        "undecided": [case.item for case in found.undecided],
        "rejected": found.rejected,
    }


def _side_json(side: Side) -> JSON:
    return {
        "policy": side.policy,
        "verdict": side.verdict,
        "decision": side.action,
        "reason": mask(side.reason),
        "ran": list(side.ran),
        "planned": side.planned,
        "ms": round(side.ms, 3),
    }
