"""Suppliers in tables of either order, in labelled lines and in sentences."""

import pytest

from tasks.annual_reports.layout.suppliers import suppliers
from tests.tasks.annual_reports.layout.typed import report, values


def rows(title: str, *lines: str) -> list[tuple[object, object]]:
    found = values(suppliers(report({title: list(lines)}))["suppliers"])
    return [(row["category"], row["supplier"]) for row in found]


def test_the_category_is_told_by_its_words_and_not_by_its_column() -> None:
    expected = [("Städning", "Rent Hus AB"), ("Hisservice", "Lyftet"), ("El", "Norrkraft AB")]
    assert rows("Avtal med leverantörer", *(f"{c} | {s}" for c, s in expected)) == expected
    assert rows("Leverantörer", *(f"{s} | {c}" for c, s in expected)) == expected


@pytest.mark.parametrize(
    ("line", "row"),
    [
        ("Vi har avtal om ekonomisk förvaltning med Norra Förvaltning AB.",
         ("ekonomisk förvaltning", "Norra Förvaltning AB")),
        ("Den ekonomiska förvaltningen sköts av Norra Förvaltning AB. Den är ny.",
         ("ekonomisk förvaltning", "Norra Förvaltning AB")),
        ("- Städning: Rent Hus AB", ("Städning", "Rent Hus AB")),
    ],
)  # fmt: skip
def test_sentences_and_labels_name_suppliers_too(line: str, row: tuple[str, str]) -> None:
    assert rows("Förvaltning", line) == [row]


@pytest.mark.parametrize(
    "line",
    [
        "I övrigt sköts huset av styrelsen.",
        "- Hissar: Lyftet (avtal uppsagt)",
        "- Antal lägenheter: 77",
        "- Försäkringsbolag: Björkens Försäkring",
        "- Banker: Norrbanken",
        "Avtal med ekonomisk förvaltare löper ett år.",
    ],
)
def test_ended_contracts_and_figures_are_no_suppliers(line: str) -> None:
    assert rows("Fastigheten i korthet", line) == []


def test_no_suppliers_is_an_answer() -> None:
    assert suppliers(report({"Avtal": []}))["suppliers"] == []
