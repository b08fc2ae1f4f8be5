"""Invented notes on what is pledged."""

from tasks.annual_reports.layout.pledged import pledged_assets
from tests.tasks.annual_reports.note_pages import plain, reading_of

NOTHING = {"current": None, "previous": None}


def test_pledged_mortgages_and_their_sum_are_read_in_both_years() -> None:
    found = pledged_assets(
        reading_of("""
## Not 13 Ställda säkerheter
 | 2023-12-31 | 2022-12-31
Fastighetsinteckningar | 17 500 000 | 16 500 000
 | 17 500 000 | 16 500 000
""")
    )
    assert plain(found["pledged_mortgages"]) == {"current": 17500000, "previous": 16500000}
    assert plain(found["total_pledged"]) == {"current": 17500000, "previous": 16500000}
    assert plain(found["mortgages_taken_out"]) == NOTHING


def test_without_a_printed_sum_there_is_none() -> None:
    found = pledged_assets(
        reading_of("## Not 17 STÄLLDA SÄKERHETER | 2023 | 2022\nFastighetsinteckning | 400 | 400")
    )
    assert plain(found["pledged_mortgages"])["current"] == 400
    assert plain(found["total_pledged"]) == NOTHING


def test_mortgages_taken_out_and_those_at_home_are_no_pledges() -> None:
    found = pledged_assets(
        reading_of("""
## Not 20 Ställda säkerheter och eventualförpliktelser | 2023 | 2022
Totalt uttagna pantbrev | 40 000 | 40 000
varav i eget förvar | 5 000 | -
Fastighetsinteckningar | 35 000 | 40 000
Eventualförpliktelser | Inga | Inga
""")
    )
    assert plain(found["pledged_mortgages"]) == {"current": 35000, "previous": 40000}
    assert plain(found["mortgages_taken_out"]) == {"current": 40000, "previous": 40000}
    assert plain(found["unpledged_mortgages"]) == {"current": 5000, "previous": 0}
    assert plain(found["total_pledged"]) == NOTHING


def test_none_in_words_is_a_statement_and_no_amount() -> None:
    found = pledged_assets(
        reading_of("""
## Not 20 Ställda säkerheter | 2023 | 2022
Fastighetsinteckningar | 35 000 | 35 000
## Not 21 Eventualförpliktelser
Inga
""")
    )
    assert plain(found["contingent_liabilities"]) == NOTHING
    assert found["contingent_statement"].value == "Inga"


def test_a_contingent_liability_has_an_amount_and_is_no_pledge() -> None:
    found = pledged_assets(
        reading_of("""
## Not 20 Ställda säkerheter | 2023 | 2022
Fastighetsinteckningar | 35 000 | 35 000
## Not 21 Eventualförpliktelser | 2023 | 2022
Borgen för samfällighet | 700 | 600
""")
    )
    assert plain(found["contingent_liabilities"]) == {"current": 700, "previous": 600}
    assert plain(found["pledged_mortgages"])["current"] == 35000
    assert found["contingent_statement"] is None


def test_two_kinds_of_mortgages_without_a_sum_are_not_guessed_together() -> None:
    found = pledged_assets(
        reading_of("""
## Not 20 Ställda säkerheter | 2023 | 2022
Fastighetsinteckningar | 35 000 | 35 000
Panter för egna skulder | 1 000 | 1 000
""")
    )
    assert plain(found["pledged_mortgages"]) == NOTHING


def test_thousands_are_kronor() -> None:
    found = pledged_assets(
        reading_of("## Not 18 Ställda panter | 2023 | 2022\nPantbrev | 43 | 42", unit=1000)
    )
    assert plain(found["pledged_mortgages"]) == {"current": 43000, "previous": 42000}
