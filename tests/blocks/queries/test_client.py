"""The client: parameters are checked, rows filtered, answers say where they come from."""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from blocks.errors import SourceError
from blocks.queries.client import DataClient
from policies.queries import Query

ROWS = """\
sector;year;people;rate;note
Energy;2022;40;10.5;private
Energy;2023;50;;private
Finance;2023;30;7.25;private
Public;2022;20;3;private
"""
SHARED = Path(__file__).parents[4] / "shared" / "data" / "workforce"
Asked = Callable[..., DataClient]


def query(**more: Any) -> Query:
    return Query.model_validate(
        {
            "title": "Attrition",
            "source": {"file": "attrition.csv", "delimiter": ";"},
            "publisher": "LMIS",
            "dataset": "LMIS attrition",
            "license": "CC0",
            "columns": {"sector": "text", "year": "int", "people": "int", "rate": "number"},
            **more,
        }
    )


@pytest.fixture
def asked(tmp_path: Path) -> Asked:
    """A client for one query, on the rows above or on others."""
    (tmp_path / "attrition.csv").write_text(ROWS)

    def made(content: str | None = None, **more: Any) -> DataClient:
        if content is not None:
            (tmp_path / "attrition.csv").write_text(content)
        return DataClient({"q": query(**more)}, tmp_path, minimum_cohort=15)

    return made


SECTORS = {"sectors": {"type": "list", "default": None}}
YEARS = {"from_year": {"type": "int", "default": None}, "to_year": {"type": "int", "default": None}}


def test_an_answer_says_what_it_is_and_where_it_comes_from(asked: Asked) -> None:
    there = asked(
        units={"people": "count", "rate": "percent"},
        unit="percent",
        params=SECTORS,
        freshness={"as_of": "year", "updated": "2024-02-01", "sla_days": 400},
        cohort="people",
        postprocess=[{"filter_equals": {"sector": "@sectors"}}],
    )
    answer = there.run("q", sectors=["Energy"])
    assert answer.rows == (
        {"sector": "Energy", "year": 2022, "people": 40, "rate": 10.5},
        {"sector": "Energy", "year": 2023, "people": 50, "rate": None},
    )
    assert (answer.query, answer.unit, answer.cohort) == ("q", "percent", "people")
    assert answer.units == {"people": "count", "rate": "percent"}
    assert answer.params == {"sectors": ["Energy"]}
    assert (answer.as_of, answer.updated, answer.sla_days) == ("2023", "2024-02-01", 400)
    origin = answer.provenance
    assert (origin.source, origin.dataset, origin.license) == ("LMIS", "LMIS attrition", "CC0")
    assert (origin.locator, origin.fields) == (
        "attrition.csv",
        ("sector", "year", "people", "rate"),
    )
    assert answer.warnings == ()


def test_only_declared_columns_are_read(asked: Asked) -> None:
    assert "private" not in repr(asked().run("q"))


def test_params_may_be_a_mapping_or_named_and_give_the_same_answer(asked: Asked) -> None:
    there = asked(params=YEARS, between={"year": ["@from_year", "@to_year"]})
    assert there.run("q", {"from_year": 2023}).digest == there.run("q", from_year=2023).digest


def test_a_range_has_both_ends_one_or_none(asked: Asked) -> None:
    there = asked(params=YEARS, between={"year": ["@from_year", "@to_year"]})
    assert [
        len(there.run("q", **g).rows) for g in ({}, {"from_year": 2023}, {"to_year": 2022})
    ] == [
        4,
        2,
        2,
    ]
    assert len(there.run("q", from_year=2022, to_year=2023).rows) == 4
    with pytest.raises(
        SourceError, match=r"q: year from 2023 to 2022 .@from_year and @to_year. is no"
    ):
        there.run("q", from_year=2023, to_year=2022)


def test_a_range_without_rows_says_which_there_are(asked: Asked) -> None:
    there = asked(params=YEARS, between={"year": ["@from_year", "@to_year"]})
    answer = there.run("q", from_year=2030)
    assert answer.rows == ()
    assert answer.warnings == ("No row has year from 2030; it goes from 2022 to 2023.",)


def test_a_filter_without_rows_says_which_value_is_wrong(asked: Asked) -> None:
    there = asked(params=SECTORS, postprocess=[{"filter_equals": {"sector": "@sectors"}}])
    answer = there.run("q", sectors=["Enrgy"])
    assert answer.rows == ()
    assert answer.warnings == (
        "No row has sector 'Enrgy'. Did you mean 'Energy'? Valid choices: Energy, Finance, Public.",
    )
    assert there.run("q", sectors=[]).digest == there.run("q").digest


