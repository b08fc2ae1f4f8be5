"""What a wider look may change."""

from dataclasses import replace

from tasks.annual_reports.found import Fields, Found
from tasks.annual_reports.layout.rounds import filling
from tasks.annual_reports.reading import Reading
from tests.tasks.annual_reports.note_pages import reading_of

READING = reading_of("# notes\n## Not 1 Hyror")


def found(value: int) -> Found:
    return Found(value, 1, str(value))


@filling
def extract(reading: Reading) -> Fields:
    if reading.round == 1:
        return {
            "empty": None,
            "known": found(1),
            "pair": {"current": None},
            "rows": [{"a": found(1)}],
        }
    return {
        "empty": found(2),
        "known": found(2),
        "pair": {"current": found(2)},
        "rows": [{"a": found(1)}, {"a": found(2)}],
    }


def later(*lacking: str) -> Fields:
    return extract(replace(READING, round=2, lacking=lacking))


def test_what_was_lacking_and_empty_is_filled() -> None:
    assert later("empty", "pair")["empty"] == found(2)
    assert later("empty", "pair")["pair"] == {"current": found(2)}


def test_what_was_found_is_never_overruled() -> None:
    assert later("known", "empty")["known"] == found(1)


def test_what_was_not_lacking_stays_as_it_was() -> None:
    assert later("empty")["pair"] == {"current": None}
    assert later("empty")["rows"] == [{"a": found(1)}]


def test_rows_may_grow_where_some_were_lacking() -> None:
    assert later("rows")["rows"] == [{"a": found(1)}, {"a": found(2)}]


def test_without_anything_lacking_the_first_look_stands() -> None:
    assert later() == extract(READING)
