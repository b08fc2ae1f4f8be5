"""Holding a slot: from the moment it is granted until the call in it has really ended."""

import logging
import threading
import time
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from contextvars import ContextVar, copy_context
from types import MappingProxyType
from typing import Protocol

from blocks.limits import Asker
from tasks.gate.line import Line
from tasks.gate.pool import Pool, pool_of
from tasks.gate.slots import Slot
from tasks.gate.times import Passage, new_passage

_LOG = logging.getLogger(__name__)


class Held(Protocol):
    """What a call holds of a resource."""

    def leave(self) -> None:
        """The call has really ended. From any thread, once."""


class Hold:
    """A slot, and the line of what is called inside the call that holds it.

    That takes no second slot, for which it might wait for ever: it takes turns in this one, which
    goes back when the call and all inside it have ended.
    """

    def __init__(self, pool: Pool, slot: Slot, passage: Passage) -> None:
        self.inside: Line[object] = Line()
        self.inside.give(object())
        self.pool = pool
        self._slot, self._passage = slot, passage
        self._users = 1
        self._lock = threading.Lock()

    def join(self) -> bool:
        """Be inside; False when all have left, and the slot with them."""
        with self._lock:
            self._users += bool(self._users)
            return bool(self._users)

    @property
    def lasts(self) -> bool:
        """Whether somebody is still inside."""
        return self._users > 0

    def leave(self) -> None:
        """The call, or one inside it, has ended."""
        with self._lock:
            self._users -= 1
            if self._users:
                return
        self._passage.end()
        self.pool.give(self._slot)


class Turn:
    """A turn inside a slot that an outer call holds."""

    def __init__(self, outer: Hold) -> None:
        self._outer = outer

    def leave(self) -> None:
        """The call inside has ended: the next one may begin."""
        self._outer.inside.give(object())
        self._outer.leave()


_holds: ContextVar[Mapping[Pool, Hold]] = ContextVar("gate_holds", default=MappingProxyType({}))


async def enter(resource: str, what: str = "") -> Held:
    """A slot of the resource's limit, as soon as it is this call's turn. `what` names the call.

    Who is cancelled while waiting leaves the line and never takes a slot. OperatorError when the
    limit is missing or switched off, or there is no server.
    """
    pool = pool_of(resource)
    outer = _holds.get().get(pool)
    if outer and outer.join():
        try:
            await outer.inside.take(what)
        except BaseException:
            outer.leave()
            raise
        return Turn(outer)
    passage = new_passage()
    try:
        slot = await pool.take(what, _asker())
    except BaseException:
        passage.end()
        raise
    passage.entered = time.monotonic()
    context = copy_context()
    slot.tell = lambda text: context.run(_warn, text)
    return Hold(pool, slot, passage)


@contextmanager
def inside(held: Held) -> Iterator[None]:
    """Whatever is called in the block is called inside the call that holds the slot."""
    if not isinstance(held, Hold):
        yield  # the outermost call's slot counts
        return
    token = _holds.set({**_holds.get(), held.pool: held})
    try:
        yield
    finally:
        _holds.reset(token)


@asynccontextmanager
async def gate(resource: str | None, what: str = "") -> AsyncIterator[None]:
    """Hold a slot of the resource's limit, over all processes, while the block lasts.

    OperatorError when there is no such limit.
    """
    if resource is None:
        yield
        return
    held = await enter(resource, what)
    try:
        with inside(held):
            yield
    finally:
        held.leave()


def holds(resource: str) -> bool:
    """Whether the caller is inside a call that holds a slot of the resource."""
    outer = _holds.get().get(pool_of(resource))
    return outer is not None and outer.lasts


def waiting(resource: str) -> Mapping[str, int]:
    """What waits at the gate in this process, in order of arrival, and how many of each."""
    return pool_of(resource).line.what()


def _asker() -> Asker | None:
    """The task or flow run that asks, for the server's record of the lease."""
    from prefect.context import FlowRunContext, TaskRunContext

    if task := TaskRunContext.get():
        return Asker("task_run", task.task_run.id)
    flow = FlowRunContext.get()
    return Asker("flow_run", flow.flow_run.id) if flow and flow.flow_run else None


def _warn(text: str) -> None:
    from prefect import get_run_logger
    from prefect.exceptions import MissingContextError

    try:
        get_run_logger().warning(text)
    except MissingContextError:
        _LOG.warning(text)
