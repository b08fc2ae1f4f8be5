"""The limit of four: our gate and Prefect's own tag limit, on SQLite and PostgreSQL.

48 calls of 1 s and 200 of 0.2 s, all asked for at once, each a task in a flow and a plain function
in a thread; from one process, and half of them from each of two. The share is the ideal, which is
calls × seconds / 4, over the time from the first task to the end of the last. Each server is new;
PostgreSQL is that of the tests, where it answers, with a database of the bench's own.
"""

import asyncio
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any
from uuid import uuid4

from tests.bench.figures import Figure, noted
from tests.bench.world import FOREIGN, free_port

ROOT = Path(__file__).parents[2]
POSTGRES = os.environ.get("COXSWAIN_TEST_POSTGRES", "postgresql://127.0.0.1:5432/postgres")
LIMIT, SLOTS = "gpu", 4
LOADS = ((48, 1.0), (200, 0.2))
BARS = {1: 0.95, 2: 0.90}
REPEATS = 3  # of ours; Prefect's own takes minutes, and once is enough to see it


@dataclass(frozen=True)
class Load:
    """So many calls of so many seconds, from so many processes, behind `gate` or `tag`."""

    calls: int
    seconds: float
    processes: int
    by: str

    @property
    def ideal(self) -> float:
        return self.calls * self.seconds / SLOTS


def bench() -> Iterator[Figure]:
    for database in databases():
        with served(database) as environment:
            for calls, seconds in LOADS:
                for processes, bar in BARS.items():
                    yield from _compared(environment, database, calls, seconds, processes, bar)


def _compared(
    environment: dict[str, str],
    database: str,
    calls: int,
    seconds: float,
    processes: int,
    bar: float,
) -> Iterator[Figure]:
    ours = Load(calls, seconds, processes, "gate")
    took = [measured(ours, environment) for _ in range(REPEATS)]
    prefects = measured(Load(calls, seconds, processes, "tag"), environment)
    kind = "PostgreSQL" if database.startswith("postgres") else "SQLite"
    who = "one process" if processes == 1 else f"{processes} processes"
    name = f"{kind}, {calls} × {seconds:g} s, {who}"
    share = ours.ideal / median(took)
    yield Figure(name, f"{share:.3f} of the ideal", f"≥ {bar:g}", share >= bar)
    each = ", ".join(f"{one:.2f}" for one in took)
    yield noted(f"  ideal {ours.ideal:g} s; each", f"{each} s")
    yield noted("  Prefect's tag limit", f"{ours.ideal / prefects:.3f} ({prefects:.1f} s)")


def measured(load: Load, environment: dict[str, str]) -> float:
    """Seconds from the first task to the end of the last call, counted over all processes."""
    command = [sys.executable, "-m", "tests.bench.gate"]
    share = load.calls // load.processes
    given = [*command, str(share), str(load.seconds), load.by]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    started = [
        subprocess.Popen(given, cwd=ROOT, env=environment, **pipes)  # type: ignore[call-overload]
        for _ in range(load.processes)
    ]
    for each in started:
        if each.stdout.readline() != "ready\n":
            raise RuntimeError("A process of the bench did not start.")
    for each in started:
        each.stdin.write("go\n")
        each.stdin.flush()
    found = [json.loads(each.communicate()[0]) for each in started]
    held = sorted(span for one in found for span in one["held"])
    if (most := _most(held)) > SLOTS or len(held) != load.calls:
        raise RuntimeError(f"{most} of {len(held)} calls ran at one time.")
    return float(max(one["ended"] for one in found) - min(one["began"] for one in found))


def _most(spans: list[list[float]]) -> int:
    """How many of the spans overlap at most."""
    turns = sorted([(begun, 1) for begun, _ in spans] + [(ended, -1) for _, ended in spans])
    now = most = 0
    for _, turn in turns:
        now += turn
        most = max(most, now)
    return most


def databases() -> Iterator[str]:
    """The kinds of database that there are: an address to make one at, or nothing for SQLite."""
    import psycopg

    yield ""
    try:
        psycopg.connect(POSTGRES, connect_timeout=2).close()
    except psycopg.OperationalError:
        print("  no PostgreSQL answers: left out")
    else:
        yield POSTGRES


