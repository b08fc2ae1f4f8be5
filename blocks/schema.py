"""Bring a database to the newest schema; processes that start together take turns."""

import sqlite3
import time
from contextlib import closing
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, inspect, text

from blocks.database import Database
from blocks.errors import LedgerError
from blocks.tables import HEAD, VERSION_TABLE

_PG_LOCK: Final = 0x0C0C_57A1  # any number that all our processes share
_WAL_PATIENCE: Final = 30.0


def migrate(database: Database) -> None:
    """Make or update the tables. A ledger of a newer Coxswain is a LedgerError."""
    with database.read() as connection:
        found = version(connection)
    if found == HEAD:
        return
    if database.engine.dialect.name == "sqlite":
        _use_wal(database)
    with database.write() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text(f"SELECT pg_advisory_xact_lock({_PG_LOCK})"))
        found = version(connection)
        if found != HEAD:
            _upgrade(connection, found, database.name)


def version(connection: Connection) -> str | None:
    """The schema's version, None in a database without a ledger."""
    if not inspect(connection).has_table(VERSION_TABLE):
        return None
    found: str | None = connection.scalar(text(f"SELECT version_num FROM {VERSION_TABLE}"))  # noqa: S608
    return found


def _upgrade(connection: Connection, found: str | None, name: str) -> None:
    from alembic import command
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    if found is not None and found not in known:
        raise LedgerError(
            f"The ledger {name} has schema {found!r}; this Coxswain knows {HEAD!r} and older."
            " A newer version wrote it: update Coxswain."
        )
    command.upgrade(config, "head")


def _use_wal(database: Database) -> None:
    """Switch a SQLite file to a write-ahead log; the switch does not wait for others, so we do."""
    give_up = time.monotonic() + _WAL_PATIENCE
    while True:
        try:
            # Not through SQLAlchemy: there a transaction would have begun.
            with closing(database.engine.raw_connection()) as connection:
                connection.cursor().execute("PRAGMA journal_mode = WAL")
        except sqlite3.Error as error:
            if "locked" not in str(error) or time.monotonic() > give_up:
                raise LedgerError(f"The ledger {database.name} can't be opened: {error}.") from None
            time.sleep(0.05)
        else:
            return
