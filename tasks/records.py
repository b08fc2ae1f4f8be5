"""Reading records: JSON, JSON Lines, CSV and Parquet into one pydantic model, row by row.

A fault of the whole file is an `InputError` before the first row is handed out. A fault of one row
is a `Rejected` with its line and its reason, and the rest goes on. Numbers never pass through a
float on the way from text: `0.1` and `12345678901234567.89` stay what they are.
"""

import csv
import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ValidationError

from policies.errors import InputError
from tasks.columns import Columns, nested
from tasks.explain import sentence
from tasks.files import check_file, check_text

Model = TypeVar("Model", bound=BaseModel)
Row = tuple[int, Any]  # its line, and what stands there: a mapping, or a ValueError


@dataclass(frozen=True, slots=True)
class Record(Generic[Model]):
    """A row that is valid. `line` counts from 1; in Parquet files it is the number of the row."""

    line: int
    value: Model
    source: str


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row that is not, and why, in one sentence; its line is 0 where it is a whole file."""

    line: int
    reason: str
    source: str


def read_records(
    path: Path, model: type[Model], key: str | None = None
) -> Iterator[Record[Model] | Rejected]:
    """Every row of a file, as a value of `model` or rejected.

    The suffix says the format: .json (an object or a list), .jsonl or .ndjson, .csv (a header;
    `side.amount` reaches a nested field, `;` separates the items of a list), .parquet. `key` is
    the field that may not occur twice, by default the first one when it is called id or …_id.
    Raises InputError for a file that is missing, empty, a folder, of an unknown format, in another
    encoding, or whose columns do not fit the model.
    """
    read = FORMATS.get(check_file(path, FORMATS).suffix.lower())
    assert read is not None  # noqa: S101 (check_file said so)
    first = next(iter(model.model_fields))
    unique = key or (first if first == "id" or first.endswith("_id") else None)
    rows = iter(read(path, model))
    head = next(rows, None)
    if head is None:
        raise InputError(f"{path}: no rows. Give a file with at least one record.")
    return _validated(head, rows, model, (path.name, unique))


def digest(value: BaseModel) -> str:
    """SHA-256 of a value's JSON: equal values of one model have equal digests.

    A field whose schema has `place` says where something is, not what: it doesn't count.
    """
    text = value.model_dump_json(exclude=_places(type(value)))
    return hashlib.sha256(text.encode()).hexdigest()


@cache
def _places(model: type[BaseModel]) -> set[str] | None:
    extras = {name: field.json_schema_extra for name, field in model.model_fields.items()}
    found = {name for name, extra in extras.items() if isinstance(extra, dict) and "place" in extra}
    return found or None


def _validated(
    head: Row, rows: Iterator[Row], model: type[Model], named: tuple[str, str | None]
) -> Iterator[Record[Model] | Rejected]:
    source, unique = named
    seen: dict[Any, int] = {}
    row: Row | None = head
    while row is not None:
        line, data = row
        try:
            if isinstance(data, ValueError):
                raise data
            value = model.model_validate(data)
        except ValidationError as error:
            yield Rejected(line, sentence(error), source)
        except ValueError as error:
            yield Rejected(line, str(error), source)
        else:
            name = getattr(value, unique) if unique else line
            earlier = seen.setdefault(name, line)
            if earlier == line:
                yield Record(line, value, source)
            else:
                reason = f"{unique} {name!r} stands in line {earlier} already; give each its own."
                yield Rejected(line, reason, source)
        row = next(rows, None)


# --- formats: each gives the rows of a file


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    values = dict(pairs)
    if len(values) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"{twice[:80]!r} stands twice in one object; keep one of them.")
    return values


DECODER = json.JSONDecoder(parse_float=Decimal, object_pairs_hook=_pairs)


def _json_lines(path: Path, _: type[BaseModel]) -> Iterator[Row]:
    check_text(path)
    with path.open(encoding="utf-8-sig", newline="\n") as file:
        for number, line in enumerate(file, 1):
            if not line.isspace():
                yield number, _json_row(line)


def _json_row(line: str) -> Any:
    try:
        value = DECODER.decode(line)
    except json.JSONDecodeError as error:
        return ValueError(f"is not JSON: {error.msg} at column {error.colno}.")
    except ValueError as error:
        return error
    except RecursionError:
        return ValueError("is JSON nested too deeply; a record has three levels at most.")
    return value if isinstance(value, dict) else ValueError("is not a JSON object {…}.")


def _json(path: Path, _: type[BaseModel]) -> list[Row]:
    check_text(path)
    text = path.read_text(encoding="utf-8-sig")
    try:
        value = DECODER.decode(text)
    except json.JSONDecodeError as error:
        place = f"{path}:{error.lineno}"
        raise InputError(f"{place}: not JSON: {error.msg} at column {error.colno}.") from None
    except (ValueError, RecursionError) as error:
        reason = str(error) if isinstance(error, ValueError) else "nested too deeply."
        raise InputError(f"{path}: {reason}") from None
    if isinstance(value, dict):
        return [(1, value)]
    if not isinstance(value, list):
        raise InputError(f"{path}: holds neither an object nor a list of objects. Write {{…}}.")
    wrong = ValueError("is not a JSON object {…}.")
    items = zip(_lines_of(text), value, strict=True)
    return [(line, item if isinstance(item, dict) else wrong) for line, item in items]


def _lines_of(text: str) -> Iterator[int]:
    """The line on which each element of a JSON list starts; the text is known to be valid."""
    position, line, counted = text.index("[") + 1, 1, 0
    while True:
        while position < len(text) and text[position] in " \t\r\n,":
            position += 1
        if text[position] == "]":
            return
        line += text.count("\n", counted, position)
        counted = position
        yield line
        _, position = DECODER.raw_decode(text, position)


def _csv(path: Path, model: type[BaseModel]) -> Iterator[Row]:
    check_text(path)
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.reader(file, delimiter=_delimiter(path), strict=True)
        columns = Columns.of(model, next(reader, []), str(path))
        for line, cells in csv_rows(reader):
            yield line, cells if isinstance(cells, ValueError) else columns.row(cells)


def csv_rows(reader: Any) -> Iterator[tuple[int, list[str] | ValueError]]:
    """The rows of a `csv.reader` after its header that are not empty, each with its first line.

    A row that is not CSV is a ValueError in its place, and the rest goes on.
    """
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield line, ValueError(f"is not CSV: {error}. Is a quote left open?")
        else:
            if cells:
                yield line, cells


def _delimiter(path: Path) -> str:
    with path.open(encoding="utf-8-sig") as file:
        header = file.readline()
    return max(",;\t|", key=header.count)


def _parquet(path: Path, model: type[BaseModel]) -> Iterator[Row]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        file = pq.ParquetFile(path)
    except (pa.ArrowInvalid, OSError) as error:
        raise InputError(f"{path}: not a Parquet file: {str(error)[:200]}") from None
    Columns.of(model, file.schema_arrow.names, str(path))
    number = 0
    for batch in file.iter_batches(batch_size=4_096):
        for row in batch.to_pylist():
            number += 1
            yield number, nested({name: _exact(value) for name, value in row.items()})


def _exact(value: Any) -> Any:
    """Floats by their shortest decimal text, at any depth."""
    if isinstance(value, float):
        return Decimal(repr(value))
    if isinstance(value, Mapping):
        return {name: _exact(item) for name, item in value.items()}
    return [_exact(item) for item in value] if isinstance(value, list) else value


FORMATS: dict[str, Callable[[Path, type[BaseModel]], Iterable[Row]]] = {
    ".json": _json,
    ".jsonl": _json_lines,
    ".ndjson": _json_lines,
    ".csv": _csv,
    ".parquet": _parquet,
}
__all__ = ["Record", "Rejected", "digest", "read_records"]
