"""Who holds slots on this machine, and who waits: a small file a process, locked while it lives.

Processes read each other's to share slots fairly; one that finds the file of a dead process gives
back what that held, without waiting for the leases to run out; `coxswain gate status` shows them.
"""

import json
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

from blocks.process import this_process
from blocks.seats import lock

SILENT: Final = 5.0  # seconds without a beat: it lives, but is stopped, and no turn is kept for it
_ENDING: Final = "process"
_MOST: Final = 2**20  # bytes that a file may have


@dataclass(frozen=True, slots=True)
class Holding:
    """A slot: its lease, since and until when (seconds since 1970), and what runs in it."""

    lease: str
    since: float
    until: float
    running: str = ""


@dataclass(frozen=True, slots=True)
class Holder:
    """A process at a limit of the server at `url`. `turn` is when it last took a slot, `beat` when
    it last wrote this, in seconds since 1970; `asked` counts its requests about slots; `waiting`
    tells how many calls wait, by what they are.
    """

    host: str
    pid: int
    started: float
    url: str
    held: tuple[Holding, ...] = ()
    waiting: tuple[tuple[str, int], ...] = ()
    beat: float = 0.0
    turn: float = 0.0
    asked: int = 0

    @property
    def waits(self) -> int:
        """How many calls wait in it."""
        return sum(number for _, number in self.waiting)


class OwnRecord:
    """The file of this process."""

    def __init__(self, where: Path) -> None:
        where.mkdir(parents=True, exist_ok=True)
        name = f"{os.getpid()}-{uuid4().hex[:8]}"
        new, self.path = where / f"{name}.new", where / f"{name}.{_ENDING}"
        self._descriptor = lock(new)  # locked before anyone can see it: it is never taken for dead
        self._written = b""
        self.host, self.pid, self.started = this_process()
        _mine[self.path] = Holder(self.host, self.pid, self.started, "")
        new.rename(self.path)

    def publish(self, holder: Holder) -> None:
        """Write what others may know."""
        text = json.dumps(asdict(holder), separators=(",", ":")).encode()
        if self._descriptor is None:
            return
        _mine[self.path] = holder
        if text != self._written:
            # Blanks cover what is longer: a reader never sees the end of an older text.
            os.pwrite(self._descriptor, text.ljust(len(self._written)), 0)
            os.ftruncate(self._descriptor, len(text))
            self._written = text

    def close(self) -> None:
        """Forget it."""
        if self._descriptor is not None:
            self.path.unlink(missing_ok=True)
            os.close(self._descriptor)
            self._descriptor = None
            _mine.pop(self.path, None)


# A process's lock ends when it closes the file, however often it had opened it: it reads what it
# has written itself from here.
_mine: dict[Path, Holder] = {}
_settling: set[Path] = set()
_guard = threading.Lock()


def living(where: Path, own: Path | None = None) -> list[Holder]:
    """The processes of this machine that are at the limit, but for the owner of `own`."""
    found = (_mine.get(path) or _living(path) for path in records(where) if path != own)
    return [each for each in found if each]


def records(where: Path) -> list[Path]:
    """The files of processes, living or dead."""
    return sorted(where.glob(f"*.{_ENDING}"))


@contextmanager
def dead(path: Path) -> Iterator[Holder | None]:
    """What a process left that has died; None when it lives, left nothing, or is being settled.

    Nobody else reads the file meanwhile. The block removes it when all is settled.
    """
    with _guard:
        descriptor = None if path in _mine or path in _settling else lock(path, create=False)
        if descriptor is not None:
            _settling.add(path)
    if descriptor is None:
        yield None
        return
    try:
        found = _parsed(os.pread(descriptor, _MOST, 0)) if path.exists() else None
        if found is None:
            path.unlink(missing_ok=True)
        yield found
    finally:
        with _guard:
            _settling.discard(path)
            os.close(descriptor)


def awake(holder: Holder) -> bool:
    """Whether it has beaten lately."""
    return time.time() - holder.beat < SILENT


def _living(path: Path) -> Holder | None:
    with _guard:
        if path in _settling:
            return None
        if (descriptor := lock(path, create=False)) is not None:
            os.close(descriptor)
            return None
    try:
        return _parsed(path.read_bytes())
    except OSError:
        return None  # it has just ended


def _parsed(text: bytes) -> Holder | None:
    try:
        found: dict[str, Any] = json.loads(text)
        held = tuple(Holding(**each) for each in found.pop("held"))
        waiting = tuple((str(what), int(number)) for what, number in found.pop("waiting"))
        return Holder(**found, held=held, waiting=waiting)
    except (ValueError, TypeError, KeyError, AttributeError):
        return None  # just being written; or its process died before it wrote


def _forget() -> None:
    """In a forked process: the files are the parent's."""
    global _guard  # noqa: PLW0603 - the parent may have been forked while it held this one
    _guard = threading.Lock()
    _mine.clear()
    _settling.clear()


os.register_at_fork(after_in_child=_forget)
