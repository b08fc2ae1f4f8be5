"""The scheduling loop: a step starts when its needs are done; a checkpoint may end the run.

Dataflow, not barriers. The loop takes `call`, so tests and batches pass a plain function where a
single run passes Prefect tasks. Whatever the order in which steps end, the trace is the same: an
exit counts in plan order, and only what it rests on stays in the trace.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from time import monotonic

from flows.checkpoint import Exit, first_exit
from flows.step import Case, Facts, Lane, Subflow, in_place, run_step
from policies.conditions import ConditionError, condition
from policies.plan import Plan
from policies.schema import Step
from tasks.call import Call, call_here
from tasks.outcome import Status, StepRun

GRACE = 1.0  # seconds that a step which is let go has to end by itself


@dataclass(frozen=True)
class Crewed:
    """How an execution calls agents, wraps coaching, and tells of steps that ended."""

    call: Call
    subflow: Subflow = in_place
    record: Callable[[StepRun], Awaitable[None]] | None = None


@dataclass
class _Board:
    """What stands where while a plan runs: the only mutable state of an execution."""

    plan: Plan
    case: Case
    how: Crewed
    lane: Lane
    waiting: list[Step]
    running: dict[asyncio.Task[StepRun], Step] = field(default_factory=dict)
    ended: dict[str, StepRun] = field(default_factory=dict)

    def time_left(self) -> float:
        return self.plan.limits.total_timeout - (monotonic() - self.lane.began)


async def execute(plan: Plan, case: Case, how: Crewed) -> tuple[dict[str, StepRun], Exit | None]:
    """Run a plan's steps on a case: how each ended, and the exit that ended the run early.

    Failures and timeouts are statuses, never exceptions.
    """
    places = asyncio.Semaphore(plan.max_parallel)
    stop: asyncio.Future[str] = asyncio.get_running_loop().create_future()
    lane = Lane(plan, how.call, how.subflow, places, stop, monotonic())
    board = _Board(plan, case, how, lane, list(plan.steps))
    try:
        return board.ended, await _run(board)
    finally:
        for task in board.running:
            task.cancel()


async def _run(board: _Board) -> Exit | None:
    while board.waiting or board.running:
        await _start_what_is_ready(board)
        if board.running:
            await asyncio.wait(
                board.running,
                timeout=max(0.0, board.time_left()),
                return_when=asyncio.FIRST_COMPLETED,
            )
        await _collect(board)
        if exit_ := first_exit(board.plan, board.ended):
            await _let_go(board, exit_.reason, Status.SKIPPED)
            return exit_
        if (board.running or board.waiting) and board.time_left() <= 0:
            limit = board.plan.limits.total_timeout
            await _let_go(board, f"the total timeout of {limit:g} s was reached", Status.FAILED)
    return None


async def _start_what_is_ready(board: _Board) -> None:
    """Start each waiting step whose needs have ended, or record why it doesn't run.

    A quick agent that is called in this process is done at once: a task would cost more than it.
    """
    done: list[StepRun] = []
    for step in tuple(board.waiting):
        if not board.ended.keys() >= set(step.needs):
            continue
        board.waiting.remove(step)
        if not_run := _not_run(step, board):
            await _end(board, not_run)
            continue
        work = run_step(step, board.case, _facts(step, board), board.lane)
        if board.how.call is call_here and board.case.agents[step.agent].quick:
            done.append(await work)
        else:
            board.running[asyncio.create_task(work)] = step
    for run in done:
        await _end(board, run)


async def _collect(board: _Board) -> None:
    for task in [task for task in board.running if task.done()]:
        del board.running[task]
        await _end(board, task.result())


async def _end(board: _Board, run: StepRun) -> None:
    board.ended[run.alias] = run
    if board.how.record:
        await board.how.record(run)


async def _let_go(board: _Board, reason: str, status: Status) -> None:
    """End what runs and what waits: nobody needs it, or time is up."""
    board.lane.stop.set_result(reason)
    if board.running:
        await asyncio.wait(board.running, timeout=GRACE)
    for task, step in tuple(board.running.items()):
        finished = task.result() if task.done() else None
        task.cancel()
        del board.running[task]
        ran = finished if finished and finished.status is not Status.SKIPPED else None
        await _end(board, ran or StepRun(step.alias, step.agent, status, reason, attempts=1))
    for step in tuple(board.waiting):
        board.waiting.remove(step)
        await _end(board, StepRun(step.alias, step.agent, Status.SKIPPED, reason))


def _not_run(step: Step, board: _Board) -> StepRun | None:
    """What becomes of a step whose needs have ended and that must not run; None when it may."""
    for need in step.needs:
        run = board.ended[need]
        if run.status is not Status.COMPLETED and not run.unneeded:
            how = "failed" if run.status is Status.FAILED else "was skipped"
            return _skipped(step, f"needs {need}, which {how}")
    if step.when is None:
        return None
    when = condition(step.when)
    try:
        holds = when.holds(board.case.names(_facts(step, board)))
    except ConditionError as error:
        return StepRun(step.alias, step.agent, Status.FAILED, str(error))
    return None if holds else _skipped(step, f"not needed: {when.source} is false", unneeded=True)


def _skipped(step: Step, reason: str, *, unneeded: bool = False) -> StepRun:
    return StepRun(step.alias, step.agent, Status.SKIPPED, reason, unneeded=unneeded)


def _facts(step: Step, board: _Board) -> Facts:
    ended = ((need, board.ended[need].outcome) for need in step.needs)
    return {need: outcome.facts for need, outcome in ended if outcome}
