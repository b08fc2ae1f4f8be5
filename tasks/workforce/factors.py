"""What may go with the attrition of a sector: qatarization, average salary, size and growth."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from blocks.answers import Row
from tasks.agent import View
from tasks.workforce.selection import Table, mean, read


@dataclass(frozen=True, slots=True)
class Years:
    """A window of years, both ends in it."""

    first: int
    last: int


Measured = Callable[[Sequence[Row], Years], float | None]


@dataclass(frozen=True, slots=True)
class Kind:
    """A factor: the words and unit of its number, its column, and how a sector's is computed."""

    name: str
    words: str
    unit: str
    query: str
    column: str
    measured: Measured


@dataclass(frozen=True)
class Factor:
    """The number of each sector of which it is known."""

    kind: Kind
    table: Table
    values: Mapping[str, float]


def factors(view: View, years: Years) -> Iterator[Factor]:
    """All factors of the years; one whose query is missing has no values."""
    for kind in FACTORS:
        table = read(view, kind.query, ("year", "sector"), (kind.column,))
        by_name: dict[str, list[Row]] = {}
        for row in table.rows:
            by_name.setdefault(row["sector"], []).append(row)
        found = {name: kind.measured(rows, years) for name, rows in by_name.items()}
        yield Factor(kind, table, {name: v for name, v in found.items() if v is not None})


def _mean(column: str, weight: str | None = None) -> Measured:
    def measured(rows: Sequence[Row], years: Years) -> float | None:
        within = [row for row in rows if years.first <= row["year"] <= years.last]
        return mean(within, column, weight) if within else None

    return measured


def _growth(rows: Sequence[Row], years: Years) -> float | None:
    """The growth of the headcount a year in per cent, from the year before the window to its end.

    Compounded. None where an end is not known or no one was employed at the start.
    """
    people = {row["year"]: row["employees"] for row in rows}
    start, end = people.get(years.first - 1), people.get(years.last)
    if not start or end is None:
        return None
    return float(100 * ((end / start) ** (1 / (years.last - years.first + 1)) - 1))


PEOPLE = "sector_employment_by_year"
FACTORS = (
    Kind(
        "qatarization",
        "qatarization",
        "percent",
        "qatarization_by_sector",
        "qatarization_percent",
        _mean("qatarization_percent"),
    ),
    Kind(
        "salary",
        "average salary",
        "qar",
        "avg_salary_by_sector",
        "avg_salary_qar",
        _mean("avg_salary_qar", "employees"),
    ),
    Kind("size", "headcount", "count", PEOPLE, "employees", _mean("employees")),
    Kind("growth", "headcount growth a year", "percent", PEOPLE, "employees", _growth),
)
