"""A folder of reports whose run is killed, or breaks off, and goes on."""

import json
import os
import re
import signal
import subprocess
import time
from collections import Counter
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from blocks.coaching import CoachingStore
from blocks.errors import LedgerError
from blocks.json_cache import cache_of
from blocks.ledger import Ledger, open_ledger
from deployments import running
from deployments.terminal_busy import so_far
from flows.entry import Options
from policies.errors import CoxswainError, RunFailedError
from tasks.packs import crew
from tasks.records import Record, digest
from tasks.summary import BatchSummary
from tests.deployments.conftest import COMMAND, ROOT
from tests.deployments.report_folders import copies

KILLED, NAME = -9, re.compile(r"brf \d")


@dataclass(frozen=True)
class Long:
    """A folder whose run is killed, and the home it runs in."""

    home: Path
    folder: Path

    def start(self, *words: object) -> subprocess.Popen[str]:
        there = {**os.environ, "COXSWAIN_HOME": str(self.home), "PYTHONPATH": str(ROOT)}
        return subprocess.Popen(
            [*COMMAND, *map(str, words), "--json"],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=there, cwd=ROOT,
        )  # fmt: skip

    def kept(self) -> set[str]:
        """The reports whose answer stands whole in the store of results."""
        records = (self.home / "results").glob("*/*")
        texts = (path.read_text("utf-8") for path in records if path.suffix != ".tmp")
        return {name for text in texts if "summary" in text for name in NAME.findall(text)}

    def killed(self, kept: int, *words: object) -> Counter[str]:
        """Start a run and kill it as soon as that many answers are kept: how often each of them
        was extracted until then.
        """
        program, until = self.start(*words), time.monotonic() + 90
        while len(self.kept()) < kept and time.monotonic() < until:
            time.sleep(0.05)
        assert program.poll() is None, program.communicate()[1]
        program.send_signal(signal.SIGKILL)
        program.communicate(timeout=30)
        assert program.returncode == KILLED
        often = self.extracted()
        return Counter({name: often[name] for name in self.kept()})

    def ended(self, *words: object) -> dict[str, Any]:
        program = self.start(*words)
        out, err = program.communicate(timeout=120)
        assert program.returncode == 0, err
        said: dict[str, Any] = json.loads(out)
        return said

    def ledger(self) -> Ledger:
        return open_ledger(f"sqlite:///{self.home / 'ledger.db'}")

    def extracted(self) -> Counter[str]:
        """How often the extraction of each report was begun, over all runs."""
        rows = crew("annual_reports").open(self.folder, date(2026, 6, 15)).rows()
        names = {digest(row.value): row.value.report_id for row in rows if isinstance(row, Record)}
        with closing(self.ledger()) as ledger:
            store = CoachingStore(ledger.database, cache_of(ledger.database))
            jobs = [job for run in ledger.runs(limit=None) for job in store.jobs(run.id)]
        return Counter(names[job.doc_id] for job in jobs if job.agent_id == "GovernanceAgent")


def test_a_folder_killed_twice_goes_on_and_extracts_nothing_again_that_was_finished(
    prefect_server: str, tmp_path: Path
) -> None:
    names = [f"brf {number}" for number in range(7)]
    long = Long(tmp_path / "home", copies(tmp_path / "folder", *names))
    run = ("run", "annual_reports", "-i", long.folder)
    first = long.killed(1, *run)
    second = long.killed(len(first) + 1, *run)
    assert set(second) > set(first)
    with closing(long.ledger()) as ledger:
        newest, _ = ledger.runs(limit=None)
        done = long.ended("runs", "resume", newest.id)
        items = {item.item_id: item for item in ledger.items(newest.id)}
        assert ledger.verify_audit() == []
    assert done["summary"]["verdicts"] == {"completed": len(names)}
    assert set(items) == set(names)
    assert all(items[name].cached for name in first)
    often = long.extracted()
    assert set(often) == set(names)
    assert {name: often[name] for name in second} == {**second, **first}
    folder = Path(done["results"]["folder"])
    assert {path.stem for path in folder.glob("*.json")} == set(names)
    for path in folder.glob("*.json"):
        assert json.loads(path.read_text("utf-8"))["outcome"] in {"ACCEPTED", "REVIEW"}
    table = pq.read_table(folder / "reports.parquet")
    assert set(table["report_id"].to_pylist()) == set(names)


@pytest.mark.parametrize(
    ("error", "says"),
    [
        (LedgerError("The ledger x can't be used: gone."), "The same command goes on where it"),
        (ValueError("of ann@example.org\nand more"), "ValueError: of [email]. What is finished"),
    ],
)
def test_whatever_ends_a_run_is_one_sentence_that_says_how_to_go_on(
    prefect_server: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    error: Exception,
    says: str,
) -> None:
    async def broken(*_: object) -> None:
        raise error

    monkeypatch.setattr(running, "settle_many", broken)
    with pytest.raises(CoxswainError) as told:
        running.run_input("annual_reports", copies(tmp_path / "f", "a"), Options())
    assert isinstance(told.value, RunFailedError)
    assert says in str(told.value)
    assert "\n" not in str(told.value)
    assert "Traceback" not in capfd.readouterr().err


def test_how_far_a_folder_is_stands_where_a_person_watches() -> None:
    part = BatchSummary(rejected=2, settled={("TEXT", "ORDINARY", "REVIEW"): 1_200})
    assert so_far(part, 3_000) == "1,202 of 3,000, 2 rejected"
    assert so_far(BatchSummary(), None) == "0"
    assert so_far(part, None) == "1,202, 2 rejected"
