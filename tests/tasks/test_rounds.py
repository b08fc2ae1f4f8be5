"""Histories of coaching: which round counts, what each gained, which improvements helped."""

from hypothesis import given
from hypothesis import strategies as st

from tasks.outcome import Outcome, Usage
from tasks.rounds import Course, History, Round, gains, improvements, tried

SCORES = st.lists(st.floats(0, 1, allow_nan=False), min_size=1, max_size=8)
MAYBE = st.lists(st.none() | st.floats(0, 1, allow_nan=False), min_size=1, max_size=8)


def history(*scores: float | None) -> History:
    past = History()
    for n, score in enumerate(scores):
        past = past.add(Round(Outcome({"n": n}), score, f"more {n}", Usage(1, 1, "0.1")))
    return past


@given(SCORES)
def test_of_equal_rounds_the_earliest_counts(scores: list[float]) -> None:
    assert history(*scores).best_at == scores.index(max(scores))


@given(MAYBE)
def test_a_round_that_was_never_judged_counts_only_when_none_was(
    scores: list[float | None],
) -> None:
    past = history(*scores)
    if past.best is None:
        assert past.counts is past.rounds[-1]
    else:
        assert past.counts is past.best
        assert past.best.score == max(score for score in scores if score is not None)


@given(MAYBE)
def test_gains_add_up_to_what_the_best_is_above_the_first(scores: list[float | None]) -> None:
    known = [score for score in scores if score is not None]
    found = gains(tuple(scores))
    assert len(found) == len(scores)
    assert sum(score is not None for score in scores) == len(known)
    if known:
        raised = sum(gain for gain in found if gain and gain > 0)
        assert abs(known[0] + raised - max(known)) < 1e-5
        assert found[0] is None


@given(st.lists(st.tuples(st.integers(0, 2), st.floats(0, 1, allow_nan=False)), max_size=8))
def test_one_answer_has_one_score_and_it_is_the_lowest_that_was_given(
    rounds: list[tuple[int, float]],
) -> None:
    past = History()
    for answer, score in rounds:
        past = past.add(Round(Outcome({"answer": answer}), score))
    lowest = {a: min(s for other, s in rounds if other == a) for a, _ in rounds}
    assert list(past.scores) == [lowest[answer] for answer, _ in rounds]
    several = {a for a, _ in rounds if len({s for other, s in rounds if other == a}) > 1}
    assert bool(past.doubts) == bool(several)


def test_a_new_prompt_that_gives_the_same_answer_is_the_same_answer() -> None:
    one = Round(Outcome({"text": "x", "prompt": "short"}), 0.9)
    two = Round(Outcome({"text": "x", "prompt": "long"}), 0.4)
    assert History().add(one).add(two).scores == (0.4, 0.4)


def test_improvements_are_read_from_whatever_a_judge_says() -> None:
    assert improvements("look again") == ("look again",)
    assert improvements(["a", " b ", "", 3]) == ("a", "b")
    assert improvements({"improvements": ["a"], "faults": ["b"]}) == ("a",)
    assert improvements({"faults": ["b"]}) == improvements(None) == improvements(7) == ()


def test_it_is_told_which_improvements_were_tried_and_which_helped() -> None:
    found = tried(history(0.5, 0.7, 0.6).told)
    said = [(one.improvement, one.round, one.gain, one.helped) for one in found]
    assert said == [("more 0", 2, 0.2, True), ("more 1", 3, -0.1, False)]


def test_a_course_says_honestly_how_it_went() -> None:
    course = Course("Ann", 0.9, history(0.5, None), "judgement 2 failed")
    assert course.facts == {
        "score": 0.5,
        "rounds": 2,
        "target": 0.9,
        "reached": False,
        "stopped": "judgement 2 failed",
        "scores": [0.5, None],
    }
    assert course.history.usage == Usage(2, 2, "0.2")
    assert Course("Ann", 0.9).facts["score"] is None
