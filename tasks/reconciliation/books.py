"""Tables of trades, allocations or cash movements as entries.

Cells are read as text and become numbers by the mapping's rules, so that no float ever stands
between a file and a decimal. Every row is accounted for: an entry, or rejected with its line.
"""

import codecs
import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from policies.errors import InputError
from tasks.files import check_file, check_text
from tasks.reconciliation.entries import DAYS, NUMBERS, Book, BookKind, Entry
from tasks.reconciliation.mapping import BookMapping
from tasks.reconciliation.numbers import minus, parse_day, parse_number
from tasks.reconciliation.request import ID_LENGTH
from tasks.records import Rejected, csv_rows

TABLES = (".csv", ".txt", ".tsv", ".parquet")
SIDES = {
    "BUY": "BUY", "B": "BUY", "BOUGHT": "BUY", "BOT": "BUY",
    "SELL": "SELL", "S": "SELL", "SOLD": "SELL", "SLD": "SELL",
}  # fmt: skip
EXAMPLES = 3
Rows = Iterator[tuple[int, Sequence[Any] | ValueError]]


def read_table(path: Path, mapping: BookMapping, kind: BookKind) -> Book:
    """A CSV or Parquet file as a book.

    Raises InputError when the file cannot be read as a table, when columns that the mapping names
    are missing (all of them at once), and when more than half of its rows are rejected: then the
    mapping is wrong, not the rows.
    """
    check_file(path, TABLES)
    parquet = path.suffix.lower() == ".parquet"
    header, rows = _parquet(path) if parquet else _csv(path, mapping)
    reader = _Reader.of(mapping, header, path, kind)
    entries: list[Entry] = []
    rejected: list[Rejected] = []
    for line, cells in rows:
        try:
            if isinstance(cells, ValueError):
                raise cells
            entries.append(reader.entry(line, cells))
        except ValueError as error:
            rejected.append(Rejected(line, str(error), path.name))
    _check_share(path, len(entries), rejected)
    return Book(path.name, mapping.system, tuple(entries), tuple(rejected))


def _check_share(path: Path, good: int, rejected: Sequence[Rejected]) -> None:
    if good == 0 and not rejected:
        raise InputError(f"{path} has a header and no rows. Give a book with at least one.")
    if len(rejected) <= good:
        return
    examples = "".join(f"\n  line {bad.line}: {bad.reason}" for bad in rejected[:EXAMPLES])
    raise InputError(
        f"{path}: {len(rejected)} of {good + len(rejected)} rows cannot be read. Correct the"
        f" mapping or the file; the first ones:{examples}"
    )


@dataclass(frozen=True)
class _Reader:
    """What reads one row: where each field stands and how it is written."""

    mapping: BookMapping
    places: dict[str, int]
    key: tuple[int, ...]
    width: int
    kind: BookKind

    @classmethod
    def of(
        cls, mapping: BookMapping, header: Sequence[str], path: Path, kind: BookKind
    ) -> "_Reader":
        _check_columns(mapping, header, path)
        at = {name: index for index, name in reversed(list(enumerate(header)))}
        places = {field: at[column] for field, column in mapping.columns.used.items()}
        return cls(mapping, places, tuple(at[name] for name in mapping.key), len(header), kind)

    def entry(self, line: int, cells: Sequence[Any]) -> Entry:
        if len(cells) != self.width:
            raise ValueError(f"has {len(cells)} cells where the header has {self.width}.")
        found: dict[str, Any] = dict(self.mapping.constants)
        for field, place in self.places.items():
            value = cells[place]
            if value is not None and value != "":
                found[field] = value
        key = "|".join(str(cells[place]).strip() for place in self.key if cells[place] is not None)
        for field, given in found.items():
            try:
                found[field] = self._value(field, given)
            except ValueError as error:
                raise ValueError(f"{self._column(field)}: {error}") from None
        self._sign(found)
        self._require(found, key)
        return Entry(
            line, key.strip("|"), **{name: v for name, v in found.items() if v is not None}
        )

    def _column(self, field: str) -> str:
        return self.mapping.columns.used.get(field, field)

    def _value(self, field: str, given: Any) -> Any:
        if field in NUMBERS or field in ("debit", "credit"):
            return self._number(given)
        if field in DAYS:
            return self._day(given)
        text = self.mapping.values.get(field, {}).get(str(given).strip(), str(given).strip())
        if len(text) > ID_LENGTH:
            raise ValueError(f"is longer than {ID_LENGTH} characters.")
        if not text.isprintable():
            raise ValueError("holds control characters.")
        if field == "side":
            return _side(text)
        return (text.upper() if field == "currency" else text) or None

    def _number(self, given: Any) -> Decimal:
        if isinstance(given, str):
            return parse_number(given, self.mapping.decimal, self.mapping.thousands)
        if isinstance(given, bool) or not isinstance(given, (int, float, Decimal)):
            raise ValueError("is not a number.")  # noqa: TRY004 - a fault of the row
        return parse_number(str(given) if isinstance(given, Decimal) else repr(given))

    def _day(self, given: Any) -> date:
        if isinstance(given, datetime):
            return given.date()
        if isinstance(given, date):
            return given
        return parse_day(str(given).strip(), self.mapping.dates)

    def _sign(self, found: dict[str, Any]) -> None:
        if "debit" in found or "credit" in found:
            zero = Decimal(0)
            found["amount"] = minus(found.pop("credit", zero), found.pop("debit", zero))
        if self.mapping.negate and "amount" in found:
            found["amount"] = -found["amount"]

    def _require(self, found: dict[str, Any], key: str) -> None:
        if len(key) > ID_LENGTH or not key.isprintable():
            raise ValueError(f"the key is longer than {ID_LENGTH} characters or not printable.")
        if self.kind == "cash" and "amount" not in found:
            raise ValueError(f"{self._column('amount')} is empty.")
        if self.kind == "trades" and not {"quantity", "amount"} & found.keys():
            raise ValueError("quantity and amount are both empty.")
        if self.kind == "allocations":
            empty = [name for name in ("account", "quantity") if name not in found]
            if empty or not key.strip("|"):
                raise ValueError(f"{' and '.join(empty) or 'the key'} is empty.")


