"""The invented labour market: the shipped tables, made by their generator out of its persons."""

import csv
import sqlite3
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import closing
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import Any

import pytest
import yaml

from deployments.samples.workforce import generate
from deployments.samples.workforce.labour import NAMES, YEARS
from deployments.samples.workforce.rows import employment_history, movements
from deployments.samples.workforce.simulate import History, simulate

SMALL = (7, 1_500, 60)  # seed, persons, companies
Rows = list[dict[str, Any]]


def number(cell: str) -> Any:
    for kind in (int, float):
        try:
            return kind(cell)
        except ValueError:
            continue
    return cell


def table(name: str) -> Rows:
    path = generate.OUT / "sources" / f"{name}.csv"
    rows = csv.DictReader(path.read_text(encoding="utf-8").splitlines(), delimiter=";")
    return [{key: number(cell) for key, cell in row.items()} for row in rows]


def by(rows: Rows, *keys: str) -> dict[Any, dict[str, Any]]:
    found = {tuple(row[key] for key in keys): row for row in rows}
    assert len(found) == len(rows)
    return found


def digests(files: dict[str, str]) -> dict[str, str]:
    return {name: sha256(text.encode()).hexdigest() for name, text in files.items()}


@pytest.fixture(scope="module")
def market() -> History:
    """The history of the shipped tables."""
    return simulate(generate.SEED, generate.PERSONS, generate.COMPANIES)


@pytest.fixture(scope="module")
def persons(market: History) -> Rows:
    """Its persons, row by row, each with the sector of the company."""
    sectors = {row["company_id"]: row["sector"] for row in table("companies")}
    return [{**row, "sector": sectors.get(row["company_id"])} for row in employment_history(market)]


@pytest.fixture(scope="module")
def small() -> History:
    return simulate(*SMALL)


@pytest.fixture(scope="module")
def database(small: History, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """The database of a small market."""
    file = tmp_path_factory.mktemp("market") / "deep" / "market.db"
    generate.write_database(file, small, generate.tables(small, SMALL[0]))
    with closing(sqlite3.connect(file)) as connection:
        yield connection


# Bytes.


def test_the_shipped_files_are_what_the_generator_writes(market: History) -> None:
    made = generate.shipped(market, generate.SEED)
    found = {name: (generate.OUT / name).read_bytes() for name in made}
    assert {name: text.encode() for name, text in made.items()} == found


def test_no_table_is_shipped_that_the_generator_does_not_write(market: History) -> None:
    there = {path.stem for path in (generate.OUT / "sources").iterdir()}
    assert there == set(generate.tables(market, generate.SEED))


def test_the_shipped_files_are_small() -> None:
    sizes = {path.name: path.stat().st_size for path in generate.OUT.rglob("*.csv")}
    assert sizes.pop("employment_history_sample.csv") < 300_000
    assert max(sizes.values()) < 60_000


def test_a_seed_makes_the_same_bytes_on_every_run_and_another_seed_others() -> None:
    first, again, other = (digests(generate.files(seed, 600, 30)) for seed in (3, 3, 4))
    assert first == again
    assert {name for name in first if first[name] == other[name]} <= {
        "sources/vision_2030_targets.csv"
    }


def test_the_command_writes_the_same_bytes_and_what_is_made_on_demand(tmp_path: Path) -> None:
    out, file = tmp_path / "out", tmp_path / "market.db"
    sizes = ("--seed", "3", "--persons", "600", "--companies", "30")
    command = (sys.executable, "-m", generate.__name__, *sizes, "--out", str(out), "--people")
    command = (*command, "--sqlite", str(file))
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    made = digests(generate.files(3, 600, 30))
    for name, digest in made.items():
        assert sha256((out / name).read_bytes()).hexdigest() == digest
    people = [str(out / "people" / name) for name in ("employment_history.csv", "movements.csv")]
    assert done.stdout.splitlines() == [*(str(out / name) for name in made), *people, str(file)]
    history = (out / "people" / "employment_history.csv").read_text().splitlines()
    assert len(history) == 1 + 600 * (len(YEARS) + 1)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (("--persons", "20"), "--persons must be at least 500"),
        (("--companies", "10"), "--companies must be at least 20"),
        (("--seed", "-1"), "--seed must not be negative"),
    ],
)
def test_arguments_that_make_no_market_are_refused(
    given: tuple[str, str], said: str, tmp_path: Path, capsys: Any, monkeypatch: Any
) -> None:
    monkeypatch.setattr(sys, "argv", ["generate", *given, "--out", str(tmp_path / "out")])
    with pytest.raises(SystemExit):
        generate.main()
    assert said in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_a_database_that_is_there_is_never_overwritten(
    small: History, tmp_path: Path, capsys: Any, monkeypatch: Any
) -> None:
    file = tmp_path / "mine.db"
    file.write_text("mine")
    monkeypatch.setattr(sys, "argv", ["generate", "--sqlite", str(file), "--out", str(tmp_path)])
    with pytest.raises(SystemExit):
        generate.main()
    assert "is there already" in capsys.readouterr().err
    with pytest.raises(FileExistsError):
        generate.write_database(file, small, generate.tables(small, 7))
    assert file.read_text() == "mine"


