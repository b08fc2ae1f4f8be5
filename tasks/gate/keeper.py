"""The thread behind a pool: takes slots while calls wait, renews their leases, gives them back.

It has an event loop and a connection of its own, so that nothing a flow does holds up a renewal,
and nothing that is cancelled in a flow loses a slot that was just granted.
"""

import asyncio
import logging
import time
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Final

from blocks.limits import Passed, renew
from policies.errors import OperatorError
from tasks.gate.neighbours import Neighbours
from tasks.gate.sight import Sight
from tasks.gate.slots import Slot, clock
from tasks.gate.taking import AWAY, Taking, give_until

if TYPE_CHECKING:
    from prefect.client.orchestration import PrefectClient

    from tasks.gate.pool import Pool

_LOG = logging.getLogger(__name__)
_SECONDS: Final = 15.0  # for an answer; one that is lost costs a slot until its lease ends
_BEAT: Final = 1.0  # seconds between two looks at the leases, at most
_FIRST: Final = 0.3  # seconds in which a process takes its slots before it starts tasks
_LAST: Final = 2.0  # seconds for giving back at the end of the process


def keep(pool: "Pool") -> None:
    """What the thread runs, until there is nothing left to do."""
    from prefect.settings import PREFECT_CLIENT_MAX_RETRIES, temporary_settings

    while True:
        try:
            # Prefect's client would wait for seconds, and longer each time.
            with temporary_settings({PREFECT_CLIENT_MAX_RETRIES: 0}):
                asyncio.run(_keeping(pool))
        except Exception as error:  # noqa: BLE001 - whoever waits must hear of it
            _LOG.exception("The gate %r has failed", pool.name)
            for slot in pool.slots:  # nobody renewed them meanwhile
                slot.lost = True
            for line in (pool.line, pool.doors):
                line.fail(OperatorError(f"The gate {pool.name!r} has failed: {error!r}"))
            time.sleep(AWAY)
        if pool.rests():
            return


async def _keeping(pool: "Pool") -> None:
    from prefect.client.orchestration import get_client

    async with get_client(httpx_settings={"timeout": _SECONDS}) as client:
        await Keeper(pool, client).run()


class Keeper:
    """One life of the thread."""

    def __init__(self, pool: "Pool", client: "PrefectClient") -> None:
        self.pool, self.client, self.pace = pool, client, pool.pace
        self.neighbours = Neighbours(pool)
        self.sight = Sight(pool, client, self.neighbours)
        self.taking = Taking(pool, client, self.neighbours, self.sight)
        self._free_since = self._busy = clock()
        self._stirred, self._leaving = asyncio.Event(), asyncio.Event()

    async def run(self) -> None:
        """Until the pool has had nothing to do for a while, or ends."""
        loop = asyncio.get_running_loop()
        self.pool.listens(partial(loop.call_soon_threadsafe, self._stir))
        works = (self.taking.run(), self._returning(), self._renewing(), self.sight.watch())
        tasks = [asyncio.ensure_future(work) for work in works]
        try:
            while not self.pool.ending and clock() - self._busy < self.pace.idle:
                for task in tasks:
                    if task.done():
                        task.result()
                await self._tick()
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.wait(tasks)
            if self.pool.ending:
                await self._end()
            self.neighbours.close()

    async def _tick(self) -> None:
        pool = self.pool
        if pool.slots or pool.waits:
            self._busy = clock()
            self.neighbours.look()
            pool.spare = self.neighbours.to_give()
            self._give_up_idle()
            # Tasks that start keep the server busy: first the slots that are to be had at once.
            if not self.taking.busy or clock() - pool.slots_since > _FIRST:
                pool.open_doors()
            await asyncio.sleep(self.pace.look)
        else:
            self._stirred.clear()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stirred.wait(), self.pace.idle)

    def _stir(self) -> None:
        self.pool.heard()
        self._stirred.set()
        self._leaving.set()
        self.taking.stir()

    def _give_up_idle(self) -> None:
        """Free slots go back: those that others wait for at once, the rest after a while."""
        pool = self.pool
        if not pool.line.free or pool.coming or pool.waits:
            self._free_since = clock()
        elif self.neighbours.waiting or clock() - self._free_since > self.pace.linger:
            pool.leaving.extend(pool.line.withdraw())
            self._leaving.set()

    async def _returning(self) -> None:
        while True:
            self._leaving.clear()
            await self._return_all()
            await self._leaving.wait()

    async def _return_all(self) -> None:
        while self.pool.leaving:
            await self._return(self.pool.leaving[0])
            self.pool.leaving.popleft()

    async def _return(self, slot: Slot) -> None:
        self.neighbours.asked += 1
        # A lease near its end is left to the server: freed twice, it would count twice.
        note = self._note(slot) if self.neighbours.next_door else b""
        if not note and slot.lasts(self.pace.margin):
            await give_until(self.client, slot.lease.id, slot.until - self.pace.margin)
        self.neighbours.asked += 1
        self.pool.slots.remove(slot)
        _LOG.debug("%s: slot given back, %d left", self.pool.name, len(self.pool.slots))
        slot.seat.leave(note)
        self.pool.open_doors()
        self.taking.stir()

    def _note(self, slot: Slot) -> bytes:
        """A slot that lasts is passed to the process that waits: the server need not be asked."""
        left = slot.until - clock()
        if slot.lost or left < 3 * self.pace.margin:
            return b""
        lease = slot.lease
        until = time.time() + left
        return Passed(str(lease.id), str(lease.limit), lease.size, self.pool.url, until).dump()

    async def _end(self) -> None:
        """The process ends: what runs in it still ends with it, and so does its slot."""
        self.pool.leaving.extend(self.pool.line.withdraw())
        with suppress(TimeoutError):
            await asyncio.wait_for(self._return_all(), _LAST)

    async def _renewing(self) -> None:
        while True:
            await asyncio.gather(*(self._renew(slot) for slot in list(self.pool.slots)))
            await asyncio.sleep(min(_BEAT, self.pace.renew / 4))

    async def _renew(self, slot: Slot) -> None:
        if slot.lost or clock() < slot.renewed + self.pace.renew:
            return
        if not slot.lasts(self.pace.margin):
            self.pool.lose(slot, "its lease could not be renewed in time")
            return
        began = clock()
        answer = await renew(self.client, slot.lease.id, self.pace.lease)
        if slot not in self.pool.slots:  # it has gone back meanwhile
            return
        if answer is True:
            slot.renewed, slot.until = began, began + self.pace.lease
        elif answer is False:
            self.pool.lose(slot, "the server has ended its lease")