def _side(text: str) -> str:
    side = SIDES.get(text.upper())
    if side is None:
        raise ValueError(
            f"{text[:40]!r} is not a side; map it under `values: {{side: …}}` to BUY or SELL."
        )
    return side


def _check_columns(mapping: BookMapping, header: Sequence[str], path: Path) -> None:
    wanted = dict.fromkeys([*mapping.key, *mapping.columns.used.values()])
    missing = [column for column in wanted if column not in header]
    if not missing:
        return
    near = {name: get_close_matches(name, header, n=1, cutoff=0.6) for name in missing}
    listed = ", ".join(f"{n!r}" + (f" (close: {c[0]!r})" if c else "") for n, c in near.items())
    close = [found[0] for found in near.values() if found]
    others = [*dict.fromkeys(close), *(name for name in header if name not in close)]
    noun = "columns are" if len(missing) > 1 else "column is"
    raise InputError(
        f"{path}: {len(missing)} {noun} missing: {listed}. There are: {', '.join(others)}."
        " Correct the mapping or the file."
    )


def _csv(path: Path, mapping: BookMapping) -> tuple[list[str], Rows]:
    encoding = _encoding(mapping, path)
    check_text(path, encoding)
    with path.open(encoding=encoding) as file:
        first = file.readline()
    delimiter = mapping.delimiter or max(",;\t|", key=first.count)
    header = [name.strip() for name in next(csv.reader([first], delimiter=delimiter), [])]
    return header, _csv_rows(path, encoding, delimiter)


def _csv_rows(path: Path, encoding: str, delimiter: str) -> Rows:
    with path.open(encoding=encoding, newline="") as file:
        reader = csv.reader(file, delimiter=delimiter, strict=True)
        next(reader, None)
        yield from csv_rows(reader)


def _encoding(mapping: BookMapping, path: Path) -> str:
    name = mapping.encoding or "utf-8"
    try:
        codec = codecs.lookup(name).name
    except LookupError:
        raise InputError(
            f"{path}: the mapping's encoding {name!r} is unknown."
            " Valid choices are those of Python, among them utf-8, cp1252, latin-1, utf-16."
        ) from None
    return "utf-8-sig" if codec == "utf-8" else codec


def _parquet(path: Path) -> tuple[list[str], Rows]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        file = pq.ParquetFile(path)
    except (pa.ArrowInvalid, OSError) as error:
        raise InputError(f"{path}: not a Parquet file: {str(error)[:200]}") from None
    return file.schema_arrow.names, _parquet_rows(file)


def _parquet_rows(file: Any) -> Rows:
    number = 0
    for batch in file.iter_batches(batch_size=8_192):
        for cells in zip(*(column.to_pylist() for column in batch.columns), strict=True):
            number += 1
            yield number, cells
