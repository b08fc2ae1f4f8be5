"""The score of a report, its band, and what keeps it from GREEN."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.verification.confidence import WEIGHTS, Band, Confidence, confidence

ALL = dict.fromkeys(WEIGHTS, 1.0)


def scored(score: float, previous: Band | None = None, **more: int) -> Confidence:
    """A report that scores so: all components are equal."""
    parts = dict.fromkeys(WEIGHTS, score / 100)
    counts = {"numbers": 10, "compared": 10, **more}
    return confidence(parts, previous=previous, **counts)  # type: ignore[arg-type]


def test_the_weights_are_those_of_the_contract_and_sum_to_one() -> None:
    assert WEIGHTS == {
        "citation": 0.25,
        "numbers": 0.40,
        "cross": 0.10,
        "privacy": 0.10,
        "freshness": 0.15,
    }
    for name, weight in WEIGHTS.items():
        found = confidence({**ALL, name: 0.0}, numbers=1, compared=1)
        assert found.score == pytest.approx(100 * (1 - weight))


@pytest.mark.parametrize(
    ("score", "band"), [(100, "GREEN"), (90, "GREEN"), (89.9, "AMBER"), (75, "AMBER"), (74, "RED")]
)
def test_bands_begin_at_90_and_75(score: float, band: str) -> None:
    assert scored(score).band == band


@pytest.mark.parametrize(
    ("previous", "score", "band"),
    [
        ("GREEN", 86, "GREEN"),
        ("GREEN", 85.9, "AMBER"),
        ("AMBER", 93.9, "AMBER"),
        ("AMBER", 94, "GREEN"),
        ("AMBER", 71, "AMBER"),
        ("AMBER", 70.9, "RED"),
        ("RED", 78.9, "RED"),
        ("RED", 79, "AMBER"),
        ("RED", 95, "GREEN"),
    ],
)
def test_a_band_is_left_when_the_score_has_passed_by_four_points(
    previous: Band, score: float, band: str
) -> None:
    assert scored(score, previous).band == band


def test_a_report_without_numbers_scores_60_and_covers_nothing() -> None:
    found = confidence(ALL, numbers=0, compared=0, previous="GREEN")
    assert (found.score, found.band, found.coverage) == (60, "RED", 0)


@given(
    st.lists(st.floats(0, 1), min_size=5, max_size=5),
    st.integers(1, 50),
    st.sampled_from([None, "GREEN", "AMBER", "RED"]),
)
def test_with_an_error_or_nothing_compared_no_report_is_green(
    parts: list[float], errors: int, previous: Band | None
) -> None:
    components = dict(zip(WEIGHTS, parts, strict=True))
    wrong = confidence(components, numbers=9, compared=9, errors=errors, previous=previous)
    unseen = confidence(components, numbers=9, compared=0, previous=previous)
    assert wrong.score < 90
    assert "GREEN" not in (wrong.band, unseen.band)


def test_components_that_are_missing_or_out_of_range_are_refused() -> None:
    with pytest.raises(ValueError, match="The components are citation"):
        confidence({"citation": 1.0}, numbers=1, compared=1)
    with pytest.raises(ValueError, match="between 0 and 1"):
        confidence({**ALL, "cross": 1.1}, numbers=1, compared=1)
