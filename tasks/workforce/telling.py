"""How agents of this pack put numbers into words, and what they say without enough data."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from blocks.answers import Answer
from tasks.findings import Finding, report
from tasks.outcome import JSON, Outcome
from tasks.workforce.selection import Table

SMALL_P = 0.001  # p-values below are told as below it


def chance(p: float) -> str:
    """A p-value in words. Rows that hold it take `limits` along, so that the words verify."""
    return f"p below {SMALL_P}" if p < SMALL_P else f"p {p:.3f}"


def limits(p: float) -> dict[str, float]:
    """The columns of a p-value in a derived row."""
    return {"p": p, "p_limit": SMALL_P}


def period(rows: Iterable[Mapping[str, JSON]]) -> str:
    """The years of some rows: in 2024, or from 2022 to 2024."""
    years = sorted({int(row["year"]) for row in rows})
    return f"in {years[0]}" if len(years) == 1 else f"from {years[0]} to {years[-1]}"


def named(things: Sequence[str]) -> str:
    """A, B and C."""
    *most, last = things
    return f"{', '.join(most)} and {last}" if most else last


def counted(count: int, thing: str) -> str:
    """1 value, 2 values."""
    return f"{count:,} {thing}" if count == 1 else f"{count:,} {thing}s"


def measured(row: Mapping[str, JSON], units: Mapping[str, str], *names: str) -> dict[str, Any]:
    """Metrics and units of a finding: some columns of a row, without the unit in their names."""
    short = {name: name.removesuffix("_percent").removesuffix("_points") for name in names}
    return {
        "metrics": {short[name]: row[name] for name in names},
        "units": {short[name]: units[name] for name in names},
    }


def answers(*tables: Table) -> list[Answer]:
    """The answers that tables were read from."""
    return [table.answer for table in tables if table.answer]


def queries(*tables: Table) -> tuple[str, ...]:
    """The ids of the queries that tables were read from."""
    return tuple(answer.query for answer in answers(*tables))


def told(
    findings: Sequence[Finding],
    tables: Sequence[Table],
    evidence: Sequence[Answer],
    facts: Mapping[str, JSON],
    warnings: Sequence[str] = (),
) -> Outcome:
    """The outcome of an agent that found something out."""
    said = (*_left_out(tables), *warnings)
    return report(findings, answers(*tables), facts=facts, warnings=said, evidence=evidence)


def not_enough(
    why: str, facts: Mapping[str, JSON], *tables: Table, warnings: Sequence[str] = ()
) -> Outcome:
    """The outcome of an agent that can't say anything: warnings that say why, no findings."""
    said = (*_left_out(tables), *warnings)
    if all(table.answer is not None for table in tables):  # else that is what is missing
        said = (*said, why)
    return report((), answers(*tables), facts=facts, warnings=said)


def _left_out(tables: Sequence[Table]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(warning for table in tables for warning in table.warnings))
