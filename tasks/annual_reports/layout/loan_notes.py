"""The notes on loans: each loan, their sum, what falls due when, and the costs of interest."""

from collections.abc import Sequence
from dataclasses import replace

from tasks.annual_reports.found import Fields, Group, Rows
from tasks.annual_reports.layout.labels import has
from tasks.annual_reports.layout.ledger import is_sum, ledger
from tasks.annual_reports.layout.loan_dues import (
    annual_amortization,
    closes,
    due_after_five_years,
    due_within_year,
    is_deduction,
    pair_of,
)
from tasks.annual_reports.layout.loan_table import Line, Loans, loans_of
from tasks.annual_reports.layout.notes import Note, all_notes, notes_of
from tasks.annual_reports.layout.rounds import filling
from tasks.annual_reports.reading import Reading

NOTHING: Group = {"current": None, "previous": None}
_NEAR = 3  # printed units
_COLUMNS = (
    "lender", "loan_number", "rate", "change_date", "balance", "balance_previous",
    "amortization", "next_amortization",
)  # fmt: skip
_TITLES = (
    "kreditinstitut",
    "fastighetslån",
    "föreningens lån",
    "låneförteckning",
    "inteckningslån",
)
_INTEREST = ("räntekostnad",)


@filling
def loan_notes(reading: Reading) -> Fields:
    """Loans, sums and due dates; amounts in kronor, what is deducted as a positive amount."""
    notes = loan_notes_of(reading)
    found = read_loans(reading, notes)
    return {
        "loans": rows_of(found),
        "total": total_of(found, reading.unit),
        "due_within_year": due_within_year(found, reading.unit),
        "due_after_five_years": due_after_five_years(found, reading.unit),
        "annual_amortization": annual_amortization(found, reading.unit),
        "interest_costs": _interest(reading, notes),
    }


def loan_notes_of(reading: Reading) -> list[Note]:
    """The notes on loans and interest that an agent reads; in later rounds all of the report."""
    notes = notes_of(reading, "kreditinstitut")
    if reading.round > 1 and reading.lacking:
        known = {note.section for note in notes}
        wider = (n for n in all_notes(reading) if has(n.title, *_TITLES, *_INTEREST))
        notes += [note for note in wider if note.section not in known]
    return notes


def read_loans(reading: Reading, notes: Sequence[Note]) -> Loans:
    """What the notes on loans hold together."""
    found = Loans()
    for note in notes:
        if has(note.title, "ränte", "princip", "upplupna"):
            continue
        each = loans_of(note.lines, reading.unit, reading.years)
        before = len(found.loans)
        found.loans += each.loans
        found.lines += [replace(line, loans=line.loans + before) for line in each.lines]
    return found


def rows_of(found: Loans) -> Rows:
    """The loans as rows of an answer."""
    return [{name: loan.get(name) for name in _COLUMNS} for loan in found.loans]


def total_of(found: Loans, unit: int) -> Group:
    """The printed sum of the loans: the line to which they add up, or the first that says so.

    A line without a label below a deduction is the long-term part, unless all loans add up to it.
    """
    sums = [line for line in found.lines if line.amounts and line.loans and closes(line)]
    fitting = [line for line in sums if _adds_up(line, found, unit)]
    if fitting:
        return pair_of(fitting[-1])
    deducted = False
    for line in found.lines:
        deducted = deducted or (bool(line.loans) and is_deduction(line))
        if line in sums and is_sum(line.text) and not deducted:
            return pair_of(line)
    return NOTHING


def _adds_up(line: Line, found: Loans, unit: int) -> bool:
    """Whether all loans add up to a line, in each year that it has."""
    told = False
    for name in ("balance", "balance_previous"):
        if name not in line.amounts:
            continue
        parts = [int(loan[name].value) for loan in found.loans if name in loan]
        if abs(sum(parts) - int(line.amounts[name].value)) > _NEAR * unit:
            return False
        told = told or bool(parts)
    return told and line.loans == len(found.loans)


def _interest(reading: Reading, notes: Sequence[Note]) -> Group:
    for note in notes:
        if has(note.title, *_INTEREST):
            total = ledger(note, reading).total
            if total:
                return total.amounts()
    return NOTHING
