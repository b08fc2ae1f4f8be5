"""Qatarization and attrition across sectors, against sums and ranks worked out by hand."""

from math import sqrt
from random import Random

import pytest

from tasks.workforce.correlation import correlation
from tests.tasks.workforce.given import body, derived, market, run, yearly

SHARES, LOSSES = "qatarization_by_sector", "attrition_by_sector"
QATARIS = {"Energy": 30.0, "Finance": 25.0, "ICT": 20.0, "Transport": 8.0, "Construction": 3.0}
LEAVING = {"Energy": 4.0, "Finance": 7.0, "ICT": 6.0, "Transport": 11.0, "Construction": 14.0}


def tables(shares: dict[str, float], losses: dict[str, float], year: int = 2024):
    return {
        SHARES: yearly("qatarization_percent", shares, year),
        LOSSES: yearly("attrition_percent", losses, year),
    }


def test_spearman_by_the_formula_of_squared_differences_of_ranks() -> None:
    # Ranks of qatarization 5 4 3 2 1, of attrition 1 3 2 4 5: squares 16 1 1 4 16 make 38,
    # and 1 - 6 × 38 / (5 × 24) is -0.9. Ten of the 120 orders are at least as extreme: two in
    # full order, and eight with one pair of neighbours exchanged.
    outcome = run(correlation, tables(QATARIS, LEAVING))
    assert outcome.facts["r"] == pytest.approx(-0.9)
    assert outcome.facts["p"] == pytest.approx(10 / 120)
    assert outcome.facts["n"] == 5
    assert outcome.facts["strong"] is True
    assert "higher qatarization have lower attrition" in body(outcome)


def test_a_strong_relation_that_may_be_chance_is_said_to_be() -> None:
    outcome = run(correlation, tables(QATARIS, LEAVING))
    assert "The relation of qatarization and attrition may be chance." in outcome.warnings


def test_pearson_by_its_sums() -> None:
    outcome = run(correlation, tables(QATARIS, LEAVING), method="pearson")
    xs, ys = [QATARIS[s] for s in QATARIS], [LEAVING[s] for s in QATARIS]
    mx, my = sum(xs) / 5, sum(ys) / 5
    top = sum((x - mx) * (y - my) for x, y in zip(xs, ys, strict=True))
    r = top / sqrt(sum((x - mx) ** 2 for x in xs) * sum((y - my) ** 2 for y in ys))
    assert outcome.facts["r"] == pytest.approx(r)
    assert "Pearson r" in body(outcome)


def test_a_weak_relation_is_told_as_none() -> None:
    losses = {"Energy": 9.0, "Finance": 4.0, "ICT": 14.0, "Transport": 6.0, "Construction": 8.0}
    outcome = run(correlation, tables(QATARIS, losses))
    assert abs(outcome.facts["r"]) < 0.5
    assert outcome.facts["strong"] is False
    assert "not strongly related" in body(outcome)


def test_a_sector_is_one_point_however_many_years_it_has() -> None:
    both = {q: [] for q in (SHARES, LOSSES)}
    for year in (2022, 2023, 2024):
        for query, rows in tables(QATARIS, LEAVING, year).items():
            both[query] += rows
    outcome = run(correlation, both)
    assert outcome.facts["n"] == 5
    assert outcome.facts["p"] == pytest.approx(10 / 120)
    assert {row["years"] for row in derived(outcome, "sector_means")} == {3}
    assert "means from 2022 to 2024" in body(outcome)


def test_means_are_of_the_years_that_know_both_values() -> None:
    data = tables(QATARIS, LEAVING)
    data[SHARES] += yearly("qatarization_percent", {"Energy": 90.0}, 2023)
    (energy,) = [
        row for row in derived(run(correlation, data), "sector_means") if row["sector"] == "Energy"
    ]
    assert energy == {
        "sector": "Energy",
        "qatarization_percent": 30.0,
        "attrition_percent": 4.0,
        "years": 1,
    }


@pytest.mark.parametrize("missing", [SHARES, LOSSES])
def test_without_one_of_the_two_nothing_is_computed(missing: str) -> None:
    data = tables(QATARIS, LEAVING)
    del data[missing]
    outcome = run(correlation, data)
    assert outcome.facts["enough"] is False
    assert outcome.sections == ()
    assert missing in outcome.warnings[0]


def test_four_sectors_are_too_few() -> None:
    four = {s: QATARIS[s] for s in list(QATARIS)[:4]}
    outcome = run(correlation, tables(four, LEAVING))
    assert outcome.facts["enough"] is False
    assert outcome.facts["n"] == 4
    assert "known of 4 sectors; a correlation needs 5" in outcome.warnings[0]
    assert run(correlation, tables(four, LEAVING), min_n=4).facts["enough"] is True


def test_too_few_sectors_asked_for_are_compared_among_all_which_is_said() -> None:
    outcome = run(correlation, tables(QATARIS, LEAVING), sectors=["ICT", "Energy"])
    assert outcome.facts["n"] == 5
    assert any("more than Energy, ICT: all are compared" in said for said in outcome.warnings)


def test_what_does_not_vary_has_the_correlation_zero_and_a_warning() -> None:
    outcome = run(correlation, tables(QATARIS, dict.fromkeys(QATARIS, 9.0)))
    assert outcome.facts["r"] == 0
    assert outcome.facts["strong"] is False
    assert "does not vary" in outcome.warnings[0]
    assert outcome.sections == ()


def test_an_added_constant_and_another_unit_change_no_correlation() -> None:
    for seed in range(20):
        data = {q: rows for q, rows in market(seed).items() if q in correlation.data}
        factor, offset = Random(seed).uniform(0.1, 2), Random(seed).uniform(0, 30)
        moved = {
            SHARES: data[SHARES],
            LOSSES: [
                {**row, "attrition_percent": factor * row["attrition_percent"] + offset}
                for row in data[LOSSES]
            ],
        }
        for method in ("spearman", "pearson"):
            found = run(correlation, data, method=method).facts["r"]
            assert run(correlation, moved, method=method).facts["r"] == pytest.approx(found)
