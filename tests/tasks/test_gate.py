"""The gate: no more calls at a time than the limit has slots, counted by the real server."""

import asyncio
import threading
import time
from collections.abc import Iterator
from uuid import uuid4

import pytest

from policies.errors import OperatorError
from tasks.agent import Agent, View
from tasks.gate import gate
from tasks.invoke import invoke
from tasks.outcome import Outcome


@pytest.fixture
def four(prefect_server: str) -> Iterator[str]:
    """A limit of four under a name of its own."""
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.actions import GlobalConcurrencyLimitCreate

    name = f"gpu-{uuid4().hex[:8]}"
    with get_client(sync_client=True) as client:
        client.create_global_concurrency_limit(GlobalConcurrencyLimitCreate(name=name, limit=4))
        yield name
        client.delete_global_concurrency_limit_by_name(name)


def test_never_more_than_four_hold_a_slot(four: str) -> None:
    now = most = 0

    async def hold() -> None:
        nonlocal now, most
        async with gate(four):
            now += 1
            most = max(most, now)
            await asyncio.sleep(0.2)
            now -= 1

    async def all_of_them() -> None:
        await asyncio.gather(*(hold() for _ in range(6)))

    asyncio.run(all_of_them())
    assert most == 4


def test_without_the_limit_nothing_runs_and_the_error_says_what_to_do(prefect_server: str) -> None:
    async def hold() -> None:
        async with gate("no-such-limit"):
            raise AssertionError("ran")

    with pytest.raises(
        OperatorError, match=r"no concurrency limit 'no-such-limit'.*deployments.setup"
    ):
        asyncio.run(hold())


def test_a_slot_is_held_until_the_call_has_really_ended(four: str) -> None:
    started, ended = threading.Event(), threading.Event()

    def slow(_: View) -> Outcome:
        started.set()
        time.sleep(0.5)
        ended.set()
        return Outcome()

    agent = Agent("slow", slow, "1", {}, resource=four)

    async def cancelled() -> None:
        task = asyncio.create_task(invoke(agent, View(None)))
        await asyncio.to_thread(started.wait, 10)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert ended.is_set()

    asyncio.run(cancelled())


def test_what_needs_no_resource_passes_without_a_server() -> None:
    async def hold() -> str:
        async with gate(None):
            return "through"

    assert asyncio.run(hold()) == "through"
