"""A query of 100,000 rows with three transforms, from the bytes of its file to the answer."""

import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from blocks.queries.client import DataClient
from policies.queries import Query
from tests.bench.figures import Figure, at_most, noted

ROWS, TARGET = 100_000, 1.0
QUERY = {
    "title": "Employees by company",
    "source": {"file": "rows.csv", "delimiter": ";"},
    "publisher": "bench",
    "dataset": "rows",
    "columns": {"year": "int", "company": "text", "employees": "int", "leavers": "int"},
    "cohort": "employees",
    "constraints": {"unique": ["year", "company"], "not_null": ["employees"]},
    "postprocess": [
        {"yoy": {"of": "employees", "by": ["company"]}},
        {"rolling_avg": {"of": "leavers", "order": "year", "window": 3, "by": ["company"]}},
        {"share_of_total": {"of": "employees", "within": ["year"]}},
    ],
}


def bench() -> Iterator[Figure]:
    import polars as pl  # noqa: F401 - the libraries are loaded once a process, not once a query
    import pyarrow.csv  # noqa: F401

    query = Query.model_validate(QUERY)
    with TemporaryDirectory() as folder:
        _write(Path(folder, "rows.csv"))
        cold, warm, digest = [], [], []
        for _ in range(3):
            client = DataClient({"rows": query}, Path(folder))
            for times in (cold, warm):  # the second time the file has been read
                began = time.perf_counter()
                answer = client.run("rows")
                times.append(time.perf_counter() - began)
            began = time.perf_counter()
            _ = answer.digest
            digest.append(time.perf_counter() - began)
    yield noted("rows of the answer", f"{len(answer.rows):,}")
    yield at_most("first time", median(cold), TARGET, "s")
    yield noted("again, the file being read", f"{median(warm):.2f} s")
    yield noted("digest of the answer", f"{median(digest):.2f} s")


def _write(path: Path) -> None:
    with path.open("w") as file:
        file.write("company;year;employees;leavers;note\n")
        for n in range(ROWS):
            company, year = divmod(n, 20)
            people = 20 + (company * 7 + year * 13) % 900
            file.write(f"C{company:05d};{2005 + year};{people};{people // 9};not read\n")
