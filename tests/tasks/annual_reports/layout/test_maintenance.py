"""Measures done and planned, in tables, lists and sentences; the plan and the fund."""

import pytest

from tasks.annual_reports.layout.maintenance import maintenance
from tests.tasks.annual_reports.layout.typed import report, value, values


def test_a_year_that_stands_once_holds_for_the_lines_below_it() -> None:
    lines = ["2014 | Slipning av golv", "  ", "2019 | Nytt tak"]
    lines[1:1] = [" | Byte av brevlådor"]
    rows = values(maintenance(report({"Utförda historiska underhåll": lines}))["done"])
    assert rows == [
        {"year": "2014", "what": "Slipning av golv"},
        {"year": "2014", "what": "Byte av brevlådor"},
        {"year": "2019", "what": "Nytt tak"},
    ]


def test_the_year_of_a_heading_holds_for_its_rows_and_costs_are_kronor() -> None:
    title = "Planerade underhållsåtgärder 2025 (enligt underhållsplan)"
    lines = ["Stambyte, två hus | 175 000", "OVK | 15 tkr", "Renovering av balkonger"]
    assert values(maintenance(report({title: lines}))["planned"]) == [
        {"year": "2025", "what": "Stambyte, två hus", "cost": 175000},
        {"year": "2025", "what": "OVK", "cost": 15000},
        {"year": "2025", "what": "Renovering av balkonger"},
    ]


@pytest.mark.parametrize(
    "lines",
    [
        ["År | Åtgärd | Kostnad", "2024 | Kontroll av stammar | 17 500 kr"],
        ["Åtgärd | År | Kostnad", "Kontroll av stammar | 2024 | 17 500 kr"],
    ],
)
def test_columns_stand_in_any_order_and_their_heads_are_no_measure(lines: list[str]) -> None:
    rows = values(maintenance(report({"Planerat underhåll": lines}))["planned"])
    assert rows == [{"year": "2024", "what": "Kontroll av stammar", "cost": 17500}]


@pytest.mark.parametrize(
    ("line", "row"),
    [
        ("- 2019 Målning trapphus", {"year": "2019", "what": "Målning trapphus"}),
        ("2015-2017 | Målning av fönster", {"year": "2015-2017", "what": "Målning av fönster"}),
        ("Stamspolning | 2021/2022", {"year": "2021/2022", "what": "Stamspolning"}),
        ("• Nytt tak, 2018", {"year": "2018", "what": "Nytt tak"}),
        ("2008-2020 Rör bytta (40% till och med 2020)",
         {"year": "2008-2020", "what": "Rör bytta (40% till och med 2020)"}),
        ("1974 | Ny puts - och 1976", {"year": "1974", "what": "Ny puts - och 1976"}),
    ],
)  # fmt: skip
def test_years_stand_before_or_after_what_was_done(line: str, row: dict[str, object]) -> None:
    assert values(maintenance(report({"Genomförda åtgärder": [line]}))["done"]) == [row]


@pytest.mark.parametrize(
    "line",
    [
        "2026 | Inget planerat underhåll | 0 kr",
        "Inga underhållsåtgärder är utförda under 2022.",
        "De uppskattade kostnaderna motsvarar föreningens andel.",
    ],
)
def test_nothing_planned_and_remarks_are_no_measures(line: str) -> None:
    fields = maintenance(report({"Planerade underhållsåtgärder": [line]}))
    assert (fields["done"], fields["planned"]) == ([], [])


def test_a_measure_over_two_lines_is_one() -> None:
    lines = ["Sex cykelrum försågs | 2022", "med nya ställ och lås"]
    rows = values(
        maintenance(report({"Utförda investeringar och underhållsarbeten": lines}))["done"]
    )
    assert rows == [{"year": "2022", "what": "Sex cykelrum försågs med nya ställ och lås"}]


@pytest.mark.parametrize(
    ("line", "found"),
    [
        (
            "Vår underhållsplan upprättades 2009 och sträcker sig fram till 2059."
            " Underhållsplanen reviderades 2021.",
            {"plan_prepared": 2009, "plan_to": 2059, "plan_updated": 2021},
        ),
        (
            "Vi har en underhållsplan via Norra Teknik AB som senast uppdaterades 2020.",
            {"plan_updated": 2020},
        ),
        (
            "Under 2021 gjordes en genomgång och underhållsplanen uppdaterades.",
            {"plan_updated": 2021},
        ),
        ("Underhållsplan för åren 2020-2050.", {"plan_from": 2020, "plan_to": 2050}),
        ("Föreningen har en aktuell underhållsplan.", {}),
        (
            "Till fonden för yttre underhåll avsätts årligen 287 300 kr.",
            {"fund_allocation": 287300},
        ),
        ("Avsättning till yttre fond ska göras med minst 50 kr/kvm.", {}),
        ("Avsättning till yttre fond ska göras med 0,3 % av taxeringsvärdet.", {}),
    ],
)
def test_the_plan_and_the_fund_are_told_in_sentences(line: str, found: dict[str, object]) -> None:
    fields = maintenance(report({"Underhållsplan": [line]}))
    leaves = {name: value(leaf) for name, leaf in fields.items() if not isinstance(leaf, list)}
    assert {name: each for name, each in leaves.items() if each is not None} == found
