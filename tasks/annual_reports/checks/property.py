"""Houses as they can be: rooms add up to flats, and flats and premises to the whole."""

from collections.abc import Iterator, Mapping
from typing import Any

from tasks.annual_reports.checks.check import Check, value_of
from tasks.annual_reports.checks.plausible import number, ranged, rows_of, year

TOLERANCE = 0.01  # of an area: parts are rounded, and some have their own rule of measuring
_LIMITS = {
    "buildings": (1, 300), "apartments": (1, 3000), "cooperative_apartments": (1, 3000),
    "rental_apartments": (0, 1000), "premises": (0, 300), "parking_spaces": (0, 3000),
    "garage_spaces": (0, 3000), "residential_area": (50, 300_000), "rental_area": (0, 100_000),
    "premises_area": (0, 100_000), "total_area": (50, 400_000), "plot_area": (50, 2_000_000),
}  # fmt: skip


def property(fields: Mapping[str, Any], unit: int = 1) -> Iterator[Check]:  # noqa: A001 - as its agent
    """What must hold between the counts and areas of a property."""
    del unit
    yield _rooms(fields)
    yield _apartments(fields)
    yield _within(fields, ("residential_area", "premises_area"), "total_area")
    yield _within(fields, ("rental_area",), "residential_area")
    yield from year(fields, "built_year", "value_year")
    yield from ranged(fields, _LIMITS)
    tenure = value_of(fields.get("tenure"))
    if tenure is not None:
        known = tenure in {"tomträtt", "äganderätt"}
        yield Check("tenure", known, f"tenure is {tenure}", ("tenure",))


def _rooms(fields: Mapping[str, Any]) -> Check:
    """Flats by rooms are as many as there are flats; counted with or without those let."""
    counts = [value_of(row.get("count")) for row in rows_of(fields, "rooms")]
    total = number(fields, "apartments")
    own = number(fields, "cooperative_apartments")
    let = number(fields, "rental_apartments") or 0
    names = ("rooms", "apartments", "cooperative_apartments")
    allowed = {
        each for each in (total, own, own + let if own is not None else None) if each is not None
    }
    if not counts or None in counts or not allowed:
        return Check("rooms add up to flats", None, "missing: rooms or the number of flats", names)
    summed = sum(int(count) for count in counts if count is not None)
    said = (
        f"{' + '.join(map(str, counts))} = {summed}, printed "
        f"{' or '.join(map(str, sorted(allowed)))}"
    )
    return Check("rooms add up to flats", summed in allowed, said, names)


def _apartments(fields: Mapping[str, Any]) -> Check:
    """Flats of members and flats let are no more than all flats."""
    total = number(fields, "apartments")
    own, let = number(fields, "cooperative_apartments"), number(fields, "rental_apartments")
    names = ("apartments", "cooperative_apartments", "rental_apartments")
    if total is None or (own is None and let is None):
        return Check("flats of members and let", None, "missing: one of the numbers", names)
    parts = (own or 0) + (let or 0)
    exact = own is not None and let is not None
    holds = parts == total if exact else parts <= total
    return Check("flats of members and let", holds, f"{own} + {let}, printed {total} in all", names)


def _within(fields: Mapping[str, Any], parts: tuple[str, ...], whole: str) -> Check:
    """Areas that are part of another are no larger, but for rounding."""
    values = [number(fields, name) for name in parts]
    total = number(fields, whole)
    name = f"{' and '.join(parts)} within {whole}"
    if total is None or any(value is None for value in values):
        return Check(name, None, "missing: one of the areas", (*parts, whole))
    summed = sum(value for value in values if value is not None)
    said = f"{' + '.join(map(str, values))} = {summed}, {whole} {total}"
    return Check(name, summed <= total * (1 + TOLERANCE) + 1, said, (*parts, whole))
