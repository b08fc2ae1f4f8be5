"""Several writes of a store as one transaction: one wait for the disk instead of many."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from blocks.coaching import CoachingStore
from blocks.database import Database


@dataclass(frozen=True)
class Within(Database):
    """A database whose reads and writes all belong to one transaction that somebody has begun."""

    connection: Connection | None = None

    @contextmanager
    def read(self) -> Iterator[Connection]:
        assert self.connection is not None  # noqa: S101 - `together` alone makes one, with it
        yield self.connection

    write = read


@contextmanager
def together(store: CoachingStore) -> Iterator[CoachingStore]:
    """A store for the block, all of whose jobs and rounds are written at its end, or none.

    Not for results and prompts: the cache beside the database would say what isn't committed yet.
    """
    database = store.database
    with database.write() as connection:
        within = Within(database.engine, database.name, database.secrets, connection=connection)
        yield replace(store, database=within)
