"""A process at the gate, for tests that kill and stop such: `worker.py FOLDER CALLS SECONDS`.

Each call is a thread that sleeps, as one that generates; it notes its begin and end in a log of its
own, and asks the others' locks how many run. Every call locks a file of its own while it really
runs: such a lock ends with its process, so the count is right whatever was killed.
"""

import asyncio
import fcntl
import os
import sys
import time
from dataclasses import replace
from pathlib import Path

LEASE = 4.0  # seconds, as brief_leases.py makes of a minute


def running(folder: Path) -> int:
    """How many calls run now, in whatever process: each holds the lock of its file."""
    number = 0
    for path in folder.glob("*.call"):
        with path.open("r+") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                number += 1
    return number


def call(folder: Path, name: str, seconds: float) -> None:
    """One call: it runs for so long, and counts who runs beside it."""
    with (folder / f"{name}.call").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        note(folder, f"{name} begins beside {running(folder) - 1}")
        time.sleep(seconds)
        note(folder, f"{name} ends")


def note(folder: Path, text: str) -> None:
    with (folder / f"{os.getpid()}.log").open("a") as log:
        log.write(f"{time.time():.3f} {text}\n")


def notes(folder: Path) -> list[str]:
    """What all processes noted, in order of time."""
    lines = [line for log in folder.glob("*.log") for line in log.read_text().splitlines()]
    return [line.partition(" ")[2] for line in sorted(lines)]


def most(folder: Path) -> int:
    """How many calls ran at one time, at most."""
    beside = [int(text.rpartition(" ")[2]) + 1 for text in notes(folder) if "beside" in text]
    return max(beside, default=0)


def ended(folder: Path) -> int:
    """How many calls came to their end."""
    return sum(text.endswith("ends") for text in notes(folder))


async def calls(folder: Path, number: int, seconds: float, within: float) -> None:
    """All calls at once; each gives up when it has taken longer than `within` seconds."""
    from tasks.agent import Agent, View
    from tasks.invoke import invoke
    from tasks.outcome import Outcome

    def run(view: View) -> Outcome:
        call(folder, view.request, seconds)
        return Outcome()

    agent = Agent("call", run, "1", {}, resource="gpu")

    async def one(name: str) -> None:
        try:
            async with asyncio.timeout(within):
                await invoke(agent, View(name))
        except TimeoutError:
            note(folder, f"{name} is late")

    await asyncio.gather(*(one(f"{os.getpid()}-{n}") for n in range(number)))


if __name__ == "__main__":
    from tasks.gate import pool

    folder, number, seconds, within = Path(sys.argv[1]), *map(float, sys.argv[2:5])
    lease = float(os.environ.get("TEST_LEASE", LEASE))
    pool.PACE = replace(pool.PACE, lease=lease, renew=lease / 4, margin=lease / 8, watch=1.0)
    print("ready", flush=True)
    sys.stdin.readline()
    asyncio.run(calls(folder, int(number), seconds, within))
    print("done", flush=True)
