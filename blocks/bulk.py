"""Many rows at once: a statement of the driver, prepared once, and no work per row that is not
conversion. Through Core the same rows take three times as long.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import cache
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, Table

from blocks.rows import canonical, storable
from blocks.tables import JsonText, Words

Cells = tuple[Any, ...]  # the values of one row in the order of the table's columns


def insert_many(connection: Connection, table: Table, rows: Iterable[Cells]) -> None:
    """Insert rows; a row that is there already is an error."""
    _execute(connection, table, rows, "")


def insert_new(connection: Connection, table: Table, rows: Iterable[Cells]) -> None:
    """Insert the rows whose key is not there yet."""
    _execute(connection, table, rows, " ON CONFLICT DO NOTHING")


def upsert_many(connection: Connection, table: Table, rows: Iterable[Cells]) -> None:
    """Insert rows, or replace those that have the same key."""
    keys = ", ".join(f'"{column.name}"' for column in table.primary_key)
    rest = ", ".join(
        f'"{column.name}" = excluded."{column.name}"'
        for column in table.columns
        if not column.primary_key
    )
    _execute(connection, table, rows, f" ON CONFLICT ({keys}) DO UPDATE SET {rest}")


def _execute(connection: Connection, table: Table, rows: Iterable[Cells], tail: str) -> None:
    cells = [_converted(table, row) for row in rows]
    if cells:
        mark = "?" if connection.dialect.name == "sqlite" else "%s"
        connection.exec_driver_sql(_insert(table, mark) + tail, cells)


@cache
def _insert(table: Table, mark: str) -> str:
    names = ", ".join(f'"{column.name}"' for column in table.columns)
    marks = ", ".join([mark] * len(table.columns))
    # Table and column names are ours.
    return f'INSERT INTO "{table.name}" ({names}) VALUES ({marks})'  # noqa: S608


@cache
def _places(table: Table, kind: type) -> Sequence[int]:
    return [place for place, column in enumerate(table.columns) if type(column.type) is kind]


@cache
def _words(table: Table) -> Callable[[Cells], Cells]:
    return itemgetter(*_places(table, Words))  # each table has more than one column of text


def _converted(table: Table, row: Cells) -> Cells:
    values = list(row)
    # All words in one look: nearly always there is nothing to convert.
    text = "".join(filter(None, _words(table)(row)))
    if "\0" in text or not text.isascii():
        for place in _places(table, Words):
            values[place] = values[place] and storable(values[place])
    for place in _places(table, JsonText):
        if values[place] is not None:
            values[place] = canonical(values[place])
    return tuple(values)
