"""Coaching: attempt, judge, and again with what was said; a later round never makes it worse."""

import asyncio
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.coach import Coached, Pair, coached
from flows.stops import let_go, stops_of
from policies.errors import TransientError
from policies.schema import Budget, Coaching
from tasks.agent import Agent, View
from tasks.call import Called
from tasks.failures import StepError, StoppedError
from tasks.outcome import Outcome, Usage
from tasks.rounds import Course
from tests.toy import agent

WRITER, JUDGE = agent("writer"), agent("judge")
SCORES = st.floats(0, 1, allow_nan=False)


class Asked:
    """Answers the writer's and the judge's calls, and keeps what each was shown.

    `drafts` are what the writer says in its rounds, another each time by default.
    """

    def __init__(
        self, scores: list[Any], fails: dict[int, Exception] | None = None, drafts: Any = None
    ) -> None:
        self.scores, self.fails, self.drafts = scores, fails or {}, drafts
        self.views: list[tuple[str, View]] = []
        self.named: list[str] = []

    async def __call__(self, one: Agent, view: View, of: str) -> Called:
        self.views.append((one.name, view))
        self.named.append(of)
        number = len(self.views)
        if error := self.fails.get(number):
            return Called(None, error, number, number + 1)
        round_ = (number - 1) // 2
        usage = Usage(10, 5, "0.10")
        if one.name == "writer":
            text = self.drafts[round_] if self.drafts else f"draft {round_}"
            outcome = Outcome({"text": text, "prompt": f"prompt {round_}"}, usage=usage)
        else:
            score = self.scores[round_]
            said = {"feedback": f"only {score}"}
            given = score if isinstance(score, dict) else {} if score is None else {"score": score}
            outcome = Outcome({**said, **given}, usage=usage)
        return Called(outcome, None, number, number + 1)

    def shown(self, name: str) -> list[View]:
        return [view for who, view in self.views if who == name]


def coach(asked: Asked, *, tell: Any = None, **options: Any) -> Coached:
    given = {"judge": "judge", "target": 0.9, "rounds": 5, **options}
    pair = Pair("draft", WRITER, JUDGE, Coaching(**given))
    more = {"tell": tell} if tell else {}
    return asyncio.run(coached(pair, View(None), asked, stops_of(pair.coaching), **more))


def facts_of(done: Coached) -> dict[str, Any]:
    assert done.called.outcome is not None
    return done.called.outcome.facts


@given(st.lists(SCORES, min_size=1, max_size=6), SCORES)
def test_the_answer_is_never_worse_than_the_best_round(scores: list[float], target: float) -> None:
    asked = Asked(scores)
    done = coach(asked, target=target, rounds=len(scores))
    assert done.called.outcome is not None
    reached = [n for n, score in enumerate(scores) if score >= target]
    rounds = reached[0] + 1 if reached else len(scores)
    top = max(scores[:rounds])
    coaching = facts_of(done)["coaching"]
    assert coaching["scores"] == scores[:rounds]
    assert (coaching["score"], coaching["rounds"], coaching["target"]) == (top, rounds, target)
    assert coaching["reached"] == bool(reached)
    assert facts_of(done)["text"] == f"draft {scores.index(top)}"
    assert len(asked.views) == 2 * rounds == done.called.attempts
    assert done.called.outcome.usage == Usage(20 * rounds, 10 * rounds, _cents(20 * rounds))


def _cents(number: int) -> str:
    return f"{number // 100}.{number % 100:02d}"


@given(st.lists(SCORES, min_size=1, max_size=8))
def test_what_stands_never_falls_from_round_to_round(scores: list[float]) -> None:
    heard: list[Course] = []
    coach(Asked(scores), target=1, rounds=len(scores), tell=lambda _a, _v, c: heard.append(c))
    stood = [course.score for course in heard]
    assert stood == sorted(stood, key=lambda score: score or 0)
    assert stood[-1] == max(scores[: len(stood) - 1])


