"""What the Prefect server shows of a flow run, once its events have arrived."""

import asyncio
import time
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from blocks.server import flush_events

PATIENCE = 30.0  # seconds until the events of a run must have been written


@dataclass(frozen=True)
class Shown:
    """A flow run or task run as a person sees it in the UI."""

    name: str
    state: str
    message: str
    runs: int = 0  # attempts that the server counted
    tags: frozenset[str] = frozenset()

    @property
    def said(self) -> tuple[str, str]:
        return self.state, self.message


def task_runs(flow_run_id: Any, number: int) -> list[Shown]:
    """The task runs of a flow run by name; waits until `number` of them have ended."""
    return sorted(asyncio.run(_ended_tasks(UUID(str(flow_run_id)), number)), key=lambda s: s.name)


def flow_runs(name: str, number: int = 1) -> list[tuple[Shown, Any]]:
    """The ended runs of the flow of this name, newest first, with their ids."""
    return asyncio.run(_ended_flows(name, number))


async def _ended_tasks(flow_run_id: UUID, number: int) -> list[Shown]:
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterId

    where = FlowRunFilter(id=FlowRunFilterId(any_=[flow_run_id]))
    await asyncio.to_thread(flush_events)
    async with get_client() as client:
        return await _until(number, lambda: client.read_task_runs(flow_run_filter=where))


async def _ended_flows(name: str, number: int) -> list[tuple[Shown, Any]]:
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.filters import FlowFilter, FlowFilterName
    from prefect.client.schemas.sorting import FlowRunSort

    where = FlowFilter(name=FlowFilterName(any_=[name]))
    order = FlowRunSort.START_TIME_DESC
    async with get_client() as client:
        found = await client.read_flow_runs(flow_filter=where, sort=order)
        assert len(found) >= number, found
        return [(_shown(run), run.id) for run in found]


async def _until(number: int, read: Any) -> list[Shown]:
    deadline = time.monotonic() + PATIENCE
    while True:
        found = await read()
        if len(found) >= number and all(run.state and run.state.is_final() for run in found):
            return [_shown(run) for run in found]
        assert time.monotonic() < deadline, found
        await asyncio.sleep(0.2)


def _shown(run: Any) -> Shown:
    state, message = run.state.name, run.state.message or ""
    return Shown(run.name, state, message, run.run_count, frozenset(run.tags))
