"""Points, levels and modes of a question, by the scale that the pack declares."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from policies.routing.complexity import Asked, Scale, complexity, mode
from tests.labelled import words_of

SCALE = words_of().settings.complexity
LEVELS = ["SIMPLE", "MEDIUM", "COMPLEX", "CRISIS"]


def asked(intents: int = 1, sectors: int = 0, metrics: int = 1, **more: object) -> Asked:
    return Asked({"intents": intents, "sectors": sectors, "metrics": metrics}, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("what", "score", "level"),
    [
        (asked(months=12), 10 + 5 + 5, "SIMPLE"),
        (asked(), 10 + 5 + 10, "MEDIUM"),  # 36 months when none is stated
        (asked(sectors=1, months=24), 10 + 5 + 5 + 5, "MEDIUM"),
        (asked(2, 1, 2), 20 + 5 + 5 + 10, "MEDIUM"),
        (asked(2, 2, 2), 20 + 15 + 5 + 10, "COMPLEX"),
        (asked(2, 2, 4, months=48), 20 + 15 + 10 + 10, "COMPLEX"),
        (asked(2, 2, 5, months=49), 20 + 15 + 15 + 15, "CRISIS"),
        (asked(urgent="urgent"), 10 + 5 + 10 + 30, "CRISIS"),
        (asked(ahead=60), 10 + 5 + 15, "MEDIUM"),
    ],
)
def test_points_add_up_to_a_level(what: Asked, score: int, level: str) -> None:
    found = complexity(what, SCALE)
    assert (found.score, found.level) == (score, level)


def test_an_urgent_word_or_a_short_horizon_is_a_crisis_outright() -> None:
    assert complexity(asked(urgent="asap", months=36), SCALE).level == "CRISIS"
    assert complexity(asked(months=3), SCALE).level == "CRISIS"
    assert complexity(asked(months=4), SCALE).level == "SIMPLE"
    assert complexity(asked(), SCALE).level == "MEDIUM"


def test_a_declared_crisis_is_one_whatever_is_asked() -> None:
    found = complexity(asked(months=12, declared=True), SCALE)
    assert found.level == "CRISIS"
    assert found.reasons[-1] == "Crisis: the caller declared it."


@given(st.integers(0, 9), st.integers(0, 9), st.integers(0, 9), st.integers(4, 99))
def test_asking_for_more_is_never_less_complex(
    intents: int, sectors: int, metrics: int, months: int
) -> None:
    less = complexity(asked(intents, sectors, metrics, months=months), SCALE)
    more = complexity(asked(intents + 1, sectors + 1, metrics + 1, months=months + 1), SCALE)
    assert less.score <= more.score
    assert LEVELS.index(less.level) <= LEVELS.index(more.level)


@pytest.mark.parametrize(
    ("level", "intents", "tie", "expected"),
    [
        ("SIMPLE", 0, False, "single"),
        ("CRISIS", 1, False, "single"),
        ("MEDIUM", 2, True, "parallel"),
        ("MEDIUM", 3, False, "parallel"),
        ("COMPLEX", 4, False, "sequential"),
        ("CRISIS", 5, False, "parallel"),
    ],
)
def test_the_mode_follows_from_level_count_and_tie(
    level: str, intents: int, tie: bool, expected: str
) -> None:
    assert mode(level, intents, tie=tie) == expected  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("levels", "tiers", "said"),
    [
        ({"SIMPLE": 40, "MEDIUM": 20, "COMPLEX": 60}, [{"points": 1}], "levels must rise"),
        ({"SIMPLE": 20}, [{"points": 1}], "levels must rise"),
        (None, [{"upto": 2, "points": 1}], "exactly the last tier has no upto"),
        (None, [{"points": 1}, {"upto": 2, "points": 1}], "exactly the last tier"),
        (None, [{"upto": 3, "points": 1}, {"upto": 2, "points": 2}, {"points": 3}], "must rise"),
    ],
)
def test_a_scale_that_makes_no_sense_is_refused(levels: object, tiers: object, said: str) -> None:
    sound = {"SIMPLE": 20, "MEDIUM": 40, "COMPLEX": 60}
    with pytest.raises(ValidationError, match=said):
        Scale.model_validate({"levels": levels or sound, "points": {"intents": tiers}})
