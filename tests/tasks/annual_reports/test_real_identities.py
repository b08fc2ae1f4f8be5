"""Ten real reports: every identity that holds in them holds in what is read from them.

The reports are no part of the project; where they are not, these tests skip. An identity that fails
although it was read rightly is a misprint of the report, seen on the image of its page.
"""

from collections import Counter
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest

from tasks.annual_reports.checks.across import across
from tasks.annual_reports.checks.check import Check
from tasks.annual_reports.checks.of_agents import checks_of
from tasks.annual_reports.document.words import Document
from tasks.annual_reports.found import as_json
from tasks.annual_reports.grounding import on_page
from tasks.annual_reports.layout.extractors import EXTRACTORS
from tasks.annual_reports.reading import Reading
from tasks.annual_reports.result import leaves
from tests.tasks.annual_reports.extracting import assigned

REAL = Path(__file__).parents[4] / "shared" / "data" / "annual_reports"
pytestmark = pytest.mark.skipif(not REAL.is_dir(), reason="the shared annual reports are not here")

READABLE = sorted(path.stem for path in REAL.glob("*.pdf") if "scanned" not in path.stem)
AGENTS = (
    "StatementsAgent",
    "BalanceSheetAgent",
    "CashFlowAgent",
    "EquityChangesAgent",
    "MultiYearAgent",
    "KeyRatiosAgent",
    "ProfitAllocationAgent",
)
STATEMENTS = AGENTS[:3]
# Both year columns of ten reports; nine have a cash-flow statement.
HELD = {
    "assets = equity and liabilities": 20,
    "total assets": 20,
    "equity and liabilities": 20,
    "total equity": 20,
    "operating result": 20,
    "result for the year": 20,
    "closing cash": 18,
    "change in cash": 18,
}
MISPRINTS = {
    # The amount set aside for the fund is deducted from nothing: the sum leaves it out.
    ("brf_48893", "ProfitAllocationAgent", "allocated"),
    # A digit of the amount set aside differs from the sum below it and from the balance sheet.
    ("brf_79568", "ProfitAllocationAgent", "at disposal"),
    ("brf_79568", "ProfitAllocationAgent", "allocated"),
}
DISAGREEMENTS = {
    # "Summa nettoomsättning" includes other income; the overview's revenue doesn't.
    ("brf_46160", "net_revenue in the overview, current"),
    ("brf_46160", "net_revenue in the overview, previous"),
    # The balance sheet's result is that of two years; its sums allow for it.
    ("brf_79101", "result of the year in BalanceSheetAgent"),
    # Last year's revenue differs a little; solidity is not that of the balance sheet.
    ("brf_79568", "net_revenue in the overview, previous"),
    ("brf_79568", "solidity, current"),
}


@lru_cache
def readings(report: str) -> dict[str, Reading]:
    """What each agent of the statements reads in the first round."""
    every = {each.agent: each.reading for each in assigned(REAL / f"{report}.pdf")}
    return {agent: every[agent] for agent in AGENTS}


@lru_cache
def fields(report: str) -> dict[str, dict[str, Any]]:
    return {agent: as_json(EXTRACTORS[agent](own)) for agent, own in readings(report).items()}


def unit(report: str) -> int:
    return readings(report)["StatementsAgent"].unit


@lru_cache
def checked(report: str) -> tuple[tuple[str, Check], ...]:
    found = fields(report)
    return tuple(
        (agent, check) for agent in AGENTS for check in checks_of(agent, found[agent], unit(report))
    )


@pytest.mark.parametrize("report", READABLE)
def test_no_identity_fails_but_those_that_the_report_itself_breaks(report: str) -> None:
    failed = {
        (report, agent, check.name) for agent, check in checked(report) if check.holds is False
    }
    assert failed == {each for each in MISPRINTS if each[0] == report}


def test_the_identities_hold_in_both_year_columns_of_every_report() -> None:
    held: Counter[str] = Counter()
    for report in READABLE:
        for agent, check in checked(report):
            if agent in STATEMENTS and check.holds:
                held[check.name.rpartition(", ")[0]] += 1
    assert {name: held[name] for name in HELD} == HELD
    assert held["printed sums"] == 58  # three statements, less one that is absent


def test_nearly_every_identity_can_be_told() -> None:
    told = Counter(check.holds for report in READABLE for _, check in checked(report))
    assert told[True] >= 290
    assert told[False] == len(MISPRINTS)
    assert told[True] >= 0.9 * told.total()


@pytest.mark.parametrize("report", READABLE)
def test_places_that_state_the_same_fact_agree_but_where_the_report_contradicts_itself(
    report: str,
) -> None:
    failed = {(report, c.name) for c in across(fields(report), unit(report)) if c.holds is False}
    assert failed == {each for each in DISAGREEMENTS if each[0] == report}


def in_box(leaf: dict[str, Any], document: Document) -> bool:
    """Whether the words in a value's box are its text: so is a number broken over two lines."""
    x0, y0, x1, y1 = leaf["box"]
    lines = document.page(leaf["page"]).lines
    words = [
        word.text
        for line in lines
        for word in line.words
        if x0 - 1 < (word.x0 + word.x1) / 2 < x1 + 1 and y0 - 1 < (word.y0 + word.y1) / 2 < y1 + 1
    ]
    return "".join(words) == leaf["text"].replace(" ", "")


@pytest.mark.parametrize("report", READABLE)
def test_every_value_stands_on_the_page_that_it_names(report: str) -> None:
    document = readings(report)["StatementsAgent"].document
    found = [leaf for each in fields(report).values() for *_, leaf in leaves(each)]
    away = [leaf for leaf in found if not on_page(leaf, document) and not in_box(leaf, document)]
    assert len(found) > 250
    assert away == []
