"""The slots of a process: taken and kept by a thread of its own, handed from call to call here.

All threads, event loops and flows of a process share them; a forked process begins without any.
"""

import atexit
import logging
import os
import threading
from collections import Counter, deque
from collections.abc import Callable
from contextvars import copy_context
from pathlib import Path

from blocks.limits import Asker, LimitError, limit_name, limit_slots
from blocks.seats import folder
from policies.errors import OperatorError
from tasks.gate.line import Line
from tasks.gate.slots import Pace, Slot, clock

PACE = Pace()
_LOG = logging.getLogger(__name__)
_EXIT_SECONDS = 3.0


class Pool:
    """What this process holds of one limit, and the line of those who wait for it.

    `slots` belong to the thread; `leaving` are on their way back; `spare` is how many are to be
    given back as soon as they fall free.
    """

    def __init__(self, name: str, url: str, pace: Pace) -> None:
        self.name, self.url, self.pace = name, url, pace
        self.where: Path = folder(name)
        self.line: Line[Slot] = Line(self._stays, self._leaves, self.stir)
        self.slots: list[Slot] = []
        self.leaving: deque[Slot] = deque()
        self.spare = 0
        self.doors: Line[object] = Line(self._door_stays, stirred=self.stir)
        self._doors = 0
        self.size = limit_slots() if name == limit_name() else 1  # until the server says
        self.asker: Asker | None = None  # who waits, for the record of the server
        self.ending = False
        self.shut = False  # the limit is missing, or switched off
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._wake: Callable[[], object] | None = None
        self._stirring = False

    async def take(self, what: str, asker: Asker | None) -> Slot:
        """A slot, as soon as there is one and it is this call's turn."""
        self.asker = asker
        slot = await self.line.take(what)
        slot.running = what
        return slot

    def give(self, slot: Slot) -> None:
        """The call in the slot has really ended: the next one, or the limit, gets it."""
        slot.running, slot.tell = "", None
        self.line.give(slot)

    @property
    def slots_since(self) -> float:
        """When the slot that it has held longest was taken; now when there is none."""
        return min((slot.since for slot in self.slots), default=clock())

    @property
    def waits(self) -> int:
        """How many calls wait, at the gate or for a door to it."""
        return self.line.waits + self.doors.waits

    @property
    def coming(self) -> int:
        """How many tasks have passed a door, and may be at the gate or on their way to it."""
        return self._doors - self.doors.free

    def what(self) -> Counter[str]:
        """What waits, and how many of each."""
        return self.line.what() + self.doors.what()

    def open_doors(self) -> None:
        """A door for each slot, and another one for each: a free slot finds its next call ready."""
        with self._lock:
            more = 2 * len(self.slots) - self._doors
            self._doors += max(more, 0)
        for _ in range(more):
            self.doors.give(object())
        for _ in self.doors.withdraw(max(-more, 0)):
            self._door_closes()

    def _door_stays(self, _: object) -> bool:
        if self._doors <= 2 * len(self.slots):
            return True
        self._door_closes()
        return False

    def _door_closes(self) -> None:
        with self._lock:
            self._doors -= 1

    def lose(self, slot: Slot, why: str) -> None:
        """The server counts the slot no more: the call in it goes on, the next one gets another."""
        if slot.lost:
            return
        slot.lost = True
        (slot.tell or _LOG.warning)(
            f"A slot of {self.name!r} is lost: {why}. The call in it goes on, and keeps its seat on"
            " this machine until it ends; the next call takes another slot."
        )
        for free in self.line.withdraw():
            self.line.give(free)  # sorts out those that are lost

    def stir(self) -> None:
        """There is something to do: wake the thread, or start it."""
        with self._lock:
            if self._thread is None:
                self._thread = self._started()
            elif self._wake and not self._stirring:
                self._stirring = True
                self._wake()

    def listens(self, wake: Callable[[], object]) -> None:
        """From now on the thread hears."""
        with self._lock:
            self._wake = wake

    def heard(self) -> None:
        """The thread has woken: what stirs from now on wakes it again."""
        self._stirring = False

    def rests(self) -> bool:
        """Whether there is nothing left to do for the thread, which ends then."""
        with self._lock:
            if not self.ending and (self.waits or self.slots or self.leaving):
                return False
            self._thread = self._wake = None
            self._stirring = False
            return True

    def close(self) -> None:
        """Give everything back, at the end of the process; what still runs ends with it."""
        with self._lock:
            thread, self.ending = self._thread, True
            if self._wake:
                self._wake()
        if thread:
            thread.join(_EXIT_SECONDS)

    def _started(self) -> threading.Thread:
        from tasks.gate.keeper import keep

        context = copy_context()  # Prefect's settings: they name the server
        name = f"gate {self.name}"
        thread = threading.Thread(target=context.run, args=(keep, self), name=name, daemon=True)
        thread.start()
        return thread

    def _stays(self, slot: Slot) -> bool:
        if not slot.lasts(self.pace.margin):
            slot.lost = True
            return False
        with self._lock:
            if self.spare > 0:
                self.spare -= 1
                return False
        return not (self.ending or self.shut)

    def _leaves(self, slot: Slot) -> None:
        self.leaving.append(slot)
        self.stir()


_pools: dict[tuple[str, str, Path], Pool] = {}
_guard = threading.Lock()


def pool_of(resource: str) -> Pool:
    """The process's pool at the limit in front of a resource, on the server that is configured.

    OperatorError when none is.
    """
    from prefect.settings import PREFECT_API_URL

    name, url = limit_name(resource), PREFECT_API_URL.value()
    if not url:
        raise OperatorError(
            f"No Prefect server is configured, so nothing limits {resource!r} and nothing may run."
            " Start one with `make serve`, or set PREFECT_API_URL."
        )
    key = (name, url, folder(name))
    with _guard:
        if key not in _pools:
            try:
                _pools[key] = Pool(name, url, PACE)
            except LimitError as error:
                raise OperatorError(str(error)) from error
        return _pools[key]


def _close() -> None:
    for pool in list(_pools.values()):
        pool.close()


def _forget() -> None:
    """In a forked process: the slots are the parent's."""
    global _guard  # noqa: PLW0603 - the parent may have been forked while it held this one
    _guard = threading.Lock()
    _pools.clear()


atexit.register(_close)
os.register_at_fork(after_in_child=_forget)
