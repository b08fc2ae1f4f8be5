"""What the caller names on the command line, checked before anything starts."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from policies.errors import InputError
from tasks.inputs import Input
from tasks.packs import Crew


def opened(crew: Crew, path: Path | Mapping[str, Any], today: date | None = None) -> Input:
    """The input at a path, or as a form gave it.

    InputError when it can't be read or is nothing that the pack takes.
    """
    day = today or date.today()  # noqa: DTZ011 - the day where the user is
    try:
        return crew.open(path, day)
    except OSError as error:
        place = error.filename or path
        reason = error.strerror or error
        raise InputError(f"{place} can't be read: {reason}. Check the path.") from None


def tables_for(path: Path, sources: Path | None) -> Path | None:
    """The folder of the tables that prefetches read: the one named, or `sources` beside a file."""
    if sources is not None and not sources.is_dir():
        raise InputError(f"{sources} is no folder. Name the folder of the sources' tables.")
    beside = path.parent / "sources"
    return sources or (beside if beside.is_dir() else None)


def check_out(out: Path | None, path: Path) -> None:
    """InputError when a copy of the report can't be put there, or would overwrite the input."""
    if out is None:
        return
    if out.is_dir():
        raise InputError(f"{out} is a folder. Name a file in it.")
    if not out.parent.is_dir():
        raise InputError(f"There is no folder {out.parent}. Make it, or name a file elsewhere.")
    if out.exists() and path.exists() and out.samefile(path):
        raise InputError(f"{out} is the input. Name another file for the report.")
