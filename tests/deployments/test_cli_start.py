"""What comes without Prefect: help, packs, plans. They answer in a moment."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SAMPLE = "deployments/samples/reconciliation/break.json"
CALL = """
import sys
from deployments.cli import main
try:
    main()
except SystemExit as ended:
    heavy = sorted({"prefect", "sqlalchemy", "pandas", "pyarrow"} & set(sys.modules))
    print("LOADED", heavy, ended.code, file=sys.stderr)
"""


@pytest.mark.parametrize(
    "words",
    [
        ("--help",),
        ("-h",),
        ("run", "--help"),
        ("packs",),
        ("packs", "reconciliation"),
        ("plan", "reconciliation", "--input", SAMPLE),
    ],
    ids=" ".join,
)
def test_it_starts_without_prefect(words, own_folders):
    done = subprocess.run(
        [sys.executable, "-c", CALL, *words],
        cwd=ROOT, capture_output=True, text=True, check=True, env={**os.environ, "COLUMNS": "80"},
    )  # fmt: skip
    assert done.stderr == "LOADED [] 0\n"
    assert done.stdout.strip()
    assert not own_folders.exists()


@pytest.mark.parametrize("flag", ["-h", "--help"])
def test_the_help_names_every_command_and_shows_examples(coxswain, flag):
    out = coxswain(flag).out
    for name in ("packs", "check", "plan", "run", "compare", "answer", "runs", "cache", "audit"):
        assert f"│ {name} " in out
    assert "coxswain run reconciliation --input books.yaml" in out
    assert "coxswain compare reconciliation" in out


@pytest.mark.parametrize(
    "words", [("run",), ("plan",), ("runs", "show"), ("cache", "explain"), ("answer",)]
)
def test_each_command_has_a_help_with_an_example(coxswain, words):
    said = coxswain(*words, "-h")
    assert said.code == 0
    assert f"Example: coxswain {' '.join(words)}" in said.out
