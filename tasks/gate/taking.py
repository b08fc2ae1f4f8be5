"""Taking slots: as many as calls wait for, each with a seat on this machine.

On SQLite a request that meets the server's other writers is refused, often after seconds. So a slow
request isn't waited for: another one is sent beside it, and whichever is granted counts.
"""

import asyncio
import logging
import random
import time
from typing import TYPE_CHECKING, Final
from uuid import UUID

from blocks.limits import Lease, LimitError, Passed, Why, give, passed_lease, take
from blocks.seats import Seat, take_seat
from policies.errors import OperatorError
from tasks.gate.neighbours import Neighbours
from tasks.gate.sight import Sight
from tasks.gate.slots import Slot, clock

if TYPE_CHECKING:
    from prefect.client.orchestration import PrefectClient

    from tasks.gate.pool import Pool

_LOG = logging.getLogger(__name__)
BUSY: Final = 0.03  # seconds before a busy server is asked again
AWAY: Final = 0.2
_SLOW: Final = 0.1  # after so many seconds without an answer another request is sent
_MORE: Final = 3  # requests at one time, beside one for each seat


class Taking:
    """What is under way: seats that have no slot yet, and requests for slots."""

    def __init__(
        self, pool: "Pool", client: "PrefectClient", neighbours: Neighbours, sight: Sight
    ) -> None:
        self._pool, self._client, self._pace = pool, client, pool.pace
        self._neighbours, self._sight = neighbours, sight
        self._seats: list[Seat] = []
        self._requests: set[asyncio.Task[None]] = set()
        self._not_before = self._sent = 0.0
        self._changed = asyncio.Event()
        self._failed = 0  # how often those who waited were sent away

    def stir(self) -> None:
        """Somebody waits, or a slot is gone."""
        self._changed.set()

    async def run(self) -> None:
        """Take slots for as long as calls wait."""
        try:
            while True:
                self._changed.clear()
                if not self._pool.waits:
                    self._leave_seats()
                    await self._changed.wait()
                    continue
                try:
                    await self._sit()
                except (LimitError, OSError) as error:
                    self._fail(error)
                if self._seats and clock() >= self._not_before and self._may_send():
                    self._send()
                await self._next()
        finally:
            for request in self._requests:
                request.cancel()
            self._leave_seats()

    async def _sit(self) -> None:
        """Take the seats that are short, where there are such and it is this process's turn."""
        pool = self._pool
        while True:
            short = min(pool.waits, pool.size - len(pool.slots)) - len(self._seats)
            for _ in range(-short):
                self._seats.pop().leave()
            if short <= 0:
                return
            seat = None
            if self._neighbours.may_take(len(self._seats)):
                seat = take_seat(pool.where, pool.size)
            if seat is None:
                await self._neighbours.reap(self._client)
                return
            if (passed := self._passed(seat)) is None:
                self._seats.append(seat)
            elif not await self._take_over(seat, passed):
                return

    def _passed(self, seat: Seat) -> Passed | None:
        """The slot that the process before left with the seat, when it is of our server."""
        passed = passed_lease(seat.note)
        lasts = passed and passed.until - time.time() > 2 * self._pace.margin
        return passed if passed and lasts and passed.url == self._pool.url else None

    async def _take_over(self, seat: Seat, passed: Passed) -> bool:
        """Take what was left; the server need not be asked for a slot. False while it is away."""
        usable = False
        try:
            usable = await self._sight.is_open()
        finally:
            if not usable:
                seat.leave(seat.note)
        if usable:
            until = clock() + passed.until - time.time()
            self._begin(Slot(passed.taken, seat, clock(), until, 0.0), "taken over")
        return usable

    def _begin(self, slot: Slot, how: str) -> None:
        pool = self._pool
        pool.slots.append(slot)
        self._neighbours.took()
        _LOG.debug("%s: slot %d %s", pool.name, len(pool.slots), how)
        pool.line.give(slot)

    @property
    def busy(self) -> bool:
        """Whether slots are being taken."""
        return bool(self._seats)

    def _may_send(self) -> bool:
        if not self._requests:
            return True
        return clock() - self._sent > _SLOW and len(self._requests) < len(self._seats) + _MORE

    def _send(self) -> None:
        self._sight.look()
        self._sent = clock()
        request = asyncio.ensure_future(self._request())
        self._requests.add(request)
        request.add_done_callback(self._requests.discard)

    async def _next(self) -> None:
        """Until something has changed, or it is time to look again."""
        pause = _SLOW if self._requests else max(self._pace.look, self._not_before - clock())
        if not self._seats:
            pause = self._pace.look
        try:
            await asyncio.wait_for(self._changed.wait(), pause)
        except TimeoutError:
            return

    async def _request(self) -> None:
        began, failed = clock(), self._failed
        self._neighbours.asked += 1  # before and after: who looks meanwhile takes it for ours
        try:
            got = await take(self._client, self._pool.name, self._pace.lease, self._pool.asker)
            self._sight.answered(got if isinstance(got, Why) else None)
            if isinstance(got, Lease):
                await self._granted(got, began)
            else:
                await self._refused(got)
        except (LimitError, OSError) as error:
            if failed == self._failed:  # else those who asked are gone, and others have come
                self._fail(error)
        finally:
            self._neighbours.asked += 1
            self._changed.set()

    async def _granted(self, lease: Lease, began: float) -> None:
        """A slot is ours. It is used once the limit is known to be switched on."""
        pool = self._pool
        try:
            usable = await self._sight.is_open()
        except LimitError:
            await give(self._client, lease.id)
            raise
        pool.size = lease.size
        if not usable or not self._seats:  # more was granted than is needed, or allowed
            until = began + self._pace.lease - self._pace.margin
            await give_until(self._client, lease.id, until)
            return
        slot = Slot(lease, self._seats.pop(), clock(), began + self._pace.lease, began)
        self._begin(slot, f"taken in {clock() - began:.3f} s")

    async def _refused(self, why: Why) -> None:
        """What a refusal says about the next request: when it makes sense."""
        _LOG.debug("%s: %s", self._pool.name, why.value)
        pause = {Why.FULL: self._pace.full, Why.BUSY: BUSY}.get(why, AWAY)
        self._not_before = clock() + pause * random.uniform(0.5, 1.0)  # noqa: S311 - jitter
        if why is Why.FULL:
            await self._neighbours.reap(self._client)

    def _fail(self, error: Exception) -> None:
        self._failed += 1
        self._leave_seats()
        for line in (self._pool.line, self._pool.doors):
            line.fail(_told(error))

    def _leave_seats(self) -> None:
        while self._seats:
            self._seats.pop().leave()


async def give_until(client: "PrefectClient", lease: UUID, until: float) -> None:
    """Give a slot back, however often that takes; at last its lease ends by itself."""
    while clock() < until:
        if await give(client, lease):
            return
        await asyncio.sleep(BUSY)


def _told(error: Exception) -> OperatorError:
    if isinstance(error, OSError):
        return OperatorError(
            f"The gate can't write its files: {error}. Set COXSWAIN_HOME to a folder that can be"
            " written."
        )
    return OperatorError(str(error))
