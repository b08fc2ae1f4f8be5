"""Single flight: who asks for the same at the same time gets one answer."""

import asyncio
import threading
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tasks import flight
from tasks.flight import once


@pytest.fixture(autouse=True)
def no_flight_is_left_over() -> Any:
    yield
    assert flight._flights == {}


class Work:
    """Counts its runs; each answers with the number of its run after some turns of the loop."""

    def __init__(self, turns: int = 3, error: Exception | None = None) -> None:
        self.turns, self.error, self.runs = turns, error, 0

    async def __call__(self) -> int:
        self.runs += 1
        mine = self.runs
        for _ in range(self.turns):
            await asyncio.sleep(0.001)
        if self.error and mine == 1:
            raise self.error
        return mine


async def together(calls: list[Awaitable[Any]]) -> list[Any]:
    return list(await asyncio.gather(*calls, return_exceptions=True))


def test_identical_calls_at_once_share_one_execution() -> None:
    work = Work()
    answers = asyncio.run(together([once("k", work) for _ in range(50)]))
    assert work.runs == 1
    assert [answer for answer, _ in answers] == [1] * 50
    assert [led for _, led in answers].count(True) == 1


def test_calls_one_after_the_other_do_not_share() -> None:
    work = Work()

    async def twice() -> list[Any]:
        return [await once("k", work), await once("k", work)]

    assert asyncio.run(twice()) == [(1, True), (2, True)]


@given(st.lists(st.sampled_from("abc"), min_size=1, max_size=12))
@settings(max_examples=30, deadline=None)
def test_each_key_is_executed_once_whatever_else_is_under_way(keys: list[str]) -> None:
    works = {key: Work() for key in keys}
    answers = asyncio.run(together([once(key, works[key]) for key in keys]))
    assert {key: work.runs for key, work in works.items()} == dict.fromkeys(keys, 1)
    assert [answer for answer, _ in answers] == [1] * len(keys)
    assert sum(led for _, led in answers) == len(set(keys))


def test_a_leader_that_raises_keeps_its_error_and_the_others_start_anew() -> None:
    work = Work(error=OSError("disk"))
    first, *others = asyncio.run(together([once("k", work) for _ in range(4)]))
    assert isinstance(first, OSError)
    assert work.runs == 2
    assert [answer for answer, _ in others] == [2, 2, 2]


def test_what_is_not_to_be_shared_is_kept_by_the_leader() -> None:
    work = Work()

    async def several() -> list[Any]:
        calls = [once("k", work, shared=lambda answer: answer > 1) for _ in range(4)]
        return await together(calls)

    answers = asyncio.run(several())
    assert [answer for answer, _ in answers] == [1, 2, 2, 2]


def test_a_leader_that_is_cancelled_does_not_take_the_others_with_it() -> None:
    work = Work(turns=20)

    async def cancelled() -> list[Any]:
        leader = asyncio.create_task(once("k", work))
        await asyncio.sleep(0.005)
        others = [asyncio.create_task(once("k", work)) for _ in range(3)]
        await asyncio.sleep(0.005)
        leader.cancel()
        return await together([leader, *others])

    leader, *others = asyncio.run(cancelled())
    assert isinstance(leader, asyncio.CancelledError)
    assert others == [(2, True), (2, False), (2, False)]


def test_one_who_waits_and_is_cancelled_disturbs_nobody() -> None:
    work = Work(turns=20)

    async def cancelled() -> list[Any]:
        calls = [asyncio.create_task(once("k", work)) for _ in range(3)]
        await asyncio.sleep(0.005)
        calls[1].cancel()
        return await together(calls)

    leader, gone, other = asyncio.run(cancelled())
    assert (leader, other) == ((1, True), (1, False))
    assert isinstance(gone, asyncio.CancelledError)


def test_who_may_not_wait_any_longer_starts_at_once() -> None:
    work, quick = Work(turns=200), Work(turns=0)

    async def until() -> list[Any]:
        enough = asyncio.get_running_loop().create_future()
        leader = asyncio.create_task(once("k", work))
        await asyncio.sleep(0.005)
        waiter = asyncio.create_task(once("k", quick, until=enough))
        await asyncio.sleep(0.005)
        enough.set_result(None)
        answer = await waiter
        assert not leader.done()
        return [answer, await leader]

    assert asyncio.run(until()) == [(1, True), (1, True)]
    assert (work.runs, quick.runs) == (1, 1)


def in_threads(number: int, call: Callable[[int], Awaitable[Any]]) -> list[Any]:
    """Calls in threads that have an event loop each, begun together."""
    ready = threading.Barrier(number)

    async def begin(n: int) -> Any:
        await asyncio.to_thread(ready.wait)
        return await call(n)

    with ThreadPoolExecutor(number) as pool:
        return list(pool.map(lambda n: asyncio.run(begin(n)), range(number)))


def test_calls_of_several_threads_and_loops_share_one_execution() -> None:
    work = Work(turns=100)
    answers = in_threads(6, lambda _: once("k", work))
    assert work.runs == 1
    assert [answer for answer, _ in answers] == [1] * 6


def test_a_loop_that_ended_meanwhile_does_not_hold_back_the_leader() -> None:
    work, waiting = Work(turns=150), threading.Event()

    async def impatient() -> None:
        waiter = asyncio.create_task(once("k", work))
        await asyncio.sleep(0.02)
        waiter.cancel()
        waiting.set()

    async def lead() -> Any:
        leader = asyncio.create_task(once("k", work))
        await asyncio.sleep(0.005)
        thread = threading.Thread(target=lambda: asyncio.run(impatient()))
        thread.start()
        await asyncio.to_thread(thread.join)
        return await leader

    assert asyncio.run(lead()) == (1, True)
    assert waiting.is_set()
    assert work.runs == 1
