"""Notes against the statements that refer to them: by the number in the statement's column "Not".

A line of a statement may refer to several notes, and several lines to one; so lines that refer to
the same notes are compared together, by size, with what those notes sum up.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from tasks.annual_reports.checks.check import Check, value_of
from tasks.annual_reports.checks.sums import COLUMNS, amount, same

Agents = Mapping[str, Mapping[str, Any]]
_NUMBER = re.compile(r"\d+")
_RANGE = re.compile(r"^\D*\d+ ?[-–] ?\d+$")
_RECEIVABLES = {
    "other_receivables_total": r"övriga (?:kortfristiga )?fordringar",
    "prepaid_expenses_total": r"förutbetalda kostnader",
    "accrued_expenses_total": r"upplupna kostnader",
}


def notes_agree(agents: Agents, unit: int = 1) -> Iterator[Check]:
    """Cost, income and asset notes against their statements, and receivables by their names."""
    income, sheet = agents.get("StatementsAgent", {}), agents.get("BalanceSheetAgent", {})
    for agent in ("NoterKostnaderAgent", "NoterIntäkterAgent"):
        for column in COLUMNS:
            known = _last(_rows(agents.get(agent, {}), "totals"), column)
            yield from _compared(agent, income, "StatementsAgent", known, (column, unit))
    for column in COLUMNS:
        known = _last(_rows(agents.get("NoterAvskrivningarAgent", {}), "book_values"), column)
        yield from _compared(
            "NoterAvskrivningarAgent", sheet, "BalanceSheetAgent", known, (column, unit)
        )
    yield from _receivables(agents.get("NoterFordringarAgent", {}), sheet, unit)


def _compared(
    agent: str, fields: Mapping[str, Any], owner: str, known: Mapping[str, int], of: tuple[str, int]
) -> Iterator[Check]:
    """Lines that refer to notes whose sums are known, with those sums."""
    column, unit = of
    lines: dict[tuple[str, ...], int] = {}
    for row in _rows(fields, "rows"):
        notes = _numbers(str(value_of(row.get("note")) or ""))
        value = value_of(row.get(column))
        if notes and value is not None:
            lines[notes] = lines.get(notes, 0) + int(value)
    for notes, value in lines.items():
        shared = [other for other in lines if other != notes and set(other) & set(notes)]
        if shared or not all(note in known for note in notes):
            continue  # notes shared with other lines say nothing of one of them
        worked = sum(known[note] for note in notes)
        name = f"note {', '.join(notes)} in {owner}, {column}"
        field = "book_values" if owner == "BalanceSheetAgent" else "totals"
        here, there = (f"{agent}.{field}", abs(worked)), (f"{owner}.rows", abs(value))
        yield same(name, here, there, unit=unit)


def _numbers(note: str) -> tuple[str, ...]:
    """The notes that a line refers to: "4, 5" are two, "3-7" are five."""
    found = [int(number) for number in _NUMBER.findall(note)]
    if _RANGE.search(note):
        found = [*range(found[0], found[-1] + 1)]
    return tuple(str(number) for number in found)


def _last(totals: Sequence[Mapping[str, Any]], column: str) -> dict[str, int]:
    """The sum of each note: the last of its sums, which those of its groups stand above."""
    found: dict[str, int] = {}
    for row in totals:
        note, value = value_of(row.get("note")), value_of(row.get(column))
        number = _NUMBER.search(str(note or ""))
        if number and value is not None:
            found[number[0]] = int(value)
    return found


def _receivables(notes: Mapping[str, Any], sheet: Mapping[str, Any], unit: int) -> Iterator[Check]:
    for field, pattern in _RECEIVABLES.items():
        rows = [
            row
            for row in _rows(sheet, "rows")
            if re.match(pattern, str(value_of(row.get("label")) or "").casefold())
        ]
        for column in COLUMNS:
            value = value_of(rows[0].get(column)) if len(rows) == 1 else None
            here = (f"NoterFordringarAgent.{field}", amount(notes, field, column))
            yield same(f"{field}, {column}", here, ("BalanceSheetAgent.rows", value), unit=unit)


def _rows(fields: Mapping[str, Any], name: str) -> Sequence[Mapping[str, Any]]:
    rows = fields.get(name)
    return rows if isinstance(rows, Sequence) else ()
