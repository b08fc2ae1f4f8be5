"""Invented notes on receivables and accruals."""

from dataclasses import replace

from tasks.annual_reports.layout.receivables import receivable_notes
from tests.tasks.annual_reports.note_pages import plain, reading_of, values

TEXT = """
## Not 9 Övriga fordringar | 2023 | 2022
Skattekonto | 1 000 | 900
Avräkning | -100 | 0
Summa | 900 | 900
## Not 10, FÖRUTBETALDA KOSTNADER OCH
UPPLUPNA INTÄKTER | 2023 | 2022
Försäkring | 300 | 250
Summa | 300 | 250
## Not 11 Upplupna kostnader och förutbetalda intäkter | 2023 | 2022
Räntor | 70 | 60
Förskottsbetalda avgifter | 430 | 440
 | 500 | 500
"""


def test_the_first_word_of_a_title_tells_an_asset_from_a_debt() -> None:
    found = receivable_notes(reading_of(TEXT))
    assert [row["label"] for row in values(found["prepaid_expenses"])] == ["Försäkring"]
    assert [row["label"] for row in values(found["accrued_expenses"])] == [
        "Räntor",
        "Förskottsbetalda avgifter",
    ]
    assert plain(found["prepaid_expenses_total"]) == {"current": 300, "previous": 250}
    assert plain(found["accrued_expenses_total"]) == {"current": 500, "previous": 500}


def test_a_receivable_may_be_negative() -> None:
    found = receivable_notes(reading_of(TEXT))
    assert values(found["other_receivables"])[1] == {
        "label": "Avräkning",
        "current": -100,
        "previous": 0,
    }
    assert plain(found["other_receivables_total"])["current"] == 900


def test_a_note_that_is_not_there_is_missing_and_not_nil() -> None:
    found = receivable_notes(reading_of("## Not 9 Övriga fordringar | 2023 | 2022\nMoms | 5 | 4"))
    assert found["prepaid_expenses"] == []
    assert plain(found["prepaid_expenses_total"]) == {"current": None, "previous": None}
    assert plain(found["other_receivables_total"]) == {"current": None, "previous": None}


def test_later_rounds_read_notes_that_were_not_assigned() -> None:
    everything = reading_of(TEXT)
    first = replace(everything, sections=())
    assert receivable_notes(first)["accrued_expenses"] == []
    later = replace(first, round=2, lacking=("accrued_expenses",))
    assert len(values(receivable_notes(later)["accrued_expenses"])) == 2
