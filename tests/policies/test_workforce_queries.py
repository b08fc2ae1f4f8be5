"""The named queries of the labour market: valid, true to the shipped tables, and answered."""

import csv
import re
from pathlib import Path
from typing import Any

import pytest

from blocks.queries.addresses import Address
from blocks.queries.client import DataClient
from deployments.samples.workforce import generate
from deployments.samples.workforce.labour import NAMES, YEARS
from deployments.samples.workforce.simulate import simulate
from policies.load import ROOT, read_queries
from policies.queries import TRANSFORMS, FileTable, Query, SqlTable, overlaid

FOLDER = ROOT / "workforce" / "queries"
SOURCES = generate.OUT / "sources"
OWN = generate.OUT / "own_figures" / "queries"
REAL = Path(__file__).parents[3] / "shared" / "data" / "workforce"
SMALL = (11, 2_000, 80)  # seed, persons, companies

QUERIES, PROBLEMS = read_queries(FOLDER, "policies/workforce/queries")
FILES = {name: query for name, query in QUERIES.items() if isinstance(query.source, FileTable)}
SQL = {name: query for name, query in QUERIES.items() if isinstance(query.source, SqlTable)}

# What agents rely on: the columns of each answer, and their units.
COLUMNS = {
    "attrition_by_sector": "year sector cohort_size:count attrition_percent:percent",
    "retention_rate_by_sector": "year sector cohort_size:count retained_count:count"
    " retention_rate:percent attrition_rate:percent",
    "qatarization_by_sector": "year sector qataris:count non_qataris:count"
    " qatarization_percent:percent",
    "avg_salary_by_sector": "year sector employees:count avg_salary_qar:qar",
    "employment_share_by_gender": "year male_percent:percent female_percent:percent"
    " total_percent:percent",
    "unemployment_gcc": "country year unemployment_percent:percent",
    "sector_employment_by_year": "year sector employees:count",
    "company_size_distribution": "year size_band companies:count share_percent:percent",
    "employment_monthly": "month sector employees:count hires:count leavers:count"
    " attrition_percent:percent",
    "salary_monthly": "month sector avg_salary_qar:qar",
    "ewi_employment_drop": "month sector employees:count change_percent:percent",
    "vision_2030_targets": "metric target_percent:percent target_year",
    "attrition_by_sector_and_education": "year sector education_level cohort_size:count"
    " attrition_percent:percent",
    "gcc_qatarization_by_sector": "year sector qatarization_percent:percent",
    "gcc_retention_by_sector": "year sector retention_rate:percent",
}


def client(queries: Any = QUERIES, folder: Path = SOURCES, **databases: Path) -> DataClient:
    known = {name: Address(name, str(file)) for name, file in databases.items()}
    return DataClient(queries, folder, known)


