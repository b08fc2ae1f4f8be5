"""SELECTs of named queries on real databases: what is bound, what is read, what never happens."""

import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from blocks.errors import SourceError
from blocks.queries.addresses import Address, addresses
from blocks.queries.client import DataClient
from policies.queries import Query

PEOPLE = [
    ("Energy", 2023, 40, 10.5, date(2024, 1, 31)),
    ("Energy", 2024, 50, 12.25, date(2025, 1, 31)),
    ("Finance", 2024, 30, None, date(2025, 1, 31)),
    ("Public", 2024, 20, 3.0, None),
]
SELECT = "SELECT sector, year, people, rate, counted FROM attrition"
ATTACKS = (
    "' OR '1'='1",
    "Energy'; DROP TABLE attrition; --",
    "'; DELETE FROM attrition WHERE ''='",
    "Energy' UNION SELECT secret, 1, 99, 1, NULL FROM secrets --",
    "\\'; COMMIT; DROP TABLE attrition; --",
    ":sector",
    "%(sector)s",
    "$$; DROP TABLE attrition; $$",
)


def query(select: str = SELECT, **more: Any) -> Query:
    return Query.model_validate(
        {
            "title": "Attrition",
            "source": {"database": "labour", "select": select},
            "publisher": "LMIS",
            "dataset": "attrition",
            "columns": {
                "sector": "text",
                "year": "int",
                "people": "int",
                "rate": "number",
                "counted": "date",
            },
            **more,
        }
    )


def client(url: str, asked: Query, **more: Any) -> DataClient:
    return DataClient({"q": asked}, databases={"labour": Address("labour", url)}, **more)


def engine_of(url: str) -> sa.Engine:
    return sa.create_engine(url.replace("postgresql://", "postgresql+psycopg://"))


@pytest.fixture
def labour(ledger_url: str) -> Iterator[str]:
    """A database with a table of people, and one that nobody may see."""
    engine = engine_of(ledger_url)
    with engine.begin() as connection:
        for table in (
            "CREATE TABLE attrition (sector TEXT, year INTEGER, people INTEGER, rate NUMERIC(9, 2),"
            " counted DATE)",
            "CREATE TABLE secrets (secret TEXT)",
            "INSERT INTO secrets VALUES ('the secret')",
        ):
            connection.execute(sa.text(table))
        insert = sa.text("INSERT INTO attrition VALUES (:s, :y, :p, :r, :c)").bindparams(
            sa.bindparam("c", type_=sa.Date())
        )
        for row in PEOPLE:
            connection.execute(insert, dict(zip("sypr", row, strict=False)) | {"c": row[4]})
    yield ledger_url
    engine.dispose()


def content(url: str) -> tuple[Any, ...]:
    engine = engine_of(url)
    with engine.connect() as connection:
        tables = sorted(sa.inspect(connection).get_table_names())
        rows = [connection.execute(sa.text(f"SELECT count(*) FROM {t}")).scalar() for t in tables]
    engine.dispose()
    return (*tables, *rows)


def test_rows_are_the_declared_columns_as_their_kinds_sorted_by_them(labour: str) -> None:
    answer = client(labour, query("SELECT * FROM attrition ORDER BY people DESC")).run("q")
    assert answer.rows[0] == {
        "sector": "Energy",
        "year": 2023,
        "people": 40,
        "rate": 10.5,
        "counted": "2024-01-31",
    }
    assert [row["sector"] for row in answer.rows] == ["Energy", "Energy", "Finance", "Public"]
    assert [row["rate"] for row in answer.rows] == [10.5, 12.25, None, 3.0]
    assert answer.rows[3]["counted"] is None
    assert answer.provenance.locator == "labour: attrition"


def test_parameters_are_bound_in_every_type(labour: str) -> None:
    select = f"""{SELECT} WHERE sector = :sector AND year = :year AND rate >= :rate
        AND counted = :day AND substr('2024-01', 1, 7) = :month AND sector IN :sectors"""
    asked = query(
        select,
        params={
            "sector": {},
            "year": {"type": "int"},
            "rate": {"type": "number"},
            "day": {"type": "date"},
            "month": {"type": "month"},
            "sectors": {"type": "list"},
        },
    )
    given = {"sector": "Energy", "year": 2024, "rate": 12.25, "month": "2024-01"}
    given |= {"day": date(2025, 1, 31), "sectors": ["Public", "Energy"]}
    (row,) = client(labour, asked).run("q", given).rows
    assert row["people"] == 50


