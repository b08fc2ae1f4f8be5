"""The ledger under several processes, and after one that was killed."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import psutil
from hypothesis import given
from hypothesis import strategies as st

from blocks.ledger import Ledger, open_ledger
from blocks.process import cause_of_death, this_process
from blocks.rows import AuditEntry, ItemRow, RunEnd, RunRow, StepRow

WRITER = """
import sys
from blocks.ledger import open_ledger
from blocks.rows import AuditEntry, ItemRow, RunRow
url, name = sys.argv[1:]
import prefect_sqlalchemy, alembic.command
print("ready", flush=True)
sys.stdin.readline()
ledger = open_ledger(url)
ledger.begin(RunRow(name, "p"))
for i in range(10):
    made = [AuditEntry("decision", "B", run_id=name, item_id=f"{i}-{j}") for j in range(3)]
    ledger.record_items(name, i, [(ItemRow(e.item_id), []) for e in made], made)
    ledger.answer(AuditEntry("answer", name, {"i": i}))
"""
RUNNER = """
import sys, time
from blocks.ledger import open_ledger
from blocks.rows import RunRow
open_ledger(sys.argv[1]).begin(RunRow(sys.argv[2], "p"))
print("ready", flush=True)
time.sleep(60)
"""


def python(script: str, *arguments: str) -> subprocess.Popen:
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    return subprocess.Popen([sys.executable, "-c", script, *arguments], **pipes)


def test_processes_that_start_together_make_one_schema_and_one_chain(ledger_url: str) -> None:
    writers = [python(WRITER, ledger_url, f"r{n}") for n in range(3)]
    assert [writer.stdout.readline() for writer in writers] == ["ready\n"] * 3
    for writer in writers:
        writer.stdin.write("go\n")
        writer.stdin.flush()
    assert [writer.wait(60) for writer in writers] == [0] * 3
    ledger = open_ledger(ledger_url)
    entries = ledger.entries(limit=None)
    assert [entry.seq for entry in entries] == list(range(120, 0, -1))
    assert len({entry.previous for entry in entries}) == 120
    assert ledger.verify_audit() == []
    assert [ledger.counts(f"r{n}")["items"] for n in range(3)] == [{"completed": 30}] * 3
    ledger.close()


def test_threads_share_a_ledger(ledger: Ledger) -> None:
    ledger.begin(RunRow("r1", "p"))
    errors = []

    def write(name: str) -> None:
        try:
            for i in range(20):
                made = AuditEntry("decision", "B", run_id="r1", item_id=f"{name}{i}")
                ledger.record_items("r1", 0, [(ItemRow(made.item_id), [])], [made])
                ledger.record_step("r1", made.item_id, StepRow("rules", "rules"))
                ledger.beat("r1")
                ledger.counts("r1")
        except Exception as error:  # noqa: BLE001
            errors.append(error)

    threads = [threading.Thread(target=write, args=(name,)) for name in "abcdefgh"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert ledger.counts("r1")["steps"] == {"completed": 160}
    assert len(ledger.entries(limit=None)) == 160
    assert ledger.verify_audit() == []


def test_a_killed_run_is_found_dead_and_a_living_one_is_left(
    ledger_url: str, reopen: Callable[[], Ledger]
) -> None:
    ledger = reopen()
    killed, living = (python(RUNNER, ledger_url, name) for name in ("killed", "living"))
    try:
        assert [process.stdout.readline() for process in (killed, living)] == ["ready\n"] * 2
        os.kill(killed.pid, signal.SIGKILL)  # it stays a zombie until it is waited for
        while psutil.Process(killed.pid).status() != psutil.STATUS_ZOMBIE:
            time.sleep(0.01)
        now = open_ledger(ledger_url)  # with the real time, as the processes have
        (dead,) = now.reap()
        now.close()
    finally:
        for process in (killed, living):
            process.kill()
            process.wait()
    assert (dead.id, dead.state) == ("killed", "died")
    assert dead.reason == (f"process {killed.pid} on {dead.host} ended without finishing the run")
    assert ledger.run("killed") == dead
    assert ledger.run("living").state == "running"


def test_a_silent_run_of_another_host_is_dead_after_two_minutes(ledger: Ledger, clock) -> None:
    for name in ("silent", "beating", "ended"):
        ledger.begin(RunRow(name, "p", host="elsewhere", pid=1))
    ledger.finish("ended", RunEnd("completed"))
    clock.pass_by(seconds=100)
    ledger.beat("beating")
    clock.pass_by(seconds=20)
    assert ledger.reap() == []
    clock.pass_by(seconds=1)
    (dead,) = ledger.reap()
    assert dead.id == "silent"
    assert "no sign of life" in dead.reason
    assert ledger.reap() == []
    assert [run.id for run in ledger.runs(state="running")] == ["beating"]


def test_a_process_id_that_was_given_to_another_process_is_no_life(clock) -> None:
    host, pid, started = this_process()
    run = RunRow("r", "p", host=host, pid=pid, pid_started=started, beat_at=clock().isoformat())
    assert cause_of_death(run, clock()) is None
    assert "ended" in cause_of_death(replace(run, pid_started=started - 60), clock())


@given(pid=st.integers())
def test_any_process_id_has_an_answer(pid: int) -> None:
    host, _, _ = this_process()
    run = RunRow("r", "p", host=host, pid=pid, pid_started=-1.0, beat_at=None)
    assert cause_of_death(run, datetime.now(UTC))


def test_a_run_that_beats_while_it_is_being_buried_lives(
    ledger: Ledger, clock, monkeypatch
) -> None:
    ledger.begin(RunRow("r1", "p", host="elsewhere", pid=1))
    clock.pass_by(minutes=5)
    seen = ledger.runs(limit=None, state="running")
    ledger.beat("r1")
    monkeypatch.setattr(type(ledger), "runs", lambda *_, **__: seen)
    assert ledger.reap() == []
    assert ledger.run("r1").state == "running"
