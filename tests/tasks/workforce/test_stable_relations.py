"""Relations that last, in series that are made to have them."""

from itertools import pairwise
from math import sin
from random import Random
from statistics import median

import pytest

from tasks.workforce.stable_relations import stable_relations
from tests.tasks.workforce.given import body, derived, market, run


def tables(months: int, pay_of: float = 0.0, season: float = 0.0, seed: int = 3) -> dict:
    """One sector; salaries move with attrition by `pay_of`, everything has the same season."""
    draw = Random(seed)
    people, pay = [], []
    for at in range(months):
        key = {"month": f"{2017 + at // 12}-{at % 12 + 1:02d}", "sector": "A"}
        shock, wave = draw.uniform(-1, 1), season * sin(at % 12)
        people.append(
            {
                **key,
                "employees": 1000 + draw.randint(-50, 50),
                "hires": 20 + draw.randint(-9, 9),
                "attrition_percent": 5 + shock + wave,
            }
        )
        own = draw.uniform(-1, 1)
        pay.append(
            {
                **key,
                "avg_salary_qar": 9000 + 100 * (pay_of * shock + (1 - abs(pay_of)) * own + wave),
            }
        )
    return {"employment_monthly": people, "salary_monthly": pay}


def pair(outcome, words: str) -> dict:  # type: ignore[no-untyped-def]
    rows = derived(outcome, "windowed_correlation")
    return next(row for row in rows if row["pair"] == words)


SALARY = "monthly attrition and the average salary"


@pytest.mark.parametrize(("strength", "way"), [(1.0, "together"), (-1.0, "in opposite directions")])
def test_what_moves_together_in_every_window_is_found(strength: float, way: str) -> None:
    outcome = run(stable_relations, tables(30, strength))
    row = pair(outcome, SALARY)
    assert row["median_r"] == pytest.approx(strength)
    assert row["same_sign_percent"] == 100
    assert outcome.facts["found"] is True
    assert outcome.facts["top"] == SALARY
    assert f"Monthly attrition and the average salary move {way}" in body(outcome)


def test_the_windows_are_those_that_end_with_the_newest_month() -> None:
    # 30 months make 29 changes: windows of 12 that end 0, 3, ... 15 changes before the newest.
    data = tables(30, 0.5)
    row = pair(run(stable_relations, data), SALARY)
    assert row["windows"] == 6
    xs = [r["attrition_percent"] for r in data["employment_monthly"]]
    ys = [r["avg_salary_qar"] for r in data["salary_monthly"]]
    dx, dy = ([b - a for a, b in pairwise(v)] for v in (xs, ys))
    rs = [spearman(dx[s : s + 12], dy[s : s + 12]) for s in range(17, -1, -3)]
    assert row["median_r"] == pytest.approx(median(rs))
    same = sum(r * median(rs) > 0 for r in rs) / len(rs)
    assert row["same_sign_percent"] == pytest.approx(100 * same)


def spearman(xs: list[float], ys: list[float]) -> float:
    """By the squared differences of ranks: there are no ties."""
    n = len(xs)
    rank_x, rank_y = ({v: i for i, v in enumerate(sorted(side))} for side in (xs, ys))
    squares = sum((rank_x[x] - rank_y[y]) ** 2 for x, y in zip(xs, ys, strict=True))
    return 1 - 6 * squares / (n * (n * n - 1))


def test_a_shared_season_alone_is_no_relation_once_it_is_known() -> None:
    shared = tables(96, season=8.0)
    known, unknown = run(stable_relations, shared), run(stable_relations, shared, months=30)
    assert pair(unknown, SALARY)["median_r"] > 0.7
    assert "the season left in" in body(unknown)
    assert abs(pair(known, SALARY)["median_r"]) < 0.3
    assert "the season taken out" in body(known)


def test_headcount_is_not_related_to_the_hires_and_leavers_that_make_it() -> None:
    pairs = {
        row["pair"] for row in derived(run(stable_relations, market(1)), "windowed_correlation")
    }
    assert pairs == {
        "monthly attrition and monthly hiring",
        "monthly attrition and the average salary",
        "monthly hiring and the average salary",
        "the average salary and the number of employees",
    }


def test_noise_is_hardly_ever_called_stable() -> None:
    found = sum(run(stable_relations, market(seed)).facts["count"] for seed in range(10))
    assert found == 0  # of 40 pairs


def test_without_a_stable_relation_the_strongest_is_named_as_such() -> None:
    outcome = run(stable_relations, market(4), min_r=1)
    assert outcome.facts["found"] is False
    assert "no stable relation, though the strongest here" in body(outcome)


def test_too_few_windows_are_too_little() -> None:
    outcome = run(stable_relations, tables(18))
    assert outcome.facts["enough"] is False
    assert outcome.sections == ()
    assert "3 windows of 12" in outcome.warnings[-1]
    assert run(stable_relations, tables(19)).facts["enough"] is True


def test_what_never_changes_has_no_relation() -> None:
    data = tables(48)
    data["salary_monthly"] = [{**row, "avg_salary_qar": 9000.0} for row in data["salary_monthly"]]
    pairs = {row["pair"] for row in derived(run(stable_relations, data), "windowed_correlation")}
    assert pairs == {"monthly attrition and monthly hiring"}
