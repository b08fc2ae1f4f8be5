"""The rules judge: grounded values, checks that hold, and what nearly every report states."""

from typing import Any

import pytest

from tasks.annual_reports.checks.check import Check
from tasks.annual_reports.document.words import Document, Page
from tasks.annual_reports.scoring import Answer, judged
from tests.tasks.annual_reports.test_grounding import document

SCHEMA = {"cash": {"current": "money!", "previous": "money"}, "chairman": "text!", "note": "text"}
PAGE = document("Kassa och bank 2 468 013 2 357 911", "Ordförande: Åsa Öhman")
CASH = {
    "current": {"value": 2468013, "page": 1, "text": "2 468 013"},
    "previous": {"value": 2357911, "page": 1, "text": "2 357 911"},
}
CHAIR = {"value": "Åsa Öhman", "page": 1, "text": "Åsa Öhman"}
HELD = Check("sum", True, "1 + 1 = 2", ("cash",))
FAILED = Check("sum", False, "1 + 1 = 3", ("cash",))
OPEN = Check("sum", None, "a part is missing", ("cash",))


def answer(fields: dict[str, Any], page: Document = PAGE, **options: Any) -> Answer:
    whole = {"cash": {"current": None, "previous": None}, "chairman": None, "note": None, **fields}
    return Answer(whole, SCHEMA, page, 1, **{"has_sections": True, **options})


def test_all_that_was_expected_and_is_grounded_scores_one() -> None:
    found = judged(answer({"cash": CASH, "chairman": CHAIR}), [HELD, OPEN])
    assert (found.score, found.faults, found.lacking) == (1.0, (), ())


def test_what_is_missing_costs_its_share_and_is_named() -> None:
    found = judged(answer({"cash": CASH}), [HELD])
    assert found.score == pytest.approx(2 / 3, abs=1e-4)
    assert found.lacking == ("chairman",)
    assert "chairman: not found" in found.faults[0]


def test_a_check_that_fails_costs_its_share_and_tells_its_figures() -> None:
    found = judged(answer({"cash": CASH, "chairman": CHAIR}), [FAILED])
    assert found.score == pytest.approx(2 / 3, abs=1e-4)
    assert found.faults == ("sum: 1 + 1 = 3",)
    assert found.lacking == ("cash",)


def test_a_value_that_does_not_stand_on_its_page_is_caught() -> None:
    made_up = {"value": "Erik Björk", "page": 1, "text": "Erik Björk"}
    found = judged(answer({"cash": CASH, "chairman": made_up}), [])
    assert found.score == pytest.approx(2 / 3, abs=1e-4)
    assert found.faults == ("chairman: its text does not stand on page 1",)


def test_a_value_that_its_text_does_not_say_is_caught() -> None:
    other = {**CASH, "current": {"value": 9, "page": 1, "text": "2 468 013"}}
    found = judged(answer({"cash": other, "chairman": CHAIR}), [])
    assert found.faults == ("cash: the text on page 1 does not say it",)


def test_an_agent_that_had_nothing_to_read_is_not_blamed_for_silence() -> None:
    assert judged(answer({}, has_sections=False), []).score == 1.0


BLIND = Document((Page(1, 595, 842, ()),), "0" * 64)


def test_of_images_there_are_no_words_to_compare_with() -> None:
    found = judged(answer({"cash": CASH, "chairman": CHAIR}, BLIND, imaged=True), [])
    assert found.score == 1.0


def test_of_images_a_page_must_be_there_and_a_text_must_say_its_value() -> None:
    other = {"value": "Erik Björk", "page": 2, "text": "Erik Björk"}
    wrong = {**CASH, "current": {"value": 9, "page": 1, "text": "2 468 013"}}
    found = judged(answer({"cash": wrong, "chairman": other}, BLIND, imaged=True), [])
    assert found.lacking == ("cash", "chairman")


def test_a_blank_answer_about_images_is_not_taken_for_a_report_that_says_nothing() -> None:
    found = judged(answer({}, BLIND, imaged=True, has_sections=False), [])
    assert (found.score, found.lacking) == (0.0, ("cash", "chairman"))


def test_kronor_of_a_page_in_thousands_are_the_printed_number_times_a_thousand() -> None:
    def cash(value: int) -> Any:
        return {"cash": {"current": {**CASH["current"], "value": value}, "previous": None}}

    unit = {"printed_in": {1: 1000}}
    assert judged(answer(cash(2468013000), **unit), []).faults[0].startswith("chairman")
    assert judged(answer(cash(2468013), **unit), []).faults[0].startswith("cash: the text")


def test_a_name_of_which_only_a_part_is_printed_is_caught() -> None:
    longer = {"value": "Åsa Öhman Björk", "page": 1, "text": "Åsa Öhman"}
    assert judged(answer({"cash": CASH, "chairman": longer}), []).lacking == ("chairman",)


def test_advice_tells_what_to_do_and_no_value_of_the_report() -> None:
    wrong = {**CASH, "current": {"value": 9, "page": 1, "text": "2 468 013"}}
    named = Check("note 7: Byggnader, closing", False, "1 + 1 = 3", ("cash",))
    found = judged(answer({"cash": wrong}), [FAILED, named])
    assert len(found.improvements) == 4
    said = " ".join(found.improvements)
    assert "Read cash again" in said
    assert "sum does not hold" in said
    assert "Look again for chairman" in said
    assert not any(word in said for word in ("2 468", "Byggnader", "1 + 1", "7", "page 1"))
