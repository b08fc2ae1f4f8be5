"""Files are whole or absent; corrupt ones are missing and kept aside; old ones go."""

import json
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from blocks.files import Removed, prune, read_json, usage, write_atomic

DAY = timedelta(days=1)


def aged(path: Path, age: timedelta, content: bytes = b"{}") -> Path:
    write_atomic(path, content)
    then = (datetime.now(UTC) - age).timestamp()
    os.utime(path, (then, then))
    return path


def test_what_was_written_is_read_and_no_other_file_stays(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "er" / "a.json"
    for value in ({"a": 1}, [1.5, None], "text"):
        write_atomic(path, json.dumps(value).encode())
        assert read_json(path) == value
    assert list(path.parent.iterdir()) == [path]


def test_a_write_that_fails_leaves_the_old_file_and_no_other(tmp_path: Path, monkeypatch) -> None:
    path = tmp_path / "a.json"
    write_atomic(path, b'"old"')

    def fail(_: int) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(OSError, match="disk full"):
        write_atomic(path, b'"new"')
    assert read_json(path) == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_missing_file_and_a_folder_are_none(tmp_path: Path) -> None:
    assert read_json(tmp_path / "none.json") is None
    assert read_json(tmp_path) is None
    assert read_json(tmp_path / "none" / "none.json") is None


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cut=st.integers(0, 40))
def test_a_truncated_file_is_missing_and_kept_aside(tmp_path: Path, cut: int) -> None:
    whole = b'{"metadata": {"key": "k"}, "result": "[1]"}'
    path = tmp_path / "a.json"
    path.write_bytes(whole[:cut])
    assert read_json(path) is None
    assert not path.exists()
    aside = list(tmp_path.glob("a.json.*.corrupt"))
    assert [file.read_bytes() for file in aside] == [whole[:cut]]
    aside[0].unlink()


@pytest.mark.parametrize("content", [b"\0" * 64, b"\xff\xfe", b"[" * 100_000], ids=["0", "ff", "["])
def test_garbage_is_missing(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.json").write_bytes(content)
    assert read_json(tmp_path / "a.json") is None


def test_a_writer_that_is_killed_never_leaves_half_a_file(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    script = (
        "import sys; from pathlib import Path; from blocks.files import write_atomic\n"
        "for i in range(10**9):\n"
        "    write_atomic(Path(sys.argv[1]), b'[' + b'1,' * 200_000 + b'1]')\n"
        "    print('.', end='', flush=True) if i < 3 else None\n"
    )
    for _ in range(3):
        writer = subprocess.Popen([sys.executable, "-c", script, str(path)], stdout=subprocess.PIPE)
        writer.stdout.read(3)
        writer.kill()
        writer.wait()
        assert len(read_json(path)) == 200_001


def test_usage_counts_records_only(tmp_path: Path) -> None:
    write_atomic(tmp_path / "ab" / "abc", b"{}")
    write_atomic(tmp_path / "cd" / "cde", b"[1,2]")
    (tmp_path / "cd" / ".cde.1.tmp").write_bytes(b"half")
    (tmp_path / "cd" / "x.corrupt").write_bytes(b"half")
    assert usage(tmp_path) == (2, 7)
    assert usage(tmp_path / "none") == (0, 0)


def test_pruning_removes_what_is_older_and_says_so(tmp_path: Path) -> None:
    aged(tmp_path / "ab" / "abold", 3 * DAY, b'{"a":1}')
    young = aged(tmp_path / "ab" / "abyoung", DAY / 2)
    aged(tmp_path / "ab" / "x.corrupt", 3 * DAY)
    aged(tmp_path / "ab" / ".y.1.tmp", timedelta(hours=2))
    written_now = aged(tmp_path / "ab" / ".z.1.tmp", timedelta(0))
    assert prune(DAY, folder=tmp_path) == [Removed("abold", 7)]
    assert sorted(tmp_path.rglob("*.*")) == [written_now]
    assert young.exists()
    assert prune(DAY, datetime.now(UTC) + DAY, tmp_path) == [Removed("abyoung", 2)]


def test_results_are_in_the_home_folder_by_default(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setenv("COXSWAIN_HOME", str(tmp_path))
    write_atomic(tmp_path / "results" / "k", b"{}")
    assert usage() == (1, 2)