def test_a_table_without_rows_is_said(asked: Asked) -> None:
    answer = asked("sector;year;people;rate\n", freshness={"as_of": "year"}).run("q")
    assert (answer.rows, answer.as_of, answer.warnings) == ((), None, ("There are no rows.",))


def test_the_newest_rows_of_what_is_asked_for(asked: Asked) -> None:
    there = asked(
        newest="year",
        params={"year": {"type": "int", "default": None}, **SECTORS},
        postprocess=[{"filter_equals": {"year": "@year", "sector": "@sectors"}}],
    )
    assert {row["year"] for row in there.run("q").rows} == {2023}
    assert {row["sector"] for row in there.run("q", year=2022).rows} == {"Energy", "Public"}
    assert {row["year"] for row in there.run("q", sectors=["Public"]).rows} == {2022}


@pytest.mark.parametrize(
    ("param", "given", "bound"),
    [
        ({"type": "text"}, "Energy", "Energy"),
        ({"type": "text"}, "", None),
        ({"type": "int"}, 3.0, 3),
        ({"type": "int"}, None, None),
        ({"type": "number"}, Decimal("1.5"), 1.5),
        ({"type": "number"}, 2, 2),
        ({"type": "date"}, date(2024, 3, 1), "2024-03-01"),
        ({"type": "date"}, "2024-03-01", "2024-03-01"),
        ({"type": "month"}, "2024-03", "2024-03"),
        ({"type": "list"}, ("b", "a", "b"), ["a", "b"]),
        ({"type": "list", "choices": ["a", "b"]}, ["b"], ["b"]),
        ({"type": "int", "minimum": 1, "maximum": 50}, 50, 50),
    ],
)
def test_parameters_are_bound_to_their_type(param: Any, given: Any, bound: Any) -> None:
    there = DataClient({"q": query(params={"x": param})})
    (value,) = there.check("q", x=given).values()
    assert (value, type(value)) == (bound, type(bound))


@pytest.mark.parametrize(
    ("param", "given", "said"),
    [
        ({"type": "text"}, 3, "must be a text, not 3"),
        ({"type": "text"}, "a\0b", "must be a text"),
        ({"type": "text"}, "\ud800", "must be a text"),
        ({"type": "int"}, "3", "must be a whole number, not '3'"),
        ({"type": "int"}, 3.5, "must be a whole number, not 3.5"),
        ({"type": "int"}, True, "must be a whole number, not True"),
        ({"type": "int"}, 2**63, "must be a whole number"),
        ({"type": "int"}, float("nan"), "must be a whole number"),
        ({"type": "int"}, float("inf"), "must be a whole number"),
        ({"type": "number"}, float("nan"), "must be a finite number, not nan"),
        ({"type": "number"}, "1e3", "must be a finite number"),
        ({"type": "date"}, "2024-02-30", r"must be a date \(YYYY-MM-DD\), not '2024-02-30'"),
        ({"type": "date"}, "20240301", "must be a date"),
        ({"type": "date"}, datetime(2024, 3, 1, tzinfo=UTC), "must be a date"),
        ({"type": "month"}, "2024-13", r"must be a month \(YYYY-MM\)"),
        ({"type": "month"}, "March 2024", "must be a month"),
        ({"type": "list"}, "Energy", "must be a list of texts, not 'Energy'"),
        ({"type": "list"}, [1], "must be a list of texts"),
        ({"type": "list"}, ["a", ""], "must be a list of texts"),
        ({"type": "text", "choices": ["up", "down"]}, "upp", "can't be 'upp'. Did you mean 'up'"),
        ({"type": "list", "choices": ["up", "down"]}, ["up", "x"], "can't be 'x'. Valid choices"),
        ({"type": "int", "choices": [12, 24, 36]}, 13, "can't be 13. .*Valid choices: 12, 24, 36"),
        (
            {"type": "int", "minimum": 1, "maximum": 50},
            0,
            "must be at least 1 and at most 50, not 0",
        ),
        ({"type": "number", "maximum": 0.5}, 0.6, r"must be at most 0\.5, not 0\.6"),
        ({"type": "int", "minimum": 1}, -(10**9), "must be at least 1, not -1000000000"),
    ],
)
def test_a_wrong_parameter_is_one_sentence_with_what_is_valid(
    param: Any, given: Any, said: str
) -> None:
    there = DataClient({"q": query(params={"x": param})})
    with pytest.raises(SourceError, match=f"^q: the parameter 'x' {said}"):
        there.check("q", x=given)
    with pytest.raises(SourceError, match=f"^q: the parameter 'x' {said}"):
        there.run("q", {"x": given})


