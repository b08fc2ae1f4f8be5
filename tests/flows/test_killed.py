"""kill -9 at every boundary in turn: what was finished isn't done again, and the end is the same.

Real processes, the real Prefect server, the shipped sample.
"""

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from hashlib import sha256
from itertools import count
from pathlib import Path

import pytest

from blocks.ledger import Ledger, open_ledger
from blocks.rows import RunRow
from tests.flows.nursery import ROOT, SAMPLES, Nursery, kept, log_of

BREAK = SAMPLES / "break.json"
KILLED = -9
MOST = 60  # points at which a child may die; a run passes fewer
# Python's way into the command of the product.
MAIN = [sys.executable, "-c", "from deployments.cli import main; main()"]


@pytest.fixture
def nursery(prefect_server: str, tmp_path: Path) -> Iterator[Nursery]:
    opened = Nursery.open(tmp_path)
    yield opened
    opened.close()


def ledger_of(home: Path) -> Ledger:
    return open_ledger(f"sqlite:///{home / 'ledger.db'}")


def only_report(run: RunRow) -> bytes:
    content = Path(run.report_path or "").read_bytes()
    assert sha256(content).hexdigest() == run.report_digest
    return content


def runs_of(home: Path) -> dict[str, RunRow]:
    """The runs of a home by their state, once those that died have been found."""
    ledger = ledger_of(home)
    ledger.reap()
    assert ledger.verify_audit() == []
    runs = {run.state: run for run in ledger.runs(limit=None)}
    ledger.close()
    return runs


def breaks(path: Path, rows: int) -> Path:
    lines = (SAMPLES / "breaks.jsonl").read_text().splitlines()[:rows]
    path.write_text("\n".join([*lines[:5], "{torn", *lines[5:]]) + "\n")
    return path


def test_a_run_killed_at_any_point_and_run_again_repeats_no_finished_agent(
    nursery: Nursery, tmp_path: Path
) -> None:
    assert nursery.child(tmp_path / "undisturbed", input=str(BREAK)) == 0
    whole = runs_of(tmp_path / "undisturbed")["completed"]
    ran = Counter(name for (name,) in log_of(tmp_path / "undisturbed", "ran"))
    assert ran == {"ingest": 1, "enrich": 1, "rules": 1}
    deaths = []
    for point in count(1):
        assert point < MOST
        home = tmp_path / str(point)
        if nursery.child(home, input=str(BREAK), kill_at=point) == 0:
            break
        deaths.append(log_of(home, "died")[0])
        finished = kept(home)
        if deaths[-1][0] in ("record_items", "finish", "publish"):
            assert finished == set(ran)
        assert nursery.child(home, input=str(BREAK)) == 0, deaths[-1]
        again = Counter(name for (name,) in log_of(home, "ran"))
        assert {name: again[name] for name in finished} == dict.fromkeys(finished, 1), deaths[-1]
        assert set(again) == set(ran)
        runs = runs_of(home)
        assert only_report(runs["completed"]) == only_report(whole), deaths[-1]
        assert set(runs) <= {"completed", "died"}
    reached = {words[0] for words in deaths}
    assert reached >= {"begin", "agent", "ended", "fsync", "record_step", "record_items"}
    assert reached >= {"finish", "publish"}
    assert len(deaths) >= 20


def test_a_run_that_died_is_found_and_resumed_with_one_command(
    nursery: Nursery, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home, undisturbed = tmp_path / "home", tmp_path / "undisturbed"
    assert nursery.child(undisturbed, input=str(BREAK)) == 0
    point = next(n for n in count(8) if nursery.child(home / "x", input=str(BREAK), kill_at=n))
    home = home / "x"
    assert log_of(home, "died"), point
    died = runs_of(home)["died"]
    assert died.reason.endswith("ended without finishing the run")
    environment = {**os.environ, "COXSWAIN_HOME": str(home), "PYTHONPATH": str(ROOT)}
    command = [*MAIN, "runs", "resume", died.id[:12]]
    done = subprocess.run(
        command, env=environment, cwd=ROOT, capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 0, done.stdout + done.stderr
    after = runs_of(home)
    assert set(after) == {"completed"}
    assert after["completed"].id == died.id
    assert only_report(after["completed"]) == only_report(runs_of(undisturbed)["completed"])
    again = subprocess.run(
        command, env=environment, cwd=ROOT, capture_output=True, text=True, check=False, timeout=120
    )
    assert again.returncode == 2
    assert "there is nothing to resume" in again.stderr


def test_a_batch_killed_at_any_point_goes_on_where_it_stopped(
    nursery: Nursery, tmp_path: Path
) -> None:
    order = {"input": str(breaks(tmp_path / "breaks.jsonl", 6)), "chunk": 4}
    assert nursery.child(tmp_path / "undisturbed", **order) == 0
    whole = runs_of(tmp_path / "undisturbed")["completed"]
    assert (whole.counts["items"], whole.counts["rejections"]) == ({"completed": 6}, 1)
    deaths = []
    for point in count(1):
        assert point < MOST
        home = tmp_path / str(point)
        if nursery.child(home, **order, kill_at=point) == 0:
            break
        deaths.append(log_of(home, "died")[0])
        finished = kept(home)
        if deaths[-1][0] in ("finish", "publish"):
            assert finished == {"0", "1"}
        begun = runs_of(home).get("died")
        assert nursery.child(home, **order, run_id=begun.id if begun else None) == 0
        again = Counter(name for (name,) in log_of(home, "ran"))
        assert {name: again[name] for name in finished} == dict.fromkeys(finished, 1), deaths[-1]
        assert set(again) == {"0", "1"}
        runs = runs_of(home)
        assert set(runs) == {"completed"}, deaths[-1]
        assert only_report(runs["completed"]) == only_report(whole)
        counts = {**runs["completed"].counts, "cached": None}
        assert counts == {**whole.counts, "cached": None}
    assert {words[0] for words in deaths} >= {"chunk", "record_items", "fsync", "finish"}