def test_a_database_that_could_not_be_finished_is_removed(small: History, tmp_path: Path) -> None:
    with pytest.raises(KeyError):
        generate.write_database(tmp_path / "cut.db", small, {})
    assert not (tmp_path / "cut.db").exists()


# Tables agree with each other.


def test_every_cell_holds_a_value_and_every_number_is_finite(market: History) -> None:
    for name, rows in generate.tables(market, generate.SEED).items():
        assert rows, name
        for row in rows:
            assert list(row) == list(rows[0])
            assert all(cell == cell and cell not in ("", None) for cell in row.values()), name  # noqa: PLR0124
            assert all(abs(cell) < 1e9 for cell in row.values() if isinstance(cell, int | float))


def test_tables_hold_every_year_and_sector_once() -> None:
    for name in ("attrition_by_sector", "qatarization_by_sector", "sector_employment_by_year"):
        places = [(row["year"], row["sector"]) for row in table(name)]
        assert places == [(year, sector) for year in YEARS for sector in NAMES]
    assert (YEARS[0], YEARS[-1]) == (2017, 2024)


def test_retention_and_attrition_sum_to_a_hundred() -> None:
    attrition = by(table("attrition_by_sector"), "year", "sector")
    for place, row in by(table("retention_rate_by_sector"), "year", "sector").items():
        assert row["retention_rate"] + row["attrition_rate"] == pytest.approx(100, abs=1e-9)
        assert row["attrition_rate"] == attrition[place]["attrition_percent"]
        assert row["cohort_size"] == attrition[place]["cohort_size"] >= 20


def test_cohorts_below_twenty_have_no_retention_rate(small: History) -> None:
    tables = generate.tables(small, 7)
    below = {
        (row["year"], row["sector"])
        for row in tables["attrition_by_sector"]
        if row["cohort_size"] < 20
    }
    few = generate.tables(simulate(5, 500, 20), 5)
    kept = by(list(map(dict, few["retention_rate_by_sector"])), "year", "sector")
    small_ones = {
        (row["year"], row["sector"])
        for row in few["attrition_by_sector"]
        if row["cohort_size"] < 20
    }
    assert small_ones
    assert not small_ones & set(kept)
    assert len(few["attrition_by_sector"]) == len(kept) + len(small_ones)
    assert not below & set(
        by(list(map(dict, tables["retention_rate_by_sector"])), "year", "sector")
    )


def test_cohorts_by_education_add_up_and_some_are_too_small_to_be_told() -> None:
    totals: Counter[Any] = Counter()
    rows = table("attrition_by_sector_and_education")
    for row in rows:
        totals[row["year"], row["sector"]] += row["cohort_size"]
    sectors = by(table("attrition_by_sector"), "year", "sector")
    assert totals == {place: row["cohort_size"] for place, row in sectors.items()}
    newest = [row for row in rows if row["year"] == 2024 and row["cohort_size"] < 15]
    assert 3 <= len(newest) <= 15


@pytest.mark.parametrize(
    ("name", "within", "values"),
    [
        ("employment_share_by_gender", ("year",), ("male_percent", "female_percent")),
        ("company_size_distribution", ("year",), ("share_percent",)),
    ],
)
def test_shares_sum_to_a_hundred(
    name: str, within: tuple[str, ...], values: tuple[str, ...]
) -> None:
    sums: dict[Any, float] = defaultdict(float)
    for row in table(name):
        sums[tuple(row[key] for key in within)] += sum(row[value] for value in values)
    assert len(sums) == len(YEARS)
    assert all(total == pytest.approx(100, abs=1e-9) for total in sums.values())


