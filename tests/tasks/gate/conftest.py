"""Limits on the session's server, and a lasting server of a module's own with brief leases."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

import pytest

ROOT = Path(__file__).parents[3]


@pytest.fixture
def four(prefect_server: str) -> Iterator[str]:
    """A limit of four under a name of its own."""
    yield from limit_of(4)


@pytest.fixture
def one(prefect_server: str) -> Iterator[str]:
    """A limit of one under a name of its own."""
    yield from limit_of(1)


def limit_of(size: int) -> Iterator[str]:
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.actions import GlobalConcurrencyLimitCreate

    name = f"gpu-{uuid4().hex[:8]}"
    with get_client(sync_client=True) as client:
        client.create_global_concurrency_limit(GlobalConcurrencyLimitCreate(name=name, limit=size))
        yield name
        client.delete_global_concurrency_limit_by_name(name)


@pytest.fixture
def taken() -> Callable[[str], int]:
    """How many slots of a limit the server counts as taken."""
    from prefect.client.orchestration import get_client

    def count(name: str) -> int:
        with get_client(sync_client=True) as client:
            return client.read_global_concurrency_limit_by_name(name).active_slots

    return count


def until(holds: Callable[[], bool], seconds: float = 30.0) -> bool:
    """Whether it comes to hold within so many seconds."""
    end = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True


@dataclass
class Brief:
    """A lasting server on SQLite whose leases last four seconds, and processes at its gate."""

    home: Path
    port: int
    started: list[subprocess.Popen[str]] = field(default_factory=list)
    server: subprocess.Popen[bytes] | None = None

    @property
    def api(self) -> str:
        return f"http://127.0.0.1:{self.port}/api"

    @property
    def environment(self) -> dict[str, str]:
        from blocks.settings import PROCESS, PROJECT

        own = {
            "PREFECT_HOME": str(self.home / "server"),
            "PREFECT_API_URL": self.api,
            "PREFECT_SERVER_CONCURRENCY_LEASE_STORAGE": "tests.tasks.gate.brief_leases",
            "PREFECT_SERVER_SERVICES_REPOSSESSOR_LOOP_SECONDS": "1",
            "PYTHONPATH": str(ROOT),
        }
        return {**os.environ, **PROJECT, **PROCESS, **own}

    def start(self) -> None:
        """Start it, or start it again with the same database."""
        from blocks.server_health import fault

        self.home.mkdir(parents=True, exist_ok=True)
        environment = {k: v for k, v in self.environment.items() if k != "PREFECT_API_URL"}
        self.server = subprocess.Popen(
            [sys.executable, "-m", "prefect", "server", "start", "--port", str(self.port)],
            env=environment, cwd=self.home,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        assert until(lambda: not fault(self.api), 90)

    def kill(self) -> None:
        """kill -9."""
        if self.server:
            self.server.kill()
            self.server.wait()

    def worker(self, folder: Path, *given: float, home: Path) -> subprocess.Popen[str]:
        """A process that is about to make calls: so many, for so long, each within so long."""
        folder.mkdir(parents=True, exist_ok=True)
        process = subprocess.Popen(
            [sys.executable, str(ROOT / "tests/tasks/gate/worker.py"), str(folder)]
            + [str(each) for each in given],
            env={**self.environment, "COXSWAIN_HOME": str(home)},
            cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        self.started.append(process)
        return process

    def close(self) -> None:
        for process in self.started:
            process.kill()
            process.wait()
        self.started.clear()


def go(*processes: subprocess.Popen[str]) -> None:
    """Begin, all together."""
    for each in processes:
        assert each.stdout is not None
        assert each.stdout.readline() == "ready\n"
    for each in processes:
        assert each.stdin is not None
        each.stdin.write("go\n")
        each.stdin.flush()


@pytest.fixture(scope="module")
def _brief(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Brief]:
    import socket

    with socket.socket() as probe, ExitStack() as stack:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
        probe.close()
        brief = Brief(tmp_path_factory.mktemp("brief"), port)
        stack.callback(brief.kill)
        brief.start()
        yield brief


@pytest.fixture
def brief(_brief: Brief) -> Iterator[Brief]:
    """The server, with a new limit `gpu` of four."""
    import httpx

    # As often as the server's database is busy with what the last test left.
    limits = f"{_brief.api}/v2/concurrency_limits/"
    assert until(lambda: httpx.delete(f"{limits}gpu").status_code in (204, 404))
    given = {"name": "gpu", "limit": 4}
    assert until(lambda: httpx.post(limits, json=given).status_code in (200, 201))
    yield _brief
    _brief.close()
