"""The agents find in the sample data what its generator put there (`truth.yaml`)."""

import csv
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from tasks.workforce.anomalies import anomalies
from tasks.workforce.correlation import correlation
from tasks.workforce.gcc_benchmark import gcc_benchmark
from tasks.workforce.seasonal_effects import seasonal_effects
from tasks.workforce.stable_relations import stable_relations
from tasks.workforce.talent_competition import talent_competition
from tasks.workforce.vision2030 import PRIVATE, vision2030
from tests.tasks.workforce.given import derived, run

SAMPLE = Path(__file__).parents[3] / "deployments" / "samples" / "workforce"
TRUTH = yaml.safe_load((SAMPLE / "truth.yaml").read_text())


@cache
def table(query: str) -> tuple[dict[str, Any], ...]:
    with (SAMPLE / "sources" / f"{query}.csv").open() as lines:
        rows = csv.DictReader(lines, delimiter=";")
        return tuple({column: value(cell) for column, cell in row.items()} for row in rows)


def value(cell: str) -> str | int | float:
    for kind in (int, float):
        try:
            return kind(cell)
        except ValueError:
            continue
    return cell


def asked(agent: Any, **params: Any) -> Any:
    return run(agent, {query: table(query) for query in agent.data}, **params)


def test_the_anomaly_that_was_put_in_is_the_first_one_found() -> None:
    put, found = TRUTH["anomaly"], asked(anomalies)
    assert found.facts["top"] == put["sector"]
    assert found.facts["year"] == put["year"]
    assert found.facts["value"] == put["attrition_percent"]
    assert derived(found, "robust_z")[0]["median_percent"] == pytest.approx(
        put["median_percent"], abs=0.01
    )
    assert asked(talent_competition).facts["top"] == put["sector"]


def test_the_correlation_is_that_of_the_generator() -> None:
    put, found = TRUTH["correlation"], asked(correlation, months=12)
    assert found.facts["r"] == pytest.approx(put["spearman"], abs=1e-4)
    assert found.facts["strong"] is True
    assert (found.facts["r"] < 0) == (put["sign"] == "negative")


def test_the_season_peaks_where_the_generator_put_it() -> None:
    put, found = TRUTH["seasonality"], asked(seasonal_effects)
    peak = max(derived(found, "seasons"), key=lambda row: row["lift_percent"])
    months = ["June", "July", "August"]
    assert peak["month"] in months
    assert months.index(peak["month"]) + 6 == pytest.approx(put["leavers_put_in_peak_month"], abs=1)
    assert found.facts["found"] is True
    assert found.facts["p"] < 0.001


def test_gaps_and_risks_of_2030_are_those_of_the_generator() -> None:
    rows = {row["sector"]: row for row in derived(asked(vision2030), "vision_gap")}
    assert set(rows) - {PRIVATE} == set(TRUTH["vision_2030"])
    for sector, put in TRUTH["vision_2030"].items():
        assert rows[sector]["gap_points"] == pytest.approx(put["gap_points"], abs=0.006)
        needed = rows[sector]["required_a_year_points"]
        assert needed == pytest.approx(put["points_a_year"], abs=0.006)
        assert rows[sector]["risk"] == put["risk"]


def test_the_gulf_states_stand_in_the_order_of_the_generator() -> None:
    rows = derived(asked(gcc_benchmark), "unemployment_rank")
    assert [row["country"] for row in rows] == TRUTH["gcc"]["lowest_first"]
    assert {row["year"] for row in rows} == {TRUTH["gcc"]["year"]}
    assert rows[0]["mean_percent"] == pytest.approx(TRUTH["gcc"]["mean_percent"], abs=1e-3)


def test_the_relation_that_was_put_in_is_the_most_stable_one() -> None:
    put, found = TRUTH["stable_relation"], asked(stable_relations)
    assert set(put["of"]) == {"leavers", "hires"}
    assert found.facts["top"] == "monthly attrition and monthly hiring"
    assert found.facts["found"] is True
    assert found.facts["median_r"] > 0
