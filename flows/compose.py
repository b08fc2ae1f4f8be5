"""Plan → Prefect flow: its name, description and limits come from the policy.

The flow is a subflow of the pack's entry flow. Each agent is a task in it, steps that did not run
are tasks in the state `Skipped` that say who decided and why, and coaching is a subflow of its own.
"""

from collections.abc import Awaitable, Callable, Collection
from typing import TYPE_CHECKING, Any

from flows.coaching import CoachedStep, Shown
from flows.execute import Crewed, execute
from flows.garbage import earlier_left_alone
from flows.step import Case, Subflow
from flows.verdict import message, trace_of
from policies.plan import Plan
from policies.schema import Pack
from tasks.call import call_as_task, call_here
from tasks.coaching_report import Coachings, publish_coachings, verdict_of
from tasks.failures import told
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
    allowed = pack.products if case.allowed is None else case.allowed

    async def body(policy_digest: str, why: str) -> "State[Any]":  # noqa: ARG001 - shown in the UI
        how = Crewed(call_as_task, subflow_showing(allowed), record)
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


def subflow_showing(allowed: Collection[str]) -> Subflow:
    """Coaching as a Prefect subflow that shows its transcript and its curve.

    `allowed` are the kinds of personal data that they may show.
    """

    async def as_subflow(shown: Shown, work: Callable[[], Awaitable[CoachedStep]]) -> CoachedStep:
        ended: list[CoachedStep] = []

        async def body() -> "State[Any]":
            done = await work()
            ended.append(done)
            if not done.let_go:  # a run that has ended waits for nothing
                await _published(
                    Coachings(shown.pack, shown.alias, shown.title, done.courses), allowed
                )
            return _coached_state(done)

        state = await _flow(body, shown.name)(return_state=True)
        if not ended:
            await state.aresult()  # raises what ended the flow
            raise RuntimeError(f"{shown.name} was ended from outside before it had an answer.")
        return ended[0]

    return as_subflow


async def _published(coachings: Coachings, allowed: Collection[str]) -> None:
    """Put the artifacts on the subflow; a server that doesn't take them costs no answer."""
    from prefect.logging import get_run_logger

    try:
        await publish_coachings(coachings, allowed)
    except Exception as error:  # noqa: BLE001 - what was coached stands all the same
        get_run_logger().warning("The artifacts of the coaching are missing: %s", mask(told(error)))


def _coached_state(done: CoachedStep) -> "State[Any]":
    from prefect.states import Completed, Failed

    if done.called.error is not None:
        return Failed(message=mask(told(done.called.error)))
    return Completed(message=verdict_of(done.courses))


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
