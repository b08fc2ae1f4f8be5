"""Calls behind the gate: whoever is cancelled or out of time goes on at once, the slot stays.

It stays until the call has really ended: a thread can't be stopped, and a model that was told to
may still generate. A call must bring a deadline of its own; the end of its process is the last one.
"""

import asyncio
import logging
import threading
import time
from collections.abc import Callable, Coroutine
from functools import partial
from typing import Any, Final, TypeVar

import anyio
from anyio.to_thread import run_sync

from tasks.gate.hold import Held, enter, inside

Answer = TypeVar("Answer")
_LOG = logging.getLogger(__name__)
_LOOP_ENDS: Final = 60.0  # seconds within which an event loop that cancels everything has closed
_running: set[asyncio.Task[Any]] = set()  # an event loop itself would let go of them


class WaitedError(TimeoutError):
    """There was no slot within the seconds that a call may wait."""


async def through(
    resource: str,
    what: str,
    call: Callable[[], Coroutine[Any, Any, Answer]],
    within: float | None = None,
) -> Answer:
    """The answer of an async call, behind the gate of a resource. Only the waiting is cancelled.

    WaitedError when there is no slot `within` so many seconds.
    """
    try:
        async with asyncio.timeout(within) as waiting:
            held = await enter(resource, what)
    except TimeoutError as error:
        if waiting.expired():
            raise WaitedError(f"{what} found no free slot of {resource!r}") from error
        raise
    with inside(held):
        task = asyncio.ensure_future(_to_its_end(call, held))
    _running.add(task)
    task.add_done_callback(_running.discard)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        if not task.done():
            task.add_done_callback(partial(_told, what))
            _LOG.info("%s was let go; its call still runs, and keeps its slot.", what)
        raise


async def _to_its_end(call: Callable[[], Coroutine[Any, Any, Answer]], held: Held) -> Answer:
    try:
        answer = await call()
    except asyncio.CancelledError:
        # Not by us: the event loop ends, and closes when the threads that it began have ended.
        loop = asyncio.get_running_loop()
        threading.Thread(target=_leave_after, args=(loop, held), daemon=True).start()
        raise
    except BaseException:
        held.leave()
        raise
    held.leave()
    return answer


def _leave_after(loop: asyncio.AbstractEventLoop, held: Held) -> None:
    until = time.monotonic() + _LOOP_ENDS
    while not loop.is_closed() and time.monotonic() < until:
        time.sleep(0.05)
    held.leave()


def _told(what: str, task: asyncio.Task[Any]) -> None:
    """Nobody waits for the answer any more; an error would else be reported as forgotten."""
    if not task.cancelled() and (error := task.exception()):
        _LOG.info("%s, which was let go, ended with %r.", what, error)


async def in_thread(resource: str | None, what: str, call: Callable[[], Answer]) -> Answer:
    """The answer of a plain call in a thread, behind the gate where there is a resource.

    When cancelled, the thread is abandoned; the slot is given back when the call has ended.
    """
    # max_parallel bounds the calls: nothing waits for a thread.
    run = partial(run_sync, abandon_on_cancel=True, limiter=anyio.CapacityLimiter(1))
    if resource is None:
        return await run(call)
    once = _Once(await enter(resource, what))
    try:
        with inside(once.held):
            return await run(partial(once.run, call))
    finally:
        once.abandon()


class _Once:
    """A call that either has begun, and leaves at its end, or never begins."""

    def __init__(self, held: Held) -> None:
        self.held = held
        self._begun = threading.Lock()

    def run(self, call: Callable[[], Answer]) -> Answer:
        if not self._begun.acquire(blocking=False):
            raise RuntimeError("The call was let go before it began.")
        try:
            return call()
        finally:
            self.held.leave()

    def abandon(self) -> None:
        if self._begun.acquire(blocking=False):
            self.held.leave()
