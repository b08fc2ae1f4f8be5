from typing import Any

import pytest

from tasks.annual_reports.document.facts import Facts, facts_of
from tasks.annual_reports.sections.sectionize import sections_of
from tests.tasks.annual_reports.document.drawn import document

ROWS = [(200 + 14 * n, [(60, "Post"), (400, "1 200"), (480, "1 100")]) for n in range(8)]


def facts(*heads: Any, front: str = "Årsredovisning") -> Facts:
    income = [(80, "Resultaträkning", 16, True), *heads, *ROWS]
    read = document([(100, front, 20), (130, "Brf Exempelgården"), (150, "769600-0004")], income)
    return facts_of(read, sections_of(read, ()))


def test_years_and_period_are_those_of_the_columns() -> None:
    found = facts(
        (100, [(400, "2023-01-01"), (480, "2022-01-01")]),
        (112, [(400, "-2023-12-31"), (480, "-2022-12-31")]),
    )
    assert found.years == (2023, 2022)
    assert found.period == ("2023-01-01", "2023-12-31")


@pytest.mark.parametrize(
    ("heads", "years"),
    [
        ([(400, "2024-06-30"), (480, "2023-06-30")], (2024, 2023)),
        ([(400, "2023-07-01 - 2024-06-30"), (500, "2022-07-01 - 2023-06-30")], (2024, 2023)),
        ([(400, "2023/2024"), (480, "2022/2023")], (2024, 2023)),
        ([(400, "2022"), (480, "2023")], (2023, 2022)),
        ([(400, "Kronor"), (480, "Kronor")], None),
    ],
)
def test_broken_years_are_called_by_the_year_in_which_they_end(heads: Any, years: Any) -> None:
    assert facts((100, heads)).years == years


@pytest.mark.parametrize(
    ("head", "unit"),
    [("Belopp i tkr", 1000), ("Tkr", 1000), ("KSEK", 1000), ("Belopp i kr", 1), ("Not", 1)],
)
def test_the_unit_is_that_of_the_statements(head: str, unit: int) -> None:
    found = facts((100, [(60, head), (400, "2023"), (480, "2022")]))
    assert (found.unit, found.units["income_statement"]) == (unit, unit)


def test_a_sentence_about_all_amounts_tells_the_unit_and_one_about_a_loan_does_not() -> None:
    all_ = facts(front="Alla belopp redovisas i tusental kronor om inte annat anges")
    assert all_.unit == 1000
    assert facts(front="Lånet uppgår till 9 000 tkr").unit == 1


def test_the_association_is_named_where_its_number_is_right() -> None:
    found = facts()
    assert found.name == "Brf Exempelgården"
    assert found.org_number is None or found.org_number == "769600-0004"
