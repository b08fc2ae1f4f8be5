"""Which process carries a run, and whether it still lives."""

import os
import socket
from datetime import datetime, timedelta
from typing import Final

from blocks.rows import RunRow

SILENCE: Final = timedelta(seconds=120)  # a run that has not beaten for so long is dead
_CLOCKS_DIFFER: Final = 2.0  # seconds; a start time is derived from the time of boot


def this_process() -> tuple[str, int, float]:
    """Host, process id and start time of the process that asks."""
    pid = os.getpid()
    return socket.gethostname(), pid, _started(pid) or 0.0


def cause_of_death(run: RunRow, now: datetime) -> str | None:
    """Why a run that says `running` is dead; None while it may live.

    On its own host the process itself tells; from anywhere, two minutes of silence do.
    """
    if run.host == socket.gethostname():
        started = _started(run.pid)
        if started is None or abs(started - run.pid_started) > _CLOCKS_DIFFER:
            return f"process {run.pid} on {run.host} ended without finishing the run"
    beat = run.beat_at or run.started_at
    if beat is None or now - datetime.fromisoformat(beat) > SILENCE:
        return f"no sign of life from process {run.pid} on {run.host} since {beat}"
    return None


def _started(pid: int) -> float | None:
    import psutil

    try:
        process = psutil.Process(pid)
        if process.status() == psutil.STATUS_ZOMBIE:
            return None
        return float(process.create_time())
    except (psutil.NoSuchProcess, psutil.AccessDenied, ValueError):
        return None
