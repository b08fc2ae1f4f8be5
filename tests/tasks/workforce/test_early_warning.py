"""predict.early_warning: scores and their parts against values worked out by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.errors import InputError
from tasks.workforce.early_warning import WEIGHTS, early_warning
from tasks.workforce.warning_score import PARTS, Rules, Signals, signals, total
from tests.tasks.workforce.given import body, derived, run
from tests.tasks.workforce.paths import PEOPLE, line, months, noisy, rows

RULES = Rules(drop=5, deviation=3.5, momentum=1, volatility=2, weights=WEIGHTS, watch=35, alert=60)
CALM = noisy(line(72, 5000, 5, 3), 8, 1)


def falling(path: list[float]) -> list[float]:
    """The same with a tenth less at the end, within three months."""
    return [*path[:-3], path[-3] * 0.97, path[-2] * 0.93, path[-1] * 0.9]


def test_the_sector_that_drops_is_on_alert_and_the_calm_one_is_not() -> None:
    tables = {PEOPLE: [*rows(falling(CALM), "Construction"), *rows(CALM, "Energy")]}
    outcome = run(early_warning, tables)
    assert outcome.facts["alerts"] == ["Construction"]
    assert outcome.facts["sector"] == "Construction"
    assert outcome.facts["level"] == "ALERT"
    worst, calm = derived(outcome, "warning_score")
    assert worst["drop_score"] == 100
    assert calm["level"] == "LOW"
    assert worst["change"] == pytest.approx(100 * (CALM[-1] * 0.9 / CALM[-4] - 1), abs=1e-3)
    assert "1 on ALERT (Construction) and 0 on WATCH" in body(outcome)


def test_a_sector_that_grows_is_no_news() -> None:
    growing = [*CALM[:-3], CALM[-3] * 1.03, CALM[-2] * 1.07, CALM[-1] * 1.1]
    (row,) = derived(run(early_warning, {PEOPLE: rows(growing)}), "warning_score")
    assert (row["drop_score"], row["deviation_score"], row["momentum_score"]) == (0, 0, 0)


def test_for_attrition_rising_is_the_bad_news_and_counts_in_points() -> None:
    path = noisy(line(72, 1.5), 0.05, 1)
    path[-3:] = [1.9, 2.2, 2.6]
    tables = {PEOPLE: rows(path, column="attrition_percent", employees=100)}
    outcome = run(early_warning, tables, metric="attrition_percent")
    (row,) = derived(outcome, "warning_score")
    assert row["change"] == pytest.approx(2.6 - path[-4], abs=1e-4)
    assert row["drop_score"] == 100
    assert row["deviation_score"] == 100
    assert "points over 3 months" in body(outcome)


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (Signals(-2.5, -1.75, -0.5, 1.5), (50, 50, 50, 50)),
        (Signals(-10, -9, -3, 5), (100, 100, 100, 100)),
        (Signals(2, 9, 3, 0.5), (0, 0, 0, 0)),
        (Signals(None, 0, None, None), (0, 0, 0, 0)),
    ],
)
def test_a_part_is_full_at_its_threshold_and_grows_evenly(
    found: Signals, expected: tuple[float, ...]
) -> None:
    scores = found.scores(RULES, worse=-1)
    assert tuple(scores[part] for part in PARTS) == pytest.approx(expected)


def test_the_score_is_the_mean_of_its_parts_by_weight() -> None:
    scores = {"drop": 100.0, "deviation": 50.0, "momentum": 0.0, "volatility": 20.0}
    assert total(scores, WEIGHTS) == pytest.approx(0.4 * 100 + 0.25 * 50 + 0.15 * 20)
    assert total(scores, dict.fromkeys(PARTS, 2.0)) == pytest.approx(170 / 4)


@given(
    *[st.none() | st.floats(-50, 50)] * 1,
    st.floats(-50, 50),
    st.none() | st.floats(-50, 50),
    st.none() | st.floats(0, 50),
)
def test_every_score_lies_between_0_and_100(
    drop: float | None, z: float, momentum: float | None, volatility: float | None
) -> None:
    for worse in (-1, 1):
        scores = Signals(drop, z, momentum, volatility).scores(RULES, worse)
        assert all(0 <= score <= 100 for score in scores.values())
        assert 0 <= total(scores, WEIGHTS) <= 100


@pytest.mark.parametrize(
    ("score", "level"), [(0, "LOW"), (34.9, "LOW"), (35, "WATCH"), (60, "ALERT"), (100, "ALERT")]
)
def test_levels_begin_at_their_thresholds(score: float, level: str) -> None:
    assert RULES.level(score) == level


def test_signals_are_the_change_over_a_quarter_and_how_much_rougher_the_year_is() -> None:
    rough = [value + (40 if at % 2 else -40) * (at >= 60) for at, value in enumerate(CALM)]
    found, calm = signals(rough, relative=True), signals(CALM, relative=True)
    assert found.drop == pytest.approx(100 * (rough[-1] / rough[-4] - 1))
    assert calm.volatility is not None
    assert found.volatility is not None
    assert found.volatility > 2 * calm.volatility


def test_thresholds_and_weights_of_the_call_are_used_and_reported() -> None:
    tables = {PEOPLE: rows(falling(CALM))}
    weights = {"volatility": 1}
    outcome = run(early_warning, tables, weights=weights, watch=1, alert=2, drop=50)
    (row,) = derived(outcome, "warning_score")
    assert row["score"] == row["volatility_score"]
    (levels,) = derived(outcome, "warning_levels")
    assert (levels["watch"], levels["alert"], levels["drop_change"]) == (1, 2, 50)
    assert levels["drop_weight"] == 0


def test_a_published_change_that_differs_is_told() -> None:
    published = [
        {"month": months(72)[-1], "sector": "Energy", "employees": 5000, "change_percent": -7.5}
    ]
    outcome = run(early_warning, {PEOPLE: rows(CALM), "ewi_employment_drop": published})
    assert len(outcome.warnings) == 1
    assert "ewi_employment_drop gives Energy a change of -7.50 %" in outcome.warnings[0]


def test_a_sector_that_is_too_short_or_never_changes_is_left_out_and_the_rest_is_scored() -> None:
    tables = {PEOPLE: [*rows(CALM), *rows([7] * 72, "ICT"), *rows(line(20, slope=1), "Public")]}
    outcome = run(early_warning, tables)
    assert [row["sector"] for row in derived(outcome, "warning_score")] == ["Energy"]
    assert outcome.warnings == (
        "ICT is left out: it never changes.",
        "Public is left out: it has fewer than 36 months.",
    )


@pytest.mark.parametrize(
    ("params", "said"),
    [
        ({"watch": 60, "alert": 60}, "Give a watch below alert"),
        ({"weights": {"droop": 1}}, "unknown part 'droop'. Did you mean 'drop'"),
        ({"weights": dict.fromkeys(PARTS, 0)}, "weights are all 0"),
        ({"weights": [1]}, "Give a number for each of drop, deviation, momentum, volatility"),
        ({"weights": {"drop": -1}}, "drop is -1. Give a number from 0 to 1000"),
        ({"volatility_ratio": 1}, "Give a number from 1.01 to 100"),
        ({"alert": 101}, "Give a number from 0 to 100"),
        ({"metric": "salary"}, "Valid choices: attrition_percent, avg_salary_qar, employees"),
        ({"sectors": ["Enerji"]}, "Did you mean 'Energy'"),
    ],
)
def test_bad_parameters_are_refused_with_what_is_valid(
    params: dict[str, object], said: str
) -> None:
    with pytest.raises(InputError) as error:
        run(early_warning, {PEOPLE: rows(CALM)}, **params)
    assert said in str(error.value)
