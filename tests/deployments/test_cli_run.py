"""`coxswain run` against a real server: what it says, and what Ctrl-C leaves."""

import json
import os
import signal
import sqlite3
import subprocess
import time
from contextlib import closing, suppress
from pathlib import Path

import pytest

from tests.deployments.conftest import COMMAND, ROOT, SAMPLES


def call(home: Path, *words: object) -> subprocess.Popen[str]:
    """Start the command in a home of its own."""
    there = {**os.environ, "COXSWAIN_HOME": str(home), "PYTHONPATH": str(ROOT), "COLUMNS": "80"}
    return subprocess.Popen(
        [*COMMAND, *map(str, words)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=there, cwd=ROOT,
    )  # fmt: skip


@pytest.fixture
def many(tmp_path: Path) -> Path:
    """Some thousands of breaks, each with a name of its own."""
    rows = [json.loads(row) for row in (SAMPLES / "breaks.jsonl").read_text().splitlines()]
    path = tmp_path / "many.jsonl"
    with path.open("w") as file:
        for n in range(300):
            for row in rows:
                file.write(json.dumps({**row, "break_id": f"{row['break_id']}-{n}"}) + "\n")
    return path


def settled_items(home: Path) -> int:
    there = f"file:{home / 'ledger.db'}?mode=ro"  # a look that neither makes the file nor waits
    with suppress(sqlite3.Error), closing(sqlite3.connect(there, 0.1, uri=True)) as ledger:
        return int(ledger.execute("SELECT count(*) FROM items").fetchone()[0])
    return 0


def test_a_run_ends_with_its_accounts_decisions_report_and_page(prefect_server, tmp_path):
    home = tmp_path / "home"
    out, err = call(home, "run", "reconciliation", "-i", SAMPLES / "books.yaml").communicate(
        timeout=100
    )
    assert err == ""
    assert out.startswith("books.yaml   completed in ")
    assert "trades_broker.csv" in out
    read = next(line for line in out.splitlines() if " rows read = " in line)
    numbers = [int(word.replace(",", "")) for word in read.split() if word[0].isdigit()]
    assert numbers[0] == sum(numbers[1:])
    report = next(line for line in out.splitlines() if line.startswith("Report "))
    assert Path(report.split()[1]).is_file()
    page = next(line for line in out.splitlines() if line.startswith("Page "))
    assert "/runs/flow-run/" in page


def test_a_ledger_that_can_not_be_used_is_told_in_one_sentence(prefect_server, tmp_path):
    (tmp_path / "home").write_text("a file, where a folder belongs")
    one = call(tmp_path / "home", "run", "reconciliation", "-i", SAMPLES / "break.json")
    out, err = one.communicate(timeout=60)
    assert (one.returncode, out) == (1, "")
    assert len(err.strip().splitlines()) == 1, err
    assert "can't be made" in err


def test_a_server_that_does_not_answer_is_told_in_one_sentence(tmp_path, monkeypatch):
    monkeypatch.setenv("PREFECT_API_URL", "http://127.0.0.1:9/api")
    one = call(tmp_path / "home", "run", "reconciliation", "-i", SAMPLES / "break.json")
    out, err = one.communicate(timeout=60)
    assert (one.returncode, out) == (1, "")
    assert "http://127.0.0.1:9/api (from PREFECT_API_URL) does not answer" in err
    assert not (tmp_path / "home").exists()


def test_a_run_that_ctrl_c_ended_says_how_to_go_on_and_goes_on(prefect_server, tmp_path, many):
    home = tmp_path / "home"
    running = call(home, "run", "reconciliation", "-i", many)
    give_up = time.monotonic() + 90
    while settled_items(home) < 500 and time.monotonic() < give_up:
        time.sleep(0.05)
    assert running.poll() is None, "the run was over before it could be interrupted"
    running.send_signal(signal.SIGINT)
    out, err = running.communicate(timeout=60)
    assert (running.returncode, out) == (130, "")
    (line,) = err.strip().splitlines()
    assert line.startswith("Interrupted. Go on with: coxswain runs resume ")
    before = settled_items(home)
    assert 500 <= before < 12_000
    resumed = call(home, *line.rpartition("coxswain ")[2].split(), "--json")
    out, err = resumed.communicate(timeout=120)
    assert (resumed.returncode, err) == (0, "")
    summary = json.loads(out)["summary"]
    assert (summary["read"], summary["broken"]) == (12_000, 12_000)
    assert settled_items(home) == 12_000
