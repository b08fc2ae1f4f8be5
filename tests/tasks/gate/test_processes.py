"""The gate over several processes, some of them killed or stopped, and a server that goes away.

A real lasting server on SQLite with its leases in files. Each call holds the lock of a file while
it really runs, and counts how many such locks are held: what is killed counts no more.
"""

import os
import signal
from pathlib import Path

from tests.tasks.gate.conftest import Brief, go, until
from tests.tasks.gate.worker import ended, most, notes, running


def test_processes_share_four_slots_and_both_get_their_turn(brief: Brief, tmp_path: Path) -> None:
    folder, home = tmp_path / "calls", tmp_path / "home"
    two = [brief.worker(folder, 12, 0.15, 60, home=home) for _ in range(2)]
    go(*two)
    assert [each.wait(60) for each in two] == [0, 0]
    assert most(folder) == 4
    assert ended(folder) == 24
    order = [text.partition("-")[0] for text in notes(folder) if "begins" in text]
    first_half = set(order[:16])
    assert first_half == {str(each.pid) for each in two}


def test_processes_that_share_no_folder_share_four_slots_too(brief: Brief, tmp_path: Path) -> None:
    folder = tmp_path / "calls"
    two = [brief.worker(folder, 6, 0.15, 60, home=tmp_path / f"home{n}") for n in range(2)]
    go(*two)
    assert [each.wait(60) for each in two] == [0, 0]
    assert most(folder) <= 4
    assert ended(folder) == 12


def test_the_slots_of_a_killed_process_are_used_again(brief: Brief, tmp_path: Path) -> None:
    folder, home = tmp_path / "calls", tmp_path / "home"
    killed = brief.worker(folder, 4, 60, 90, home=home)
    heir = brief.worker(folder, 6, 0.1, 60, home=home)
    go(killed)
    assert until(lambda: running(folder) == 4)
    go(heir)
    killed.kill()
    assert heir.wait(60) == 0
    assert most(folder) <= 4
    assert ended(folder) == 6


def test_the_slots_of_a_process_killed_elsewhere_come_back_when_its_leases_end(
    brief: Brief, tmp_path: Path
) -> None:
    folder = tmp_path / "calls"
    killed = brief.worker(folder, 4, 60, 90, home=tmp_path / "elsewhere")
    heir = brief.worker(folder, 4, 0.1, 60, home=tmp_path / "home")
    go(killed)
    assert until(lambda: running(folder) == 4)
    killed.kill()
    go(heir)
    assert heir.wait(60) == 0
    assert ended(folder) == 4
    assert most(folder) == 4


def test_late_calls_keep_their_slots_and_late_waiters_take_none(
    brief: Brief, tmp_path: Path
) -> None:
    folder, home = tmp_path / "calls", tmp_path / "home"
    late = brief.worker(folder, 8, 1.5, 0.7, home=home)
    quick = brief.worker(folder, 4, 0.1, 60, home=home)
    go(late)
    assert until(lambda: sum(text.endswith("is late") for text in notes(folder)) == 8)
    go(quick)
    assert [late.wait(60), quick.wait(60)] == [0, 0]
    assert most(folder) <= 4
    begun = sum("begins" in text for text in notes(folder))
    assert begun == ended(folder) <= 8  # of the eight at most four began; none after its time


def test_a_stopped_process_keeps_its_places_on_this_machine_though_its_leases_end(
    brief: Brief, tmp_path: Path
) -> None:
    folder, home = tmp_path / "calls", tmp_path / "home"
    stopped = brief.worker(folder, 3, 7, 60, home=home)
    other = brief.worker(folder, 26, 0.25, 60, home=home)
    go(stopped)
    assert until(lambda: running(folder) == 3)
    os.kill(stopped.pid, signal.SIGSTOP)
    go(other)
    assert other.wait(60) == 0  # so many calls on the one place left outlast the leases
    assert running(folder) == 3
    os.kill(stopped.pid, signal.SIGCONT)
    assert stopped.wait(60) == 0
    assert ended(folder) == 29
    assert most(folder) == 4


def test_a_server_that_is_killed_and_comes_back_costs_nothing(brief: Brief, tmp_path: Path) -> None:
    folder, home = tmp_path / "calls", tmp_path / "home"
    two = [brief.worker(folder, 14, 0.7, 90, home=home) for _ in range(2)]
    go(*two)
    assert until(lambda: ended(folder) >= 2)
    brief.kill()
    brief.start()
    assert [each.wait(90) for each in two] == [0, 0]
    assert ended(folder) == 28
    assert most(folder) == 4
