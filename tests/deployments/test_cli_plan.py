"""What is declared and what would run, as the terminal shows it."""

import json
from pathlib import Path

import pytest

from deployments import checks
from deployments.terminal_declared import taken_by
from deployments.terminal_plans import drawn
from policies.coverage import Combination
from policies.load import pack_names
from tasks.packs import crew

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "deployments" / "samples" / "reconciliation"


def rows(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text().splitlines()]


def test_the_plan_of_one_break_says_policy_why_and_order(coxswain):
    out = coxswain("plan", "reconciliation", "--input", SAMPLES / "break.json").out
    assert out.startswith("BRK-S-000001 by reconciliation.trade-low")
    assert 'profile.break_type == "TRADE_OMS_MISMATCH"' in out
    assert "ingest + enrich → rules → decide + pattern → workflow" in out
    assert "2 side by side, 30 s an attempt, 120 s in all, 1 retry" in out


def test_a_plan_as_json_holds_waves_steps_and_what_is_left_out(coxswain):
    path = SAMPLES / "break.json"
    (one,) = coxswain("plan", "reconciliation", "--input", path, "--json").json
    assert (one["item"], one["policy"]) == ("BRK-S-000001", "trade-low")
    planned = [alias for wave in one["waves"] for alias in wave]
    assert sorted(planned) == sorted(step["as"] or step["agent"] for step in one["steps"])
    assert one["profile"]["risk_tier"] == "LOW"
    assert {"step", "agent", "reason"} >= {key for gone in one["left_out"] for key in gone}


def test_the_plans_of_many_breaks_are_counted_by_policy(coxswain):
    path = SAMPLES / "breaks.jsonl"
    out = coxswain("plan", "reconciliation", "--input", path).out
    assert out.startswith(f"{len(rows(path))} items")
    listed = coxswain("plan", "reconciliation", "--input", path, "--json").json
    assert [plan["item"] for plan in listed] == [row["break_id"] for row in rows(path)]


def test_a_policy_asked_for_by_name_is_planned(coxswain):
    path = SAMPLES / "break.json"
    words = ("plan", "reconciliation", "-i", path, "--policy", "v1_sequential", "--json")
    (one,) = coxswain(*words).json
    assert one["why"] == "asked for by name"
    assert all(len(wave) == 1 for wave in one["waves"])


def test_rows_that_can_not_be_read_are_told_beside_the_plans(coxswain, tmp_path):
    good = (SAMPLES / "breaks.jsonl").read_text().splitlines()[:2]
    path = tmp_path / "few.jsonl"
    path.write_text("\n".join([good[0], '{"break_id": "x"}', good[1]]))
    said = coxswain("plan", "reconciliation", "--input", path, "--json")
    assert len(said.json) == 2
    assert "few.jsonl line 2: break_type is missing" in said.err
    assert "1 row can't be read" in said.err


@pytest.mark.parametrize("width", ["60", "80", "120"])
@pytest.mark.parametrize("words", [("packs", "reconciliation"), ("plan", "reconciliation", "-i")])
def test_nothing_is_wider_than_the_terminal_and_no_name_is_broken(
    coxswain, monkeypatch, words, width
):
    given = [*words, SAMPLES / "breaks.jsonl"] if words[0] == "plan" else words
    monkeypatch.setenv("COLUMNS", width)
    out = coxswain(*given).out
    assert max(map(len, out.splitlines())) <= int(width)
    assert "\x1b" not in out
    for name in ("trade-critical", "regulatory-high", "default-high"):
        assert name in out


def test_a_pack_in_detail_shows_each_policy_with_what_it_takes(coxswain):
    out = coxswain("packs", "reconciliation").out
    loaded = crew("reconciliation")
    for name in (*loaded.loaded.policies, *loaded.agents):
        assert f"\n{name} " in out
    assert "CASH_RECONCILIATION × LOW" in out
    assert "by its name only" in out


def test_the_list_of_packs_is_short(coxswain):
    out = coxswain("packs").out
    assert all(f"{name}\n" in out for name in pack_names())
    assert len(out.splitlines()) <= 15 * len(pack_names())


def test_what_a_policy_takes_is_a_product_where_it_is_one():
    def some(*pairs: tuple[str, str]) -> list[Combination]:
        return [Combination({"kind": kind, "tier": tier}, ("p",)) for kind, tier in pairs]

    assert taken_by(some(("A", "1"), ("A", "2"), ("B", "1"), ("B", "2"))) == "A, B × 1, 2"
    assert taken_by(some(("A", "1"), ("B", "2"))) == "2 combinations"
    assert taken_by(some(("A", "1"))) == "A × 1"


def test_waves_are_drawn_in_their_order(tmp_path):
    from tests import toy

    known = toy.agents("a", "b", "c")
    policy = {"steps": [{"agent": "a"}, {"agent": "b"}, {"agent": "c", "needs": ["a", "b"]}]}
    loaded = toy.load_toy(tmp_path, {"p": policy}, known)
    assert drawn(toy.settled(loaded)) == "a + b → c"


def test_check_finds_nothing_wrong_and_counts_what_it_looked_at(coxswain, own_folders):
    said = coxswain("check")
    assert (said.code, said.err) == (0, "")
    assert said.out.startswith("Nothing is wrong: ")
    assert "42 combinations, each taken" in said.out
    assert not own_folders.exists()


def test_check_contacts_no_server_unless_asked(monkeypatch):
    import socket

    def refused(*_: object) -> None:
        raise AssertionError("a connection was tried")

    monkeypatch.setattr(socket.socket, "connect", refused)
    assert checks.everything() == []


def test_check_lists_every_problem_and_exits_with_2(coxswain, monkeypatch):
    monkeypatch.setattr(checks, "everything", lambda **_: ["a.yaml:1: wrong.", "b.yaml:2: wrong."])
    said = coxswain("check")
    assert said.code == 2
    assert "2 problems" in said.out
    assert "- a.yaml:1: wrong." in said.out


def test_check_names_a_sample_that_is_missing_or_malformed(monkeypatch, tmp_path):
    loaded = crew("reconciliation")
    monkeypatch.setattr(checks, "ROOT", tmp_path)
    (missing,) = checks.sample_problems(loaded)
    assert "policies/reconciliation/pack.yaml sample" in missing
    assert "does not exist" in missing
    sample = tmp_path / loaded.loaded.pack.sample
    sample.parent.mkdir(parents=True)
    sample.write_text('[{"break_id": "x"}]')
    (malformed,) = checks.sample_problems(loaded)
    assert "line 1 break_type is missing" in malformed


def test_check_names_a_pack_whose_code_can_not_be_loaded(monkeypatch):
    def broken(_: str) -> None:
        raise ImportError("No module named 'tasks.toy'")

    monkeypatch.setattr(checks, "crew", broken)
    (problem,) = checks.pack_problems("toy")
    assert problem.startswith("policies/toy/pack.yaml")
    assert "No module named" in problem
