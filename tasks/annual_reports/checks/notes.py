"""The rows of a note add up to its printed sum, in both year columns."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from tasks.annual_reports.checks.check import Check, close, value_of
from tasks.annual_reports.checks.sums import COLUMNS, added, amount, labelled

Row = Mapping[str, Any]
RECEIVABLES = ("other_receivables", "prepaid_expenses", "accrued_expenses")


def cost_notes(fields: Mapping[str, Any], unit: int = 1) -> Iterator[Check]:
    """Each sum of a cost note is that of its rows."""
    yield from _ledgers(fields, unit)


def income_notes(fields: Mapping[str, Any], unit: int = 1) -> Iterator[Check]:
    """Each sum of an income note is that of its rows."""
    yield from _ledgers(fields, unit)


def receivable_notes(fields: Mapping[str, Any], unit: int = 1) -> Iterator[Check]:
    """The rows of each of the three notes add up to its sum."""
    for name in RECEIVABLES:
        total = f"{name}_total"
        for column in COLUMNS:
            parts = labelled(fields.get(name), column)
            printed = amount(fields, total, column)
            check = added(f"{name}, {column}", parts, ("sum", printed), unit=unit)
            yield replace(check, fields=(name, total))


def _ledgers(fields: Mapping[str, Any], unit: int) -> Iterator[Check]:
    """A check for each sum and year. The last sum of a note is that of all its rows, a sum before
    it that of rows which follow on each other.
    """
    totals = _rows(fields, "totals")
    for at, total in enumerate(totals):
        note = value_of(total.get("note"))
        rows = [row for row in _rows(fields, "rows") if value_of(row.get("note")) == note]
        last = all(value_of(other.get("note")) != note for other in totals[at + 1 :])
        name = f"note {note}: {value_of(total.get('title'))}"
        for column in COLUMNS:
            yield _adds_up(f"{name}, {column}", rows, total, column, whole=last, unit=unit)


def _adds_up(
    name: str, rows: Sequence[Row], total: Row, column: str, *, whole: bool, unit: int
) -> Check:
    fields = ("rows", "totals")
    printed = value_of(total.get(column))
    amounts = [value for row in rows if (value := value_of(row.get(column))) is not None]
    if printed is None or not amounts:
        return Check(name, None, "missing: the sum, or all of its rows", fields)
    worked = sum(amounts)
    detail = f"{len(amounts)} rows make {worked:,}, printed {printed:,}"
    if close(worked, printed, unit):
        return Check(name, True, detail, fields)
    if not whole:
        if _run(amounts, printed, unit):
            return Check(name, True, f"rows in a row make the printed {printed:,}", fields)
        detail = f"no rows in a row make the printed {printed:,}"
    return Check(name, False, detail, fields)


def _run(amounts: Sequence[int], total: int, unit: int) -> bool:
    """Whether amounts that follow on each other add up to a sum."""
    return any(
        close(sum(amounts[start:end]), total, unit)
        for start in range(len(amounts))
        for end in range(start + 1, len(amounts) + 1)
    )


def _rows(fields: Mapping[str, Any], name: str) -> Sequence[Row]:
    found = fields.get(name)
    return found if isinstance(found, Sequence) else ()
