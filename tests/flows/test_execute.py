"""The scheduling loop with plain functions as agents: no Prefect, no server."""

import threading
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from policies.errors import TransientError
from tasks.agent import Agent, View
from tasks.outcome import Outcome, Status, Trace, Verdict
from tests.toy import agent, agents, decides, load_toy, run_plan, settled


def run(root: Path, known: dict[str, Agent], policy: dict[str, Any], **declared: Any) -> Trace:
    loaded = load_toy(root, {"p": policy}, known, **declared)
    return run_plan(loaded, known, settled(loaded))


def statuses(trace: Trace) -> dict[str, str]:
    return {step.alias: str(step.status) for step in trace.steps}


def reason(trace: Trace, alias: str) -> str:
    return next(step.reason for step in trace.steps if step.alias == alias)


@st.composite
def graphs(draw: st.DrawFn) -> list[dict[str, Any]]:
    names = [f"s{n}" for n in range(draw(st.integers(1, 7)))]
    return [
        {
            "agent": name,
            "needs": draw(st.lists(st.sampled_from(names[:n]), unique=True)) if n else [],
        }
        for n, name in enumerate(names)
    ]


@given(graphs(), st.integers(1, 4), st.sets(st.integers(0, 6)))
@settings(max_examples=60, deadline=None)
def test_no_step_runs_before_its_needs_and_every_planned_step_is_accounted_for(
    steps: list[dict[str, Any]], width: int, failing: set[int]
) -> None:
    order: list[str] = []

    def answer(name: str, fails: bool) -> Any:
        def run(view: View) -> Outcome:
            order.append(name)
            if fails:
                raise ValueError("no")
            return Outcome(facts={"seen": sorted(view.needs)})

        return run

    known = {
        s["agent"]: agent(s["agent"], answer(s["agent"], n in failing)) for n, s in enumerate(steps)
    }
    with TemporaryDirectory() as root:
        trace = run(
            Path(root), known, {"limits": {"max_parallel": width, "retries": 0}, "steps": steps}
        )
    ran, failed, skipped = (trace.of(s) for s in (Status.COMPLETED, Status.FAILED, Status.SKIPPED))
    assert len(ran) + len(failed) + len(skipped) == len(steps) == len(trace.steps)
    for step in steps:
        for need in step["needs"]:
            if step["agent"] in order:
                assert order.index(need) < order.index(step["agent"])
    assert {s.alias for s in (*ran, *failed)} == set(order)
    for step in ran:
        assert step.outcome is not None
        needs = next(s["needs"] for s in steps if s["agent"] == step.alias)
        assert step.outcome.facts["seen"] == sorted(needs)


@given(st.lists(st.integers(0, 6), min_size=4, max_size=4))
@settings(max_examples=25, deadline=None)
def test_an_early_exit_leaves_the_same_trace_whoever_is_faster(delays: list[int]) -> None:
    def slow(ms: int, **facts: Any) -> Any:
        def run(_: View) -> Outcome:
            time.sleep(ms / 1000)
            return Outcome(facts=facts)

        return run

    known = {
        "a": agent("a", slow(delays[0], ok=False)),
        "b": agent("b", slow(delays[1], ok=True)),
        "c": agent("c", slow(delays[2], ok=True)),
        "d": agent("d", slow(delays[3], ok=True)),
    }
    steps = [
        {"agent": "a", "exit_when": "a.ok", "decide": "STOP"},
        {"agent": "b", "exit_when": "b.ok && a.ok == false", "decide": "GO"},
        {"agent": "c", "exit_when": "c.ok", "decide": "STOP"},
        {"agent": "d"},
    ]
    with TemporaryDirectory() as root:
        policy = {"limits": {"max_parallel": 4}, "steps": steps}
        trace = run(Path(root), known, policy, actions=["GO", "STOP"])
    assert trace.decision is not None
    assert (trace.decision.action, trace.decided_by) == ("GO", "b")
    assert statuses(trace) == {"a": "completed", "b": "completed", "c": "skipped", "d": "skipped"}
    said = {s.reason for s in trace.of(Status.SKIPPED)}
    assert said == {"b decided GO: b.ok && a.ok == false"}


