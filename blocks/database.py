"""A database that the ledger writes to: SQLite or PostgreSQL, reached through a Prefect connector.

Every error of the driver becomes one LedgerError that names the place and never the password.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import Any, Final

from sqlalchemy import URL, Connection, Engine, event, make_url
from sqlalchemy.exc import (
    ArgumentError,
    DBAPIError,
    DisconnectionError,
    NoSuchModuleError,
    OperationalError,
)
from sqlalchemy.exc import TimeoutError as PoolTimeout

from blocks.errors import LedgerError
from blocks.home import home

SETTING: Final = "COXSWAIN_LEDGER"
_BLOCK: Final = "block:"
_DRIVERS: Final = {
    "sqlite": "sqlite",
    "postgresql": "postgresql+psycopg",
    "postgres": "postgresql+psycopg",
}
_SHAPE: Final = (
    f"{SETTING} takes sqlite:////absolute/path.db, postgresql://user:password@host/database"
    f" or {_BLOCK}NAME, the name of a saved sqlalchemy-connector block."
)


@dataclass(frozen=True)
class Database:
    """An engine, and a name for messages that holds no secret."""

    engine: Engine
    name: str
    secrets: tuple[str, ...] = ()
    # SQLite has one writer: threads queue here, in order, instead of polling for its lock.
    turn: AbstractContextManager[Any] = field(default_factory=nullcontext)

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A transaction that only reads: it sees one moment of the ledger."""
        with self._told(), self.engine.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A transaction that writes: all of it or nothing."""
        with self._told(), self.turn, self.engine.connect() as connection:
            connection.execution_options(ledger_write=True)
            with connection.begin():
                yield connection

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except (DBAPIError, PoolTimeout) as error:
            raise LedgerError(self._sentence(error)) from None

    def _sentence(self, error: Exception) -> str:
        cause = str(getattr(error, "orig", None) or error).strip().partition("\n")[0].rstrip(".")
        for secret in self.secrets:
            cause = cause.replace(secret, "***")
        if isinstance(error, (OperationalError, PoolTimeout)):
            remedy = f"Check that the database is there and takes connections, or set {SETTING}."
            return f"The ledger {self.name} can't be used: {cause}. {remedy}"
        return f"The ledger {self.name} refused: {cause}."


def connect(setting: str | None = None) -> Database:
    """The database that `setting` or the environment names; by default a file in the home folder.

    It makes the folder of a SQLite file. Nothing is connected yet. LedgerError for a bad setting.
    """
    chosen = setting or os.environ.get(SETTING) or ""
    url, arguments = _from_block(chosen) if chosen.startswith(_BLOCK) else (_parsed(chosen), {})
    secrets = _secrets(url)
    if url.get_backend_name() == "sqlite":
        return _sqlite(url, arguments)
    name = URL.create("postgresql", host=url.host, port=url.port, database=url.database)
    arguments = {"connect_timeout": 10, **arguments}
    engine = _engine(url.render_as_string(hide_password=False), arguments, pool_pre_ping=True)
    return Database(engine, str(name), secrets)


def is_there(setting: str | None = None) -> bool:
    """Whether a database may be there already: of a SQLite file its existence, else true."""
    chosen = setting or os.environ.get(SETTING) or ""
    if chosen.startswith(_BLOCK):
        return True
    url = _parsed(chosen)
    if url.get_backend_name() != "sqlite":
        return True
    return Path(url.database or "").expanduser().absolute().is_file()


def _parsed(chosen: str) -> URL:
    if not chosen:
        return URL.create("sqlite", database=str(home() / "ledger.db"))
    try:
        return _normal(make_url(chosen))
    except (ArgumentError, ValueError):  # their text may hold the password
        raise LedgerError(f"The ledger's address is no database URL. {_SHAPE}") from None


def _normal(url: URL) -> URL:
    """The same address with the driver that we ship, whichever driver it names."""
    backend = url.drivername.partition("+")[0]
    if backend not in _DRIVERS:
        raise LedgerError(f"The ledger can't be kept in {backend!r}. {_SHAPE}")
    if backend == "sqlite" and url.database in (None, "", ":memory:"):
        raise LedgerError(f"A ledger in memory is lost at the end: name a file. {_SHAPE}")
    return url.set(drivername=_DRIVERS[backend])


def _from_block(chosen: str) -> tuple[URL, dict[str, Any]]:
    from prefect_sqlalchemy import SqlAlchemyConnector

    name = chosen.removeprefix(_BLOCK)
    try:
        block: Any = SqlAlchemyConnector.load(name, _sync=True)
    except Exception as error:  # noqa: BLE001  # Prefect's client raises many kinds
        cause = str(error).strip().partition("\n")[0]
        raise LedgerError(
            f"The block sqlalchemy-connector/{name} can't be loaded: {cause} Save it in the"
            f" Prefect server that PREFECT_API_URL names, or set {SETTING} to a database URL."
        ) from None
    info = block.connection_info
    url = make_url(info) if isinstance(info, str) else info.create_url()
    return _normal(url), dict(block.connect_args or {})


def _sqlite(url: URL, arguments: dict[str, Any]) -> Database:
    file = Path(url.database or "").expanduser().absolute()
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise LedgerError(
            f"The folder of the ledger {file} can't be made: {error.strerror}."
            f" Set COXSWAIN_HOME or {SETTING} to a place that can be written to."
        ) from None
    from prefect_sqlalchemy import ConnectionComponents

    place = ConnectionComponents(
        driver="sqlite", database=str(file), query={k: str(v) for k, v in url.query.items()}
    )
    engine = _engine(place, {"timeout": 30, **arguments})
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    event.listen(engine, "checkout", _same_file(file))
    return Database(engine, str(file), turn=Lock())


def _engine(place: Any, arguments: dict[str, Any], **options: Any) -> Engine:
    from prefect_sqlalchemy import SqlAlchemyConnector

    try:
        connector = SqlAlchemyConnector(connection_info=place, connect_args=arguments)
        engine: Engine = connector.get_engine(**options)
    except (NoSuchModuleError, ImportError) as error:
        raise LedgerError(f"The database driver is missing: {error}. {_SHAPE}") from None
    return engine


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # transactions are ours to begin, see `_begin_sqlite`
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA synchronous = FULL")


def _same_file(file: Path) -> Callable[..., None]:
    """What sees that a file was removed, or replaced, since a connection was made.

    Such a connection goes on writing to what nobody will find again: it is made anew, and finds
    that its tables are gone.
    """

    def check(_connection: Any, record: Any, _proxy: Any) -> None:
        found = file.stat().st_ino if file.exists() else None
        if record.info.setdefault("file", found) != found:
            raise DisconnectionError(f"{file} is another file than before")

    return check


def _begin_sqlite(connection: Connection) -> None:
    # A transaction that reads first and writes later fails when another has written in between.
    writes = connection.get_execution_options().get("ledger_write")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _secrets(url: URL) -> tuple[str, ...]:
    from urllib.parse import quote, quote_plus

    hidden = [str(url.password or ""), *map(str, (url.query.get("password", ""),))]
    return tuple(
        {form for text in hidden if text for form in (text, quote(text), quote_plus(text))}
    )
