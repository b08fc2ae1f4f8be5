"""What an agent works on: its parameters checked, and the rows that can be used."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import inf, isfinite
from typing import Any

from blocks.answers import Answer, Row
from policies.errors import InputError, choices
from tasks.agent import View

YEAR = 12  # months
EVER = 600  # months: more than any table has
MONTHS = (1, EVER)  # the window of time that can be asked for


@dataclass(frozen=True)
class Table:
    """The usable rows of an answer in the order of their keys, and what was left out of it.

    Values are finite floats, shares of a whole in per cent.
    """

    answer: Answer | None
    rows: tuple[Row, ...] = ()
    warnings: tuple[str, ...] = ()


def newest(rows: Sequence[Row], months: int) -> list[Row]:
    """The rows of as many years as `months` make (13 make two), up to the newest year there is."""
    first = max((row["year"] for row in rows), default=0) - -(-months // YEAR)
    return [row for row in rows if row["year"] > first]


def read(view: View, name: str, keys: Sequence[str], values: Sequence[str]) -> Table:
    """The rows of a named query that have all of `keys` and `values`.

    Left out, with a warning: rows with a null or an impossible value, and all rows that give one
    key different values. What stands twice counts once.
    """
    answer = view.answers.get(name)
    if answer is None:
        return Table(None, (), (f"{name} is not there, so nothing was computed from it.",))
    columns = {column for row in answer.rows for column in row}
    if answer.rows and (missing := [c for c in (*keys, *values) if c not in columns]):
        there = ", ".join(sorted(columns))
        what = f"{name} has no column {', '.join(missing)}; it has {there}."
        return Table(answer, (), (what,))
    usable = [row for row in answer.rows if _keyed(row, keys)]
    usable = [row for row in usable if all(_usable(row.get(v), v) for v in values)]
    warnings = []
    if left := len(answer.rows) - len(usable):
        warnings.append(
            f"{name}: {left} of {len(answer.rows)} rows lack a usable {' or '.join(values)} "
            "and were left out."
        )
    rows, clashing = _once([_plain(row, values, answer) for row in usable], keys)
    if clashing:
        warnings.append(
            f"{name}: several rows say different things of {clashing[0]}; "
            f"such rows were left out ({len(clashing)} in all)."
        )
    return Table(answer, tuple(sorted(rows, key=lambda row: _key(row, keys))), tuple(warnings))


def _keyed(row: Row, keys: Sequence[str]) -> bool:
    """Whether a row has its keys: years are whole numbers, all others text."""
    return all(type(row.get(key)) is (int if key == "year" else str) for key in keys)


def _usable(value: Any, name: str) -> bool:
    """Whether a value is finite and possible: nothing is negative, no share is above 100 per cent.

    Changes may be either.
    """
    if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value):
        return False
    most = 100 if name.endswith("_percent") else inf
    return "change" in name or 0 <= value <= most


def _plain(row: Row, values: Sequence[str], answer: Answer) -> Row:
    """The row with floats, and with fractions as the per cent that agents count in."""
    scales = {v: 100 if answer.units.get(v) == "fraction" else 1 for v in values}
    return {**row, **{v: float(row[v]) * scale for v, scale in scales.items()}}


def _key(row: Row, keys: Sequence[str]) -> tuple[Any, ...]:
    return tuple(row[key] for key in keys)


def _once(rows: Iterable[Row], keys: Sequence[str]) -> tuple[list[Row], list[str]]:
    """One row a key, and the keys of which the rows say different things."""
    found: dict[tuple[Any, ...], Row] = {}
    clashing: set[tuple[Any, ...]] = set()
    for row in rows:
        key = _key(row, keys)
        if found.setdefault(key, row) != row:
            clashing.add(key)
    names = [", ".join(map(str, key)) for key in sorted(clashing)]
    return [row for key, row in found.items() if key not in clashing], names


def whole(view: View, name: str, default: int, bounds: tuple[int, int]) -> int:
    """A parameter that is a whole number within bounds; InputError otherwise."""
    value = view.params.get(name)
    value = default if value is None else value
    low, high = bounds
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        raise InputError(f"{name} is {value!r}. Give a whole number from {low} to {high}.")
    return value


def number(view: View, name: str, default: float, bounds: tuple[float, float]) -> float:
    """A parameter that is a number within bounds; InputError otherwise."""
    value = view.params.get(name)
    value = default if value is None else value
    low, high = bounds
    if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high:
        raise InputError(f"{name} is {value!r}. Give a number from {low:g} to {high:g}.")
    return float(value)


def choice(view: View, name: str, default: str, valid: Iterable[str]) -> str:
    """A parameter that is one of a few words; InputError otherwise."""
    value = view.params.get(name) or default
    if value not in (options := tuple(valid)):
        raise InputError(f"{name} is {value!r}. {choices(str(value), options)}")
    return str(value)


def months(view: View, default: int) -> int:
    """The window of time that ends with the newest data."""
    return whole(view, "months", default, MONTHS)


def sectors(view: View, *tables: Table) -> tuple[str, ...]:
    """The sectors asked for, as the tables spell them; none stands for all.

    InputError for one that no table has.
    """
    asked = view.params.get("sectors") or ()
    asked = (asked,) if isinstance(asked, str) else asked
    there = sorted({str(row["sector"]) for table in tables for row in table.rows})
    by_name = {name.casefold(): name for name in there}
    for name in asked if there else ():
        if str(name).casefold() not in by_name:
            raise InputError(f"sectors: no data for {name!r}. {choices(str(name), there)}")
    return tuple(sorted({by_name[str(name).casefold()] for name in asked} if there else ()))


def comparable(asked: Sequence[str], least: int) -> tuple[Sequence[str], tuple[str, ...]]:
    """The sectors to compare with each other: those asked for; all, which is said, if too few."""
    if not asked or len(asked) >= least:
        return asked, ()
    names = ", ".join(asked)
    return (), (f"A comparison needs {least} sectors, more than {names}: all are compared.",)


def mean(rows: Iterable[Row], column: str, weight: str | None = None) -> float:
    """The mean of a column; weighted when every row has a weight above 0."""
    from math import fsum

    some = list(rows)
    weights = [row.get(weight) for row in some] if weight else []
    known = [float(w) for w in weights if isinstance(w, int | float) and w > 0]
    if len(known) < len(some):
        known = [1.0] * len(some)
    return fsum(w * row[column] for w, row in zip(known, some, strict=True)) / fsum(known)


def means(rows: Iterable[Row], column: str) -> dict[str, float]:
    """The mean of each sector's rows, by name. Years count alike, as the sectors' people change."""
    by_name: dict[str, list[Row]] = {}
    for row in rows:
        by_name.setdefault(row["sector"], []).append(row)
    return {name: mean(some, column) for name, some in sorted(by_name.items())}