def test_every_round_is_told_all_that_was_tried_and_what_it_gained() -> None:
    asked = Asked([0.1, 0.4, 0.3])
    coach(asked, rounds=3)
    first = {"round": 1, "score": 0.1, "feedback": "only 0.1", "gain": None}
    second = {"round": 2, "score": 0.4, "feedback": "only 0.4", "gain": 0.3}
    writers, judges = asked.shown("writer"), asked.shown("judge")
    assert [view.feedback for view in writers] == [(), (first,), (first, second)]
    assert [view.feedback for view in judges] == [view.feedback for view in writers]
    assert [view.round for view in writers] == [1, 2, 3] == [view.round for view in judges]
    assert [view.needs["draft"]["text"] for view in judges] == ["draft 0", "draft 1", "draft 2"]
    assert asked.named == ["1", "1 judge", "2", "2 judge", "3", "3 judge"]


def test_an_attempt_sees_the_best_one_so_far_and_not_the_last() -> None:
    asked = Asked([0.5, 0.2, 0.6])
    coach(asked, rounds=3)
    best = [view.best and view.best["text"] for view in asked.shown("writer")]
    assert best == [None, "draft 0", "draft 0"]
    assert all(view.best is None for view in asked.shown("judge"))


def test_not_reaching_the_target_is_said_with_the_score_and_why_it_ended() -> None:
    done = coach(Asked([0.5, 0.75, 0.7]), rounds=3)
    assert facts_of(done)["coaching"] == {
        "score": 0.75,
        "rounds": 3,
        "target": 0.9,
        "reached": False,
        "stopped": "all 3 rounds were used",
        "scores": [0.5, 0.75, 0.7],
    }
    assert done.called.outcome is not None
    assert done.called.outcome.warnings == (
        "draft reached 0.75 of the target 0.9 in 3 rounds: all 3 rounds were used",
    )


def test_reaching_the_target_warns_of_nothing() -> None:
    done = coach(Asked([0.5, 0.95]))
    assert done.called.outcome is not None
    assert done.called.outcome.warnings == ()
    assert facts_of(done)["coaching"]["stopped"] == "the target of 0.9 was reached"


@pytest.mark.parametrize(
    ("options", "rounds", "why"),
    [
        ({"patience": 1}, 3, "the last round brought no improvement"),
        ({"patience": 2}, 4, "the last 2 rounds brought no improvement"),
        ({"budget": Budget(dollars="0.40")}, 2, "the budget of 0.40 dollars was spent (0.40)"),
        ({"budget": Budget(tokens=31)}, 2, "the budget of 31 tokens was spent (60)"),
    ],
)
def test_coaching_ends_when_it_no_longer_helps_or_costs_too_much(
    options: Any, rounds: int, why: str
) -> None:
    done = coach(Asked([0.1, 0.3, 0.2, 0.3, 0.1]), **options)
    assert len(done.course.history.rounds) == rounds
    assert done.course.stopped == why


def test_a_first_attempt_that_fails_is_the_failure_of_the_element() -> None:
    done = coach(Asked([], {1: TransientError("busy")}))
    assert done.called.outcome is None
    assert str(done.called.error) == done.course.error == "busy"


@pytest.mark.parametrize(("number", "who"), [(3, "attempt 2"), (4, "judgement 2")])
def test_a_later_round_that_fails_leaves_the_best_so_far_and_says_so(number: int, who: str) -> None:
    done = coach(Asked([0.4], {number: TransientError("busy")}))
    assert done.called.error is None
    assert done.called.outcome is not None
    assert facts_of(done)["text"] == "draft 0"
    assert done.course.stopped == f"{who} failed: busy"
    assert len(done.called.outcome.warnings) == 1
    assert facts_of(done)["coaching"]["scores"] == ([0.4] if number == 3 else [0.4, None])


def test_an_attempt_that_breaks_outside_of_its_agent_is_that_elements_failure() -> None:
    async def ask(_a: Agent, _v: View, _of: str) -> Called:
        raise LookupError("no rows")

    pair = Pair("draft", WRITER, JUDGE, Coaching(judge="judge"))
    done = asyncio.run(coached(pair, View(None), ask, stops_of(pair.coaching)))
    assert done.course.error == "LookupError: no rows"


