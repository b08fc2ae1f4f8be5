"""The elements of a step as one answer of it, coached or not."""

import json
from typing import Any

import pytest

from flows.coach import Coached
from flows.together import coached_together, together
from policies.errors import TransientError
from tasks.call import Called
from tasks.failures import StepError, StoppedError
from tasks.outcome import Outcome, Section, Usage
from tasks.rounds import Course


def call(**facts: Any) -> Called:
    outcome = Outcome(facts, (Section(str(facts), "x"),), usage=Usage(1, 1, "0.1"))
    return Called(outcome, None, 1.0, 2.0)


def test_the_elements_of_each_are_one_answer_in_their_order() -> None:
    whole = together([call(n=1), call(n=2), call(n=3)])
    assert whole.outcome is not None
    assert whole.outcome.facts == {"count": 3, "items": [{"n": 1}, {"n": 2}, {"n": 3}]}
    assert [section.title for section in whole.outcome.sections] == [
        "{'n': 1}",
        "{'n': 2}",
        "{'n': 3}",
    ]
    assert (whole.attempts, whole.outcome.usage) == (3, Usage(3, 3, "0.3"))


def test_no_elements_are_an_empty_answer_without_an_attempt() -> None:
    whole = together([])
    assert whole.outcome is not None
    assert (whole.outcome.facts, whole.attempts) == ({"count": 0, "items": []}, 0)


def _decoding() -> Exception:
    try:
        json.loads("{")
    except ValueError as error:
        return error
    raise AssertionError


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (ValueError("no"), "ValueError: no"),
        (TransientError("busy"), "busy"),
        (UnicodeDecodeError("utf-8", b"\xff", 0, 1, "bad"), "UnicodeDecodeError: 'utf-8' codec"),
        (_decoding(), "JSONDecodeError: Expecting property name"),
    ],
)
def test_an_element_that_fails_says_which_and_why_whatever_its_error(
    error: Exception, said: str
) -> None:
    whole = together([call(n=1), Called(None, error, 1.0, 2.0), call(n=3)])
    assert whole.outcome is None
    assert isinstance(whole.error, StepError)
    assert str(whole.error).startswith(f"element 2 of 3: {said}")


def test_an_element_that_was_let_go_lets_the_step_go() -> None:
    gone = StoppedError("rules decided STOP: rules.ok")
    whole = together([call(n=1), Called(None, gone, 1.0, 2.0, 0)])
    assert whole.error is gone


def course(name: str, called: Called, error: str = "") -> Coached:
    return Coached(called, Course(name, 0.9, error=error))


def failed(name: str, error: Exception) -> Coached:
    return course(name, Called(None, error, 1.0, 2.0), str(error))


def test_a_coached_element_that_fails_says_so_in_its_place_and_loses_no_other() -> None:
    several = [course("Ann", call(n=1)), failed("Bo", StepError("no pages")), course("Cy", call())]
    whole = coached_together(several)
    assert whole.error is None
    assert whole.outcome is not None
    items = whole.outcome.facts["items"]
    assert whole.outcome.facts["count"] == 3
    assert (items[0], items[2]) == ({"n": 1}, {})
    assert (items[1]["id"], items[1]["error"]) == ("Bo", "no pages")
    assert not items[1]["coaching"]["reached"]
    assert whole.outcome.warnings == ("Bo gave no answer: no pages",)


def test_only_when_all_coached_elements_fail_does_the_step() -> None:
    whole = coached_together([failed(name, StepError("no pages")) for name in ("Ann", "Bo")])
    assert whole.outcome is None
    assert str(whole.error) == "none of 2 elements gave an answer; Ann: no pages"


def test_coached_elements_that_were_all_let_go_let_the_step_go() -> None:
    whole = coached_together([failed(name, StoppedError("enough")) for name in ("Ann", "Bo")])
    assert isinstance(whole.error, StoppedError)


def test_no_coached_elements_are_an_empty_answer() -> None:
    whole = coached_together([])
    assert whole.outcome is not None
    assert whole.outcome.facts == {"count": 0, "items": []}
