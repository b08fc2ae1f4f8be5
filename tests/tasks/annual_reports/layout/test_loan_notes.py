"""Invented loan notes, as several administrators lay them out."""

import pytest

from tasks.annual_reports.layout.loan_cells import date_in, heading_of, number_in, rate_in
from tasks.annual_reports.layout.loan_notes import loan_notes
from tests.tasks.annual_reports.note_pages import plain, reading_of, values

FOUR = (250.0, 330.0, 430.0, 530.0)
PLAIN = """
## Not 12 Skulder till kreditinstitut
 | Räntesats | Datum för | Lånebelopp | Lånebelopp
Långivare | % | ränteändring | 2023-12-31 | 2022-12-31
Ankbanken | 2,17 | 2025-05-19 | 6 000 000 | 6 100 000
Ankbanken | 3,05 | 2024-09-17 | 4 000 000 | 4 000 000
 | | | 10 000 000 | 10 100 000

Kortfristig del av långfristig
skuld | | | 4 100 000 | 100 000

Årlig amortering enligt avtal: 120 000 kr
"""


def terms(row: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in row.items() if value is not None}


def test_each_loan_is_a_row_also_where_one_bank_has_several() -> None:
    found = loan_notes(reading_of(PLAIN, edges=FOUR))
    assert [terms(row) for row in values(found["loans"])] == [
        {
            "lender": "Ankbanken",
            "rate": 2.17,
            "change_date": "2025-05-19",
            "balance": 6000000,
            "balance_previous": 6100000,
        },
        {
            "lender": "Ankbanken",
            "rate": 3.05,
            "change_date": "2024-09-17",
            "balance": 4000000,
            "balance_previous": 4000000,
        },
    ]
    assert plain(found["total"]) == {"current": 10000000, "previous": 10100000}
    assert plain(found["due_within_year"]) == {"current": 4100000, "previous": 100000}
    assert found["annual_amortization"].value == 120000
    assert plain(found["due_after_five_years"]) == {"current": None, "previous": None}


def test_the_date_over_the_rates_is_no_year_of_a_balance() -> None:
    found = loan_notes(
        reading_of(
            """
## Not 15 SKULDER TILL KREDITINSTITUT
 | Villkors- | Räntesats | Skuld | Skuld
 | ändringsdag | 2023-12-31 | 2023-12-31 | 2022-12-31
Myrbanken | 2025-11-17 | 0,85 % | 2 000 000 | 2 100 000
Myrbanken | 2027-02-15 | 2,30 % | 3 000 000 | 3 000 000
Summa | | | 5 000 000 | 5 100 000
Varav kortfristig del | | | 100 000 | 100 000
Om fem år beräknas skulden till kreditinstitut uppgå till 4 500 000 kr.
""",
            edges=FOUR,
        )
    )
    assert [row["rate"] for row in values(found["loans"])] == [0.85, 2.3]
    assert plain(found["total"])["previous"] == 5100000
    assert plain(found["due_after_five_years"])["current"] == 4500000


def test_what_is_left_after_a_deduction_is_not_the_total() -> None:
    found = loan_notes(
        reading_of(
            """
## Not 11 Skulder till kreditinstitut
Långivare | Räntesats | Ränteändring | 2023-12-31 | 2022-12-31
Ankbanken | 3,31 | 2024-03-21 | 2 000 000 | 2 000 000
Ankbanken | 0,67 | 2026-04-13 | 6 000 000 | 6 000 000
Avgår kortfristig del av lån | | | -2 000 000 | -100 000
 | | | 6 000 000 | 7 900 000
""",
            edges=FOUR,
        )
    )
    assert plain(found["total"]) == {"current": None, "previous": None}
    assert plain(found["due_within_year"]) == {"current": 2000000, "previous": 100000}


def test_opening_and_closing_debt_are_told_apart_by_their_headings() -> None:
    found = loan_notes(
        reading_of(
            """
## Not 16 Övriga skulder till kreditinstitut
 | | | | Nya lån/ | Årets |
Kreditgivare | Räntesats* | Villkorsändring | Ing.skuld | omsatta | amorteringar | Utg.skuld
Ankbanken | 1,16% | 2025-10-14 | 5 000 000,00 | 0,00 | 100 000,00 | 4 900 000,00
Myrbanken | 4,36% | 2024-10-07 | 6 000 000,00 | 0,00 | 200 000,00 | 5 800 000,00
Summa | | | 11 000 000,00 | 0,00 | 300 000,00 | 10 700 000,00
""",
            edges=(200, 300, 390, 460, 560, 650),
        )
    )
    rows = values(found["loans"])
    assert [(row["balance_previous"], row["amortization"], row["balance"]) for row in rows] == [
        (5000000, 100000, 4900000),
        (6000000, 200000, 5800000),
    ]
    assert plain(found["total"]) == {"current": 10700000, "previous": 11000000}


