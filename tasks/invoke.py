"""One run of an agent's function: plain or async, through its gate, until nobody needs it."""

import asyncio
import inspect
from collections.abc import Awaitable
from typing import Any

import anyio
from anyio.to_thread import run_sync

from tasks.agent import Agent, View
from tasks.failures import StoppedError
from tasks.gate import gate
from tasks.outcome import Outcome, dump_outcome


async def invoke(agent: Agent, view: View) -> Outcome:
    """The agent's answer, through the gate of its resource.

    A plain function runs in a thread, which is abandoned on cancellation, unless it holds a slot:
    that is given back when the call has really ended.
    """
    async with gate(agent.resource):
        if inspect.iscoroutinefunction(agent.run):
            return checked(agent, await agent.run(view))
        alone = anyio.CapacityLimiter(1)  # max_parallel bounds the calls: nothing waits here
        calling = run_sync(agent.run, view, abandon_on_cancel=True, limiter=alone)
        return checked(agent, await (_to_the_end(calling) if agent.resource else calling))


async def _to_the_end(calling: Awaitable[Any]) -> Any:
    """What a call gives; when cancelled, not before the call has ended."""
    call = asyncio.ensure_future(calling)
    try:
        return await asyncio.shield(call)
    finally:
        with anyio.CancelScope(shield=True):
            await asyncio.wait({call})


async def unless_stopped(work: Awaitable[Outcome], stop: asyncio.Future[str] | None) -> Outcome:
    """The outcome of `work`, or StoppedError as soon as `stop` is resolved."""
    if stop is None:
        return await work
    working: asyncio.Future[Outcome] = asyncio.ensure_future(work)
    try:
        either: set[asyncio.Future[Any]] = {working, stop}
        await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
        if working.done():
            return working.result()
        raise StoppedError(stop.result())
    finally:
        working.cancel()


def checked(agent: Agent, outcome: Any) -> Outcome:
    """What an agent returned; TypeError when it is no outcome, or holds what is not JSON."""
    if not isinstance(outcome, Outcome):
        kind = type(outcome).__name__
        raise TypeError(f"agent {agent.name!r} returned {kind}, not an Outcome")
    try:
        dump_outcome(outcome)
    except TypeError as error:
        raise TypeError(f"agent {agent.name!r} returned what can't be kept: {error}") from None
    return outcome
