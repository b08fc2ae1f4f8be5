"""The README says what is so: its table is made here, its commands exist, its policy loads.

`COXSWAIN_UPDATE=1 make test ARGS=tests/test_readme.py` writes the table again.
"""

import os
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.main import get_command

from deployments.cli import app
from policies.coverage import combinations
from policies.load import pack_names
from policies.schema import Policy
from tasks.packs import crew

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"
PACKS = re.compile(r"(<!-- packs: .*? -->\n)(.*?)(<!-- /packs -->)", re.DOTALL)


def table() -> str:
    rows = [
        "| pack | what it does | agents | policies | profiles |",
        "| --- | --- | --: | --: | --: |",
    ]
    for name in pack_names():
        known = crew(name)
        counts = (
            len(known.agents),
            len(known.loaded.policies),
            len(list(combinations(known.loaded))),
        )
        cells = (f"`{name}`", known.loaded.pack.description, *map(str, counts))
        rows.append(f"| {' | '.join(cells)} |")
    return "\n".join(rows) + "\n"


def test_the_table_of_packs_is_current() -> None:
    text = README.read_text()
    current = PACKS.sub(lambda found: found[1] + table() + found[3], text)
    if os.environ.get("COXSWAIN_UPDATE"):
        README.write_text(current)
        text = current
    assert text == current


def test_each_command_that_the_readme_names_exists() -> None:
    blocks = re.findall(r"```console\n(.*?)```", README.read_text(), re.DOTALL)
    named = set(re.findall(r"^coxswain (\w+)", "\n".join(blocks), re.MULTILINE))
    known = set(get_command(app).commands)  # type: ignore[attr-defined]
    assert named
    assert named <= known


def test_each_make_target_that_the_readme_names_exists() -> None:
    targets = set(re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert set(re.findall(r"^make (\w+)", README.read_text(), re.MULTILINE)) <= targets


def test_each_setting_that_is_read_stands_in_the_readme() -> None:
    layers = ("blocks", "deployments", "flows", "policies", "tasks")
    code = "".join(p.read_text() for name in layers for p in (ROOT / name).rglob("*.py"))
    read = {name.rstrip("_") for name in re.findall(r'"(COXSWAIN_[A-Z_]+)["{]', code)}
    cells = re.findall(r"^\| (`COXSWAIN_.*?) \|", README.read_text(), re.MULTILINE)
    told = {name.rstrip("_") for name in re.findall(r"COXSWAIN_[A-Z_]+", "".join(cells))}
    shortened = {f"COXSWAIN{name}" for name in re.findall(r"`(_[A-Z_]+)`", "".join(cells))}
    assert read
    assert read <= told | shortened


def test_the_policy_that_the_readme_shows_is_one() -> None:
    (text,) = re.findall(r"```yaml\n(.*?)```", README.read_text(), re.DOTALL)
    policy = Policy.model_validate(yaml.safe_load(text))
    known = crew("reconciliation")
    assert {step.agent for step in policy.steps} <= set(known.agents)


def test_what_ci_runs_is_what_the_readme_says() -> None:
    assert "make test" in (ROOT / ".ci" / "run").read_text()


def test_the_python_that_the_readme_shows_runs_and_gives_a_report(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (code,) = re.findall(r"```python\n(.*?)```", README.read_text(), re.DOTALL)
    monkeypatch.chdir(ROOT)
    seen: dict[str, Any] = {}
    exec(code, seen)
    assert "32.84 %" in seen["report"].sections[0].body
