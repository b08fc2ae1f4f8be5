"""Verifying a report of 100 KB: every line with numbers, ids and names, over 2,000 rows of data."""

import time
from collections.abc import Iterator
from datetime import date
from random import Random
from statistics import median

from blocks.answers import Answer, Provenance
from policies.schema import Verification
from tasks.derived import derived
from tasks.outcome import Section
from tasks.units import printed
from tasks.verification.verify import verify
from tests.bench.figures import Figure, at_most, noted

SECTORS = ("Energy", "Construction", "Finance", "Hospitality", "Education", "Healthcare", "Public")
TODAY = date(2025, 3, 1)
SIZE = 100_000


def bench() -> Iterator[Figure]:
    rng = Random(7)
    answers = _answers(rng)
    lines = _lines(rng, answers)
    wrong = [line.replace(".", ".9") for line in lines]
    some = [wrong[n] if n % 10 == 0 else line for n, line in enumerate(lines)]
    for name, told in (("right", lines), ("a tenth invented", some), ("all invented", wrong)):
        sections = [Section("Findings", "\n".join(told))]
        times = []
        for _ in range(5):
            began = time.perf_counter()
            found = verify(sections, answers, Verification(), TODAY)
            times.append(time.perf_counter() - began)
        count = f"{found.counts['numbers']:,} numbers, {len(found.issues):,} issues"
        if told is wrong:
            yield noted(f"100 KB, {name}: {count}", f"{median(times):.2f} s")
        else:
            yield at_most(f"100 KB, {name}: {count}", median(times), 0.5, "s")


def _answers(rng: Random) -> tuple[Answer, ...]:
    rows = tuple(
        {
            "month": f"{year}-{month:02}",
            "sector": sector,
            "employees": rng.randint(500, 90_000),
            "attrition_percent": round(rng.uniform(0.1, 30), 2),
        }
        for year in range(2001, 2025)
        for month in range(1, 13)
        for sector in SECTORS
    )
    units = {"employees": "count", "attrition_percent": "percent"}
    origin = Provenance("LMIS", "LMIS monthly employment", "employment.csv")
    read = Answer("employment_monthly", rows, "count", origin, units=units, as_of="2024-12")
    scores = [{"sector": sector, "z": rng.gauss(0, 2)} for sector in SECTORS]
    return read, derived("robust_z", scores, {}, [read])


def _lines(rng: Random, answers: tuple[Answer, ...]) -> list[str]:
    read, made = answers
    scores = {row["sector"]: row["z"] for row in made.rows}
    lines: list[str] = []
    size = 0
    while size < SIZE:
        row = rng.choice(read.rows)
        sector = row["sector"]
        lines.append(
            f"- Per LMIS: in {row['month']} {sector} had {printed(row['employees'], 'count')} "
            f"employees; attrition in {sector} was {printed(row['attrition_percent'], 'percent')} "
            f"(robust z {printed(scores[sector])}). [{read.query}] [{made.query}]"
        )
        size += len(lines[-1]) + 1
    return lines
