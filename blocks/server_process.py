"""The process of a lasting Prefect server: started once, recorded in a file, stopped by name."""

import fcntl
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

import psutil

from blocks.home import home

LOG_LINES = 15
_ROOT = Path(__file__).parent.parent
_CLIENT = (  # of the environment, what is meant for clients
    "PREFECT_API_URL",
    "PREFECT_UI_URL",
    "PREFECT_PROFILE",
    "PREFECT_PROFILES_PATH",
    "PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL",
)


@dataclass(frozen=True, slots=True)
class Record:
    """A server of ours. The process's creation time tells it from a later one with the same id."""

    api_url: str
    pid: int
    created: float


def spawn(port: int) -> Record:
    """Start a server at `port`, or at a free port when something else listens there.

    It gets a session of its own, so that no Ctrl-C meant for us ends it, and a database in our
    folder: the user's own Prefect database is neither used nor migrated.
    """
    if not _is_free(port):
        port = _free_port()
    env = {key: value for key, value in os.environ.items() if key not in _CLIENT}
    env |= {"PREFECT_SERVER_API_HOST": "127.0.0.1", "PREFECT_SERVER_API_PORT": str(port)}
    env |= {"UVICORN_HOST": "127.0.0.1", "UVICORN_PORT": str(port), "UVICORN_LOG_LEVEL": "warning"}
    env |= {"UVICORN_APP_DIR": str(_ROOT), "PREFECT_HOME": str(home() / "prefect")}
    with log_file().open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "uvicorn", "--factory", "blocks.patient_server:create_app"],
            env=env,
            cwd=home(),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    created = psutil.Process(process.pid).create_time()
    record = Record(f"http://127.0.0.1:{port}/api", process.pid, created)
    _record_file().write_text(json.dumps(asdict(record)), encoding="utf-8")
    return record


def recorded() -> Record | None:
    """The server that `spawn` started last, while its process lives."""
    try:
        record = Record(**json.loads(_record_file().read_text("utf-8")))
    except (OSError, ValueError, TypeError):
        return None  # none was started, or the write of the file was cut off
    return record if alive(record) else None


def alive(record: Record) -> bool:
    """Whether the process of the record still runs."""
    try:
        process = psutil.Process(record.pid)
        same = abs(process.create_time() - record.created) < 1
        return same and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def end(record: Record) -> None:
    """End the process, kindly at first, and forget it."""
    _record_file().unlink(missing_ok=True)
    if not alive(record):
        return
    try:
        process = psutil.Process(record.pid)
        process.terminate()
        if not _gone(record, 15):
            process.kill()
            _gone(record, 5)
    except psutil.NoSuchProcess:
        return  # it went by itself


def _gone(record: Record, seconds: float) -> bool:
    """Wait for its end. One that has ended stays as a zombie while `make serve`, which started
    it, goes on: psutil's own wait would wait for that too.
    """
    deadline = time.monotonic() + seconds
    while alive(record):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


@contextmanager
def lock() -> Iterator[None]:
    """Held while a server is started or stopped; the system frees it when its holder dies."""
    home().mkdir(parents=True, exist_ok=True)
    with (home() / "server.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def log_file() -> Path:
    """What the server prints."""
    return home() / "server.log"


def log_tail() -> str:
    """The end of the server's log, indented; a failing server says why there."""
    lines = log_file().read_text("utf-8", "replace").splitlines()[-LOG_LINES:]
    return "\n".join(f"  {line}" for line in lines) or "  (nothing)"


def _record_file() -> Path:
    return home() / "server.json"


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
