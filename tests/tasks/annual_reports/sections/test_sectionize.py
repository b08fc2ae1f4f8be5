from typing import Any

import pytest

from tasks.annual_reports.reading import Reading, Section
from tasks.annual_reports.sections.sectionize import sections_of
from tests.tasks.annual_reports.document.drawn import document

KNOWN = (
    "styrelsen",
    "flerårsöversikt",
    "skulder till kreditinstitut",
    "notes/fastighetsskötsel",
    "notes/upplupna kostnader och förutbetalda intäkter",
)
BIG, BOLD = (16, True), (10, True)


def rows(y: int, *labels: str) -> list[tuple[Any, ...]]:
    return [
        (y + 14 * n, [(60, label), (400, "1 200 000"), (480, "1 100 000")])
        for n, label in enumerate(labels)
    ]


STATEMENT = (
    "Post ett",
    "Post två",
    "Skulder till kreditinstitut",
    "Post fyra",
    "Post fem",
    "Summa",
)
PROSE = "Föreningen har under året arbetat med det som beskrivs närmare i denna text."
CONTENTS = [
    (80, "Innehåll", *BIG),
    *[
        (120 + 20 * n, [(60, f"{title} ........ {n + 3}")], *BOLD)
        for n, title in enumerate(["Förvaltningsberättelse", "Resultaträkning", "Balansräkning"])
    ],
]
GUIDE = [
    (80, "Kort guide till läsning av årsredovisningen", *BIG),
    (120, "Resultaträkning", 12, True),
    (140, PROSE),
    (180, "Noter", 12, True),
    (200, PROSE),
]
REPORT = [
    (80, "Förvaltningsberättelse", *BIG),
    (120, "Styrelsen", *BOLD),
    (134, [(60, "Namn Ett"), (250, "Ordförande")]),
    (148, [(60, "Namn Två"), (250, "Ledamot")]),
    (162, [(60, "Namn Tre"), (250, "Suppleant")]),
    (200, "Föreningens trädgård", *BOLD),
    (214, PROSE),
    (260, [(60, "Flerårsöversikt"), (300, "2023"), (380, "2022"), (460, "2021")], *BOLD),
    *rows(274, "Nettoomsättning", "Soliditet"),
]
INCOME = [
    (80, "Resultaträkning", *BIG),
    (120, "Rörelseintäkter", *BOLD),
    *rows(134, *STATEMENT),
]
BALANCE = [
    (80, "Balansräkning", *BIG),
    (120, "Tillgångar", *BOLD),
    (140, "Omsättningstillgångar", *BOLD),
    *rows(154, *STATEMENT),
]
BALANCE_TWO = [
    (80, "Balansräkning", *BIG),
    (120, "Eget kapital och skulder", *BOLD),
    (140, "Långfristiga skulder", *BOLD),
    *rows(154, *STATEMENT),
]
NOTES = [
    (80, "Noter", *BIG),
    (120, "NOT 1 REDOVISNINGSPRINCIPER", *BOLD),
    (140, "Se även not 2 för mer om detta."),
    (180, [(60, "Not 2 , Fastighetsskötsel"), (400, "2023"), (480, "2022")], *BOLD),
    *rows(194, "Städning", "Summa"),
    (250, [(60, "Not"), (90, "3"), (120, "Skulder till kreditinstitut")], *BOLD),
    *rows(264, "Banken"),
    (310, "NOT 4 UPPLUPNA KOSTNADER OCH", *BOLD),
    (324, [(60, "FÖRUTBETALDA INTÄKTER"), (400, "2023"), (480, "2022")], *BOLD),
    *rows(338, "El", "Summa"),
    (420, "Ortby den 3 april 2024"),
    (450, "Namn Ett"),
    (480, "Vår revisionsberättelse har lämnats den dag som framgår av signaturen"),
]
AUDIT = [
    (80, "Revisionsberättelse", *BIG),
    (110, "Till föreningsstämman"),
    (140, "Uttalanden", *BOLD),
    (154, PROSE),
]
PAGES = [[(300, "Årsredovisning", *BIG)], CONTENTS, GUIDE, REPORT, INCOME, BALANCE, BALANCE_TWO]
SIGNED = (
    "Signaturerna i detta dokument",
    "NAMN ETT",
    "IP: 1.2.3.4",
    "Serienummer: 00ff",
    "2024-04-07 13:01:40 UTC",
    "Detta dokument är digitalt signerat genom Penneo.com",
)
WHOLE = document(*PAGES, NOTES, AUDIT)


