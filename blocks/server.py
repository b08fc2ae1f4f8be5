"""The Prefect server: find one, or start one that outlives this process.

Without an address Prefect starts a temporary server in each process, and records are lost when
the process ends. Nothing here imports Prefect to find a running server: that takes milliseconds.
"""

import os
import sys
import time
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import version as installed_version
from pathlib import Path

from blocks import server_process, settings
from blocks.server_health import fault, fits, version

PORT = 4200
START_SECONDS = 90.0

Say = Callable[[str], None]


class ServerError(RuntimeError):
    """There is no Prefect server to work with, and what to do about it."""


@dataclass(frozen=True, slots=True)
class ServerAddress:
    """Where a server answers, where its pages are, and whether this call started it."""

    api_url: str
    ui_url: str
    started: bool = False


def ensure_server(port: int = PORT, say: Say | None = None) -> ServerAddress:
    """The server that is configured, or that runs here already, or a new lasting one.

    `say` gets one line when something takes longer than a moment; without it the line goes to
    stderr. Raises ServerError when a configured server doesn't answer, when ours is of
    another Prefect version, or when a new one doesn't start.
    """
    settings.apply()
    if configured := configured_url():
        chosen, source = configured
        if why := fault(chosen):
            raise ServerError(
                f"The Prefect server at {chosen} (from {source}) does not answer: {why}. "
                f"Start it, correct the address, or unset it: then a local server is started."
            )
        return _address(chosen)
    if url := _running(port):
        return _address(url)
    with server_process.lock():
        # Another process may have started one while this one waited for the lock.
        if url := _running(port):
            return _address(url)
        return _start(port, say or _to_stderr)


def configured_url() -> tuple[str, str] | None:
    """The API address that the user has set, and the place where it is set."""
    if _prefect_is_loaded():
        # An import statement, not `sys.modules`: it waits while another thread is importing.
        from prefect.settings import get_current_settings

        current = get_current_settings().api.url
        return (str(current).rstrip("/"), "Prefect's settings") if current else None
    if in_environment := os.environ.get("PREFECT_API_URL"):
        return in_environment.rstrip("/"), "PREFECT_API_URL"
    return _in_profile()


def _prefect_is_loaded() -> bool:
    """Whether Prefect's settings have been read, or are being read, by this process."""
    return "prefect.settings" in sys.modules


def use(address: ServerAddress) -> None:
    """Make this process, and those that it starts, talk to the server at `address`.

    Best before Prefect is imported; afterwards its settings are read again.
    """
    settings.apply()
    os.environ["PREFECT_API_URL"] = address.api_url
    os.environ["PREFECT_UI_URL"] = address.ui_url  # else Prefect's own links open the older UI
    if "prefect.context" in sys.modules:
        from prefect.context import refresh_global_settings_context
        from prefect.settings import get_current_settings

        if get_current_settings().api.url != address.api_url:
            refresh_global_settings_context()


def flow_run_url(address: ServerAddress, flow_run_id: object) -> str:
    """The page of a flow run. Without the `/v2` of `ui_url` the older of the two UIs opens."""
    return f"{address.ui_url}/runs/flow-run/{flow_run_id}"


def flush_events(timeout: float = 30.0) -> bool:
    """Wait until all events and log lines of this process are with the server.

    False when some were still under way after `timeout` seconds. Call it last: what is emitted
    afterwards goes over a new connection and needs another flush.
    """
    if "prefect" not in sys.modules:
        return True
    import logging
    from concurrent.futures import ThreadPoolExecutor

    from prefect.events.worker import EventsWorker
    from prefect.logging.handlers import APILogWorker

    def drain() -> bool:
        deadline = time.monotonic() + timeout
        rest = [
            service.drain_all(timeout=max(0.0, deadline - time.monotonic()))
            for service in (EventsWorker, APILogWorker)
        ]
        return not any(late for _, late in rest)  # type: ignore[misc]

    # "Still processing items" is no news to someone who waits for just that.
    logging.getLogger("prefect.EventsWorker").setLevel(logging.ERROR)
    # In a thread of its own: inside a running event loop Prefect would hand out a coroutine.
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(drain).result()


def stop() -> bool:
    """Stop the server that `ensure_server` started; False when there is none."""
    with server_process.lock():
        record = server_process.recorded()
        if record is None:
            return False
        server_process.end(record)
        return True


def _running(port: int) -> str | None:
    """The address of a server that can be used: ours, or else one at the usual place."""
    ours = server_process.recorded()
    if ours is None:
        usual = f"http://127.0.0.1:{port}/api"
        return usual if not fault(usual) and fits(usual) else None
    if fault(ours.api_url):
        return None
    if fits(ours.api_url):
        return ours.api_url
    raise ServerError(
        f"The server at {ours.api_url} was started by an earlier installation "
        f"(Prefect {version(ours.api_url)}, now {installed_version('prefect')}). "
        "Stop it with `make stop`, then try again."
    )


def _in_profile() -> tuple[str, str] | None:
    folder = Path(os.environ.get("PREFECT_HOME") or "~/.prefect").expanduser()
    path = Path(os.environ.get("PREFECT_PROFILES_PATH") or folder / "profiles.toml").expanduser()
    try:
        profiles = tomllib.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return None  # no profiles, or none that Prefect could read either
    name = os.environ.get("PREFECT_PROFILE") or profiles.get("active")
    url = profiles.get("profiles", {}).get(name, {}).get("PREFECT_API_URL")
    return (str(url).rstrip("/"), f"the profile {name!r} in {path}") if url else None


def _start(port: int, say: Say) -> ServerAddress:
    # One that is alive but doesn't answer was started by a call that was cut off, or is very busy.
    found = server_process.recorded()
    record = found or server_process.spawn(port)
    verb = "Waiting for the" if found else "Starting a"
    say(f"{verb} Prefect server at {record.api_url}; it keeps running (`make stop` ends it).")
    deadline = time.monotonic() + START_SECONDS
    while fault(record.api_url):
        died, late = not server_process.alive(record), time.monotonic() > deadline
        if died or late:
            if not found:
                server_process.end(record)
            how = "ended at once" if died else f"did not answer within {START_SECONDS:.0f} s"
            raise ServerError(
                f"The Prefect server {how}{' (`make stop` ends it)' if found and late else ''}. "
                f"The end of its log, {server_process.log_file()}:\n{server_process.log_tail()}"
            )
        time.sleep(0.2)
    return _address(record.api_url, started=not found)


def _address(api_url: str, *, started: bool = False) -> ServerAddress:
    ui_url = os.environ.get("PREFECT_UI_URL") or f"{api_url.removesuffix('/api')}/v2"
    return ServerAddress(api_url, ui_url.rstrip("/"), started)


def _to_stderr(line: str) -> None:
    sys.stderr.write(f"{line}\n")
