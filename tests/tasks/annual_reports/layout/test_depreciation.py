"""Invented notes on fixed assets, as several administrators lay them out."""

from typing import Any

from tasks.annual_reports.layout.depreciation import KINDS, depreciation_notes
from tests.tasks.annual_reports.note_pages import plain, reading_of, values

SIMPLE = """
## Not 8 Byggnader och mark | 2023-12-31 | 2022-12-31
Ingående anskaffningsvärden | 90 000 | 80 000
Årets inköp | 10 000 | 10 000
Utgående ackumulerade anskaffningsvärden | 100 000 | 90 000

Ingående avskrivningar | -9 000 | -8 000
Årets avskrivningar | -1 000 | -1 000
Utgående ackumulerade avskrivningar | -10 000 | -9 000

Utgående redovisat värde | 90 000 | 81 000

Taxeringsvärden byggnader | 200 000 | 200 000
Taxeringsvärden mark | 100 000 | 90 000
 | 300 000 | 290 000
"""


def kinds(row: dict[str, object]) -> dict[str, object]:
    """What a row states of the financial year."""
    return {kind: row[kind] for kind in KINDS if kind in row and row[kind] is not None}


def test_a_block_goes_from_opening_cost_to_book_value_in_both_years() -> None:
    found = depreciation_notes(reading_of(SIMPLE))
    [row] = values(found["assets"])
    assert (row["note"], row["asset"]) == ("8", "Byggnader och mark")
    assert kinds(row) == {
        "opening_cost": 90000,
        "purchases": 10000,
        "closing_cost": 100000,
        "opening_depreciation": -9000,
        "depreciation": -1000,
        "closing_depreciation": -10000,
        "book_value": 90000,
    }
    assert row["closing_cost_previous"] == 90000
    assert row["book_value_previous"] == 81000
    assert row["disposals"] is None
    assert values(found["book_values"]) == [
        {"note": "8", "title": "Byggnader och mark", "current": 90000, "previous": 81000}
    ]


def test_tax_values_are_no_book_values() -> None:
    found = depreciation_notes(reading_of(SIMPLE))
    taxes = [
        plain(found[f"tax_value_{kind}"])["previous"] for kind in ("building", "land", "total")
    ]
    assert taxes == [200000, 90000, 290000]
    assert plain(found["tax_value_homes"]) == {"current": None, "previous": None}


def test_lines_mean_what_the_heading_above_them_says() -> None:
    found = depreciation_notes(
        reading_of("""
## Not 6 Inventarier | 2023-12-31 | 2022-12-31
Ackumulerade anskaffningsvärden:
-Vid årets början | 5 000 | 4 000
-Nyanskaffningar | | 1 000
 | 5 000 | 5 000
Ackumulerade avskrivningar enligt plan:
-Vid årets början | -2 000 | -1 500
-Årets avskrivning på anskaffningsvärden | -500 | -500
 | -2 500 | -2 000
Redovisat värde vid årets slut | 2 500 | 3 000
""")
    )
    [row] = values(found["assets"])
    assert kinds(row) == {
        "opening_cost": 5000,
        "closing_cost": 5000,
        "opening_depreciation": -2000,
        "depreciation": -500,
        "closing_depreciation": -2500,
        "book_value": 2500,
    }
    assert row["purchases_previous"] == 1000


def test_a_note_may_hold_several_assets_and_the_book_value_of_all() -> None:
    found = depreciation_notes(
        reading_of("""
## Not 7 Byggnader och tomträtt | 2023-12-31 | 2022-12-31
Ingående anskaffningsvärden byggnader | 1 000 | 1 000
Utgående ackumulerade anskaffningsvärden byggnader | 1 000 | 1 000
Ingående avskrivningar byggnader | -100 | -90
Årets avskrivningar byggnader | -10 | -10
Utgående ackumulerade avskrivningar byggnader | -110 | -100
Ingående anskaffningsvärde tomträtt | 500 | 500
Utgående ackumulerade anskaffningsvärden tomträtt | 500 | 500
===
Ingående avskrivningar tomträtt | -50 | -45
Årets avskrivningar tomträtt | -5 | -5
Utgående ackumulerade avskrivningar tomträtt | -55 | -50
Utgående redovisat värde | 1 335 | 1 350
""")
    )
    rows = values(found["assets"])
    assert [(row["asset"], row["closing_depreciation"]) for row in rows] == [
        ("byggnader", -110),
        ("tomträtt", -55),
    ]
    assert [row["book_value"] for row in rows] == [None, None]
    assert values(found["book_values"])[0]["current"] == 1335


