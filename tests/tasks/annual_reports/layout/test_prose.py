"""Swedish dates and numbers, as text and as words."""

import pytest

from tasks.annual_reports.layout.prose import DATE, count_of, date_of, number_of, pattern


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2024-05-09", "2024-05-09"),
        ("den 9 maj 2024", "2024-05-09"),
        ("9 maj, 2024", "2024-05-09"),
        ("9:e maj 2024", "2024-05-09"),
        ("första januari 2025", "2025-01-01"),
        ("9/5 2024", "2024-05-09"),
        ("den 9/5-2024", "2024-05-09"),
        ("20240509", "2024-05-09"),
    ],
)
def test_a_date_is_recognised_and_read_in_each_notation(text: str, day: str) -> None:
    found = pattern(DATE).search(f"Det hölls {text}.")
    assert found is not None
    assert date_of(found[0]) == day


@pytest.mark.parametrize("text", ["31 februari 2024", "2024-13-01", "32/1 2024"])
def test_a_day_that_does_not_exist_is_none(text: str) -> None:
    assert date_of(text) is None


@pytest.mark.parametrize(
    ("text", "count"),
    [("47", 47), ("1 204", 1204), ("nio", 9), ("Två", 2), ("en", 1), ("många", None)],
)
def test_counts_are_digits_or_words(text: str, count: int | None) -> None:
    assert count_of(text) == count


def test_numbers_have_decimals_only_where_they_are_printed() -> None:
    assert number_of("2 347,5") == 2347.5
    assert number_of("2 347") == 2347
    assert isinstance(number_of("2 347"), int)
    assert number_of("ca") is None
