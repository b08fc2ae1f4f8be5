"""Agents at the gate as Prefect tasks: what is measured, and how many are started at one time."""

import asyncio
from collections.abc import Callable
from typing import Any

from policies.errors import OperatorError, TransientError
from policies.schema import Limits
from tasks.agent import Agent, View
from tasks.call import Called, Job, call_as_task, call_here
from tasks.failures import AgentTimeoutError, StoppedError
from tasks.gate.pool import pool_of
from tasks.outcome import Outcome
from tests.tasks.gate.conftest import until

LIMITS = Limits(agent_timeout=20, retries=0)


def in_flow(work: Callable[[], Any]) -> Any:
    from prefect import Flow

    async def body() -> Any:
        return await work()

    body.__qualname__ = "gated"
    entry: Any = Flow(body, name="gated", persist_result=False)
    return asyncio.run(entry())


def test_a_gated_task_tells_what_it_waited_and_held_and_another_nothing(one: str) -> None:
    async def slow(_: View) -> Outcome:
        await asyncio.sleep(0.1)
        return Outcome()

    async def both() -> list[Called]:
        gated = Agent("slow", slow, "1", {}, resource=one)
        plain = Agent("plain", slow, "1", {})
        jobs = [Job("slow", gated, View(None), LIMITS)] * 2
        jobs.append(Job("plain", plain, View(None), LIMITS))
        return list(await asyncio.gather(*map(call_as_task, jobs)))

    first, second, plain = in_flow(both)
    assert [first.error, second.error, plain.error] == [None] * 3
    assert min(first.gate_hold_ms, second.gate_hold_ms) >= 100
    assert max(first.gate_wait_ms, second.gate_wait_ms) >= 100  # as long as the other was held
    assert (plain.gate_wait_ms, plain.gate_hold_ms) == (0.0, 0.0)


def test_holds_are_added_up_over_attempts_and_none_lasts_through_the_delay(one: str) -> None:
    seen: list[int] = []

    def fails_once(_: View) -> Outcome:
        import time

        seen.append(1)
        time.sleep(0.05)
        if len(seen) == 1:
            raise TransientError("again")
        return Outcome()

    limits = Limits(agent_timeout=20, retries=1)
    job = Job("flaky", Agent("flaky", fails_once, "1", {}, resource=one), View(None), limits)
    called = asyncio.run(_here(job))
    assert called.error is None
    assert called.attempts == 2
    assert 100 <= called.gate_hold_ms < (called.ended - called.began) * 1000 - 200


async def _here(job: Job) -> Called:
    return await call_here(job)


def test_tasks_start_two_for_each_slot_and_all_come_to_their_turn(one: str) -> None:
    most = 0

    async def counted(_: View) -> Outcome:
        nonlocal most
        await asyncio.sleep(0.02)
        most = max(most, pool_of(one).line.waits)
        return Outcome()

    async def many() -> list[Called]:
        agent = Agent("counted", counted, "1", {}, resource=one)
        job = Job("counted", agent, View(None), LIMITS)
        return list(await asyncio.gather(*(call_as_task(job) for _ in range(12))))

    assert [called.error for called in in_flow(many)] == [None] * 12
    assert most == 1
    assert until(lambda: pool_of(one).coming == 0)


def test_a_task_without_a_limit_fails_before_it_starts(prefect_server: str) -> None:
    async def never(_: View) -> Outcome:
        raise AssertionError("ran")

    async def alone() -> Called:
        agent = Agent("never", never, "1", {}, resource="no-such-limit")
        return await call_as_task(Job("never", agent, View(None), LIMITS))

    called = in_flow(alone)
    assert isinstance(called.error, OperatorError)
    assert called.attempts == 0


def test_who_is_stopped_at_the_door_never_starts_and_blocks_nobody(one: str) -> None:
    ran: list[str] = []

    async def slow(view: View) -> Outcome:
        ran.append(view.request)
        await asyncio.sleep(0.2)
        return Outcome()

    async def stopped() -> list[Called]:
        agent = Agent("slow", slow, "1", {}, resource=one)
        stop: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        jobs = [Job("slow", agent, View("runs"), LIMITS) for _ in range(3)]
        jobs += [Job("slow", agent, View("stopped"), LIMITS, stop=stop) for _ in range(4)]
        calls = [asyncio.ensure_future(call_as_task(job)) for job in jobs]
        await asyncio.sleep(0.1)
        stop.set_result("decided")
        last = await call_as_task(Job("slow", agent, View("last"), LIMITS))
        return [*await asyncio.gather(*calls), last]

    called = in_flow(stopped)
    assert ran == ["runs"] * 3 + ["last"]
    assert [isinstance(each.error, StoppedError) for each in called] == [False] * 3 + [True] * 4 + [
        False
    ]


def test_a_task_out_of_time_ends_while_its_call_keeps_the_slot(one: str) -> None:
    import time

    order: list[str] = []

    def blocks(view: View) -> Outcome:
        time.sleep(view.request)
        order.append(f"{view.request} has ended")
        return Outcome()

    async def both() -> list[Called]:
        agent = Agent("blocks", blocks, "1", {}, resource=one)
        quick = Limits(agent_timeout=0.5, retries=0)
        late = await call_as_task(Job("late", agent, View(1.5), quick))
        order.append("out of time")
        return [late, await call_as_task(Job("next", agent, View(0.0), LIMITS))]

    late, after = in_flow(both)
    assert isinstance(late.error, AgentTimeoutError)
    assert after.error is None
    assert order == ["out of time", "1.5 has ended", "0.0 has ended"]
