"""Files that are whole or absent, and the folder of results seen without Prefect."""

import json
import logging
import os
import stat
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

from blocks.home import results_folder

_LOG: Final = logging.getLogger(__name__)
_UNFINISHED: Final = ".tmp"
_ASIDE: Final = ".corrupt"
_FOREIGN: Final = (_UNFINISHED, _ASIDE)
_LEFT_OVER: Final = timedelta(hours=1)  # no write takes so long: its process is gone


@dataclass(frozen=True, order=True, slots=True)
class Removed:
    """A file that was pruned: its key (its name), and its size in bytes."""

    key: str
    size: int


def write_atomic(path: Path, content: bytes) -> None:
    """Write a file so that readers see all of it or what was there before, kill -9 included.

    The folder is made when missing. OSError when the place can't be written to.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name[:100]}.{uuid4().hex}{_UNFINISHED}")
    try:
        with unfinished.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise


def read_json(path: Path) -> Any | None:
    """The JSON of a file; None when it is missing or corrupt.

    A corrupt file is moved aside, so that the next write doesn't hide what happened to it.
    """
    found = _read(path)
    return found and found[1]


def read_record(path: Path) -> bytes | None:
    """The bytes of a JSON file; None when it is missing or corrupt, see `read_json`."""
    found = _read(path)
    return found and found[0]


def _read(path: Path) -> tuple[bytes, Any] | None:
    try:
        content = path.read_bytes()
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        return None
    try:
        return content, json.loads(content)
    except (ValueError, RecursionError):
        aside = path.with_name(f"{path.name}.{uuid4().hex[:8]}{_ASIDE}")
        with suppress(FileNotFoundError):  # another reader was quicker
            path.replace(aside)
            _LOG.warning("%s is corrupt: it is taken as missing and kept as %s", path, aside.name)
        return None


def usage(folder: Path | None = None) -> tuple[int, int]:
    """How many records the folder of results holds, and their bytes."""
    sizes = [found.st_size for path, found in _files(folder) if _is_record(path)]
    return len(sizes), sum(sizes)


def prune(
    older_than: timedelta, now: datetime | None = None, folder: Path | None = None
) -> list[Removed]:
    """Remove what was written longer ago than `older_than`: records, and what was moved aside.

    Returns the removed records. What killed writers left behind goes after an hour.
    """
    moment = now or datetime.now(UTC)
    removed = []
    for path, found in _files(folder):
        age = moment - datetime.fromtimestamp(found.st_mtime, UTC)
        limit = min(older_than, _LEFT_OVER) if path.suffix == _UNFINISHED else older_than
        if age > limit:
            path.unlink(missing_ok=True)
            if _is_record(path):
                removed.append(Removed(path.name, found.st_size))
    return sorted(removed)


def _files(folder: Path | None) -> Iterator[tuple[Path, os.stat_result]]:
    for path in sorted((folder or results_folder()).rglob("*")):
        try:
            found = path.lstat()
        except FileNotFoundError:  # another process prunes too
            continue
        if stat.S_ISREG(found.st_mode):
            yield path, found


def _is_record(path: Path) -> bool:
    return path.suffix not in _FOREIGN
