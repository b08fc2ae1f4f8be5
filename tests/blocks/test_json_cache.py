"""The JSON cache beside the database: crashes, several writers, torn files, and other machines."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from blocks import json_cache
from blocks.errors import LedgerError
from blocks.json_cache import JsonCache, cache_of
from blocks.ledger import Ledger, open_ledger

# A database with one counter, and a process that raises it through the cache.
WRITER = """
import os, signal, sqlite3, sys
from pathlib import Path
from blocks.json_cache import JsonCache
folder, database, times, die = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), sys.argv[4]
cache = JsonCache(folder)
connection = sqlite3.connect(database, timeout=30, isolation_level=None)
load = lambda: {"n": connection.execute("SELECT n FROM counter").fetchone()[0], "by": "å"}
put = JsonCache._put
def killed(self, key, load):
    os.kill(os.getpid(), signal.SIGKILL)
print("ready", flush=True)
sys.stdin.readline()
for _ in range(times):
    with cache.changing("counter", load):
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("UPDATE counter SET n = n + 1")
        if die == "before the commit":
            killed(None, None, None)
        connection.execute("COMMIT")
        if die == "after the commit":
            killed(None, None, None)
        if die == "in the file":
            Path.replace = lambda *_: killed(None, None, None)
"""


class Counter:
    """A counter in a database, and how often it was asked."""

    def __init__(self, path: Path) -> None:
        self.path, self.asked = path, 0
        self.set(0)

    def set(self, n: int) -> None:
        with sqlite3.connect(self.path, timeout=30) as connection:
            connection.execute("CREATE TABLE IF NOT EXISTS counter (n INTEGER)")
            connection.execute("DELETE FROM counter")
            connection.execute("INSERT INTO counter VALUES (?)", (n,))
        connection.close()

    def __call__(self) -> Any:
        self.asked += 1
        connection = sqlite3.connect(self.path, timeout=30)
        (n,) = connection.execute("SELECT n FROM counter").fetchone()
        connection.close()
        return {"n": n, "by": "å"}

    def writer(self, folder: Path, times: int = 1, die: str = "never") -> subprocess.Popen:
        words = [str(folder), str(self.path), str(times), die]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
        return subprocess.Popen([sys.executable, "-c", WRITER, *words], **pipes)


@pytest.fixture
def counter(tmp_path: Path) -> Counter:
    return Counter(tmp_path / "counter.db")


@pytest.fixture
def cache(tmp_path: Path) -> JsonCache:
    return JsonCache(tmp_path / "cache")


def again(cache: JsonCache, max_age: float | None = None) -> JsonCache:
    """The cache as another process sees it."""
    return JsonCache(cache.folder, max_age)


def run(process: subprocess.Popen) -> int:
    process.communicate("go\n", timeout=60)
    return process.returncode


def the_file(cache: JsonCache) -> Path:
    (found,) = cache.folder.glob("*/*.json")
    return found


def never() -> Any:
    raise AssertionError("the database was asked")


def test_what_was_read_or_written_is_read_without_the_database(cache, counter):
    assert cache.read("counter", counter) == {"n": 0, "by": "å"}
    assert cache.read("counter", never) == again(cache).read("counter", never) == counter()
    with cache.changing("counter", counter):
        counter.set(7)
    assert cache.read("counter", never) == again(cache).read("counter", never) == counter()
    assert "å" in the_file(cache).read_text()


def test_a_value_that_a_caller_changes_is_still_as_it_was_for_the_next(cache):
    cache.read("key", lambda: {"list": [1]})
    for _ in range(3):
        value = cache.read("key", never)
        assert value == {"list": [1]}
        value["list"].append(2)


def test_while_a_change_is_under_way_readers_ask_the_database_and_put_nothing(cache, counter):
    cache.read("counter", counter)
    reader = again(cache)
    with cache.changing("counter", counter):
        assert not list(cache.folder.glob("*/*.json"))
        assert reader.read("counter", counter)["n"] == 0
        assert not list(cache.folder.glob("*/*.json"))
        counter.set(1)
        assert reader.read("counter", counter)["n"] == 1
    assert reader.read("counter", never)["n"] == 1


def test_a_change_that_fails_leaves_what_was(cache, counter):
    cache.read("counter", counter)
    with pytest.raises(RuntimeError), cache.changing("counter", counter):
        raise RuntimeError
    assert cache.read("counter", counter)["n"] == 0
    assert cache.read("counter", never)["n"] == 0


@pytest.mark.parametrize(
    ("die", "expected"),
    [("before the commit", 0), ("after the commit", 1), ("in the file", 1)],
)
def test_after_a_kill_every_reader_sees_what_the_database_says(cache, counter, die, expected):
    known = again(cache)
    assert known.read("counter", counter)["n"] == 0
    assert run(counter.writer(cache.folder, die=die)) == -signal.SIGKILL
    for reader in (known, again(cache)):
        assert reader.read("counter", counter)["n"] == expected
        assert reader.read("counter", never)["n"] == expected
    assert run(counter.writer(cache.folder)) == 0  # no lock is left behind
    assert known.read("counter", never)["n"] == expected + 1


def test_with_several_writers_readers_never_see_the_counter_go_back(cache, counter):
    writers = [counter.writer(cache.folder, 40) for _ in range(3)]
    for writer in writers:
        assert writer.stdout.readline() == "ready\n"
    stop, seen, errors = threading.Event(), [[], []], []

    def read(out: list[int]) -> None:
        mine = again(cache)
        try:
            while not stop.is_set():
                out.append(mine.read("counter", counter)["n"])
        except Exception as error:  # noqa: BLE001
            errors.append(error)

    readers = [threading.Thread(target=read, args=(out,)) for out in seen]
    for reader in readers:
        reader.start()
    for writer in writers:
        writer.stdin.write("go\n")
        writer.stdin.flush()
    codes = [writer.wait(60) for writer in writers]
    stop.set()
    for reader in readers:
        reader.join()
    assert codes == [0, 0, 0]
    assert errors == []
    assert all(out == sorted(out) for out in seen)
    assert all(out[-1] <= 120 for out in seen)
    assert cache.read("counter", never)["n"] == 120


@pytest.mark.parametrize(
    "spoil",
    [
        lambda text: text[: len(text) // 2],
        lambda _: "",
        lambda _: "[]",
        lambda text: text.replace('"n": 0', '"n": 5'),
        lambda text: text.replace('"key": "counter"', '"key": "another"'),
        lambda _: '{"digest": 3}',
    ],
    ids=["torn", "empty", "another kind", "another value", "another key", "half"],
)
def test_a_file_that_is_spoilt_is_read_from_the_database_and_mended(cache, counter, spoil):
    cache.read("counter", counter)
    path = the_file(cache)
    path.write_text(spoil(path.read_text()))
    assert again(cache).read("counter", counter) == {"n": 0, "by": "å"}
    assert again(cache).read("counter", never) == {"n": 0, "by": "å"}


def test_what_there_is_not_is_not_kept(cache, counter):
    assert cache.read("counter", lambda: None) is None
    assert cache.read("counter", counter)["n"] == 0
    with cache.changing("counter", lambda: None):
        pass
    assert cache.read("counter", lambda: None) is None


def test_a_machine_with_files_of_its_own_learns_of_changes_when_its_file_has_aged(
    tmp_path, counter
):
    one, other = (JsonCache(tmp_path / name, max_age=60.0) for name in ("one", "other"))
    assert one.read("counter", counter)["n"] == 0
    with other.changing("counter", counter):
        counter.set(1)
    assert one.read("counter", never)["n"] == 0  # the bound that the module states
    path = the_file(one)
    for ns in (time.time_ns() - 61 * 10**9, time.time_ns() + 3600 * 10**9):  # or a clock set back
        counter.set(counter()["n"] + 1)
        os.utime(path, ns=(ns, ns))
        assert one.read("counter", counter) == counter()
        assert one.read("counter", never) == counter()


def test_the_cache_is_rebuilt_from_the_database_and_what_no_key_has_is_gone(cache, counter):
    cache.read("counter", counter)
    cache.read("gone", lambda: "old")
    counter.set(3)  # by hand: past the cache
    (cache.folder / "aa").mkdir()
    (cache.folder / "aa" / "left.json.0.tmp").write_text("{")
    reader = again(cache)
    assert reader.read("counter", never)["n"] == 0
    assert cache.rebuild([("counter", counter), ("empty", lambda: None)]) == 1
    assert reader.read("counter", never)["n"] == 3
    assert [path.name for path in cache.folder.glob("*/*.*")] == [the_file(cache).name]


def test_a_rebuild_beside_writers_leaves_what_the_database_says(cache, counter):
    writer = counter.writer(cache.folder, 60)
    assert writer.stdout.readline() == "ready\n"
    writer.stdin.write("go\n")
    writer.stdin.flush()
    while writer.poll() is None:
        cache.rebuild([("counter", counter)])
    assert writer.returncode == 0
    assert cache.read("counter", counter)["n"] == 60


def test_a_folder_that_can_not_be_written_to_stops_a_change_before_it_is_made(
    tmp_path, counter
) -> None:
    (tmp_path / "file").write_text("no folder")
    cache = JsonCache(tmp_path / "file")
    assert cache.read("counter", counter)["n"] == 0
    said = r"cache .*file can't be written to: .*made again from"
    with pytest.raises(LedgerError, match=said), cache.changing("counter", counter):
        counter.set(1)
    assert counter()["n"] == 0


def test_a_file_that_can_not_be_put_is_asked_of_the_database(cache, counter, monkeypatch, caplog):
    def full(*_: object) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with cache.changing("counter", counter):
        counter.set(1)
    assert cache.read("counter", counter)["n"] == 1
    assert "No space left" in caplog.text


def test_a_writer_that_never_ends_is_told_of(cache, counter, monkeypatch) -> None:
    monkeypatch.setattr(json_cache, "PATIENCE", 0.05)
    said = pytest.raises(LedgerError, match=r"locked for 0.05 s by another process")
    with cache.changing("counter", counter), said, again(cache).changing("counter", counter):
        pass


def test_a_database_that_is_away_is_told_and_nothing_is_kept_of_that(cache, counter):
    def away() -> Any:
        raise LedgerError("it is away")

    with pytest.raises(LedgerError, match="away"):
        cache.read("counter", away)
    with cache.changing("counter", away):  # the change itself was committed
        counter.set(1)
    assert cache.read("counter", counter)["n"] == 1


def test_a_database_that_was_made_anew_has_a_cache_of_its_own(
    ledger: Ledger, ledger_url: str, tmp_path: Path
) -> None:
    mine = cache_of(ledger.database)
    assert mine == cache_of(open_ledger(ledger_url).database)
    other = open_ledger(f"sqlite:///{tmp_path / 'other.db'}")
    assert cache_of(other.database).folder.parent == tmp_path / "other.db.cache"
    assert cache_of(other.database).folder.name != mine.folder.name
    shared = ledger.database.engine.dialect.name == "postgresql"
    assert mine.max_age == (json_cache.MAX_AGE if shared else None)


scalars = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text()
values = st.recursive(
    scalars.filter(lambda value: value not in (float("inf"), -float("inf"))),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@given(st.text(), values)
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_json_under_any_key_comes_back_the_same(cache: JsonCache, key: str, value: Any) -> None:
    loads: list[Callable[[], Any]] = (
        [lambda: value, never] if value is not None else [lambda: value]
    )
    with cache.changing(key, lambda: value):
        pass
    for load in loads:
        found = [cache.read(key, load), again(cache).read(key, load)]
        assert json.dumps(found) == json.dumps([value, value])
