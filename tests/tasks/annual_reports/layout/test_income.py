"""The income statement in the layouts that reports use; every association is invented."""

import re
from collections.abc import Mapping
from typing import Any

import pytest

from tasks.annual_reports.checks.statements import income_statement as checks
from tasks.annual_reports.found import as_json
from tasks.annual_reports.layout.income import income_statement
from tests.tasks.annual_reports.pages import reading

PLAIN = """
Resultaträkning                                  Not      2023-01-01     2022-01-01
                                                         -2023-12-31    -2022-12-31

Rörelseintäkter
Nettoomsättning                                  2         2 000 000      1 900 000
Övriga rörelseintäkter                           3            50 000              -
Summa rörelseintäkter                                      2 050 000      1 900 000

Rörelsekostnader
Driftskostnader                                  4, 5     -1 200 000     -1 100 000
Övriga externa kostnader                         6          -100 000        -90 000
Personalkostnader                                7           -60 000        -55 000
Avskrivningar                                               -400 000       -400 000
Summa rörelsekostnader                                    -1 760 000     -1 645 000

Rörelseresultat                                              290 000        255 000

Finansiella poster
Ränteintäkter och liknande resultatposter                      5 000          1 000
Räntekostnader och liknande resultatposter                  -245 000       -120 000
Summa finansiella poster                                    -240 000       -119 000

Resultat efter finansiella poster                             50 000        136 000

Årets resultat                                                50 000        136 000
"""

PARTS_ONLY = """
Resultaträkning                         Not        2023         2022
Rörelsens intäkter
Årsavgifter                                   1 500 000    1 400 000
Hyresintäkter                           2       500 000      480 000
Summa nettoomsättning                         2 000 000    1 880 000
Rörelsens kostnader
Reparationer                            3      -300 000     -280 000
Driftskostnader                         4    -1 000 000     -950 000
Summa kostnader för fastigheten              -1 300 000   -1 230 000
Avskrivning byggnad                            -350 000     -350 000
Avskrivning förbättringar                       -50 000      -50 000
Summa avskrivningar                            -400 000     -400 000
Resultat före finansiella poster                300 000      250 000
Ränteintäkter                                     1 000          500
Räntekostnader på fastighetslån                -200 000     -100 000
Övriga räntekostnader                            -1 000         -500
Summa kapitalnetto                             -200 000     -100 000
Resultat efter finansiella poster               100 000      150 000
Skatt på årets resultat                          -3 615            0
Årets resultat                                   96 385      150 000
"""

NO_SUM_OF_INCOME = """
RESULTATRÄKNING                                       2023-01-01      2022-01-01
                                                      2023-12-31      2022-12-31
Rörelseintäkter
Nettoomsättning                         Not 2          3 000 000       2 900 000
Rörelsekostnader
Drift och underhåll                     Not 3         −1 800 000      −1 700 000
Övriga externa kostnader                Not 4           −200 000        −190 000
Personalkostnader och arvoden           Not 5           −100 000         −95 000
Avskrivningar av materiella
anläggningstillgångar                                   −500 000        −500 000
Summa rörelsekostnader                                −2 600 000      −2 485 000
Rörelseresultat                                          400 000         415 000
Finansiella poster
Räntekostnader                          Not 6           −450 000        −300 000
Summa finansiella poster                                −450 000        −300 000
Årets resultat                                           −50 000         115 000
Tillägg till resultaträkningen
Årets resultat                                           −50 000         115 000
Avsättning till underhållsfond                          −200 000        −200 000
Resultat efter fondförändring                           −250 000         −85 000
"""

POSITIVE_COSTS = """
Resultaträkning                    2023           2022
Intäkter
Nettoomsättning               1 000 000        900 000
Summa intäkter                1 000 000        900 000
Kostnader
Driftskostnader                 600 000        500 000
Avskrivningar                   100 000        100 000
Summa kostnader                 700 000        600 000
Rörelseresultat                 300 000        300 000
Räntekostnader                 -400 000       -100 000
Summa finansiella poster       -400 000       -100 000
Årets resultat                 (100 000)       200 000
"""


def fields(text: str, unit: int = 1) -> dict[str, Any]:
    page = text.strip("\n")
    title = page.split("\n")[0].split("  ")[0]
    return as_json(income_statement(reading("income_statement", page, title=title, unit=unit)))


def both(pair: Mapping[str, Any]) -> tuple[int | None, int | None]:
    return tuple(pair[c]["value"] if pair[c] else None for c in ("current", "previous"))  # type: ignore[return-value]


def failed(text: str, unit: int = 1) -> list[str]:
    return [f"{c.name}: {c.detail}" for c in checks(fields(text, unit), unit) if not c.holds]


