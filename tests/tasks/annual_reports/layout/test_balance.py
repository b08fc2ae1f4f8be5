"""The balance sheet over two pages, with labelled and with bare sums; every figure is invented."""

from typing import Any

import pytest

from tasks.annual_reports.checks.statements import balance_sheet as checks
from tasks.annual_reports.found import as_json
from tasks.annual_reports.layout.balance import balance_sheet
from tests.tasks.annual_reports.pages import reading

ASSETS = """
Balansräkning                                    Not      2023-12-31     2022-12-31
TILLGÅNGAR
Anläggningstillgångar
Materiella anläggningstillgångar
Byggnader och mark                               7     1 215 000 464  1 220 000 000
Inventarier                                      8           100 000        120 000
Summa materiella anläggningstillgångar                 1 215 100 464  1 220 120 000
Summa anläggningstillgångar                            1 215 100 464  1 220 120 000
Omsättningstillgångar
Kortfristiga fordringar
Övriga fordringar                                9            99 536         80 000
Summa kortfristiga fordringar                                 99 536         80 000
Kassa och bank
Kassa och bank                                             1 800 000      1 700 000
Summa kassa och bank                                       1 800 000      1 700 000
Summa omsättningstillgångar                                1 899 536      1 780 000
SUMMA TILLGÅNGAR                                       1 217 000 000  1 221 900 000
"""

LIABILITIES = """
Balansräkning                                    Not      2023-12-31     2022-12-31
EGET KAPITAL OCH SKULDER
Eget kapital
Bundet eget kapital
Medlemsinsatser                                          900 000 000    900 000 000
Fond för yttre underhåll                                   2 000 000      1 500 000
Summa bundet eget kapital                                902 000 000    901 500 000
Fritt eget kapital
Balanserat resultat                                       -4 500 000     -2 000 000
Årets resultat                                            -1 500 000     -2 000 000
Summa fritt eget kapital                                  -6 000 000     -4 000 000
Summa eget kapital                                       896 000 000    897 500 000
Långfristiga skulder
Skulder till kreditinstitut                      10      300 000 000    320 000 000
Summa långfristiga skulder                               300 000 000    320 000 000
Kortfristiga skulder
Skulder till kreditinstitut                      10       20 000 000      3 000 000
Leverantörsskulder                                         1 000 000      1 400 000
Summa kortfristiga skulder                                21 000 000      4 400 000
SUMMA EGET KAPITAL OCH SKULDER                         1 217 000 000  1 221 900 000
"""

BARE_SUMS = """
Balansräkning                                          2023-12-31      2022-12-31
Tillgångar
Anläggningstillgångar
Byggnader och mark                        Not 7        50 000 000      51 000 000
                                                       50 000 000      51 000 000
Summa anläggningstillgångar                            50 000 000      51 000 000
Omsättningstillgångar
Kortfristiga fordringar
Kundfordringar                                             10 000          20 000
Övriga fordringar                         Not 8            30 000          40 000
                                                           40 000          60 000
Kassa och bank                            Not 9           960 000         940 000
Summa omsättningstillgångar                             1 000 000       1 000 000
Summa tillgångar                                       51 000 000      52 000 000
Eget kapital och skulder
Eget kapital
Bundet eget kapital
Insatser                                               30 000 000      30 000 000
Yttre underhållsfond                                    1 000 000         800 000
                                                       31 000 000      30 800 000
Ansamlad förlust
Balanserat resultat                                    -1 000 000        -700 000
Årets resultat                                           -200 000        -100 000
                                                       -1 200 000        -800 000
Summa eget kapital                                     29 800 000      30 000 000
Skulder
Långfristiga skulder
Skulder till kreditinstitut               Not 10       15 000 000      21 500 000
                                                       15 000 000      21 500 000
Kortfristiga skulder
Skulder till kreditinstitut               Not 10        6 000 000         300 000
Leverantörsskulder                                        200 000         200 000
                                                        6 200 000         500 000
Summa skulder                                          21 200 000      22 000 000
Summa eget kapital och skulder                         51 000 000      52 000 000
"""


def fields(*texts: str, unit: int = 1) -> dict[str, Any]:
    typed = [text.strip("\n") for text in texts]
    return as_json(balance_sheet(reading("balance_sheet", *typed, title="Bal", unit=unit)))


