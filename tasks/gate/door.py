"""The door before the gate: tasks that can't have a slot soon are not started yet.

A task that waits at the gate uses up its time, and starting hundreds at once keeps the server so
busy that it grants no slot for seconds. So a process takes slots before it starts tasks, and
starts two for each slot that it has: a free one finds its next call ready.
"""

from tasks.gate.line import Line
from tasks.gate.pool import pool_of
from tasks.gate.times import new_passage


class Door:
    """One task's way in. Without a resource it stands open."""

    def __init__(self, resource: str | None, what: str) -> None:
        self._resource, self._what = resource, what
        self._doors: Line[object] | None = None

    async def enter(self) -> None:
        """Wait until the task may start. OperatorError when there is no limit, or no server."""
        if self._resource is None:
            return
        doors = pool_of(self._resource).doors
        passage = new_passage()
        try:
            await doors.take(self._what)
        finally:
            passage.end()
        self._doors = doors

    def leave(self) -> None:
        """The task's first attempt has ended, however: the next one may start. Once is enough."""
        doors, self._doors = self._doors, None
        if doors:
            doors.give(object())