def test_the_employees_of_a_year_are_the_same_in_every_table() -> None:
    employed = by(table("sector_employment_by_year"), "year", "sector")
    qataris = by(table("qatarization_by_sector"), "year", "sector")
    paid = by(table("avg_salary_by_sector"), "year", "sector")
    gender = by(table("gender_by_sector"), "year", "sector")
    monthly = by(table("employment_monthly"), "month", "sector")
    cohorts = by(table("attrition_by_sector"), "year", "sector")
    for (year, sector), row in employed.items():
        place = (year, sector)
        share = qataris[place]
        assert row["employees"] == share["qataris"] + share["non_qataris"]
        assert row["employees"] == paid[place]["employees"] == gender[place]["employees"]
        assert row["employees"] == monthly[f"{year}-12", sector]["employees"]
        if year < YEARS[-1]:
            assert row["employees"] == cohorts[year + 1, sector]["cohort_size"]


def test_the_salaries_of_december_are_those_of_the_year() -> None:
    monthly = by(table("salary_monthly"), "month", "sector")
    for row in table("avg_salary_by_sector"):
        december = monthly[f"{row['year']}-12", row["sector"]]
        assert row["avg_salary_qar"] == december["avg_salary_qar"]


def test_employees_are_those_of_the_month_before_plus_hires_minus_leavers() -> None:
    for sector in NAMES:
        rows = [row for row in table("employment_monthly") if row["sector"] == sector]
        assert len(rows) == 96
        for before, row in pairwise(rows):
            assert row["employees"] == before["employees"] + row["hires"] - row["leavers"]
            rate = 100 * row["leavers"] / before["employees"]
            assert row["attrition_percent"] == pytest.approx(rate, abs=0.00501)


def test_the_early_warning_compares_with_three_months_before() -> None:
    monthly = by(table("employment_monthly"), "month", "sector")
    months = sorted({month for month, _ in monthly})
    rows = by(table("ewi_employment_drop"), "month", "sector")
    assert set(rows) == {(month, sector) for month in months[3:] for sector in NAMES}
    for (month, sector), row in rows.items():
        then = monthly[months[months.index(month) - 3], sector]["employees"]
        now = monthly[month, sector]["employees"]
        assert row["employees"] == now
        assert row["change_percent"] == pytest.approx(100 * (now - then) / then, abs=0.00501)


# The persons make the tables: counted again here, row by row.


def test_the_persons_of_a_year_make_its_employment(persons: Rows) -> None:
    counts: Counter[Any] = Counter()
    paid: Counter[Any] = Counter()
    for row in persons:
        if row["status"] == "employed":
            place = (row["year"], row["sector"])
            counts[place] += 1
            counts[(*place, row["nationality"])] += 1
            counts[(*place, row["gender"])] += 1
            counts[row["year"], row["gender"]] += 1
            counts[row["year"]] += 1
            paid[place] += row["monthly_salary"]
    for place, row in by(table("qatarization_by_sector"), "year", "sector").items():
        assert row["qataris"] == counts[(*place, "Qatari")]
        assert row["non_qataris"] == counts[(*place, "Non-Qatari")]
        share = 100 * row["qataris"] / counts[place]
        assert row["qatarization_percent"] == pytest.approx(share, abs=0.00501)
    for place, row in by(table("avg_salary_by_sector"), "year", "sector").items():
        assert row["avg_salary_qar"] == pytest.approx(paid[place] / counts[place], abs=0.00501)
    for place, row in by(table("gender_by_sector"), "year", "sector").items():
        share = counts[(*place, "female")] / counts[place]
        assert row["female_fraction"] == pytest.approx(share, abs=0.0000501)
    for row in table("employment_share_by_gender"):
        share = 100 * counts[row["year"], "male"] / counts[row["year"]]
        assert row["male_percent"] == pytest.approx(share, abs=0.00501)


