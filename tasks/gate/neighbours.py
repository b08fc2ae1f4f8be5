"""The other processes at a limit: what they want, what they left when they died.

Those of this machine read each other's records. Of processes elsewhere only this is seen: that the
limit was asked for by somebody who is none of us.
"""

import time
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final
from uuid import UUID

from blocks.holders import Holder, Holding, OwnRecord, awake, dead, living, records
from blocks.limits import Limit, give
from blocks.seats import seats_taken
from tasks.gate.slots import Slot, clock
from tasks.gate.turns import Wish, may_take, to_give

if TYPE_CHECKING:
    from pathlib import Path

    from prefect.client.orchestration import PrefectClient

    from tasks.gate.pool import Pool

_REAP: Final = 0.5  # seconds between two looks for dead processes
_STUCK: Final = 1.0  # seconds after which a free seat is taken out of turn


class Neighbours:
    """What this process knows of the others. `waiting`: somebody else wants a slot;
    `contested`: somebody on another machine does; `asked` counts our requests about slots.
    """

    def __init__(self, pool: "Pool") -> None:
        self._pool = pool
        self._record = OwnRecord(pool.where)
        self._others: list[Holder] = []
        self._turn = 0.0
        self._reaped = 0.0
        self._asked_by_all = -1
        self._free_since: float | None = None
        self.asked = 0
        self.contested = False

    def look(self) -> None:
        """Read what the others want, and tell them what we do."""
        self._publish()
        found = living(self._pool.where, self._record.path)
        self._others = [each for each in found if awake(each)]

    @property
    def next_door(self) -> bool:
        """Whether another process of this machine waits that has less, on the same server."""
        pool = self._pool
        return any(
            other.waits and other.url == pool.url and len(other.held) < len(pool.slots)
            for other in self._others
        )

    @property
    def waiting(self) -> bool:
        return self.contested or any(other.waits for other in self._others)

    def took(self) -> None:
        """A slot was taken: our next one comes after those who took none since."""
        self._turn = time.time()
        self._publish()

    def may_take(self, seats: int) -> bool:
        """Whether a free seat is for us, who have so many without a slot; also out of turn, when
        one has been free for a while and nobody comes for it.
        """
        if self.contested and self._pool.slots:
            return False
        mine = self._mine()
        if may_take(replace(mine, held=mine.held + seats), self._wishes()):
            self._free_since = None
            return True
        if seats_taken(self._pool.where, self._pool.size) == self._pool.size:
            self._free_since = None
            return False
        self._free_since = self._free_since or clock()
        return clock() - self._free_since > _STUCK

    def to_give(self) -> int:
        """How many slots to give back as soon as they fall free, for the sake of others."""
        slots = self._pool.slots
        long = any(clock() - slot.since > self._pool.pace.hold for slot in slots)
        if self.contested and long:
            return 1
        mine = self._mine()
        taken = mine.held + sum(len(other.held) for other in self._others)
        free = max(0, self._pool.size - taken)
        return to_give(mine, self._wishes(), free, held_long=long)

    async def reap(self, client: "PrefectClient") -> None:
        """Give back what processes of this machine held that have died, at most now and then."""
        if clock() - self._reaped > _REAP:
            self._reaped = clock()
            for path in records(self._pool.where):
                await reap(client, path, self._pool.url, self._pool.pace.margin)

    def compare(self, before: Limit | None, now: Limit | None) -> None:
        """Note whether somebody who is none of us asked for the limit between two looks at it."""
        asked, self._asked_by_all = self._asked_by_all, self._all_asked()
        changed = before is not None and now is not None and now.updated != before.updated
        self.contested = changed and asked == self._asked_by_all

    def close(self) -> None:
        self._record.close()

    def _all_asked(self) -> int:
        return self.asked + sum(other.asked for other in self._others)

    def _mine(self) -> Wish:
        pool = self._pool
        staying = len(pool.slots) - len(pool.leaving)
        return Wish(staying, pool.waits, self._turn)

    def _wishes(self) -> Sequence[Wish]:
        return [Wish(len(other.held), other.waits, other.turn) for other in self._others]

    def _publish(self) -> None:
        record, pool = self._record, self._pool
        record.publish(
            Holder(
                record.host,
                record.pid,
                record.started,
                pool.url,
                tuple(_holding(slot) for slot in pool.slots),
                tuple(pool.what().items()),
                float(int(time.time())),
                self._turn,
                self.asked,
            )
        )


async def reap(client: "PrefectClient", path: "Path", url: str, margin: float) -> list[Holding]:
    """What the dead process of a record held on the server at `url`: given back now.

    A lease that ends within twice the margin is left to the server. The record stays while it
    tells of leases on another server that still run.
    """
    given: list[Holding] = []
    with dead(path) as holder:
        if holder is None:
            return given
        left = [each for each in holder.held if each.until - time.time() > 2 * margin]
        if left and holder.url != url:
            return given
        given += [each for each in left if await give(client, UUID(each.lease))]
        if len(given) == len(left):
            path.unlink(missing_ok=True)
    return given


def _holding(slot: Slot) -> Holding:
    ahead = time.time() - clock()
    return Holding(
        str(slot.lease.id), round(slot.since + ahead, 1), round(slot.until + ahead, 1), slot.running
    )
