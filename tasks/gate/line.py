"""A line of waiters at places, over all threads and event loops of a process.

A place that falls free goes straight to whoever has waited longest. Nothing here waits for the
server, and nothing that gives a place back can fail or be cancelled half-way.
"""

import asyncio
import threading
from collections import Counter, deque
from collections.abc import Callable
from copy import copy
from dataclasses import dataclass
from typing import Generic, TypeVar

Place = TypeVar("Place")


@dataclass(eq=False)
class Waiter(Generic[Place]):
    """One call that waits, and what it is; at the end it has a place or an error."""

    what: str
    loop: asyncio.AbstractEventLoop
    woken: asyncio.Future[None]
    place: Place | None = None
    error: Exception | None = None

    def wake(self) -> bool:
        """False when its event loop has ended, so that nobody would hear it."""
        try:
            self.loop.call_soon_threadsafe(self._wake)
        except RuntimeError:
            return False
        return True

    def _wake(self) -> None:
        if not self.woken.done():
            self.woken.set_result(None)


class Line(Generic[Place]):
    """Places that are free, and those who wait for one.

    `stays` says of a place that falls free whether it may be handed on; what may not goes to
    `leaves`. `stirred` is called when somebody begins to wait, or a place lies free. All three are
    called in whatever thread it happens in, and must be quick.
    """

    def __init__(
        self,
        stays: Callable[[Place], bool] = lambda _: True,
        leaves: Callable[[Place], None] = lambda _: None,
        stirred: Callable[[], None] = lambda: None,
    ) -> None:
        self._lock = threading.Lock()
        self._waiting: deque[Waiter[Place]] = deque()
        self._free: deque[Place] = deque()
        self._stays, self._leaves, self._stirred = stays, leaves, stirred

    async def take(self, what: str = "") -> Place:
        """A place, as soon as it is this call's turn. Who is cancelled leaves the line for good."""
        loop = asyncio.get_running_loop()
        waiter: Waiter[Place] = Waiter(what, loop, loop.create_future())
        if not self._enter(waiter):
            self._stirred()
            try:
                await waiter.woken
            except BaseException:
                self._leave(waiter)
                raise
        if waiter.error:
            raise copy(waiter.error)  # each waiter has a traceback of its own
        if waiter.place is None:
            raise RuntimeError("A waiter was woken without a place.")
        return waiter.place

    def give(self, place: Place) -> None:
        """Hand a place on, or let it lie free; also how a new one comes in."""
        if not self._stays(place):
            self._leaves(place)
            return
        with self._lock:
            while self._waiting:
                waiter = self._waiting.popleft()
                waiter.place = place
                if waiter.wake():
                    return
                waiter.place = None
            self._free.append(place)
        self._stirred()

    def withdraw(self, most: int | None = None) -> list[Place]:
        """Places that lay free, those longest first: they are out of the line now."""
        with self._lock:
            number = len(self._free) if most is None else min(most, len(self._free))
            return [self._free.popleft() for _ in range(number)]

    def fail(self, error: Exception) -> None:
        """Send everyone who waits away with an error."""
        with self._lock:
            waiting, self._waiting = self._waiting, deque()
            for waiter in waiting:
                waiter.error = error
                waiter.wake()

    @property
    def waits(self) -> int:
        """How many wait."""
        return len(self._waiting)

    @property
    def free(self) -> int:
        """How many places lie free."""
        return len(self._free)

    def what(self) -> Counter[str]:
        """What waits, in order of arrival, and how many of each."""
        with self._lock:
            return Counter(waiter.what for waiter in self._waiting)

    def _enter(self, waiter: Waiter[Place]) -> bool:
        """Take a free place, or stand in line."""
        while True:
            with self._lock:
                if not self._free:
                    self._waiting.append(waiter)
                    return False
                place = self._free.pop()
            if self._stays(place):
                waiter.place = place
                return True
            self._leaves(place)

    def _leave(self, waiter: Waiter[Place]) -> None:
        """Out of the line; with a place that came at the very moment, the next one gets it."""
        with self._lock:
            if waiter.place is None and waiter in self._waiting:
                self._waiting.remove(waiter)
        if waiter.place is not None:
            self.give(waiter.place)
