"""Seats: locks on this machine's files, so that no more processes' calls run here than a limit has.

A lease can be lost while its call still runs: a process that slept too long, a server that forgot.
The seat stays with the call until it has ended, whatever the server believes, and falls free at
once when its process dies. So on one machine a limit holds even then. Seats also settle who is
next between the processes of a machine, without asking the server.
"""

import fcntl
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from blocks.home import home


class Seat:
    """A seat that this process holds. `note` is what the one before left for whoever comes."""

    def __init__(self, path: Path, descriptor: int) -> None:
        self.path = path
        self.note = os.pread(descriptor, _MOST, 0)
        self._descriptor = descriptor
        os.ftruncate(descriptor, 0)  # a note is for one

    def leave(self, note: bytes = b"") -> None:
        """Free it for the next process, or for this one again; with a note for that one."""
        with _guarded():
            if self.path in _held:
                _held.remove(self.path)
                os.pwrite(self._descriptor, note, 0)
                os.close(self._descriptor)  # the lock goes with it


_MOST = 4096  # bytes of a note

# Such a lock belongs to a process, and any close of its file ends it: one descriptor a file.
_held: set[Path] = set()
_guard = threading.Lock()


def folder(name: str) -> Path:
    """Where the processes of this machine meet at a limit."""
    safe = "".join(letter if letter.isalnum() or letter in "-_." else "_" for letter in name)
    return home() / "gate" / safe


def take_seat(where: Path, count: int) -> Seat | None:
    """One of `count` seats, or None while others hold them all. OSError when there's no writing."""
    where.mkdir(parents=True, exist_ok=True)
    with _guarded():
        for number in range(count):
            path = where / f"{number}.seat"
            if path not in _held and (descriptor := lock(path)) is not None:
                _held.add(path)
                return Seat(path, descriptor)
    return None


def seats_taken(where: Path, count: int) -> int:
    """How many of the first `count` seats some process holds."""
    with _guarded():
        return sum(_is_taken(where / f"{number}.seat") for number in range(count))


def lock(path: Path, *, create: bool = True) -> int | None:
    """A descriptor that holds the file's lock until it is closed; None when another process does.

    The lock isn't passed on to a process that is forked.
    """
    try:
        descriptor = os.open(path, os.O_RDWR | (os.O_CREAT if create else 0), 0o666)
    except FileNotFoundError:
        return None
    try:
        fcntl.lockf(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        os.close(descriptor)
        return None
    return descriptor


def _is_taken(path: Path) -> bool:
    if path in _held:
        return True
    if not path.exists() or (descriptor := lock(path)) is None:
        return path.exists()
    os.close(descriptor)
    return False


@contextmanager
def _guarded() -> Iterator[None]:
    with _guard:
        yield


def _forget() -> None:
    """In a forked process: what its parent holds isn't held here."""
    global _guard  # noqa: PLW0603 - the parent may have been forked while it held this one
    _guard = threading.Lock()
    _held.clear()


os.register_at_fork(after_in_child=_forget)