def test_land_is_told_apart_from_the_building() -> None:
    found = depreciation_notes(
        reading_of("""
## Not 5 Byggnader och mark | 2023-12-31 | 2022-12-31
Byggnad
Ackumulerade anskaffningsvärden:
-Vid årets början | 1 000 | 1 000
 | 1 000 | 1 000
Ackumulerade avskrivningar enligt plan:
-Vid årets början | -100 | -90
-Årets avskrivning enligt plan | -10 | -10
 | -110 | -100
Redovisat värde vid årets slut | 890 | 900
Mark | 400 | 400
 | 1 290 | 1 300
""")
    )
    [row] = values(found["assets"])
    assert (row["asset"], row["book_value"]) == ("Byggnad", 890)
    assert plain(found["land_value"]) == {"current": 400, "previous": 400}
    assert values(found["book_values"])[0]["current"] == 1290


def test_opening_and_movements_may_be_headings_over_a_line_for_each_asset() -> None:
    found = depreciation_notes(
        reading_of("""
## Not 11 Byggnader och mark
Anskaffningsvärden | 2023-12-31 | 2022-12-31
Vid årets början
Byggnader | 100 | 90
Mark | 50 | 50
 | 150 | 140
Årets anskaffningar
Byggnader | 0 | 10
Summa anskaffningsvärde vid årets slut | 150 | 150
Ackumulerade avskrivningar enligt plan
Vid årets början
Byggnader | -20 | -18
Årets avskrivningar
Byggnader | -2 | -2
Summa ackumulerade avskrivningar vid årets slut | -22 | -20
Restvärde enligt plan vid årets slut | 128 | 130
Varav
Byggnader | 78 | 80
Mark | 50 | 50
Taxeringsvärden
Bostäder | 300 | 300
Lokaler | 10 | 10
Totalt taxeringsvärde | 310 | 310
""")
    )
    [row] = values(found["assets"])
    assert kinds(row) == {
        "opening_cost": 150,
        "purchases": 0,
        "closing_cost": 150,
        "opening_depreciation": -20,
        "depreciation": -2,
        "closing_depreciation": -22,
        "book_value": 128,
    }
    assert plain(found["land_value"])["current"] == 50
    assert plain(found["tax_value_homes"])["current"] == 300
    assert plain(found["tax_value_total"])["current"] == 310


def test_an_opening_in_two_lines_without_a_sum_is_left_out() -> None:
    found = depreciation_notes(
        reading_of("""
## Not 10 Byggnader och mark | 2023-12-31 | 2022-12-31
Ingående anskaffningsvärde byggnader | 100 | 100
Ingående anskaffningsvärde mark | 50 | 50
Utgående ackumulerade anskaffningsvärden | 150 | 150
""")
    )
    [row] = values(found["assets"])
    assert row["opening_cost"] is None
    assert row["closing_cost"] == 150


def plan(text: str) -> list[dict[str, Any]]:
    return values(depreciation_notes(reading_of(text))["depreciation_plan"])


def test_the_depreciation_plan_is_the_list_below_what_announces_it() -> None:
    assert plan("""
## Not 1 Redovisningsprinciper
Årsredovisningen är upprättad enligt K2. Belopp i kr 100
Tillämpade avskrivningstider:
Byggnader | 100 år
Maskiner och inventarier | 5 - 10 %
Fordringar upptas till det belopp som beräknas inflyta.
Övrigt | 12
""") == [
        {"asset": "Byggnader", "period": "100 år"},
        {"asset": "Maskiner och inventarier", "period": "5 - 10 %"},
    ]


def test_without_a_depreciation_plan_there_is_none() -> None:
    assert plan("## Not 1 Redovisningsprinciper\nAntal lägenheter | 34") == []


def test_a_report_in_thousands_gives_kronor() -> None:
    found = depreciation_notes(reading_of(SIMPLE, unit=1000))
    assert values(found["assets"])[0]["opening_cost"] == 90_000_000
