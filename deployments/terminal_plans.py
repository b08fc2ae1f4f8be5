"""What would run: a plan in full, or many of them counted."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from rich.table import Table

from deployments.terminal import (
    counted,
    fields,
    more,
    number,
    show,
    show_json,
    table,
    title,
)
from policies.plan import LeftOut, Plan
from policies.schema import Limits, Step

Plans = Sequence[tuple[str, Plan]]


def show_plans(plans: Plans, *, as_json: bool = False) -> None:
    """One plan in full, or many counted by what would run."""
    if as_json:
        show_json([plan_json(item, one) for item, one in plans])
    elif len(plans) == 1:
        _show_plan(*plans[0])
    else:
        _show_many(plans)


def _show_plan(item: str, plan: Plan) -> None:
    policy = plan.policy.policy
    said = fields(
        [
            ("Policy", f"{plan.policy.name}: {policy.description}".rstrip(": ")),
            ("Why", plan.why),
            ("Profile", _profile(plan.profile)),
            ("Limits", limits(plan.limits)),
            ("Fetches", ", ".join(_fetches(plan))),
            ("Order", drawn(plan)),
        ]
    )
    show(title(f"{item} by {plan.name}"), said, _steps(plan))
    if plan.left_out:
        more(fields([("Not run", left_out(plan.left_out))]))


def _fetches(plan: Plan) -> list[str]:
    """The names of what the policy and its steps fetch, each once."""
    specs = (*plan.policy.policy.prefetch, *(s for step in plan.steps for s in step.prefetch))
    return list(dict.fromkeys(spec.name for spec in specs))


def drawn(plan: Plan) -> str:
    """The waves: `a + b → c`, where c starts when a and b have ended."""
    return " → ".join(" + ".join(wave) for wave in plan.waves)


def limits(given: Limits) -> str:
    """A policy's limits in words."""
    retries = f"{given.retries} retr{'y' if given.retries == 1 else 'ies'}"
    strict = ", strict" if given.strict else ""
    return (
        f"{given.max_parallel} side by side, {given.agent_timeout:g} s an attempt,"
        f" {given.total_timeout:g} s in all, {retries}{strict}"
    )


def left_out(gone: Sequence[LeftOut]) -> str:
    """What does not run and why; steps of one reason together."""
    by_reason = sorted(gone, key=lambda one: one.reason)
    groups = groupby(by_reason, key=lambda one: one.reason)
    return "; ".join(f"{', '.join(one.alias for one in some)}: {why}" for why, some in groups)


def _steps(plan: Plan) -> Table:
    wave_of = {alias: n for n, wave in enumerate(plan.waves, 1) for alias in wave}
    rows = (
        (str(wave_of[step.alias]), _name(step), ", ".join(step.needs), "\n".join(terms(step)))
        for step in sorted(plan.steps, key=lambda step: wave_of[step.alias])
    )
    return table(
        ("Wave", "Step", "Needs", "Terms"), rows, right=("Wave",), prose=("Needs", "Terms")
    )


def terms(step: Step) -> Iterator[str]:
    """What holds for a step beside its needs, a sentence each."""
    if step.when:
        yield f"only when {step.when}"
    if step.each:
        yield f"for each of {step.each}"
    if step.coach:
        coach = step.coach
        yield f"coached by {coach.judge} up to {coach.target:g}, {coach.rounds} rounds at most"
        if coach.patience:
            several = "a round" if coach.patience == 1 else f"{coach.patience} rounds"
            yield f"ends after {several} without improvement"
        if coach.budget:
            spent = coach.budget.model_dump(exclude_none=True)
            yield "ends when it has spent " + ", ".join(f"{v} {k}" for k, v in spent.items())
    if step.exit_when:
        decides = f"decides {step.decide}" if step.decide else "its decision stands"
        yield f"ends the run when {step.exit_when}: {decides}"
    if not step.required:
        yield "optional"


def _name(step: Step) -> str:
    return step.alias if step.alias == step.agent else f"{step.alias} ({step.agent})"


def _profile(profile: Mapping[str, Any]) -> str:
    """Its fields; booleans by name where they are true, and nothing that is empty."""
    shown = (
        name if value is True else f"{name} {_value(value)}"
        for name, value in profile.items()
        if value is not False and value not in ("", [], None) and not _is_drawn(value)
    )
    return ", ".join(shown)


def _is_drawn(value: Any) -> bool:
    """Calls: the order and the steps show them."""
    return isinstance(value, list) and isinstance(value[0], Mapping)


def _value(value: Any) -> str:
    return " ".join(map(str, value)) if isinstance(value, list) else str(value)


def _show_many(plans: Plans) -> None:
    counts = Counter((one.policy.name, drawn(one), len(one.steps)) for _, one in plans)
    agents = sum(len(one.steps) for _, one in plans)
    rows = (
        (name, number(count), str(steps), order)
        for (name, order, steps), count in sorted(counts.items(), key=lambda e: (-e[1], e[0]))
    )
    made = table(
        ("Policy", "Items", "Agents", "Order"),
        rows,
        right=("Items", "Agents"),
        prose=("Order",),
    )
    policies = counted(len({one.policy.name for _, one in plans}), "policy", "policies")
    items = counted(len(plans), "item")
    show(title(f"{items}, {policies}, {number(agents)} agents at most"), made)


def plan_json(item: str, plan: Plan) -> dict[str, Any]:
    """A plan as JSON."""
    return {
        "item": item,
        "pack": plan.pack,
        "policy": plan.policy.name,
        "policy_digest": plan.policy.digest,
        "why": plan.why,
        "profile": dict(plan.profile),
        "limits": plan.limits.model_dump(),
        "prefetch": [spec.model_dump(by_alias=True) for spec in plan.policy.policy.prefetch],
        "waves": [list(wave) for wave in plan.waves],
        "steps": [step.model_dump(mode="json", by_alias=True) for step in plan.steps],
        "left_out": [
            {"step": one.alias, "agent": one.agent, "reason": one.reason} for one in plan.left_out
        ],
    }
