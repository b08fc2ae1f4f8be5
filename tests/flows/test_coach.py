"""Coaching: attempt, judge, and again with what was said; a later round never makes it worse."""

import asyncio
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.coach import Pair, Round, best, coached, together
from policies.errors import TransientError
from policies.schema import Coaching
from tasks.agent import Agent, View
from tasks.call import Called
from tasks.failures import StepError, StoppedError
from tasks.outcome import Outcome, Section, Usage
from tests.toy import agent

WRITER, JUDGE = agent("writer"), agent("judge")
SCORES = st.floats(0, 1, allow_nan=False)


class Asked:
    """Answers the writer's and the judge's calls, and keeps what each was shown."""

    def __init__(self, scores: list[Any], fails: dict[int, Exception] | None = None) -> None:
        self.scores, self.fails = scores, fails or {}
        self.views: list[tuple[str, View]] = []

    async def __call__(self, one: Agent, view: View) -> Called:
        self.views.append((one.name, view))
        number = len(self.views)
        if error := self.fails.get(number):
            return Called(None, error, number, number + 1)
        round_ = (number - 1) // 2
        usage = Usage(10, 5, "0.10")
        if one.name == "writer":
            outcome = Outcome({"text": f"draft {round_}"}, usage=usage)
        else:
            score = self.scores[round_]
            said = {"feedback": f"only {score}"}
            outcome = Outcome(said if score is None else {"score": score, **said}, usage=usage)
        return Called(outcome, None, number, number + 1)


def coach(
    scores: list[Any], target: float = 0.9, rounds: int = 5, fails: Any = None
) -> tuple[Called, Asked]:
    asked = Asked(scores, fails)
    pair = Pair("draft", WRITER, JUDGE, Coaching(judge="judge", target=target, rounds=rounds))
    return asyncio.run(coached(pair, View(None), asked)), asked


@given(st.lists(SCORES, min_size=1, max_size=6), SCORES)
def test_the_answer_is_never_worse_than_the_best_round(scores: list[float], target: float) -> None:
    called, asked = coach(scores, target, len(scores))
    assert called.outcome is not None
    reached = [n for n, score in enumerate(scores) if score >= target]
    rounds = reached[0] + 1 if reached else len(scores)
    top = max(scores[:rounds])
    told = {"score": top, "rounds": rounds, "target": target}
    assert called.outcome.facts["coaching"] == told
    assert called.outcome.facts["text"] == f"draft {scores.index(top)}"
    assert len(asked.views) == 2 * rounds == called.attempts
    assert called.outcome.usage == Usage(20 * rounds, 10 * rounds, _cents(20 * rounds))


def _cents(number: int) -> str:
    return f"{number // 100}.{number % 100:02d}"


@given(st.lists(SCORES, min_size=1, max_size=8))
def test_of_equal_rounds_the_earliest_counts(scores: list[float]) -> None:
    history = tuple(Round(Outcome({"n": n}), score, None) for n, score in enumerate(scores))
    assert best(history).outcome.facts["n"] == scores.index(max(scores))


def test_every_round_is_told_all_that_was_said_and_the_judge_sees_the_draft() -> None:
    _, asked = coach([0.1, 0.2, 0.3], rounds=3)
    writers = [view.feedback for name, view in asked.views if name == "writer"]
    assert writers == [(), ("only 0.1",), ("only 0.1", "only 0.2")]
    judged = [view.needs["draft"]["text"] for name, view in asked.views if name == "judge"]
    assert judged == ["draft 0", "draft 1", "draft 2"]


def test_a_first_round_that_fails_is_the_failure_of_the_step() -> None:
    called, _ = coach([], fails={1: TransientError("busy")})
    assert called.outcome is None
    assert str(called.error) == "busy"


@pytest.mark.parametrize(("number", "who"), [(3, "writer"), (4, "judge")])
def test_a_later_round_that_fails_leaves_the_best_so_far_and_a_warning(
    number: int, who: str
) -> None:
    called, asked = coach([0.4], fails={number: TransientError("busy")})
    assert asked.views[-1][0] == who
    assert called.error is None
    assert called.outcome is not None
    assert called.outcome.facts["text"] == "draft 0"
    assert called.outcome.warnings == ("coaching of draft ended early: busy",)


@pytest.mark.parametrize("score", [None, "0.9", True, -0.1, 1.1, [1]])
def test_a_judge_without_a_score_from_0_to_1_says_so(score: Any) -> None:
    called, _ = coach([score])
    assert called.outcome is None
    said = f"judge 'judge' gave {score!r} as score: it takes a number from 0 to 1"
    assert str(called.error) == said
    later, _ = coach([0.5, score])
    assert later.outcome is not None
    assert later.outcome.warnings == (f"coaching of draft ended early: {said}",)


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
