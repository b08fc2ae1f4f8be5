"""The coordination layer from Python, in the few lines of its quick start."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from deployments.declared import ROOT
from flows.coordinate import (
    Call,
    Shop,
    aggregate,
    answer,
    execute,
    limits_for,
    open_shop,
    plan_calls,
    plan_request,
    prefetch,
)
from policies.errors import InputError
from tasks.outcome import Status, Verdict

PACK = "workforce"
FIGURES = ROOT / "deployments/samples/workforce/sources"
DAY = date(2025, 1, 31)


@pytest.fixture(scope="module")
def shop() -> Shop:
    return open_shop(PACK, FIGURES)


def calls() -> list[Call]:
    return [
        Call(intent="pattern.anomalies", params={"months": 12}),
        Call(intent="pattern.correlation", params={"months": 12}),
        Call(intent="strategy.talent_competition", params={"months": 12}),
    ]


def test_the_quick_start_works_in_its_few_lines(shop: Shop) -> None:
    planned = plan_calls(shop, calls(), complexity="medium", mode="parallel")
    fetched = prefetch(planned)
    results = execute(planned, fetched)
    report = aggregate(results)
    assert planned.plan.waves == (
        ("pattern_anomalies", "pattern_correlation"),
        ("strategy_talent_competition",),
    )
    assert report.verdict is Verdict.COMPLETED
    assert {section.title for section in report.sections} == {
        "Executive Summary",
        "Key Findings",
        "Evidence",
    }
    # three agents read one query, and one of them another: each was fetched once
    assert sorted(one.query for one in fetched.known.values()) == [
        "attrition_by_sector",
        "qatarization_by_sector",
    ]
    assert [step.prefetched for step in results.trace.steps] == [1, 2, 1]


@pytest.mark.parametrize(
    ("complexity", "limits"),
    [
        ("simple", (1, 25, 40, 1, True)),
        ("medium", (2, 30, 50, 1, False)),
        ("complex", (3, 30, 60, 1, False)),
        ("crisis", (5, 20, 45, 0, False)),
    ],
)
def test_the_policy_for_a_complexity_has_its_limits(
    shop: Shop, complexity: str, limits: tuple[Any, ...]
) -> None:
    given = limits_for(shop.crew.loaded, complexity)
    assert limits == (
        given.max_parallel,
        given.agent_timeout,
        given.total_timeout,
        given.retries,
        given.strict,
    )


def test_without_prefetch_agents_ask_on_demand_and_the_report_says_so(shop: Shop) -> None:
    planned = plan_calls(shop, calls(), mode="parallel")
    with_, without = (aggregate(execute(planned, f)) for f in (prefetch(planned), None))
    assert with_.sections == without.sections
    assert "nothing was prefetched: agents ask on demand." in without.warnings


def test_without_a_data_client_nothing_is_computed_and_each_agent_says_so() -> None:
    shop = open_shop(PACK)
    planned = plan_calls(shop, calls(), mode="parallel")
    report = aggregate(execute(planned, prefetch(planned)))
    assert report.sections == ()
    assert any("there is no data client" in warning for warning in report.warnings)
    assert any("attrition_by_sector is not there" in warning for warning in report.warnings)


def test_a_question_in_words_gives_the_merged_report(shop: Shop) -> None:
    report = answer(shop, "Which sectors stand out in attrition?", DAY)
    assert report.verification is not None
    assert report.verification["confidence"]["band"] == "GREEN"
    assert "32.84 %" in report.sections[0].body


def test_the_same_question_gives_the_same_report_and_another_day_only_other_freshness(
    shop: Shop,
) -> None:
    asked = "Is qatarization related to attrition, and which sectors stand out in attrition?"
    one, two = (answer(open_shop(PACK, FIGURES), asked, DAY) for _ in range(2))
    later = answer(shop, asked, date(2026, 11, 1))
    assert one == two
    assert later.sections == one.sections
    assert later.verification is not None
    assert {issue["code"] for issue in later.verification["issues"]} == {"STALE"}


def test_a_simple_question_whose_agent_fails_fails_the_run_and_a_medium_one_is_partial(
    shop: Shop,
) -> None:
    broken = [*calls()[:1], Call(intent="pattern.best_practices", params={"top_n": 77})]
    medium = execute(plan_calls(shop, broken, complexity="medium", mode="parallel"))
    assert medium.trace.verdict is Verdict.PARTIAL
    assert [step.status for step in medium.trace.steps] == [Status.COMPLETED, Status.FAILED]
    assert "top_n is 77. Give a whole number from 1 to 50." in medium.trace.steps[1].reason
    assert aggregate(medium).sections  # the rest of the report is there


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"intent": "pattern.anomaly"}, "There is no intent 'pattern.anomaly'. Did you mean"),
        ({"intent": "pattern.anomalies", "params": {"top_n": 3}}, "has no parameter 'top_n'"),
        ({"calls": [{"intent": "time.trend", "params": {"depth": 3}}]}, "no parameter 'depth'"),
        ({"calls": [{"intent": "time.trend", "agent": "forecast"}]}, "is answered by 'trend'"),
        ({"calls": [{"intent": "time.trend"}] * 2}, "Two calls go by the name 'time_trend'"),
        ({"calls": [{"intent": "time.trend"}], "mode": "sequential"}, "takes two calls or more"),
        ({"intent": "time.trend", "params": {"months": 13}}, "Valid choices: 12, 24, 36"),
        ({"intent": "time.trend", "params": {"start_year": 2024, "end_year": 2020}}, "is after"),
        ({"question": "why?", "intent": "time.trend"}, "exactly one of question, intent and"),
        ({"question": "   "}, "exactly one of question, intent and calls"),
        ({"question": "word " * 5000}, "at most 10,000"),
    ],
)
def test_what_can_not_be_asked_is_told_before_any_work(
    shop: Shop, asked: dict[str, Any], said: str
) -> None:
    with pytest.raises((InputError, ValueError)) as error:
        plan_request(shop, asked)
    assert said in str(error.value)


def test_a_user_s_query_file_is_enough_to_bring_real_figures(tmp_path: Path) -> None:
    figures = ROOT.parent / "shared/data/workforce/gcc_unemployment.csv"
    if not figures.exists():
        pytest.skip("the real figures are not on this machine")
    (tmp_path / figures.name).write_bytes(figures.read_bytes())
    (tmp_path / "queries").mkdir()
    example = ROOT / "deployments/samples/workforce/own_figures/queries/unemployment_gcc.yaml"
    (tmp_path / "queries" / example.name).write_bytes(example.read_bytes())
    shop = open_shop(PACK, tmp_path)
    report = aggregate(execute(plan_calls(shop, ["strategy.gcc_benchmark"])))
    assert report.verdict is Verdict.COMPLETED
    assert {one.dataset for one in report.citations} != set()
    assert "World Bank" in report.sections[0].body
    assert report.verification is not None
    found = {issue["code"] for issue in report.verification["issues"]}
    assert found <= {"STALE"}


def test_a_role_may_see_more_and_an_unknown_one_is_told() -> None:
    assert open_shop(PACK, FIGURES, "auditor").allowed == ("name",)
    with pytest.raises(InputError, match=r"has no role 'auditer'. Did you mean 'auditor'"):
        open_shop(PACK, FIGURES, "auditer")


def test_an_invented_number_of_an_agent_is_caught(shop: Shop) -> None:
    planned = plan_calls(shop, ["pattern.anomalies"])
    results = execute(planned, prefetch(planned))
    (step,) = results.trace.steps
    assert step.outcome
    first, *rest = step.outcome.sections
    forged = replace(first, body=first.body.replace("32.84", "38.24"))
    outcome = replace(step.outcome, sections=(forged, *rest))
    trace = replace(results.trace, steps=(replace(step, outcome=outcome),))
    report = aggregate(replace(results, trace=trace))
    assert report.verification is not None
    assert "CLAIM_NOT_FOUND" in {issue["code"] for issue in report.verification["issues"]}
    assert report.verification["confidence"]["band"] != "GREEN"
