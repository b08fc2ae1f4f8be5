"""Query files: every fault at once, with file, line and remedy."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import ValidationError

from policies.errors import PolicyError
from policies.load import read_queries
from policies.queries import Query, SqlTable, overlaid
from policies.query_sql import one_select, parameters_of, tables_of
from tests.toy import agents, load_toy

SOUND: dict[str, Any] = {
    "title": "Attrition",
    "source": {"file": "attrition.csv"},
    "publisher": "LMIS",
    "dataset": "attrition",
    "columns": {
        "sector": "text",
        "year": "int",
        "people": "int",
        "rate": "number",
        "day": "date",
        "ended": "bool",
    },
}
SELECT = "SELECT sector, year, people, rate, day, ended FROM attrition"


def problems(folder: Path, **changed: Any) -> list[str]:
    (folder / "q.yaml").write_text(yaml.safe_dump(SOUND | changed, sort_keys=False))
    return [str(problem) for problem in read_queries(folder, "toy/queries")[1]]


def steps(*given: Any) -> dict[str, Any]:
    return {"postprocess": list(given)}


def test_a_sound_query_has_no_problems_and_is_known_by_its_file(tmp_path: Path) -> None:
    whole = {
        "params": {
            "sectors": {"type": "list", "default": None},
            "from_year": {"type": "int", "default": 2020, "minimum": 2000, "maximum": 2100},
            "n": {"type": "int", "default": 3, "choices": [3, 5]},
            "since": {"type": "date", "default": "2024-01-01"},
        },
        "between": {"year": ["@from_year", None], "day": ["@since", "2030-01-01"]},
        "newest": "year",
        "cohort": "people",
        "freshness": {"as_of": "day", "updated": "2024-02-01T10:00:00+03:00", "sla_days": 3},
        "constraints": {
            "not_null": ["sector"],
            "unique": ["sector", "year"],
            "between": {"rate": [0, 1]},
            "totals": [{"of": "rate", "within": ["year"], "to": 1}],
        },
        "units": {"share_percent": "percent", "size": "count", "yoy_percent": "percent"},
        **steps(
            {"filter_equals": {"sector": "@sectors", "ended": True, "rate": [0.1, 1]}},
            {"rename_columns": {"people": "size", "rate": "people"}},
            {"to_percent": ["people"]},
            {"share_of_total": {"of": "size", "within": ["year"]}},
            {"yoy": {"of": "size", "by": ["sector"]}},
            {"rolling_avg": {"of": "size", "order": "day", "window": 2, "by": ["sector"]}},
            {"top_n": {"by": "rolling_avg", "n": "@n"}},
            {"select": ["sector", "size", "share_percent", "yoy_percent"]},
        ),
    }
    assert problems(tmp_path, **whole) == []
    found, _ = read_queries(tmp_path, "toy/queries")
    assert list(found) == ["q"]
    assert found["q"].postprocess[3].kind == "share_of_total"


FAULTS: list[tuple[dict[str, Any], str]] = [
    (
        steps({"topn": {"by": "rate", "n": 1}}),
        "postprocess[0].topn: unknown key 'topn'. Did you mean 'top_n'? Valid choices:"
        " filter_equals, rename_columns, rolling_avg, select, share_of_total, to_percent, top_n,"
        " yoy.",
    ),
    (
        steps({"select": ["year"], "to_percent": ["rate"]}),
        "postprocess[0]: exactly one transform a step, not 2.",
    ),
    (
        steps({"select": ["sector"]}, {"top_n": {"by": "rate", "n": 1}}),
        "postprocess[1].top_n.by: there is no column 'rate' here. Valid choices: sector.",
    ),
    (
        steps({"rename_columns": {"rate": "share"}}, {"to_percent": ["rate"]}),
        "postprocess[1].to_percent[0]: there is no column 'rate' here. Valid choices:",
    ),
    (
        steps({"select": ["sectr"]}),
        "postprocess[0].select[0]: there is no column 'sectr' here. Did you mean 'sector'?",
    ),
    (steps({"select": ["year", "year"]}), "select[1]: the column 'year' stands twice."),
    (steps({"select": []}), "select: no column is left."),
    (
        steps({"rename_columns": {"rate": "people"}}),
        "rename_columns.rate: there would be two columns 'people'. Choose another name.",
    ),
    (
        steps({"rename_columns": {"rate": "x", "people": "x"}}),
        "rename_columns.people: there would be two columns 'x'.",
    ),
    (
        steps({"to_percent": ["sector"]}),
        "to_percent[0]: the column 'sector' holds text, not numbers. Valid choices: people, rate,"
        " year.",
    ),
    (steps({"share_of_total": {"of": "day"}}), "share_of_total.of: the column 'day' holds date"),
    (
        steps({"share_of_total": {"of": "rate", "as": "people"}}),
        "share_of_total.as: there is a column 'people' already.",
    ),
    (
        steps({"yoy": {"of": "rate", "order": "rate"}}),
        "yoy.order: 'rate' holds neither years, months nor dates.",
    ),
    (
        steps({"rolling_avg": {"of": "rate", "order": "yeer", "window": 3, "by": ["sectr"]}}),
        "rolling_avg.by[0]: there is no column 'sectr' here.",
    ),
    (
        steps({"rolling_avg": {"of": "rate", "order": "year", "window": 1}}),
        "rolling_avg.window: Input should be greater than or equal to 2, not 1.",
    ),
    (
        steps({"filter_equals": {"sector": "@sectors"}}),
        "filter_equals.sector: there is no parameter 'sectors'. Valid choices: none.",
    ),
    (
        steps({"filter_equals": {"year": "2024"}}),
        "filter_equals.year: '2024' can't be compared with a column of kind int.",
    ),
    (
        {
            "params": {"s": {"default": None}},
            **steps({"filter_equals": {"sector": ["@s", "A"]}}),
        },
        "filter_equals.sector: '@s' can't stand in a list. Use a parameter of type list.",
    ),
    (
        {"params": {"s": {"default": None}}, **steps({"filter_equals": {"year": "@s"}})},
        "filter_equals.year: the text 's' can't be compared with a column of kind int.",
    ),
    (steps({"top_n": {"by": "rate", "n": 0}}), "top_n.n: n must be 1 or more, not 0."),
    (steps({"top_n": {"by": "rate", "n": "three"}}), "top_n.n: n must be 1 or more, not 'three'."),
    (steps({"top_n": {"by": "rate", "n": "@m"}}), "top_n.n: there is no parameter 'm'."),
    (
        {"params": {"m": {"default": "3"}}, **steps({"top_n": {"by": "rate", "n": "@m"}})},
        "top_n.n: the parameter 'm' is no int.",
    ),
    (
        {"units": {"rat": "percent"}},
        "units.rat: the answer has no column 'rat'. Did you mean 'rate'?",
    ),
    (
        {"units": {"sector": "count"}},
        "units.sector: the column 'sector' holds text, which has no unit. Drop it.",
    ),
    ({"units": {"rate": "parsec"}}, "units.rate: Input should be 'count', 'percent'"),
    ({"cohort": "poeple"}, "cohort: the table has no column 'poeple'. Did you mean 'people'?"),
    (
        {"cohort": "sector"},
        "cohort: the column 'sector' is of kind text. Valid choices: people, rate",
    ),
    ({"newest": "yeer"}, "newest: the table has no column 'yeer'."),
    ({"freshness": {"as_of": "yeer"}}, "freshness.as_of: the table has no column 'yeer'."),
    ({"freshness": {"as_of": "rate"}}, "freshness.as_of: the column 'rate' is of kind number."),
    ({"freshness": {"updated": "soon"}}, "freshness.updated: 'soon' is no date (YYYY-MM-DD)"),
    ({"freshness": {"sla_days": -1}}, "freshness.sla_days: Input should be greater than or equal"),
    ({"constraints": {"not_null": ["x"]}}, "constraints.not_null[0]: the table has no column 'x'."),
    ({"constraints": {"unique": ["x"]}}, "constraints.unique[0]: the table has no column 'x'."),
    ({"constraints": {"between": {"rate": [1, 0]}}}, "constraints.between.rate: 1 is above 0."),
    (
        {"constraints": {"between": {"day": [0, 1]}}},
        "between.day: the column 'day' is of kind date.",
    ),
    (
        {"constraints": {"totals": [{"of": "rate", "within": ["x"]}]}},
        "constraints.totals[0].within[0]: the table has no column 'x'.",
    ),
    ({"between": {"yeer": [1, 2]}}, "between.yeer: the table has no column 'yeer'."),
    ({"between": {"year": [2024, 2020]}}, "between.year: 2024 is above 2020."),
    ({"between": {"year": ["@from", None]}}, "between.year: there is no parameter 'from'."),
    ({"between": {"day": ["yesterday", None]}}, "between.day: 'yesterday' can't be compared"),
    (
        {"params": {"n": {"type": "int", "default": None}}},
        "params.n: the parameter 'n' is never used. Write @n where it counts.",
    ),
    ({"params": {"n": {"type": "int", "default": "3"}}}, "params.n.default: '3' is no int."),
    (
        {"params": {"n": {"type": "int", "default": 0, "minimum": 1}}},
        "params.n.default: 0 is below the minimum 1.",
    ),
    (
        {"params": {"n": {"type": "number", "default": 2.5, "maximum": 2}}},
        "params.n.default: 2.5 is above the maximum 2.",
    ),
    (
        {"params": {"n": {"type": "int", "minimum": 3, "maximum": 2}}},
        "params.n.minimum: the minimum 3 is above the maximum 2.",
    ),
    ({"params": {"n": {"minimum": 3}}}, "params.n.minimum: a text has no bounds."),
    (
        {"params": {"n": {"type": "list", "default": ["a", "c"], "choices": ["a", "b"]}}},
        "params.n.default: 'c' is not among the choices.",
    ),
    (
        {"params": {"n": {"type": "int", "default": 12, "choices": [12, "24"]}}},
        "params.n.choices: '24' is no int.",
    ),
    ({"params": {"n": {"type": "month", "default": "2024"}}}, "default: '2024' is no month."),
    ({"source": {"file": "../a.csv"}}, "'../a.csv' is outside of the folder of sources."),
    ({"source": {"file": "a.xlsx"}}, "'a.xlsx' is neither CSV nor Parquet. It may end in .csv"),
    ({"source": {"file": "a.csv", "delimiter": "§"}}, "'§' can't separate columns."),
    (
        {"source": {"database": "lmis", "select": f"{SELECT} WHERE year = :yeer"}},
        "source.select: there is no parameter 'yeer'. Valid choices: none.",
    ),
    (
        {"source": {"database": "lmis", "select": "DELETE FROM t"}},
        "is DELETE. A query may only SEL",
    ),
    ({"source": {"database": "lmis"}}, "the key 'select' is missing."),
    (
        {"source": {"file": "a.csv", "delimeter": ";"}},
        "source.delimeter: unknown key 'delimeter'. Did you mean 'delimiter'? Valid choices:"
        " delimiter, file.",
    ),
    (
        {"source": {"database": "lmis", "selct": "SELECT 1"}},
        "source.selct: unknown key 'selct'. Did you mean 'select'? Valid choices: database, ",
    ),
    (
        {"params": {"n": {"typ": "int"}}},
        "params.n.typ: unknown key 'typ'. Did you mean 'type'? Valid choices: choices, default",
    ),
    ({"columns": {"year": "integer"}}, "columns.year: Input should be 'text', 'int', 'number'"),
]


@pytest.mark.parametrize(("changed", "said"), FAULTS)
def test_each_fault_is_one_sentence_with_its_place(
    tmp_path: Path, changed: dict[str, Any], said: str
) -> None:
    found = problems(tmp_path, **changed)
    assert [line for line in found if said in line], found
    assert all(line.startswith("toy/queries/q.yaml:") for line in found)


def test_all_faults_of_a_file_are_told_with_their_lines(tmp_path: Path) -> None:
    (tmp_path / "q.yaml").write_text(
        """\