@pytest.mark.parametrize("score", [None, "0.9", True, -0.1, 2.0, float("1e9"), [1]])
def test_a_judge_without_a_score_from_0_to_1_loses_no_attempt(score: Any) -> None:
    done = coach(Asked([score]))
    said = f"judge 'judge' gave {score!r} as score: it takes a number from 0 to 1"
    assert facts_of(done)["text"] == "draft 0"
    assert facts_of(done)["coaching"]["score"] is None
    assert facts_of(done)["coaching"]["scores"] == [None]
    assert done.called.outcome is not None
    assert done.called.outcome.warnings == (f"draft was never judged: judgement 1 failed: {said}",)
    later = coach(Asked([0.5, score]))
    assert facts_of(later)["text"] == "draft 0"
    assert later.course.stopped == f"judgement 2 failed: {said}"


def test_a_judge_that_raises_leaves_the_attempt_unjudged() -> None:
    done = coach(Asked([], {2: StepError("the judge is away")}))
    assert facts_of(done)["text"] == "draft 0"
    assert facts_of(done)["coaching"]["score"] is None
    assert not facts_of(done)["coaching"]["reached"]


def test_of_two_scores_for_one_answer_the_lower_counts_and_a_warning_stands() -> None:
    asked = Asked([0.8, 0.5, 0.6], drafts=["same", "same", "other"])
    done = coach(asked, rounds=3)
    assert facts_of(done)["coaching"]["scores"] == [0.5, 0.5, 0.6]
    assert facts_of(done)["text"] == "other"
    assert done.called.outcome is not None
    assert done.called.outcome.warnings[0] == (
        "draft: the judge gave one answer 0.8 in round 1 and 0.5 in round 2: the lower counts"
    )
    assert [entry["score"] for entry in asked.shown("writer")[2].feedback] == [0.5, 0.5]


def test_a_target_that_a_contradicting_judge_gave_second_thoughts_about_is_not_reached() -> None:
    done = coach(Asked([0.5, 0.95, 0.6], drafts=["same", "same", "other"]), rounds=3)
    assert facts_of(done)["coaching"]["scores"] == [0.5, 0.5, 0.6]
    assert not done.course.reached


@pytest.mark.parametrize(
    "said",
    [
        {"faults": ["wrong year"]},
        {"feedback": {"faults": ["wrong year"]}},
        {"feedback": {"improvements": ["look for the year"]}},
    ],
)
def test_full_marks_beside_a_list_of_faults_do_not_reach_the_target(said: Any) -> None:
    done = coach(Asked([{"score": 1, **said}, 0.5, 0.95]), rounds=3)
    assert facts_of(done)["coaching"]["scores"] == [0.89, 0.5, 0.95]
    assert facts_of(coach(Asked([{"score": 1, "faults": []}])))["coaching"]["scores"] == [1.0]


def test_a_run_that_lets_go_keeps_the_best_round_and_begins_no_other() -> None:
    async def body() -> tuple[Coached, Asked]:
        stop = asyncio.get_running_loop().create_future()
        asked = Asked([0.4, 0.5])

        def tell(_alias: str, _view: View, course: Course) -> None:
            if len(course.history.rounds) == 2 and not stop.done():
                stop.set_result("the total timeout of 9 s was reached")

        pair = Pair("draft", WRITER, JUDGE, Coaching(judge="judge", rounds=5))
        return await coached(pair, View(None), asked, stops_of(pair.coaching, stop), tell), asked

    done, asked = asyncio.run(body())
    assert len(asked.views) == 4
    assert facts_of(done)["text"] == "draft 1"
    assert done.course.stopped == "the total timeout of 9 s was reached"


def test_a_run_that_let_go_before_the_first_round_lets_the_element_go() -> None:
    async def body() -> Coached:
        stop = asyncio.get_running_loop().create_future()
        stop.set_result("rules decided STOP")
        pair = Pair("draft", WRITER, JUDGE, Coaching(judge="judge"))
        return await coached(pair, View(None), Asked([]), let_go(stop))

    done = asyncio.run(body())
    assert isinstance(done.called.error, StoppedError)
    assert done.called.attempts == 0


def test_a_call_that_was_let_go_keeps_what_was_judged_before() -> None:
    done = coach(Asked([0.4], {3: StoppedError("rules decided STOP")}))
    assert facts_of(done)["text"] == "draft 0"
    assert done.course.stopped == "rules decided STOP"