@contextmanager
def served(database: str) -> Iterator[dict[str, str]]:
    """A server of our own, with the limits; yields the environment of processes that use it."""
    with ExitStack() as stack:
        home = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="coxswain-gate-")))
        environment = {name: value for name, value in os.environ.items() if name not in FOREIGN}
        environment |= {
            "COXSWAIN_HOME": str(home),
            "PREFECT_HOME": str(home / "client"),
            "PREFECT_LOCAL_STORAGE_PATH": str(home / "storage"),
            "PREFECT_LOGGING_LEVEL": "WARNING",
            "DO_NOT_TRACK": "1",
        }
        from blocks.settings import PROJECT

        environment |= PROJECT
        port = free_port()
        server = {**environment, "PREFECT_HOME": str(home / "server")}
        if database:
            url = stack.enter_context(_own_database(database))
            server["PREFECT_SERVER_DATABASE_CONNECTION_URL"] = url
        api = f"http://127.0.0.1:{port}/api"
        process = subprocess.Popen(
            [sys.executable, "-m", "prefect", "server", "start", "--port", str(port)],
            env=server,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        stack.callback(process.wait, 20)
        stack.callback(process.terminate)
        _await(api)
        environment["PREFECT_API_URL"] = api
        made = [sys.executable, "-m", "tests.bench.gate", "limits"]
        subprocess.run(made, cwd=ROOT, env=environment, check=True)
        yield environment


@contextmanager
def _own_database(server: str) -> Iterator[str]:
    import psycopg
    from sqlalchemy import make_url

    name = f"coxswain_bench_{uuid4().hex[:12]}"
    with psycopg.connect(server, autocommit=True) as admin:
        admin.execute(f'CREATE DATABASE "{name}"')  # type: ignore[arg-type]
        try:
            url = make_url(server).set(drivername="postgresql+asyncpg", database=name)
            url = url.set(username=url.username or os.environ.get("PGUSER") or _user())
            yield url.render_as_string(hide_password=False)
        finally:
            admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')  # type: ignore[arg-type]


def _user() -> str:
    from getpass import getuser

    return getuser()


def _await(api: str) -> None:
    from blocks.server_health import fault

    until = time.monotonic() + 90
    while why := fault(api):
        if time.monotonic() > until:
            raise RuntimeError(f"The bench's server does not answer: {why}")
        time.sleep(0.2)


def _limits() -> None:
    from prefect.client.orchestration import get_client

    with get_client(sync_client=True) as client:
        client.upsert_global_concurrency_limit_by_name(LIMIT, SLOTS)
        client.create_concurrency_limit(LIMIT, SLOTS)  # of the tag


def _child(calls: int, seconds: float, by: str) -> None:
    """One process: a warm-up, then the calls when told to; prints when they ran."""
    from blocks import settings

    settings.apply()
    from prefect import flow, task

    from policies.schema import Limits
    from tasks.agent import Agent, View
    from tasks.call import Job, call_as_task
    from tasks.invoke import invoke
    from tasks.outcome import Outcome

    held: list[tuple[float, float]] = []

    def ask(view: View) -> Outcome:
        began = time.time()
        time.sleep(view.request)
        held.append((began, time.time()))
        return Outcome()

    agent = Agent("ask", ask, "1", {}, resource=LIMIT if by != "tag" else None)
    limits = Limits(agent_timeout=300, total_timeout=600, retries=0)

    @task(tags=[LIMIT] if by == "tag" else [], persist_result=False)
    async def bare(takes: float) -> None:
        await invoke(agent, View(takes))

    async def call(takes: float) -> None:
        if by != "gate":
            await bare(takes)
            return
        if (called := await call_as_task(Job("ask", agent, View(takes), limits))).error:
            raise called.error

    @flow(persist_result=False)
    async def several(number: int, takes: float, *, told: bool) -> tuple[float, float]:
        if told:  # the start of the flow is no matter of the gate
            await asyncio.sleep(2)  # the server has written what it was told until now
            print("ready", flush=True)
            await asyncio.to_thread(sys.stdin.readline)
        began = time.time()
        await asyncio.gather(*(call(takes) for _ in range(number)))
        return began, time.time()

    asyncio.run(several(2, 0.01, told=False))
    held.clear()
    began, ended = asyncio.run(several(calls, seconds, told=True))
    print(json.dumps({"began": began, "ended": ended, "held": held}), flush=True)


def _main(given: list[str]) -> Any:
    return _limits() if given == ["limits"] else _child(int(given[0]), float(given[1]), given[2])


if __name__ == "__main__":
    _main(sys.argv[1:])
