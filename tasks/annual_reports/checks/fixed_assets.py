"""Fixed assets roll forward from year to year, and cost less depreciation is the book value."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from tasks.annual_reports.checks.check import Check, close, value_of
from tasks.annual_reports.checks.sums import COLUMNS, added, amount, same

_SUFFIX = {"current": "", "previous": "_previous"}


def depreciation_notes(fields: Mapping[str, Any], unit: int = 1) -> Iterator[Check]:
    """Each asset by itself, in both years; then the tax values."""
    found = fields.get("assets")
    for row in found if isinstance(found, Sequence) else ():
        name = f"note {value_of(row.get('note'))}: {value_of(row.get('asset'))}"
        for kind in ("cost", "depreciation"):
            yield _continued(f"{name}, {kind} from year to year", row, kind, unit)
            for column in COLUMNS:
                yield _rolled(f"{name}, {kind}, {column}", row, kind, column=column, unit=unit)
        for column in COLUMNS:
            land = amount(fields, "land_value", column)
            yield _book(f"{name}, book value, {column}", row, land, column=column, unit=unit)
    yield from _taxes(fields, unit)


def _rolled(name: str, row: Mapping[str, Any], kind: str, *, column: str, unit: int) -> Check:
    """Opening and movements make the closing. Other movements may stand between, such as what was
    reclassified: then nothing can be told.
    """
    moved = ("purchases", "disposals") if kind == "cost" else ("depreciation",)
    parts = [(f"opening_{kind}", *moved), f"closing_{kind}"]
    terms = [(each, _of(row, each, column)) for each in parts[0]]
    closing = (f"closing_{kind}", _of(row, f"closing_{kind}", column))
    check = added(name, terms, closing, unit=unit, optional=moved)
    return replace(check, holds=check.holds or None, fields=("assets",))


def _continued(name: str, row: Mapping[str, Any], kind: str, unit: int) -> Check:
    """The year begins where the year before ended."""
    opening = (f"opening_{kind}", _of(row, f"opening_{kind}", "current"))
    closing = (f"closing_{kind} a year before", _of(row, f"closing_{kind}", "previous"))
    return replace(same(name, opening, closing, unit=unit), fields=("assets",))


def _book(name: str, row: Mapping[str, Any], land: int | None, *, column: str, unit: int) -> Check:
    """Cost less accumulated depreciation is the book value; land may be in it or stand beside."""
    cost = _of(row, "closing_cost", column)
    book = _of(row, "book_value", column)
    gone = _of(row, "closing_depreciation", column)
    if cost is None or book is None:
        return Check(name, None, "missing: the closing cost or the book value", ("assets",))
    worked = cost - abs(gone or 0)
    holds = close(worked, book, unit) or (land is not None and close(worked + land, book, unit))
    detail = f"cost {cost:,} - depreciation {abs(gone or 0):,} = {worked:,}, printed {book:,}"
    return Check(name, holds or (None if gone is None else False), detail, ("assets",))


def _taxes(fields: Mapping[str, Any], unit: int) -> Iterator[Check]:
    """Tax values of building and land, and of homes and premises, make the total."""
    for names in (("building", "land"), ("homes", "premises")):
        for column in COLUMNS:
            terms = [
                (each, amount(fields, each, column)) for each in (f"tax_value_{n}" for n in names)
            ]
            total = ("tax_value_total", amount(fields, "tax_value_total", column))
            yield added(f"tax values, {' and '.join(names)}, {column}", terms, total, unit=unit)


def _of(row: Mapping[str, Any], kind: str, column: str) -> int | None:
    value = value_of(row.get(f"{kind}{_SUFFIX[column]}"))
    return None if value is None else int(value)
