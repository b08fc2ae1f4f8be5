"""Plan → Prefect flow: its name, description and limits come from the policy.

The flow is a subflow of the pack's entry flow. Each agent is a task in it, steps that did not run
are tasks in the state `Skipped` that say who decided and why, and coaching is a subflow of its own.
"""

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from flows.execute import Crewed, execute
from flows.garbage import earlier_left_alone
from flows.step import Case
from flows.verdict import message, trace_of
from policies.plan import Plan
from policies.schema import Pack
from tasks.call import Called, call_as_task, call_here
from tasks.outcome import Status, StepRun, Trace, Verdict
from tasks.privacy import mask
from tasks.shown import show, shown_later

if TYPE_CHECKING:
    from prefect.client.schemas.objects import State

Record = Callable[[StepRun], Awaitable[None]]
Execute = Callable[[Plan, Case, Pack, Record | None], Awaitable[Trace]]


async def in_process(plan: Plan, case: Case, pack: Pack, record: Record | None = None) -> Trace:
    """Execute a plan in this process, without Prefect: in a batch's task, or to compare."""
    ended, exit_ = await execute(plan, case, Crewed(call_here, record=record))
    return trace_of(plan, pack, ended, exit_)


async def as_flow(plan: Plan, case: Case, pack: Pack, record: Record | None = None) -> Trace:
    """Execute a plan as a Prefect flow named after the policy; its state is the verdict."""
    traces: list[Trace] = []

    async def body(policy_digest: str, why: str) -> "State[Any]":  # noqa: ARG001 - shown in the UI
        how = Crewed(call_as_task, as_subflow, record)
        ended, exit_ = await execute(plan, case, how)
        trace = trace_of(plan, pack, ended, exit_)
        traces.append(trace)
        for step in trace.steps:
            if step.status is Status.SKIPPED and not step.attempts:
                _show_skipped(step)
        return state_of(trace)

    description = plan.policy.policy.description
    flow = _flow(body, plan.name, description, mask(case.title, pack.products))
    with earlier_left_alone(), shown_later():
        state = await flow(plan.policy.digest, plan.why, return_state=True)
    if not traces:
        await state.aresult()  # raises what ended the flow: the ledger, a crash, a cancellation
        raise RuntimeError(f"{plan.name} was ended from outside before it had a verdict.")
    return traces[0]


async def as_subflow(name: str, work: Callable[[], Awaitable[Called]]) -> Called:
    """Do some work in a Prefect subflow of its own."""
    results: list[Called] = []

    async def body() -> None:
        results.append(await work())

    await _flow(body, name)()
    return results[0]


def state_of(trace: Trace) -> "State[Any]":
    """The verdict as a Prefect state: Completed, Partial (of type completed) or Failed."""
    from prefect.states import Completed, Failed

    said = message(trace.decision, trace.reason)
    if trace.verdict is Verdict.FAILED:
        return Failed(message=said)
    return Completed(name=str(trace.verdict).capitalize(), message=said)


def _flow(
    body: Callable[..., Awaitable[Any]], name: str, description: str = "", title: str = ""
) -> Any:
    from prefect import Flow

    body.__qualname__ = name
    return Flow(
        body,
        name=name,
        description=description or None,
        flow_run_name=(lambda: title) if title else None,  # no template: a title may hold braces
        validate_parameters=False,
        persist_result=False,
    )


def _show_skipped(step: StepRun) -> None:
    from prefect.states import Completed

    show(step.alias, step.agent, Completed(name="Skipped", message=step.reason), "skipped")
