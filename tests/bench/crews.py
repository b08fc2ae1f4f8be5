"""v2, the crew that a break deserves, against v1, all seven agents in sequence; agents of 350 ms.

Simple is LOW, within tolerance or a rounding, and resolved by v1; medium is MEDIUM; complex is HIGH
or CRITICAL. Seven in ten of the medium ones are within tolerance too, all others are the samples'
serious situations in equal shares. What is LOW and within tolerance but goes to a person all the
same (profit and loss, holdings) is told apart. Agents are counted over the samples' mix,
`deployments.samples.singles.breaks`.
"""

import asyncio
import csv
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from statistics import mean
from tempfile import TemporaryDirectory
from typing import Any

from blocks.data import Tables
from deployments.samples.singles import SERIOUS, TYPES, breaks, one
from deployments.samples.tables import tables
from deployments.samples.trades import trade_books
from flows.compose import in_process
from flows.settle import Shop, case_for, plan_for
from tasks.agent import Agent, View
from tasks.outcome import Status, Trace
from tasks.packs import crew
from tests.bench.figures import Figure, at_least, noted

TAKES = 0.35
AT_ONCE = 40  # breaks; they mostly sleep
EACH, MIX = 40, 2_000  # breaks of each class, and of the mix
CLASSES = {"simple": ("LOW",), "medium": ("MEDIUM",), "complex": ("HIGH", "CRITICAL")}
TARGETS = {"simple": 65.0, "medium": 50.0, "complex": 40.0}
RESOLVED = {"simple": 1.0, "medium": 0.7, "complex": 0.0}  # the share within tolerance
Row = dict[str, Any]


@dataclass(frozen=True)
class Run:
    seconds: float
    trace: Trace

    @property
    def agents(self) -> int:
        return len(self.trace.of(Status.COMPLETED))

    @property
    def action(self) -> str | None:
        return self.trace.decision and self.trace.decision.action


@dataclass(frozen=True)
class Pair:
    kind: str
    v1: Run
    v2: Run


def bench() -> Iterator[Figure]:
    rows = list(_breaks())
    mix = list(breaks(MIX, seed=3))
    with TemporaryDirectory() as folder:
        shop = Shop(crew("reconciliation"), _tables(Path(folder), [*mix, *(r for _, r in rows)]))
        pairs = asyncio.run(_timed(rows, shop))
        mixed = asyncio.run(_mixed(mix, shop))
    small = [pair for pair in pairs if pair.kind == "simple"]
    seen = [pair for pair in small if pair.v1.action != "AUTO_RESOLVE"]
    for name, target in TARGETS.items():
        of_class = [pair for pair in pairs if pair.kind == name and pair not in seen]
        yield at_least(f"{name}: faster, mean of {len(of_class)}", _faster(of_class), target, "%")
        v1, v2 = (mean(getattr(p, v).seconds for p in of_class) * 1000 for v in ("v1", "v2"))
        agents = mean(pair.v2.agents for pair in of_class)
        yield noted(f"{name}: v1, v2, agents of v2", f"{v1:.0f}, {v2:.0f} ms, {agents:.1f}")
    yield noted(f"small, but a person looks: mean of {len(seen)}", f"{_faster(seen):.1f} %")
    v1, v2 = (sum(getattr(pair, v).agents for pair in mixed) for v in ("v1", "v2"))
    yield at_least(f"fewer agents over a mix of {MIX:,}", 100 * (1 - v2 / v1), 30, "%")
    v1, v2 = (sum(getattr(pair, v).agents for pair in pairs) for v in ("v1", "v2"))
    yield noted("fewer agents over the three classes alike", f"{100 * (1 - v2 / v1):.1f} %")
    both = [pair for pair in (*pairs, *mixed) if pair.v1.action and pair.v2.action]
    same = sum(pair.v1.action == pair.v2.action for pair in both)
    yield Figure(
        "same decision where both decide", f"{same} of {len(both)}", "all", same == len(both) > 0
    )


def _faster(pairs: Sequence[Pair]) -> float:
    """How much less time v2 took for all of them together, in percent."""
    v1, v2 = (sum(getattr(pair, v).seconds for pair in pairs) for v in ("v1", "v2"))
    return 100 * (1 - v2 / v1)


def _breaks() -> Iterator[tuple[str, Row]]:
    random = Random(7)
    for kind, tiers in CLASSES.items():
        for number in range(EACH):
            calm = random.random() < RESOLVED[kind]
            situation = random.choice(("within", "within", "rounding") if calm else SERIOUS)
            # REGULATORY_DATA and LIFECYCLE_EVENT are always CRITICAL.
            types = TYPES if kind == "complex" else TYPES[:6]
            yield kind, one(random, number, random.choice(types), random.choice(tiers), situation)


def _tables(folder: Path, rows: Sequence[Row]) -> Tables:
    for name, lines in tables(trade_books(1, 12), rows).items():
        with (folder / f"{name}.csv").open("w", newline="") as file:
            writer = csv.DictWriter(file, list(lines[0]))
            writer.writeheader()
            writer.writerows(lines)
    return Tables(folder)


async def _mixed(rows: Sequence[Row], shop: Shop) -> list[Pair]:
    """The agents at their own speed: only who runs and what is decided counts."""
    named = replace(shop, policy="v1_sequential")
    given = [shop.crew.request.model_validate(row) for row in rows]
    return [Pair("mix", await _run(each, named), await _run(each, shop)) for each in given]


async def _timed(rows: Sequence[tuple[str, Row]], shop: Shop) -> list[Pair]:
    loaded = shop.crew
    slow = {name: _slow(agent) for name, agent in loaded.agents.items()}
    shop = replace(shop, crew=replace(loaded, agents=slow))
    places = asyncio.Semaphore(AT_ONCE)

    async def pair(kind: str, row: Row) -> Pair | None:
        given = loaded.request.model_validate(row)
        if loaded.classify(given, loaded.settings)["risk_tier"] not in CLASSES[kind]:
            return None  # the classifier raised its tier: it belongs to another class
        async with places:
            v1 = await _run(given, replace(shop, policy="v1_sequential"))
            return Pair(kind, v1, await _run(given, shop))

    found = await asyncio.gather(*(pair(*each) for each in rows))
    return [each for each in found if each]


async def _run(given: Any, shop: Shop) -> Run:
    plan = plan_for(given, shop)
    case = case_for(given, plan, shop, ())
    began = time.perf_counter()
    trace = await in_process(plan, case, shop.crew.loaded.pack)
    return Run(time.perf_counter() - began, trace)


def _slow(agent: Agent) -> Agent:
    async def run(view: View) -> Any:
        await asyncio.sleep(TAKES)
        return agent.run(view)

    return replace(agent, run=run, quick=False)
