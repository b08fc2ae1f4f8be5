"""The identities of the income statement, the balance sheet and the cash-flow statement.

They need no labels: measured on 31 real reports they hold to the krona in both year columns, but
for rounding, so a difference means that a value was read wrongly, or that the report is misprinted.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from tasks.annual_reports.checks.check import Check, value_of
from tasks.annual_reports.checks.sums import (
    COLUMNS,
    Term,
    added,
    amount,
    labelled,
    printed_sums,
    same,
)

_SUM = re.compile(r"\s*(?:summa|totalt?|totala|delsumma)\b", re.IGNORECASE)
_RESULT = re.compile(
    r"\s*(?:summa|totala?\b|rörelseresultat|rörelsens resultat|resultat\b"
    r"|årets (?:resultat|vinst|förlust|överskott|underskott))",
    re.IGNORECASE,
)
_FLOW = re.compile(
    r"\s*(?:summa|kassaflöde (?:från|för)|årets (?:totala )?kassaflöde)", re.IGNORECASE
)
_PART = re.compile(r"\s*(?:varav|därav)\b", re.IGNORECASE)


def income_statement(fields: Mapping[str, Any], unit: int = 1) -> Iterator[Check]:
    """Income, costs and financial items lead to the year's result, line by line and in sums."""
    for column in COLUMNS:
        get = _getter(fields, column)
        income, costs = _income(fields, column), _costs(fields, column)
        operating, financial = get("operating_result"), _financial(fields, column)
        result, after = get("result_for_year"), get("result_after_financial")
        yield added(f"operating result, {column}", [income, costs], operating, unit=unit)
        if after[1] is not None:
            yield added(
                f"result after financial items, {column}", [operating, financial], after, unit=unit
            )
            parts = [after, *_below(fields, column)]
        else:
            parts = [operating, financial, *_below(fields, column)]
        yield added(f"result for the year, {column}", parts, result, unit=unit)
        # Costs that are printed as positive do not add up down the lines.
        if (amount(fields, "total_costs", column) or 0) <= 0:
            yield _down(fields, column, _is_result, unit)


def balance_sheet(fields: Mapping[str, Any], unit: int = 1) -> Iterator[Check]:
    """Assets equal equity and liabilities, and each is the sum of its parts."""
    for column in COLUMNS:
        get = _getter(fields, column)
        total, other = get("total_assets"), get("total_equity_liabilities")
        yield same(f"assets = equity and liabilities, {column}", total, other, unit=unit)
        assets = [get("fixed_assets"), get("current_assets")]
        yield added(f"total assets, {column}", assets, total, unit=unit, optional=("fixed_assets",))
        owed = ("long_term_liabilities", "short_term_liabilities")
        rare = [get("provisions")] if get("provisions")[1] is not None else []
        yield added(
            f"equity and liabilities, {column}",
            [get("total_equity"), *rare, *map(get, owed)], other, unit=unit, optional=owed,
        )  # fmt: skip
        equity = [get("restricted_equity"), get("free_equity")]
        yield added(
            f"total equity, {column}", equity, get("total_equity"),
            unit=unit, optional=("restricted_equity", "free_equity"),
        )  # fmt: skip
        yield _down(fields, column, _is_sum, unit)


def cash_flow(fields: Mapping[str, Any], unit: int = 1) -> Iterator[Check]:
    """The activities add up to the change, and the change leads from opening to closing cash."""
    for column in COLUMNS:
        get = _getter(fields, column)
        yield added(
            f"closing cash, {column}", [get("opening"), get("change")], get("closing"), unit=unit
        )
        flows = ("operating", "investing", "financing")
        yield added(
            f"change in cash, {column}", [get(name) for name in flows], get("change"),
            unit=unit, optional=("investing", "financing"),
        )  # fmt: skip
        yield _down(fields, column, _is_flow, unit)


def _getter(fields: Mapping[str, Any], column: str) -> Callable[[str], Term]:
    return lambda name: (name, amount(fields, name, column))


def _income(fields: Mapping[str, Any], column: str) -> Term:
    """Total income; where none is printed, the lines above the heading of the costs."""
    printed = amount(fields, "total_income", column)
    rows = fields.get("rows")
    if printed is not None or not isinstance(rows, Sequence):
        return "total_income", printed
    lines: list[int] = []
    for row in rows:
        group, label = (str(value_of(row.get(name)) or "") for name in ("group", "label"))
        value = value_of(row.get(column))
        if "kostnad" in (group + label).casefold() or _is_result(label):
            break
        lines += [int(value)] if value is not None else []
    return "total_income", sum(lines) if lines else None


def _costs(fields: Mapping[str, Any], column: str) -> Term:
    """Total costs, negative; where only parts of them are summed up, the sum of the cost lines."""
    printed = amount(fields, "total_costs", column)
    if printed is not None:
        return "total_costs", -abs(printed)
    lines = _between(fields, column, "total_income", "operating_result")
    return "total_costs", sum(lines) if lines else None


def _financial(fields: Mapping[str, Any], column: str) -> Term:
    """Financial items: their sum, or where none is printed, their lines."""
    printed = amount(fields, "total_financial", column)
    if printed is not None:
        return "total_financial", printed
    lines = _between(fields, column, "operating_result", "result_after_financial")
    return "total_financial", sum(lines) if lines else None


def _below(fields: Mapping[str, Any], column: str) -> list[Term]:
    """What stands between the result after financial items and the year's: tax, appropriations."""
    after = "result_after_financial"
    start = after if amount(fields, after, column) is not None else "total_financial"
    lines = _between(fields, column, start, "result_for_year")
    tax = amount(fields, "tax", column)
    if tax is not None and tax not in lines:
        lines.append(tax)
    return [("tax", sum(lines))] if lines else []


def _between(fields: Mapping[str, Any], column: str, start: str, end: str) -> list[int]:
    """The amounts of the lines between two sums, without sums and results among them."""
    rows = labelled(fields.get("rows"), column)
    first, last = amount(fields, start, column), amount(fields, end, column)
    if first is None or last is None:
        return []
    begins = [at for at, (label, value) in enumerate(rows) if value == first and _is_result(label)]
    if not begins:
        return []
    found = []
    for label, value in rows[begins[0] + 1 :]:
        if _is_result(label):
            if value == last and not _SUM.match(label):
                break
            continue
        if not _PART.match(label):
            found.append(value)
    return found


def _down(
    fields: Mapping[str, Any], column: str, is_sum: Callable[[str], bool], unit: int
) -> Check:
    """Whether every printed sum adds up down the lines of the statement."""
    rows = [row for row in labelled(fields.get("rows"), column) if not _PART.match(row[0])]
    holds, detail = printed_sums(rows, is_sum, unit)
    return Check(f"printed sums, {column}", holds, detail, ("rows",))


def _is_sum(label: str) -> bool:
    return _SUM.match(label) is not None


def _is_result(label: str) -> bool:
    return _RESULT.match(label) is not None


def _is_flow(label: str) -> bool:
    """Whether a line sums up others; cash at the start of the year does not, at its end it does."""
    low = label.casefold()
    closing = "slut" in low or "utgående" in low
    return _FLOW.match(label) is not None or ("likvida" in low and closing)
