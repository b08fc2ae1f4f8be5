"""What a report leaves: a result of the published schema that people can read, and its pages."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from policies.load import ROOT
from tasks.annual_reports import inputs
from tasks.annual_reports.products import products, written
from tasks.annual_reports.request import Request
from tasks.annual_reports.result import result_of
from tasks.annual_reports.result_schema import schema

SAMPLE = ROOT.parent / "deployments" / "samples" / "annual_reports" / "brf_alkarret.pdf"
VALID = Draft202012Validator(schema())
LEAF = {"value": "Brf Å", "page": 2, "text": "Brf Å", "box": [60.0, 90.0, 200.0, 104.0]}
COACHING = {"score": 0.9, "rounds": 1, "reached": True, "stopped": "why", "scores": [0.9]}
READ = {"outcome": "READABLE", "reason": "", "pages": 11, "read_by": "text", "unit": 1}


@pytest.fixture
def report(tmp_path: Path) -> Request:
    path = tmp_path / "Brf Å.pdf"
    path.write_bytes(SAMPLE.read_bytes())
    return inputs.request_for(path, "Brf Å")


def facts(**fields: Any) -> dict[str, Any]:
    items = [{"id": "ExtraAgent", "fields": fields, "coaching": COACHING}]
    assembled = {"outcome": "ACCEPTED", "reason": "all is well", "checks": []}
    return {"sectionize": READ, "extract": {"items": items}, "assemble": assembled}


@pytest.mark.parametrize(
    "left",
    [
        {},
        {"sectionize": {"error": "it is gone"}},
        {"sectionize": READ, "extract": {"error": "nobody answered"}},
        {"sectionize": {**READ, "outcome": "OTHER_DOCUMENT", "reason": "It is in English."}},
        {"sectionize": {**READ, "outcome": "SCANNED", "reason": "images", "read_by": "images"}},
        facts(name=LEAF, none=None),
        facts(rows=[{"a": LEAF, "b": None}], both={"current": LEAF, "previous": None}),
    ],
)
def test_whatever_became_of_a_report_its_result_has_the_published_schema(
    report: Request, left: dict[str, Any]
) -> None:
    VALID.validate(result_of(report, left))


def test_a_result_is_json_in_which_a_value_and_its_evidence_share_a_line() -> None:
    given = {"a": {"b": LEAF, "n": None}, "years": [2023, 2022], "rows": [{"x": LEAF}], "e": {}}
    text = written(given)
    assert json.loads(text) == given
    assert text.count("\n") < 20
    lines = text.splitlines()
    assert any(re.fullmatch(r' +"b": \{"value": "Brf Å", .*\]\},?', line) for line in lines)
    assert ' "years": [2023, 2022],' in lines


def test_a_report_that_was_run_alone_leaves_the_pages_that_hold_values_too(report: Request) -> None:
    assert set(products(report, facts(name=LEAF), alone=False)) == {"Brf Å.json"}
    made = products(report, facts(name=LEAF), alone=True)
    assert set(made) == {"Brf Å.json", "Brf Å.pages/002.png"}
    assert made["Brf Å.pages/002.png"].startswith(b"\x89PNG")


def test_the_result_is_left_though_its_pages_can_not_be_drawn_any_more(report: Request) -> None:
    Path(report.file).unlink()
    made = products(report, facts(name=LEAF), alone=True)
    assert json.loads(made["Brf Å.json"])["outcome"] == "ACCEPTED"
    assert b"does not exist" in made["Brf Å.pages/none.txt"]


def test_a_page_that_is_not_there_is_not_drawn(report: Request) -> None:
    made = products(report, facts(name={**LEAF, "page": 99}), alone=True)
    assert set(made) == {"Brf Å.json"}