def test_null_restricts_nothing_where_the_statement_says_so(labour: str) -> None:
    select = f"""{SELECT} WHERE (:year IS NULL OR year = :year) AND (:rate IS NULL OR rate > :rate)
        AND (:day IS NULL OR counted = :day) AND (:sectors_is_null OR sector IN :sectors)"""
    params = {"year": {"type": "int"}, "rate": {"type": "number"}, "day": {"type": "date"}}
    params |= {"sectors": {"type": "list"}}
    asked = query(select, params={name: each | {"default": None} for name, each in params.items()})
    there = client(labour, asked)
    assert len(there.run("q").rows) == 4
    assert len(there.run("q", year=2024).rows) == 3
    assert len(there.run("q", sectors=["Energy", "Finance"]).rows) == 3
    assert len(there.run("q", sectors=[]).rows) == 4
    assert len(there.run("q", rate=10, sectors=["Energy"], year=2023).rows) == 1


def test_an_injection_in_a_text_changes_nothing_and_shows_nothing(labour: str) -> None:
    before = content(labour)
    asked = query(
        f"{SELECT} WHERE sector = :sector OR sector IN :sectors",
        params={"sector": {}, "sectors": {"type": "list"}},
    )
    there = client(labour, asked)
    for attack in ATTACKS:
        assert there.run("q", sector=attack, sectors=[attack, f"{attack}x"]).rows == (), attack
    assert content(labour) == before


@pytest.mark.parametrize("kind", ["int", "number", "date", "month", "list"])
def test_an_injection_in_any_other_type_is_refused_before_the_database(
    labour: str, kind: str
) -> None:
    before = content(labour)
    clause = "sector IN :x" if kind == "list" else "sector = cast(:x AS text)"
    there = client(labour, query(f"{SELECT} WHERE {clause}", params={"x": {"type": kind}}))
    for attack in (*ATTACKS, "1 OR 1=1", "2024-01-01' OR 1=1 --", "2024; DROP"):
        with pytest.raises(SourceError, match="q: the parameter 'x' must be"):
            there.run("q", x=attack)
    assert content(labour) == before


def test_an_injection_in_a_filter_after_reading_is_a_value_like_any_other(labour: str) -> None:
    asked = query(params={"s": {}}, postprocess=[{"filter_equals": {"sector": "@s"}}])
    answer = client(labour, asked).run("q", s=ATTACKS[0])
    assert answer.rows == ()
    assert "No row has sector" in answer.warnings[0]


class Unchecked:
    """A query whose statement was never looked at: what is left is what the database refuses."""

    def __init__(self, select: str) -> None:
        self._checked = query()
        self.source = self._checked.source.model_copy(update={"select": select})

    def __getattr__(self, name: str) -> Any:
        return getattr(self._checked, name)


WRITES = (
    "DELETE FROM attrition",
    "DROP TABLE attrition",
    "INSERT INTO secrets VALUES ('x')",
    "UPDATE attrition SET people = 0",
    "CREATE TABLE more (a TEXT)",
    f"{SELECT}; DELETE FROM attrition",
    f"{SELECT}; COMMIT; DELETE FROM attrition; BEGIN; {SELECT}",
    "COMMIT; DROP TABLE attrition",
    "DELETE FROM attrition RETURNING sector, year, people, rate, counted",
    "WITH gone AS (DELETE FROM attrition RETURNING *) SELECT * FROM gone",
    "ATTACH DATABASE 'other.db' AS other",
    "PRAGMA query_only = OFF",
    "SELECT load_extension('x')",
    "VACUUM",
    "SELECT nextval('numbers')",
    "COPY attrition TO '/tmp/coxswain-stolen.csv'",
)


def test_the_database_itself_refuses_whatever_is_more_than_one_read(labour: str) -> None:
    if labour.startswith("postgresql"):
        engine = engine_of(labour)
        with engine.begin() as connection:
            connection.execute(sa.text("CREATE SEQUENCE numbers"))
        engine.dispose()
    before = content(labour)
    for select in WRITES:
        there: Any = Unchecked(select)
        with pytest.raises(SourceError, match="The database labour"):
            client(labour, there).run("q")
        assert content(labour) == before, select
    assert not Path("/tmp/coxswain-stolen.csv").exists()  # the server would write it here


SLOW = {
    "sqlite": "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n)"
    " SELECT max(x) FROM n",
    "postgresql": "SELECT pg_sleep(60)",
}


def test_a_statement_that_takes_too_long_is_ended_by_the_database(labour: str) -> None:
    slow: Any = Unchecked(SLOW[labour.partition(":")[0]])
    began = time.monotonic()
    with pytest.raises(SourceError, match=r"q: The database labour took longer than 0\.3 s"):
        client(labour, slow, statement_timeout=0.3).run("q")
    assert time.monotonic() - began < 20


