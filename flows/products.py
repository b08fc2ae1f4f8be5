"""What a run leaves beside its report: the files that its pack makes, in a folder of the run.

They are the product itself, with all that it holds: not masked, and nowhere but in that folder.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from glob import escape
from pathlib import Path
from typing import Any

from blocks.files import write_atomic
from policies.errors import OperatorError
from tasks.outcome import JSON, Status, Trace
from tasks.packs import Crew

Write = Callable[[Path, bytes], Any]


@dataclass(frozen=True, slots=True)
class Done:
    """A request that was settled, and how its steps ended."""

    given: Any
    trace: Trace

    @property
    def facts(self) -> dict[str, dict[str, JSON]]:
        """The facts of its steps, by alias; of one that failed, why it did, as `error`."""
        steps = self.trace.steps
        failed = {s.alias: {"error": s.reason} for s in steps if s.status is Status.FAILED}
        return failed | {step.alias: step.outcome.facts for step in steps if step.outcome}


def leave(
    made: Done, folder: Path, crew: Crew, write: Write = write_atomic, *, alone: bool
) -> None:
    """Write the products of one settled request; OperatorError when the disk won't take them."""
    if crew.products is None:
        return
    with _told(folder):
        for name, content in crew.products(made.given, made.facts, alone=alone).items():
            write(folder / name, content)


def take_over(earlier: Path, folder: Path, items: Iterable[str], crew: Crew) -> bool:
    """Copy what an earlier run left of some items; False when any of it isn't there any more."""
    if crew.products is None:
        return True
    for item in items:
        found = list(_left_of(item, earlier))
        if not found:
            return False
        if earlier != folder:
            with _told(folder):
                for path in found:
                    write_atomic(folder / path.relative_to(earlier), path.read_bytes())
    return True


def collected(folder: Path, crew: Crew) -> None:
    """What a batch leaves of all its items together; OperatorError as in `leave`."""
    if crew.collect is not None and folder.is_dir():
        with _told(folder):
            crew.collect(folder)


def products_in(folder: Path) -> list[Path]:
    """The files that a run has left, by name; those that are being written are left out."""
    return sorted(p for p in folder.rglob("*") if p.is_file() and not p.name.startswith("."))


def _left_of(item: str, folder: Path) -> Iterator[Path]:
    """The files of an item: `ITEM.json`, but not those of an item called `ITEM.b`."""
    start = Path(item).name + "."
    for path in folder.glob(f"{escape(item)}.*"):
        if path.is_file() and "." not in path.name.removeprefix(start):
            yield path


@contextmanager
def _told(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        why = error.strerror or error
        raise OperatorError(
            f"What the run leaves in {folder} can't be written: {why}."
            " Make room there, or set COXSWAIN_HOME; what is finished is kept."
        ) from error
