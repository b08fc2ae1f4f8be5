"""The records of processes at the gate: who lives is read, who died is settled once."""

import os
import subprocess
import sys
from pathlib import Path

from blocks.holders import Holder, Holding, OwnRecord, dead, living, records

ROOT = Path(__file__).parents[2]
LIVE = """
import sys, time
from pathlib import Path
from blocks.holders import Holder, Holding, OwnRecord
record = OwnRecord(Path(sys.argv[1]))
held = (Holding("lease", 1.0, 2.0, "sect\\u00e4ion"),)
record.publish(Holder(record.host, record.pid, record.started, "url", held, (("model", 3),)))
print("there", flush=True)
time.sleep(60)
"""


def other(where: Path) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", LIVE, str(where)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout
    assert process.stdout.readline() == "there\n"
    return process


def test_a_living_process_is_read_and_a_dead_one_is_settled_once(tmp_path: Path) -> None:
    process = other(tmp_path)
    (path,) = records(tmp_path)
    (holder,) = living(tmp_path)
    assert holder.pid == process.pid
    assert holder.waits == 3
    assert holder.held == (Holding("lease", 1.0, 2.0, "sectäion"),)
    with dead(path) as settled:
        assert settled is None
    process.kill()
    process.wait()
    assert living(tmp_path) == []
    with dead(path) as settled, dead(path) as again:
        assert settled == holder
        assert again is None
        path.unlink()
    assert records(tmp_path) == []


def test_a_process_reads_its_own_records_without_losing_their_locks(tmp_path: Path) -> None:
    mine, second = OwnRecord(tmp_path), OwnRecord(tmp_path)
    mine.publish(Holder(mine.host, mine.pid, mine.started, "url"))
    for length in (3, 1):  # what is shorter leaves nothing of the longer
        held = tuple(Holding(str(n), 0.0, 1.0) for n in range(length))
        second.publish(Holder(second.host, second.pid, second.started, "url", held))
        (seen,) = living(tmp_path, mine.path)
        assert len(seen.held) == length
    look = (
        "import sys, pathlib, blocks.holders as h; print(len(h.living(pathlib.Path(sys.argv[1]))))"
    )
    done = subprocess.run(
        [sys.executable, "-c", look, str(tmp_path)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "2\n"
    mine.close()
    second.close()
    assert records(tmp_path) == []


def test_a_torn_record_is_no_holder(tmp_path: Path) -> None:
    path = tmp_path / "1-torn.process"
    path.write_text('{"host": "h", "pi')
    with dead(path) as settled:
        assert settled is None
    assert not path.exists()
