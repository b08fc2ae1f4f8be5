"""Monthly rows for tests: a column of one sector along a path of values."""

from collections.abc import Iterable, Sequence
from random import Random
from typing import Any

from tasks.workforce.months import month_of, number_of

SEASON = (5.0, 3.0, -2.0, -8.0, 0.0, 4.0, 6.0, 9.0, -7.0, -5.0, -3.0, -2.0)  # sums to 0
PEOPLE, PAY = "employment_monthly", "salary_monthly"


def months(count: int, start: str = "2017-01") -> list[str]:
    first = number_of(start)
    assert first is not None
    return [month_of(first + at) for at in range(count)]


def rows(
    values: Iterable[float],
    sector: str = "Energy",
    column: str = "employees",
    start: str = "2017-01",
    **more: Any,
) -> list[dict[str, Any]]:
    """A row a month."""
    path = list(values)
    return [
        {"month": month, "sector": sector, column: value, **more}
        for month, value in zip(months(len(path), start), path, strict=True)
    ]


def line(count: int, level: float = 1000, slope: float = 0, season: float = 0) -> list[float]:
    """A straight line with a season of `season` times SEASON."""
    return [level + slope * at + season * SEASON[at % 12] for at in range(count)]


def noisy(path: Sequence[float], deviation: float, seed: int) -> list[float]:
    draw = Random(seed)
    return [value + draw.gauss(0, deviation) for value in path]


def market(seed: int, count: int = 60, sectors: Sequence[str] = ("Energy", "ICT", "Public")) -> Any:
    """Both monthly tables of some sectors, drawn at random around lines with seasons."""
    draw = Random(seed)
    tables: dict[str, list[dict[str, Any]]] = {PEOPLE: [], PAY: []}
    for sector in sectors:
        level = draw.uniform(500, 5000)
        path = line(count, level, level * draw.uniform(-0.003, 0.004), level / 1000)
        staff = [round(value) for value in noisy(path, level / 200, seed)]
        for row in rows(staff, sector):
            leaving = round(draw.uniform(0.5, 3), 2)
            more = {"hires": 20, "leavers": 15, "attrition_percent": leaving}
            tables[PEOPLE].append({**row, **more})
        pay = noisy(line(count, draw.uniform(5e3, 3e4), 20), 60, seed + 1)
        tables[PAY] += rows((round(value, 2) for value in pay), sector, "avg_salary_qar")
    return tables
