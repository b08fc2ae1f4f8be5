"""A ledger of an earlier version is brought to the newest in place."""

from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import inspect, text

import blocks
from blocks.coaching import CoachingStore
from blocks.database import Database, connect
from blocks.json_cache import cache_of
from blocks.ledger import open_ledger
from blocks.ledger_view import found_ledger
from blocks.schema import version
from blocks.tables import HEAD, METADATA

RUN = (
    "INSERT INTO runs (id, pack, title, kind, request_digest, state, reason, host, pid,"
    " pid_started, started_at) VALUES ('r1', 'p', 'Förra året', 'single', 'd', 'completed', '',"
    " 'h', 1, 0.0, '2026-01-01T00:00:00.000000+00:00')"
)


@pytest.fixture
def first(ledger_url: str) -> Database:
    """A ledger as the first version made it, with a run in it."""
    database = connect(ledger_url)
    with database.write() as connection:
        config = Config(attributes={"connection": connection})
        config.set_main_option("script_location", str(Path(blocks.__file__).parent / "migrations"))
        command.upgrade(config, "0001")
        connection.execute(text(RUN))
    return database


def test_a_ledger_of_the_first_version_gets_the_new_tables_and_keeps_its_runs(
    first: Database, ledger_url: str
) -> None:
    with first.read() as connection:
        assert version(connection) == "0001"
        assert not inspect(connection).has_table("coaching_jobs")
    ledger = open_ledger(ledger_url)
    assert ledger.run("r1").title == "Förra året"
    with ledger.database.read() as connection:
        assert version(connection) == HEAD
        assert set(METADATA.tables) <= set(inspect(connection).get_table_names())
    assert CoachingStore(ledger.database, cache_of(ledger.database)).jobs("r1") == ()
    ledger.close()
    first.engine.dispose()


def test_a_ledger_of_the_first_version_is_read_before_anything_has_brought_it_up(
    first: Database, ledger_url: str
) -> None:
    view = found_ledger(ledger_url)
    assert view is not None
    assert [run.id for run in view.runs()] == ["r1"]
    view.database.engine.dispose()
    first.engine.dispose()
