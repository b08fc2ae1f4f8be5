"""What the caller got wrong: one sentence, exit code 2, no server, nothing written."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from blocks.ledger import open_ledger
from blocks.rows import RunEnd, RunRow

ROOT = Path(__file__).parents[2]
BREAK = ROOT / "deployments" / "samples" / "reconciliation" / "break.json"

FILES: dict[str, bytes] = {
    "empty.json": b"",
    "latin.json": b'{"break_id": "M\xfcller"}',
    "notes.txt": b"hello",
    "cut.json": b'{"break_id": ',
    "wrong.json": b'{"break_id": "B-1", "system_a": 3}',
    "empty.yaml": b"",
    "cut.yaml": b"books: [{left:",
    "rows.csv": b"a,b\n1,2\n",
}

INPUTS = [
    ("missing.json", "does not exist"),
    (".", "is a folder"),
    ("empty.json", "is empty"),
    ("latin.json", "is not utf-8"),
    ("notes.txt", "unknown format '.txt'"),
    ("cut.json", "not JSON"),
    ("wrong.json", "break_type is missing"),
    ("empty.yaml", "is empty"),
    ("cut.yaml", "no valid YAML"),
    ("rows.csv", "rows.csv"),
]


@pytest.fixture(autouse=True)
def files(tmp_path: Path) -> Path:
    folder = tmp_path / "given"
    folder.mkdir()
    for name, content in FILES.items():
        (folder / name).write_bytes(content)
    return folder


def refused(said, home: Path) -> str:
    """The one sentence of a refusal that left no trace."""
    assert said.code == 2, said
    assert said.out == ""
    assert "Traceback" not in said.err
    assert len(said.err.strip().splitlines()) == 1, said.err
    assert not home.exists()
    return said.err


@pytest.mark.parametrize(("name", "because"), INPUTS)
@pytest.mark.parametrize("command", ["run", "plan", "compare"])
def test_an_input_that_can_not_be_used_is_refused_before_any_work(
    coxswain, own_folders, files, command, name, because
):
    more = ["--policies", "v1_sequential", "auto"] if command == "compare" else []
    said = coxswain(command, "reconciliation", "--input", files / name, *more)
    assert because in refused(said, own_folders)


@pytest.mark.parametrize("command", ["run", "plan", "compare", "packs"])
def test_an_unknown_pack_is_answered_with_the_packs(coxswain, own_folders, command):
    more = [] if command == "packs" else ["--input", BREAK]
    more += ["--policies", "v1_sequential", "auto"] if command == "compare" else []
    err = refused(coxswain(command, "reconcilation", *more), own_folders)
    assert "Did you mean 'reconciliation'?" in err


@pytest.mark.parametrize(
    ("words", "because"),
    [
        (("--policy", "trade"), "Did you mean 'trade-low'?"),
        (("--sources", "nowhere"), "nowhere is no folder"),
        (("--out", "nowhere/report.md"), "no folder nowhere"),
        (("--out", "."), "is a folder"),
        (("--out", str(BREAK)), "is the input"),
    ],
)
def test_an_option_that_can_not_be_used_is_refused_before_a_server(
    coxswain, own_folders, words, because
):
    said = coxswain("run", "reconciliation", "--input", BREAK, *words)
    assert because in refused(said, own_folders)
    assert json.loads(BREAK.read_text())["break_id"]


@pytest.mark.parametrize("pair", [("auto", "trade"), ("trade", "auto")])
def test_comparing_with_an_unknown_policy_names_the_choices(coxswain, own_folders, pair):
    said = coxswain("compare", "reconciliation", "--input", BREAK, "--policies", *pair)
    assert "Did you mean 'trade-low'?" in refused(said, own_folders)


@pytest.mark.parametrize(
    "words",
    [
        ("runs", "show", "abc"),
        ("runs", "resume", "abc"),
        ("cache", "explain", "abc/rules"),
        ("answer", "abc", "approve", "--by", "ann"),
        ("audit", "log"),
        ("audit", "verify"),
    ],
)
def test_asking_a_ledger_that_is_not_there_makes_none(coxswain, own_folders, words):
    assert "no ledger" in refused(coxswain(*words), own_folders)


def test_listing_runs_before_any_is_no_error(coxswain, own_folders):
    said = coxswain("runs")
    assert (said.code, said.err) == (0, "")
    assert "No runs" in said.out
    assert coxswain("runs", "--json").json == []
    assert not own_folders.exists()


@pytest.fixture
def ledger(own_folders: Path) -> Callable[..., None]:
    """A ledger in which runs of some ids and states stand."""

    def make(**states: str) -> None:
        ledger = open_ledger()
        for run_id, state in states.items():
            ledger.begin(RunRow(id=run_id, pack="reconciliation", kind="batch"))
            if state != "running":
                ledger.finish(run_id, RunEnd(state))
        ledger.close()

    return make


@pytest.mark.parametrize("words", [("show",), ("resume",)])
def test_an_unknown_run_or_an_ambiguous_start_of_one_is_refused(coxswain, ledger, words):
    ledger(abc1="completed", abc2="completed")
    unknown = coxswain("runs", *words, "xyz")
    assert (unknown.code, unknown.out) == (2, "")
    assert "starts with 'xyz'" in unknown.err
    several = coxswain("runs", *words, "abc")
    assert several.code == 2
    assert "abc1, abc2" in several.err


@pytest.mark.parametrize(
    ("state", "because"),
    [
        ("completed", "nothing to resume"),
        ("partial", "nothing to resume"),
        ("running", "still running in process"),
        ("awaiting_review", "waits for `coxswain answer`"),
    ],
)
def test_a_run_that_needs_no_going_on_is_not_resumed(coxswain, ledger, state, because):
    ledger(abc=state)
    said = coxswain("runs", "resume", "abc")
    assert (said.code, said.out) == (2, "")
    assert because in said.err


def test_a_batch_whose_input_is_gone_or_changed_is_not_resumed(coxswain, files):
    path = files / "few.jsonl"
    ledger = open_ledger()
    origin = {"input": str(path), "today": "2026-06-15", "policy": None, "sources": None}
    run = RunRow("abc", "reconciliation", kind="batch", request=origin, request_digest="0" * 64)
    ledger.begin(run)
    ledger.finish("abc", RunEnd("died"))
    assert "does not exist" in coxswain("runs", "resume", "abc").err
    path.write_text(json.dumps(json.loads(BREAK.read_text())) + "\n")
    said = coxswain("runs", "resume", "abc")
    assert said.code == 2
    assert "has changed since abc started" in said.err


@pytest.mark.parametrize(
    "words", [("nothing",), ("plan",), ("run",), ("compare", "reconciliation"), ("runs", "x")]
)
def test_words_that_are_no_command_are_answered_with_the_usage(coxswain, own_folders, words):
    said = coxswain(*words)
    assert (said.code, said.out) == (2, "")
    assert "Usage: coxswain" in said.err
    assert not own_folders.exists()