def test_loan_numbers_and_next_years_amortization_have_columns_of_their_own() -> None:
    found = loan_notes(
        reading_of(
            """
## Not 15 Skulder till kreditinstitut | | | | 2023-12-31 |
 | | | Ränteändr | | Nästa års
Låneinstitut | Lånenummer | Ränta | dag | Belopp | amortering
Ankbanken | 12345678 | 0,94% | 2025-03-10 | 5 000 000 | 50 000
Myrbanken Hypotek | 2345678901 | rörlig | rörlig | 9 000 000 | 100 000
 | | | | 14 000 000 | 150 000
Kortfristig del av långfristig skuld | | | | | 9 050 000
Om 5 år beräknas nuvarande skulder uppgå till | | | | | 13 250 000
""",
            edges=(230, 300, 370, 450, 530),
        )
    )
    assert [terms(row) for row in values(found["loans"])] == [
        {
            "lender": "Ankbanken",
            "loan_number": "12345678",
            "rate": 0.94,
            "change_date": "2025-03-10",
            "balance": 5000000,
            "next_amortization": 50000,
        },
        {
            "lender": "Myrbanken Hypotek",
            "loan_number": "2345678901",
            "balance": 9000000,
            "next_amortization": 100000,
        },
    ]
    assert plain(found["total"])["current"] == 14000000
    assert plain(found["due_within_year"])["current"] == 9050000
    assert plain(found["due_after_five_years"])["current"] == 13250000


def test_a_loan_may_be_a_line_of_text_beside_its_amounts() -> None:
    found = loan_notes(
        reading_of("""
## Not 8 Övriga skulder till kreditinstitut
 | 2023-12-31 | 2022-12-31
Lån som förfaller senare än ett år efter balansdagen
Ankbanken 11223344 ränta 3,19% slutbetalningsdag 271130 | 500 000 | 500 000
 | 500 000 | 500 000
Lån som förfaller inom ett år efter balansdagen
Ankbanken 22334455 ränta 5,11% slutbetalningsdag 240517 | 300 000 | 300 000
 | 300 000 | 300 000
 | 800 000 | 800 000
""")
    )
    assert terms(values(found["loans"])[0]) == {
        "lender": "Ankbanken",
        "loan_number": "11223344",
        "rate": 3.19,
        "change_date": "2027-11-30",
        "balance": 500000,
        "balance_previous": 500000,
    }
    assert plain(found["total"])["current"] == 800000
    assert plain(found["due_within_year"]) == {"current": 300000, "previous": 300000}


def test_a_title_over_two_lines_is_a_loan_note_though_the_sections_know_the_first_only() -> None:
    reading = reading_of(
        """
## Not 15, SKULDER TILL | Villkors- | Räntesats | Skuld | Skuld
KREDITINSTITUT | ändringsdag | 2023-12-31 | 2023-12-31 | 2022-12-31
Myrbanken | 2025-11-17 | 0,85 % | 2 000 000 | 2 100 000
Summa | | | 2 000 000 | 2 100 000
""",
        edges=(260, 340, 430, 530),
    )
    found = loan_notes(reading)
    assert [row["lender"] for row in values(found["loans"])] == ["Myrbanken"]
    assert plain(found["total"])["previous"] == 2100000


def test_amounts_that_slipped_to_a_line_of_their_own_belong_to_the_loan_above() -> None:
    found = loan_notes(
        reading_of(
            """
## Not 13 Skulder till kreditinstitut
Långivare | Ränta % | Villkorsändring | 2023-12-31 | 2022-12-31
Ankbanken | 1,75 | 2026-04-13 | |
 | | | 4 000 000 | 4 100 000
Myrbanken | 2,88 | 2028-08-14 | 3 000 000 | 3 000 000
 | | | 7 000 000 | 7 100 000
""",
            edges=FOUR,
        )
    )
    assert [row["balance"] for row in values(found["loans"])] == [4000000, 3000000]
    assert plain(found["total"]) == {"current": 7000000, "previous": 7100000}


