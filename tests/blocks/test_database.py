"""Where the ledger is: settings, migrations, and what is said when it can't be reached."""

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

import blocks
from blocks.database import connect
from blocks.errors import LedgerError
from blocks.ledger import Ledger, open_ledger
from blocks.rows import RunRow
from blocks.tables import HEAD, METADATA, VERSION_TABLE


def test_the_ledger_is_a_file_in_the_home_folder_by_default(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.delenv("COXSWAIN_LEDGER", raising=False)
    monkeypatch.setenv("COXSWAIN_HOME", str(tmp_path / "not yet" / "a?b#c%20"))
    ledger = open_ledger()
    ledger.begin(RunRow("r1", "p"))
    ledger.close()
    assert (tmp_path / "not yet" / "a?b#c%20" / "ledger.db").is_file()


def test_one_setting_moves_the_ledger(ledger_url: str, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setenv("COXSWAIN_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("COXSWAIN_LEDGER", ledger_url)
    for _ in range(2):
        ledger = open_ledger()
        ledger.begin(RunRow("r1", "p"))
        ledger.close()
    assert [run.id for run in open_ledger(ledger_url).runs()] == ["r1"]
    assert not (tmp_path / "home").exists()


def test_a_saved_block_names_the_ledger(ledger_url: str, prefect_server) -> None:
    from prefect_sqlalchemy import SqlAlchemyConnector

    SqlAlchemyConnector(connection_info=ledger_url).save("the-ledger", overwrite=True)
    ledger = open_ledger("block:the-ledger")
    ledger.begin(RunRow("r1", "p"))
    assert open_ledger(ledger_url).run("r1").pack == "p"
    with pytest.raises(LedgerError, match="sqlalchemy-connector/missing can't be loaded"):
        open_ledger("block:missing")


@pytest.mark.parametrize("scheme", ["postgresql", "postgres", "postgresql+asyncpg"])
def test_every_spelling_of_postgresql_uses_the_driver_that_we_ship(scheme: str) -> None:
    database = connect(f"{scheme}://someone:secret@db.example/ledger")
    assert database.engine.url.drivername == "postgresql+psycopg"
    assert database.name == "postgresql://db.example/ledger"


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("just words", "no database URL"),
        ("postgresql://u:hunter2@host:port/db", "no database URL"),
        ("mysql://u:hunter2@host/db", "'mysql'"),
        ("sqlite://", "name a file"),
        ("sqlite:///:memory:", "name a file"),
        ("postgresql://u:hunter2@127.0.0.1:1/db", "can't be used"),
        ("postgresql://u:hunter2@127.0.0.1:1/db?password=hunter2", "can't be used"),
        ("postgresql://u:hunter2@no.such.host.invalid/db", "can't be used"),
    ],
)
def test_an_address_that_leads_nowhere_is_one_sentence_without_the_password(
    url: str, words: str
) -> None:
    with pytest.raises(LedgerError, match=words) as caught:
        open_ledger(url)
    assert "COXSWAIN_LEDGER" in str(caught.value)
    assert "hunter2" not in str(caught.value)
    assert "\n" not in str(caught.value)
    assert caught.value.__suppress_context__ or caught.value.__context__ is None


def test_a_server_that_refuses_the_user_is_one_sentence(postgres_server: str) -> None:
    from sqlalchemy import make_url

    url = make_url(postgres_server).set(username="nobody_here", password="hunter2")
    with pytest.raises(LedgerError, match="can't be used") as caught:
        open_ledger(url.render_as_string(hide_password=False))
    assert "nobody_here" in str(caught.value)
    assert "hunter2" not in str(caught.value)


def test_a_password_in_a_message_of_the_driver_is_hidden() -> None:
    database = connect("postgresql://u:p%40ss@host/db")
    assert "p@ss" in database.secrets
    assert "p@ss" not in database._sentence(ValueError("wrong password p@ss or p%40ss"))
    assert "p%40ss" not in database._sentence(ValueError("wrong password p@ss or p%40ss"))


def test_a_file_that_is_no_database_or_a_folder_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "notes.db").write_text("these are notes, not a database, and long enough " * 9)
    (tmp_path / "folder.db").mkdir()
    (tmp_path / "file").write_text("")
    for name in ("notes.db", "folder.db", "file/ledger.db"):
        with pytest.raises(LedgerError, match=name.partition("/")[0]):
            open_ledger(f"sqlite:///{tmp_path / name}")
    assert (tmp_path / "notes.db").read_text().startswith("these are notes")