@pytest.fixture(scope="module")
def sections() -> tuple[Section, ...]:
    return sections_of(WHOLE, KNOWN)


def named(sections: tuple[Section, ...], heading: str) -> Section:
    return next(section for section in sections if section.heading == heading)


def test_the_parts_come_in_order_and_a_repeated_title_goes_on_with_its_part(
    sections: tuple[Section, ...],
) -> None:
    parts = [(each.part, each.page, each.end_page) for each in sections if each.level == 1]
    assert parts == [
        ("report", 1, 3),
        ("report", 4, 5),
        ("income_statement", 5, 6),
        ("balance_sheet", 6, 8),
        ("notes", 8, 8),
        ("signatures", 8, 9),
        ("audit", 9, 9),
    ]


def test_contents_and_guides_are_in_no_section_below_a_part(
    sections: tuple[Section, ...],
) -> None:
    assert not [each for each in sections if each.page in (2, 3) and each.level > 1]


def test_notes_have_their_number_and_title_however_they_are_written(
    sections: tuple[Section, ...],
) -> None:
    notes = [(s.note, s.heading) for s in sections if s.part == "notes" and s.level == 2]
    assert notes == [
        ("1", ""),
        ("2", "fastighetsskötsel"),
        ("3", "skulder till kreditinstitut"),
        ("4", "upplupna kostnader och förutbetalda intäkter"),
    ]


def test_a_line_of_the_balance_sheet_is_no_heading_of_a_note(
    sections: tuple[Section, ...],
) -> None:
    own = [each.heading for each in sections if each.part == "balance_sheet"]
    assert own == [
        "balansräkning",
        "tillgångar",
        "omsättningstillgångar",
        "eget kapital och skulder",
        "långfristiga skulder",
    ]


def test_a_side_of_the_balance_sheet_holds_its_groups(sections: tuple[Section, ...]) -> None:
    reading = Reading(WHOLE, (), sections)
    texts = [placed.line.text for placed in reading.lines(named(sections, "tillgångar"))]
    assert "Omsättningstillgångar" in texts
    assert "Summa 1 200 000 1 100 000" in texts
    assert "Eget kapital och skulder" not in texts


def test_a_section_ends_at_the_next_heading_known_or_not(sections: tuple[Section, ...]) -> None:
    board = named(sections, "styrelsen")
    texts = [placed.line.text for placed in Reading(WHOLE, (), sections).lines(board)]
    assert texts[0] == "Styrelsen"
    assert texts[-1] == "Namn Tre Suppleant"
    assert any(each.title == "Föreningens trädgård" and not each.heading for each in sections)


def test_tables_are_typed(sections: tuple[Section, ...]) -> None:
    assert named(sections, "styrelsen").table == "board"
    assert named(sections, "flerårsöversikt").table == "multiyear"
    assert named(sections, "fastighetsskötsel").table == "note"
    assert named(sections, "balansräkning").table == "financial"


def test_signing_begins_at_place_and_date(sections: tuple[Section, ...]) -> None:
    assert named(sections, "underskrifter").title == "Ortby den 3 april 2024"


@pytest.mark.parametrize("pages", [(), ((),), ([(100, "Ensam rad")],), (CONTENTS,), (GUIDE,)])
def test_a_document_without_a_report_has_no_parts_of_one(pages: Any) -> None:
    found = sections_of(document(*pages), KNOWN)
    assert {section.part for section in found} <= {"report"}


def test_notes_without_a_title_of_their_own_begin_with_the_first_note() -> None:
    found = sections_of(document(REPORT, INCOME, BALANCE, NOTES[1:]), KNOWN)
    assert [each.heading for each in found if each.part == "notes" and each.level == 1] == ["noter"]


def test_a_page_of_certificates_of_signing_is_no_part_of_the_report() -> None:
    page = [(100 + 20 * n, text) for n, text in enumerate(SIGNED)]
    found = sections_of(document(REPORT, INCOME, BALANCE, NOTES, page), KNOWN)
    assert all(each.end_page < 5 or (each.end_page, each.end_line) == (5, 0) for each in found)