def test_the_persons_of_two_years_make_attrition(persons: Rows) -> None:
    at = {(row["person_id"], row["year"]): row for row in persons}
    sizes: Counter[Any] = Counter()
    stayed: Counter[Any] = Counter()
    for (person, year), row in at.items():
        if row["status"] == "employed" and year < YEARS[-1]:
            cohort = (year + 1, row["sector"])
            stays = at[person, year + 1]["company_id"] == row["company_id"]
            for key in (cohort, (*cohort, row["education_level"])):
                sizes[key] += 1
                stayed[key] += stays
    retention = by(table("retention_rate_by_sector"), "year", "sector")
    assert {key: row["cohort_size"] for key, row in retention.items()} == {
        key: size for key, size in sizes.items() if len(key) == 2
    }
    assert all(row["retained_count"] == stayed[key] for key, row in retention.items())
    levels = by(table("attrition_by_sector_and_education"), "year", "sector", "education_level")
    assert set(levels) == {key for key in sizes if len(key) == 3}
    for key, row in levels.items():
        rate = 100 * (1 - stayed[key] / sizes[key])
        assert (row["cohort_size"], row["attrition_percent"]) == (
            sizes[key],
            pytest.approx(rate, abs=0.00501),
        )


def test_the_persons_make_the_labour_force_and_the_sizes_of_companies(persons: Rows) -> None:
    for row in table("qatari_unemployment"):
        ours = Counter(
            each["status"]
            for each in persons
            if each["year"] == row["year"] and each["nationality"] == "Qatari"
        )
        assert row["unemployed"] == ours["unemployed"]
        assert row["labour_force"] == ours["unemployed"] + ours["employed"]
    for row in table("female_participation"):
        women = Counter(
            each["status"]
            for each in persons
            if each["year"] == row["year"] and each["gender"] == "female"
        )
        assert row["women"] == women.total()
        assert row["in_labour_force"] == women.total() - women["inactive"]
    bands = {"1-9": range(1, 10), "10-49": range(10, 50), "50-249": range(50, 250)}
    for year in YEARS:
        staff = Counter(each["company_id"] for each in persons if each["year"] == year)
        del staff[""]
        named = Counter(
            next((name for name, sizes in bands.items() if count in sizes), "250+")
            for count in staff.values()
        )
        rows = [row for row in table("company_size_distribution") if row["year"] == year]
        assert named == {row["size_band"]: row["companies"] for row in rows}
        if year == YEARS[-1]:
            known = Counter(row["size_band"] for row in table("companies"))
            assert known["none"] == generate.COMPANIES - len(staff)
            assert {**known, "none": 0} == {**named, "none": 0}


def test_nobody_works_for_a_company_before_it_was_founded(persons: Rows) -> None:
    founded = {row["company_id"]: row["founded_year"] for row in table("companies")}
    assert all(founded[row["company_id"]] <= row["year"] for row in persons if row["company_id"])


def test_the_movements_make_the_hires_and_leavers_of_every_month(market: History) -> None:
    sectors = {row["company_id"]: row["sector"] for row in table("companies")}
    found: Counter[Any] = Counter()
    for row in movements(market):
        found[row["month"], sectors[row["company_id"]], row["event"]] += 1
    for (month, sector), row in by(table("employment_monthly"), "month", "sector").items():
        assert row["hires"] == found[month, sector, "hire"]
        assert row["leavers"] == found[month, sector, "leave"]


def test_the_records_of_the_database_make_the_tables_of_every_month(
    database: Any, small: History
) -> None:
    counted = database.execute(
        "SELECT month, sector, COUNT(*), AVG(salary_qar) FROM employment_records"
        " WHERE status = 'employed' AND month >= '2017-01' GROUP BY month, sector"
    ).fetchall()
    tables = generate.tables(small, SMALL[0])
    employed = by(list(map(dict, tables["employment_monthly"])), "month", "sector")
    paid = by(list(map(dict, tables["salary_monthly"])), "month", "sector")
    assert {row[:2] for row in counted} == set(paid)
    for month, sector, count, mean in counted:
        assert employed[month, sector]["employees"] == count
        assert paid[month, sector]["avg_salary_qar"] == pytest.approx(mean, abs=0.00501)


