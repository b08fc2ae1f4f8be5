"""A question in words on the command line: its report, its audit pack, its replay."""

import json
import subprocess
import zipfile
from pathlib import Path

import httpx
import pytest

from tests.deployments.conftest import COMMAND, ROOT
from tests.deployments.test_cli_run import call

ASKED = "Which sectors stand out in attrition?"
FIGURES = ROOT / "deployments/samples/workforce/sources"


def ended(home: Path, *words: object) -> tuple[int, str, str]:
    """What a command that needs no server says."""
    one = call(home, *words)
    out, err = one.communicate(timeout=60)
    return one.returncode, out, err


@pytest.fixture
def answered(prefect_server: str, tmp_path: Path) -> tuple[Path, str]:
    """A home in which a question was answered, and what the terminal showed."""
    home = tmp_path / "home"
    one = call(home, "run", "workforce", ASKED, "--sources", FIGURES)
    out, err = one.communicate(timeout=100)
    assert (one.returncode, err) == (0, "")
    return home, out


def test_the_report_stands_in_the_terminal(answered: tuple[Path, str]) -> None:
    _, out = answered
    lines = [line.strip() for line in out.splitlines()]
    order = [lines.index(title) for title in ("Executive Summary", "Key Findings", "Evidence")]
    assert order == sorted(order)
    assert "32.84" in out
    assert "19 of 19 numbers stand in the data they cite" in " ".join(out.split())
    assert any(line.startswith("Report ") for line in lines)


def test_its_audit_pack_can_be_taken_and_replayed(answered: tuple[Path, str]) -> None:
    home, out = answered
    run = next(line.split()[1] for line in out.splitlines() if line.startswith("Run "))
    pack = home / "run.zip"
    assert ended(home, "audit", "pack", run, "--out", pack)[0] == 0
    with zipfile.ZipFile(pack) as file:
        assert json.loads(file.read("replay.json"))["request"]["question"] == ASKED
    code, said, err = ended(home, "audit", "replay", pack)
    assert (code, err) == (0, "")
    assert "The report is the same." in said


def test_a_replay_of_a_changed_pack_is_refused(answered: tuple[Path, str], tmp_path: Path) -> None:
    home, _ = answered
    (path,) = (home / "reports").glob("*.zip")
    changed = tmp_path / "changed.zip"
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(changed, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b"32.84", b"23.84"))
    code, said, err = ended(home, "audit", "replay", changed)
    assert (code, said) == (2, "")
    assert "is not what the manifest says" in err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("workforce",), "Give either a question in words, or a file with --input."),
        (("workforce", ASKED, "-i", "x.json"), "Give either a question in words, or a file"),
        (("workforce", "   "), "Give exactly one of question, intent and calls."),
        (("workforce", "x " * 6000), "at most 10,000 are read"),
        (("workforce", ASKED, "--role", "boss"), "workforce has no role 'boss'. Valid choices"),
        (("workforce", ASKED, "--sources", "nowhere"), "nowhere is no folder"),
        (("workforce", ASKED, "--policy", "fast"), "workforce has no policy 'fast'"),
        (("reconciliation", "Why?"), "takes no questions in words. Name a file with --input."),
    ],
)
def test_what_can_not_be_asked_is_told_in_one_sentence_before_a_server_is_sought(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], said: str
) -> None:
    monkeypatch.setenv("PREFECT_API_URL", "http://127.0.0.1:9/api")
    code, out, err = ended(tmp_path / "home", "run", *words)
    assert (code, out) == (2, "")
    assert said in " ".join(err.split())
    assert len(err.strip().splitlines()) == 1
    assert not (tmp_path / "home").exists()


def test_a_plan_of_a_question_needs_no_server(tmp_path: Path) -> None:
    done = subprocess.run(
        [*COMMAND, "plan", "workforce", ASKED, "--json"],
        cwd=ROOT, check=True, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    (plan,) = json.loads(done.stdout)
    assert plan["policy"] == "medium"
    assert plan["waves"] == [["pattern_anomalies"]]


def test_a_name_in_a_question_reaches_no_artifact_report_or_terminal(
    prefect_server: str, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    named = "Ms Jane Miller asks: which sectors stand out in attrition?"
    one = call(home, "run", "workforce", named, "--sources", FIGURES)
    out, err = one.communicate(timeout=100)
    assert (one.returncode, err) == (0, "")
    page = out.split("/flow-run/")[1].split()[0]
    wanted = {"artifacts": {"flow_run_id": {"any_": [page]}}}
    found = httpx.post(f"{prefect_server}/artifacts/filter", json=wanted, timeout=10).json()
    assert len(found) == 2
    kept = [out, json.dumps(found), *(path.read_text() for path in home.glob("reports/*.md"))]
    assert not [text for text in kept if "miller" in text.casefold()]
