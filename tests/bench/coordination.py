"""What coordinating costs: ten agents of 100 ms, five side by side, and the same from the cache.

The ideal is two waves: 200 ms. It is compared with the start of one flow, which is that of an empty
flow, measured in the same run; the three take turns in random order.
"""

import asyncio
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from random import sample
from statistics import median
from typing import Any
from uuid import uuid4

from tests.bench.figures import Figure, at_most, noted

REPEATS, AGENTS, SIDE_BY_SIDE, TAKES = 21, 10, 5, 0.1
IDEAL = TAKES * AGENTS / SIDE_BY_SIDE
PAUSE = 0.5  # a subflow that starts while the server still writes meets its lock for two seconds


def bench() -> Iterator[Figure]:
    times = asyncio.run(_measured())
    empty, anew, cached = (median(times[name]) for name in ("empty", "anew", "cached"))
    yield at_most("ten agents / (1.25 × 200 ms + an empty flow)", anew / (1.25 * IDEAL + empty), 1)
    yield at_most("from the cache / an empty flow", cached / empty, 1.2)
    for name, seconds in (("an empty flow", empty), ("ten agents", anew), ("cached", cached)):
        yield noted(name, f"{seconds * 1000:.0f} ms")


async def _measured() -> dict[str, list[float]]:
    from prefect import flow

    with tempfile.TemporaryDirectory() as folder:
        composed = _composed(Path(folder))

        async def cached() -> float:
            nonce = str(uuid4())
            await composed(nonce)
            await asyncio.sleep(PAUSE)
            return await _took(lambda: composed(nonce))

        one: dict[str, Callable[[], Awaitable[float]]] = {
            "empty": lambda: _took(_empty),
            "anew": lambda: _took(lambda: composed(str(uuid4()))),
            "cached": cached,
        }

        @flow(name="bench-coordination", persist_result=False)
        async def in_turns() -> dict[str, list[float]]:
            times: dict[str, list[float]] = {name: [] for name in one}
            for turn in range(REPEATS + 2):
                for name in sample(list(one), len(one)):
                    await asyncio.sleep(PAUSE)
                    seconds = await one[name]()
                    if turn > 1:  # the first two are for warming up
                        times[name].append(seconds)
            return times

        return await in_turns()


async def _took(work: Callable[[], Awaitable[Any]]) -> float:
    began = time.perf_counter()
    await work()
    return time.perf_counter() - began


async def _empty() -> None:
    from prefect import flow

    @flow(name="empty", flow_run_name=lambda: "empty", persist_result=False)  # named, as ours are
    async def empty(policy_digest: str, why: str) -> None: ...

    await empty("0" * 64, "to compare")


def _composed(folder: Path) -> Callable[[str], Awaitable[Any]]:
    from flows.compose import as_flow
    from flows.settle import Shop, case_for, plan_for
    from tasks.agent import View
    from tasks.outcome import Outcome
    from tests import toy

    async def brief(_: View) -> Outcome:
        await asyncio.sleep(TAKES)
        return Outcome(facts={"ok": True, "score": 0.0, "text": "", "parts": []})

    names = [f"agent_{n}" for n in range(AGENTS)]
    known = {name: toy.agent(name, brief) for name in names}
    policy = {
        "mode": "parallel",
        "limits": {"max_parallel": SIDE_BY_SIDE},
        "steps": [{"agent": name} for name in names],
    }
    loaded = toy.load_toy(folder, {"p": policy}, known)
    shop = Shop(toy.crew(loaded, known), policy="p")

    async def run(nonce: str) -> None:
        given = toy.Request(id=nonce)
        plan = plan_for(given, shop)
        await as_flow(plan, case_for(given, plan, shop, ()), loaded.pack)

    return run