def test_the_records_of_the_database_are_plausible(database: Any) -> None:
    def number_of(condition: str) -> int:
        query = f"SELECT COUNT(*) FROM employment_records WHERE {condition}"
        return int(database.execute(query).fetchone()[0])

    assert number_of("TRUE") > 50_000
    assert number_of("status NOT IN ('employed', 'unemployed')") == 0
    assert number_of("age NOT BETWEEN 15 AND 80") == 0
    assert number_of("status = 'employed' AND (company_id IS NULL OR salary_qar < 1000)") == 0
    assert number_of("status = 'unemployed' AND company_id IS NOT NULL") == 0
    assert number_of("SUBSTR(start_date, 1, 7) > month OR SUBSTR(end_date, 1, 7) < month") == 0
    assert number_of("month < '2024-12' AND start_date IS NOT NULL AND end_date IS NULL") > 1_000
    # A job's last record is of the month in which it ends.
    ended = database.execute(
        "SELECT COUNT(*) FROM (SELECT MAX(month) AS last, end_date FROM employment_records"
        " WHERE end_date IS NOT NULL GROUP BY person_id, company_id, start_date)"
        " WHERE last != SUBSTR(end_date, 1, 7)"
    ).fetchone()
    assert ended == (0,)


def test_the_database_has_the_tables_of_a_labour_market(database: Any) -> None:
    names = database.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    assert {name for (name,) in names} == {
        "companies", "employment_history", "employment_records", "gcc_labour_statistics",
        "vision_2030_targets", "data_freshness_log",
    }  # fmt: skip
    assert database.execute("SELECT COUNT(*) FROM gcc_labour_statistics").fetchone() == (48,)
    missing = "SELECT COUNT(*) FROM employment_history WHERE company_id = '' OR status = ''"
    assert database.execute(missing).fetchone() == (0,)


# What an analysis should find.


@pytest.fixture(scope="module")
def truth() -> Any:
    return yaml.safe_load((generate.OUT / "truth.yaml").read_text(encoding="utf-8"))


def newest(name: str, value: str) -> dict[str, float]:
    return {row["sector"]: row[value] for row in table(name) if row["year"] == YEARS[-1]}


def test_one_sector_alone_has_an_anomalous_attrition_in_the_newest_year(truth: Any) -> None:
    rates = newest("attrition_by_sector", "attrition_percent")
    middle = median(rates.values())
    spread = median(abs(rate - middle) for rate in rates.values())
    scores = {sector: 0.6745 * (rate - middle) / spread for sector, rate in rates.items()}
    assert [sector for sector, score in scores.items() if abs(score) > 2.5] == ["Hospitality"]
    assert truth["anomaly"]["sector"] == "Hospitality"
    assert truth["anomaly"]["attrition_percent"] == rates["Hospitality"]
    assert truth["anomaly"]["median_percent"] == pytest.approx(middle, abs=0.00501)


def test_sectors_with_more_qataris_are_left_less_often(truth: Any) -> None:
    import numpy as np

    ranks = [
        np.argsort(np.argsort([newest(name, value)[sector] for sector in NAMES]))
        for name, value in (
            ("qatarization_by_sector", "qatarization_percent"),
            ("attrition_by_sector", "attrition_percent"),
        )
    ]
    found = float(np.corrcoef(*ranks)[0, 1])  # no ties in the newest year
    assert -1 < found < -0.7
    assert truth["correlation"]["spearman"] == pytest.approx(found, abs=1e-4)


def test_qatarization_rises_about_linearly_and_at_different_speeds() -> None:
    import numpy as np

    slopes = {}
    for sector in NAMES:
        rows = [row for row in table("qatarization_by_sector") if row["sector"] == sector]
        years = [row["year"] for row in rows]
        shares = [row["qatarization_percent"] for row in rows]
        slopes[sector] = np.polyfit(years, shares, 1)[0]
        assert np.corrcoef(years, shares)[0, 1] > 0.9, sector
    assert min(slopes.values()) > 0.05
    assert max(slopes.values()) > 1.2
    assert max(slopes, key=slopes.__getitem__) == "Public"


def test_people_leave_before_the_summer(truth: Any) -> None:
    leavers: Counter[int] = Counter()
    for row in table("employment_monthly"):
        if not row["month"].startswith("2020"):
            leavers[int(row["month"][5:])] += row["leavers"]
    mean = leavers.total() / 12
    assert max(leavers, key=leavers.__getitem__) == truth["seasonality"]["leavers_peak_month"] == 7
    lift = [leavers[month] / mean for month in range(1, 13)]
    assert truth["seasonality"]["lift_by_month"] == pytest.approx(lift, abs=0.000501)
    assert lift[6] > 1.4
    assert min(lift) < 0.85