def test_the_migrations_make_exactly_the_tables_that_the_code_knows(ledger: Ledger) -> None:
    with ledger.database.engine.connect() as connection:
        options = {"version_table": VERSION_TABLE, "compare_type": True}
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, METADATA) == []
        for table in METADATA.sorted_tables:
            columns = connection.execute(table.select()).keys()
            assert list(columns) == [column.name for column in table.columns]


def test_the_newest_migration_is_the_one_that_the_code_expects() -> None:
    config = Config()
    folder = Path(blocks.__file__).parent / "migrations"
    config.set_main_option("script_location", str(folder))
    assert ScriptDirectory.from_config(config).get_current_head() == HEAD


def test_a_ledger_of_a_newer_version_is_left_alone(ledger: Ledger, ledger_url: str) -> None:
    with ledger.database.write() as connection:
        connection.execute(text(f"UPDATE {VERSION_TABLE} SET version_num = '9999'"))
    with pytest.raises(LedgerError, match=r"'9999'.*update Coxswain"):
        open_ledger(ledger_url)


def test_a_ledger_can_share_a_database_that_has_other_migrations(ledger_url: str) -> None:
    database = connect(ledger_url)
    with database.write() as connection:
        connection.execute(text("CREATE TABLE alembic_version (version_num TEXT)"))
        connection.execute(text("INSERT INTO alembic_version VALUES ('theirs')"))
    ledger = open_ledger(ledger_url)
    ledger.begin(RunRow("r1", "p"))
    with database.read() as connection:
        found = connection.execute(text("SELECT version_num FROM alembic_version")).scalars().all()
    assert found == ["theirs"]
    database.engine.dispose()
    ledger.close()


def test_sqlite_is_durable_and_checks_its_references(tmp_path: Path) -> None:
    ledger = open_ledger(f"sqlite:///{tmp_path}/ledger.db")
    with ledger.database.read() as connection:
        pragmas = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    assert pragmas == {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "busy_timeout": 30000,
    }
    ledger.close()


def test_a_writer_waits_for_another_process_instead_of_failing(tmp_path: Path) -> None:
    ledger = open_ledger(f"sqlite:///{tmp_path}/ledger.db")
    script = (
        "import sqlite3, sys, time; c = sqlite3.connect(sys.argv[1], isolation_level=None);"
        "c.execute('BEGIN IMMEDIATE'); print('held', flush=True); time.sleep(0.5);"
        "c.execute('COMMIT')"
    )
    held = subprocess.Popen(
        [sys.executable, "-c", script, str(tmp_path / "ledger.db")], stdout=subprocess.PIPE
    )
    assert held.stdout.readline() == b"held\n"
    ledger.begin(RunRow("r1", "p"))
    assert held.wait(10) == 0
    ledger.close()


def test_a_full_disk_is_one_sentence_and_leaves_the_ledger_whole(tmp_path: Path) -> None:
    ledger = open_ledger(f"sqlite:///{tmp_path}/ledger.db")
    with ledger.database.engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(LedgerError, match="full"):
        ledger.begin(RunRow("r1", "p", request="x" * 100_000))
    assert ledger.runs() == []
    assert sqlite3.connect(tmp_path / "ledger.db").execute("PRAGMA quick_check").fetchone() == (
        "ok",
    )
    ledger.close()
