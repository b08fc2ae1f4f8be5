"""The Nth operation fails, for N = 1, 2, 3 … until a run gets through: what is left is sound."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from itertools import count
from pathlib import Path
from typing import Any

import pytest

import flows.batch
from flows.batch import Batch, run_batch
from flows.run import Request, World, run
from flows.settle import Shop
from policies.schema import Granularity
from tests.flows.parts import (
    ROWS,
    BrokenError,
    Faults,
    Store,
    Templates,
    Watched,
    faults_of,
    toy_shop,
)

RUN = "run-1"
LONGEST = 400  # operations; a run has far fewer
Work = Callable[[Shop, World], Any]


@dataclass(frozen=True)
class Left:
    """What a run has left behind when it got through."""

    report: bytes
    decisions: list[tuple[str, str]]
    steps: list[tuple[str, str, str, str]]
    items: list[tuple[str, int, str, str]]
    rejections: list[tuple[str, int, str]]
    state: str


def single(size: int) -> Work:
    def work(shop: Shop, world: World) -> Any:
        given = shop.crew.request(id="r-9", size=size)
        return asyncio.run(run(Request(RUN, given, shop), world))

    return work


def batch(path: Path, granularity: Granularity) -> Work:
    def work(shop: Shop, world: World) -> Any:
        given = shop.crew.open(path, date(2026, 3, 2))
        return asyncio.run(run_batch(Batch(RUN, shop, given, granularity, {}), world))

    return work


@pytest.fixture
def templates(tmp_path: Path) -> Templates:
    return Templates(tmp_path)


@pytest.fixture
def rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(flows.batch, "CHUNK", 3)
    path = tmp_path / "toys.jsonl"
    path.write_text("\n".join(ROWS) + "\n")
    return path


class Trial:
    """A run in a world of its own, in which one operation may fail; then the same run again."""

    def __init__(self, root: Path, templates: Templates, work: Work, faults: Faults) -> None:
        self.work, self.faults, self.reports = work, faults, root / "reports"
        self.root, self.store = root, Store()
        self.ledger = templates.ledger(faults)

    def go(self) -> None:
        world = self.store.world(Watched(self.ledger, self.faults), self.reports, self.faults)
        self.work(toy_shop(self.root, self.faults), world)

    def left(self) -> Left:
        own, taken = self.ledger, self.ledger.entries(limit=None)
        return Left(
            (self.reports / f"{RUN}.md").read_bytes(),
            sorted((e.item_id or "", e.body["action"]) for e in taken),
            [(s.item_id, s.alias, s.state, s.reason) for s in own.steps(RUN)],
            [(i.item_id, i.position, i.state, i.decision or "") for i in own.items(RUN)],
            [(r.source, r.line, r.reason) for r in own.rejections(RUN)],
            own.run(RUN).state,
        )


def undisturbed(root: Path, templates: Templates, work: Work) -> tuple[Left, int]:
    trial = Trial(root / "undisturbed", templates, work, Faults())
    operations = len(trial.faults.seen)
    trial.go()
    assert faults_of(trial.ledger, RUN, trial.reports) == []
    left, operations = trial.left(), len(trial.faults.seen)
    trial.ledger.close()
    return left, operations


def every_operation_fails_once(root: Path, templates: Templates, work: Work, *, late: bool) -> int:
    """How many operations were made to fail until a run got through undisturbed."""
    expected, _ = undisturbed(root, templates, work)
    for at in count(1):
        assert at < LONGEST
        trial = Trial(root / str(at), templates, work, Faults(at, late))
        raised = None
        try:
            trial.go()
        except BrokenError as error:
            raised = error
        if not trial.faults.struck:
            assert trial.left() == expected
            trial.ledger.close()
            return at - 1
        told = f"operation {at}, {trial.faults.seen[at - 1]}"
        assert faults_of(trial.ledger, RUN, trial.reports) == [], told
        _told_the_truth(trial, raised, told)
        trial.faults.at = None
        trial.go()
        assert faults_of(trial.ledger, RUN, trial.reports) == [], told
        assert trial.left() == expected, told
        trial.ledger.close()
    raise AssertionError


def _told_the_truth(trial: Trial, raised: BrokenError | None, told: str) -> None:
    """A run that could not go on says so; one that could has met the fault in an agent."""
    runs = trial.ledger.runs(limit=None)
    if raised is None:
        assert runs[0].state in ("completed", "partial", "failed"), told
        assert runs[0].report_digest, told
    elif runs and "begin" not in told and "clock" not in told and "finish" not in told:
        assert (runs[0].state, str(raised) in runs[0].reason) == ("failed", True), told


@pytest.mark.parametrize("late", [False, True], ids=["not done", "done, answer lost"])
@pytest.mark.parametrize("size", [1, 20], ids=["with an early exit", "with a left out step"])
def test_a_single_run_is_sound_after_every_fault_and_ends_the_same(
    tmp_path: Path, templates: Templates, size: int, late: bool
) -> None:
    failed = every_operation_fails_once(tmp_path, templates, single(size), late=late)
    assert failed >= 12


@pytest.mark.parametrize("late", [False, True], ids=["not done", "done, answer lost"])
def test_a_batch_is_sound_after_every_fault_and_ends_the_same(
    tmp_path: Path, templates: Templates, rows: Path, late: bool
) -> None:
    failed = every_operation_fails_once(tmp_path, templates, batch(rows, "chunk"), late=late)
    assert failed >= 30


@pytest.mark.parametrize("granularity", ["item", "agent"])
def test_a_batch_whose_items_run_side_by_side_is_as_sound(
    tmp_path: Path, templates: Templates, rows: Path, granularity: Granularity
) -> None:
    failed = every_operation_fails_once(tmp_path, templates, batch(rows, granularity), late=False)
    assert failed >= 30
