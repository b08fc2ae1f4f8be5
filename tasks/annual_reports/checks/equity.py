"""Changes in equity roll forward, and the allocation of the result adds up."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from tasks.annual_reports.checks.check import Check, close, value_of
from tasks.annual_reports.checks.sums import added


def equity_changes(fields: Mapping[str, Any], unit: int = 1) -> Iterator[Check]:
    """Each class is what it was and what moved; the classes add up to the total."""
    classes = _rows(fields, "classes")
    moved: dict[object, int] = {}
    for row in _rows(fields, "movements"):
        name, amount = value_of(row.get("class")), value_of(row.get("amount"))
        if amount is not None:
            moved[name] = moved.get(name, 0) + int(amount)
    for row in classes:
        name = value_of(row.get("class"))
        yield _rolled(str(name), row, moved.get(name, 0), unit)
    total = fields.get("total")
    for end in ("opening", "closing"):
        parts = [(str(value_of(row.get("class"))), _int(row.get(end))) for row in classes]
        printed = _int(total.get(end)) if isinstance(total, Mapping) else None
        check = added(
            f"total equity, {end}", parts, ("total", printed),
            unit=unit, optional=[name for name, _ in parts],
        )  # fmt: skip
        yield Check(check.name, check.holds, check.detail, ("classes", "total"))


def profit_allocation(fields: Mapping[str, Any], unit: int = 1) -> Iterator[Check]:
    """What there is adds up to its sum, and what is done with it to the same or what is left."""
    lines = [
        amount for row in _rows(fields, "lines") if (amount := _int(row.get("amount"))) is not None
    ]
    total, forward = _int(fields.get("total")), _int(fields.get("carried_forward"))
    names = ("lines", "total", "carried_forward")
    if total is None or forward is None or not lines:
        missing = "missing: the sum, what is carried forward, or the lines"
        yield Check("at disposal", None, missing, names)
        return
    sums = [sum(lines[:count]) for count in range(1, len(lines))]
    at = next((i for i in reversed(range(len(sums))) if close(sums[i], total, unit)), None)
    available = " + ".join(f"{line:,}" for line in lines[: (at or 0) + 1])
    detail = f"{available}, sum printed {total:,}" if at is not None else f"no lines make {total:,}"
    yield Check("at disposal", at is not None, detail, names)
    rest = lines[at + 1 :] if at is not None else lines[2:]
    others = sum(rest) - forward
    # Either everything that is done adds up to the sum, or what is taken from the fund adds to it.
    holds = any(close(value, total, unit) for value in (others + forward, forward - others))
    detail = f"allocated {others:,}, carried forward {forward:,}, at disposal {total:,}"
    yield Check("allocated", holds, detail, names)


def _rolled(name: str, row: Mapping[str, Any], moved: int, unit: int) -> Check:
    opening, closing = _int(row.get("opening")), _int(row.get("closing"))
    label = f"roll-forward of {name}"
    worked = (opening or 0) + moved
    detail = f"{opening or 0:,} + {moved:,} = {worked:,}, closing {closing or 0:,}"
    holds: bool | None = close(worked, closing or 0, unit)
    if opening is None or closing is None:  # a class that began or ended; or one half read
        holds = holds or None
    return Check(label, holds, detail, ("classes", "movements"))


def _int(leaf: Any) -> int | None:
    value = value_of(leaf)
    return int(value) if value is not None else None


def _rows(fields: Mapping[str, Any], name: str) -> Sequence[Mapping[str, Any]]:
    rows = fields.get(name)
    return rows if isinstance(rows, Sequence) else ()
