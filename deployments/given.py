"""What the caller names on the command line, checked before anything starts."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from deployments.declared import ROOT
from policies.errors import InputError
from tasks.explain import sentence
from tasks.inputs import Input
from tasks.packs import Crew
from tasks.records import digest


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


def in_words(crew: Crew, words: str) -> Input:
    """A question in words as the input of a run; InputError when the pack takes none."""
    if crew.ask is None:
        raise InputError(f"{crew.name} takes no questions in words. Name a file with --input.")
    try:
        request = crew.ask(words, date.today())  # noqa: DTZ011 - the day where the user is
    except ValidationError as error:
        said = sentence(error)
        raise InputError(f"{said[:1].upper()}{said[1:]}") from None
    return Input(crew.identify(request), digest(request), lambda: iter(()), request)


def sample_tables(crew: Crew) -> Path | None:
    """The tables that ship with a pack's sample, for a question that names no sources."""
    folder = ROOT / Path(crew.loaded.pack.sample).parent / "sources"
    return folder if folder.is_dir() else None


def tables_for(path: Path | None, sources: Path | None) -> Path | None:
    """The folder of the tables that prefetches read: the one named, or `sources` beside a file."""
    if sources is not None and not sources.is_dir():
        raise InputError(f"{sources} is no folder. Name the folder of the sources' tables.")
    beside = path.parent / "sources" if path else None
    return sources or (beside if beside and beside.is_dir() else None)


def check_out(out: Path | None, path: Path | None) -> None:
    """InputError when a copy of the report can't be put there, or would overwrite the input."""
    if out is None:
        return
    if out.is_dir():
        raise InputError(f"{out} is a folder. Name a file in it.")
    if not out.parent.is_dir():
        raise InputError(f"There is no folder {out.parent}. Make it, or name a file elsewhere.")
    if path and out.exists() and path.exists() and out.samefile(path):
        raise InputError(f"{out} is the input. Name another file for the report.")
