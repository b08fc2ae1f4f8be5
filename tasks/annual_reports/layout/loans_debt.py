"""What the association owes for loans: long and short term, the sum, and its equity ratio."""

from dataclasses import replace

from tasks.annual_reports.found import Fields, Group, Leaf
from tasks.annual_reports.layout.balance import balance_sheet
from tasks.annual_reports.layout.labels import has, starts
from tasks.annual_reports.layout.loan_notes import loan_notes_of, read_loans, total_of
from tasks.annual_reports.layout.multi_year import figures
from tasks.annual_reports.layout.rounds import filling
from tasks.annual_reports.reading import Reading


@filling
def loans_debt(reading: Reading) -> Fields:
    """Loans as the balance sheet and the loan note print them, in kronor; soliditet in per cent."""
    sheet = balance_sheet(reading)
    return {
        "long_term": sheet["long_term_loans"],
        "short_term": sheet["short_term_loans"],
        "total_interest_bearing": total_of(
            read_loans(reading, loan_notes_of(reading)), reading.unit
        ),
        "equity_ratio": _equity_ratio(reading),
    }


def _equity_ratio(reading: Reading) -> Group:
    """Soliditet of both years, from the lines of the multi-year overview."""
    own = tuple(section for section in reading.sections if section.part == "report")
    found: dict[int, Leaf] = {}
    for figure in figures(replace(reading, sections=own)):
        if starts(figure.label, "soliditet") and not has(figure.label, "justerad"):
            found.setdefault(int(figure.year.value), figure.number())
    years = reading.years or (*sorted(found, reverse=True), 0, 0)[:2]
    return {"current": found.get(years[0]), "previous": found.get(years[1])}