def test_a_column_that_is_missing_or_of_another_kind_is_named(labour: str) -> None:
    with pytest.raises(
        SourceError, match=r"labour: attrition has no column 'people'.*Valid choice"
    ):
        client(labour, query("SELECT sector, year, rate, counted FROM attrition")).run("q")
    with pytest.raises(
        SourceError, match=r"'year' holds .*, which is no whole number|holds String"
    ):
        client(labour, query(SELECT.replace("year,", "sector AS year,"))).run("q")
    with pytest.raises(
        SourceError, match=r"The database labour (refused|can't be used): .*nowhere"
    ):
        client(labour, query("SELECT * FROM nowhere")).run("q")


def test_a_column_of_mixed_types_is_read_as_its_kind_or_refused_with_its_row(tmp_path) -> None:
    url = f"sqlite:///{tmp_path / 'mixed.db'}"
    engine = engine_of(url)
    with engine.begin() as connection:
        connection.execute(sa.text("CREATE TABLE t (v)"))
        connection.execute(sa.text("INSERT INTO t VALUES (1), ('2'), (3.0)"))
    asked = query("SELECT v FROM t", columns={"v": "number"})
    assert [row["v"] for row in client(url, asked).run("q").rows] == [1.0, 2.0, 3.0]
    with engine.begin() as connection:
        connection.execute(sa.text("INSERT INTO t VALUES ('many')"))
    with pytest.raises(
        SourceError, match="row 4 of the column 'v' holds 'many', which is no finite"
    ):
        client(url, asked).run("q")
    engine.dispose()


def test_infinity_in_a_database_is_an_error_with_its_row(postgres_server: str) -> None:
    asked = query("SELECT CAST('Infinity' AS float8) AS v", columns={"v": "number"})
    with pytest.raises(SourceError, match="row 1 of the column 'v' holds inf"):
        client(postgres_server, asked).run("q")


def test_a_database_answers_each_time_anew_and_its_key_names_the_place_alone(labour: str) -> None:
    there = client(labour, query())
    first, key = there.run("q"), there.key("q")
    engine = engine_of(labour)
    with engine.begin() as connection:
        connection.execute(sa.text("DELETE FROM attrition WHERE sector = 'Public'"))
    engine.dispose()
    assert len(first.rows) - len(there.run("q").rows) == 1
    assert there.key("q") == key
    other = client(labour.replace("coxswain_", "elsewhere_").replace("ledger.db", "l.db"), query())
    assert other.key("q") != key


@pytest.mark.parametrize(
    ("place", "words"),
    [
        ("postgresql://u:hunter2@host:port/db", "is no URL"),
        ("mysql://u:hunter2@host/db", "can't be 'mysql'"),
        ("postgresql://u:hunter2@127.0.0.1:1/db", "can't be used"),
        ("postgresql://u:hunter2@127.0.0.1:1/db?password=hunter2", "can't be used"),
        ("/no/such/file.db", "is no file"),
        ("sqlite:////no/such/file.db", "is no file"),
    ],
)
def test_a_database_that_is_not_there_is_one_sentence_without_the_password(
    place: str, words: str
) -> None:
    there = client(place, query())
    with pytest.raises(SourceError, match=words) as caught:
        there.run("q")
    assert "hunter2" not in str(caught.value) + repr(there)
    assert "\n" not in str(caught.value)


def test_a_password_shows_in_no_answer_and_no_key(postgres_server: str) -> None:
    url = sa.make_url(postgres_server).set(username="postgres", password="hunter2")
    there = client(
        url.render_as_string(hide_password=False), query("SELECT 1 AS v", columns={"v": "int"})
    )
    shown = (there, there.run("q"), there.key("q"))
    assert "hunter2" not in repr(shown)
    same = client(url.set(password="other").render_as_string(hide_password=False), query())
    assert same.key("q")["source"] == there.key("q")["source"]


def test_the_environment_names_databases_and_an_unknown_one_says_how(tmp_path, labour: str) -> None:
    found = addresses(
        {"COXSWAIN_DATABASE_LABOUR": f" {labour} ", "COXSWAIN_DATABASE_X": "", "A": "b"}
    )
    assert list(found) == ["labour"]
    assert len(DataClient({"q": query()}, databases=found).run("q").rows) == 4
    with pytest.raises(
        SourceError, match=r"configured as 'labour'.*COXSWAIN_DATABASE_LABOUR takes"
    ):
        DataClient({"q": query()}).run("q")


def test_a_sqlite_file_is_opened_for_reading_and_never_made(tmp_path) -> None:
    file = tmp_path / "not there.db"
    with pytest.raises(SourceError, match="is no file"):
        client(str(file), query()).run("q")
    assert not file.exists()
    file.write_text("these are notes, not a database, and long enough " * 9)
    with pytest.raises(SourceError, match="file is not a database"):
        client(str(file), query()).run("q")
