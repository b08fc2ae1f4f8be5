"""The leases of a limit as Prefect's server has stored them, where this machine can read them.

The server tells nobody about its leases, but says where it keeps them. A server of ours keeps them
in files here; of one elsewhere, or one that keeps them in memory, nothing can be said.
"""

import json
import time
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit
from uuid import UUID

if TYPE_CHECKING:
    from prefect.client.orchestration import SyncPrefectClient

_LOCAL: Final = {"127.0.0.1", "localhost", "::1"}
_STORAGE: Final = "prefect.server.concurrency.lease_storage.filesystem"


@dataclass(frozen=True, slots=True)
class Stored:
    """A lease: so many slots, until when (seconds since 1970)."""

    id: str
    slots: int
    until: float

    @property
    def runs(self) -> bool:
        """Whether it has not ended; the server frees one that has within seconds."""
        return self.until > time.time()


def lease_folder(client: "SyncPrefectClient") -> Path | None:
    """Where the server of the client keeps its leases; None when that can't be seen from here."""
    if urlsplit(str(client.api_url)).hostname not in _LOCAL:
        return None
    settings: Any = client.request("GET", "/admin/settings").json()
    if settings["server"]["concurrency"]["lease_storage"] != _STORAGE:
        return None
    home = Path(settings["home"])
    return home / "concurrency_leases" if home.is_dir() else None


def stored_leases(folder: Path, limit: UUID) -> list[Stored]:
    """The leases of a limit, also those that have ended and are still counted."""
    return [lease for path in folder.glob("*-*.json") if (lease := _lease(path, str(limit)))]


def uncounted(client: "SyncPrefectClient", limit: UUID, folder: Path, seconds: float) -> int:
    """How many slots the limit counts that no lease stands for, at any moment of so many seconds.

    A slot that is just being taken or given back looks so for an instant, but not all the time.
    """
    least: int | None = None
    until = time.monotonic() + seconds
    while least != 0 and (least is None or time.monotonic() < until):
        before = sum(lease.slots for lease in stored_leases(folder, limit))
        taken = _taken(client, limit)
        after = sum(lease.slots for lease in stored_leases(folder, limit))
        now = max(0, taken - max(before, after))
        least = now if least is None else min(least, now)
        time.sleep(0.1)
    return least or 0


def _taken(client: "SyncPrefectClient", limit: UUID) -> int:
    path = {"id_or_name": limit}
    found: Any = client.request(
        "GET", "/v2/concurrency_limits/{id_or_name}", path_params=path
    ).json()
    return int(found["active_slots"])


def _lease(path: Path, limit: str) -> Stored | None:
    try:
        found: Any = json.loads(path.read_text("utf-8"))
        if limit not in found["resource_ids"]:
            return None
        until = datetime.fromisoformat(found["expiration"]).timestamp()
        return Stored(found["id"], int(found["metadata"]["slots"]), until)
    except (OSError, ValueError, TypeError, KeyError):
        return None  # it was given back meanwhile
