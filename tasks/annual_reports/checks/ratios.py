"""Key figures by year: what follows from one another, and what can't be."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

from tasks.annual_reports.checks.check import Check, value_of

# Of interest sensitivity, in percentage points. Of 19 reports 11 agree but for rounding, the rest
# within this: some round to whole numbers, some divide by the total area.
WITHIN = 1.1
_DEBTS = ("debt_per_sqm_owned", "debt_per_sqm_total")
_WHOLE = 100  # per cent


def multi_year(fields: Mapping[str, Any], unit: int = 1) -> Iterator[Check]:
    """Years follow on each other, newest first, and each has its revenue."""
    del unit
    rows = _rows(fields, "years")
    yield _consecutive(rows, "years")
    yield from _solidity(rows, "years")


def key_ratios(fields: Mapping[str, Any], unit: int = 1) -> Iterator[Check]:
    """Years follow on each other; sensitivity is debt by fees; total area is the larger one."""
    del unit
    rows = _rows(fields, "ratios")
    yield _consecutive(rows, "ratios")
    yield from _solidity(rows, "ratios")
    for row in rows:
        yield sensitivity(row)
        yield _areas(row)


def sensitivity(row: Mapping[str, Any]) -> Check:
    """Interest sensitivity = debt per square metre : fee per square metre, in per cent."""
    year = value_of(row.get("year"))
    name = f"interest sensitivity {year}"
    printed, fee = value_of(row.get("interest_sensitivity")), value_of(row.get("fee_per_sqm"))
    debts = [debt for each in _DEBTS if (debt := value_of(row.get(each))) is not None]
    if printed is None or not fee or not debts:
        return Check(name, None, "missing: sensitivity, fee or debt", ("ratios",))
    worked = [debt / fee for debt in debts]
    nearest = min(worked, key=lambda value: abs(value - printed))
    detail = f"debt : fee = {nearest:.2f} %, printed {printed} %"
    return Check(name, abs(nearest - printed) <= WITHIN, detail, ("ratios",))


def _areas(row: Mapping[str, Any]) -> Check:
    """Debt by the total area is no more than by the area of the flats, which is part of it."""
    name = f"debt by area {value_of(row.get('year'))}"
    owned, total = (value_of(row.get(each)) for each in _DEBTS)
    if owned is None or total is None:
        return Check(name, None, "missing: one of the two debts per square metre", ("ratios",))
    detail = f"by total area {total:,}, by area of flats {owned:,}"
    return Check(name, total <= owned, detail, ("ratios",))


def _consecutive(rows: Sequence[Mapping[str, Any]], field: str) -> Check:
    years = [year for row in rows if (year := value_of(row.get("year"))) is not None]
    detail = f"years {', '.join(map(str, years))}" if years else "missing: years"
    if len(years) <= 1:
        return Check("years in order", None, detail, (field,))
    return Check("years in order", all(a - b == 1 for a, b in pairwise(years)), detail, (field,))


def _solidity(rows: Sequence[Mapping[str, Any]], field: str) -> Iterator[Check]:
    """Solidity is a share of the whole."""
    found = [value for row in rows if (value := value_of(row.get("solidity"))) is not None]
    if found:
        detail = f"solidity {', '.join(map(str, found))} %"
        yield Check("solidity", all(abs(each) <= _WHOLE for each in found), detail, (field,))


def _rows(fields: Mapping[str, Any], name: str) -> Sequence[Mapping[str, Any]]:
    rows = fields.get(name)
    return rows if isinstance(rows, Sequence) else ()