def test_unknown_and_missing_names_are_told_with_the_closest() -> None:
    there = DataClient({"attrition": query(params={"sectors": {"type": "list"}})})
    with pytest.raises(SourceError, match=r"no query 'atrition'. Did you mean 'attrition'"):
        there.run("atrition")
    with pytest.raises(SourceError, match=r"no parameter 'sector'. Did you mean 'sectors'"):
        there.run("attrition", sector="Energy")
    with pytest.raises(
        SourceError, match="attrition needs the parameter 'sectors': a list of texts"
    ):
        there.run("attrition")
    assert there.check("attrition", sectors=None) == {"sectors": None}


def test_there_is_no_way_to_send_sql_or_a_file() -> None:
    verbs = [name for name in vars(DataClient) if not name.startswith("_")]
    assert [name for name in verbs if callable(getattr(DataClient, name))] == [
        "run",
        "check",
        "key",
        "basis",
    ]
    for text in ("SELECT 1", "attrition.csv", "http://127.0.0.1/", "../attrition.csv"):
        with pytest.raises(SourceError, match="There is no query"):
            DataClient({"q": query()}).run(text)


def test_the_key_is_json_and_changes_with_whatever_decides_the_answer(asked: Asked) -> None:
    years = {"params": YEARS, "between": {"year": ["@from_year", "@to_year"]}}
    first = asked(**years).key("q", from_year=2022)
    assert json.loads(json.dumps(first)) == first
    assert asked(**years).key("q", {"from_year": 2022.0}) == first
    others = [
        asked(**years).key("q"),
        asked(**years, unit="count").key("q", from_year=2022),
        asked(ROWS + "\n", **years).key("q", from_year=2022),
        DataClient({"q": query(**years)}, minimum_cohort=15).key("q", from_year=2022),
    ]
    assert first not in others
    assert len({json.dumps(each) for each in others}) == len(others)
    with pytest.raises(SourceError, match=r"no parameter 'year'"):
        asked(**years).key("q", year=1)


def test_a_file_is_read_once_and_its_digest_is_of_the_bytes_that_answered(
    asked: Asked, tmp_path: Path
) -> None:
    there = asked()
    key = there.key("q")
    (tmp_path / "attrition.csv").write_text("sector;year;people;rate\nLate;2030;99;1\n")
    assert [row["sector"] for row in there.run("q").rows] == [
        "Energy",
        "Energy",
        "Finance",
        "Public",
    ]
    (tmp_path / "attrition.csv").unlink()
    assert there.key("q") == key
    assert len(there.run("q").rows) == 4


def test_what_was_missing_stays_missing_for_a_client(tmp_path: Path) -> None:
    there = DataClient({"q": query()}, tmp_path)
    assert there.key("q")["source"] == {"file": "attrition.csv", "digest": ""}
    (tmp_path / "attrition.csv").write_text(ROWS)
    with pytest.raises(SourceError, match=r"q: There is no file attrition.csv among the sources"):
        there.run("q")


def test_many_threads_read_a_file_once_and_get_the_same(
    asked: Asked, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reads: list[str] = []
    read = Path.read_bytes

    def counted(path: Path) -> bytes:
        reads.append(path.name)
        return read(path)

    monkeypatch.setattr(Path, "read_bytes", counted)
    there = asked(params=YEARS, between={"year": ["@from_year", "@to_year"]})
    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(lambda n: there.run("q", from_year=2022 + n % 2), range(64)))
    assert reads == ["attrition.csv"]
    assert len({answer.digest for answer in answers}) == 2


def test_constraints_that_do_not_hold_are_warnings_with_the_first_row(asked: Asked) -> None:
    content = "sector;year;people;rate\nA;2022;5;60\nA;2022;20;50\n;2023;30;101\nB;2023;40;\n"
    answer = asked(
        content,
        constraints={
            "not_null": ["sector", "rate"],
            "unique": ["sector", "year"],
            "between": {"rate": [0, 100]},
            "totals": [{"of": "rate", "within": ["year"], "tolerance": 0.5}],
        },
    ).run("q")
    assert answer.warnings == (
        "attrition.csv: sector is null in row 4.",
        "attrition.csv: rate is null in row 5.",
        "attrition.csv: sector and year stand more than once in row 3.",
        "attrition.csv: rate is not from 0 to 100 in row 4.",
        "attrition.csv: rate does not add up to 100 in row 2 and 1 more.",
    )
    assert len(answer.rows) == 4


