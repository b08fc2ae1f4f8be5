"""Sums: whether parts add up to what is printed, in a year's column and down a table's lines."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from tasks.annual_reports.checks.check import Check, close, value_of

COLUMNS = ("current", "previous")
Term = tuple[str, int | None]  # what an amount is called, and the amount if it is there


def amount(fields: Mapping[str, Any], name: str, column: str) -> int | None:
    """The amount of a field in one year column; None where it is missing."""
    pair = fields.get(name)
    value = value_of(pair.get(column)) if isinstance(pair, Mapping) else None
    return int(value) if value is not None else None


def added(
    name: str,
    parts: Sequence[Term],
    printed: Term,
    *,
    unit: int = 1,
    optional: Sequence[str] = (),
) -> Check:
    """Whether parts add up to a printed sum.

    An optional part that is missing counts as nothing when the rest adds up; otherwise it can't be
    told whether it was there. Any other missing part leaves it open.
    """
    fields = (*(part for part, _ in parts), printed[0])
    total = sum(value for _, value in parts if value is not None)
    words = " + ".join(f"{part} {value:,}" for part, value in parts if value is not None)
    absent = [part for part, value in parts if value is None]
    if printed[1] is None or not words or any(part not in optional for part in absent):
        missing = [part for part, value in (*parts, printed) if value is None]
        return Check(name, None, f"missing: {', '.join(missing)}", fields)
    detail = f"{words} = {total:,}, {printed[0]} printed {printed[1]:,}"
    if close(total, printed[1], unit):
        return Check(name, True, detail, fields)
    return Check(name, None if absent else False, detail, fields)


def same(name: str, one: Term, other: Term, *, unit: int = 1) -> Check:
    """Whether an amount is printed alike in two places."""
    fields = (one[0], other[0])
    if one[1] is None or other[1] is None:
        missing = [term for term, value in (one, other) if value is None]
        return Check(name, None, f"missing: {', '.join(missing)}", fields)
    detail = f"{one[0]} {one[1]:,}, {other[0]} {other[1]:,}"
    return Check(name, close(one[1], other[1], unit), detail, fields)


def labelled(rows: Any, column: str) -> list[tuple[str, int]]:
    """The rows of a table as label and amount of one column, those without either left out."""
    found = []
    for row in rows if isinstance(rows, Sequence) else ():
        label, value = value_of(row.get("label")), value_of(row.get(column))
        if label is not None and value is not None:
            found.append((str(label), int(value)))
    return found


def printed_sums(
    rows: Sequence[tuple[str, int]], is_sum: Callable[[str], bool], unit: int = 1
) -> tuple[bool | None, str]:
    """Whether each sum of a table is that of lines above it; and which one is not.

    A sum takes the place of what it sums up, so that the sums above it count and not their lines.
    None where the table has no sums.
    """
    open_: list[int] = []
    count = 0
    for label, value in rows:
        if not is_sum(label) or not open_:  # a sum without lines above it is where rows begin
            open_.append(value)
            continue
        taken = _taken(open_, value, unit)
        if taken is None:
            lines = ", ".join(f"{each:,}" for each in open_[-6:])
            return False, f"{label} {value:,} is no sum of the lines above it ({lines})"
        del open_[len(open_) - taken :]
        open_.append(value)
        count += 1
    return (True, f"{count} printed sums add up") if count else (None, "no sums are printed")


def _taken(amounts: Sequence[int], total: int, unit: int) -> int | None:
    """How many of the last amounts a sum takes: the fewest that add up to it; none where a nil
    sums up an empty group. What fewer leave over adds up to nothing.
    """
    running = 0
    for count, value in enumerate(reversed(amounts), start=1):
        running += value
        if close(running, total, unit):
            return count
    return 0 if total == 0 else None
