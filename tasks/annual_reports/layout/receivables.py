"""The notes on other receivables, on prepaid costs, and on accrued costs.

Two titles hold the same words in another order: "Förutbetalda kostnader och upplupna intäkter" is
an asset, "Upplupna kostnader och förutbetalda intäkter" a debt. What stands first decides.
"""

from collections.abc import Callable

from tasks.annual_reports.found import Fields, Group, Rows
from tasks.annual_reports.layout.labels import has, starts
from tasks.annual_reports.layout.ledger import Ledger, ledger
from tasks.annual_reports.layout.notes import all_notes, notes_of
from tasks.annual_reports.layout.rounds import filling
from tasks.annual_reports.reading import Reading

_NOTHING: Group = {"current": None, "previous": None}


@filling
def receivable_notes(reading: Reading) -> Fields:
    """Rows and sums of the three kinds of notes; amounts in kronor, with the sign as printed."""
    notes = notes_of(reading)
    if reading.round > 1 and reading.lacking:
        notes = all_notes(reading)
    fields: dict[str, Group | Rows] = {}
    for name, kind in _KINDS.items():
        ledgers = [ledger(note, reading) for note in notes if kind(note.title)]
        fields[name] = [row for each in ledgers for row in _rows(each)]
        total = ledgers[0].total if len(ledgers) == 1 else None
        fields[f"{name}_total"] = total.amounts() if total else _NOTHING
    return fields


def _rows(found: Ledger) -> list[Group]:
    return [{"label": row.label, **row.amounts()} for row in found.rows]


def _is_other(title: str) -> bool:
    return has(title, "fordringar") and starts(title, "övriga", "andra", "kortfristiga fordr")


def _is_prepaid(title: str) -> bool:
    return starts(title, "förutbetalda", "övriga förutbetalda", "interima fordringar")


def _is_accrued(title: str) -> bool:
    return starts(title, "upplupna", "övriga upplupna", "interima skulder")


_KINDS: dict[str, Callable[[str], bool]] = {
    "other_receivables": _is_other,
    "prepaid_expenses": _is_prepaid,
    "accrued_expenses": _is_accrued,
}
