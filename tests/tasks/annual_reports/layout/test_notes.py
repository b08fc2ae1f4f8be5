"""Which lines are an agent's notes."""

from dataclasses import replace

from tasks.annual_reports.layout.notes import all_notes, notes_of
from tests.tasks.annual_reports.note_pages import reading_of

TEXT = """
# notes
## Not 1 Redovisningsprinciper
Noterna följer K2.
## Not 2, UPPLUPNA KOSTNADER OCH
### FÖRUTBETALDA INTÄKTER | 2023 | 2022
Räntor | 5 | 4
## Not 3 Skulder till
kreditinstitut | 2023 | 2022
"""


def test_a_note_inside_another_is_read_once() -> None:
    notes = notes_of(reading_of(TEXT))
    assert [note.section.note for note in notes] == ["1", "2", "3"]


def test_a_title_over_two_lines_is_whole() -> None:
    notes = notes_of(reading_of(TEXT))
    assert [note.title for note in notes] == [
        "Redovisningsprinciper",
        "UPPLUPNA KOSTNADER OCH FÖRUTBETALDA INTÄKTER",
        "Skulder till kreditinstitut",
    ]


def test_the_second_line_of_a_title_is_no_note_of_its_own() -> None:
    reading = reading_of(TEXT)
    second = tuple(each for each in reading.sections if each.level == 3)
    assert second
    assert notes_of(replace(reading, sections=second)) == []


def test_a_title_known_by_half_is_found_by_its_whole() -> None:
    reading = replace(reading_of(TEXT), sections=())
    assert [note.section.note for note in notes_of(reading, "kreditinstitut")] == ["3"]
    assert notes_of(reading) == []


def test_later_rounds_may_look_at_every_note() -> None:
    assert len(all_notes(replace(reading_of(TEXT), sections=()))) == 3


def test_a_note_is_told_by_its_number_or_by_its_title() -> None:
    [numbered] = notes_of(reading_of("# notes\n## Not 3 Taxebundna kostnader"))
    [named] = notes_of(reading_of("# notes\n## Taxebundna kostnader"))
    assert (numbered.named.value, numbered.named.text) == ("3", "Not 3")
    assert named.named.value == "Taxebundna kostnader"
