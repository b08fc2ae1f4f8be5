"""Files as people have them: what can't be read is one sentence with file, column and row."""

import os
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from blocks.errors import SourceError
from blocks.queries.client import DataClient
from policies.queries import Query

COLUMNS = {"sector": "text", "year": "int", "rate": "number"}
HEAD = b"sector,year,rate\n"


def client(folder: Path | None, file: str = "t.csv", **more: Any) -> DataClient:
    query = {
        "title": "t",
        "source": {"file": file},
        "publisher": "LMIS",
        "dataset": "t",
        "columns": COLUMNS,
    }
    return DataClient({"q": Query.model_validate(query | more)}, folder)


def rows(folder: Path, content: bytes, file: str = "t.csv", **more: Any) -> tuple[Any, ...]:
    (folder / file).write_bytes(content)
    return client(folder, file, **more).run("q").rows


def parquet(**columns: Any) -> bytes:
    file = BytesIO()
    pl.DataFrame(columns, strict=False).write_parquet(file)
    return file.getvalue()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "t.csv is empty: it has no header"),
        (b"\n\n", "t.csv is empty: it has no header"),
        (
            b"sector;year;rate\nA;2024;1\n",
            r"no column 'sector'\. Its header is separated by ';', not",
        ),
        (b"sector,yeer,rate\nA,2024,1\n", r"no column 'year'\. Did you mean 'yeer'\?"),
        (b"sector,year,year,rate\nA,1,2,3\n", "has the column 'year' 2 times"),
        (
            HEAD + b"A,2024,1\nB,x,1\n",
            "t.csv: row 3 of the column 'year' holds 'x', which is no whole",
        ),
        (HEAD + b"A,2024.5,1\n", r"row 2 of the column 'year' holds '2024\.5'"),
        (HEAD + b"A,99999999999999999999,1\n", "row 2 of the column 'year'"),
        (
            HEAD + b'A,2024,"1,234.5"\n',
            r"row 2 of the column 'rate' holds '1,234\.5'.*decimal point",
        ),
        (HEAD + b'A,2024,"1,5"\n', "which is no finite number. Write numbers with a decimal point"),
        (
            HEAD + b"A,2024,1\nA,2024,NaN\n",
            "row 3 of the column 'rate' holds 'NaN', which is no finite",
        ),
        (HEAD + b"A,2024,inf\n", "row 2 of the column 'rate' holds 'inf'"),
        (HEAD + b"A,2024,1e999\n", "row 2 of the column 'rate' holds '1e999'"),
        (HEAD + b"A,2024,n/a\n", "row 2 of the column 'rate' holds 'n/a'"),
        (HEAD + b"A,2024\n", "t.csv can't be read: Row #2: Expected 3 columns, got 2"),
        (HEAD + b"A,2024,1,2\n", "t.csv can't be read: Row #2: Expected 3 columns, got 4"),
        (HEAD + b'"A,2024,1\n', "t.csv can't be read: Row #2"),
        (
            HEAD + b"A,2024,1\nB\xe9,2024,1\n",
            "t.csv is not UTF-8: byte 0xE9 in line 3. Save it as UTF-8",
        ),
        ("sector,year,rate\nA,1,2\n".encode("utf-16"), "t.csv is not UTF-8: byte 0xFF in line 1"),
        (b'"' + b"x" * 200_000, "t.csv has a header that can't be read"),
    ],
)
def test_a_csv_file_that_is_not_as_declared_is_one_sentence(
    tmp_path: Path, content: bytes, said: str
) -> None:
    with pytest.raises(SourceError, match=f"^q: .*{said}") as caught:
        rows(tmp_path, content)
    assert "\n" not in str(caught.value)


def test_a_csv_file_as_other_programs_write_it_is_read(tmp_path: Path) -> None:
    expected = ({"sector": "Pétrole", "year": 2024, "rate": 1.5},)
    for text in (
        "sector,year,rate\nPétrole,2024,1.5",
        "\ufeffsector,year,rate\r\nPétrole,2024,1.5\r\n",
        'rate,other,"sector",year\n 1.5 ,x,"Pétrole", 2024\n\n\n',
        "\nsector,year,rate\n\nPétrole,2024,1.5\n",
    ):
        assert rows(tmp_path, text.encode()) == expected
    assert rows(tmp_path, HEAD + b',,\n"",, \n') == (dict.fromkeys(COLUMNS), dict.fromkeys(COLUMNS))
    assert rows(tmp_path, HEAD + b'"a ""b"", c\nd",2024,1\n')[0]["sector"] == 'a "b", c\nd'


