"""What is known of the limit itself: whether it is there, switched on, how large, and the same."""

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING

from blocks.limits import Limit, LimitError, Why, missing, read_limit, switched_off
from tasks.gate.neighbours import Neighbours
from tasks.gate.slots import clock

if TYPE_CHECKING:
    from prefect.client.orchestration import PrefectClient

    from tasks.gate.pool import Pool


class Sight:
    """The limit as last seen, and when that was. `away` is since when no request was answered."""

    def __init__(self, pool: "Pool", client: "PrefectClient", neighbours: Neighbours) -> None:
        self.limit: Limit | None = None
        self.away: float | None = None
        self._pool, self._client, self._neighbours = pool, client, neighbours
        self._seen = 0.0
        self._looking: asyncio.Task[None] | None = None

    def look(self) -> None:
        """Look again, beside whatever is done meanwhile, when the last look was too long ago."""
        if not self._is_fresh() and (self._looking is None or self._looking.done()):
            self._looking = asyncio.ensure_future(self._look())

    async def is_open(self) -> bool:
        """Whether the limit can be used; False while that can't be told. LimitError when not."""
        oldest = clock() - self._pool.pace.fresh
        self.look()
        if self._looking:
            await asyncio.shield(self._looking)
        if self._seen < oldest:
            return False
        if self.limit is None:
            raise missing(self._pool.name)
        if not self.limit.active:
            raise switched_off(self._pool.name)
        return True

    def answered(self, why: Why | None) -> None:
        """A request was answered, or not. LimitError when none was for too long."""
        if why not in (Why.AWAY, Why.LOST):
            self.away = None
            return
        self.away = self.away or clock()
        if clock() - self.away > self._pool.pace.patience:
            raise LimitError(
                f"The Prefect server at {self._pool.url} has not answered for"
                f" {self._pool.pace.patience:g} s, so no slot of {self._pool.name!r} can be taken."
                " Start it, or correct PREFECT_API_URL."
            )

    async def watch(self) -> None:
        """Look now and then while slots are held: someone may delete the limit, or resize it."""
        while True:
            await asyncio.sleep(self._pool.pace.watch)
            if self._pool.slots:
                self.look()

    def _is_fresh(self) -> bool:
        """A limit that was missing or switched off is looked for again each time."""
        open_then = self.limit is not None and self.limit.active
        return open_then and clock() - self._seen < self._pool.pace.fresh

    async def _look(self) -> None:
        with suppress(LimitError):  # whoever asks for a slot hears of it
            found = await read_limit(self._client, self._pool.name)
            if not isinstance(found, Why):
                self._saw(found)

    def _saw(self, limit: Limit | None) -> None:
        self.away = None
        self._neighbours.compare(self.limit, limit)
        self.limit, self._seen = limit, clock()
        self._pool.shut = limit is None or not limit.active
        if limit:
            self._pool.size = limit.size
        for slot in self._pool.slots:  # a limit that was made anew knows nothing of them
            if limit is None or slot.lease.limit != limit.id:
                self._pool.lose(slot, "its limit was deleted")
