"""The multi-year overview and its key figures; every figure is invented."""

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from tasks.annual_reports.checks.ratios import key_ratios as ratio_checks
from tasks.annual_reports.checks.ratios import multi_year as year_checks
from tasks.annual_reports.found import as_json
from tasks.annual_reports.layout.key_ratios import key_ratios, ratio_named
from tasks.annual_reports.layout.multi_year import multi_year
from tasks.annual_reports.reading import Reading
from tests.tasks.annual_reports.pages import document, reading, section

OVERVIEW = """
Flerårsöversikt (tkr)                       2023        2022        2021
Nettoomsättning                            3 104       2 955       2 871
Resultat efter finansiella poster         -1 217        -640           -
Soliditet (%)                              71,35       72,48       73,06
Årsavgift per kvm upplåten med
bostadsrätt (kr/kvm)                        712*         698           -
Skuldsättning per kvm (kr/kvm)             5 120       5 240       5 310
Skuldsättning per kvm upplåten
med bostadsrätt (kr/kvm)                   6 408       6 552       6 633
Sparande per kvm (kr/kvm)                     -7         142          88
Räntekänslighet (%)                         9,00        9,39           -
Energikostnad per kvm (kr/kvm)               241         233         229
Årsavgifternas andel i % av totala
rörelseintäkter                            61,20       63,75           -
* Med rabatt i mars.
"""
STATEMENT = """
Resultaträkning                     2023            2022
Nettoomsättning                3 104 482       2 955 118
Summa rörelseintäkter          3 104 482       2 955 118
Rörelseresultat               -1 150 000        -580 000
Summa finansiella poster         -67 300         -60 400
Årets resultat                -1 217 300        -640 400
"""