def test_a_file_that_is_not_there_or_is_none_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "attrition.csv").write_text("x")
    (tmp_path / "folder.csv").mkdir()
    (tmp_path / "book.xlsx").write_bytes(b"PK")
    os.mkfifo(tmp_path / "pipe.csv")
    for file, said in (
        (
            "atrition.csv",
            "There is no file atrition.csv among the sources. Did you mean 'attrition.csv'",
        ),
        ("folder.csv", "folder.csv is a folder, not a file of rows"),
        ("pipe.csv", "pipe.csv is no regular file"),
        ("book.xlsx", "book.xlsx is neither CSV"),
        ("../secret.csv", "../secret.csv is outside of the folder of sources"),
        ("/etc/passwd.csv", "is outside of the folder of sources"),
    ):
        with pytest.raises(SourceError, match=f"^q: .*{said}"):
            client(tmp_path, file).run("q")
    with pytest.raises(
        SourceError, match=r"q: t.csv can't be read: no folder of sources was given"
    ):
        client(None).run("q")


def test_a_file_whose_disk_fails_is_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(_: Path) -> bytes:
        raise OSError(5, "Input/output error")

    (tmp_path / "t.csv").write_bytes(HEAD)
    monkeypatch.setattr(Path, "read_bytes", failing)
    with pytest.raises(SourceError, match=r"q: t\.csv can't be read: Input/output error\."):
        client(tmp_path).run("q")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "t.parquet is empty"),
        (b"sector,year,rate\n", "t.parquet can't be read as Parquet"),
        (parquet(sector=["A"], year=[1], rate=[1.0])[:-9], "t.parquet can't be read as Parquet"),
        (
            parquet(sector=["A"], year=[1]),
            "t.parquet has no column 'rate'. Valid choices: sector, year",
        ),
        (
            parquet(sector=[1], year=[1], rate=[1.0]),
            "the column 'sector' holds Int64, and the query",
        ),
        (parquet(sector=["A"], year=[[1]], rate=[1.0]), "the column 'year' holds List"),
        (parquet(sector=["A"], year=[1.5], rate=[1.0]), r"row 1 of the column 'year' holds 1\.5"),
        (
            parquet(sector=["A"] * 2, year=[1, 1], rate=[1.0, float("nan")]),
            "row 2 .*'rate' holds nan",
        ),
        (parquet(sector=["A"], year=[1], rate=[float("-inf")]), "row 1 .*'rate' holds -inf"),
        (parquet(sector=["A"], year=[True], rate=[1.0]), "'year' holds Boolean"),
    ],
)
def test_a_parquet_file_that_is_not_as_declared_is_one_sentence(
    tmp_path: Path, content: bytes, said: str
) -> None:
    with pytest.raises(SourceError, match=f"^q: .*{said}"):
        rows(tmp_path, content, "t.parquet")


def test_parquet_types_become_the_declared_kinds(tmp_path: Path) -> None:
    columns = {"c": "text", "i": "int", "n": "number", "d": "date", "b": "bool"}
    content = parquet(
        c=pl.Series(["x", None], dtype=pl.Categorical),
        i=pl.Series([1.0, None]),
        n=pl.Series([Decimal("1.50"), None]),
        d=pl.Series([datetime(2024, 3, 1, 12), None]),  # noqa: DTZ001 - as files have them
        b=pl.Series([True, None]),
    )
    first, second = rows(tmp_path, content, "t.parquet", columns=columns)
    assert first == {"c": "x", "i": 1, "n": 1.5, "d": "2024-03-01", "b": True}
    assert second == dict.fromkeys(columns)


texts = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), min_size=1)
tables = st.lists(
    st.tuples(
        texts,
        st.none() | st.integers(-(2**62), 2**62),
        st.none() | st.floats(allow_nan=False, allow_infinity=False),
        st.none() | st.dates(date(1900, 1, 1), date(2100, 1, 1)),
        st.none() | st.booleans(),
    ),
    max_size=8,
)


@given(table=tables, delimiter=st.sampled_from(",;\t|"))
def test_csv_and_parquet_give_the_rows_that_were_written(
    tmp_path_factory: pytest.TempPathFactory, table: Any, delimiter: str
) -> None:
    folder = tmp_path_factory.mktemp("t")
    columns = {"t": "text", "i": "int", "n": "number", "d": "date", "b": "bool"}
    dtypes = [pl.String, pl.Int64, pl.Float64, pl.Date, pl.Boolean]
    frame = pl.DataFrame(table, schema=dict(zip(columns, dtypes, strict=True)), orient="row")
    frame.write_csv(folder / "t.csv", separator=delimiter, quote_style="non_numeric")
    frame.write_parquet(folder / "t.parquet")
    expected = [(t, i, n, d and d.isoformat(), b) for t, i, n, d, b in table]
    source = {"file": "t.csv", "delimiter": delimiter}
    for there in (
        client(folder, columns=columns, source=source),
        client(folder, "t.parquet", columns=columns),
    ):
        assert [tuple(row.values()) for row in there.run("q").rows] == expected
