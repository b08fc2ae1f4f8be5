"""A cache of JSON files beside a database: what was read or written last, in microseconds.

The database is the truth. A file is only ever written under its lock, with what the database says
at that moment; and before a change is committed the file is taken away:

    with cache.changing(key, load):      lock, take the file away (durably)
        ... one transaction ...          commit
                                         read again, put the file, unlock

So while a change is under way there is no file, and who reads asks the database. A writer that is
killed anywhere in between leaves no file and no lock (the kernel drops it): the next reader asks
the database and puts the file again. Of several writers the last to hold the lock reads last: what
the file says never goes back. A file is moved into place whole and carries a digest; one that is
torn, foreign or another key's is taken as missing.

What one process changes is seen by all others that share the folder with their next read. For
SQLite that is everybody: the folder is beside the database's file. A PostgreSQL server is shared by
machines with folders of their own, which learn of each other's changes late: there a file that is
older than `MAX_AGE` seconds is compared with the database before it is believed again. (That also
bounds the one case that a lock can't cover, a server that commits for a client killed meanwhile.)
A change by hand in SQL is no change through the cache: it shows in what reads the database, and
here after `max_age`, or after `rebuild`.
"""

import fcntl
import logging
import marshal
import os
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from uuid import uuid4

from sqlalchemy import select

from blocks.cache_files import Stamp, content, digest, opened, stamp
from blocks.database import Database
from blocks.errors import LedgerError
from blocks.home import home
from blocks.rows import JSON
from blocks.tables import CACHE_IDENTITY

MAX_AGE: Final = 5.0  # seconds that a file is believed where other machines write too
PATIENCE: Final = 30.0  # seconds that a writer waits for its turn, as for SQLite's own lock
_LOG: Final = logging.getLogger(__name__)
_LOCKS: Final = 64  # keys share locks, so that their number stays small
_SUFFIX: Final = ".json"
_KEPT: Final = 4096  # values that one process remembers

Load = Callable[[], JSON]