def both(found: dict[str, Any], name: str) -> tuple[int | None, int | None]:
    now, before = (found[name][c] and found[name][c]["value"] for c in ("current", "previous"))
    return now, before


def test_two_pages_are_one_sheet() -> None:
    found = fields(ASSETS, LIABILITIES)
    assert both(found, "buildings_land") == (1_215_000_464, 1_220_000_000)
    assert both(found, "total_assets") == (1_217_000_000, 1_221_900_000)
    assert both(found, "total_equity_liabilities") == (1_217_000_000, 1_221_900_000)
    assert both(found, "cash") == (1_800_000, 1_700_000)
    assert [row["current"]["page"] for row in found["rows"]] == [1] * 10 + [2] * 13


def test_the_same_line_is_told_apart_by_what_stands_over_it() -> None:
    found = fields(ASSETS, LIABILITIES)
    assert both(found, "long_term_loans") == (300_000_000, 320_000_000)
    assert both(found, "short_term_loans") == (20_000_000, 3_000_000)


def test_the_result_of_the_sheet_is_its_own_line() -> None:
    assert both(fields(ASSETS, LIABILITIES), "result_for_year") == (-1_500_000, -2_000_000)


def test_sums_without_a_label_are_those_of_the_heading_over_their_lines() -> None:
    found = fields(BARE_SUMS)
    assert both(found, "receivables") == (40_000, 60_000)
    assert both(found, "restricted_equity") == (31_000_000, 30_800_000)
    assert both(found, "free_equity") == (-1_200_000, -800_000)
    assert both(found, "long_term_liabilities") == (15_000_000, 21_500_000)
    assert both(found, "short_term_liabilities") == (6_200_000, 500_000)
    assert both(found, "cash") == (960_000, 940_000)


def test_a_bare_number_that_is_no_sum_is_none() -> None:
    wrong = BARE_SUMS.replace(
        "                                                        6 200 000         500 000\n",
        "                                                        6 300 000         500 000\n",
    )
    assert both(fields(wrong), "short_term_liabilities") == (None, None)


@pytest.mark.parametrize("texts", [(ASSETS, LIABILITIES), (BARE_SUMS,)])
def test_every_identity_holds_in_what_was_read(texts: tuple[str, ...]) -> None:
    assert [check for check in checks(fields(*texts)) if not check.holds] == []


def test_buildings_and_land_as_two_lines_are_no_line_of_both() -> None:
    apart = ASSETS.replace("Byggnader och mark ", "Byggnad            ").replace(
        "Inventarier", "Mark       "
    )
    assert both(fields(apart, LIABILITIES), "buildings_land") == (None, None)


def test_an_association_without_long_term_loans_has_none_missing_not_zero() -> None:
    found = fields(
        """
Balansräkning                      2023-12-31     2022-12-31
Eget kapital
Summa eget kapital                  1 000 000      1 000 000
Långfristiga skulder
Summa långfristiga skulder                  0              0
Kortfristiga skulder
Leverantörsskulder                    200 000        100 000
Summa kortfristiga skulder            200 000        100 000
Summa eget kapital och skulder      1 200 000      1 100 000
"""
    )
    assert both(found, "long_term_loans") == (None, None)
    assert both(found, "long_term_liabilities") == (0, 0)
    assert [check.name for check in checks(found) if check.holds is False] == []


def test_a_wrong_sum_fails_where_it_stands() -> None:
    wrong = fields(ASSETS, LIABILITIES.replace("896 000 000", "869 000 000"))
    failed = {check.name for check in checks(wrong) if check.holds is False}
    assert failed == {
        "equity and liabilities, current",
        "total equity, current",
        "printed sums, current",
    }


def test_equality_allows_rounding_of_three_printed_units_and_no_more() -> None:
    def holds(printed: str, unit: int) -> bool | None:
        text = f"""
Balansräkning                       2023        2022
Summa tillgångar                  88 120      61 455
Summa eget kapital och skulder    {printed}      61 455
"""
        return next(iter(checks(fields(text, unit=unit), unit))).holds

    assert [holds("88 123", 1), holds("88 124", 1)] == [True, False]
    assert [holds("88 123", 1000), holds("88 124", 1000)] == [True, False]
