"""Real reports: that their parts and notes come out, without any of their text."""

from functools import cache
from pathlib import Path

import pytest

from tasks.annual_reports.document.facts import facts_of
from tasks.annual_reports.document.kind import kind_of
from tasks.annual_reports.document.pdf import read_document
from tasks.annual_reports.document.words import Document
from tasks.annual_reports.reading import Section
from tasks.annual_reports.sections.sectionize import sections_of

REAL = Path(__file__).parents[5] / "shared" / "data" / "annual_reports"
PATHS = sorted(REAL.glob("*.pdf")) if REAL.is_dir() else []
real = pytest.mark.skipif(not PATHS, reason="the shared annual reports are not here")
KNOWN = ("styrelse", "styrelsens sammansättning", "flerårsöversikt", "medlemsinformation")


@cache
def read(path: Path) -> tuple[Document, tuple[Section, ...]]:
    document = read_document(path, path.name)
    return document, sections_of(document, KNOWN)


@real
@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_the_parts_of_a_readable_report_come_out_in_order(path: Path) -> None:
    document, sections = read(path)
    if "scanned" in path.name:
        assert kind_of(document)["readable"] is False
        assert sections == ()
        return
    parts = list(dict.fromkeys(each.part for each in sections if each.level == 1))
    assert parts[:3] == ["report", "income_statement", "balance_sheet"]
    assert parts.index("notes") < parts.index("signatures")
    assert kind_of(document)["cooperative"] is True
    numbers = [int(each.note) for each in sections if each.note and each.note.isdecimal()]
    assert numbers == list(range(1, len(numbers) + 1))
    assert len(numbers) >= 9
    sides = {each.heading for each in sections if each.part == "balance_sheet"}
    assert {"tillgångar", "eget kapital och skulder"} <= sides


@real
@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_unit_and_years_of_a_readable_report_are_found(path: Path) -> None:
    document, sections = read(path)
    if "scanned" in path.name:
        pytest.skip("it has no text layer")
    facts = facts_of(document, sections)
    assert facts.unit == (1000 if "49369" in path.name else 1)
    assert facts.years
    assert facts.years[0] == facts.years[1] + 1
    assert facts.org_number
    assert facts.period


@real
def test_only_garbled_fonts_are_repaired() -> None:
    """Reports whose fonts are sound stay as they are; one is garbled throughout."""
    repaired = {path.stem: read(path)[0].repaired for path in PATHS}
    assert repaired.pop("brf_48663") > 500
    assert sum(count == 0 for count in repaired.values()) >= 6
