"""A composed flow against the same tasks in a flow written by hand, in one run, interleaved.

Both are subflows of one flow, run seven tasks of 20 ms in the same waves, at most three side by
side, and one that says that a step was left out. Timeout and retries are the same, and each answer
is kept in the same store under a key that was never there before. The tasks by hand have no tags:
each tag that is given to a task costs a request for a limit, which on SQLite may stall for seconds
(composed tasks are tagged in another way).
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import replace
from random import sample
from statistics import median, quantiles
from typing import Any
from uuid import uuid4

from tests.bench.figures import Figure, at_most, noted

REPEATS, TAKES = 31, 0.02
PAUSE = 0.5  # a subflow that starts while the server still writes meets its lock for two seconds
POLICY = "trade-high"


def bench() -> Iterator[Figure]:
    times = asyncio.run(_measured())
    composed, by_hand, recorded = (median(times[name]) for name in ("composed", "hand", "ledger"))
    ratios = [ours / theirs for ours, theirs in zip(times["composed"], times["hand"], strict=True)]
    yield at_most(f"composed / by hand, median of {len(ratios)} pairs", median(ratios), 1.10)
    low, _, high = quantiles(ratios, n=4)
    yield noted("half of the pairs lie between", f"{low:.2f} and {high:.2f} ×")
    yield noted("composed", f"{composed * 1000:.0f} ms")
    yield noted("by hand", f"{by_hand * 1000:.0f} ms")
    yield noted("composed, each step also in the ledger", f"{recorded * 1000:.0f} ms")


async def _measured() -> dict[str, list[float]]:
    from prefect import flow

    one = {"composed": _composed(), "hand": _by_hand(), "ledger": _composed(ledger=True)}

    @flow(name="bench-composed", persist_result=False)
    async def interleaved() -> dict[str, list[float]]:
        times: dict[str, list[float]] = {name: [] for name in one}
        for turn in range(REPEATS + 2):
            names = ["composed", "hand"] if turn % 3 else list(one)
            for name in sample(names, len(names)):  # none always follows the same one
                await asyncio.sleep(PAUSE)
                began = time.perf_counter()
                await one[name](str(uuid4()))
                if turn > 1:  # the first two are for warming up
                    times[name].append(time.perf_counter() - began)
        return times

    return await interleaved()


def _composed(*, ledger: bool = False) -> Callable[[str], Awaitable[Any]]:
    from blocks.ledger import open_ledger
    from blocks.rows import RunRow
    from flows.compose import as_flow
    from flows.rows import step_row
    from flows.settle import Shop, case_for, plan_for
    from tasks.outcome import Decision, Outcome
    from tasks.packs import crew

    loaded = crew("reconciliation")

    async def brief(_: Any) -> Outcome:
        await asyncio.sleep(TAKES)
        return Outcome(facts={"rejected": False}, decision=Decision("HIL_REVIEW", "to end well"))

    agents = {n: replace(a, run=brief, quick=False) for n, a in loaded.agents.items()}
    shop = Shop(replace(loaded, agents=agents), None, POLICY)
    book = open_ledger()

    async def run(nonce: str) -> None:
        given = loaded.request.model_validate(_request(nonce))
        plan = plan_for(given, shop)
        case = case_for(given, plan, shop, ())
        if not ledger:
            await as_flow(plan, case, loaded.loaded.pack)
            return
        book.begin(RunRow(nonce, loaded.name))

        async def record(step: Any) -> None:
            await asyncio.to_thread(book.record_step, nonce, nonce, step_row(0, step))

        await as_flow(plan, case, loaded.loaded.pack, record)

    return run


def _request(nonce: str) -> dict[str, Any]:
    side = {"system_name": "A", "amount": "10000", "currency": "USD"}
    return {
        "break_id": nonce,
        "break_type": "TRADE_OMS_MISMATCH",
        "date": "2026-03-02",
        "as_of": "2026-03-03",
        "system_a": side,
        "system_b": side | {"system_name": "B", "amount": "10001"},
    }


def _by_hand() -> Callable[[str], Awaitable[Any]]:
    from prefect import flow, task
    from prefect.cache_policies import INPUTS, NO_CACHE
    from prefect.states import Completed

    from blocks.results import saved_results

    def made(name: str) -> Any:
        @task(
            name=name,
            timeout_seconds=30,
            retries=1,
            retry_delay_seconds=0.5,
            persist_result=True,
            result_storage=saved_results(),
            result_serializer="json",
            cache_policy=INPUTS,
        )
        async def agent(nonce: str, name: str, needs: list[Any]) -> dict[str, Any]:
            await asyncio.sleep(TAKES)
            return {"facts": {"rejected": False}, "sections": [], "citations": [], "warnings": []}

        return agent

    @task(name="explain", persist_result=False, cache_policy=NO_CACHE)
    async def left_out() -> Any:
        return Completed(name="Skipped", message="not needed: no model is configured")

    names = ("ingest", "enrich", "match", "rules", "pattern", "decide", "workflow")
    agents = {name: made(name) for name in names}

    @flow(
        name="by-hand",
        flow_run_name=lambda: "by hand",  # composed flows are named too: a request each
        persist_result=False,
        validate_parameters=False,
    )
    async def by_hand(nonce: str) -> None:
        places = asyncio.Semaphore(3)

        async def call(name: str, *needs: Any) -> Any:
            async with places:
                return await agents[name](nonce, name, list(needs))

        first = await asyncio.gather(call("ingest"), call("enrich"))
        second = await asyncio.gather(*(call(n, *first) for n in ("match", "rules", "pattern")))
        decided = await call("decide", *first, *second)
        await call("workflow", decided, *second)
        await left_out()

    return by_hand
