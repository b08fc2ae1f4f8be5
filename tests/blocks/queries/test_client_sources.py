"""The block of sources: a client out of what the Prefect server keeps."""

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from blocks.errors import SourceError
from policies.queries import Query

QUERIES = {
    name: Query.model_validate(
        {
            "title": name,
            "source": source,
            "publisher": "LMIS",
            "dataset": name,
            "columns": {"people": "int"},
        }
    )
    for name, source in {
        "file": {"file": "people.csv"},
        "table": {"database": "labour", "select": "SELECT people FROM people"},
    }.items()
}


def database(path: Path, people: int) -> str:
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE people (people INTEGER)")
        connection.execute("INSERT INTO people VALUES (?)", (people,))
    connection.close()
    return f"sqlite:///{path}"


def test_a_saved_block_names_a_folder_and_saved_databases(
    prefect_server: str, tmp_path: Path
) -> None:
    from prefect_sqlalchemy import SqlAlchemyConnector

    from blocks.queries.sources import DataSources, saved_sources

    (tmp_path / "people.csv").write_text("people\n20\n")
    url = database(tmp_path / "labour.db", 30)
    SqlAlchemyConnector(connection_info=url).save("labour-figures", overwrite=True)
    block = DataSources(folder=str(tmp_path), databases={"labour": "labour-figures"})
    block.save("sources-of-a-test", overwrite=True)
    client = saved_sources("sources-of-a-test").client(QUERIES, environ={})
    assert client.run("file").rows == ({"people": 20},)
    assert client.run("table").rows == ({"people": 30},)
    other = database(tmp_path / "other.db", 40)
    here = {"COXSWAIN_DATABASE_LABOUR": other}
    assert block.client(QUERIES, environ=here).run("table").rows == ({"people": 40},)


def test_a_block_that_is_not_there_is_one_sentence(prefect_server: str, tmp_path: Path) -> None:
    from blocks.queries.sources import DataSources, saved_sources

    with pytest.raises(SourceError, match="The block coxswain-data-sources/nobody can't be loaded"):
        saved_sources("nobody")
    client = DataSources(databases={"labour": "nobody"}).client(QUERIES, environ={})
    with pytest.raises(
        SourceError, match="table: The block sqlalchemy-connector/nobody of the data"
    ):
        client.run("table")
    assert client.key("table") == client.key("table")


def test_the_client_starts_without_the_heavy_libraries() -> None:
    heavy = "{'prefect', 'polars', 'pyarrow', 'sqlalchemy', 'sqlglot', 'pandas'}"
    code = f"import sys, blocks.queries.client, policies.load; print({heavy} & set(sys.modules))"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "set()"