def test_a_number_of_a_note_that_stands_apart_is_no_amount() -> None:
    found = loan_notes(
        reading_of(
            """
## Not | 9 | Långfristiga skulder | 2023-12-31 | 2022-12-31
Långfristiga skulder som förfaller senare än fem år efter
balansdagen | | | 2 500 000 | 2 700 000
""",
            edges=(110, 240, 430, 530),
        )
    )
    assert plain(found["due_after_five_years"]) == {"current": 2500000, "previous": 2700000}


def test_a_table_without_lenders_rates_or_dates_holds_no_loans() -> None:
    found = loan_notes(
        reading_of("""
## Not 9 Skulder till kreditinstitut | 2023 | 2022
Inteckningslån | 700 000 | 800 000
Nästa års amortering | -50 000 | -50 000
""")
    )
    assert found["loans"] == []
    assert found["annual_amortization"].value == 50000


def test_a_sentence_about_paying_off_is_not_what_falls_due() -> None:
    found = loan_notes(
        reading_of(
            PLAIN.split("Kortfristig", maxsplit=1)[0]
            + "Under nästa räkenskapsår ska föreningen amortera 300 000 kr.\n"
            "Av lånen förfaller 1 200 000 kr till betalning inom ett år.\n",
            edges=FOUR,
        )
    )
    assert plain(found["due_within_year"]) == {"current": None, "previous": None}


def test_loans_renewed_within_a_year_are_due_within_it() -> None:
    found = loan_notes(
        reading_of(
            PLAIN.split("Kortfristig", maxsplit=1)[0]
            + "Lån som omsätts inom ett år: 4 000 000 kr\n",
            edges=FOUR,
        )
    )
    assert plain(found["due_within_year"])["current"] == 4000000


def test_thousands_are_kronor_and_a_sentence_says_its_own_unit() -> None:
    found = loan_notes(
        reading_of(
            """
## Not 16 Skulder till kreditinstitut
Långivare | Räntesats | Ränteändring | 2023-12-31 | 2022-12-31
Myrbanken | 3,33 % | 2024-01-22 | 9 000 | 9 100
Summa | | | 9 000 | 9 100
Om fem år beräknas skulden uppgå till 8 500 tkr.
""",
            edges=FOUR,
            unit=1000,
        )
    )
    assert values(found["loans"])[0]["balance"] == 9_000_000
    assert plain(found["due_after_five_years"])["current"] == 8_500_000


def test_the_costs_of_interest_are_the_sum_of_their_own_note() -> None:
    found = loan_notes(
        reading_of("""
## Not 10 Räntekostnader och liknande resultatposter | 2023 | 2022
Räntor på lån | 300 | 200
Övriga räntekostnader | 5 | 0
Summa | 305 | 200
""")
    )
    assert plain(found["interest_costs"]) == {"current": 305, "previous": 200}
    assert found["loans"] == []


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2025-05-19", "2025-05-19"),
        ("19.05.2025", "2025-05-19"),
        ("250519", "2025-05-19"),
        ("20250519", "2025-05-19"),
        ("2025-13-19", None),
        ("rörlig", None),
        ("2025-05-19 - 2026-04-13", None),
    ],
)
def test_a_day_is_read_in_the_ways_it_is_written(text: str, day: str | None) -> None:
    assert date_in(text) == day


@pytest.mark.parametrize(
    ("text", "rate"),
    [
        ("2,17", 2.17),
        ("0,85 %", 0.85),
        ("4 %", 4),
        ("1,16%*", 1.16),
        ("rörlig", None),
        ("91", None),
    ],
)
def test_a_rate_is_a_small_number_with_decimals_or_a_per_cent_sign(
    text: str, rate: float | None
) -> None:
    assert rate_in(text) == rate


def test_a_number_of_a_loan_is_no_date() -> None:
    assert number_in("39788 1234") == "39788 1234"
    assert number_in("250519") is None


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("Räntesats 2023-12-31", "rate"),
        ("Räntan bunden till och med", "date"),
        ("Villkorsändringsdag", "date"),
        ("Skuld 2023-12-31", "balance"),
        ("Lånebelopp 2022-12-31", "balance_previous"),
        ("Skuld 2019-12-31", "other"),
        ("Ingående skuld", "balance_previous"),
        ("Utg.skuld", "balance"),
        ("Nästa års amortering", "next_amortization"),
        ("Årets amorteringar", "amortization"),
        ("Långivare", "lender"),
        ("Lånenummer", "number"),
    ],
)
def test_a_heading_says_what_its_column_holds(title: str, kind: str) -> None:
    assert heading_of(title, (2023, 2022)) == kind
