"""What a run is given: one request, or many of them with an account of every row read."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any

from pydantic import VERSION

from policies.errors import InputError
from tasks.cache import code_digest, generate_cache_key
from tasks.outcome import JSON
from tasks.records import Record, Rejected, read_records

Row = Record[Any] | Rejected


@dataclass(frozen=True, slots=True)
class Account:
    """What became of the rows of one file: `read == matched + broken + rejected`."""

    name: str
    read: int
    matched: int
    broken: int
    rejected: int


@dataclass(frozen=True)
class Input:
    """Requests to settle. `one` is set when the file holds a single request and nothing else.

    `rows` gives each record once, in the order of the file; `digest` is of the files' bytes;
    `total` is about how many rows there are, for a progress bar, where that is cheap to tell.
    `identity` says, anew at each call, a key of all that decides about the rows: who has seen
    these rows under the same key need not read them; without it they are always read.
    """

    title: str
    digest: str
    rows: Callable[[], Iterator[Row]]
    one: Any = None
    total: int | None = None
    accounts: tuple[Account, ...] = ()
    warnings: tuple[str, ...] = field(default=())
    identity: Callable[[], str] | None = None


Opener = Callable[[Path | Mapping[str, Any], date], Input]


def open_records(
    path: Path, model: type[Any], complete: Callable[[Any], Any], given: JSON = None
) -> Input:
    """A file of records: one request when it is a JSON object, else a batch.

    `complete` fills what a record may leave to the day of the run, and `given` is what it fills
    in. InputError for a file that can't be read, and for a single request that is malformed.
    """
    first = read_records(path, model)  # faults of the whole file show here, before any work
    digest = file_digest([path])
    if path.suffix.lower() == ".json":
        rows = list(_completed(first, complete))
        one = _only(rows, path) if _is_object(path) else None
        return Input(path.name, digest, lambda: iter(rows), one, len(rows))
    unread = [first]

    def rows_of_file() -> Iterator[Row]:
        return _completed(unread.pop() if unread else read_records(path, model), complete)

    identity = partial(_identity, path, model, given)
    return Input(path.name, digest, rows_of_file, total=_lines(path), identity=identity)


def file_digest(paths: Iterable[Path]) -> str:
    """SHA-256 over the bytes of files, read in blocks."""
    whole = sha256()
    for path in paths:
        with path.open("rb") as file:
            while block := file.read(1 << 20):
                whole.update(block)
    return whole.hexdigest()


def _identity(path: Path, model: Callable[..., Any], given: JSON) -> str:
    parts = {
        "bytes": file_digest([path]),
        "name": path.name,  # rejections tell it
        "given": given,
        "code": [code_digest(open_records), code_digest(model)],
        "pydantic": VERSION,
    }
    return generate_cache_key(open_records, parts)


def _completed(rows: Iterator[Row], complete: Callable[[Any], Any]) -> Iterator[Row]:
    for row in rows:
        yield (
            row if isinstance(row, Rejected) else Record(row.line, complete(row.value), row.source)
        )


def _is_object(path: Path) -> bool:
    with path.open(encoding="utf-8-sig") as file:
        return file.read(4096).lstrip()[:1] == "{"


def _only(rows: list[Row], path: Path) -> Any:
    row = rows[0]
    if isinstance(row, Rejected):
        raise InputError(f"{path}: {row.reason}")
    return row.value


def _lines(path: Path) -> int | None:
    """About how many rows a text file has; None for Parquet."""
    if path.suffix.lower() == ".parquet":
        return None
    with path.open("rb") as file:
        return sum(block.count(b"\n") for block in iter(lambda: file.read(1 << 20), b""))
