"""The console command as tests call it, and a home in which it has run."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "deployments" / "samples" / "reconciliation"
COMMAND = (sys.executable, "-c", "from deployments.cli import main; main()")


@dataclass(frozen=True)
class Said:
    """What a call of the command left: its exit code and its two streams."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Coxswain = Callable[..., Said]


@pytest.fixture
def coxswain(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Coxswain:
    """Call the command in this process; a server that is looked for fails the test."""
    import blocks.settings
    import deployments.running
    from deployments.cli import main

    def no_server(*_: object) -> None:
        raise AssertionError("a server was looked for")

    monkeypatch.setattr(deployments.running, "ensure_server", no_server)
    monkeypatch.setattr(blocks.settings, "apply", lambda: None)  # it changes the environment
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.chdir(ROOT)

    def call(*words: object) -> Said:
        capsys.readouterr()
        monkeypatch.setattr(sys, "argv", ["coxswain", *map(str, words)])
        code = 0
        try:
            main()
        except SystemExit as ended:
            code = int(ended.code or 0)
        said = capsys.readouterr()
        return Said(code, said.out, said.err)

    return call


@pytest.fixture(scope="session")
def _call_outside(_harness: str) -> Callable[..., Said]:
    def call(home: Path, *words: object, **env: str) -> Said:
        there = {**os.environ, "COXSWAIN_HOME": str(home), "PREFECT_API_URL": _harness, **env}
        there |= {"PYTHONPATH": str(ROOT), "COLUMNS": "80"}
        done = subprocess.run(
            [*COMMAND, *map(str, words)],
            check=False, capture_output=True, text=True, env=there, cwd=home.parent, timeout=120,
        )  # fmt: skip
        return Said(done.returncode, done.stdout, done.stderr)

    return call


@pytest.fixture(scope="session")
def settled(
    _call_outside: Callable[..., Said], tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, dict[str, Any], dict[str, Any]]:
    """A home in which a single break and a batch have been settled; what was said about both."""
    home = tmp_path_factory.mktemp("settled") / "home"
    home.mkdir()
    rows = (SAMPLES / "breaks.jsonl").read_text().splitlines()[:6]
    batch = home.parent / "few.jsonl"
    batch.write_text("\n".join([*rows, '{"break_id": "broken"}']) + "\n")
    report = home.parent / "report.md"
    one = _call_outside(
        home, "run", "reconciliation", "-i", SAMPLES / "break.json", "--json", "--out", report
    )
    sources = ("--sources", SAMPLES / "sources")
    many = _call_outside(home, "run", "reconciliation", "-i", batch, "--json", *sources)
    assert (one.code, many.code) == (0, 0), one.err + many.err
    return home, one.json, many.json


@pytest.fixture
def ran(
    settled: tuple[Path, dict[str, Any], dict[str, Any]],
    coxswain: Coxswain,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> Coxswain:
    """The command in a copy of a home in which a break and a batch have been settled."""
    import shutil

    shutil.copytree(settled[0], tmp_path / "settled")
    monkeypatch.setenv("COXSWAIN_HOME", str(tmp_path / "settled"))
    return coxswain


@pytest.fixture
def single(settled: tuple[Path, dict[str, Any], dict[str, Any]]) -> str:
    """The id of the run that settled a single break."""
    return str(settled[1]["run"])


@pytest.fixture
def batch(settled: tuple[Path, dict[str, Any], dict[str, Any]]) -> str:
    """The id of the run that settled a batch."""
    return str(settled[2]["run"])
