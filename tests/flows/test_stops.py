"""What ends coaching: each stop alone, and several as one."""

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from flows.stops import Stop, first_of, let_go, reached, spent_up, stops_of, stuck, used_up
from policies.schema import Budget, Coaching
from tasks.outcome import Outcome, Usage
from tasks.rounds import History, Round

SCORES = st.lists(st.none() | st.floats(0, 1, allow_nan=False), max_size=8)


def history(*scores: float | None, cost: str = "0") -> History:
    rounds = (
        Round(Outcome({"n": n}), score, None, Usage(10, 5, cost)) for n, score in enumerate(scores)
    )
    return History(tuple(rounds))


def says(word: str, after: int) -> Stop:
    return lambda past: word if len(past.rounds) >= after else None


@given(SCORES, st.integers(0, 8), st.integers(0, 8), st.integers(0, 8))
def test_stops_compose_the_first_in_order_gives_the_reason(
    scores: list[float | None], one: int, two: int, three: int
) -> None:
    past, a, b, c = history(*scores), says("a", one), says("b", two), says("c", three)
    assert first_of(a, b)(past) == (a(past) or b(past))
    assert first_of(first_of(a, b), c)(past) == first_of(a, first_of(b, c))(past)
    assert first_of(a)(past) == a(past)
    assert first_of()(past) is None


@given(SCORES, st.floats(0, 1, allow_nan=False))
def test_the_target_is_reached_by_the_best_round(scores: list[float | None], goal: float) -> None:
    best = max((score for score in scores if score is not None), default=None)
    assert (reached(goal)(history(*scores)) is not None) == (best is not None and best >= goal)


@given(SCORES, st.integers(1, 5))
def test_patience_runs_out_only_when_as_many_rounds_brought_nothing(
    scores: list[float | None], patience: int
) -> None:
    earlier, later = scores[:-patience], scores[-patience:]
    best = max((score for score in earlier if score is not None), default=None)
    gained = any(score is not None and (best is None or score > best) for score in later)
    ended = stuck(patience)(history(*scores)) is not None
    assert ended == (best is not None and len(scores) > patience and not gained)


def test_equal_rounds_are_not_taken_for_an_improvement() -> None:
    same = Round(Outcome({"n": 1}), 0.5)
    assert stuck(1)(History((same, same))) == "the last round brought no improvement"


def test_rounds_and_budgets_are_used_up() -> None:
    assert used_up(2)(history(0.1)) is None
    assert used_up(2)(history(0.1, 0.2)) == "all 2 rounds were used"
    assert used_up(1)(history(0.1)) == "the only round was used"
    dollars, tokens = spent_up(Budget(dollars="0.3")), spent_up(Budget(tokens=30))
    assert dollars(history(0.1, 0.2, cost="0.1")) is None
    assert dollars(history(0.1, 0.2, 0.3, cost="0.1")) == (
        "the budget of 0.3 dollars was spent (0.3)"
    )
    assert tokens(history(0.1)) is None
    assert tokens(history(0.1, 0.2)) == "the budget of 30 tokens was spent (30)"


def test_the_run_itself_may_end_it() -> None:
    async def body() -> list[str | None]:
        stop = asyncio.get_running_loop().create_future()
        ends = stops_of(Coaching(judge="judge"), stop)
        before = ends(History())
        stop.set_result("nobody needs it")
        return [before, ends(History()), let_go(None)(History())]

    assert asyncio.run(body()) == [None, "nobody needs it", None]


def test_reaching_the_target_is_the_reason_even_in_the_last_round() -> None:
    ends = stops_of(Coaching(judge="judge", rounds=2, target=0.9))
    assert ends(history(0.1, 0.95)) == "the target of 0.9 was reached"


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"patience": 3, "rounds": 3}, "can't run out within 3 rounds"),
        ({"patience": 0}, "greater than or equal to 1"),
        ({"budget": {}}, "needs dollars, or tokens, or both"),
        ({"budget": {"dollars": "much"}}, "should match pattern"),
        ({"budget": {"dollars": 0.5}}, "valid string"),
        ({"budget": {"tokens": 0}}, "greater than or equal to 1"),
    ],
)
def test_a_limit_that_can_not_end_anything_is_refused(given: dict[str, object], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        Coaching.model_validate({"judge": "judge", **given})
