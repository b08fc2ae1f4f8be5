"""Loading: every fault of a pack at once, with file, line, valid choices and remedy."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policies.errors import InputError, PolicyError
from policies.load import load, pack_names, read_pack
from tasks.agent import Agent
from tests.toy import agents, load_toy

KNOWN = agents("fetch", "rules", "decide")


def problems(root: Path, policy: Any, **declared: Any) -> list[str]:
    with pytest.raises(PolicyError) as caught:
        load_toy(root, {"p": policy}, KNOWN, **declared)
    return [str(problem) for problem in caught.value.problems]


def test_all_problems_of_all_files_are_told_together(tmp_path: Path) -> None:
    first = """\
when: profile.rsik == "LOW"
limits: {max_paralel: 3}
steps:
  - {agent: fetch}
"""
    second = """\
steps:
  - {agent: fetsh}
  - {agent: rules, needs: [fech]}
  - {agent: rules, exit_when: rules.okay, decide: STOPP}
"""
    with pytest.raises(PolicyError) as caught:
        load_toy(tmp_path, {"first": first, "second": second}, KNOWN, actions=["GO", "STOP"])
    assert str(caught.value).splitlines() == [
        "7 problems in the policies:",
        "  policies/toy/first.yaml:1 when: unknown field 'rsik' of 'profile.rsik' in"
        " 'profile.rsik == \"LOW\"'. Did you mean 'risk'? Valid choices: color, risk.",
        "  policies/toy/first.yaml:2 limits.max_paralel: unknown key 'max_paralel'."
        " Did you mean 'max_parallel'? Valid choices: agent_timeout, max_parallel, retries, strict,"
        " total_timeout.",
        "  policies/toy/second.yaml:2 steps[0].agent: unknown agent 'fetsh'."
        " Did you mean 'fetch'? Valid choices: decide, fetch, rules.",
        "  policies/toy/second.yaml:3 steps[1].needs[0]: no step is called 'fech'."
        " Did you mean 'fetsh'? Valid choices: fetsh.",
        "  policies/toy/second.yaml:4 steps[2]: the name 'rules' is taken by steps[1]."
        " Give one of them another `as`.",
        "  policies/toy/second.yaml:4 steps[2].decide: unknown action 'STOPP'."
        " Did you mean 'STOP'? Valid choices: GO, STOP.",
        "  policies/toy/second.yaml:4 steps[2].exit_when: unknown field 'okay' of 'rules.okay'"
        " in 'rules.okay'. Did you mean 'ok'? Valid choices: ok, parts, score, text.",
    ]


@pytest.mark.parametrize(
    ("policy", "said"),
    [
        ({"when": 'profile.rsik == "LOW"', "steps": [{"agent": "fetch"}]}, "unknown field 'rsik'"),
        ({"when": "profil.risk == 'LOW'", "steps": [{"agent": "fetch"}]}, "unknown name 'profil'"),
        ({"when": "profile.risk ==", "steps": [{"agent": "fetch"}]}, "is no CEL expression"),
        ({"when": "profile.risk > 3", "steps": [{"agent": "fetch"}]}, "different types"),
        ({"steps": [{"agent": "fetch", "when": "rules.ok"}]}, "unknown name 'rules'"),
        ({"steps": [{"agent": "fetch", "exit_when": "rules.ok"}]}, "unknown name 'rules'"),
        ({"steps": [{"agent": "fetch", "decide": "GO"}]}, "decide without exit_when"),
        ({"steps": []}, "a policy needs steps, or calls"),
        ({}, "a policy needs steps, or calls"),
        ({"mode": "single", "steps": [{"agent": "fetch"}, {"agent": "rules"}]}, "allows one step"),
        (
            {
                "mode": "parallel",
                "steps": [{"agent": "fetch"}, {"agent": "rules", "needs": ["fetch"]}],
            },
            "mode parallel allows no needs",
        ),
        (
            {"limits": {"agent_timeout": 30, "total_timeout": 10}, "steps": [{"agent": "fetch"}]},
            "total_timeout (10 s) is below agent_timeout (30 s)",
        ),
        (
            {"limits": {"max_parallel": 0}, "steps": [{"agent": "fetch"}]},
            "greater than or equal to 1",
        ),
        (
            {"prefetch": [{"as": "rates", "source": "fxs"}], "steps": [{"agent": "fetch"}]},
            "unknown source 'fxs'",
        ),
        ({"steps": [{"agent": "fetch", "coach": {"judge": "jugde"}}]}, "unknown agent 'jugde'"),
        (
            {
                "steps": [
                    {"agent": "fetch", "coach": {"judge": "fetch", "rounds": 2, "patience": 2}}
                ]
            },
            "patience (2) can't run out within 2 rounds",
        ),
        (
            {"steps": [{"agent": "fetch", "coach": {"judge": "fetch", "budget": {}}}]},
            "a budget needs dollars, or tokens, or both",
        ),
    ],
)
def test_each_contradiction_is_named(tmp_path: Path, policy: Any, said: str) -> None:
    assert any(said in problem for problem in problems(tmp_path, policy))


def test_a_judge_must_give_a_score(tmp_path: Path) -> None:
    mute = {**KNOWN, "mute": Agent("mute", len, "1", {"text": ""})}
    steps = [{"agent": "fetch", "coach": {"judge": "mute"}}]
    with pytest.raises(PolicyError, match="'mute' can't judge: its facts have no `score`"):
        load_toy(tmp_path, {"p": {"steps": steps}}, mute)


def test_a_cycle_is_shown_as_a_ring(tmp_path: Path) -> None:
    steps = [{"agent": "fetch", "needs": ["rules"]}, {"agent": "rules", "needs": ["fetch"]}]
    (said,) = problems(tmp_path, {"steps": steps})
    assert "the needs form a cycle: " in said
    assert said.count("fetch") + said.count("rules") >= 3


def test_a_key_that_stands_twice_is_told_with_both_lines(tmp_path: Path) -> None:
    (said,) = problems(tmp_path, "steps:\n  - {agent: fetch}\nsteps:\n  - {agent: rules}\n")
    assert said == "policies/toy/p.yaml:3 steps: stands twice; the first is in line 1."


def test_broken_yaml_names_its_line(tmp_path: Path) -> None:
    (said,) = problems(tmp_path, "steps:\n  - {agent: fetch\n")
    assert said.startswith("policies/toy/p.yaml:3: is no valid YAML")


@pytest.mark.parametrize("text", ["", "[]", "just words", "3"])
def test_a_file_that_is_no_mapping_says_so(tmp_path: Path, text: str) -> None:
    (said,) = problems(tmp_path, text)
    assert "must hold a mapping" in said


@given(st.binary(max_size=200))
@settings(max_examples=80, deadline=None)
def test_any_bytes_as_a_policy_give_problems_and_never_another_error(content: bytes) -> None:
    from tempfile import TemporaryDirectory

    with TemporaryDirectory() as name:
        root = Path(name)
        load_toy(root, {"q": {"steps": [{"agent": "fetch"}]}}, KNOWN)
        (root / "toy" / "p.yaml").write_bytes(content)
        with pytest.raises(PolicyError):
            load("toy", KNOWN, {}, root)


def test_a_policy_s_digest_is_of_what_it_says_not_of_its_layout(tmp_path: Path) -> None:
    texts = {
        "one": "steps:\n  - {agent: fetch}\n",
        "two": "# the same\nsteps:\n  - agent: fetch\n",
        "three": "steps:\n  - {agent: rules}\n",
    }
    policies = load_toy(tmp_path, texts, KNOWN).policies
    assert policies["one"].digest == policies["two"].digest != policies["three"].digest


def test_an_unknown_pack_is_answered_with_the_packs() -> None:
    with pytest.raises(InputError, match="Did you mean 'reconciliation'"):
        read_pack("reconcilation")
    assert "reconciliation" in pack_names()
