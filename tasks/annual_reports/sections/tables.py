"""What kind of table stands in a section."""

import re

from tasks.annual_reports.document.words import Document
from tasks.annual_reports.reading import Section, Table
from tasks.annual_reports.sections.looks import AMOUNT, YEAR

_ROLE = re.compile(
    r"\b(?:ordförande|ledamot|ledamöter|suppleant(?:er)?|kassör|sekreterare|vice ordf)\b",
    re.IGNORECASE,
)
_STATEMENTS = ("income_statement", "balance_sheet", "cash_flow")
_YEARS, _ROLES, _ROWS = 3, 3, 2


def table_of(document: Document, section: Section) -> Table | None:
    """The kind of table that a section holds: that of its part, or by what its lines look like."""
    if section.part in _STATEMENTS:
        return "financial"
    if section.level == 1:
        return None
    years = roles = rows = 0
    for number in range(section.page, section.end_page + 1):
        lines = document.page(number).lines
        start = section.line if number == section.page else 0
        end = section.end_line if number == section.end_page else len(lines)
        for line in lines[start:end]:
            cells = [cell.text for cell in line.cells]
            years = max(years, sum(bool(YEAR.match(cell)) for cell in cells))
            rows += sum(bool(AMOUNT.match(cell)) for cell in cells[1:]) > 0
            roles += bool(_ROLE.search(line.text))
    if years >= _YEARS and rows >= _ROWS:
        return "multiyear"
    if section.part == "notes":
        return "note" if rows >= 1 else None
    return "board" if roles >= _ROLES else None
