"""The gate in front of a scarce resource: as many calls at a time as its global limit has slots.

The slot is taken inside the task, around the call alone: a cached answer and a delay before a retry
hold none. `deployments/setup.py` makes the limit; without it no gated agent runs, rather than all.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from policies.errors import OperatorError

LEASE = 60.0  # seconds until a slot whose holder was killed comes back


@asynccontextmanager
async def gate(resource: str | None) -> AsyncIterator[None]:
    """Hold a slot of the resource's limit, over all processes, while the block lasts.

    OperatorError when there is no such limit.
    """
    if resource is None:
        yield
        return
    from prefect.concurrency.asyncio import ConcurrencySlotAcquisitionError, concurrency

    slot = concurrency(
        resource, strict=True, lease_duration=LEASE, raise_on_lease_renewal_failure=False
    )
    try:
        await slot.__aenter__()
    except ConcurrencySlotAcquisitionError as error:
        raise OperatorError(
            f"There is no concurrency limit {resource!r}: {error}."
            " Make it with `python -m deployments.setup`."
        ) from error
    try:
        yield
    finally:
        await slot.__aexit__(None, None, None)
