"""A value must stand on its page, and be what the page says: what was made up is caught."""

import pytest

from tasks.annual_reports.document.words import Document, Line, Page, Word
from tasks.annual_reports.grounding import on_page, says, spelled


def document(*lines: str) -> Document:
    made = []
    for row, line in enumerate(lines):
        top = 20.0 * row
        words = [
            Word(w, 60.0 * n, top, 60.0 * n + 50, top + 10) for n, w in enumerate(line.split())
        ]
        made.append(Line(tuple(words)))
    return Document((Page(1, 595, 842, tuple(made)),), "0" * 64)


PAGE = document("Kassa och bank 2 468 013", "Ordförande: Åsa Öhman", "Kassa 12 12")


@pytest.mark.parametrize("text", ["2 468 013", "2\u00a0468\u00a0013", "ordförande: åsa öhman"])
def test_text_stands_on_its_page_whatever_its_spaces(text: str) -> None:
    assert on_page({"page": 1, "text": text}, PAGE)


@pytest.mark.parametrize(("page", "text"), [(1, "2 468 014"), (2, "Kassa"), (0, "Kassa"), (1, " ")])
def test_what_is_not_there_is_not(page: int, text: str) -> None:
    assert not on_page({"page": page, "text": text}, PAGE)


@pytest.mark.parametrize(
    ("value", "text", "kind", "unit"),
    [
        (2468013, "2 468 013", "money", 1),
        (-3141592, "- 3 141 592", "money", 1),
        (2468000, "2 468", "money", 1000),
        (12_500_000, "12,5 mkr", "money", 1),
        (318_000, "ca 318 000 kr", "money", 1000),
        (4.25, "4,25 %", "percent", 1),
        (4.25, "4.25", "percent", 1),
        (27, "27 st 2 rum och kök", "count", 1),
        (2, "27 st 2 rum och kök", "count", 1),
        ("2024-05-09", "den 9 maj 2024", "date", 1),
        ("2024-05-09", "2024-05-09", "date", 1),
        ("2027-11-30", "271130", "date", 1),
        ("Åsa Öhman", "Ordförande: Åsa Öhman", "text", 1),
        (True, "beviljar styrelsen ansvarsfrihet", "flag", 1),
    ],
)
def test_text_says_a_value(value: object, text: str, kind: str, unit: int) -> None:
    assert says({"value": value, "text": text}, kind, unit)


@pytest.mark.parametrize(
    ("value", "text", "kind", "unit"),
    [
        (2468014, "2 468 013", "money", 1),
        (468013, "2 468 013", "money", 1),
        (2468013, "2 468", "money", 1000),
        (4.2, "4,25 %", "percent", 1),
        ("2024-05-09", "den 8 maj 2024", "date", 1),
        ("2024-05-09", "den 9 maj 2023", "date", 1),
        ("Erik Björk", "Ordförande: Åsa Öhman", "text", 1),
    ],
)
def test_text_does_not_say_another_value(value: object, text: str, kind: str, unit: int) -> None:
    assert not says({"value": value, "text": text}, kind, unit)


@pytest.mark.parametrize("text", ["31 december 2024", "den 31 dec. 2024", "2024-12-31", "241231"])
def test_a_date_is_said_in_words_and_in_digits(text: str) -> None:
    assert says({"value": "2024-12-31", "text": text}, "date", 1)


@pytest.mark.parametrize("text", ["31 november 2024", "2024-11-31", "31/10 2024", "31 2024"])
def test_another_month_is_another_date(text: str) -> None:
    assert not says({"value": "2024-12-31", "text": text}, "date", 1)


@pytest.mark.parametrize(
    ("value", "text", "unit", "printed_in", "said"),
    [
        (2468000, "2 468", 1000, 1000, True),
        (2468, "2 468", 1000, 1000, False),  # kronor were forgotten
        (2468000, "2 468", 1, 1, False),  # thousands that nobody printed
        (2468, "2 468", 1, 1, True),
        (2468, "2 468 kr", 1000, 1000, True),  # the text says so itself
        (2468000, "2 468 tkr", 1, 1, True),
        (2468000, "2 468", 1, None, True),  # elsewhere in a report either may be printed
        (2468, "2 468", 1000, None, True),
    ],
)
def test_an_amount_is_in_the_unit_of_its_page_unless_its_text_names_another(
    value: int, text: str, unit: int, printed_in: int | None, said: bool
) -> None:
    assert says({"value": value, "text": text}, "money", unit, printed_in) is said


def test_a_text_longer_than_its_evidence_must_be_spelled_by_the_page() -> None:
    page = document("Ordförande: Åsa", "Öhman Upplåtelse-", "avgift").page(1)
    assert spelled({"value": "Åsa Öhman", "text": "Åsa"}, page)
    assert spelled({"value": "Upplåtelseavgift", "text": "Upplåtelse-"}, page)
    assert not spelled({"value": "Åsa Björk", "text": "Åsa"}, page)
