"""Frames out of the SELECTs of named queries, in SQLite and PostgreSQL.

A statement can only read, whatever it says. PostgreSQL gets it in a transaction that is read only,
as the one SELECT of a cursor, and ends it after `timeout` seconds (`statement_timeout`). SQLite
opens the file for reading alone, an authoriser lets nothing but reads through, and a progress
handler ends the statement in time. Values are bound, never pasted.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from blocks.errors import SourceError
from blocks.queries.addresses import Address, secrets, sqlite_file
from blocks.queries.frames import Once, has_columns, typed
from blocks.queries.kinds import Place
from blocks.queries.params import nearest
from blocks.queries.query import Query, SqlTable

if TYPE_CHECKING:
    import polars as pl
    from sqlalchemy import Engine, TextClause
    from sqlalchemy.exc import DBAPIError

IS_NULL: Final = "_is_null"  # `:sectors_is_null` says whether the list `:sectors` is null
CONNECT: Final = 10  # seconds until a connection is given up
CHECKED: Final = 10_000  # steps of SQLite between two looks at the clock


@dataclass(frozen=True)
class Databases:
    """The configured databases, each reached when it is first asked."""

    known: Mapping[str, Address] = field(default_factory=dict)
    timeout: float = 20.0  # seconds for one statement
    _once: Once = field(default_factory=Once, compare=False, repr=False)

    def address(self, name: str) -> Address:
        """Where a database is. SourceError when none goes by the name."""
        if name not in self.known:
            raise SourceError(
                f"No database is configured as {name!r}. {nearest(name, self.known)}"
                f" {Address(name, '').shape}"
            )
        return self.known[name]

    def frame(self, table: SqlTable, query: Query, params: Mapping[str, Any]) -> "pl.DataFrame":
        """The declared columns of a SELECT, sorted by them. SourceError says what is wrong."""
        import polars as pl
        from sqlalchemy.exc import DBAPIError, SQLAlchemyError

        address = self.address(table.database)
        engine: Engine = self._once.get(address, lambda: _engine(address, self.timeout))
        try:
            with engine.connect() as connection, connection.begin():
                if engine.dialect.name == "postgresql":
                    connection.exec_driver_sql("SET TRANSACTION READ ONLY")
                    limit = max(1, round(self.timeout * 1000))
                    connection.exec_driver_sql(f"SET LOCAL statement_timeout = {limit}")
                    # A cursor takes a SELECT and nothing else, COPY to a file neither.
                    connection.execution_options(stream_results=True)
                result = connection.execute(_bound(table.select, query, params))
                names, rows = list(result.keys()), result.fetchall()
        except DBAPIError as error:
            raise SourceError(self._sentence(address.name, engine, error)) from None
        except SQLAlchemyError as error:
            said = str(error).partition("\n")[0].rstrip(".")
            raise SourceError(f"The database {address.name} can't be asked: {said}.") from None
        has_columns(table.locator, names, query.columns)
        at = {name: names.index(name) for name in query.columns}
        frame = pl.DataFrame(
            [_series(name, [row[at[name]] for row in rows]) for name in query.columns]
        )
        made = typed(frame, query.columns, Place(table.locator))
        return made.sort(list(query.columns), nulls_last=True, maintain_order=True)

    def _sentence(self, name: str, engine: "Engine", error: "DBAPIError") -> str:
        from sqlalchemy.exc import OperationalError

        cause = str(error.orig or error).strip().partition("\n")[0].rstrip(".")
        for secret in secrets(engine.url):
            cause = cause.replace(secret, "***")
        if "statement timeout" in cause or cause == "interrupted":
            return f"The database {name} took longer than {self.timeout:g} s."
        if isinstance(error, OperationalError):
            return f"The database {name} can't be used: {cause}."
        return f"The database {name} refused: {cause}."


def _bound(select: str, query: Query, params: Mapping[str, Any]) -> "TextClause":
    """The statement with the parameters that it names, typed, so that null has a type too."""
    import sqlalchemy as sa

    clause = sa.text(select)
    types: dict[str, Any] = {"int": sa.BigInteger(), "number": sa.Double(), "date": sa.Date()}
    binds: list[sa.BindParameter[Any]] = []
    for name in clause.compile().params:
        listed = query.params.get(name.removesuffix(IS_NULL)) if name.endswith(IS_NULL) else None
        if listed is not None and listed.type == "list":
            null = params[name.removesuffix(IS_NULL)] is None
            binds.append(sa.bindparam(name, null, type_=sa.Boolean()))
            continue
        if name not in query.params:
            valid = nearest(name, query.params)
            raise SourceError(f"The SELECT has :{name}, which is no parameter. {valid}")
        kind, value = query.params[name].type, params[name]
        if kind == "list":
            binds.append(sa.bindparam(name, value or [], type_=sa.String(), expanding=True))
            continue
        if kind == "date" and value is not None:
            value = date.fromisoformat(value)
        if kind == "number" and value is None:
            kind = "int"  # PostgreSQL is told no type of a null Double
        binds.append(sa.bindparam(name, value, type_=types.get(kind, sa.String())))
    return clause.bindparams(*binds)


def _series(name: str, values: list[Any]) -> "pl.Series":
    """A column of a result; where SQLite mixes types, all are text, to be read as the kind."""
    import polars as pl

    plain = [_plain(value) for value in values]
    try:
        return pl.Series(name, plain)
    except (TypeError, OverflowError, pl.exceptions.PolarsError):
        texts = [None if value is None else str(value) for value in plain]
        return pl.Series(name, texts, dtype=pl.String)


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        whole = value.is_finite() and value == value.to_integral_value()
        return int(value) if whole and abs(value) < 2**63 else float(value)
    return str(value) if isinstance(value, UUID) else value


def _engine(address: Address, timeout: float) -> "Engine":
    from prefect_sqlalchemy import SqlAlchemyConnector
    from sqlalchemy.pool import NullPool

    url, arguments = address.connection()
    options: dict[str, Any] = {"poolclass": NullPool}  # one statement, one connection
    info: Any = url.render_as_string(hide_password=False)
    if url.get_backend_name() == "sqlite":
        from prefect_sqlalchemy import ConnectionComponents

        file = sqlite_file(url)
        info = ConnectionComponents(driver="sqlite", database=str(file))
        options["creator"] = lambda: _read_only(str(file), address, timeout)
    else:
        arguments = {"connect_timeout": CONNECT, **arguments}
    connector = SqlAlchemyConnector(connection_info=info, connect_args=arguments)
    engine: Engine = connector.get_engine(**options)
    return engine


def _read_only(file: str, address: Address, timeout: float) -> Any:
    import sqlite3
    from pathlib import Path
    from urllib.parse import quote

    if not Path(file).is_file():
        raise SourceError(f"The database {address.name} is no file: {file}. {address.shape}")
    place = f"file:{quote(file)}?mode=ro"
    connection = sqlite3.connect(place, uri=True, timeout=CONNECT, check_same_thread=False)
    connection.execute("PRAGMA query_only = ON")
    reads = {sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_RECURSIVE}

    def allowed(action: int, first: str | None, second: str | None, *_: str | None) -> int:
        function = action == sqlite3.SQLITE_FUNCTION and second != "load_extension"
        # SQLAlchemy looks at the isolation level when it first connects.
        asked = (action, first, second) == (sqlite3.SQLITE_PRAGMA, "read_uncommitted", None)
        return sqlite3.SQLITE_OK if action in reads or function or asked else sqlite3.SQLITE_DENY

    connection.set_authorizer(allowed)
    end = time.monotonic() + timeout
    connection.set_progress_handler(lambda: int(time.monotonic() > end), CHECKED)
    return connection
