"""The numbers of an answer, indexed once, to find the rows that hold one as it was printed."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from math import isfinite
from typing import Any

from blocks.answers import Answer
from policies.schema import Verification
from tasks.units import CENTURIES, MONEY
from tasks.verification.numbers import Number

# A value of such a column has a direction: a fall is negative.
CHANGE = re.compile(r"(?:^|_)(?:change|yoy|qoq|mom|delta|growth|momentum|slope|trend)(?:_|$)")
COUNTED = frozenset({"count", "months", "years"})
_EPSILON = 1e-9


@dataclass(frozen=True, slots=True)
class Hit:
    """A number of the data: where it stands, in the unit in which it was printed."""

    row: int
    column: str
    value: float
    opposite: bool  # the data has it with the other sign


@dataclass(frozen=True)
class Column:
    """A numeric column, its values in ascending order, each with the number of its row."""

    name: str
    unit: str
    values: tuple[float, ...]
    rows: tuple[int, ...]

    @cached_property
    def is_change(self) -> bool:
        return CHANGE.search(self.name) is not None

    @cached_property
    def is_years(self) -> bool:
        years = all(value in CENTURIES for value in self.values)
        return years and (self.unit in ("", "unknown", "years") or self.name.endswith("year"))

    def within(self, low: float, high: float) -> Iterator[tuple[float, int]]:
        first, last = bisect_left(self.values, low), bisect_right(self.values, high)
        return zip(self.values[first:last], self.rows[first:last], strict=True)


@dataclass(frozen=True)
class Lookup:
    """An answer whose numbers can be looked up."""

    answer: Answer

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        cells: dict[str, list[tuple[float, int]]] = {}
        for place, row in enumerate(self.answer.rows):
            for name, cell in row.items():
                if (value := number_in(cell)) is not None:
                    cells.setdefault(name, []).append((value, place))
        return tuple(self._column(name, sorted(found)) for name, found in cells.items())

    def _column(self, name: str, found: list[tuple[float, int]]) -> Column:
        unit = self.answer.units.get(name, "")
        values, rows = zip(*found, strict=True)
        return Column(name, unit, values, rows)

    @cached_property
    def telling(self) -> dict[str, frozenset[str]]:
        """By column, the words of its name that tell it from the others of its unit.

        `retention` and `attrition`, but not `rate`, of two columns of rates.
        """
        parts = {it.name: frozenset(_PART.findall(it.name.lower())) for it in self.columns}
        found = {}
        for column in self.columns:
            alike = [it.name for it in self.columns if it.unit == column.unit]
            common = frozenset.intersection(*(parts[name] for name in alike))
            found[column.name] = parts[column.name] - common if len(alike) > 1 else frozenset()
        return found

    @cached_property
    def params(self) -> frozenset[float]:
        """The numbers among the parameters of the query."""
        return frozenset(_numbers_in(self.answer.params.values()))

    @cached_property
    def counts(self) -> dict[str, int]:
        """How many rows there are, and how many different things each column of names or years has.

        The name is that of the column in the singular: sector, year, row.
        """
        kinds: dict[str, set[Any]] = {}
        for row in self.answer.rows:
            for name, cell in row.items():
                if isinstance(cell, str) or (type(cell) is int and cell in CENTURIES):
                    kinds.setdefault(name, set()).add(cell)
        return {name: len(cells) for name, cells in kinds.items()} | {"row": len(self.answer.rows)}

    @cached_property
    def times(self) -> tuple[tuple[str, ...], ...]:
        """Row by row the years, months and dates that it is of."""
        return tuple(
            tuple(str(cell) for name, cell in row.items() if _is_time(name, cell))
            for row in self.answer.rows
        )

    @cached_property
    def words(self) -> frozenset[str]:
        """The names of things and of the data set that hold digits; dates are told as dates."""
        cells = {cell for row in self.answer.rows for cell in row.values() if isinstance(cell, str)}
        texts = {cell for cell in cells if _DIGIT.search(cell) and not _TIME.fullmatch(cell)}
        origin = self.answer.provenance
        return frozenset(texts | {each for each in (origin.dataset, origin.source) if each})

    def hits(self, number: Number) -> list[Hit]:
        """The cells that, rounded as the number is, are the number.

        A whole number without a unit is rounded from counts only: any 14 would else be 13.62 %.
        """
        half = number.step / 2 * (1 + 1e-6)
        bare = number.unit is None and number.step == 1
        return [
            hit
            for column in self.columns
            for hit in _hits(column, number, 0.0 if bare and column.unit not in COUNTED else half)
        ]

    def near(self, number: Number, rules: Verification) -> list[Hit]:
        """The cells that the number misses by no more than the tolerance of their unit."""
        bare = number.unit is None and number.step == 1
        return [
            hit
            for column in self.columns
            if not bare or column.unit in COUNTED
            for hit in _hits(column, number, tolerance(column.unit, number.value, rules))
        ]


_PART = re.compile(r"[a-z]{3,}")
_DIGIT = re.compile(r"\d")
_TIME = re.compile(r"\d{4}(?:-\d\d(?:-\d\d)?)?")


def _is_time(name: str, cell: Any) -> bool:
    if type(cell) is int:
        return cell in CENTURIES and "year" in name
    return isinstance(cell, str) and _TIME.fullmatch(cell) is not None


def _hits(column: Column, number: Number, width: float) -> Iterator[Hit]:
    if column.is_years and ("," in number.text or number.unit):
        return
    # A fraction that is printed as per cent has the same value.
    scale = 100.0 if column.unit == "fraction" and number.unit == "percent" else 1.0
    width += _EPSILON * max(1.0, abs(number.value))
    for wanted, opposite in ((number.value, False), (-number.value, True)):
        if opposite and number.value == 0:
            continue
        low, high = (wanted - width) / scale, (wanted + width) / scale
        for value, row in column.within(low, high):
            yield Hit(row, column.name, value * scale, opposite)


def tolerance(unit: str, value: float, rules: Verification) -> float:
    """How far a printed number may be off, in its own unit, to count as badly rounded."""
    if unit == "count":
        return rules.counts
    if unit in ("percent", "points", "fraction"):
        return rules.points
    return rules.currency if unit in MONEY else rules.relative * abs(value)


def number_in(cell: Any) -> float | None:
    """The number that a cell holds; decimal text is one, a truth value is none."""
    if isinstance(cell, bool) or cell is None:
        return None
    if isinstance(cell, str) and not _DECIMAL.fullmatch(cell):
        return None
    try:
        value = float(cell)
    except (TypeError, ValueError, OverflowError):
        return None
    return value if isfinite(value) else None


_DECIMAL = re.compile(r"-?\d{1,30}(?:\.\d{1,30})?")


def _numbers_in(values: Iterable[Any]) -> Iterator[float]:
    for value in values:
        if isinstance(value, list | tuple | set):
            yield from _numbers_in(value)
        elif isinstance(value, Mapping):
            yield from _numbers_in(value.values())
        elif (number := number_in(value)) is not None:
            yield number
