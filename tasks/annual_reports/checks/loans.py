"""Loans add up to their sum, and to what the balance sheet says; pledges cover no more than is
mortgaged.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from tasks.annual_reports.checks.check import Check, close, value_of
from tasks.annual_reports.checks.sums import COLUMNS, added, amount

_BALANCES = {"current": "balance", "previous": "balance_previous"}
_RATES = (0, 12)  # per cent: what loans of associations have cost on average since the nineties
_WHOLE = 100  # per cent


def loans_debt(fields: Mapping[str, Any], unit: int = 1) -> Iterator[Check]:
    """Long and short term make the total of the loan note; equity is no more than everything."""
    for column in COLUMNS:
        parts = [(name, amount(fields, name, column)) for name in ("long_term", "short_term")]
        total = ("total_interest_bearing", amount(fields, "total_interest_bearing", column))
        names = [name for name, _ in parts]
        yield added(f"loans, {column}", parts, total, unit=unit, optional=names)
    for column in COLUMNS:
        pair = fields.get("equity_ratio")
        ratio = value_of(pair.get(column)) if isinstance(pair, Mapping) else None
        holds = None if ratio is None else abs(ratio) <= _WHOLE
        detail = "missing: equity_ratio" if ratio is None else f"printed {ratio} %"
        yield Check(f"equity ratio, {column}", holds, detail, ("equity_ratio",))


def loan_notes(fields: Mapping[str, Any], unit: int = 1) -> Iterator[Check]:
    """The loans make their sum; no part of it is larger; the rates are those of loans."""
    found = fields.get("loans")
    loans = found if isinstance(found, Sequence) else ()
    for column, name in _BALANCES.items():
        balances = [
            (f"loan {at}", int(value))
            for at, loan in enumerate(loans, start=1)
            if (value := value_of(loan.get(name))) is not None
        ]
        printed = ("total", amount(fields, "total", column))
        check = added(f"sum of the loans, {column}", balances, printed, unit=unit)
        yield replace(check, fields=("loans", "total"))
        for part in ("due_within_year", "due_after_five_years"):
            whole = printed[1] if printed[1] is not None else _sum(balances)
            yield _within(f"{part}, {column}", (part, amount(fields, part, column)), whole, unit)
    yield _weighted(loans)


def pledged_assets(fields: Mapping[str, Any], unit: int = 1) -> Iterator[Check]:
    """What is pledged is no more than the mortgages taken out, and no more than its sum."""
    for column in COLUMNS:
        pledged = ("pledged_mortgages", amount(fields, "pledged_mortgages", column))
        for whole in ("mortgages_taken_out", "total_pledged"):
            limit = amount(fields, whole, column)
            check = _within(f"pledged within {whole}, {column}", pledged, limit, unit)
            yield replace(check, fields=("pledged_mortgages", whole))


def _sum(balances: Sequence[tuple[str, int]]) -> int | None:
    return sum(value for _, value in balances) if balances else None


def _within(name: str, part: tuple[str, int | None], whole: int | None, unit: int) -> Check:
    fields = (part[0],)
    if part[1] is None or whole is None:
        return Check(name, None, f"missing: {part[0]}, or the whole", fields)
    detail = f"{part[0]} {part[1]:,} of {whole:,}"
    return Check(name, part[1] <= whole or close(part[1], whole, unit), detail, fields)


def _weighted(loans: Sequence[Mapping[str, Any]]) -> Check:
    """The mean rate, weighted by balances, is one that loans have."""
    told = [
        (rate, balance)
        for loan in loans
        if (rate := value_of(loan.get("rate"))) is not None
        and (balance := value_of(loan.get("balance")))
    ]
    if not told:
        return Check("weighted rate", None, "missing: rates or balances", ("loans",))
    mean = sum(rate * balance for rate, balance in told) / sum(balance for _, balance in told)
    holds = _RATES[0] <= mean <= _RATES[1]
    return Check("weighted rate", holds, f"{len(told)} loans at {mean:.2f} %", ("loans",))
