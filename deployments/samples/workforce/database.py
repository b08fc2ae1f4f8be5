"""The persons as a SQLite database, so that the queries in SQL have something to read."""

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from deployments.samples.workforce.aggregates import Row
from deployments.samples.workforce.rows import (
    RECORD,
    Record,
    employment_history,
    employment_records,
)
from deployments.samples.workforce.simulate import History

UPDATED = "2025-01-31"  # when these invented offices published
KINDS = {
    "year": "INTEGER", "age": "INTEGER", "founded_year": "INTEGER", "target_year": "INTEGER",
    "salary_qar": "INTEGER", "monthly_salary": "INTEGER", "unemployment_percent": "REAL",
    "target_percent": "REAL",
}  # fmt: skip  # all other columns are text
INDEXES = {
    "employment_records": ("month, sector",),
    "employment_history": ("year", "person_id, year"),
}
SOURCES = {
    "employment_records": "LMIS", "employment_history": "LMIS", "companies": "LMIS",
    "gcc_labour_statistics": "GCC-STAT", "vision_2030_targets": "Vision 2030",
}  # fmt: skip


def write_database(file: Path, history: History, tables: Mapping[str, Sequence[Row]]) -> None:
    """Make the database; FileExistsError when the file is there: nothing is ever overwritten.

    A month's record of everybody takes most of it: about 170 MB for 20,000 persons.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    file.open("xb").close()
    try:
        with closing(sqlite3.connect(file)) as database:
            _write(database, history, tables)
    except BaseException:
        file.unlink()
        raise


def _write(
    database: sqlite3.Connection, history: History, tables: Mapping[str, Sequence[Row]]
) -> None:
    database.execute("PRAGMA journal_mode = OFF")  # a file that is cut off is removed
    _table(database, "companies", tables["companies"])
    _table(database, "gcc_labour_statistics", tables["unemployment_gcc"])
    _table(database, "vision_2030_targets", tables["vision_2030_targets"])
    _table(database, "employment_history", list(employment_history(history)))
    _insert(database, "employment_records", RECORD, employment_records(history))
    log = [
        {"source": source, "dataset": name, "last_updated": UPDATED}
        for name, source in SOURCES.items()
    ]
    _table(database, "data_freshness_log", log)
    for table, columns in INDEXES.items():
        for place, listed in enumerate(columns):
            database.execute(f"CREATE INDEX {table}_{place} ON {table} ({listed})")
    database.commit()


def _table(database: sqlite3.Connection, name: str, rows: Sequence[Row]) -> None:
    # An empty cell of a CSV is no value in a database.
    records = (tuple(None if cell == "" else cell for cell in row.values()) for row in rows)
    _insert(database, name, tuple(rows[0]), records)


def _insert(
    database: sqlite3.Connection,
    name: str,
    columns: tuple[str, ...],
    records: Iterable[Record | Any],
) -> None:
    shape = ", ".join(f"{column} {KINDS.get(column, 'TEXT')}" for column in columns)
    database.execute(f"CREATE TABLE {name} ({shape})")
    marks = ", ".join("?" * len(columns))
    database.executemany(f"INSERT INTO {name} VALUES ({marks})", records)  # noqa: S608 - our names