def test_hires_follow_leavers_in_every_sector(truth: Any) -> None:
    import pandas as pd

    flows = pd.DataFrame(table("employment_monthly"))
    for sector, rows in flows.groupby("sector"):
        found = rows["leavers"].rank().corr(rows["hires"].rank())
        assert found > 0.5
        told = truth["stable_relation"]["spearman_by_sector"][sector]
        assert told == pytest.approx(found, abs=1e-4)


def test_employment_breaks_in_spring_2020(truth: Any) -> None:
    total: Counter[str] = Counter()
    for row in table("employment_monthly"):
        total[row["month"]] += row["employees"]
    months = sorted(total)
    changes = {month: total[month] / total[before] - 1 for before, month in pairwise(months)}
    largest = sorted(changes, key=changes.__getitem__)[:3]
    assert sorted(largest) == ["2020-04", "2020-05", "2020-06"]
    others = [abs(change) for month, change in changes.items() if month[:7] not in largest]
    assert max(changes[month] for month in largest) < -2 * max(others)
    assert truth["break"]["month"] == "2020-04"
    assert truth["break"]["employees_before"] == total["2020-03"]
    assert truth["break"]["employees_after"] == total["2020-06"]


def test_one_sector_alone_has_lost_employees_within_the_last_three_months(truth: Any) -> None:
    last = {
        row["sector"]: row["change_percent"]
        for row in table("ewi_employment_drop")
        if row["month"] == "2024-12"
    }
    assert [sector for sector, change in last.items() if change < -1] == ["Construction"]
    assert last["Construction"] < -5
    assert truth["early_warning"]["change_percent"] == last["Construction"]


def test_wages_grow_in_every_sector(truth: Any) -> None:
    first = {r["sector"]: r["avg_salary_qar"] for r in table("avg_salary_by_sector")[:10]}
    growth = {
        sector: 100 * (pay / first[sector] - 1)
        for sector, pay in newest("avg_salary_by_sector", "avg_salary_qar").items()
    }
    assert truth["wages"]["growth_percent_2017_2024"] == pytest.approx(growth, abs=0.00501)
    assert min(growth.values()) > 10
    assert truth["wages"]["fastest"] == max(growth, key=growth.__getitem__) == "ICT"


def test_qatar_has_the_lowest_unemployment_of_the_six_countries_in_every_year(truth: Any) -> None:
    rows = table("unemployment_gcc")
    for year in YEARS:
        rates = {row["country"]: row["unemployment_percent"] for row in rows if row["year"] == year}
        assert len(rates) == 6
        assert min(rates, key=rates.__getitem__) == "Qatar"
        assert 0 < min(rates.values()) <= max(rates.values()) < 10
    assert truth["gcc"]["lowest_first"] == sorted(rates, key=rates.__getitem__)


def test_the_targets_are_met_by_one_sector_and_missed_by_others(truth: Any) -> None:
    shares = newest("qatarization_by_sector", "qatarization_percent")
    risks = defaultdict(set)
    for sector, found in truth["vision_2030"].items():
        target = 90 if sector == "Public" else 30
        assert found["gap_points"] == pytest.approx(target - shares[sector], abs=1e-9)
        risks[found["risk"]].add(sector)
    assert risks["on_track"] == {"Energy"}
    assert risks["moderate"] == {"Finance", "Public"}
    assert len(risks["high"]) == 7


def test_the_two_registers_disagree_in_one_sector_and_year_alone(truth: Any) -> None:
    register = by(table("gcc_register"), "ref_year", "activity")
    off = []
    for place, row in by(table("qatarization_by_sector"), "year", "sector").items():
        ours, theirs = row["qatarization_percent"], register[place]["nationals_percent"]
        off += [place] if abs(ours - theirs) / ours > 0.03 else []
    assert off == [(truth["cross_source"]["year"], truth["cross_source"]["sector"])]
    for place, row in by(table("retention_rate_by_sector"), "year", "sector").items():
        theirs = register[place]["stayers_percent"]
        assert abs(row["retention_rate"] - theirs) / row["retention_rate"] < 0.02
    assert len({tuple(row.items()) for row in register.values()}) == len(register)