def test_constraints_that_hold_are_silent(asked: Asked) -> None:
    content = "sector;year;people;rate\nA;2022;20;60.2\nB;2022;20;40\nA;2023;20;100\n"
    totals = [{"of": "rate", "within": ["year"]}, {"of": "people", "to": 60}]
    limits = {"unique": ["sector", "year"], "not_null": ["rate"], "totals": totals}
    assert asked(content, constraints=limits).run("q").warnings == ()


@pytest.mark.parametrize(
    ("kind", "values", "newest"),
    [
        ("int", ["2022", "2024", "2023"], "2024"),
        ("text", ["2023-11", "2024-02", "soon"], "2024-02"),
        ("date", ["2024-01-31", "", "2023-12-31"], "2024-01-31"),
        ("text", ["soon", "later", ""], None),
    ],
)
def test_the_newest_data_dates_the_answer(
    asked: Asked, kind: str, values: list[str], newest: str | None
) -> None:
    there = asked(
        "at;n\n" + "".join(f"{value};1\n" for value in values),
        columns={"at": kind, "n": "int"},
        freshness={"as_of": "at"},
    )
    assert there.run("q").as_of == newest


def test_steps_follow_each_other_and_dates_are_text(asked: Asked) -> None:
    there = asked(
        "sector;day;people\nA;2024-01-31;30\nB;2024-01-31;10\nA;2023-01-31;20\n",
        columns={"sector": "text", "day": "date", "people": "int"},
        units={"employees": "count", "part": "percent"},
        postprocess=[
            {"filter_equals": {"day": "2024-01-31"}},
            {"rename_columns": {"people": "employees"}},
            {"share_of_total": {"of": "employees", "as": "part"}},
            {"top_n": {"by": "part", "n": 1}},
            {"select": ["sector", "day", "part"]},
        ],
    )
    answer = there.run("q")
    assert answer.rows == ({"sector": "A", "day": "2024-01-31", "part": 75.0},)
    assert answer.units == {"part": "percent"}


def test_a_number_too_large_to_write_is_null_and_said(asked: Asked) -> None:
    there = asked(
        "year;rate\n2022;1e-300\n2023;1e300\n",
        columns={"year": "int", "rate": "number"},
        postprocess=[{"yoy": {"of": "rate"}}],
    )
    answer = there.run("q")
    assert [row["yoy_percent"] for row in answer.rows] == [None, None]
    assert answer.warnings == ("yoy_percent is too large to be a number in places.",)


def test_the_same_question_has_the_same_answer_in_another_client(asked: Asked) -> None:
    assert asked().run("q").digest == asked().run("q").digest


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared figures of the World Bank are not here")
def test_real_figures_answer_by_adding_one_query_file(tmp_path: Path) -> None:
    from policies.load import read_queries

    (tmp_path / "unemployment_gcc.yaml").write_text(
        """\
title: Unemployment in the Gulf states
source: {file: gcc_unemployment.csv}
publisher: World Bank
dataset: Unemployment, total (% of total labour force), modelled ILO estimate
license: CC BY 4.0
columns: {country: text, iso3: text, year: int, unemployment_percent: number}
units: {unemployment_percent: percent}
unit: percent
params:
  countries: {type: list, default: null}
  from_year: {type: int, default: null, minimum: 1950, maximum: 2100}
between: {year: ["@from_year", null]}
freshness: {as_of: year}
constraints:
  unique: [country, year]
  not_null: [unemployment_percent]
  between: {unemployment_percent: [0, 100]}
postprocess:
  - filter_equals: {country: "@countries"}
"""
    )
    queries, problems = read_queries(tmp_path, "sources/queries")
    assert problems == []
    answer = DataClient(queries, SHARED).run(
        "unemployment_gcc", countries=["Qatar"], from_year=2010
    )
    lines = (SHARED / "gcc_unemployment.csv").read_text().splitlines()[1:]
    cells = [line.split(",") for line in lines]
    expected = [(int(y), float(v)) for c, _, y, v in cells if c == "Qatar" and int(y) >= 2010]
    assert [(row["year"], row["unemployment_percent"]) for row in answer.rows] == expected
    assert expected
    assert answer.as_of == max(year for _, _, year, _ in cells)
    assert answer.provenance.source == "World Bank"
    assert answer.warnings == ()
