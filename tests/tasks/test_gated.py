"""Models behind the gate: one slot for a pass, held until it has really ended."""

import asyncio
import contextvars
from collections.abc import Callable, Iterator
from typing import Any
from uuid import uuid4

import pytest

from blocks.models import Completion, ModelBusyError, ScriptedModel
from policies.errors import OperatorError
from tasks.gate import gate, timed
from tasks.gate.pool import pool_of
from tasks.gated import GatedModel, gated
from tasks.room import room_of
from tests.tasks.several import Several, until


@pytest.fixture
def gathering(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever asks at the same time is in one pass, however slow this machine is just now."""
    monkeypatch.setattr("tasks.room.GATHER", 0.5)


def test_a_model_that_needs_nothing_is_asked_as_it_is() -> None:
    model = ScriptedModel(("one",))
    assert gated(model) is model


@pytest.fixture
def limit(prefect_server: str) -> Iterator[Callable[[int], str]]:
    """Makes a limit of so many slots under a name of its own."""
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.actions import GlobalConcurrencyLimitCreate

    made = []
    with get_client(sync_client=True) as client:

        def make(slots: int) -> str:
            made.append(f"gpu-{uuid4().hex[:8]}")
            new = GlobalConcurrencyLimitCreate(name=made[-1], limit=slots)
            client.create_global_concurrency_limit(new)
            return made[-1]

        yield make
        for name in made:
            client.delete_global_concurrency_limit_by_name(name)


def used(name: str) -> int:
    """How many slots of a limit have a call running in them."""
    return sum(bool(slot.running) for slot in pool_of(name).slots)


def test_a_pass_holds_one_slot_and_each_tells_what_it_waited(
    limit: Callable[[int], str], gathering: None
) -> None:
    name = limit(4)
    model = Several(resource=name)

    async def one(text: str) -> tuple[str, float, float]:
        with timed() as times:
            answer = await gated(model).complete(text, 60)
        return answer.text, times.wait_ms, times.hold_ms

    async def ask() -> list[tuple[str, float, float]]:
        done = asyncio.gather(*(one(text) for text in "abc"))
        await until(model.begun.is_set)
        assert used(name) == 1
        model.hold.set()
        return await done

    answers = asyncio.run(ask())
    assert [text for text, _, _ in answers] == ["A", "B", "C"]
    assert model.asked == [["a", "b", "c"]]
    assert all(waited > 0 for _, waited, _ in answers)
    assert [held > 0 for _, _, held in answers] == [True, False, False]  # it adds up to one slot


def test_a_slot_is_held_until_the_pass_has_really_ended(limit: Callable[[int], str]) -> None:
    name = limit(1)
    model, other = Several(resource=name), ScriptedModel(("other",) * 2, resource=name)

    async def ask() -> str:
        with pytest.raises(ModelBusyError, match="did not answer within 3 s"):
            await gated(model).complete("a", 3)
        assert model.begun.is_set()
        with pytest.raises(ModelBusyError, match=f"no free slot of '{name}' within"):
            await gated(other).complete("b", 0.5)
        with pytest.raises(ModelBusyError, match=f"no free slot of '{name}' within"):
            await gated(Several(resource=name)).complete("b", 0.5)
        model.hold.set()
        return (await gated(other).complete("b", 30)).text

    assert asyncio.run(ask()) == "other"


def test_who_holds_a_slot_already_is_answered_inside_it(limit: Callable[[int], str]) -> None:
    name = limit(1)
    model = Several(resource=name)
    model.hold.set()

    async def ask() -> str:
        waiting = asyncio.ensure_future(_later())
        async with gate(name):
            inside = await gated(model).complete("inside", 30)
        return inside.text + (await waiting).text

    async def _later() -> Completion:
        await asyncio.sleep(0.2)
        return await gated(model).complete("later", 60)

    assert asyncio.run(ask()) == "INSIDELATER"


def test_when_all_have_left_nobody_takes_a_slot_any_more(limit: Callable[[int], str]) -> None:
    name = limit(1)
    model = Several(resource=name)

    async def ask() -> None:
        outside = contextvars.copy_context()
        async with gate(name):
            work = gated(model).complete("a", 60)
            asking = asyncio.create_task(work, context=outside)
            await until(lambda: room_of(model)._empty is not None)  # it stands in line
            asking.cancel()
            await until(lambda: not room_of(model)._running)
        assert model.passes == []

    asyncio.run(ask())


def test_without_the_limit_nobody_is_answered_and_all_hear_why(prefect_server: str) -> None:
    model = Several(resource="no-such-limit")
    model.hold.set()

    async def ask() -> list[Any]:
        asking = [gated(model).complete(text, 60) for text in "ab"]
        return await asyncio.gather(*asking, return_exceptions=True)

    for error in asyncio.run(ask()):
        assert isinstance(error, OperatorError)
        assert "no concurrency limit 'no-such-limit'" in str(error)
    assert model.passes == []


def test_the_gate_changes_nothing_of_who_a_model_is() -> None:
    model = ScriptedModel(("one",), resource="gpu")
    behind = gated(model)
    assert isinstance(behind, GatedModel)
    assert (behind.id, behind.resource) == ("scripted", "gpu")
