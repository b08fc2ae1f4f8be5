"""Planning: the policy that takes a profile, its steps in order, and what was left out."""

from pathlib import Path
from typing import Any

import pytest

from policies.coverage import combinations
from policies.coverage import problems as coverage_problems
from policies.errors import InputError, PolicyError
from policies.plan import choose, plan
from tests.toy import agents, load_toy, settled

KNOWN = agents("a", "b", "c", "d")


def needs(root: Path, policy: dict[str, Any]) -> dict[str, tuple[str, ...]]:
    return {s.alias: s.needs for s in settled(load_toy(root, {"p": policy}, KNOWN)).steps}


def test_the_policy_whose_condition_holds_is_chosen_and_says_why(tmp_path: Path) -> None:
    policies = {
        "low": {"when": 'profile.risk == "LOW"', "steps": [{"agent": "a"}]},
        "high": {"when": 'profile.risk == "HIGH"', "steps": [{"agent": "b"}]},
        "by_name": {"steps": [{"agent": "c"}]},
    }
    loaded = load_toy(tmp_path, policies, KNOWN)
    policy, why = choose(loaded, {"risk": "HIGH", "color": "RED"})
    assert (policy.name, why) == ("high", 'profile.risk == "HIGH" (profile.risk = HIGH)')
    assert plan(loaded, {"risk": "LOW"}, policy="by_name").why == "asked for by name"
    with pytest.raises(InputError, match="Did you mean 'by_name'"):
        plan(loaded, {"risk": "LOW"}, policy="byname")


def test_two_policies_for_one_profile_are_an_error(tmp_path: Path) -> None:
    policies = {
        "low": {"when": 'profile.risk == "LOW"', "steps": [{"agent": "a"}]},
        "any": {"when": "true", "steps": [{"agent": "b"}]},
    }
    loaded = load_toy(tmp_path, policies, KNOWN)
    with pytest.raises(PolicyError, match="any, low takes"):
        choose(loaded, {"risk": "LOW"})


def test_sequential_is_sugar_for_needs(tmp_path: Path) -> None:
    policy = {"mode": "sequential", "steps": [{"agent": n} for n in "abc"]}
    assert needs(tmp_path, policy) == {"a": (), "b": ("a",), "c": ("b",)}


def test_plan_order_is_needs_first_and_otherwise_as_written(tmp_path: Path) -> None:
    steps = [{"agent": "d", "needs": ["b"]}, {"agent": "c"}, {"agent": "b"}, {"agent": "a"}]
    assert list(needs(tmp_path, {"steps": steps})) == ["c", "b", "d", "a"]


def test_a_step_left_out_hands_its_needs_on(tmp_path: Path) -> None:
    steps = [
        {"agent": "a"},
        {"agent": "b", "needs": ["a"], "when": 'profile.risk == "HIGH"'},
        {"agent": "c", "needs": ["b"]},
    ]
    loaded = load_toy(tmp_path, {"p": {"steps": steps}}, KNOWN)
    low, high = settled(loaded), settled(loaded, risk="HIGH")
    assert {s.alias: s.needs for s in low.steps} == {"a": (), "c": ("a",)}
    assert [(left.alias, left.reason) for left in low.left_out] == [
        ("b", 'not needed: profile.risk == "HIGH" (profile.risk = LOW) is false')
    ]
    assert high.waves == (("a",), ("b",), ("c",))


def test_coverage_names_gaps_overlaps_and_forbidden_decisions(tmp_path: Path) -> None:
    exits = [{"agent": "a", "exit_when": "a.ok", "decide": "AUTO"}]
    policies = {
        "one": {"when": 'profile.risk == "LOW"', "steps": exits},
        "two": {"when": 'profile.color == "RED"', "steps": [{"agent": "a"}]},
    }
    guards = {"AUTO": 'profile.color == "RED"'}
    loaded = load_toy(tmp_path, policies, KNOWN, actions=["AUTO"], guards=guards)
    said = [problem.message for problem in coverage_problems(loaded)]
    assert len(list(combinations(loaded))) == 4
    assert "color RED, risk LOW is taken by one, two." in [_sorted(m) for m in said]
    assert "color BLUE, risk HIGH is taken by no policy." in [_sorted(m) for m in said]
    assert any("decides AUTO for" in message and "forbids" in message for message in said)


def _sorted(message: str) -> str:
    fields, _, rest = message.partition(" is taken")
    return ", ".join(sorted(fields.split(", "))) + " is taken" + rest
