"""Pledges and contingent liabilities: in notes, or in lines under the balance sheet."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tasks.annual_reports.found import Fields, Found, Group
from tasks.annual_reports.layout.labels import has, like, starts
from tasks.annual_reports.layout.ledger import is_sum, year_columns
from tasks.annual_reports.layout.notes import all_notes, notes_of
from tasks.annual_reports.layout.rounds import filling
from tasks.annual_reports.layout.rows import Table, tables
from tasks.annual_reports.layout.statements import lines_in
from tasks.annual_reports.reading import Placed, Reading

_NOTHING: Group = {"current": None, "previous": None}
_TITLES = ("ställda säkerheter", "ställda panter", "eventualförpliktelser", "ansvarsförbindelser")
_CONTINGENT = ("eventualförpliktelse", "ansvarsförbindelse")
_MORTGAGE = ("inteckning", "pantbrev", "panter för", "pant för")
_TAKEN_OUT = ("uttagna", "totalt uttagna", "totalt antal uttagna", "summa uttagna")
_UNPLEDGED = ("ej pantsatt", "ej pantförskriv", "eget förvar", "obelånad", "ej belånad", "frigjord",
              "inte pantsatt", "ej ianspråktag")  # fmt: skip
_STATED = ("inga", "inga kända", "saknas", "ingen", "finns inga")


@dataclass(frozen=True)
class _Line:
    """A line of a table, and whether it stands under contingent liabilities."""

    label: str
    pair: Group
    words: Found | None
    contingent: bool


@filling
def pledged_assets(reading: Reading) -> Fields:
    """Pledged, taken out and unpledged mortgages, and contingent liabilities, both years."""
    lines = list(_lines(reading))
    own = [line for line in lines if not line.contingent]
    mortgages = [line for line in own if _is_mortgage(line.label)]
    return {
        "pledged_mortgages": _only(mortgages),
        "total_pledged": _total(own),
        "mortgages_taken_out": _only([each for each in own if has(each.label, *_TAKEN_OUT)]),
        "unpledged_mortgages": _only([each for each in own if has(each.label, *_UNPLEDGED)]),
        "contingent_liabilities": _contingent(lines),
        "contingent_statement": _statement(lines),
    }


def _is_mortgage(label: str) -> bool:
    free = has(label, *_TAKEN_OUT, *_UNPLEDGED)
    return has(label, *_MORTGAGE) and not free and not is_sum(label)


def _lines(reading: Reading) -> Iterator[_Line]:
    """The lines of the notes on pledges, then of such headings below the balance sheet."""
    notes = notes_of(reading)
    if reading.round > 1 and reading.lacking:
        notes = [note for note in all_notes(reading) if has(note.title, *_TITLES)]
    for note in notes:
        contingent = has(note.title, *_CONTINGENT) and not has(note.title, "säkerhet", "panter")
        yield from _read(note.tables, reading, contingent=contingent)
        if not note.tables:
            yield from _told(note.lines[1:], contingent=contingent)
    if not notes:
        own = [section for section in reading.sections if section.part == "balance_sheet"]
        yield from _read(tables(lines_in(reading, own)), reading, contingent=False)


def _read(found: Sequence[Table], reading: Reading, *, contingent: bool) -> Iterator[_Line]:
    for table in found:
        columns = year_columns(table, reading.years)
        for row in table.rows:
            current, previous = (
                None if at is None else row.money(at, reading.unit, dash=0) for at in columns
            )
            if has(row.label, *_CONTINGENT) and not has(row.label, "säkerhet"):
                contingent = True
            elif has(row.label, "ställda", "panter"):
                contingent = False
            pair: Group = {"current": current, "previous": previous}
            yield _Line(row.label, pair, row.named(), contingent)


def _told(lines: Sequence[Placed], *, contingent: bool) -> Iterator[_Line]:
    """Lines of a note without a table: "Inga", as a rule."""
    for placed in lines:
        text = placed.line.text
        words = Found(text, placed.page, text, placed.line.box)
        yield _Line(text, _NOTHING, words, contingent)


def _only(lines: Sequence[_Line]) -> Group:
    """The amounts of the one line; of several nothing can be told."""
    filled = [line for line in lines if any(line.pair.values())]
    return filled[0].pair if len(filled) == 1 else _NOTHING


def _total(lines: Sequence[_Line]) -> Group:
    """The printed sum: a line "Summa …", or one without a label below others."""
    sums = [
        line
        for at, line in enumerate(lines)
        if any(line.pair.values())
        and not has(line.label, *_TAKEN_OUT, *_UNPLEDGED)
        and (is_sum(line.label) or (at and not line.label))
    ]
    return sums[-1].pair if sums else _NOTHING


def _contingent(lines: Sequence[_Line]) -> Group:
    own = [line for line in lines if line.contingent and any(line.pair.values())]
    sums = [line for line in own if is_sum(line.label) or not line.label]
    return _only(sums or own)


def _statement(lines: Sequence[_Line]) -> Found | None:
    """The words where no amount stands: "Inga"."""
    for line in lines:
        if not line.contingent or line.words is None or any(line.pair.values()):
            continue
        text = line.label
        last = text.split()[-1] if text else ""
        if like(text, *_STATED) or starts(text, "föreningen har inga", "inga "):
            return line.words
        if has(text, *_CONTINGENT) and last.casefold().strip(".") in _STATED:
            return Found(last.strip("."), line.words.page, last.strip("."), line.words.box)
    return None
