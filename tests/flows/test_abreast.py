"""Side by side: answers in order, and nothing that goes on after an error."""

import asyncio
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.abreast import abreast


async def after(turns: int, ended: list[int], fails: bool = False) -> int:
    try:
        for _ in range(turns):
            await asyncio.sleep(0)
        if fails:
            raise ValueError(turns)
        return turns
    finally:
        ended.append(turns)


@given(st.lists(st.integers(0, 20), max_size=8))
@settings(deadline=None)
def test_answers_stand_in_the_order_of_the_questions(turns: list[int]) -> None:
    assert asyncio.run(abreast(after(n, []) for n in turns)) == turns


@given(st.lists(st.integers(1, 20), min_size=1, max_size=8), st.data())
@settings(deadline=None)
def test_when_one_fails_all_have_ended_before_its_error_is_raised(
    turns: list[int], data: st.DataObject
) -> None:
    failing = data.draw(st.integers(0, len(turns) - 1))
    ended: list[int] = []

    async def several() -> Any:
        works = [after(n, ended, fails=i == failing) for i, n in enumerate(turns)]
        with pytest.raises(ValueError, match=str(turns[failing])):
            await abreast(works)
        return len(ended)

    assert asyncio.run(several()) == len(turns)


def test_who_is_cancelled_cancels_what_runs() -> None:
    ended: list[int] = []

    async def outside() -> None:
        task = asyncio.create_task(abreast(after(1000 + n, ended) for n in range(3)))
        await asyncio.sleep(0.001)
        task.cancel()
        await asyncio.wait([task])
        assert task.cancelled()

    asyncio.run(outside())
    assert sorted(ended) == [1000, 1001, 1002]
