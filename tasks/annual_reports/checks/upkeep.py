"""Upkeep, fees and energy as they can be."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from tasks.annual_reports.checks.check import Check, value_of
from tasks.annual_reports.checks.plausible import (
    EARLIEST,
    LATEST,
    day,
    number,
    ranged,
    rows_of,
    year,
)

_COSTS = ("electricity_per_sqm", "heating_per_sqm", "water_per_sqm")
_COLUMNS = ("current", "previous")
_WHOLE = 100  # per cent
_ROUNDED = 2  # kronor: three rounded parts against a rounded sum


def maintenance(fields: Mapping[str, Any], unit: int = 1) -> Iterator[Check]:
    """Years that can be, costs that aren't negative, and a plan that ends after it begins."""
    del unit
    for name in ("done", "planned"):
        yield from _measures(fields, name)
    yield from year(fields, "plan_prepared", "plan_updated", "plan_from", "plan_to")
    begin, end = number(fields, "plan_from"), number(fields, "plan_to")
    if begin is not None and end is not None:
        yield Check(
            "plan's years", begin <= end, f"from {begin} to {end}", ("plan_from", "plan_to")
        )
    yield from ranged(fields, {"fund_allocation": (0, 100_000_000)})


def _measures(fields: Mapping[str, Any], name: str) -> Iterator[Check]:
    rows = rows_of(fields, name)
    said = [str(value_of(row.get("year")) or "") for row in rows]
    years = [int(found) for text in said for found in re.findall(r"\d{4}", text)]
    if years:
        holds = all(EARLIEST <= each <= LATEST for each in years)
        yield Check(f"years of {name}", holds, f"{min(years)} to {max(years)}", (name,))
    costs = [value_of(row.get("cost")) for row in rows]
    negative = sum(cost < 0 for cost in costs if cost is not None)
    if any(cost is not None for cost in costs):
        yield Check(f"costs of {name}", not negative, f"{negative} below 0", (name,))
    if rows:
        empty = sum(value_of(row.get("what")) is None for row in rows)
        yield Check(f"what {name} says", not empty, f"{empty} of {len(rows)} say nothing", (name,))


def fees(fields: Mapping[str, Any], unit: int = 1) -> Iterator[Check]:
    """A fee of a size that fees have, and changes with a percentage and a day."""
    del unit
    yield from ranged(fields, {"fee_per_sqm": (50, 5000)})
    for name in ("increases", "decreases"):
        for row in rows_of(fields, name):
            percent = number(row, "percent")
            holds = None if percent is None else 0 < percent <= _WHOLE
            yield Check(f"percentage of {name}", holds, f"{percent} %", (name,))
            yield from (
                Check(f"{name}: {c.name}", c.holds, c.detail, (name,)) for c in day(row, "date")
            )


def energy(fields: Mapping[str, Any], unit: int = 1) -> Iterator[Check]:
    """Electricity, heat and water make no more than the cost of energy; class and use can be so."""
    del unit
    for column in _COLUMNS:
        parts = [_cell(fields, name, column) for name in _COSTS]
        total = _cell(fields, "energy_cost_per_sqm", column)
        names = (*_COSTS, "energy_cost_per_sqm")
        known = [part for part in parts if part is not None]
        if total is None or len(known) < len(parts):
            yield Check(f"cost of energy, {column}", None, "missing: a part or the sum", names)
            continue
        summed = sum(known)
        said = f"{' + '.join(map(str, known))} = {summed}, printed {total}"
        # Less than the sum is no fault: gas, for one, has a line of its own in some reports.
        holds = None if summed < total - _ROUNDED else summed <= total + _ROUNDED
        yield Check(f"cost of energy, {column}", holds, said, names)
    yield from ranged(fields, {"kwh_per_sqm": (5, 500)})
    if (letter := value_of(fields.get("energy_class"))) is not None:
        known_class = letter in set("ABCDEFG")
        yield Check("energy class", known_class, f"class {letter}", ("energy_class",))


def _cell(fields: Mapping[str, Any], name: str, column: str) -> int | float | None:
    pair = fields.get(name)
    return number(pair, column) if isinstance(pair, Mapping) else None


def suppliers(fields: Mapping[str, Any], unit: int = 1) -> Iterator[Check]:
    """Each row names what is supplied and by whom; no rows at all is a valid answer."""
    del unit
    rows = rows_of(fields, "suppliers")
    if rows:
        half = sum(
            not value_of(row.get("category")) or not value_of(row.get("supplier")) for row in rows
        )
        yield Check(
            "suppliers are whole", not half, f"{half} of {len(rows)} lack a part", ("suppliers",)
        )


def events(fields: Mapping[str, Any], unit: int = 1) -> Iterator[Check]:
    """Events are words, not figures of a table."""
    del unit
    for name in ("during", "after"):
        texts = [str(value_of(row.get("text")) or "") for row in rows_of(fields, name)]
        if texts:
            odd = sum(sum(char.isalpha() for char in text) < len(text) / 2 for text in texts)
            yield Check(
                f"events {name}", not odd, f"{odd} of {len(texts)} are mostly figures", (name,)
            )
