"""Task runs that only show what became of a step: there was nothing to execute.

A step that was skipped, or whose answer is kept already, stands beside the others on the page of
its run. Prefect learns of task runs by events, and one event is enough for a run that has ended:
executing an empty task would cost ten times as much. They are sent when the flow has ended, so that
the server does not write them while the flow waits for it.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar, copy_context
from functools import partial
from typing import TYPE_CHECKING, Any
from uuid import uuid4

if TYPE_CHECKING:
    from prefect.client.schemas.objects import State


_later: ContextVar[list[Callable[[], Any]] | None] = ContextVar("_later", default=None)


@contextmanager
def shown_later() -> Iterator[None]:
    """Show task runs when the block has ended, however it ended."""
    waiting: list[Callable[[], Any]] = []
    token = _later.set(waiting)
    try:
        yield
    finally:
        _later.reset(token)
        for each in waiting:
            each()


def show(name: str, agent: str, state: "State[Any]", *tags: str) -> None:
    """Put a task run that ended in `state` on the page of the current flow run."""
    waiting = _later.get()
    if waiting is None:
        _send(name, agent, state, *tags)
    else:
        waiting.append(partial(copy_context().run, _send, name, agent, state, *tags))


def _send(name: str, agent: str, state: "State[Any]", *tags: str) -> None:
    from prefect.client.schemas.objects import TaskRun
    from prefect.context import FlowRunContext
    from prefect.logging.loggers import task_run_logger
    from prefect.utilities.engine import emit_task_run_state_change_event

    context = FlowRunContext.get()
    if context is None or context.flow_run is None:
        return
    flow_run_id, task_run_id = context.flow_run.id, uuid4()
    state.state_details.flow_run_id = flow_run_id
    state.state_details.task_run_id = task_run_id
    shown = TaskRun(
        id=task_run_id,
        name=name,
        flow_run_id=flow_run_id,
        task_key=agent,
        dynamic_key=str(task_run_id),
        tags=["agent", agent, *tags],
        expected_start_time=state.timestamp,
        start_time=state.timestamp,
        end_time=state.timestamp,
        state_id=state.id,
        state_type=state.type,
        state_name=state.name,
        state=state,
    )
    emit_task_run_state_change_event(shown, None, state)
    if state.message:  # the page of a task run shows its log, and not the message of its state
        task_run_logger(shown, flow_run=context.flow_run).info(state.message)


def tag(*tags: str) -> None:
    """Tag the current task run.

    For tags that are given to a task Prefect asks the server for limits before the task starts,
    which on SQLite may take two seconds; tags that come later are recorded with its next state.
    """
    from prefect.context import TaskRunContext

    if context := TaskRunContext.get():
        context.task_run.tags = list(tags)
