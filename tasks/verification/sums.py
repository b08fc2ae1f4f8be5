"""Data that must add up: shares of a whole, and parts of their total."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations

from blocks.answers import Answer, Row
from tasks.units import CENTURIES
from tasks.verification.lookup import number_in

WHOLE = {"percent": 100.0, "fraction": 1.0}
_SHARE = re.compile(r"(?:^|_)share(?:_|$)")


def shares(answer: Answer, tolerance: float) -> Iterator[str]:
    """Shares of a whole that exceed it, and rows whose parts are not their total.

    A column of shares is summed within the groups that the other columns make; rows may have been
    left out, so only a sum above the whole is a fault. It is one when no grouping avoids it.
    """
    for column, unit in answer.units.items():
        if unit in WHOLE and _SHARE.search(column):
            limit = WHOLE[unit] + tolerance * WHOLE[unit] / 100
            sums = [_largest(answer.rows, column, keys) for keys in _groupings(answer.rows)]
            if min(sums, default=0.0) > limit:
                yield (
                    f"{column} of {answer.query} sums to {min(sums):.10g}, "
                    f"more than {WHOLE[unit]:g}."
                )
    yield from _parts(answer, tolerance)


def _groupings(rows: Sequence[Row]) -> list[tuple[str, ...]]:
    """The ways to group: by all but one of the columns that name things, or by none."""
    names: dict[str, None] = {}
    for row in rows:
        names.update(
            {
                name: None
                for name, cell in row.items()
                if (isinstance(cell, str) and number_in(cell) is None)
                or (type(cell) is int and cell in CENTURIES)
            }
        )
    few = tuple(names)[:6]
    return list(combinations(few, len(few) - 1)) if few else [()]


def _largest(rows: Iterable[Row], column: str, keys: Sequence[str]) -> float:
    sums: dict[tuple[object, ...], float] = {}
    for row in rows:
        if (value := number_in(row.get(column))) is not None:
            group = tuple(row.get(key) for key in keys)
            sums[group] = sums.get(group, 0.0) + value
    return max(sums.values(), default=0.0)


def _parts(answer: Answer, tolerance: float) -> Iterator[str]:
    """`male_percent + female_percent = total_percent`, where there is such a total."""
    for unit, whole in WHOLE.items():
        total = f"total_{unit}"
        parts = [name for name in answer.units if name.endswith(f"_{unit}") and name != total]
        if total not in answer.units or len(parts) < 2:  # noqa: PLR2004 - parts
            continue
        off = tolerance * whole / 100
        for row in answer.rows:
            values = [number_in(row.get(name)) for name in (total, *parts)]
            known = [value for value in values if value is not None]
            if len(known) == len(values) and abs(known[0] - sum(known[1:])) > off:
                yield (
                    f"{' + '.join(parts)} of {answer.query} is {sum(known[1:]):.10g}, "
                    f"{total} is {known[0]:.10g}."
                )
                break
