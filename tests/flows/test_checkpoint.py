"""Conditions that can't be evaluated while a run is under way: told, and never a crash."""

from pathlib import Path
from typing import Any

import pytest

from flows.verdict import checkpoint_faults
from tasks.agent import View
from tasks.outcome import Outcome, Status, Trace, Verdict
from tests.toy import agent, agents, load_toy, run_plan, settled

UNTELLABLE = {
    "look.parts[5] == 'x'": "index out of bounds",
    "1 / int(look.score) > 2": "division by zero",
    "int(look.score) % 0 > 2": "modulo by zero",
    "int(look.text) > 1": "parse error",
    "look.missing.further": "",
}


def run(root: Path, steps: list[dict[str, Any]]) -> tuple[Trace, tuple[str, ...]]:
    def look(_: View) -> Outcome:
        return Outcome(facts={"ok": True, "score": 0.0, "text": "none", "parts": ["x"]})

    shape = {"missing": {}, "parts": ["a", "b", "c", "d", "e", "f"], "score": 1.0, "text": "1"}
    known = {"look": agent("look", look, shape), **agents("then")}
    loaded = load_toy(root, {"p": {"steps": steps}}, known, actions=["GO"])
    plan = settled(loaded)
    trace = run_plan(loaded, known, plan)
    return trace, checkpoint_faults(plan, trace)


@pytest.mark.parametrize("source", UNTELLABLE)
def test_a_checkpoint_that_can_not_be_evaluated_ends_nothing_and_is_told(
    tmp_path: Path, source: str
) -> None:
    steps = [{"agent": "look", "exit_when": source, "decide": "GO"}, {"agent": "then"}]
    trace, told = run(tmp_path, steps)
    assert [step.status for step in trace.steps] == [Status.COMPLETED] * 2
    assert len(told) == 1
    assert told[0].startswith("checkpoint of look not evaluated: ")
    assert UNTELLABLE[source] in told[0]


@pytest.mark.parametrize("source", UNTELLABLE)
def test_a_when_that_can_not_be_evaluated_fails_its_step_and_says_why(
    tmp_path: Path, source: str
) -> None:
    steps = [{"agent": "look"}, {"agent": "then", "needs": ["look"], "when": source}]
    trace, _ = run(tmp_path, steps)
    assert (trace.steps[1].status, trace.verdict) == (Status.FAILED, Verdict.FAILED)
    assert "can't be evaluated" in trace.steps[1].reason
    assert UNTELLABLE[source] in trace.steps[1].reason


def test_an_each_that_is_no_list_fails_its_step_and_says_so(tmp_path: Path) -> None:
    steps = [{"agent": "look"}, {"agent": "then", "needs": ["look"], "each": "look.missing.more"}]
    trace, _ = run(tmp_path, steps)
    assert trace.steps[1].status is Status.FAILED
    assert "can't be evaluated" in trace.steps[1].reason
