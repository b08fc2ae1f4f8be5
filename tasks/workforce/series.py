"""Monthly series without gaps, made of rows: by sector, and of several sectors together.

What the rows lack is said: a gap of at most two months is interpolated, a sector with a longer one
is left out.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import fsum, isclose
from typing import Any

from tasks.workforce.metrics import Metric
from tasks.workforce.months import listed, month_of, number_of

SHORT_GAP = 2  # months that may be interpolated


@dataclass(frozen=True, slots=True)
class Series:
    """A value a month, oldest first; `weights` are the employees behind a rate.

    `start` is the first month as a number (see `months.py`).
    """

    name: str
    start: int
    values: tuple[float, ...]
    weights: tuple[float, ...] | None = None

    @property
    def months(self) -> tuple[str, ...]:
        """The months as text."""
        return tuple(month_of(self.start + at) for at in range(len(self.values)))

    @property
    def end(self) -> int:
        """The newest month as a number."""
        return self.start + len(self.values) - 1

    @property
    def newest(self) -> str:
        """The newest month as text."""
        return month_of(self.end)

    @property
    def flat(self) -> bool:
        """All values are equal, but for the last bits of floats."""
        first = self.values[0]
        return all(isclose(value, first, rel_tol=1e-12, abs_tol=1e-12) for value in self.values)

    def between(self, first: int, last: int) -> "Series":
        """From one month to another, both of them in the series."""
        cut = slice(first - self.start, last - self.start + 1)
        weights = self.weights[cut] if self.weights else None
        return replace(self, start=first, values=self.values[cut], weights=weights)

    def newest_months(self, count: int) -> "Series":
        """The newest months; all of them when there are fewer."""
        return self.between(max(self.start, self.end - count + 1), self.end)


@dataclass(frozen=True, slots=True)
class Made:
    """Series that were made of rows, and what had to be said about the rows."""

    series: tuple[Series, ...]
    warnings: tuple[str, ...] = ()


def by_sector(
    rows: Iterable[Mapping[str, Any]], metric: Metric, people: Iterable[Mapping[str, Any]] = ()
) -> Made:
    """The series of each sector, in order of their names.

    Rows have a month, a sector and a finite value. `people` are rows with `employees`: the weights
    of a rate whose own rows have none.
    """
    cells: dict[str, dict[int, tuple[float, float | None]]] = {}
    counted = {(row["sector"], row["month"]): row["employees"] for row in people}
    misdated = set()
    for row in rows:
        month = number_of(row["month"])
        if month is None:
            misdated.add(str(row["month"]))
            continue
        weight = row.get("employees", counted.get((row["sector"], row["month"])))
        cells.setdefault(row["sector"], {})[month] = (row[metric.name], weight)
    warnings = [f"{month!r} is no month: it is not written YYYY-MM." for month in sorted(misdated)]
    made = [_series(name, cells[name], warnings) for name in sorted(cells)]
    return Made(tuple(each for each in made if each), tuple(warnings))


def together(parts: Sequence[Series], metric: Metric, name: str) -> Made:
    """One series of several: their sum a month, or their mean weighted by employees."""
    if len(parts) <= 1:
        return Made(tuple(parts))
    shared = aligned(parts)
    if not shared.series:
        return shared
    columns = zip(*(series.values for series in shared.series), strict=True)
    start = shared.series[0].start
    if metric.counted:
        return replace(shared, series=(Series(name, start, tuple(map(fsum, columns))),))
    weights = [series.weights for series in shared.series if series.weights]
    if len(weights) < len(parts):
        what = f"{metric.name} of several sectors is weighted by employees, which are missing"
        return Made((), (*shared.warnings, f"{what}: ask for one sector."))
    people = list(zip(*weights, strict=True))
    if not all(map(sum, people)):
        return Made((), (*shared.warnings, f"{metric.name}: a month has no employees to weigh by."))
    values = tuple(weighted(v, w) for v, w in zip(columns, people, strict=True))
    return replace(shared, series=(Series(name, start, values, tuple(map(fsum, people))),))


def weighted(values: Sequence[float], weights: Sequence[float]) -> float:
    """The mean of `values`, each as heavy as its weight; their sum must not be 0."""
    return fsum(v * w for v, w in zip(values, weights, strict=True)) / fsum(weights)


def aligned(parts: Sequence[Series]) -> Made:
    """The parts over the months that all of them have."""
    first, last = max(s.start for s in parts), min(s.end for s in parts)
    if first > last:
        return Made((), ("The sectors have no month in common.",))
    cut = tuple(series.between(first, last) for series in parts)
    if first == min(s.start for s in parts) and last == max(s.end for s in parts):
        return Made(cut)
    span = f"{month_of(first)} to {month_of(last)}"
    return Made(cut, (f"Only {span} is used: other months are missing in some sectors.",))


def _series(
    name: str, cells: Mapping[int, tuple[float, float | None]], warnings: list[str]
) -> Series | None:
    first, last = min(cells), max(cells)
    missing = [number for number in range(first, last + 1) if number not in cells]
    which = listed([month_of(number) for number in missing])
    if _longest_run(missing) > SHORT_GAP:
        warnings.append(
            f"{name} is left out: it has no value in {which}, and a gap of more than "
            f"{SHORT_GAP} months is not filled."
        )
        return None
    if missing:
        warnings.append(f"{name} has no value in {which}: interpolated between the months around.")
    values = _filled({at: cell[0] for at, cell in cells.items()}, first, last)
    known = {at: cell[1] for at, cell in cells.items() if cell[1] is not None}
    weights = _filled(known, first, last) if len(known) == len(cells) else None
    return Series(name, first, values, weights)


def _longest_run(numbers: Sequence[int]) -> int:
    longest = run = 0
    for at, number in enumerate(numbers):
        run = run + 1 if at and number == numbers[at - 1] + 1 else 1
        longest = max(longest, run)
    return longest


def _filled(known: Mapping[int, float], first: int, last: int) -> tuple[float, ...]:
    """Every month's value; between two known months on the straight line from one to the other."""
    values = []
    before = first
    for at in range(first, last + 1):
        if at in known:
            before = at
            values.append(float(known[at]))
            continue
        after = next(number for number in range(at, last + 1) if number in known)
        share = (at - before) / (after - before)
        values.append(known[before] + share * (known[after] - known[before]))
    return tuple(values)
