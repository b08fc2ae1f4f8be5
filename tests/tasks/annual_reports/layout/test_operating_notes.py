"""Invented notes on costs and income, with the traps that real ones hold."""

from dataclasses import replace

import pytest

from tasks.annual_reports.layout.operating_notes import cost_notes, income_notes
from tests.tasks.annual_reports.note_pages import reading_of, values


@pytest.mark.parametrize("title", ["Not 3 , Fastighetsskötsel", "NOT 3 FASTIGHETSSKÖTSEL"])
def test_a_note_is_read_whatever_its_title_looks_like(title: str) -> None:
    found = cost_notes(
        reading_of(f"""
## {title} | 2023 | 2022
Skötsel enligt avtal | 12 000 | 11 000
Snöröjning | 3 500 | 0
Summa | 15 500 | 11 000
""")
    )
    rows = values(found["rows"])
    assert [row["label"] for row in rows] == ["Skötsel enligt avtal", "Snöröjning"]
    assert rows[1] == {
        "note": "3",
        "group": None,
        "label": "Snöröjning",
        "current": 3500,
        "previous": 0,
    }
    [total] = values(found["totals"])
    assert (total["note"], total["current"], total["previous"]) == ("3", 15500, 11000)
    assert str(total["title"]).casefold() == "fastighetsskötsel"


def test_a_last_line_without_a_label_is_the_sum_and_no_row() -> None:
    found = cost_notes(
        reading_of("""
## Not 4 Reparationer
 | 2023 | 2022
Hiss | 1 000 | 2 000
Tak | 500 | 250
 | 1 500 | 2 250
""")
    )
    assert [row["label"] for row in values(found["rows"])] == ["Hiss", "Tak"]
    assert values(found["totals"]) == [
        {"note": "4", "title": "Reparationer", "current": 1500, "previous": 2250}
    ]


def test_a_dash_is_nil_and_an_empty_cell_is_missing() -> None:
    found = cost_notes(
        reading_of("""
## Not 4 Reparationer | 2023 | 2022
Hiss | - | 2 000
Tak | 500 |
Port | 0 | –
""")
    )
    rows = values(found["rows"])
    assert [(row["current"], row["previous"]) for row in rows] == [(0, 2000), (500, None), (0, 0)]
    assert found["totals"] == []


def test_groups_of_a_note_keep_their_subheadings_and_sums() -> None:
    found = cost_notes(
        reading_of("""
## Not 3 Övriga externa kostnader

Driftkostnader

 | 2023-01-01- | 2022-01-01-
 | 2023-12-31 | 2022-12-31

El | 100 000 | 90 000
Vatten | 50 000 | 45 000
 | 150 000 | 135 000

Planerat underhåll

Tak | 70 000 | 0
 | 70 000 | 0

Summa

 | 220 000 | 135 000
""")
    )
    rows = values(found["rows"])
    assert [(row["group"], row["label"]) for row in rows] == [
        ("Driftkostnader", "El"),
        ("Driftkostnader", "Vatten"),
        ("Planerat underhåll", "Tak"),
    ]
    totals = [(row["title"], row["current"], row["previous"]) for row in values(found["totals"])]
    assert totals == [
        ("Driftkostnader", 150000, 135000),
        ("Planerat underhåll", 70000, 0),
        ("Övriga externa kostnader", 220000, 135000),
    ]


def test_a_note_goes_on_over_the_page() -> None:
    found = cost_notes(
        reading_of("""
## Not 4 Driftskostnader | 2023 | 2022
El | 1 000 | 900
===
Vatten | 500 | 400
 | 1 500 | 1 300
## Not 5 Personalkostnader | 2023 | 2022
Arvoden | 700 | 600
""")
    )
    rows = values(found["rows"])
    assert [(row["note"], row["label"]) for row in rows] == [
        ("4", "El"),
        ("4", "Vatten"),
        ("5", "Arvoden"),
    ]
    assert found["rows"][1]["current"].page == 2
    assert values(found["totals"])[0]["current"] == 1500


def test_one_column_is_that_of_its_year() -> None:
    text = "## Not 4 Driftskostnader | {} |\nEl | 1 000 |\nVatten | 500 |\nSumma | 1 500 |"
    newest = values(cost_notes(reading_of(text.format("2023")))["rows"])
    oldest = values(cost_notes(reading_of(text.format("2022")))["rows"])
    assert [(row["current"], row["previous"]) for row in newest] == [(1000, None), (500, None)]
    assert [(row["current"], row["previous"]) for row in oldest] == [(None, 1000), (None, 500)]


def test_years_say_which_column_is_which_even_when_the_older_stands_first() -> None:
    found = cost_notes(reading_of("## Not 4 Driftskostnader | 2022 | 2023\nEl | 900 | 1 000"))
    assert values(found["rows"])[0] | {"current": 1000, "previous": 900} == values(found["rows"])[0]


def test_three_columns_without_years_are_left_out_rather_than_guessed() -> None:
    text = "## Not 4 Driftskostnader\nEl | 900 | 1 000 | 1 100\nVatten | 90 | 100 | 110"
    assert cost_notes(reading_of(text, edges=(300, 400, 500)))["rows"] == []


def test_a_report_in_thousands_gives_kronor() -> None:
    found = cost_notes(
        reading_of("## Not 4 Reparationer | 2023 | 2022\nHiss | 4 | 0\nSumma | 4 | 0", unit=1000)
    )
    assert values(found["rows"])[0]["current"] == 4000
    assert found["rows"][0]["current"].text == "4"


