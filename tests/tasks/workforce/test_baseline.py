"""time.baseline against seasons that were put in."""

from statistics import fmean

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policies.errors import InputError
from tasks.workforce.baseline import baseline
from tasks.workforce.decomposition import decompose, month_means
from tests.tasks.workforce.given import body, derived, run
from tests.tasks.workforce.paths import PEOPLE, SEASON, line, noisy, rows


def test_a_line_with_a_season_is_its_own_baseline() -> None:
    path = line(96, 1000, 2.5, 1)
    found = decompose(path)
    assert found.expected == pytest.approx(path)
    assert found.seasonal == pytest.approx([SEASON[at % 12] for at in range(96)], abs=1e-6)
    assert found.newest_z == 0


def test_what_is_added_to_the_newest_month_is_its_deviation() -> None:
    path = noisy(line(96, 1000, 2, 1), 1, 5)
    path[-1] = 1000 + 2 * 95 - 2 + 100
    outcome = run(baseline, {PEOPLE: rows(path)})
    expected = 1000 + 2 * 95 - 2
    assert outcome.facts["baseline"] == pytest.approx(expected, abs=4)
    assert outcome.facts["deviation_percent"] == pytest.approx(100 * 100 / expected, rel=0.05)
    assert outcome.facts["unusual"] is True
    assert "unusually high for the season" in body(outcome)


def test_the_index_is_the_newest_value_against_the_mean_of_the_first_year() -> None:
    path = line(48, 1000, 10, 2)
    outcome = run(baseline, {PEOPLE: rows(path)})
    assert outcome.facts["index"] == pytest.approx(100 * path[-1] / fmean(path[:12]), abs=1e-4)
    assert "the mean of the first 12 months (2017-01 to 2017-12) is 100" in body(outcome)


def test_the_window_begins_the_index_anew() -> None:
    path = line(60, 1000, 10)
    outcome = run(baseline, {PEOPLE: rows(path)}, months=36)
    assert outcome.facts["index"] == pytest.approx(100 * path[-1] / fmean(path[24:36]), abs=1e-4)


def test_month_means_leave_the_month_itself_out() -> None:
    path = [*[10.0] * 12, *[20.0] * 12, *[60.0] * 12]
    found = month_means(path)
    assert found.expected[0] == 40
    assert found.expected[12] == 35
    assert found.expected[35] == 15
    assert found.rest[35] == 45


def test_the_robust_z_is_that_of_iglewicz_and_hoaglin() -> None:
    path = noisy(line(36), 5, 3)
    expected = [
        fmean(v for i, v in enumerate(path) if i % 12 == at % 12 and i != at) for at in range(36)
    ]
    rests = [value - mean for value, mean in zip(path, expected, strict=True)]
    middle = sorted(rests)[17] / 2 + sorted(rests)[18] / 2
    away = sorted(abs(rest - middle) for rest in rests)
    mad = (away[17] + away[18]) / 2
    outcome = run(baseline, {PEOPLE: rows(path)}, method="month_means")
    z = 0.6745 * (rests[-1] - middle) / mad
    assert outcome.facts["robust_z"] == pytest.approx(z, abs=1e-4)


def test_percentages_deviate_by_points() -> None:
    path = noisy(line(48, 5), 0.1, 1)
    outcome = run(
        baseline,
        {PEOPLE: rows(path, column="attrition_percent", employees=100)},
        metric="attrition_percent",
    )
    assert outcome.facts["deviation_percent"] is None
    (row,) = derived(outcome, "seasonal_baseline")
    assert row["deviation"] == pytest.approx(row["attrition_percent"] - row["baseline"], abs=2e-4)
    assert "points (robust z" in body(outcome)


def test_a_window_of_a_year_is_widened_and_that_is_said() -> None:
    outcome = run(baseline, {PEOPLE: rows(line(48, season=1))}, months=12)
    assert outcome.warnings == ("12 months are too few here: the newest 36 are used.",)
    assert outcome.facts["enough"] is True


def test_a_series_that_begins_with_nothing_has_no_index() -> None:
    outcome = run(baseline, {PEOPLE: rows([0] * 12 + [round(v) for v in line(36, season=1)])})
    assert outcome.facts["index"] is None
    assert "The first year's mean is 0: there is no index." in outcome.warnings


def test_an_unknown_method_is_refused_with_those_there_are() -> None:
    with pytest.raises(InputError, match=r"Did you mean 'month_means'\? .* month_means, stl"):
        run(baseline, {PEOPLE: rows(line(48, season=1))}, method="month_mean")


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 999), st.sampled_from([2.0, 10.0, 1000.0]))
def test_the_z_score_does_not_know_the_unit(seed: int, scale: float) -> None:
    path = noisy(line(48, 1000, 1, 1), 5, seed)
    assert decompose([scale * value for value in path]).newest_z == pytest.approx(
        decompose(path).newest_z, rel=1e-6, abs=1e-9
    )