@pytest.fixture(scope="module")
def market(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    """A small market in a database, and its tables."""
    file = tmp_path_factory.mktemp("market") / "market.db"
    history = simulate(*SMALL)
    tables = generate.tables(history, SMALL[0])
    generate.write_database(file, history, tables)
    return file, tables


def test_every_query_is_valid() -> None:
    assert [str(problem) for problem in PROBLEMS] == []
    assert len(QUERIES) == len(list(FOLDER.glob("*.yaml"))) >= 20
    assert len(SQL) == 3


def test_every_file_tells_editors_its_schema() -> None:
    for path in (*FOLDER.glob("*.yaml"), *OWN.glob("*.yaml")):
        first = path.read_text(encoding="utf-8").partition("\n")[0]
        said = re.fullmatch(r"# yaml-language-server: \$schema=(\S+)", first)
        assert said, path
        assert (path.parent / said[1]).resolve() == ROOT / "query.schema.json"


@pytest.mark.parametrize("name", QUERIES)
def test_a_citation_shows_that_the_figures_are_invented(name: str) -> None:
    query = QUERIES[name]
    assert query.dataset.endswith("(synthetic)")
    assert query.license
    assert query.publisher in {"LMIS", "GCC-STAT", "Vision 2030"}
    assert query.title
    assert query.description


@pytest.mark.parametrize("name", FILES)
def test_a_query_reads_columns_that_its_table_has(name: str) -> None:
    query = FILES[name]
    assert isinstance(query.source, FileTable)
    text = (SOURCES / query.source.file).read_text(encoding="utf-8")
    header = next(csv.reader(text.splitlines(), delimiter=query.source.delimiter))
    assert [column for column in query.columns if column not in header] == []
    assert set(query.constraints.unique) <= set(query.columns)


def test_every_table_is_read_by_a_query() -> None:
    read = {query.source.locator for query in FILES.values()}
    assert read == {path.name for path in SOURCES.iterdir()}


def test_each_of_the_eight_transforms_is_used() -> None:
    assert {step.kind for query in QUERIES.values() for step in query.postprocess} == set(
        TRANSFORMS
    )


@pytest.mark.parametrize("name", FILES)
def test_a_query_is_answered_from_the_shipped_tables_without_a_warning(name: str) -> None:
    answer = client().run(name)
    assert answer.rows
    cut = ["74 rows are left out: about fewer than 15 people."]
    assert list(answer.warnings) == (cut if name == "attrition_by_sector_and_education" else [])
    assert set(answer.units) <= set(answer.rows[0])
    numeric = {
        column
        for column, cell in answer.rows[-1].items()
        if isinstance(cell, int | float) and not column.endswith("year")
    }
    assert numeric == set(answer.units)
    assert answer.updated == "2025-01-31"
    dated = QUERIES[name].freshness.as_of
    assert answer.as_of == ({None: None, "month": "2024-12"}.get(dated, "2024"))


@pytest.mark.parametrize("name", COLUMNS)
def test_an_answer_has_the_columns_that_agents_rely_on(name: str) -> None:
    wanted = dict((*each.split(":"), None)[:2] for each in COLUMNS[name].split())
    answer = client().run(name)
    assert list(answer.rows[0]) == list(wanted)
    assert dict(answer.units) == {column: unit for column, unit in wanted.items() if unit}


@pytest.mark.parametrize("name", [n for n, q in FILES.items() if "sectors" in q.params])
def test_sectors_restrict_and_an_unknown_one_is_said_with_the_valid_choices(name: str) -> None:
    ask = client().run
    found = {row["sector"] for row in ask(name, sectors=["Energy", "ICT"]).rows}
    assert found == {"Energy", "ICT"}
    assert {row["sector"] for row in ask(name, sectors=[]).rows} == set(NAMES)
    nobody = ask(name, sectors=["Mining"])
    assert nobody.rows == ()
    assert "'Mining'" in nobody.warnings[0]
    assert "Manufacturing" in nobody.warnings[0]


@pytest.mark.parametrize("name", [n for n, q in FILES.items() if "from_year" in q.params])
def test_years_restrict_both_ends_included(name: str) -> None:
    rows = client().run(name, from_year=2019, to_year=2021).rows
    assert {row["year"] for row in rows} == {2019, 2020, 2021}


@pytest.mark.parametrize("name", [n for n, q in FILES.items() if "from_month" in q.params])
def test_months_restrict_both_ends_included(name: str) -> None:
    rows = client().run(name, from_month="2023-11", to_month="2024-02").rows
    assert sorted({row["month"] for row in rows}) == ["2023-11", "2023-12", "2024-01", "2024-02"]
    nothing = client().run(name, from_month="1990-01", to_month="1990-12")
    assert nothing.rows == ()
    assert "1990" in nothing.warnings[0]


@pytest.mark.parametrize(
    "name", ["retention_rate_by_sector", "gcc_retention_by_sector", "top_attrition_sectors"]
)
def test_without_a_year_the_newest_is_meant(name: str) -> None:
    assert {row["year"] for row in client().run(name).rows} == {YEARS[-1]}
    assert {row["year"] for row in client().run(name, year=2020).rows} == {2020}


def test_the_highest_attrition_is_that_of_the_newest_year() -> None:
    everybody = client().run("attrition_by_sector", from_year=2024).rows
    rows = client().run("top_attrition_sectors", n=4).rows
    ranked = sorted(everybody, key=lambda row: -row["attrition_percent"])
    assert list(rows) == ranked[:4]
    assert rows[0]["sector"] == "Hospitality"


def test_a_change_against_the_year_before_is_known_whichever_year_is_asked_for() -> None:
    shares = {
        (row["year"], row["sector"]): row["qatarization_percent"]
        for row in client().run("qatarization_by_sector").rows
    }
    (row,) = client().run("qatarization_yoy", year=2024, sectors=["Finance"]).rows
    before, now = shares[2023, "Finance"], shares[2024, "Finance"]
    assert row["yoy_percent"] == pytest.approx(100 * (now - before) / before)
    first = client().run("qatarization_yoy", year=2017).rows
    assert {row["yoy_percent"] for row in first} == {None}


def test_the_average_of_twelve_months_is_known_whichever_month_is_asked_for() -> None:
    months = client().run("employment_monthly", sectors=["ICT"], from_month="2024-01").rows
    mean = sum(row["attrition_percent"] for row in months) / 12
    (row,) = client().run("attrition_rolling", sectors=["ICT"], month="2024-12").rows
    assert row["attrition_12_months_percent"] == pytest.approx(mean)
    early = client().run("attrition_rolling", sectors=["ICT"], month="2017-11").rows
    assert early[0]["attrition_12_months_percent"] is None


def test_a_sector_keeps_its_share_of_all_employees_when_it_is_asked_for_alone() -> None:
    every = client().run("employment_share_of_sectors", from_year=2024).rows
    assert sum(row["share_percent"] for row in every) == pytest.approx(100)
    (alone,) = client().run("employment_share_of_sectors", from_year=2024, sectors=["ICT"]).rows
    assert alone in every


def test_fractions_of_the_publisher_are_answered_in_per_cent() -> None:
    for row in client().run("gender_share_percent").rows:
        assert row["female_percent"] + row["male_percent"] == pytest.approx(100)
        assert row["female_percent"] > 4


def test_small_cohorts_never_reach_an_answer() -> None:
    name = "attrition_by_sector_and_education"
    assert min(row["cohort_size"] for row in client().run(name).rows) >= 15
    one = client().run(name, sectors=["Construction"], education_level="Doctorate", from_year=2024)
    assert one.rows == ()
    assert one.warnings == ("1 row is left out: about fewer than 15 people.",)


def test_two_publishers_can_be_compared_row_by_row() -> None:
    for ours, theirs, value in (
        ("qatarization_by_sector", "gcc_qatarization_by_sector", "qatarization_percent"),
        ("retention_rate_by_sector", "gcc_retention_by_sector", "retention_rate"),
    ):
        one, other = (
            {(row["year"], row["sector"]): row[value] for row in client().run(name).rows}
            for name in (ours, theirs)
        )
        assert set(one) == set(other)
        assert one != other


def test_parameters_out_of_range_are_refused() -> None:
    from blocks.errors import SourceError

    for name, params in (
        ("top_attrition_sectors", {"n": 0}),
        ("top_attrition_sectors", {"n": 51}),
        ("attrition_by_sector", {"from_year": 2024, "to_year": 2017}),
        ("attrition_by_sector", {"from_year": "2024; DROP TABLE x"}),
        ("employment_monthly", {"from_month": "2024-13"}),
        ("lmis_retention_by_sector", {"year": 1}),
    ):
        with pytest.raises(SourceError):
            client().run(name, params)


# In SQL.


def test_the_database_counts_the_same_retention_as_the_tables(
    market: tuple[Path, dict[str, Any]],
) -> None:
    file, tables = market
    answer = client(lmis=file).run("lmis_retention_by_sector")
    columns = ("year", "sector", "cohort_size", "retained_count")
    wanted = {tuple(row[c] for c in columns) for row in tables["retention_rate_by_sector"]}
    assert {tuple(row[c] for c in columns) for row in answer.rows} == wanted
    assert answer.warnings == ()
    one = client(lmis=file).run("lmis_retention_by_sector", year=2024, sector="Construction")
    assert [row["sector"] for row in one.rows] == ["Construction"]


def test_the_database_counts_the_same_employees_as_the_tables(
    market: tuple[Path, dict[str, Any]],
) -> None:
    file, tables = market
    query = "lmis_headcount_by_nationality"
    (ours,) = (
        row
        for row in tables["qatarization_by_sector"]
        if (row["year"], row["sector"]) == (2024, "Public")
    )
    rows = client(lmis=file).run(query, sectors=["Public"]).rows
    assert {row["nationality"]: row["employees"] for row in rows} == {
        "Qatari": ours["qataris"],
        "Non-Qatari": ours["non_qataris"],
    }
    december = client(lmis=file).run(query)
    assert min(row["employees"] for row in december.rows) >= 15
    assert "left out" in december.warnings[0]


def test_the_database_counts_the_same_unemployed_as_the_tables(
    market: tuple[Path, dict[str, Any]],
) -> None:
    file, tables = market
    unlimited = DataClient(QUERIES, SOURCES, {"lmis": Address("lmis", str(file))}, minimum_cohort=1)
    rows = unlimited.run("lmis_unemployment_by_education", nationality="Qatari").rows
    wanted = tables["qatari_unemployment"][-1]
    assert sum(row["labour_force"] for row in rows) == wanted["labour_force"]
    assert sum(row["unemployed"] for row in rows) == wanted["unemployed"]


@pytest.mark.parametrize("name", SQL)
def test_an_attempt_to_inject_sql_finds_nothing_and_changes_nothing(
    name: str, market: tuple[Path, dict[str, Any]]
) -> None:
    file, _ = market
    before = file.read_bytes()
    attempt = "x' OR 1=1; DROP TABLE employment_records; --"
    for key, param in SQL[name].params.items():
        if param.type in ("text", "list"):
            value = [attempt] if param.type == "list" else attempt
            assert client(lmis=file).run(name, {key: value}).rows == ()
    assert file.read_bytes() == before


def test_without_the_database_it_is_said_how_to_name_it() -> None:
    from blocks.errors import SourceError

    for name in SQL:
        with pytest.raises(SourceError, match="COXSWAIN_DATABASE_LMIS"):
            client().run(name)


# Figures of one's own.


def own() -> dict[str, Query]:
    queries, problems = read_queries(OWN, "own")
    assert [str(problem) for problem in problems] == []
    return queries


def test_a_query_file_alone_puts_own_figures_in_the_place_of_the_sample(tmp_path: Path) -> None:
    rows = ["country,iso3,year,unemployment_percent"]
    rows += [f"{name},{name[:3]},{year},{year % 7}.5" for name in "ABC" for year in (2015, 2016)]
    (tmp_path / "gcc_unemployment.csv").write_text("\n".join([*rows, "D,D,2016,"]) + "\n")
    queries = overlaid(QUERIES, own())
    assert set(queries) == set(QUERIES)
    answer = client(queries, tmp_path).run("unemployment_gcc", countries=["B", "D"], from_year=2016)
    assert list(answer.rows) == [
        {"country": "B", "year": 2016, "unemployment_percent": 0.5},
        {"country": "D", "year": 2016, "unemployment_percent": None},
    ]
    assert (answer.provenance.source, answer.as_of) == ("World Bank", "2016")
    assert "synthetic" not in answer.provenance.dataset
    assert set(QUERIES["unemployment_gcc"].params) == set(queries["unemployment_gcc"].params)


@pytest.mark.skipif(not REAL.is_dir(), reason="the real figures are not here")
def test_real_figures_of_the_world_bank_are_read_by_the_example() -> None:
    answer = client(own(), REAL).run("unemployment_gcc", from_year=2017)
    assert len(answer.rows) == 6
    assert answer.warnings == ()
    assert all(0 < row["unemployment_percent"] < 20 for row in answer.rows)