def test_negative_costs_stay_negative() -> None:
    found = cost_notes(
        reading_of("""
## Not 4 Driftskostnader | 2023 | 2022
El | -1 000 | −900
Vatten | – 500 | -400
 | -1 500 | -1 300
""")
    )
    assert [row["current"] for row in values(found["rows"])] == [-1000, -500]
    assert values(found["totals"])[0]["previous"] == -1300


def test_lines_that_split_up_an_amount_above_are_no_rows() -> None:
    found = cost_notes(
        reading_of("""
## Not 6 Personalkostnader | 2023 | 2022
Arvoden | 60 000 | 50 000
varav till revisor | 5 000 | 5 000
Sociala avgifter | 15 000 | 12 000
Summa | 75 000 | 62 000
Medelantal anställda | 1 | 1
Föreningen har inte haft några anställda.
""")
    )
    assert [row["label"] for row in values(found["rows"])] == ["Arvoden", "Sociala avgifter"]


def test_a_label_over_two_lines_is_one_row() -> None:
    found = cost_notes(
        reading_of("""
## Not 7 Övriga externa kostnader | 2023 | 2022
Konstaterade förluster på
kundfordringar | 4 000 | 0
Bankkostnader | 1 000 | 900
Summa | 5 000 | 900
""")
    )
    labels = [row["label"] for row in values(found["rows"])]
    assert labels == ["Konstaterade förluster på kundfordringar", "Bankkostnader"]


def test_garbled_spacing_of_a_number_is_read_or_left_out_never_guessed() -> None:
    found = cost_notes(
        reading_of("## Not 4 Reparationer | 2023 | 2022\nHiss | 12 00 0 | 2 000\nTak | 1 000 | 500")
    )
    assert [row["current"] for row in values(found["rows"])] in ([None, 1000], [12000, 1000])


def test_a_row_whose_numbers_are_broken_is_no_subheading() -> None:
    found = cost_notes(
        reading_of("## Not 4 Drift | 2023 | 2022\nVärme | 1236 03 8 | 1236 53 8\nEl | 1 000 | 500")
    )
    assert values(found["rows"])[-1]["group"] is None


def test_what_follows_the_sum_that_the_statement_prints_is_no_part_of_the_note() -> None:
    found = income_notes(
        reading_of("""
# income_statement
Nettoomsättning | 120 000 | 110 000
# notes
## Not 2 Nettoomsättning | 2023 | 2022
Årsavgifter | 100 000 | 95 000
Hyror | 20 000 | 15 000
Summa | 120 000 | 110 000
Fördelning av hyror
Lokaler | 15 000 | 10 000
Garage | 5 000 | 5 000
Summa | 20 000 | 15 000
""")
    )
    assert [row["label"] for row in values(found["rows"])] == ["Årsavgifter", "Hyror"]
    assert [row["current"] for row in values(found["totals"])] == [120000]


def test_gross_sales_are_a_sum_and_lost_rent_a_row() -> None:
    found = income_notes(
        reading_of("""
## Not 2 Nettoomsättning | 2023 | 2022
Årsavgifter | 100 000 | 95 000
Hyror | 20 000 | 15 000
Bruttoomsättning | 120 000 | 110 000
Hyresbortfall | -2 000 | -1 000
 | 118 000 | 109 000
""")
    )
    assert [row["label"] for row in values(found["rows"])] == [
        "Årsavgifter",
        "Hyror",
        "Hyresbortfall",
    ]
    assert [row["current"] for row in values(found["totals"])] == [118000]


def test_net_sales_and_other_income_in_one_note_have_their_own_sums() -> None:
    found = income_notes(
        reading_of("""
## Not 2 Nettoomsättning

Årsavgifter och hyror
 | 2023 | 2022

Årsavgifter | 100 000 | 95 000
Hyror | 20 000 | 15 000
Summa nettoomsättning | 120 000 | 110 000
Övriga intäkter | 5 000 | 1 000
Summa intäkter | 125 000 | 111 000
""")
    )
    assert [(row["group"], row["label"]) for row in values(found["rows"])] == [
        ("Årsavgifter och hyror", "Årsavgifter"),
        ("Årsavgifter och hyror", "Hyror"),
        (None, "Övriga intäkter"),
    ]
    assert [(row["title"], row["current"]) for row in values(found["totals"])] == [
        ("Årsavgifter och hyror", 120000),
        ("Nettoomsättning", 125000),
    ]


def test_a_note_that_no_heading_announced_is_told_by_the_words_of_its_title() -> None:
    text = """
# notes
## Not 8 Löpande skötsel av fastigheten | 2023 | 2022
Städning | 100 | 90
## Not 9 Räntekostnader | 2023 | 2022
Räntor | 700 | 600
"""
    found = cost_notes(replace(reading_of(text), sections=()))
    assert [row["label"] for row in values(found["rows"])] == ["Städning"]


def test_later_rounds_take_such_notes_without_a_number_too() -> None:
    text = """
# notes
## Löpande skötsel av fastigheten | 2023 | 2022
Städning | 100 | 90
"""
    first = replace(reading_of(text), sections=())
    assert cost_notes(first)["rows"] == []
    later = replace(first, round=2, lacking=("rows",))
    assert [row["label"] for row in values(cost_notes(later)["rows"])] == ["Städning"]


def test_every_value_says_where_it_stands() -> None:
    found = cost_notes(reading_of("## Not 4 Reparationer | 2023 | 2022\nHiss | 1 000 | 2 000"))
    row = found["rows"][0]
    assert row["current"].text == "1 000"
    assert row["label"].text == "Hiss"
    assert row["note"].text == "Not 4"
    assert all(found.page == 1 and found.box for found in row.values() if found)
