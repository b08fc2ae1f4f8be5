"""Requests keep their pace, and what is busy is asked again while there is time."""

import asyncio
from collections.abc import Iterator

import pytest
import stamina

from blocks.models import ModelBusyError, ModelError, pace
from blocks.models.pace import Pace, patiently


@pytest.fixture(autouse=True)
def no_patience() -> Iterator[None]:
    stamina.set_testing(True, attempts=4, cap=True)
    yield
    stamina.set_testing(False)


def test_turns_are_spread_over_the_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [1000.0]
    monkeypatch.setattr(pace, "monotonic", lambda: now[0])
    each = Pace("model", 30)
    assert [each.turn(60) for _ in range(4)] == [0, 2, 4, 6]
    now[0] += 5
    assert each.turn(60) == 3
    now[0] += 100
    assert [each.turn(60), each.turn(60)] == [0, 2]


def test_a_turn_that_would_come_too_late_is_left_to_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pace, "monotonic", lambda: 1000.0)
    each = Pace("model", 6)
    assert each.turn(5) == 0
    for _ in range(3):
        with pytest.raises(ModelBusyError, match="turn would come in 10 s, which is too late"):
            each.turn(5)
    assert each.turn(11) == 10


def test_all_who_ask_one_model_share_its_pace() -> None:
    assert Pace.of("a", 5) is Pace.of("a", 5)
    assert Pace.of("a", 5) is not Pace.of("b", 5)


def ask(*faults: Exception, seconds: float = 5) -> int:
    left = list(faults)
    asked = []

    async def once(time: float) -> str:
        asked.append(time)
        if left:
            raise left.pop(0)
        return "good"

    async def run() -> None:
        assert await patiently(once, seconds, Pace("model", 0)) == "good"

    asyncio.run(run())
    assert all(0 < time <= seconds for time in asked)
    return len(asked)


def test_what_is_busy_is_asked_again() -> None:
    assert ask(ModelBusyError("one"), ModelBusyError("two", 1)) == 3


def test_a_refusal_is_final() -> None:
    with pytest.raises(ModelError, match="no"):
        ask(ModelError("no"))


def test_attempts_come_to_an_end_with_the_last_error() -> None:
    with pytest.raises(ModelBusyError, match="4"):
        ask(*(ModelBusyError(str(n)) for n in range(1, 9)))


def test_waiting_longer_than_there_is_time_is_of_no_use() -> None:
    with pytest.raises(ModelBusyError, match="in an hour"):
        ask(ModelBusyError("in an hour", 3600))


def test_one_that_hangs_after_it_was_busy_ends_with_what_it_said_last() -> None:
    faults = [ModelBusyError("busy")]

    async def once(_: float) -> str:
        if faults:
            raise faults.pop()
        await asyncio.sleep(60)
        return "late"

    with pytest.raises(ModelBusyError, match=r"^busy$"):
        asyncio.run(patiently(once, 0.2, Pace("model", 0)))
    with pytest.raises(ModelBusyError, match=r"model did not answer within 0\.2 s"):
        asyncio.run(patiently(once, 0.2, Pace("model", 0)))


def test_a_timeout_of_the_providers_own_passes_through() -> None:
    with pytest.raises(TimeoutError, match="its own"):
        ask(TimeoutError("its own"))
