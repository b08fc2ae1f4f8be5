"""The workforce pack as a whole: every intent answers, every number of every policy is kept."""

import asyncio
import threading
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from blocks.ledger import open_ledger
from deployments.declared import ROOT
from flows.compose import in_process
from flows.coordinate import (
    Call,
    Planned,
    Shop,
    aggregate,
    execute,
    open_shop,
    plan_calls,
    plan_request,
    prefetch,
)
from flows.run import Request, World, run
from policies.errors import RunFailedError, TransientError
from tasks.agent import View
from tasks.outcome import Outcome, Report, Status, Verdict
from tasks.packs import crew

FIGURES = ROOT / "deployments/samples/workforce/sources"
INTENTS = sorted(crew("workforce").loaded.intents)
POLICIES = ("simple", "medium", "complex", "crisis")


@pytest.fixture(scope="module")
def shop() -> Shop:
    return open_shop("workforce", FIGURES)


def asked(shop: Shop, **request: Any) -> Report:
    planned = plan_request(shop, {"as_of": "2025-01-31", **request})
    return aggregate(execute(planned, prefetch(planned)))


def test_there_are_nineteen_intents_and_each_agent_answers_one() -> None:
    known = crew("workforce")
    assert len(INTENTS) == 19
    answering = [intent.agent for intent in known.loaded.intents.values()]
    assert sorted(answering) == sorted(set(known.agents) - {"clarify"})


@pytest.mark.parametrize("intent", INTENTS)
def test_every_intent_gives_findings_whose_every_number_is_verified(
    shop: Shop, intent: str
) -> None:
    report = asked(shop, intent=intent)
    assert report.verdict is Verdict.COMPLETED
    assert report.sections[0].title == "Executive Summary"
    assert report.verification is not None
    assert report.verification["issues"] == []
    counts = report.verification["counts"]
    assert counts["verified"] == counts["numbers"] > 0
    assert report.citations


@pytest.mark.parametrize("intent", INTENTS)
def test_every_intent_without_data_says_so_and_invents_nothing(intent: str) -> None:
    report = asked(open_shop("workforce"), intent=intent)
    assert report.sections == ()
    assert any("there is no data client" in warning for warning in report.warnings)


def test_the_number_of_agents_side_by_side_is_that_of_the_policy(shop: Shop) -> None:
    for name in POLICIES:
        busy = _Busy()
        planned = _planned(shop, name, 6, busy.work)
        execute(planned, None)
        assert busy.most == planned.plan.limits.max_parallel, name


def test_transient_errors_are_retried_as_often_as_the_policy_says(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tasks.call.FIRST_DELAY", 0.001)
    monkeypatch.setattr("tasks.call.JITTER", 0.0)

    def fails(_: View) -> Outcome:
        raise TransientError("the source is busy")

    attempts = {
        name: execute(_planned(shop, name, 1, fails), None).trace.steps[0].attempts
        for name in POLICIES
    }
    assert attempts == {"simple": 2, "medium": 2, "complex": 2, "crisis": 1}


def test_only_the_policy_for_simple_questions_is_strict(shop: Shop, tmp_path: Any) -> None:
    def fails(_: View) -> Outcome:
        raise ValueError("no")

    ended = {}
    for name in POLICIES:
        planned = _planned(shop, name, 1, fails)
        world = World(open_ledger(), tmp_path / name, in_process)
        try:
            ran = asyncio.run(run(Request(name, planned.given, planned.shop), world))
            ended[name] = str(ran.trace.verdict)
        except RunFailedError as error:
            ended[name] = "raised" if "strict" in str(error) else str(error)
    assert ended.pop("simple") == "raised"
    assert set(ended.values()) == {"failed"}


def test_the_total_time_leaves_placeholders_for_what_did_not_run(shop: Shop) -> None:
    def slow(_: View) -> Outcome:
        time.sleep(0.3)
        return Outcome()

    planned = _planned(shop, "medium", 4, slow)
    limits = planned.plan.limits.model_copy(update={"total_timeout": 0.2, "agent_timeout": 0.2})
    policy = planned.plan.policy
    short = replace(policy, policy=policy.policy.model_copy(update={"limits": limits}))
    trace = execute(replace(planned, plan=replace(planned.plan, policy=short)), None).trace
    assert len(trace.steps) == 4
    assert {step.status for step in trace.steps} <= {Status.FAILED, Status.SKIPPED}
    assert all("timeout" in step.reason or "longer than" in step.reason for step in trace.steps)


class _Busy:
    """Counts how many agents work at one time."""

    def __init__(self) -> None:
        self.now = self.most = 0
        self.lock = threading.Lock()

    def work(self, _: View) -> Outcome:
        with self.lock:
            self.now += 1
            self.most = max(self.most, self.now)
        time.sleep(0.05)
        with self.lock:
            self.now -= 1
        return Outcome()


def _planned(shop: Shop, policy: str, count: int, work: Any) -> Planned:
    """Calls under a policy, answered by `work`, which reads nothing."""
    agents = {name: replace(one, run=work, data=()) for name, one in shop.crew.agents.items()}
    made = replace(shop, crew=replace(shop.crew, agents=agents), client=None)
    calls = [Call(intent=intent) for intent in INTENTS[:count]]
    return plan_calls(made, calls, complexity=policy, mode="parallel" if count > 1 else "single")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "unemployment_gcc.csv"),
        (b"country;year\nQatar;2024\n", "unemployment_percent"),
        (b"country;year;unemployment_percent\nQatar;2024;n/a\n", "n/a"),
        ("country;year;unemployment_percent\nQat\xe4r;2024;1\n".encode("latin-1"), "UTF-8"),
        (b"", "empty"),
    ],
    ids=["missing", "another schema", "no number", "another encoding", "empty"],
)
def test_a_source_that_can_not_be_read_is_told_and_the_rest_of_the_report_is_intact(
    tmp_path: Path, content: bytes | None, said: str
) -> None:
    for path in FIGURES.glob("*.csv"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    broken = tmp_path / "unemployment_gcc.csv"
    broken.unlink() if content is None else broken.write_bytes(content)
    calls = [{"intent": "strategy.gcc_benchmark"}, {"intent": "pattern.anomalies"}]
    report = asked(open_shop("workforce", tmp_path), calls=calls, complexity="MEDIUM")
    assert report.verdict is Verdict.PARTIAL
    states = {alias: status for alias, status, _ in report.steps}
    assert states == {"strategy_gcc_benchmark": "failed", "pattern_anomalies": "completed"}
    told = [warning for warning in report.warnings if "strategy_gcc_benchmark failed" in warning]
    assert said.casefold() in told[0].casefold()
    alone = asked(open_shop("workforce", FIGURES), intent="pattern.anomalies")
    assert report.sections == alone.sections


def test_small_cohorts_are_never_shown(shop: Shop) -> None:
    assert shop.client
    answer = shop.client.run("attrition_by_sector_and_education")
    assert min(row["cohort_size"] for row in answer.rows) >= 15
    assert any("about fewer than 15 people" in warning for warning in answer.warnings)
