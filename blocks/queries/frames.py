"""Frames out of CSV and Parquet files in one folder: the declared columns, as declared kinds."""

import csv
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from io import StringIO
from pathlib import Path, PurePosixPath
from threading import Lock
from typing import TYPE_CHECKING, Any, Final

from blocks.errors import SourceError
from blocks.queries.kinds import Place, as_kind
from blocks.queries.params import nearest
from blocks.queries.query import FileTable

if TYPE_CHECKING:
    import polars as pl

TEXT: Final = (".csv", ".tsv", ".txt")
PARQUET: Final = ".parquet"


@dataclass(frozen=True)
class Once:
    """What is made once for each key, by whichever thread comes first; the others wait for it.

    A SourceError is kept like a value: a file that was missing stays missing for this client.
    """

    _made: dict[Hashable, Any] = field(default_factory=dict)
    _locks: dict[Hashable, Lock] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def get(self, key: Hashable, make: Callable[[], Any]) -> Any:
        with self._lock:
            lock = self._locks.setdefault(key, Lock())
        with lock:
            if key not in self._made:
                try:
                    self._made[key] = make()
                except SourceError as error:
                    self._made[key] = error
            found = self._made[key]
        if isinstance(found, SourceError):
            raise SourceError(str(found))
        return found


@dataclass(frozen=True)
class Files:
    """The files of one folder, each read once: its digest and its rows are of the same bytes."""

    folder: Path | None
    _once: Once = field(default_factory=Once, compare=False, repr=False)

    def digest(self, file: str) -> str:
        """SHA-256 of a file's bytes; empty when it can't be read."""
        try:
            digest: str = self._once.get(("digest", file), lambda: _digest(self._content(file)))
        except SourceError:
            return ""
        return digest

    def frame(self, table: FileTable, columns: Mapping[str, str]) -> "pl.DataFrame":
        """The declared columns of a table in its order of rows. SourceError says what is wrong."""
        key = (table.file, table.delimiter, tuple(columns.items()))
        frame: pl.DataFrame = self._once.get(key, lambda: self._read(table, columns))
        return frame

    def _read(self, table: FileTable, columns: Mapping[str, str]) -> "pl.DataFrame":
        suffix = PurePosixPath(table.file).suffix.lower()
        if suffix == PARQUET:
            return _parquet(table.file, self._content(table.file), columns)
        if suffix in TEXT:
            return _csv(table, self._content(table.file), columns)
        raise SourceError(f"{table.file} is neither CSV ({', '.join(TEXT)}) nor {PARQUET}.")

    def _content(self, file: str) -> bytes:
        content: bytes = self._once.get(("content", file), lambda: self._bytes(file))
        return content

    def _bytes(self, file: str) -> bytes:
        if self.folder is None:
            raise SourceError(f"{file} can't be read: no folder of sources was given.")
        if PurePosixPath(file).is_absolute() or ".." in PurePosixPath(file).parts:
            raise SourceError(f"{file} is outside of the folder of sources.")
        path = self.folder / file
        if path.is_dir():
            raise SourceError(f"{file} is a folder, not a file of rows.")
        if not path.exists():
            there = (f.name for f in path.parent.glob("*") if f.is_file())
            close = nearest(path.name, there)
            raise SourceError(f"There is no file {file} among the sources. {close}")
        if not path.is_file():
            raise SourceError(f"{file} is no regular file.")
        try:
            return path.read_bytes()
        except OSError as error:
            raise SourceError(f"{file} can't be read: {error.strerror}.") from None


def typed(frame: "pl.DataFrame", columns: Mapping[str, str], place: Place) -> "pl.DataFrame":
    """A frame of the declared columns, in their order, as their kinds."""
    import polars as pl

    series = [as_kind(frame[name], kind, place) for name, kind in columns.items()]
    return pl.DataFrame(series).rechunk()  # sums depend on where chunks end


def has_columns(name: str, found: list[str], columns: Mapping[str, str], hint: str = "") -> None:
    """SourceError for the first declared column that is not there, or there twice."""
    for column in columns:
        if column not in found:
            raise SourceError(f"{name} has no column {column!r}.{hint} {nearest(column, found)}")
        if found.count(column) > 1:
            raise SourceError(f"{name} has the column {column!r} {found.count(column)} times.")


def _digest(content: bytes) -> str:
    return sha256(content).hexdigest()


def _csv(table: FileTable, content: bytes, columns: Mapping[str, str]) -> "pl.DataFrame":
    import pyarrow as pa
    from pyarrow import csv as arrow

    found, hint = _header(table, content)
    has_columns(table.file, found, columns, hint)
    names = list(columns)
    try:
        rows = arrow.read_csv(
            pa.BufferReader(content.rstrip(b"\r\n") + b"\n"),
            read_options=arrow.ReadOptions(use_threads=False),  # so that errors know their row
            parse_options=arrow.ParseOptions(delimiter=table.delimiter, newlines_in_values=True),
            convert_options=arrow.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()), include_columns=names
            ),
        )
    except pa.ArrowInvalid as error:
        cause = str(error).removeprefix("CSV parse error: ").partition("\n")[0]
        raise SourceError(f"{table.file} can't be read: {cause[:200].rstrip('.')}.") from None
    return typed(_polars(rows), columns, Place(table.file, first=2))


def _header(table: FileTable, content: bytes) -> tuple[list[str], str]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        said = f"is not UTF-8: byte 0x{content[error.start]:02X} in line {line}"
        raise SourceError(f"{table.file} {said}. Save it as UTF-8.") from None
    lines = csv.reader(StringIO(text, newline=""), delimiter=table.delimiter)
    try:
        names = next((line for line in lines if line), [])
    except csv.Error as error:
        raise SourceError(f"{table.file} has a header that can't be read: {error}.") from None
    if not names:
        raise SourceError(f"{table.file} is empty: it has no header.")
    other = next((mark for mark in ",;\t|" if len(names) == 1 and mark in names[0]), None)
    hint = f" Its header is separated by {other!r}, not by {table.delimiter!r}." if other else ""
    return names, hint


def _parquet(name: str, content: bytes, columns: Mapping[str, str]) -> "pl.DataFrame":
    import pyarrow as pa
    from pyarrow import parquet

    if not content:
        raise SourceError(f"{name} is empty.")
    try:
        file = parquet.ParquetFile(pa.BufferReader(content))
        has_columns(name, file.schema_arrow.names, columns)
        rows = file.read(columns=list(columns), use_threads=False)
    except (pa.ArrowException, OSError) as error:
        cause = str(error).partition("\n")[0][:200].rstrip(".")
        raise SourceError(f"{name} can't be read as Parquet: {cause}.") from None
    return typed(_polars(rows), columns, Place(name))


def _polars(rows: Any) -> "pl.DataFrame":
    import polars as pl

    frame = pl.from_arrow(rows)
    return frame if isinstance(frame, pl.DataFrame) else frame.to_frame()
