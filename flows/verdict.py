"""From steps that ended to a trace: every planned step accounted for, the decision, the verdict."""

from collections.abc import Mapping
from dataclasses import replace

from flows.checkpoint import Exit, fault
from policies.conditions import condition
from policies.plan import Plan
from policies.schema import Pack
from tasks.outcome import Decision, Status, StepRun, Trace, Verdict


def trace_of(plan: Plan, pack: Pack, ended: Mapping[str, StepRun], exit_: Exit | None) -> Trace:
    """The trace of an execution; it depends on what ended how, not on when.

    After an exit only the steps that it rests on count; all others are skipped with who decided and
    why, even one that had just ended. Required steps decide about `failed`, optional ones about
    `partial`, and a run in which nothing completed has failed. A pack that declares actions needs a
    decision, and one that its guards allow.
    """
    runs = {alias: _settled(run, exit_) for alias, run in ended.items()}
    steps = tuple(runs[step.alias] for step in plan.steps)
    gone = tuple(
        StepRun(g.alias, g.agent, Status.SKIPPED, g.reason, unneeded=True) for g in plan.left_out
    )
    decision, by = (exit_.decision, exit_.alias) if exit_ else _decision(plan, steps)
    verdict, reason = _verdict(plan, steps, exit_)
    refused = _refused(plan, pack, decision)
    if refused and verdict is not Verdict.FAILED:
        verdict, reason = Verdict.FAILED, refused
    if verdict is Verdict.FAILED:
        decision, by = None, None  # nobody acts on what a failed run happened to say
    return Trace((*steps, *gone), verdict, decision, by, reason, exit_.alias if exit_ else None)


def message(decision: Decision | None, reason: str) -> str:
    """The decision and why, as the message of a state."""
    if decision is None or decision.action in reason:  # "rules decided AUTO_RESOLVE: …"
        return reason
    return f"{decision.action}: {reason}"


def checkpoint_faults(plan: Plan, trace: Trace) -> tuple[str, ...]:
    """Checkpoints that could not be evaluated, up to the one that ended the run."""
    ended = {step.alias: step for step in trace.steps}
    found: list[str] = []
    for step in plan.steps:
        if step.alias == trace.ended_by:
            break
        if said := fault(step, plan, ended):
            found.append(said)
    return tuple(found)


def _settled(run: StepRun, exit_: Exit | None) -> StepRun:
    if exit_ is None or run.alias in exit_.rests_on:
        return run
    return replace(run, status=Status.SKIPPED, reason=exit_.reason, outcome=None)


def _decision(plan: Plan, steps: tuple[StepRun, ...]) -> tuple[Decision | None, str | None]:
    """The decision of the last step that made one; a checkpoint's counts only when it held."""
    for step, run in reversed(list(zip(plan.steps, steps, strict=True))):
        if run.outcome and run.outcome.decision and step.exit_when is None:
            return run.outcome.decision, run.alias
    return None, None


def _verdict(plan: Plan, steps: tuple[StepRun, ...], exit_: Exit | None) -> tuple[Verdict, str]:
    if exit_:
        return Verdict.COMPLETED, exit_.reason
    missing = [(step, run) for step, run in zip(plan.steps, steps, strict=True) if _missing(run)]
    required = [run for step, run in missing if step.required]
    if required:
        return Verdict.FAILED, f"{required[0].alias}: {required[0].reason}"
    if missing and not any(run.status is Status.COMPLETED for run in steps):
        run = missing[0][1]
        return Verdict.FAILED, f"nothing completed; {run.alias}: {run.reason}"
    if missing:
        run = missing[0][1]
        return Verdict.PARTIAL, f"{run.alias} (optional): {run.reason}"
    return Verdict.COMPLETED, "all steps ended"


def _missing(run: StepRun) -> bool:
    """Failed, or skipped for want of something."""
    return run.status is not Status.COMPLETED and not run.unneeded


def _refused(plan: Plan, pack: Pack, decision: Decision | None) -> str:
    if not pack.actions:
        return ""
    if decision is None:
        return "no step decided"
    if decision.action not in pack.actions:
        return f"{decision.action!r} is none of the pack's actions: {', '.join(pack.actions)}"
    guard = pack.guards.get(decision.action)
    if guard and not condition(guard).holds({"profile": plan.profile}):
        return f"{decision.action} is forbidden here: it needs {guard}"
    return ""
