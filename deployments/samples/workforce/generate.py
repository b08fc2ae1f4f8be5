"""Write the sample of a labour market: `python -m deployments.samples.workforce.generate`.

    --seed N        another market of the same kind (42 makes the shipped one)
    --persons N     20,000 unless told, and --companies N, 800
    --out DIR       where the tables go, instead of this folder
    --people        the persons too: people/employment_history.csv and people/movements.csv
    --sqlite FILE   the persons in a new SQLite database, for the queries in SQL; name it in
                    COXSWAIN_DATABASE_LMIS

On one core the shipped sample takes a second and its database (170 MB) ten; 200,000 persons and
8,000 companies take ten seconds, and their database two minutes.

Everything is invented; the same arguments give the same bytes. What is simulated, and how:

*Persons and companies.* Each person has a gender, a nationality (Qatari or not), a year of birth,
an education and a gift that moves what they earn; each company a sector, a year of foundation and
a pull. `labour.py` has the ten sectors with their sizes, pay, shares and rates.

*A month* (`simulate.py`), from January 2016 to December 2024. Everybody may leave: the chance is
that of the sector, more before the summer, less for Qataris and the educated, more in the first
year of a job. Who stays gets a raise on the anniversary of the first month. Then each sector fills
six in ten of its vacancies, first with those who have just lost their work and whose education
fits; hiring steers the shares of Qataris and women towards straight lines. Without work one is
unemployed for nine months (who isn't a Qatari for three, and then has left the country), and
inactive afterwards.

*Events.* In spring 2020 exposed sectors dismiss people for three months and hire nobody; a third
of the loss comes back until the end of 2023. Through 2024 people leave Hospitality three times as
often. From October 2024 Construction dismisses and hires nobody. `truth.yaml` has their figures.

*Tables.* All are counted from the persons (`aggregates.py`, `monthly.py`), so that they agree with
each other: retention and attrition sum to 100, December is the year's end, and in each sector the
employees are those of the month before plus hires minus leavers. Cohorts under 20 are left out of
the retention rates; `attrition_by_sector_and_education` keeps them all, for the report to cut. The
register of GCC-STAT is the same persons seen with gaps; its unemployment is drawn by itself, since
it is another survey. The shipped tables are those of all 20,000 persons. Of the persons only the
first 300 are shipped (`employment_history_sample.csv`), to show the columns. Figures of one's own
take the place of these by a query file alone: `own_figures/` has one to start from.
"""

import argparse
import csv
import io
import itertools
from collections.abc import Iterable
from pathlib import Path

import yaml

from deployments.samples.workforce.aggregates import Row, by_year
from deployments.samples.workforce.database import write_database
from deployments.samples.workforce.monthly import by_month
from deployments.samples.workforce.publishers import published
from deployments.samples.workforce.rows import employment_history, movements
from deployments.samples.workforce.simulate import History, simulate
from deployments.samples.workforce.truth import truth

SEED, PERSONS, COMPANIES, SAMPLED = 42, 20_000, 800, 300
FEWEST_PERSONS, FEWEST_COMPANIES = 500, 20  # two companies a sector
OUT = Path(__file__).parent


def tables(history: History, seed: int) -> dict[str, list[Row]]:
    """Every table by the name of its file, without the ending."""
    return {**by_year(history), **by_month(history), **published(history, seed)}


def files(seed: int = SEED, persons: int = PERSONS, companies: int = COMPANIES) -> dict[str, str]:
    """What is shipped, by file name, as text with line feeds."""
    return shipped(simulate(seed, persons, companies), seed)


def shipped(history: History, seed: int) -> dict[str, str]:
    """The files of a history: its tables, some of its persons, and what is true of it."""
    made = tables(history, seed)
    found = {f"sources/{name}.csv": _text(rows) for name, rows in made.items()}
    found["employment_history_sample.csv"] = _text(employment_history(history, SAMPLED))
    found["truth.yaml"] = (
        "# What an analysis of these tables should find; written by generate.py.\n"
        f"made: {{seed: {seed}, persons: {history.persons.count},"
        f" companies: {len(history.companies.sector)}}}\n"
        + yaml.safe_dump(truth(made), sort_keys=False, width=100)
    )
    return found


def people(history: History) -> dict[str, Iterable[Row]]:
    """The files that are made on demand."""
    return {
        "people/employment_history.csv": employment_history(history),
        "people/movements.csv": movements(history),
    }


def _text(rows: Iterable[Row]) -> str:
    text = io.StringIO()
    _fill(text, rows)
    return text.getvalue()


def _fill(file: io.TextIOBase, rows: Iterable[Row]) -> None:
    remaining = iter(rows)
    first = next(remaining)
    writer = csv.DictWriter(file, list(first), delimiter=";", lineterminator="\n")
    writer.writeheader()
    writer.writerows(itertools.chain([first], remaining))


def main() -> None:
    """Write what is asked for and say where."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--persons", type=int, default=PERSONS)
    parser.add_argument("--companies", type=int, default=COMPANIES)
    parser.add_argument("--out", type=Path, default=OUT)
    parser.add_argument("--people", action="store_true", help="write the persons too")
    parser.add_argument("--sqlite", type=Path, help="a new file for the persons as a database")
    given = parser.parse_args()
    for name, fewest in (("persons", FEWEST_PERSONS), ("companies", FEWEST_COMPANIES)):
        if getattr(given, name) < fewest:
            parser.error(f"--{name} must be at least {fewest}: ten sectors need some each")
    if given.seed < 0:
        parser.error("--seed must not be negative")
    if given.sqlite and given.sqlite.exists():
        parser.error(f"{given.sqlite} is there already: remove it, or name another file")
    history = simulate(given.seed, given.persons, given.companies)
    for path in write(history, given.seed, given.out, given.people):
        print(path)
    if given.sqlite:
        write_database(given.sqlite, history, tables(history, given.seed))
        print(given.sqlite)


def write(history: History, seed: int, out: Path, with_people: bool = False) -> list[Path]:
    """Write the files of a history into a folder and say which these are."""
    paths = []
    for name, text in shipped(history, seed).items():
        paths.append(_path(out, name))
        paths[-1].write_bytes(text.encode())
    for name, rows in people(history).items() if with_people else ():
        paths.append(_path(out, name))
        with paths[-1].open("w", encoding="utf-8", newline="") as file:
            _fill(file, rows)
    return paths


def _path(out: Path, name: str) -> Path:
    path = out / name
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


if __name__ == "__main__":
    main()
