"""Calls of intents become steps, under a mode; what can't be called is told in one sentence."""

from pathlib import Path
from typing import Any

import pytest

from policies.errors import InputError, PolicyError
from policies.load import LoadedPack
from policies.plan import Plan, plan
from tests import toy

INTENT = {"title": "Look", "words": ["look"], "agent": "look"}
POLICY = {"calls": "profile.calls", "mode": "profile.mode", "limits": {"max_parallel": 2}}
PROFILE = {"profile": {"risk": ["LOW", "HIGH"], "calls": "list", "mode": "string", "months": "int"}}


def pack(root: Path, intents: dict[str, Any] | None = None, **policy: Any) -> LoadedPack:
    named = intents or {f"ask.{letter}": INTENT for letter in "abc"}
    files = {"p": {**POLICY, **policy}, **{f"intents/{name}": one for name, one in named.items()}}
    return toy.load_toy(root, files, toy.agents("look", "sum_up"), **PROFILE)


def planned(loaded: LoadedPack, calls: list[Any], mode: str = "parallel", **more: Any) -> Plan:
    profile = {"risk": "LOW", "calls": calls, "mode": mode, "months": 24, **more}
    return plan(loaded, profile, {"request": {"size": 1}, "configured": {"model": False}}, "p")


def test_parallel_calls_come_in_waves_of_at_most_max_parallel(tmp_path: Path) -> None:
    plan_ = planned(pack(tmp_path), ["ask.a", "ask.b", "ask.c"])
    assert plan_.waves == (("ask_a", "ask_b"), ("ask_c",))


def test_sequential_calls_come_one_after_the_other_and_none_needs_another(tmp_path: Path) -> None:
    plan_ = planned(pack(tmp_path), ["ask.b", "ask.a"], "sequential")
    assert plan_.waves == (("ask_b",), ("ask_a",))
    assert plan_.max_parallel == 1
    assert [step.needs for step in plan_.steps] == [(), ()]


def test_a_single_call_is_one_step(tmp_path: Path) -> None:
    assert planned(pack(tmp_path), ["ask.c"], "single").waves == (("ask_c",),)


def test_an_alias_makes_one_intent_two_calls_and_needs_order_them(tmp_path: Path) -> None:
    calls = [
        {"intent": "ask.a", "as": "then", "needs": ["first"]},
        {"intent": "ask.a", "as": "first"},
    ]
    assert planned(pack(tmp_path), calls, "dag").waves == (("first",), ("then",))


def test_the_policy_s_own_steps_follow_the_calls(tmp_path: Path) -> None:
    loaded = pack(tmp_path, steps=[{"agent": "sum_up"}])
    assert [step.alias for step in planned(loaded, ["ask.a", "ask.b"]).steps] == [
        "ask_a",
        "ask_b",
        "sum_up",
    ]


def test_parameters_of_the_intent_are_tokens_or_values_and_a_call_s_own_win(tmp_path: Path) -> None:
    intent = {**INTENT, "params": {"months": "@profile.months", "top_n": 3, "of": "@[1, 2].size()"}}
    loaded = pack(tmp_path, {"ask.a": intent})
    (step,) = planned(loaded, [{"intent": "ask.a", "params": {"top_n": 5}}], "single").steps
    assert step.params == {"months": 24, "top_n": 5, "of": 2}


@pytest.mark.parametrize(
    ("calls", "mode", "said"),
    [
        (["ask.d"], "single", "There is no intent 'ask.d'. Did you mean 'ask."),
        ([{"intent": "ask.a", "agent": "sum_up"}], "single", "is answered by 'look', not by"),
        (["ask.a", "ask.a"], "parallel", "Two calls go by the name 'ask_a'"),
        ([{"intent": "ask.a", "needs": ["ask_a"]}], "dag", "needs itself"),
        ([{"intent": "ask.a", "needs": ["b"]}], "dag", "ask_a needs 'b'."),
        (["ask.a", "ask.b"], "single", "Mode single takes one call, and there are 2"),
        (["ask.a"], "parallel", "takes two calls or more"),
        (["ask.a"], "sequential", "takes two calls or more"),
        ([], "single", "Nothing is called"),
        (["ask.a"], "at once", "There is no mode 'at once'"),
        ([{"intent": "ask.a"}, {"intent": "ask.b", "needs": ["ask_a"]}], "parallel", "can't keep"),
        ([{"intent": "ask.a", "needs": ["ask_b"]}, "ask.b"], "sequential", "comes later"),
        ([{"intent": "ask.a", "parms": {}}], "single", "A call can't be read: parms"),
    ],
)
def test_what_can_not_be_called_is_told(
    tmp_path: Path, calls: list[Any], mode: str, said: str
) -> None:
    with pytest.raises(InputError) as error:
        planned(pack(tmp_path), calls, mode)
    assert said in str(error.value)


@pytest.mark.parametrize(
    ("intent", "said"),
    [
        ({"agent": "lok"}, "unknown agent 'lok'. Did you mean 'look'?"),
        ({"params": {"n": "@profile.month"}}, "unknown field 'month'"),
        ({"words": []}, "at least 1 item"),
        ({"wrods": ["x"]}, "unknown key 'wrods'. Did you mean 'words'?"),
        ({"prefetch": [{"as": "rows", "query": "q"}]}, "unknown query 'q'"),
        ({"prefetch": [{"as": "rows"}]}, "exactly one of source and query"),
        ({"prefetch": [{"as": "rows", "query": "q", "params": {"m": "@params.n"}}]}, "field 'n'"),
    ],
)
def test_an_intent_that_contradicts_itself_is_a_problem_with_its_file(
    tmp_path: Path, intent: dict[str, Any], said: str
) -> None:
    with pytest.raises(PolicyError) as error:
        pack(tmp_path, {"ask.a": {**INTENT, **intent}})
    problems = [str(problem) for problem in error.value.problems]
    assert any(said in each for each in problems), problems
    assert all("intents/ask.a.yaml:" in each for each in problems)
