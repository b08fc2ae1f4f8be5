"""A question in words on the command line: its report, its audit pack, its replay."""

import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from tests.deployments.conftest import ROOT, Coxswain, Said

ASKED = "Ms Jane Miller asks: which sectors stand out in attrition?"
FIGURES = ROOT / "deployments/samples/workforce/sources"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("asked") / "home"


@pytest.fixture(scope="module")
def answered(_call_outside: Callable[..., Said], home: Path) -> str:
    """What the terminal showed when the question was asked in this home."""
    said = _call_outside(home, "run", "workforce", ASKED, "--sources", FIGURES)
    assert (said.code, said.err) == (0, "")
    return said.out


def test_the_report_stands_in_the_terminal(answered: str) -> None:
    lines = [line.strip() for line in answered.splitlines()]
    order = [lines.index(title) for title in ("Executive Summary", "Key Findings", "Evidence")]
    assert order == sorted(order)
    assert "32.84" in answered
    assert "19 of 19 numbers stand in the data they cite" in " ".join(answered.split())
    assert any(line.startswith("Report ") for line in lines)


def test_a_name_in_a_question_reaches_no_artifact_report_or_terminal(
    answered: str, home: Path, prefect_server: str
) -> None:
    page = answered.split("/flow-run/")[1].split(maxsplit=1)[0]
    wanted = {"artifacts": {"flow_run_id": {"any_": [page]}}}
    found = httpx.post(f"{prefect_server}/artifacts/filter", json=wanted, timeout=10).json()
    assert len(found) == 2
    kept = [answered, json.dumps(found), *(p.read_text() for p in home.glob("reports/*.md"))]
    assert not [text for text in kept if "miller" in text.casefold()]


def test_its_audit_pack_can_be_taken_and_replayed(
    answered: str,
    home: Path,
    tmp_path: Path,
    coxswain: Coxswain,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("COXSWAIN_HOME", str(home))
    run = next(line.split()[1] for line in answered.splitlines() if line.startswith("Run "))
    pack = tmp_path / "run.zip"
    assert coxswain("audit", "pack", run, "--out", pack).code == 0
    with zipfile.ZipFile(pack) as file:
        assert json.loads(file.read("replay.json"))["request"]["question"] == ASKED
    said = coxswain("audit", "replay", pack)
    assert (said.code, said.err) == (0, "")
    assert "The report is the same." in said.out


@pytest.mark.usefixtures("answered")
def test_a_replay_of_a_changed_pack_is_refused(
    home: Path, tmp_path: Path, coxswain: Coxswain
) -> None:
    (path,) = (home / "reports").glob("*.zip")
    changed = tmp_path / "changed.zip"
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(changed, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b"32.84", b"23.84"))
    said = coxswain("audit", "replay", changed)
    assert (said.code, said.out) == (2, "")
    assert "is not what the manifest says" in said.err


@pytest.mark.parametrize(
    ("words", "told"),
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
    coxswain: Coxswain, own_folders: Path, words: tuple[str, ...], told: str
) -> None:
    said = coxswain("run", *words)
    assert (said.code, said.out) == (2, "")
    assert told in said.err
    assert len(said.err.strip().splitlines()) == 1
    assert not own_folders.exists()


def test_a_plan_of_a_question_needs_no_server(coxswain: Coxswain) -> None:
    (plan,) = coxswain("plan", "workforce", ASKED, "--json").json
    assert plan["policy"] == "medium"
    assert plan["waves"] == [["pattern_anomalies"]]
