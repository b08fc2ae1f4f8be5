"""Advice that becomes part of a prompt names nothing of the report that it came from."""

import pytest

from tasks.annual_reports.general import Known, general
from tests.tasks.annual_reports.pages import document

PAGE = document(
    "Styrelsens sammansättning\nUlla Utterman   Ordförande\nRevisor   Granskarna AB\n"
    "Styrelsen och ordförande kallas\nSumma skulder   4 176 533   905\nSäte i Sjököping"
)
FIELDS = {"chairman": {"value": "Ulla Utterman", "page": 1, "text": "Ulla Utterman"}}
SAID = "Find the chairman. Revisor is the auditor. Cut after 120 signs.\nstyrelsens sammansättning"
KNOWN = Known(SAID, FIELDS, PAGE)


@pytest.mark.parametrize(
    "advice",
    [
        "Look under Styrelsens sammansättning, too.",
        "Look for the Ordförande among the signatures.",
        "Read each of the 2 columns to its end.",
        "Read on. Then count the rows again: All of them.",
        "Cut after 120 signs.",
        "Mind the row of the Revisor.",
    ],
)
def test_advice_about_reading_is_kept(advice: str) -> None:
    assert general([advice], KNOWN) == (advice,)


@pytest.mark.parametrize(
    "advice",
    [
        "The chairman is Ulla Utterman.",
        "Utterman is missing.",
        "Add Östen Pilkvist to the board.",  # a name that was not found yet
        "Ask Granskarna for more.",
        "The debts are 4 176 533 in all.",
        "The fee is 905.",
        "Take the column of 2023.",
        "It lies in Sjököping.",
        "Write to ulla@example.org.",
    ],
)
def test_advice_that_tells_a_value_is_dropped(advice: str) -> None:
    assert general([advice], KNOWN) == ()


def test_advice_is_given_once_and_in_order() -> None:
    given = ["Look twice.", "", "  Look\n twice. ", "Look at the end."]
    assert general(given, KNOWN) == ("Look twice.", "Look at the end.")
