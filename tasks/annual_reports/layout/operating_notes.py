"""The notes that explain the income statement: operating costs, and income."""

from collections.abc import Iterable

from tasks.annual_reports.found import Fields, Group
from tasks.annual_reports.layout.labels import has
from tasks.annual_reports.layout.ledger import Ledger, ledger, sums_of
from tasks.annual_reports.layout.notes import all_notes, notes_of
from tasks.annual_reports.layout.rounds import filling
from tasks.annual_reports.reading import Reading

_COSTS = ("kostnad", "underhåll", "reparation", "skötsel", "avgäld", "arvode", "fastighetsskatt")
_INCOME = ("intäkt", "nettoomsättning", "årsavgift", "hyror")
_NEITHER = (  # costs and income of other kinds, and what stands in the balance sheet
    "ränte", "finansiell", "upplupna", "förutbetalda", "avskrivning", "princip", "fond",
)  # fmt: skip


@filling
def cost_notes(reading: Reading) -> Fields:
    """Rows and sums of the notes on operating costs."""
    return _fields(reading, _COSTS, _INCOME)


@filling
def income_notes(reading: Reading) -> Fields:
    """Rows and sums of the notes on net sales and other operating income."""
    return _fields(reading, _INCOME, ("kostnad",))


def _fields(reading: Reading, stems: tuple[str, ...], others: tuple[str, ...]) -> Fields:
    notes = notes_of(reading)
    known = {note.section for note in notes}
    # Titles are free: what no list of headings knows is told by its words.
    notes += [
        note
        for note in all_notes(reading)
        if note.section not in known
        and (note.section.note or (reading.round > 1 and reading.lacking))
        and has(note.title, *stems)
        and not has(note.title, *_NEITHER, *others)
    ]
    notes.sort(key=lambda note: (note.section.page, note.section.line))
    ledgers = [ledger(note, reading) for note in notes]
    return {"rows": list(_rows(ledgers)), "totals": list(_totals(ledgers))}


def _rows(ledgers: Iterable[Ledger]) -> Iterable[Group]:
    for each in ledgers:
        for row in each.rows:
            yield {
                "note": each.note.named,
                "group": row.group,
                "label": row.label,
                **row.amounts(),
            }


def _totals(ledgers: list[Ledger]) -> Iterable[Group]:
    for each, total in sums_of(ledgers):
        yield {
            "note": each.note.named,
            "title": each.note.titled if total is each.total else total.group,
            **total.amounts(),
        }
