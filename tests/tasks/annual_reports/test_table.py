"""Results as JSON documents and as one Parquet file."""

import json
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from tasks.annual_reports.request import Request
from tasks.annual_reports.result import leaves, result_of
from tasks.annual_reports.table import FILE, collect

LEAF = {"value": 12, "page": 3, "text": "12", "box": [1.0, 2.0, 3.0, 4.0]}
FIELDS = {
    "cash": {"current": LEAF, "previous": None},
    "loans": [{"lender": {**LEAF, "value": "Sparkassan"}, "rate": {**LEAF, "value": 4.5}}, {}],
    "discharge": {**LEAF, "value": True, "box": None},
    "none": None,
}
SCANNED = {"outcome": "SCANNED", "reason": "only images"}
REQUEST = Request(report_id="brf_x", file="/x.pdf", sha256="a" * 64)


def facts(**changes: Any) -> dict[str, Any]:
    coaching = {"score": 0.9, "rounds": 2, "reached": False, "stopped": "why", "scores": [0.8, 0.9]}
    items = [
        {"id": "LoansAgent", "fields": FIELDS, "coaching": coaching},
        {"id": "LostAgent", "error": "it hung", "coaching": {"rounds": 0}},
    ]
    read = {"outcome": "READABLE", "pages": 3, "read_by": "text", "unit": 1, "years": [2023, 2022]}
    assembled = {"outcome": "REVIEW", "reason": "1 agents failed", "checks": []}
    return {"sectionize": read, "extract": {"items": items}, "assemble": assembled, **changes}


def test_every_value_is_told_with_its_place_in_the_fields() -> None:
    found = [(field, row, column) for field, row, column, _ in leaves(FIELDS)]
    assert found == [
        ("cash", None, "current"),
        ("loans", 0, "lender"),
        ("loans", 0, "rate"),
        ("discharge", None, None),
    ]


def test_the_result_tells_of_each_agent_what_it_found_or_why_not() -> None:
    result = result_of(REQUEST, facts())
    assert (result["outcome"], result["reason"]) == ("REVIEW", "1 agents failed")
    assert result["agents"]["LoansAgent"]["scores"] == [0.8, 0.9]
    assert result["agents"]["LostAgent"]["error"] == "it hung"
    assert result["agents"]["LostAgent"]["fields"] == {}


def test_an_unreadable_report_has_a_result_that_says_so() -> None:
    result = result_of(REQUEST, {"sectionize": SCANNED})
    assert (result["outcome"], result["reason"]) == ("SCANNED", "only images")
    assert result["agents"] == {}


def test_a_folder_of_results_is_one_table_with_a_row_a_value(tmp_path: Path) -> None:
    for name, given in (("a", facts()), ("inner/b", {"sectionize": SCANNED})):
        path = tmp_path / f"{name}.json"
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(result_of(REQUEST, given)), encoding="utf-8")
    collect(tmp_path)
    rows = pq.read_table(tmp_path / FILE).to_pylist()
    assert len(rows) == 6
    known = {(row["field"], row["column"]): row for row in rows}
    assert known["cash", "current"]["integer"] == 12
    assert known["cash", "current"]["x1"] == 3.0
    assert known["loans", "lender"]["text"] == "Sparkassan"
    assert known["loans", "rate"]["number"] == 4.5
    assert known["discharge", None]["flag"] is True
    assert known["discharge", None]["x0"] is None
    assert [row["outcome"] for row in rows if row["agent"] is None] == ["SCANNED"]
    (lost,) = [row for row in rows if row["agent"] == "LostAgent"]
    assert (lost["field"], lost["error"], lost["reached"]) == (None, "it hung", False)
    assert {row["reason"] for row in rows} == {"1 agents failed", "only images"}
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".")]


def test_a_table_is_written_anew_whatever_an_interrupted_one_has_left(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(json.dumps(result_of(REQUEST, facts())), encoding="utf-8")
    (tmp_path / f".{FILE}.tmp").write_bytes(b"torn")
    (tmp_path / ".b.json.1234.tmp").write_bytes(b'{"torn')
    (tmp_path / FILE).write_bytes(b"of another time")
    collect(tmp_path)
    assert len(pq.read_table(tmp_path / FILE)) == 5
    assert not (tmp_path / f".{FILE}.tmp").exists()


def test_a_step_that_failed_is_the_reason_of_a_result_without_one() -> None:
    gone = {"sectionize": {"error": "x.pdf does not exist. Name a PDF that does."}}
    result = result_of(REQUEST, gone)
    assert result["outcome"] == "FAILED"
    assert result["reason"] == "sectionize failed: x.pdf does not exist. Name a PDF that does."
    torn = result_of(REQUEST, facts(assemble={"error": "it took too long"}))
    assert (torn["outcome"], torn["reason"]) == ("FAILED", "assemble failed: it took too long")
    assert torn["agents"]["LoansAgent"]["rounds"] == 2
    assert result_of(REQUEST, {})["reason"] == "it was not read to its end"