title: Attrition
source: {file: attrition.csv}
publisher: LMIS
dataset: attrition
columns: {sector: text, year: int, rate: number}
units:
  rat: percent
params:
  sectors: {type: list}
  n: {type: int, default: 99, maximum: 50}
cohort: people
postprocess:
  - filter_equals: {sectr: "@sectors"}
  - select: [sector, year]
  - top_n: {by: rate, n: "@n"}
"""
    )
    (tmp_path / "other.yaml").write_text("title: Other\n")
    found = [str(problem) for problem in read_queries(tmp_path, "q")[1]]
    places = [problem.partition(": ")[0] for problem in found]
    assert places == [
        "q/other.yaml:1",
        "q/other.yaml:1",
        "q/other.yaml:1",
        "q/other.yaml:1",
        "q/q.yaml:11 cohort",
        "q/q.yaml:13 postprocess[0].filter_equals.sectr",
        "q/q.yaml:15 postprocess[2].top_n.by",
        "q/q.yaml:7 units.rat",
        "q/q.yaml:10 params.n.default",
    ]


def test_a_pack_with_a_wrong_query_file_is_not_loaded(tmp_path: Path) -> None:
    (tmp_path / "toy" / "queries").mkdir(parents=True)
    (tmp_path / "toy" / "queries" / "q.yaml").write_text("title: [")
    with pytest.raises(PolicyError, match=r"policies/toy/queries/q\.yaml:\d: is no valid YAML"):
        load_toy(tmp_path, {"p": {"steps": [{"agent": "a"}]}}, agents("a"))


def test_a_later_layer_stands_where_both_have_a_query() -> None:
    shipped = Query.model_validate(SOUND)
    own = Query.model_validate(SOUND | {"publisher": "Me"})
    merged = overlaid({"a": shipped, "b": shipped}, {}, {"b": own, "c": own})
    assert {name: query.publisher for name, query in merged.items()} == {
        "a": "LMIS",
        "b": "Me",
        "c": "Me",
    }
    assert overlaid() == {}


def test_the_digest_is_of_what_a_query_says_and_not_how(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(yaml.safe_dump(SOUND))
    (tmp_path / "b.yaml").write_text(
        "# a comment\n" + yaml.safe_dump(SOUND | {"unit": "unknown"}, default_flow_style=True)
    )
    (tmp_path / "c.yaml").write_text(yaml.safe_dump(SOUND | {"unit": "percent"}))
    found, _ = read_queries(tmp_path, "q")
    assert found["a"].digest == found["b"].digest != found["c"].digest


def test_a_default_of_null_is_a_default_and_none_at_all_is_required() -> None:
    both = Query.model_validate(SOUND | {"params": {"a": {"default": None}, "b": {}}}).params
    assert (both["a"].required, both["b"].required) == (False, True)


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT a FROM t",
        "select a from t where b = :b and c::int in :c;",
        "WITH n AS (SELECT 1 AS a) SELECT a FROM n UNION ALL SELECT a FROM t",
        "SELECT date_trunc('month', d), round(avg(x), 2) FROM t GROUP BY 1",
        "SELECT strftime('%Y', d), group_concat(a) FROM t GROUP BY 1",
        "SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY a) FROM t",
        "SELECT lag(a) OVER (PARTITION BY b ORDER BY c) FROM t",
        "SELECT '12:30' AS a, b::text FROM t -- a comment; not a statement\n",
        "SELECT a FROM t LIMIT :n",
    ],
)
def test_one_select_that_reads_is_allowed(sql: str) -> None:
    assert one_select(sql) == sql


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("", "holds 0 statements"),
        ("SELECT 1; SELECT 2", "holds 2 statements. Write exactly one SELECT."),
        ("SELECT 1; DROP TABLE t", "holds 2 statements"),
        ("DROP TABLE t", "is DROP"),
        ("INSERT INTO t VALUES (1)", "is INSERT"),
        ("UPDATE t SET a = 1", "is UPDATE"),
        ("MERGE INTO t USING s ON a = b WHEN MATCHED THEN DELETE", "is MERGE"),
        ("CREATE TABLE t AS SELECT 1", "is CREATE"),
        ("COPY t TO '/tmp/x'", "is COPY"),
        ("CALL f()", "is CALL"),
        ("EXPLAIN ANALYZE DELETE FROM t", "is EXPLAIN"),
        ("PRAGMA query_only = 0", "is PRAGMA"),
        ("ATTACH 'x' AS y", "(is ATTACH|can't be read as SQL)"),
        ("VALUES (1)", "is VALUES"),
        ("SELEC 1", "can't be read as SQL at line 1, column"),
        ("WITH d AS (DELETE FROM t RETURNING *) SELECT * FROM d", "holds DELETE"),
        ("WITH d AS (INSERT INTO t VALUES (1) RETURNING *) SELECT * FROM d", "holds INSERT"),
        ("SELECT * INTO u FROM t", "holds SELECT INTO"),
        ("SELECT * FROM t FOR UPDATE", r"holds a lock \(FOR UPDATE\)"),
        ("SELECT pg_read_file('/etc/passwd')", r"calls pg_read_file\(\). Only standard functions"),
        ("SELECT lo_export(1, '/tmp/x')", r"calls lo_export\(\)"),
        ("SELECT setval('s', 1)", r"calls setval\(\)"),
        ("SELECT nextval('s')", r"calls nextval\(\)"),
        ("SELECT set_config('a', 'b', false)", r"calls set_config\(\)"),
        ("SELECT pg_sleep(9)", r"calls pg_sleep\(\)"),
        ("SELECT load_extension('x')", r"calls load_extension\(\)"),
        ("SELECT * FROM dblink('x', 'DELETE FROM t')", r"calls dblink\(\)"),
        ("SELECT (SELECT my_own(1))", r"calls my_own\(\)"),
        ("SELECT query_to_xml('DELETE FROM t', true, true, '')", r"calls query_to_xml\(\)"),
        (
            "SELECT a FROM t WHERE a = ?",
            "has a parameter without a name. Write parameters as :name",
        ),
        ("SELECT ' :a ' FROM t", ":a stands in a text or a comment, where nothing can be bound"),
        ("SELECT 1 -- only :a\n", ":a stands in a text or a comment"),
    ],
)
def test_whatever_is_more_than_one_read_makes_no_query(sql: str, said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        SqlTable(database="lmis", select=sql)


def test_a_statement_says_its_parameters_and_the_tables_that_it_reads() -> None:
    sql = """WITH recent AS (SELECT * FROM lmis.jobs WHERE year >= :from_year)
        SELECT r.sector, c::text FROM recent r JOIN companies USING (id)
        WHERE sector IN :sectors OR :sectors_is_null AND year >= :from_year"""
    assert parameters_of(sql) == ("from_year", "sectors", "sectors_is_null")
    assert tables_of(sql) == ("companies", "lmis.jobs")
    assert SqlTable(database="d", select=sql).locator == "d: companies, lmis.jobs"
    assert SqlTable(database="d", select="SELECT 1").locator == "d: no table"


def test_the_parameters_of_a_statement_are_those_of_the_query(tmp_path: Path) -> None:
    select = f"{SELECT} WHERE (:s_is_null OR sector IN :s) AND year = :y"
    source = {"database": "lmis", "select": select}
    params = {"s": {"type": "list", "default": None}, "y": {"type": "int"}}
    assert problems(tmp_path, source=source, params=params) == []
    (unknown,) = problems(tmp_path, source=source, params=params | {"s": {"default": None}})
    assert "there is no parameter 's_is_null'. Valid choices: s, y." in unknown
    (unused,) = problems(tmp_path, source=source, params=params | {"z": {"default": None}})
    assert "the parameter 'z' is never used" in unused
