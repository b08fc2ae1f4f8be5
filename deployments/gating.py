"""What stands at the gate, and mending it: the limit, who holds slots, who waits, what is orphaned.

Only what is certainly dead is ever freed: leases of processes of this machine that have ended, and
slots that the limit counts though no lease stands for them.
"""

import asyncio
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from blocks import server_process
from blocks.holders import Holder, Holding, awake, dead, living, records
from blocks.leases import Stored, lease_folder, stored_leases, uncounted
from blocks.limits import Limit, limit_name, limit_of, limit_slots
from blocks.seats import folder, seats_taken
from blocks.server import PORT, ServerAddress, ServerError, configured_url, ensure_server
from blocks.server_health import fault
from deployments.setup import Made, gpu_limit
from tasks.gate.neighbours import reap
from tasks.gate.slots import Pace

if TYPE_CHECKING:
    from prefect.client.orchestration import SyncPrefectClient

_SURE = 3.0  # seconds of watching before a slot counts as orphaned


@dataclass(frozen=True, slots=True)
class Gate:
    """What stands at the gate. `leases` and `orphaned` are None where the server's leases can't be
    seen from here; `elsewhere` are leases that no process of this machine holds.
    """

    name: str
    wanted: int
    limit: Limit | None
    url: str
    alive: tuple[Holder, ...]
    died: tuple[Holder, ...]
    seats: int
    leases: tuple[Stored, ...] | None
    orphaned: int | None

    @property
    def elsewhere(self) -> tuple[Stored, ...]:
        """Leases that run and are not held by a process that is known here."""
        known = {one.lease for each in (*self.alive, *self.died) for one in each.held}
        return tuple(one for one in self.leases or () if one.runs and one.id not in known)

    @property
    def problems(self) -> tuple[str, ...]:
        """What `coxswain gate mend` would mend, a sentence each."""
        return tuple(_problems(self))


def found_server() -> ServerAddress:
    """The server that runs; none is started. ServerError when there is none."""
    usual = f"http://127.0.0.1:{PORT}/api"
    if configured_url() or server_process.recorded() or not fault(usual):
        return ensure_server()
    raise ServerError(
        f"No Prefect server runs at {usual}, and none is configured, so nothing is at the gate."
        " `coxswain run` and `make serve` start one, PREFECT_API_URL names another."
    )


def standing(client: "SyncPrefectClient", seconds: float = 1.0) -> Gate:
    """What stands at the gate now; orphaned slots are watched for so many seconds."""
    from prefect.exceptions import ObjectNotFound

    name = limit_name()
    where = folder(name)
    try:
        limit = limit_of(client.read_global_concurrency_limit_by_name(name))
    except ObjectNotFound:
        limit = None
    stored, orphaned = _counted(client, limit, seconds)
    return Gate(
        name=name,
        wanted=limit_slots(),
        limit=limit,
        url=str(client.api_url).rstrip("/"),
        alive=tuple(living(where)),
        died=tuple(_died(where)),
        seats=seats_taken(where, limit.size) if limit else 0,
        leases=stored,
        orphaned=orphaned,
    )


def mend(client: "SyncPrefectClient") -> list[Made]:
    """Make or correct the limit and free the slots of what is dead; what was done about each.

    A slot that a live process holds, or one on another machine may hold, is left alone.
    """
    done = [gpu_limit(client)]
    name = limit_name()
    url = str(client.api_url).rstrip("/")
    freed = asyncio.run(_reaped(folder(name), url))
    done += [Made("slot of a dead process", one.lease[:8], "changed", "freed") for one in freed]
    limit = limit_of(client.read_global_concurrency_limit_by_name(name))
    seen = lease_folder(client)
    orphans = uncounted(client, limit.id, seen, _SURE) if seen else 0
    if orphans:
        client.release_concurrency_slots([name], orphans, 0.1)
        note = "freed: no lease stood for them"
        done.append(Made("orphaned slots", str(orphans), "changed", note))
    return done


def _counted(
    client: "SyncPrefectClient", limit: Limit | None, seconds: float
) -> tuple[tuple[Stored, ...] | None, int | None]:
    seen = lease_folder(client) if limit else None
    if limit is None or seen is None:
        return None, None
    leases = tuple(stored_leases(seen, limit.id))
    return leases, uncounted(client, limit.id, seen, seconds)


def _died(where: Path) -> list[Holder]:
    found = []
    for path in records(where):
        with dead(path) as holder:
            if holder:
                found.append(holder)
    return found


async def _reaped(where: Path, url: str) -> list[Holding]:
    from prefect.client.orchestration import get_client

    async with get_client() as client:
        freed = [await reap(client, path, url, Pace().margin) for path in records(where)]
    return [holding for each in freed for holding in each]


def _problems(gate: Gate) -> list[str]:
    said: list[str] = []
    limit = gate.limit
    if limit is None:
        return [f"The limit {gate.name!r} is missing: nothing that needs it runs."]
    if not limit.active:
        said.append(f"The limit {gate.name!r} is switched off: nothing that needs it runs.")
    if limit.size != gate.wanted:
        said.append(f"The limit {gate.name!r} has {limit.size} slots, not {gate.wanted}.")
    if held := sum(len(each.held) for each in gate.died):
        said.append(f"{held} slots were held by processes of this machine that have died.")
    if gate.orphaned:
        said.append(f"{gate.orphaned} slots are counted as taken though no lease stands for them.")
    said += [
        f"Process {each.pid} has not stirred for a while: it is stopped, and holds {len(each.held)}"
        " slots until it ends."
        for each in gate.alive
        if each.held and not awake(each)
    ]
    return said
