"""The sample reports: as their generator writes them, and read as their truth says."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from policies.load import ROOT
from tasks.annual_reports import inputs
from tasks.packs import crew
from tests.settled import settled_here

FOLDER = ROOT.parent / "deployments" / "samples" / "annual_reports"
TRUTH = json.loads((FOLDER / "truth.json").read_text(encoding="utf-8"))
READ = [name for name, known in TRUTH.items() if known["kind"] != "scanned"]


def test_the_generator_writes_the_shipped_reports_again(tmp_path: Path) -> None:
    pytest.importorskip("reportlab", reason="reportlab, which draws the samples, is not installed")
    from deployments.samples.annual_reports.generate import write

    write(tmp_path)
    names = sorted(path.name for path in tmp_path.iterdir())
    assert names == sorted(p.name for p in FOLDER.iterdir() if p.suffix in (".pdf", ".json"))
    for name in names:
        assert (tmp_path / name).read_bytes() == (FOLDER / name).read_bytes(), name


@pytest.mark.parametrize("name", READ)
def test_what_is_found_is_what_the_report_says(name: str, tmp_path: Path) -> None:
    given = inputs.one(FOLDER / f"{name}.pdf").one
    trace = settled_here(crew("annual_reports"), given, tmp_path)
    facts = next(step.outcome for step in trace.steps if step.alias == "extract")
    assert facts is not None
    found = {item["id"]: item["fields"] for item in facts.facts["items"]}
    counts: Counter[str] = Counter()
    wrong = []
    for agent, fields in TRUTH[name]["agents"].items():
        for field, expected in fields.items():
            for place, one, other in compared(field, expected, found[agent].get(field)):
                kind = "right" if one == other else "missed" if other is None else "wrong"
                counts[kind] += 1
                wrong += [(agent, place, one, other)] if kind != "right" else []
    assert counts["wrong"] == 0, wrong
    assert counts["missed"] <= 0.03 * counts.total(), wrong


def compared(field: str, expected: Any, found: Any) -> Iterator[tuple[str, Any, Any]]:
    """Each value that is expected, and the one that was found in its place."""
    if isinstance(expected, list):
        rows = [{k: v and v["value"] for k, v in row.items()} for row in found or []]
        for number, row in enumerate(expected):
            best = max(rows, key=lambda r: sum(r.get(k) == v for k, v in row.items()), default={})
            for column, value in row.items():
                yield f"{field}[{number}].{column}", value, best.get(column)
    elif isinstance(expected, Mapping):
        for column, value in expected.items():
            leaf = (found or {}).get(column)
            yield f"{field}.{column}", value, leaf and leaf["value"]
    else:
        yield field, expected, found and found["value"]


def test_results_are_of_the_published_schema(tmp_path: Path) -> None:
    from jsonschema import Draft202012Validator

    from tasks.annual_reports.products import products
    from tasks.annual_reports.result_schema import FILE, text

    assert FILE.read_text(encoding="utf-8") == text(), "Run python -m the module of the schema."
    validator = Draft202012Validator(json.loads(text()))
    for name in TRUTH:
        given = inputs.one(FOLDER / f"{name}.pdf").one
        trace = settled_here(crew("annual_reports"), given, tmp_path)
        facts = {step.alias: step.outcome.facts for step in trace.steps if step.outcome}
        made = products(given, facts, alone=False)
        assert list(made) == [f"{name}.json"]
        found = json.loads(made[f"{name}.json"])
        assert [error.message for error in validator.iter_errors(found)] == []
        assert found["outcome"] in ("ACCEPTED", "REVIEW", "UNREADABLE")
