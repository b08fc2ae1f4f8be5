"""A world of the bench's own: a temporary home and a Prefect server on a free port, ended after."""

import os
import socket
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

FOREIGN = (
    "PREFECT_API_URL",
    "PREFECT_UI_URL",
    "PREFECT_API_KEY",
    "PREFECT_PROFILE",
    "PREFECT_PROFILES_PATH",
    "COXSWAIN_LEDGER",
    "COXSWAIN_SOURCES",
)


@contextmanager
def own_home() -> Iterator[Path]:
    """A home that is gone at the end; must be entered before Prefect is imported."""
    with tempfile.TemporaryDirectory(prefix="coxswain-bench-") as folder:
        home = Path(folder)
        for name in FOREIGN:
            os.environ.pop(name, None)
        os.environ.setdefault("HF_HUB_OFFLINE", "1")
        os.environ["COXSWAIN_HOME"] = str(home)
        os.environ["PREFECT_HOME"] = str(home / "client")
        os.environ["PREFECT_LOCAL_STORAGE_PATH"] = str(home / "storage")
        yield home


@contextmanager
def own_server() -> Iterator[None]:
    """A lasting server in the home, as `coxswain run` starts one; stopped at the end."""
    from blocks.server import ensure_server, flush_events, stop, use

    use(ensure_server(free_port(), say=lambda _: None))
    try:
        yield
    finally:
        flush_events()
        stop()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
