"""The one place where an agent is called: in this process, or as a Prefect task.

Both keep the same promises: transient errors alone are retried, after delays that grow, are capped
and jittered; a timeout ends the attempt even when a plain function blocks; a step that nobody needs
any more is let go at once.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from time import monotonic
from typing import Any

import stamina

from policies.errors import CoxswainError
from policies.schema import Limits
from tasks.failures import AgentTimeoutError, StepError, StoppedError, may_retry, told
from tasks.flight import once
from tasks.gate import Door, GateTimes, timed
from tasks.invoke import checked, invoke, unless_stopped
from tasks.job import Call, Called, Job
from tasks.keeping import kept, kept_answer
from tasks.outcome import Outcome, dump_outcome, load_outcome
from tasks.shown import show, tag

TURNS = 3  # of the event loop: a waiter is woken, enters its task, and begins
FIRST_DELAY, LONGEST_DELAY, JITTER = 0.5, 30.0, 0.5  # seconds, seconds, seconds or share


def delays(retries: int) -> list[float]:
    """Seconds before each further attempt: doubling, capped."""
    return [min(FIRST_DELAY * 2**n, LONGEST_DELAY) for n in range(retries)]


async def call_here(job: Job) -> Called:
    """Call an agent in this process; a quick one in place, others as `attempt` does."""
    with timed() as times:
        return _gated(await _here(job), times)


def _gated(called: Called, times: GateTimes) -> Called:
    """The call with what it waited at the gate, and how long it held a slot."""
    if not times.passages:
        return called
    return replace(called, gate_wait_ms=times.wait_ms, gate_hold_ms=times.hold_ms)


async def _here(job: Job) -> Called:
    began = monotonic()
    if job.stop and job.stop.done():
        return _stopped(job.stop)
    if job.agent.quick:
        try:
            outcome = checked(job.agent, job.agent.run(job.view))
        except Exception as error:  # noqa: BLE001 - an agent's failure is a value
            return Called(None, error, began, monotonic())
        return Called(outcome, None, began, monotonic())
    attempts = 0
    try:
        async for one in _retrying(job.limits.retries):
            with one:
                attempts = one.num
                outcome = await unless_stopped(attempt(job), job.stop)
    except Exception as error:  # noqa: BLE001 - an agent's failure is a value
        return Called(None, error, began, monotonic(), attempts)
    return Called(outcome, None, began, monotonic(), attempts)


def _retrying(retries: int) -> Any:
    return stamina.retry_context(
        on=may_retry,
        attempts=retries + 1,
        timeout=None,
        wait_initial=FIRST_DELAY,
        wait_max=LONGEST_DELAY,
        wait_jitter=JITTER,
    )


async def attempt(job: Job) -> Outcome:
    """One attempt; AgentTimeoutError after `agent_timeout` seconds, whatever the agent does."""
    try:
        async with asyncio.timeout(job.limits.agent_timeout) as deadline:
            return await invoke(job.agent, job.view)
    except TimeoutError as error:
        if deadline.expired():
            raise AgentTimeoutError(_too_long(job)) from error
        raise


def _too_long(job: Job) -> str:
    return f"took longer than {job.limits.agent_timeout:g} s"


async def call_as_task(job: Job) -> Called:
    """Call an agent as a Prefect task of its own; identical calls at one time share one execution.

    Who comes second finds the answer in the cache, so that its flow shows a task too. A failure is
    shared as it is; that somebody else's run let go of the agent isn't shared.
    """
    if job.key is None or (job.stop and job.stop.done()):
        return await _start(job)
    if (answer := kept_answer(job.key)) is not None:
        return _from_cache(job, load_outcome(answer))
    start: Callable[[], Awaitable[Called]] = partial(_start, job)
    called, mine = await once(job.key, start, shared=_is_answer, until=job.stop)
    if mine or called.error:
        return called if mine else replace(called, attempts=0)
    return _from_cache(job, called.outcome) if called.outcome else await _start(job)


def _from_cache(job: Job, outcome: Outcome) -> Called:
    from prefect.states import Completed

    show(job.alias, job.agent.name, Completed(name="Cached"), *filter(None, [job.agent.resource]))
    now = monotonic()
    return Called(outcome, None, now, now, 0, cached=True)


async def _start(job: Job) -> Called:
    """A task of its own, as soon as it may start."""
    began = monotonic()
    model = job.view.model
    door = Door(job.agent.resource or (model.resource if model else None), job.agent.name)
    with timed() as times:
        try:
            await unless_stopped(door.enter(), job.stop)
            if job.stop and job.stop.done():
                return _gated(_stopped(job.stop), times)
            return _gated(await _as_task(job, door), times)
        except (StoppedError, CoxswainError) as error:  # at the door
            return _gated(Called(None, error, began, monotonic(), 0), times)
        finally:
            door.leave()


def _stopped(stop: asyncio.Future[str]) -> Called:
    """A call that was let go before it began."""
    now = monotonic()
    return Called(None, StoppedError(stop.result()), now, now, 0)


def _is_answer(called: Called) -> bool:
    return not isinstance(called.error, StoppedError)


@dataclass(frozen=True)
class _Running:
    """The call that a task run makes, and when its attempts began."""

    job: Job
    attempts: list[float]
    door: Door  # of the gate


# A task is made once for an agent in a policy, since making one costs; what it calls stands here.
_running: ContextVar[_Running] = ContextVar("_running")


async def _as_task(job: Job, door: Door) -> Called:
    attempts: list[float] = []
    began = monotonic()
    agent, keyed = job.agent, job.key is not None
    task = _task(job.alias, agent.name, agent.description, job.limits, keyed=keyed)
    token = _running.set(_Running(job, attempts, door))
    try:
        state = await task(return_state=True)
    finally:
        _running.reset(token)
    first, ended = (attempts[0] if attempts else began), monotonic()
    if state.is_cancelled():
        return Called(None, StoppedError(state.message), first, ended, len(attempts))
    given = await state.aresult(raise_on_failure=False)
    if state.name == "TimedOut":
        given = AgentTimeoutError(_too_long(job))
    if isinstance(given, Exception):
        return Called(None, given, first, ended, len(attempts))
    return Called(load_outcome(given), None, first, ended, len(attempts), cached=not attempts)


@lru_cache(maxsize=1024)
def _task(alias: str, agent: str, description: str, limits: Limits, *, keyed: bool) -> Any:
    """The Prefect task of an agent under an alias; it calls what `_running` holds."""
    from prefect import Task

    async def body() -> Any:
        return await _body(_running.get())

    body.__qualname__ = agent  # Prefect derives the task's key from it
    return Task(
        body,
        name=alias,
        task_run_name=alias,
        description=description,
        timeout_seconds=limits.agent_timeout,
        retries=limits.retries,
        retry_delay_seconds=delays(limits.retries),
        retry_jitter_factor=JITTER,
        retry_condition_fn=_retry_condition,
        refresh_cache=keyed,  # it was looked for already
        **kept((lambda: _running.get().job.key) if keyed else None),
    )


async def _body(running: _Running) -> Any:  # a state, or an outcome as JSON
    from prefect.states import Cancelled
    from prefect.transactions import get_transaction

    job = running.job
    running.attempts.append(monotonic())
    tag("agent", job.agent.name, *filter(None, [job.agent.resource]))
    try:
        try:
            outcome = await unless_stopped(invoke(job.agent, job.view), job.stop)
        finally:
            running.door.leave()
        job.free()
        for _ in range(TURNS):  # who waited for the place starts before this one is wound up
            await asyncio.sleep(0)
        return dump_outcome(outcome)
    except StoppedError as reason:
        # A returned state would be stored as the answer: nothing may find it there.
        if transaction := get_transaction():
            transaction.write_on_commit = False
        return Cancelled(message=str(reason))
    except TimeoutError as error:  # the agent's own, which Prefect would take for the task's
        raise StepError(told(error)) from error


async def _retry_condition(_task: Any, _run: Any, state: Any) -> bool:
    error = await state.aresult(raise_on_failure=False)
    return isinstance(error, BaseException) and may_retry(error)


__all__ = ["Call", "Called", "Job", "attempt", "call_as_task", "call_here", "delays"]
