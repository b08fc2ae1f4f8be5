"""The gate: no more calls at a time than the limit has slots, counted by the real server."""

import asyncio
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextvars import copy_context
from dataclasses import replace
from uuid import UUID

import pytest

from policies.errors import OperatorError
from tasks.agent import Agent, View
from tasks.gate import WaitedError, gate, pool, through, timed, waiting
from tasks.invoke import invoke
from tasks.outcome import Outcome
from tests.tasks.gate.conftest import ROOT, until

Taken = Callable[[str], int]


def test_never_more_than_four_hold_a_slot(four: str) -> None:
    held: list[int] = []

    async def hold(four_hold: asyncio.Event) -> None:
        async with gate(four):
            held.append(len(inside) + 1)
            inside.append(four)
            if len(inside) == 4:
                four_hold.set()
            async with asyncio.timeout(10):  # the first wait until there are four
                await four_hold.wait()
            await asyncio.sleep(0.05)
            inside.pop()

    async def all_of_them() -> None:
        four_hold = asyncio.Event()
        await asyncio.gather(*(hold(four_hold) for _ in range(10)))

    inside: list[str] = []
    asyncio.run(all_of_them())
    assert max(held) == 4


def test_threads_and_event_loops_share_the_slots_of_their_process(one: str) -> None:
    guard, most = threading.Lock(), []

    async def hold() -> None:
        for _ in range(3):
            async with gate(one):
                most.append(guard.acquire(blocking=False))
                await asyncio.sleep(0.01)
                guard.release()

    threads = [
        threading.Thread(target=copy_context().run, args=(asyncio.run, hold())) for _ in range(3)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == [True] * 9


def test_without_the_limit_nothing_runs_and_the_error_says_what_to_do(prefect_server: str) -> None:
    async def hold() -> None:
        async with gate("no-such-limit"):
            raise AssertionError("ran")

    with pytest.raises(OperatorError, match=r"no concurrency limit 'no-such-limit'.*gate mend"):
        asyncio.run(hold())


def test_nothing_runs_while_the_limit_is_switched_off(one: str, taken: Taken) -> None:
    async def hold() -> None:
        async with gate(one):
            return

    switch(one, active=False)
    with pytest.raises(OperatorError, match=r"switched off.*gate mend"):
        asyncio.run(hold())
    switch(one, active=True)
    asyncio.run(hold())
    assert until(lambda: taken(one) == 0)


def switch(name: str, *, active: bool) -> None:
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.actions import GlobalConcurrencyLimitUpdate

    with get_client(sync_client=True) as client:
        change = GlobalConcurrencyLimitUpdate(active=active)
        client.update_global_concurrency_limit(name, change)


def test_who_is_cancelled_goes_on_at_once_and_the_slot_stays_until_the_call_has_ended(
    one: str, taken: Taken
) -> None:
    started, end, order = threading.Event(), threading.Event(), []

    def slow(_: View) -> Outcome:
        started.set()
        end.wait(20)
        order.append("the call has ended")
        return Outcome()

    agent = Agent("slow", slow, "1", {}, resource=one)

    async def cancelled() -> None:
        task = asyncio.create_task(invoke(agent, View(None)))
        await asyncio.to_thread(started.wait, 10)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert not order  # the thread still runs, and whoever was cancelled knows already
        next_one = asyncio.create_task(enter_and_note())
        await asyncio.sleep(0.2)
        assert not next_one.done()
        assert taken(one) == 1
        end.set()
        await next_one

    async def enter_and_note() -> None:
        async with gate(one):
            order.append("the next one enters")

    asyncio.run(cancelled())
    assert order == ["the call has ended", "the next one enters"]


def test_an_async_call_whose_thread_goes_on_keeps_its_slot_too(one: str) -> None:
    order: list[str] = []

    async def generate() -> None:
        await asyncio.to_thread(time.sleep, 0.4)
        order.append("the thread has ended")

    async def timed_out() -> None:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.15):
                await through(one, "model", generate)
        assert not order
        async with gate(one):
            order.append("the next one enters")

    async def warm() -> None:
        async with gate(one):
            return

    async def both() -> None:
        await warm()
        await timed_out()

    asyncio.run(both())
    assert order == ["the thread has ended", "the next one enters"]


def test_an_event_loop_that_ends_keeps_the_slot_until_its_threads_have_ended(one: str) -> None:
    order: list[str] = []
    begun = threading.Event()

    async def generate() -> None:
        await asyncio.to_thread(sleep)

    def sleep() -> None:
        begun.set()
        time.sleep(0.4)
        order.append("the thread has ended")

    async def begin() -> None:
        task = asyncio.ensure_future(through(one, "model", generate))
        await asyncio.to_thread(begun.wait, 10)
        task.cancel()  # and the loop ends here, cancelling everything

    async def enter_and_note() -> None:
        async with gate(one):
            order.append("the next one enters")

    ending = threading.Thread(target=copy_context().run, args=(asyncio.run, begin()))
    ending.start()
    assert begun.wait(10)
    asyncio.run(enter_and_note())
    ending.join()
    assert order == ["the thread has ended", "the next one enters"]


