"""Real processes that kill themselves: a program, and what a test asks of it.

The program imports the product once and forks a process for each order, so that a process costs a
run and not an import. Each order is a JSON line: the folder that is its home, and the number of the
point at which it kills itself with SIGKILL; the answer is the process's exit status.
"""

import asyncio
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "deployments" / "samples" / "reconciliation"
PACK, DAY = "reconciliation", date(2026, 6, 15)
LEDGER_WRITES = ("begin", "record_step", "record_items", "finish")


@dataclass(frozen=True)
class Nursery:
    """The program, running."""

    program: subprocess.Popen[str]

    def child(self, home: Path, **order: Any) -> int:
        """Run a child to its end; its exit status, -9 when it killed itself."""
        home.mkdir(parents=True, exist_ok=True)
        stdin, stdout = self.program.stdin, self.program.stdout
        assert stdin is not None
        assert stdout is not None
        stdin.write(json.dumps({"home": str(home), **order}) + "\n")
        stdin.flush()
        return int(stdout.readline())

    @classmethod
    def open(cls, folder: Path) -> "Nursery":
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "COXSWAIN_HOME": str(folder)}
        program = subprocess.Popen(
            [sys.executable, __file__],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=environment,
        )
        return cls(program)

    def close(self) -> None:
        assert self.program.stdin is not None
        self.program.stdin.close()
        self.program.wait(timeout=30)


def log_of(home: Path, kind: str) -> list[list[str]]:
    """The lines of one kind that the children of a home have written."""
    log = home / "log"
    lines = [line.split() for line in log.read_text().splitlines()] if log.exists() else []
    return [line[1:] for line in lines if line[0] == kind]


def kept(home: Path) -> set[str]:
    """What was finished: the names whose answer stands in the store of results."""
    folder = home / "results"
    return {name for name, key in log_of(home, "key") if (folder / key[:2] / key).is_file()}


@dataclass
class Points:
    """The points at which a process may die, counted as it passes them."""

    log: Path
    kill_at: int | None
    passed: int = 0

    def note(self, *words: str) -> None:
        with self.log.open("a") as file:
            file.write(" ".join(words) + "\n")

    def __call__(self, *words: str) -> None:
        self.passed += 1
        if self.passed == self.kill_at:
            self.note("died", *words)
            os.kill(os.getpid(), signal.SIGKILL)

    def before(self, name: str, do: Callable[..., Any]) -> Callable[..., Any]:
        def done(*args: Any, **options: Any) -> Any:
            self(name)
            return do(*args, **options)

        return done

    def install(self) -> None:
        """Put the points into this process."""
        import flows.asking
        import flows.batch
        import flows.entry
        import tasks.call
        from blocks.ledger import Ledger

        for name in LEDGER_WRITES:
            setattr(Ledger, name, self.before(name, getattr(Ledger, name)))
        os.fsync = self.before("fsync", os.fsync)  # a file is written, and not yet in its place
        flows.entry.publish = self.before("publish", flows.entry.publish)
        invoke, settle_chunk = tasks.call.invoke, flows.batch.settle_chunk
        key_of_agent, key_of_chunk = flows.asking.generate_cache_key, flows.batch.chunk_key

        async def invoked(agent: Any, view: Any) -> Any:
            self.note("ran", agent.name)
            self("agent", agent.name)
            outcome = await invoke(agent, view)
            self("ended", agent.name)
            return outcome

        def settled(chunk: Any, *rest: Any) -> Any:
            self.note("ran", str(chunk.number))
            self("chunk", str(chunk.number))
            return settle_chunk(chunk, *rest)

        def agent_key(agent: Any, parts: Any) -> str:
            self.note("key", agent.name, key := key_of_agent(agent, parts))
            return key

        def chunk_key(chunk: Any, *rest: Any) -> str:
            self.note("key", str(chunk.number), key := key_of_chunk(chunk, *rest))
            return key

        tasks.call.invoke, flows.batch.settle_chunk = invoked, settled
        flows.asking.generate_cache_key, flows.batch.chunk_key = agent_key, chunk_key


def _run(order: dict[str, Any]) -> None:
    import flows.batch
    from flows.entry import Options, settle_many, settle_one
    from tasks.packs import crew

    home = Path(order["home"])
    os.environ["COXSWAIN_HOME"] = str(home)
    Points(home / "log", order.get("kill_at")).install()
    options = Options(sources=SAMPLES / "sources", run_id=order.get("run_id"))
    given = crew(PACK).open(Path(order["input"]), DAY)

    async def body() -> Any:
        if given.one is not None:
            return (await settle_one(PACK, given.one, options)).state
        flows.batch.CHUNK = order["chunk"]
        origin = {"input": order["input"], "today": str(DAY), "sources": str(options.sources)}
        many = replace(options, granularity="chunk")
        return (await settle_many(PACK, given, origin, many)).state

    _in_flow(body)


def _in_flow(body: Any) -> None:
    from prefect import Flow

    body.__qualname__ = PACK
    entry: Any = Flow(body, name=PACK, persist_result=False)
    asyncio.run(entry())


def main() -> None:
    """Serve orders from standard input until it ends."""
    import prefect.artifacts
    import prefect.transactions  # noqa: F401 - imported before the fork, once for all

    import flows.entry  # noqa: F401
    from tasks.packs import crew

    crew(PACK)
    for line in sys.stdin:
        if (child := os.fork()) == 0:
            os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
            try:
                _run(json.loads(line))
            except BaseException as error:  # noqa: BLE001 - told, and the status tells too
                sys.stderr.write(f"{type(error).__name__}: {error}\n")
                os._exit(1)
            os._exit(0)
        _, status = os.waitpid(child, 0)
        sys.stdout.write(f"{os.waitstatus_to_exitcode(status)}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
