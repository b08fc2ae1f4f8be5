"""Invented balance sheets and loan notes: what is owed for loans."""

from tasks.annual_reports.layout.loans_debt import loans_debt
from tests.tasks.annual_reports.note_pages import plain, reading_of

EDGES = (250.0, 330.0, 430.0, 530.0)
TEXT = """
# balance_sheet
Eget kapital och skulder | | Not | 2023-12-31 | 2022-12-31
SUMMA EGET KAPITAL | | | 9 000 000 | 9 100 000

Långfristiga skulder
Skulder till kreditinstitut | | 12 | 6 000 000 | 8 000 000
Övriga skulder | | | 5 000 | 5 000
Summa långfristiga skulder | | | 6 005 000 | 8 005 000

Kortfristiga skulder
Skulder till kreditinstitut | | 12 | 2 500 000 | 600 000
Leverantörsskulder | | | 70 000 | 60 000
Summa kortfristiga skulder | | | 2 570 000 | 660 000
# notes
## Not 12 Skulder till kreditinstitut
Långivare | Räntesats | Ränteändring | 2023-12-31 | 2022-12-31
Ankbanken | 2,17 | 2025-05-19 | 6 000 000 | 6 100 000
Myrbanken | 3,05 | 2024-09-17 | 2 500 000 | 2 500 000
Summa | | | 8 500 000 | 8 600 000
"""


def test_loans_are_those_lines_and_not_the_sums_of_the_balance_sheet() -> None:
    found = loans_debt(reading_of(TEXT, edges=EDGES))
    assert plain(found["long_term"]) == {"current": 6000000, "previous": 8000000}
    assert plain(found["short_term"]) == {"current": 2500000, "previous": 600000}
    assert plain(found["total_interest_bearing"]) == {"current": 8500000, "previous": 8600000}


def test_an_equity_ratio_stands_under_its_year() -> None:
    text = """
# report
## Flerårsöversikt
 | 2023 | 2022 | 2021
Nettoomsättning, tkr | 900 | 880 | 860
Soliditet, % | 52 | 51,5 | 50
Balansomslutning, tkr | 17 000 | 17 100 | 17 200
"""
    found = loans_debt(reading_of(text, edges=(300, 400, 500)))
    assert plain(found["equity_ratio"]) == {"current": 52, "previous": 51.5}


def test_what_is_not_in_the_report_is_missing() -> None:
    found = loans_debt(reading_of("# notes\n## Not 2 Nettoomsättning\nHyror | 1 | 2"))
    assert all(plain(found[name]) == {"current": None, "previous": None} for name in found)
