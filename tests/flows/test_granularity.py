"""The same breaks at each granularity: the same ledger, the same decisions, the same report."""

import asyncio
import json
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

import flows.batch
from blocks.data import Tables
from blocks.ledger import Ledger, open_ledger
from flows.batch import Batch, BatchRan, run_batch
from flows.compose import Execute, as_flow, in_process
from flows.run import World
from flows.settle import Shop
from policies.schema import Granularity
from tasks.outcome import Verdict
from tasks.packs import crew
from tests.flows.nursery import SAMPLES
from tests.flows.parts import BrokenError, Faults, Watched

pytestmark = pytest.mark.usefixtures("prefect_server")

GRAINS: tuple[Granularity, ...] = ("agent", "item", "chunk")
DAY = date(2026, 6, 15)
ROWS, FEW, CHUNK = 12, 4, 2  # a flow for each row takes about a second on a server with SQLite


@dataclass(frozen=True)
class Place:
    """A home of its own: a ledger, a store of results, a folder of reports."""

    home: Path
    ledger: Ledger
    execute: Execute = as_flow

    @classmethod
    def at(cls, home: Path, execute: Execute = as_flow) -> "Place":
        return cls(home, open_ledger(f"sqlite:///{home / 'ledger.db'}"), execute)

    def go(self, grain: Granularity, path: Path, run_id: str = "run-1", ledger: Any = None) -> Any:
        pack = crew("reconciliation")
        shop = Shop(pack, Tables(SAMPLES / "sources"))
        batch = Batch(run_id, shop, pack.open(path, DAY), grain, {"input": str(path)})
        world = World(ledger or self.ledger, self.home / "reports", self.execute)
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("COXSWAIN_HOME", str(self.home))
            patch.setattr(flows.batch, "CHUNK", CHUNK)
            return asyncio.run(run_batch(batch, world))

    def left(self, run_id: str = "run-1") -> dict[str, Any]:
        """All that a run leaves but what says how it was done: times, attempts, chunks, keys."""
        own, run = self.ledger, self.ledger.run(run_id)
        how = {"attempts": 0, "queue_ms": 0.0, "run_ms": 0.0, "cached": False, "key": None}
        return {
            "run": (run.state, run.reason, run.profile, run.request_digest, run.report_digest),
            "counts": {**run.counts, "cached": None},
            "items": [replace(i, chunk=0, cached=False) for i in own.items(run_id)],
            "steps": [replace(step, **how) for step in own.steps(run_id)],
            "rejections": own.rejections(run_id),
            "decisions": sorted((e.key, e.subject, repr(e.body)) for e in own.entries(limit=None)),
            "report": (self.home / "reports" / f"{run_id}.md").read_bytes(),
            "audit": own.verify_audit(),
        }


def rows(folder: Path, number: int) -> Path:
    """So many of the shipped breaks, with two rows among them that are no breaks."""
    lines = (SAMPLES / "breaks.jsonl").read_text().splitlines()[:number]
    path = folder / "breaks.jsonl"
    path.write_text("\n".join([*lines[:3], "{torn", *lines[3:4], '{"break_id": 1}', *lines[4:]]))
    return path


def settled(root: Path, grain: Granularity, path: Path) -> tuple[Place, BatchRan]:
    place = Place.at(root / grain)
    return place, place.go(grain, path)


def test_every_granularity_leaves_the_same(tmp_path: Path) -> None:
    given = rows(tmp_path, ROWS)
    places = {grain: settled(tmp_path, grain, given) for grain in GRAINS}
    left = {grain: place.left() for grain, (place, _) in places.items()}
    assert left["agent"] == left["item"] == left["chunk"]
    one = left["chunk"]
    assert len(one["items"]) == ROWS
    assert [row.line for row in one["rejections"]] == [4, 6]
    assert len(one["decisions"]) == ROWS
    assert len({item.policy for item in one["items"]}) > 3
    assert one["run"][4] == sha256(one["report"]).hexdigest()
    assert one["audit"] == []
    for place, ran in places.values():
        summary = ran.summary
        assert (summary.read, summary.matched, summary.broken, summary.rejected) == (
            ROWS + 2,
            0,
            ROWS,
            2,
        )
        assert summary.read == summary.matched + summary.broken + summary.rejected
        assert place.ledger.run("run-1").granularity in GRAINS


@pytest.mark.parametrize("grain", GRAINS)
def test_a_second_run_comes_from_the_cache_and_leaves_the_same(
    tmp_path: Path, grain: Granularity
) -> None:
    given = rows(tmp_path, FEW)
    place, first = settled(tmp_path, grain, given)
    second = place.go(grain, given, "run-2")
    assert (second.verdict, second.reason) == (first.verdict, first.reason)
    one, two = place.left("run-1"), place.left("run-2")
    assert one == two
    counts = place.ledger.run("run-2").counts
    assert counts["cached"]["items"] == FEW
    assert counts["cached"]["steps"] == counts["steps"]["completed"]
    assert sum(step.attempts for step in place.ledger.steps("run-2")) == 0


@pytest.mark.parametrize("grain", GRAINS)
@pytest.mark.parametrize("late", [False, True], ids=["not written", "written, answer lost"])
def test_an_interrupted_batch_that_goes_on_leaves_what_an_undisturbed_one_leaves(
    tmp_path: Path, grain: Granularity, late: bool
) -> None:
    given = rows(tmp_path, FEW)
    whole = Place.at(tmp_path / "whole", in_process)
    whole.go(grain, given)
    place = Place.at(tmp_path / "broken", in_process)
    faults = Faults(late=late)
    torn = _TornAt(place.ledger, faults, at=2)
    with pytest.raises(BrokenError):
        place.go(grain, given, ledger=torn)
    assert place.ledger.run("run-1").state == "failed"
    assert 0 < len(place.ledger.items("run-1")) < FEW
    ran = place.go(grain, given)
    assert ran.verdict is Verdict.COMPLETED
    assert place.left() == whole.left()


@dataclass(frozen=True)
class _TornAt(Watched):
    """A ledger whose Nth record of items fails."""

    at: int = 1

    def __getattr__(self, name: str) -> Any:
        if name != "record_items":
            return getattr(self.ledger, name)
        self.faults.at = self.at
        return self.faults.around(name, self.ledger.record_items)


@pytest.mark.parametrize("grain", GRAINS)
def test_a_break_that_comes_twice_is_accounted_for_at_every_granularity(
    tmp_path: Path, grain: Granularity
) -> None:
    first = json.loads((SAMPLES / "breaks.jsonl").read_text().splitlines()[0])
    twice = tmp_path / "twice.jsonl"
    others = (SAMPLES / "breaks.jsonl").read_text().splitlines()[1:4]
    lines = [json.dumps(first), json.dumps(first), *others, json.dumps({**first, "note": "late"})]
    twice.write_text("\n".join(lines))
    place, ran = settled(tmp_path, grain, twice)
    summary, left = ran.summary, place.left()
    assert summary.read == 6 == summary.matched + summary.broken + summary.rejected
    assert summary.broken == len(left["items"])
    assert left["audit"] == []