def plain(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    return [{k: leaf and leaf["value"] for k, leaf in row.items()} for row in rows]


def overview(text: str, unit: int = 1) -> Reading:
    return reading("report", text.strip("\n"), title=text.split(maxsplit=1)[0], unit=unit)


def ratios(text: str, unit: int = 1) -> list[dict[str, Any]]:
    return plain(as_json(key_ratios(overview(text, unit)))["ratios"])


def test_each_year_is_a_row_with_the_seven_figures_of_the_law() -> None:
    assert ratios(OVERVIEW)[0] == {
        "year": 2023,
        "fee_per_sqm": 712,
        "debt_per_sqm_total": 5120,
        "debt_per_sqm_owned": 6408,
        "savings_per_sqm": -7,
        "interest_sensitivity": 9.0,
        "energy_per_sqm": 241,
        "fee_share": 61.2,
        "solidity": 71.35,
        "net_revenue": 3_104_000,
        "result_after_financial": -1_217_000,
    }


def test_a_dash_in_an_overview_is_missing_not_zero() -> None:
    oldest = ratios(OVERVIEW)[2]
    names = ("fee_per_sqm", "interest_sensitivity", "fee_share", "result_after_financial")
    assert [oldest[name] for name in names] == [None] * 4


def test_thousands_scale_amounts_and_nothing_else() -> None:
    found = as_json(multi_year(overview(OVERVIEW)))
    assert plain(found["years"])[1]["net_revenue"] == 2_955_000
    lines = {(line["label"], line["year"]): line["value"] for line in plain(found["lines"])}
    assert lines["Nettoomsättning", 2022] == 2955
    assert lines["Sparande per kvm (kr/kvm)", 2023] == -7


@pytest.mark.parametrize(("unit", "revenue"), [(1, 3_104_000), (1000, 3_104_000)])
def test_an_overview_that_says_no_unit_has_the_one_that_agrees_with_the_statement(
    unit: int, revenue: int
) -> None:
    silent = OVERVIEW.replace(" (tkr)", "      ").strip("\n")
    of = document(silent, STATEMENT if unit == 1 else STATEMENT.replace("3 104 482", "    3 104"))
    own = section(of, "report", "Flerårsöversikt")
    statement = section(of, "income_statement", "Resultaträkning")
    found = Reading(of, (own,), (own, statement), unit)
    assert plain(as_json(multi_year(found))["years"])[0]["net_revenue"] == revenue


def test_revenue_that_is_counted_differently_still_tells_thousands_by_its_size() -> None:
    silent = OVERVIEW.replace(" (tkr)", "      ").replace("3 104 ", "3 027 ").strip("\n")
    of = document(silent.replace("-1 217", "-1 100"), STATEMENT)
    own = section(of, "report", "Flerårsöversikt")
    found = Reading(of, (own,), (own, section(of, "income_statement", "Resultaträkning")))
    assert plain(as_json(multi_year(found))["years"])[0]["net_revenue"] == 3_027_000


def test_a_label_that_says_its_unit_counts_for_its_line_alone() -> None:
    found = ratios(
        """
Flerårsöversikt                         2023       2022
Nettoomsättning, tkr                   2 914      2 876
Soliditet, %                              90         91
"""
    )
    assert [row["net_revenue"] for row in found] == [2_914_000, 2_876_000]
    assert [row["solidity"] for row in found] == [90, 91]


def test_an_overview_that_goes_on_over_a_page_break_is_one() -> None:
    first, second = OVERVIEW.strip("\n").split("Årsavgifternas")
    heading = OVERVIEW.strip("\n").split("\n")[0]
    of = reading("report", first, f"{heading}\nÅrsavgifternas{second}", title="Flerårs")
    assert plain(as_json(key_ratios(of))["ratios"])[0]["fee_share"] == 61.2
    assert len(as_json(key_ratios(of))["ratios"]) == 3


@pytest.mark.parametrize(
    ("label", "ratio"),
    [
        ("Årsavgift/kvm bostadsrättsyta", "fee_per_sqm"),
        ("Avgift per kvm bostadsrättsyta (kr)", "fee_per_sqm"),
        ("Årsavgifter, kr/kvm", "fee_per_sqm"),
        ("Årsavgi per kvm upplåten bostadsrä , kr", "fee_per_sqm"),
        ("Skuldsättning/kvm", "debt_per_sqm_total"),
        ("Lån per kvm boarea och lokalarea (kr)", "debt_per_sqm_total"),
        ("Skuldsättning bostadsrättsyta, kr/kvm", "debt_per_sqm_owned"),
        ("Lån per kvm bostadsyta, kr", "debt_per_sqm_owned"),
        ("Räntebärande skulder per kvadratmeter totalyta", "debt_per_sqm_total"),
        ("Energikostnad/m2", "energy_per_sqm"),
        ("Sparande/kvm totalyta", "savings_per_sqm"),
        ("Årsavgifter/totala intäkter, %", "fee_share"),
        ("Årsavgifternas andel av rörelseintäkter (%)", "fee_share"),
        ("Räntekänslighet, %", "interest_sensitivity"),
        ("Räntekänslighet* (kr/kvm och år)", None),
        ("Fastighetslån/kvm (kr)", None),
        ("Elkostnad per kvm totalyta, kr", None),
        ("Ränta/kvm totalyta", None),
        ("Avsättning UH fond/kvm", None),
        ("Genomsnittlig skuldränta (%)", None),
        ("Hyra per kvm lokaler", None),
    ],
)
def test_a_key_figure_is_told_by_what_its_label_says(label: str, ratio: str | None) -> None:
    assert ratio_named(label) == ratio


def test_a_debt_whose_label_names_no_area_is_told_by_its_definition() -> None:
    text = """
Flerårsöversikt                       2023      2022
Fastighetslån/kvm (kr)               6 115     6 230

Fastighetslån/kvm
Lån dividerade med den area som är upplåten.
"""
    assert [row["debt_per_sqm_owned"] for row in ratios(text)] == [6115, 6230]
    table, _, _ = text.partition("\n\n")
    assert [row["debt_per_sqm_owned"] for row in ratios(table)] == [None, None]


def test_checks_hold_on_what_was_read_and_fail_on_what_can_not_be() -> None:
    found = as_json(key_ratios(overview(OVERVIEW)))
    assert [check for check in ratio_checks(found) if check.holds is False] == []
    assert [c for c in year_checks(as_json(multi_year(overview(OVERVIEW)))) if not c.holds] == []
    wrong = OVERVIEW.replace(" 9,00", "19,00").replace("6 408", "5 008")
    failed = {
        c.name for c in ratio_checks(as_json(key_ratios(overview(wrong)))) if c.holds is False
    }
    assert failed == {"interest sensitivity 2023", "debt by area 2023"}


def test_without_sections_nothing_is_found_at_first_and_the_report_is_read_later() -> None:
    of = document("Förvaltningsberättelse\n" + OVERVIEW.strip("\n"))
    whole = section(of, "report", "Förvaltningsberättelse")
    first = Reading(of, (), (whole,))
    again = Reading(of, (), (whole,), round=2, lacking=("ratios",))
    assert as_json(key_ratios(first))["ratios"] == []
    assert len(as_json(key_ratios(again))["ratios"]) == 3