def test_an_exit_cancels_running_siblings_at_once(tmp_path: Path) -> None:
    known = {
        "quick": agent("quick"),
        "slow": agent("slow", lambda _: time.sleep(5) or Outcome()),
    }
    steps = [{"agent": "quick", "exit_when": "quick.ok", "decide": "GO"}, {"agent": "slow"}]
    began = time.monotonic()
    trace = run(tmp_path, known, {"steps": steps}, actions=["GO"])
    assert time.monotonic() - began < 2.5
    assert statuses(trace) == {"quick": "completed", "slow": "skipped"}
    assert trace.verdict is Verdict.COMPLETED


def test_what_needs_a_failed_step_is_skipped_and_says_so(tmp_path: Path) -> None:
    known = {"a": agent("a", lambda _: 1 / 0), **agents("b", "c")}
    steps = [{"agent": "a"}, {"agent": "b", "needs": ["a"]}, {"agent": "c", "needs": ["b"]}]
    trace = run(tmp_path, known, {"steps": steps})
    assert statuses(trace) == {"a": "failed", "b": "skipped", "c": "skipped"}
    assert reason(trace, "a") == "ZeroDivisionError: division by zero"
    assert reason(trace, "b") == "needs a, which failed"
    assert reason(trace, "c") == "needs b, which was skipped"
    assert trace.verdict is Verdict.FAILED


def test_a_failed_optional_step_makes_the_run_partial(tmp_path: Path) -> None:
    known = {"a": agent("a", lambda _: 1 / 0), **agents("b")}
    trace = run(tmp_path, known, {"steps": [{"agent": "a", "required": False}, {"agent": "b"}]})
    assert trace.verdict is Verdict.PARTIAL
    assert trace.reason == "a (optional): ZeroDivisionError: division by zero"


def test_a_step_skipped_by_its_own_condition_lets_the_others_go_on(tmp_path: Path) -> None:
    known = agents("a", "b", "c")
    steps = [
        {"agent": "a"},
        {"agent": "b", "needs": ["a"], "when": "a.ok == false"},
        {"agent": "c", "needs": ["b"]},
    ]
    trace = run(tmp_path, known, {"steps": steps})
    assert statuses(trace) == {"a": "completed", "b": "skipped", "c": "completed"}
    assert reason(trace, "b") == "not needed: a.ok == false is false"
    assert trace.verdict is Verdict.COMPLETED


def test_a_blocking_agent_ends_at_its_timeout(tmp_path: Path) -> None:
    known = {"a": agent("a", lambda _: time.sleep(5) or Outcome())}
    began = time.monotonic()
    trace = run(tmp_path, known, {"limits": {"agent_timeout": 0.1}, "steps": [{"agent": "a"}]})
    assert time.monotonic() - began < 2
    assert reason(trace, "a") == "took longer than 0.1 s"
    assert trace.steps[0].attempts == 1


def test_the_total_timeout_leaves_placeholders_for_every_step(tmp_path: Path) -> None:
    known = {"a": agent("a", lambda _: time.sleep(5) or Outcome()), **agents("b")}
    limits = {"agent_timeout": 0.2, "total_timeout": 0.2, "max_parallel": 1}
    policy = {"limits": limits, "steps": [{"agent": "a"}, {"agent": "b", "needs": ["a"]}]}
    trace = run(tmp_path, known, policy)
    assert [s.alias for s in trace.steps] == ["a", "b"]
    assert statuses(trace) == {"a": "failed", "b": "skipped"}
    assert trace.verdict is Verdict.FAILED