def test_a_call_that_is_let_go_before_it_begins_takes_no_slot(one: str, taken: Taken) -> None:
    ran: list[str] = []

    async def late() -> None:
        outside = copy_context()  # what is begun in the block is inside it
        async with gate(one):
            waiter = asyncio.get_running_loop().create_task(enter("late"), context=outside)
            await asyncio.sleep(0.05)
            assert dict(waiting(one)) == {"late": 1}
            waiter.cancel()
            with pytest.raises(asyncio.CancelledError):
                await waiter
            assert not waiting(one)
        async with gate(one):
            ran.append("next")

    async def enter(what: str) -> None:
        async with gate(one, what):
            ran.append(what)

    asyncio.run(late())
    assert ran == ["next"]
    assert until(lambda: taken(one) == 0)


def test_a_wait_that_may_last_only_so_long_ends_then(one: str) -> None:
    async def never() -> None:
        raise AssertionError("ran")

    async def apart() -> None:
        outside = copy_context()  # what is begun in the block is inside it
        async with gate(one):
            asking = through(one, "model", never, within=0.1)
            other = asyncio.get_running_loop().create_task(asking, context=outside)
            with pytest.raises(WaitedError, match="model found no free slot"):
                await other

    asyncio.run(apart())


def test_a_call_inside_one_that_holds_the_slot_takes_no_second_one(one: str) -> None:
    now = most = 0

    async def generate() -> None:
        nonlocal now, most
        now += 1
        most = max(most, now)
        await asyncio.sleep(0.02)
        now -= 1

    async def agent() -> None:
        async with gate(one, "agent"):
            await asyncio.gather(*(through(one, "model", generate) for _ in range(3)))

    asyncio.run(asyncio.wait_for(agent(), 20))
    assert most == 1


def test_waiting_and_holding_are_measured_over_all_attempts(one: str) -> None:
    async def attempts() -> None:
        async with gate(one):
            await asyncio.sleep(0.05)
        async with gate(one):
            await asyncio.sleep(0.05)

    async def measured() -> tuple[float, float]:
        with timed() as times:
            await attempts()
            return times.wait_ms, times.hold_ms

    wait, hold = asyncio.run(measured())
    assert wait > 0
    assert hold >= 100


def test_a_slot_that_lies_free_goes_back_soon(four: str, taken: Taken) -> None:
    async def enter() -> None:
        async with gate(four):
            assert until(lambda: taken(four) == 1)

    asyncio.run(enter())
    assert until(lambda: taken(four) == 0)


def test_a_lost_lease_is_told_and_its_slot_is_handed_to_nobody(
    one: str,
    taken: Taken,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(pool, "PACE", replace(pool.PACE, renew=0.1))
    told: list[str] = []  # Prefect, when it starts, takes away the handlers of others
    monkeypatch.setattr("tasks.gate.hold._LOG.warning", told.append)

    async def hold() -> None:
        async with gate(one, "first"):
            (slot,) = pool.pool_of(one).slots
            end_lease(slot.lease.id)
            assert await asyncio.to_thread(until, lambda: slot.lost)
            assert taken(one) == 0
        async with gate(one, "second"):
            (other,) = pool.pool_of(one).slots
            assert other.lease.id != slot.lease.id
            assert taken(one) == 1

    asyncio.run(hold())
    assert "is lost: the server has ended its lease" in " ".join(told)


def end_lease(lease: UUID) -> None:
    from prefect.client.orchestration import get_client

    with get_client(sync_client=True) as client:
        client.release_concurrency_slots_with_lease(lease)


def test_a_limit_that_is_made_anew_counts_what_still_runs_only_here(one: str, taken: Taken) -> None:
    from prefect.client.orchestration import get_client

    order: list[str] = []

    async def hold() -> None:
        outside = copy_context()
        async with gate(one):
            with get_client(sync_client=True) as client:
                client.delete_global_concurrency_limit_by_name(one)
                client.upsert_global_concurrency_limit_by_name(one, 1)
            other = asyncio.get_running_loop().create_task(second(), context=outside)
            await asyncio.sleep(0.5)
            order.append("first ends")
        await other

    async def second() -> None:
        async with gate(one):
            order.append("second begins")

    asyncio.run(hold())
    assert order == ["first ends", "second begins"]
    assert until(lambda: taken(one) == 0)


FORK = """
import asyncio, os, sys
from tasks.gate import gate

async def hold(seconds):
    async with gate(sys.argv[1]):
        await asyncio.sleep(seconds)
        return "held"

async def parent():
    async with gate(sys.argv[1]):
        child = os.fork()
        if child == 0:
            os._exit(0)
        os.waitpid(child, 0)
        return "parent"

asyncio.run(parent())
child = os.fork()
if child == 0:
    os._exit(0 if asyncio.run(hold(0)) == "held" else 1)
print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), asyncio.run(hold(0)))
"""


def test_a_forked_process_begins_without_slots_and_takes_its_own(one: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", FORK, one],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.stdout == "0 held\n", done.stderr


def test_what_needs_no_resource_passes_without_a_server() -> None:
    async def hold() -> str:
        async with gate(None):
            return "through"

    assert asyncio.run(hold()) == "through"


def test_without_a_server_the_error_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    from prefect.settings import PREFECT_API_URL, temporary_settings

    async def hold() -> None:
        async with gate("gpu"):
            raise AssertionError("ran")

    monkeypatch.delenv("PREFECT_API_URL", raising=False)
    with (
        temporary_settings(restore_defaults={PREFECT_API_URL}),
        pytest.raises(OperatorError, match="No Prefect server is configured"),
    ):
        asyncio.run(hold())
