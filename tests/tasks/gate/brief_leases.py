"""Prefect's own lease storage, in which a lease lasts a fifteenth of what was asked for.

The server takes no lease shorter than a minute: a test that waits for one to run out names this
module as the server's lease storage.
"""

from datetime import timedelta
from typing import Any
from uuid import UUID

from prefect.server.concurrency.lease_storage.filesystem import ConcurrencyLeaseStorage as Files

SHORTER = 15


class ConcurrencyLeaseStorage(Files):
    async def create_lease(
        self, resource_ids: list[UUID], ttl: timedelta, metadata: Any = None
    ) -> Any:
        return await super().create_lease(resource_ids, ttl / SHORTER, metadata)

    async def renew_lease(self, lease_id: UUID, ttl: timedelta) -> bool:
        return await super().renew_lease(lease_id, ttl / SHORTER)
