"""Two policies on the same cases."""

import json
from pathlib import Path

import pytest

from deployments.comparing import Case, Comparison, Side, compared, saved
from deployments.terminal_comparison import show_comparison

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "deployments" / "samples" / "reconciliation"
POLICIES = ("v1_sequential", "auto")


def side(action: str | None, ran: int = 1, ms: float = 1.0) -> Side:
    return Side("p", "completed", action, "why", tuple(f"a{n}" for n in range(ran)), 7, ms)


def test_v1_and_the_chosen_policies_decide_the_same_with_fewer_agents(coxswain):
    found = compared("reconciliation", SAMPLES / "breaks.jsonl", POLICIES)
    assert found.differing == found.undecided == ()
    one, other = found.agents
    assert one == 7 * len(found.cases) > other
    assert {case.sides[0].policy for case in found.cases} == {"v1_sequential"}
    assert len({case.sides[1].policy for case in found.cases}) > 5


def test_comparing_writes_nothing(coxswain, own_folders):
    said = coxswain(
        "compare", "reconciliation", "-i", SAMPLES / "break.json", "--policies", *POLICIES
    )
    assert (said.code, said.err) == (0, "")
    assert "The decisions agree on the one case" in said.out
    assert "7 of 7: ingest, enrich, match" in said.out
    assert not own_folders.exists()


def test_a_comparison_as_json_tells_each_case_and_the_savings(coxswain):
    words = ("-i", SAMPLES / "breaks.jsonl", "--policies", *POLICIES, "--json")
    found = coxswain("compare", "reconciliation", *words).json
    assert found["policies"] == list(POLICIES)
    assert found["agents_saved"] == round(1 - found["agents"][1] / found["agents"][0], 4)
    assert [case["agrees"] for case in found["cases"]] == [True] * len(found["cases"])


def test_cases_that_only_one_policy_decides_are_not_differing():
    both = Case("a", (side("X"), side("Y")))
    one = Case("b", (side("X"), side(None)))
    same = Case("c", (side("X"), side("X")))
    found = Comparison(("p", "q"), (both, one, same))
    assert found.differing == (both,)
    assert found.undecided == (one,)


def test_disagreements_are_listed_with_both_reasons(capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    cases = (Case("B-1", (side("X", 3), side("Y"))), Case("B-2", (side("X", 3), side("X", 3))))
    show_comparison(Comparison(("p", "q"), cases, rejected=2))
    said = capsys.readouterr()
    assert "The decisions agree on 1 of 2 cases." in said.out
    assert "Where they differ (1 of 1)" in said.out
    assert "X: why" in said.out
    assert "33%" in said.out
    assert "2 rows could not be read" in said.err


def test_more_agents_are_a_negative_saving():
    assert saved(4, 5) == -0.25
    assert saved(0, 5) == 0.0


def test_malformed_rows_are_no_cases(coxswain, tmp_path):
    first = (SAMPLES / "breaks.jsonl").read_text().splitlines()[0]
    path = tmp_path / "few.jsonl"
    path.write_text(first + "\n" + json.dumps({"break_id": "x"}) + "\n")
    found = compared("reconciliation", path, POLICIES)
    assert (len(found.cases), found.rejected) == (1, 1)


@pytest.mark.parametrize("policies", [("auto", "auto"), ("v1_sequential", "v1_sequential")])
def test_a_policy_compared_with_itself_agrees_with_itself(coxswain, policies):
    found = compared("reconciliation", SAMPLES / "break.json", policies)
    assert found.agents[0] == found.agents[1]
    assert found.cases[0].agrees
