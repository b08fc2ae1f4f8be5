"""One run of an agent's function: plain or async, through its gate, until nobody needs it."""

import asyncio
import inspect
from collections.abc import Awaitable
from functools import partial
from typing import Any, TypeVar

from tasks.agent import Agent, View
from tasks.failures import StoppedError
from tasks.gate import in_thread, through
from tasks.outcome import Outcome, dump_outcome

Answer = TypeVar("Answer")


async def invoke(agent: Agent, view: View) -> Outcome:
    """The agent's answer, through the gate of its resource.

    A plain function runs in a thread, which is abandoned on cancellation. A call that holds a slot
    goes on for itself then, and gives the slot back when it has really ended.
    """
    call = partial(agent.run, view)
    if not inspect.iscoroutinefunction(agent.run):
        return checked(agent, await in_thread(agent.resource, agent.name, call))
    if agent.resource is None:
        return checked(agent, await call())
    return checked(agent, await through(agent.resource, agent.name, call))


async def unless_stopped(work: Awaitable[Answer], stop: asyncio.Future[str] | None) -> Answer:
    """What `work` gives, or StoppedError as soon as `stop` is resolved."""
    if stop is None:
        return await work
    working: asyncio.Future[Answer] = asyncio.ensure_future(work)
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
