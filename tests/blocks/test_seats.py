"""Seats: each is held by one process of this machine, and falls free when that ends, however."""

import os
import subprocess
import sys
from pathlib import Path

from blocks.seats import folder, seats_taken, take_seat

ROOT = Path(__file__).parents[2]
SIT = """
import sys, time
from pathlib import Path
from blocks.seats import take_seat
seat = take_seat(Path(sys.argv[1]), 1)
print("sits" if seat else "stands", flush=True)
time.sleep(60 if seat else 0)
"""


def sit(where: Path) -> tuple[subprocess.Popen[str], str]:
    process = subprocess.Popen(
        [sys.executable, "-c", SIT, str(where)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout
    return process, process.stdout.readline().strip()


def test_there_are_as_many_seats_as_the_limit_has_slots(tmp_path: Path) -> None:
    seats = [take_seat(tmp_path, 2) for _ in range(3)]
    assert [seat is not None for seat in seats] == [True, True, False]
    assert seats_taken(tmp_path, 2) == 2
    for seat in seats[:2]:
        assert seat
        seat.leave()
        seat.leave()  # once more does no harm
    assert seats_taken(tmp_path, 2) == 0


def test_a_seat_is_for_one_process_and_falls_free_when_that_is_killed(tmp_path: Path) -> None:
    process, said = sit(tmp_path)
    assert said == "sits"
    assert take_seat(tmp_path, 1) is None
    assert sit(tmp_path)[1] == "stands"
    process.kill()
    process.wait()
    seat = take_seat(tmp_path, 1)
    assert seat
    assert sit(tmp_path)[1] == "stands"
    seat.leave()


def test_a_forked_process_has_no_seat_and_takes_none_away(tmp_path: Path) -> None:
    seat = take_seat(tmp_path, 1)
    assert seat
    child = os.fork()
    if child == 0:
        seat.leave()
        os._exit(0 if take_seat(tmp_path, 1) is None else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert sit(tmp_path)[1] == "stands"
    seat.leave()


def test_a_note_is_for_the_next_one_and_for_no_other(tmp_path: Path) -> None:
    first = take_seat(tmp_path, 1)
    assert first
    assert first.note == b""
    first.leave(b"yours")
    second = take_seat(tmp_path, 1)
    assert second
    assert second.note == b"yours"
    second.leave()
    third = take_seat(tmp_path, 1)
    assert third
    assert third.note == b""
    third.leave()


def test_a_limit_of_any_name_has_a_folder_in_the_home(own_folders: Path) -> None:
    assert folder("gpu") == own_folders / "gate" / "gpu"
    assert folder("a/../b").parent == own_folders / "gate"