def test_max_parallel_bounds_the_calls_that_run_side_by_side(tmp_path: Path) -> None:
    lock, now, most = threading.Lock(), [0], [0]

    def busy(_: View) -> Outcome:
        with lock:
            now[0] += 1
            most[0] = max(most[0], now[0])
        time.sleep(0.03)
        with lock:
            now[0] -= 1
        return Outcome()

    known = {f"a{n}": agent(f"a{n}", busy) for n in range(6)}
    run(tmp_path, known, {"limits": {"max_parallel": 2}, "steps": [{"agent": n} for n in known]})
    assert most[0] == 2


def test_only_transient_errors_are_tried_again(tmp_path: Path) -> None:
    tries = {"flaky": 0, "wrong": 0}

    def flaky(_: View) -> Outcome:
        tries["flaky"] += 1
        if tries["flaky"] == 1:
            raise TransientError("busy")
        return Outcome()

    def wrong(_: View) -> Outcome:
        tries["wrong"] += 1
        raise ValueError("never right")

    known = {"flaky": agent("flaky", flaky), "wrong": agent("wrong", wrong)}
    policy = {"limits": {"retries": 2}, "steps": [{"agent": "flaky"}, {"agent": "wrong"}]}
    trace = run(tmp_path, known, policy)
    assert tries == {"flaky": 2, "wrong": 1}
    assert {s.alias: s.attempts for s in trace.steps} == {"flaky": 2, "wrong": 1}


def test_each_calls_the_agent_once_for_every_element(tmp_path: Path) -> None:
    known = {
        "list": agent("list", lambda _: Outcome(facts={"parts": ["x", "y", "z"]})),
        "one": agent("one", lambda view: Outcome(facts={"text": view.item.upper()})),
    }
    steps = [{"agent": "list"}, {"agent": "one", "needs": ["list"], "each": "list.parts"}]
    trace = run(tmp_path, known, {"steps": steps})
    outcome = trace.steps[1].outcome
    assert outcome is not None
    assert outcome.facts == {"count": 3, "items": [{"text": "X"}, {"text": "Y"}, {"text": "Z"}]}


def test_a_coached_step_keeps_its_best_round(tmp_path: Path) -> None:
    scores = [0.5, 0.8, 0.7]
    told: list[Any] = []

    def attempt(view: View) -> Outcome:
        told.append(view.feedback)
        return Outcome(facts={"text": f"round {len(view.feedback)}"})

    def judge(view: View) -> Outcome:
        number = int(view.needs["draft"]["text"].split()[1])
        return Outcome(facts={"score": scores[number], "feedback": f"only {scores[number]}"})

    known = {
        "writer": agent("writer", attempt),
        "judge": agent("judge", judge),
    }
    coach = {"judge": "judge", "target": 0.95, "rounds": 3}
    trace = run(tmp_path, known, {"steps": [{"agent": "writer", "as": "draft", "coach": coach}]})
    outcome = trace.steps[0].outcome
    assert outcome is not None
    assert outcome.facts["text"] == "round 1"
    coaching = outcome.facts["coaching"]
    assert (coaching["score"], coaching["rounds"], coaching["scores"]) == (0.8, 3, scores)
    said = [[entry["feedback"] for entry in history] for history in told]
    assert said == [[], ["only 0.5"], ["only 0.5", "only 0.8"]]


def test_a_decision_that_a_guard_forbids_fails_the_run(tmp_path: Path) -> None:
    known = {"a": agent("a", decides("AUTO"))}
    declared = {"actions": ["AUTO", "REVIEW"], "guards": {"AUTO": 'profile.risk == "HIGH"'}}
    trace = run(tmp_path, known, {"steps": [{"agent": "a"}]}, **declared)
    assert trace.verdict is Verdict.FAILED
    assert trace.decision is None
    assert trace.reason == 'AUTO is forbidden here: it needs profile.risk == "HIGH"'


def test_a_pack_with_actions_never_ends_undecided(tmp_path: Path) -> None:
    trace = run(tmp_path, agents("a"), {"steps": [{"agent": "a"}]}, actions=["GO"])
    assert (trace.verdict, trace.reason) == (Verdict.FAILED, "no step decided")
