"""time.breaks and its change points against steps that were put in."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policies.errors import InputError
from tasks.workforce.breaks import breaks
from tasks.workforce.changepoints import Rules, cusum, find, noise_of
from tests.tasks.workforce.given import body, derived, run
from tests.tasks.workforce.paths import PEOPLE, line, months, noisy, rows

RULES = Rules()


def stepped(path: list[float], at: int, by: float) -> list[float]:
    return [value + (by if place >= at else 0) for place, value in enumerate(path)]


@pytest.mark.parametrize("at", [12, 40, 60, 84])
def test_a_step_is_found_in_its_month_with_its_size(at: int) -> None:
    path = stepped(line(96, 1000, 2, 1), at, 100)
    outcome = run(breaks, {PEOPLE: rows(path)})
    assert outcome.facts["count"] == 1
    assert outcome.facts["month"] == months(96)[at]
    assert outcome.facts["change"] == pytest.approx(100, abs=3)
    (row,) = derived(outcome, "breaks")
    assert row["before"] == pytest.approx(1000 + 2 * at, abs=3)
    assert row["change_percent"] == pytest.approx(100 * 100 / (1000 + 2 * at), abs=0.4)


def test_two_steps_are_told_the_larger_first() -> None:
    path = noisy(stepped(stepped(line(96), 40, 60), 70, -100), 3, 1)
    outcome = run(breaks, {PEOPLE: rows(path)})
    found = derived(outcome, "breaks")
    assert [row["month"] for row in found] == [months(96)[70], months(96)[40]]
    assert [row["change"] for row in found] == pytest.approx([-100, 60], abs=6)
    assert "Breaks by size" in outcome.sections[-1].body


def test_a_line_that_turns_is_a_break_of_its_slope() -> None:
    path = [1000 + 5 * at if at < 48 else 1240 - 5 * (at - 48) for at in range(96)]
    outcome = run(breaks, {PEOPLE: rows(path)})
    (row,) = derived(outcome, "breaks")
    assert row["month"] == months(96)[48]
    assert (row["slope_before"], row["slope_after"]) == pytest.approx((60, -60), abs=0.1)


def test_a_line_with_a_season_has_no_break_and_that_is_a_finding() -> None:
    outcome = run(breaks, {PEOPLE: rows(line(96, 1000, 5, 1))})
    assert outcome.facts["found"] is False
    assert outcome.facts["count"] == 0
    assert outcome.facts["cusum_p"] == 1
    assert "No structural break" in body(outcome)


def test_the_newest_months_alone_are_looked_at_when_a_window_is_given() -> None:
    path = stepped(line(96, 1000, 2), 20, 100)
    assert run(breaks, {PEOPLE: rows(path)}, months=36).facts["count"] == 0


def test_two_years_are_enough_and_their_season_stays() -> None:
    outcome = run(breaks, {PEOPLE: rows(stepped(noisy(line(24), 2, 5), 12, 80))})
    assert outcome.facts["month"] == "2018-01"
    assert "the season is not known" in outcome.warnings[0]


def test_less_than_two_years_are_not() -> None:
    outcome = run(breaks, {PEOPLE: rows(line(23, slope=1))})
    assert outcome.sections == ()
    assert outcome.warnings == (
        "There are 23 months of the number of employees in all sectors; 24 are needed.",
    )


def test_segments_are_at_least_as_long_as_the_spacing() -> None:
    path = stepped(stepped(line(60), 30, 100), 34, -100)
    outcome = run(breaks, {PEOPLE: rows(path)}, spacing=12)
    places = sorted(months(60).index(row["month"]) for row in derived(outcome, "breaks"))
    assert all(b - a >= 12 for a, b in zip([0, *places], [*places, 60], strict=True))


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10_000))
def test_independent_noise_is_seldom_taken_for_a_break(seed: int) -> None:
    found = find(noisy(line(96, 1000, 2), 5, seed), RULES)
    assert all(each.p < RULES.alpha for each in found)
    assert len(found) <= 2


def test_of_forty_noisy_lines_at_most_two_have_breaks() -> None:
    assert sum(bool(find(noisy(line(96), 5, seed), RULES)) for seed in range(40)) <= 2


def test_noise_with_memory_is_given_more_doubt() -> None:
    wandering: list[float] = []
    for shock in noisy([0.0] * 400, 5, 2):
        wandering.append(0.6 * (wandering[-1] if wandering else 0) + shock)
    found = noise_of([1000 + value for value in wandering])
    assert found.memory == pytest.approx((1 + 0.6) / (1 - 0.6), rel=0.5)
    assert found.variance == pytest.approx(25 / (1 - 0.36), rel=0.5)
    assert noise_of(noisy(line(400), 5, 2)).memory == pytest.approx(1, abs=0.3)


def test_the_cusum_is_the_largest_cumulated_residual() -> None:
    # Around the line 0: residuals of a step that the line leaves, by hand.
    path = [0.0, 0.0, 0.0, 6.0, 6.0, 6.0]
    slope = sum((t - 2.5) * v for t, v in enumerate(path)) / sum((t - 2.5) ** 2 for t in range(6))
    rest = [v - 3 - slope * (t - 2.5) for t, v in enumerate(path)]
    deviation = (sum(r * r for r in rest) / (6 - 2)) ** 0.5
    running = [abs(sum(rest[: t + 1])) for t in range(6)]
    assert cusum(path)[0] == pytest.approx(max(running) / (deviation * 6**0.5))


def test_the_cusum_of_a_step_is_significant() -> None:
    statistic, p = cusum(noisy(stepped(line(96), 48, 60), 5, 3))
    assert statistic > 1.36  # the 5 % point of the Kolmogorov distribution
    assert p < 0.01


@pytest.mark.parametrize(
    ("name", "value"), [("spacing", 2), ("spacing", 25), ("penalty", 0), ("alpha", 1), ("top_n", 0)]
)
def test_parameters_out_of_range_are_refused_with_the_range(name: str, value: float) -> None:
    with pytest.raises(InputError, match=rf"{name} is {value}. Give a .*number from"):
        run(breaks, {PEOPLE: rows(line(48, slope=1))}, **{name: value})
