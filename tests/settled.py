"""A request settled in the test's process, with the database of the test's own home."""

import asyncio
from pathlib import Path
from typing import Any

from flows.compose import in_process
from flows.settle import Shop, plan_for, ready
from tasks.outcome import Trace
from tasks.packs import Crew


def settled_here(crew: Crew, given: Any, home: Path, policy: str | None = None) -> Trace:
    """The trace of a request, without Prefect. `home` is only there to be the test's own."""
    del home
    shop = Shop(crew, policy=policy)
    plan = plan_for(given, shop)

    async def settle() -> Trace:
        case = await ready(given, plan, shop, ())
        return await in_process(plan, case, crew.loaded.pack)

    return asyncio.run(settle())
