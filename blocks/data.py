"""Tables that agents' prefetches look rows up in: CSV and Parquet files in one folder.

Every value is text exactly as the file has it: a number that decides about money is made a decimal
by whoever reads it.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from blocks.answers import Row
from blocks.errors import SourceError

Index = dict[str, list[Row]]  # by the value of a key column


@dataclass(frozen=True)
class Tables:
    """The files of one folder, each read once, with its rows by the value of a key column.

    Digest and rows are of the same bytes, whatever happens to a file afterwards.
    """

    folder: Path
    _files: dict[str, bytes | None] = field(default_factory=dict, compare=False, repr=False)
    _digests: dict[str, str] = field(default_factory=dict, compare=False, repr=False)
    _indexes: dict[tuple[str, str], Index] = field(default_factory=dict, compare=False, repr=False)

    def rows(self, file: str, key: str, value: str) -> list[Row]:
        """The rows whose `key` column holds `value`; SourceError when the file can't be read."""
        return self._index(file, key).get(value, [])

    def all_rows(self, file: str, key: str) -> list[Row]:
        """Every row of a file, in its order within each value of `key`."""
        return [row for rows in self._index(file, key).values() for row in rows]

    def digest(self, file: str) -> str:
        """SHA-256 of a file's bytes, empty when there is no such file: part of a cache key."""
        if file not in self._digests:
            content = self._content(file)
            self._digests[file] = "" if content is None else sha256(content).hexdigest()
        return self._digests[file]

    def _index(self, file: str, key: str) -> Index:
        known = self._indexes.get((file, key))
        if known is None:
            content = self._content(file)
            if content is None:
                raise SourceError(f"there is no file {file} in the folder of sources")
            known = self._indexes[file, key] = _indexed(Path(file), content, key)
        return known

    def _content(self, file: str) -> bytes | None:
        if file not in self._files:
            path = self.folder / file
            try:
                self._files[file] = path.read_bytes() if path.is_file() else None
            except OSError as error:
                raise SourceError(f"{file} can't be read: {error}") from error
        return self._files[file]


def _indexed(path: Path, content: bytes, key: str) -> Index:
    rows = _read(path, content)
    if rows and key not in rows[0]:
        columns = ", ".join(rows[0])
        raise SourceError(f"{path.name} has no column {key!r}; it has {columns}")
    index: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        index[row[key]].append(row)
    return dict(index)


def _read(path: Path, content: bytes) -> list[Row]:
    import pyarrow as pa
    from pyarrow import csv, parquet

    try:
        if path.suffix == ".parquet":
            table = parquet.read_table(pa.BufferReader(content))
            return [
                {k: "" if v is None else str(v) for k, v in r.items()} for r in table.to_pylist()
            ]
        with csv.open_csv(pa.BufferReader(content)) as head:
            names = head.schema.names
        as_text = csv.ConvertOptions(column_types=dict.fromkeys(names, pa.string()))
        table = csv.read_csv(pa.BufferReader(content), convert_options=as_text)
        rows: list[Row] = table.to_pylist()
    except (pa.ArrowInvalid, pa.ArrowKeyError, OSError) as error:
        raise SourceError(f"{path.name} can't be read: {error}") from error
    return rows