def test_each_sum_and_line_is_read_for_both_years() -> None:
    found = fields(PLAIN)
    assert {name: both(pair) for name, pair in found.items() if name != "rows"} == {
        "net_revenue": (2_000_000, 1_900_000),
        "other_income": (50_000, 0),
        "total_income": (2_050_000, 1_900_000),
        "operating_costs": (-1_200_000, -1_100_000),
        "external_costs": (-100_000, -90_000),
        "personnel_costs": (-60_000, -55_000),
        "depreciation": (-400_000, -400_000),
        "total_costs": (-1_760_000, -1_645_000),
        "operating_result": (290_000, 255_000),
        "financial_income": (5_000, 1_000),
        "interest_costs": (-245_000, -120_000),
        "total_financial": (-240_000, -119_000),
        "result_after_financial": (50_000, 136_000),
        "tax": (None, None),
        "result_for_year": (50_000, 136_000),
    }


def test_rows_are_every_line_with_its_note_and_the_heading_above_it() -> None:
    rows = fields(PLAIN)["rows"]
    assert len(rows) == 14
    assert rows[3]["label"]["value"] == "Driftskostnader"
    assert rows[3]["note"]["value"] == "4, 5"
    assert rows[3]["group"]["value"] == "Rörelsekostnader"
    assert rows[-1]["note"] is None


@pytest.mark.parametrize("text", [PLAIN, PARTS_ONLY, NO_SUM_OF_INCOME, POSITIVE_COSTS])
def test_every_identity_holds_in_what_was_read(text: str) -> None:
    assert failed(text) == []


def test_costs_summed_up_in_parts_have_no_total_and_their_lines_count() -> None:
    found = fields(PARTS_ONLY)
    assert both(found["total_costs"]) == (None, None)
    assert both(found["total_income"]) == (2_000_000, 1_880_000)
    assert both(found["depreciation"]) == (-400_000, -400_000)
    assert both(found["interest_costs"]) == (-200_000, -100_000)


def test_tax_stands_between_the_result_after_financial_items_and_the_years() -> None:
    found = fields(PARTS_ONLY)
    assert both(found["tax"]) == (-3_615, 0)
    assert both(found["result_for_year"]) == (96_385, 150_000)


def test_a_statement_that_sums_up_no_income_still_has_revenue_and_costs() -> None:
    found = fields(NO_SUM_OF_INCOME)
    assert both(found["net_revenue"]) == (3_000_000, 2_900_000)
    assert both(found["total_income"]) == (None, None)
    assert both(found["depreciation"]) == (-500_000, -500_000)
    assert found["rows"][0]["note"]["value"] == "Not 2"


def test_the_years_result_is_the_one_after_the_financial_items_not_what_a_fund_leaves() -> None:
    found = fields(NO_SUM_OF_INCOME)
    assert both(found["result_for_year"]) == (-50_000, 115_000)
    assert found["rows"][-1]["label"]["value"] == "Årets resultat"


def test_amounts_keep_their_printed_sign() -> None:
    found = fields(POSITIVE_COSTS)
    assert both(found["total_costs"]) == (700_000, 600_000)
    assert both(found["result_for_year"]) == (-100_000, 200_000)


def test_a_report_in_thousands_gives_whole_kronor() -> None:
    thousands = re.sub(r" 000(?=  |\n)", "    ", PLAIN)
    found = fields(thousands, 1000)
    assert both(found["net_revenue"]) == (2_000_000, 1_900_000)


def test_a_heading_that_says_the_unit_counts_more_than_the_reports() -> None:
    said = POSITIVE_COSTS.replace("Resultaträkning  ", "Resultaträkning\nBelopp i kr      ", 1)
    assert both(fields(said, 1000)["total_costs"]) == (700_000, 600_000)


def test_a_report_without_the_statement_has_nothing_of_it() -> None:
    found = as_json(income_statement(reading("balance_sheet", "Balansräkning", title="Balans")))
    assert found["rows"] == []
    assert both(found["result_for_year"]) == (None, None)


def test_from_the_second_round_on_a_page_that_looks_like_the_statement_is_read() -> None:
    again = reading("report", "Förvaltningsberättelse", PLAIN, title="Förv", round_=2)
    assert both(as_json(income_statement(again))["result_for_year"]) == (50_000, 136_000)
    first = reading("report", "Förvaltningsberättelse", PLAIN, title="Förv")
    assert as_json(income_statement(first))["rows"] == []


def test_lost_ligatures_lose_no_lines() -> None:
    lost = PLAIN.replace("Nettoomsättning", "Ne oomsä ning ").replace("Driftskost", "Dri skost ")
    found = fields(lost)
    assert both(found["net_revenue"]) == (2_000_000, 1_900_000)
    assert both(found["operating_costs"]) == (-1_200_000, -1_100_000)


def test_a_swapped_digit_fails_the_identities() -> None:
    wrong = PLAIN.replace("-245 000", "-254 000")
    assert any("printed sums, current" in each for each in failed(wrong))
    wrong = re.sub(r"(Summa finansiella poster +)-240", r"\1-420", PLAIN)
    assert any("result after financial items, current" in each for each in failed(wrong))
