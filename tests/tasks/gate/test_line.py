"""Who waits in line gets the place that falls free, in order of arrival, and nothing is lost."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tasks.gate.line import Line


def run(work: Callable[[], Coroutine[Any, Any, Any]]) -> Any:
    return asyncio.run(work())


def test_a_place_goes_to_whoever_has_waited_longest() -> None:
    line: Line[str] = Line()
    order: list[int] = []

    async def wait(number: int) -> None:
        place = await line.take()
        order.append(number)
        line.give(place)

    async def work() -> None:
        waiting = [asyncio.create_task(wait(n)) for n in range(5)]
        await asyncio.sleep(0)
        line.give("place")
        await asyncio.gather(*waiting)

    run(work)
    assert order == [0, 1, 2, 3, 4]


def test_a_place_that_comes_with_the_cancellation_goes_to_the_next() -> None:
    line: Line[str] = Line()

    async def work() -> tuple[bool, str]:
        first, second = (asyncio.create_task(line.take()) for _ in range(2))
        await asyncio.sleep(0)
        line.give("place")
        first.cancel()
        place = await asyncio.wait_for(second, 5)
        return first.cancelled(), place

    assert run(work) == (True, "place")


@given(st.lists(st.sampled_from(["take", "give", "cancel", "turn"]), max_size=40))
@settings(max_examples=150, deadline=None)
def test_no_place_is_lost_or_doubled_whatever_happens(steps: list[str]) -> None:
    async def work() -> None:
        line: Line[int] = Line()
        made, tasks = 0, []
        for step in steps:
            if step == "take":
                tasks.append(asyncio.create_task(line.take()))
            elif step == "give":
                line.give(made)
                made += 1
            elif step == "cancel" and tasks:
                tasks[len(tasks) // 2].cancel()
            else:
                await asyncio.sleep(0)
        for _ in range(5):
            await asyncio.sleep(0)
        held = [task.result() for task in tasks if task.done() and not task.cancelled()]
        assert sorted(held + line.withdraw()) == list(range(made))
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        assert not line.waits

    run(work)


def test_a_waiter_whose_event_loop_has_ended_is_passed_over() -> None:
    line: Line[str] = Line()

    async def abandon() -> None:
        loop = asyncio.get_running_loop()
        task = loop.create_task(line.take())
        await asyncio.sleep(0)
        kept.append(task)

    kept: list[Any] = []
    loop = asyncio.new_event_loop()
    loop.run_until_complete(abandon())
    loop.close()

    async def work() -> str:
        task = asyncio.create_task(line.take())
        await asyncio.sleep(0)
        line.give("place")
        return await asyncio.wait_for(task, 5)

    assert run(work) == "place"


def test_a_place_that_may_not_stay_leaves_and_is_handed_to_nobody() -> None:
    left: list[str] = []
    line: Line[str] = Line(stays=lambda place: place != "lost", leaves=left.append)

    async def work() -> str:
        task = asyncio.create_task(line.take())
        await asyncio.sleep(0)
        line.give("lost")
        line.give("good")
        return await asyncio.wait_for(task, 5)

    assert run(work) == "good"
    assert left == ["lost"]


def test_everyone_who_waits_hears_of_an_error() -> None:
    line: Line[str] = Line()

    async def work() -> list[Any]:
        tasks = [asyncio.create_task(line.take()) for _ in range(3)]
        await asyncio.sleep(0)
        line.fail(ValueError("closed"))
        return await asyncio.gather(*tasks, return_exceptions=True)

    errors = run(work)
    assert [str(error) for error in errors] == ["closed"] * 3
    assert len({id(error) for error in errors}) == 3


def test_what_waits_is_told_in_order_of_arrival() -> None:
    line: Line[str] = Line()

    async def work() -> dict[str, int]:
        tasks = [asyncio.create_task(line.take(what)) for what in ("b", "a", "b")]
        await asyncio.sleep(0)
        seen = dict(line.what())
        for task in tasks:
            task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await tasks[0]
        return seen

    assert list(run(work).items()) == [("b", 2), ("a", 1)]
