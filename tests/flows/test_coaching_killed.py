"""Coaching that is killed goes on at its round: what was finished isn't asked again."""

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from blocks.coaching import CoachingStore
from blocks.json_cache import cache_of
from blocks.ledger import open_ledger
from tests.flows import coached
from tests.flows.coached import CALLS, NAMES, SCORES
from tests.flows.nursery import ROOT, Nursery, log_of

KILLED = -9


@pytest.fixture
def nursery(prefect_server: str, tmp_path: Path) -> Iterator[Nursery]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "COXSWAIN_HOME": str(tmp_path)}
    program = subprocess.Popen(
        [sys.executable, coached.__file__],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=environment,
    )
    opened = Nursery(program)
    yield opened
    opened.close()


def calls(home: Path) -> Counter[tuple[str, str, int]]:
    return Counter((name, who, int(n)) for name, who, n in log_of(home, "ran"))


def kept(home: Path) -> set[tuple[str, str, int]]:
    """The calls whose answer stands in the store of results."""
    folder = home / "results"
    return {
        (name, who, int(n))
        for name, who, n, key in log_of(home, "key")
        if (folder / key[:2] / key).is_file()
    }


def rounds_of(home: Path) -> dict[str, list[tuple[int, float, str]]]:
    ledger = open_ledger(f"sqlite:///{home / 'ledger.db'}")
    store = CoachingStore(ledger.database, cache_of(ledger.database))
    jobs = store.jobs("run-1")
    found = {
        job.agent_id: [(row.round, row.score, row.prompt) for row in store.rounds(job.job_id)]
        for job in jobs
    }
    assert {job.status for job in jobs} == {"completed"}
    assert len(jobs) == len(found)
    ledger.close()
    return found


RECORDED = {
    name: [(n, score, f"prompt {n}") for n, score in enumerate(SCORES[name], 1)] for name in NAMES
}


def test_coaching_killed_anywhere_goes_on_at_its_round(nursery: Nursery, tmp_path: Path) -> None:
    home = tmp_path / "undisturbed"
    assert nursery.child(home) == 0
    whole = json.loads((home / "answer.json").read_text())
    assert calls(home) == Counter(CALLS)
    assert rounds_of(home) == RECORDED
    for point in (13, 27):
        home = tmp_path / str(point)
        assert nursery.child(home, kill_at=point) == KILLED, point
        before, finished = calls(home), kept(home)
        assert nursery.child(home) == 0
        again = calls(home)
        assert set(again) == CALLS
        assert {call: again[call] for call in finished} == {call: before[call] for call in finished}
        assert all(number <= 2 for number in again.values())
        assert json.loads((home / "answer.json").read_text()) == whole
        assert rounds_of(home) == RECORDED
