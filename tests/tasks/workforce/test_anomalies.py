"""Sectors out of line, against z-scores worked out by hand."""

from statistics import mean, median, stdev

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tasks.workforce.anomalies import FALLBACK, anomalies
from tests.tasks.workforce.given import body, derived, run, yearly

QUERY, COLUMN = "attrition_by_sector", "attrition_percent"
LINE = {"Energy": 5.0, "Finance": 7.0, "ICT": 8.0, "Education": 9.0, "Transport": 11.0}


def rows(values: dict[str, float], year: int = 2024) -> list[dict[str, object]]:
    return yearly(COLUMN, values, year, cohort_size=100)


def test_the_sector_that_is_far_from_the_median_is_found_with_both_scores() -> None:
    values = {**LINE, "Hospitality": 33.0}
    # Median 8.5; deviations 3.5 1.5 0.5 0.5 2.5 24.5, so the MAD is 2: 0.6745 × 24.5 / 2.
    outcome = run(anomalies, {QUERY: rows(values)})
    assert outcome.facts["found"] is True
    assert outcome.facts["count"] == 1
    assert outcome.facts["top"] == "Hospitality"
    assert outcome.facts["robust_z"] == pytest.approx(0.6745 * 24.5 / 2)
    (row,) = [r for r in derived(outcome, "robust_z") if r["sector"] == "Hospitality"]
    # The 5 % quantiles of six values lie a quarter of the way in: 5.5 and 27.5.
    drawn = [5.5, 7, 8, 9, 11, 27.5]
    assert row["winsorised_z"] == pytest.approx((33 - mean(drawn)) / stdev(drawn))
    assert "33.00 % in 2024, against a median of 8.50 % of 6 sectors" in body(outcome)


def test_a_plain_z_score_would_have_missed_it() -> None:
    values = list({**LINE, "Hospitality": 33.0}.values())
    assert (33 - mean(values)) / stdev(values) < 2.5


def test_a_value_far_below_is_out_of_line_too() -> None:
    outcome = run(anomalies, {QUERY: rows({**{k: v + 50 for k, v in LINE.items()}, "Public": 1})})
    assert "far below" in body(outcome)
    assert outcome.facts["robust_z"] < -2.5


def test_without_anomaly_the_report_names_the_farthest_and_says_that_it_is_within() -> None:
    outcome = run(anomalies, {QUERY: rows(LINE)})
    assert outcome.facts["found"] is False
    assert outcome.facts["count"] == 0
    assert "No attrition is far from that of other sectors" in body(outcome)
    assert "within the threshold of 2.5" in body(outcome)


@settings(deadline=None)
@given(
    st.dictionaries(
        st.sampled_from("ABCDEFGHIJ"),
        st.floats(0, 60).map(lambda x: round(x, 2)),
        min_size=3,
    ),
    st.floats(0.2, 1.6),
)
def test_the_count_is_that_of_the_definition_and_knows_no_unit(
    values: dict[str, float], factor: float
) -> None:
    middle = median(values.values())
    deviations = [abs(v - middle) for v in values.values()]
    mad = median(deviations)
    scale = mad / 0.6745 if mad else 1.253314 * mean(deviations)
    scores = [abs(v - middle) / scale if scale else 0 for v in values.values()]
    if any(abs(score - 2.5) < 1e-6 for score in scores) or 0 < scale < 1e-6:
        return  # on the threshold: the last bits decide
    found = run(anomalies, {QUERY: rows(values)})
    assert found.facts["count"] == sum(score > 2.5 for score in scores)
    scaled = run(anomalies, {QUERY: rows({k: v * factor for k, v in values.items()})})
    assert scaled.facts["count"] == found.facts["count"]


def test_each_year_of_the_window_is_judged_by_itself() -> None:
    last = {**LINE, "Hospitality": 33.0}
    before = {**{k: 3 * v for k, v in LINE.items()}, "Hospitality": 33.0}
    data = {QUERY: [*rows(last), *rows(before, 2023), *rows(last, 2022)]}
    assert run(anomalies, data).facts["count"] == 1
    assert run(anomalies, data, months=24).facts["count"] == 1  # 33 is no outlier of 2023
    found = run(anomalies, data, months=36)
    assert found.facts["count"] == 2
    assert [r["year"] for r in derived(found, "robust_z")[:2]] == [2024, 2022]


def test_a_sector_asked_for_is_judged_among_all() -> None:
    data = {QUERY: rows({**LINE, "Hospitality": 33.0})}
    outcome = run(anomalies, data, sectors=["energy"])
    assert outcome.facts["found"] is False
    assert outcome.facts["top"] == "Energy"
    assert "of 6 sectors" in body(outcome)
    assert "Hospitality" not in body(outcome)


def test_the_threshold_is_a_parameter_and_stands_in_the_text() -> None:
    data = {QUERY: rows({**LINE, "Hospitality": 33.0})}
    outcome = run(anomalies, data, threshold=9)
    assert outcome.facts["found"] is False
    assert "threshold of 9" in body(outcome)


def test_two_sectors_or_equal_ones_have_no_outlier() -> None:
    two = run(anomalies, {QUERY: rows({"Energy": 1, "ICT": 90})})
    same = run(anomalies, {QUERY: rows(dict.fromkeys("ABCDE", 7.0))})
    for outcome in (two, same):
        assert outcome.facts["enough"] is False
        assert outcome.sections == ()
        assert "nothing to compare" in outcome.warnings[0]


def test_where_most_sectors_are_equal_the_stand_in_is_said() -> None:
    outcome = run(anomalies, {QUERY: rows({**dict.fromkeys("ABCDEF", 7.0), "G": 9.0})})
    assert outcome.facts["top"] == "G"
    assert FALLBACK in outcome.warnings