@dataclass(frozen=True)
class JsonCache:
    """The files of one folder. `max_age` None: everybody who writes shares the folder."""

    folder: Path
    max_age: float | None = None
    _known: dict[str, tuple[Stamp, bytes]] = field(default_factory=dict, repr=False, compare=False)

    def read(self, key: str, load: Load) -> JSON:
        """The value of a key; `load` asks the database, whose errors pass through.

        What is None is not kept. The value is the caller's own: it may be changed.
        """
        path = self._path(key)
        try:
            found = os.stat(path)  # noqa: PTH116 - a Path costs more than the look itself
        except OSError:
            return self.refresh(key, load)
        known = self._known.get(key)
        if known is not None and known[0] == stamp(found) and self._young(known[0]):
            return marshal.loads(known[1])  # noqa: S302 - this process made the bytes
        entry = opened(path, key)
        if entry is None or not self._young(entry[0]):
            return self.refresh(key, load)
        return self._remember(key, *entry)

    @contextmanager
    def changing(self, key: str, load: Load) -> Iterator[None]:
        """Around the transaction that changes a key's value; `load` gives the new one after it.

        LedgerError, before anything is changed, when the folder can't be written to. An error of
        the transaction passes through. That the file can't be put afterwards is only logged.
        """
        with self._turn(key):
            self._take_away(key)
            yield
            with suppress(LedgerError):  # the change is committed: the next reader asks again
                self._put(key, load)

    def refresh(self, key: str, load: Load) -> JSON:
        """Ask the database, and let the file say the same where nobody is changing it."""
        with self._lock(key, patience=0) as mine:
            return self._put(key, load) if mine else load()

    def rebuild(self, entries: Iterable[tuple[str, Load]]) -> int:
        """Write every file anew from the database and drop all others; how many there are."""
        written = set()
        for key, load in entries:
            with self._turn(key):
                self._take_away(key)
                if self._put(key, load) is not None:
                    written.add(self._path(key))
        for path in self.folder.glob("*/*"):
            if path.parent.name != "locks" and str(path) not in written:
                self._drop(path)
        return len(written)

    def _drop(self, path: Path) -> None:
        """Remove what no key has, or what a killed writer left; a file put meanwhile stays."""
        entry = opened(str(path), None)
        key = entry[1]["key"] if entry else ""
        with self._turn(key):
            path.unlink(missing_ok=True)  # at worst what was put this moment is asked for again

    def _put(self, key: str, load: Load) -> JSON:
        """Ask the database, and write what it says: the lock of the key is held."""
        asked = time.time_ns()
        value = load()
        path = Path(self._path(key))
        unfinished = path.with_name(f"{path.name}.{uuid4().hex}.tmp")
        try:
            if value is None:
                path.unlink(missing_ok=True)
                return None
            path.parent.mkdir(parents=True, exist_ok=True)
            unfinished.write_bytes(content(key, value))
            os.utime(unfinished, ns=(asked, asked))  # the file system's own clock ticks too slowly
            unfinished.replace(path)
        except OSError as error:
            _LOG.warning("%s can't be written, the database is asked instead: %s", path, error)
            with suppress(OSError):
                path.unlink()
        return value

    def _take_away(self, key: str) -> None:
        """Remove the file of a key for good, before what it says is changed."""
        path = Path(self._path(key))
        try:
            path.unlink()
        except FileNotFoundError:
            return
        except OSError as error:
            raise self._unusable(error) from None
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)  # or a power cut brings the file back beside the change
        finally:
            os.close(folder)

    @contextmanager
    def _turn(self, key: str) -> Iterator[None]:
        """The lock of a key, waited for."""
        with self._lock(key, PATIENCE) as mine:
            if not mine:
                raise LedgerError(
                    f"The cache {self.folder} has been locked for {PATIENCE:g} s by another"
                    " process of Coxswain. Look for one that hangs, and end it."
                )
            yield

    @contextmanager
    def _lock(self, key: str, patience: float) -> Iterator[bool]:
        """Whether the lock of a key was got within `patience` seconds; the kernel keeps it."""
        name = self.folder / "locks" / f"{int(digest(key)[:8], 16) % _LOCKS:02d}"
        try:
            name.parent.mkdir(parents=True, exist_ok=True)
            file = os.open(name, os.O_RDWR | os.O_CREAT, 0o644)
        except OSError as error:
            if patience:
                raise self._unusable(error) from None
            yield False  # who only reads can do without
            return
        try:
            yield self._locked(file, patience)
        finally:
            os.close(file)

    def _locked(self, file: int, patience: float) -> bool:
        give_up = time.monotonic() + patience
        pause = 0.0005
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() >= give_up:
                    return False
                time.sleep(pause)
                pause = min(pause * 1.5, 0.02)
            except OSError as error:  # a file system without locks
                if patience:
                    raise self._unusable(error) from None
                return False
            else:
                return True

    def _path(self, key: str) -> str:
        name = digest(key)
        return f"{self.folder}/{name[:2]}/{name[2:34]}{_SUFFIX}"

    def _young(self, seen: Stamp) -> bool:
        return self.max_age is None or 0 <= time.time_ns() - seen[1] <= self.max_age * 1e9

    def _remember(self, key: str, seen: Stamp, whole: dict[str, JSON]) -> JSON:
        if len(self._known) >= _KEPT:
            self._known.clear()
        self._known[key] = (seen, marshal.dumps(whole["value"]))
        return whole["value"]

    def _unusable(self, error: OSError) -> LedgerError:
        return LedgerError(
            f"The cache {self.folder} can't be written to: {error.strerror}."
            " Make the folder writable, or remove it: it is made again from the database."
        )


def cache_of(database: Database) -> JsonCache:
    """The cache of a database: beside a SQLite file; for PostgreSQL in the home folder.

    One that was deleted and made anew has another; after a backup was put back, `rebuild`.
    """
    with database.read() as connection:
        identity = str(connection.scalar(select(CACHE_IDENTITY.c.id)))
    if database.engine.dialect.name == "sqlite":
        return JsonCache(Path(f"{database.name}.cache") / identity)
    return JsonCache(home() / "cache" / identity, MAX_AGE)
