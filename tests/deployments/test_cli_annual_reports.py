"""`coxswain run annual_reports` as a user meets it: one report, and a folder of several."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from jsonschema import Draft202012Validator

from tasks.annual_reports.result_schema import schema
from tests.deployments.conftest import Said
from tests.deployments.report_folders import SAMPLES, copies


@dataclass(frozen=True)
class Stay:
    """What two runs have said: of one report, and of a folder of several and other files."""

    home: Path
    one: dict[str, Any]
    several: Said

    def said(self, label: str) -> str:
        """What stands after a label at the end of what the terminal shows."""
        lines = [line for line in self.several.out.splitlines() if line.startswith(f"{label} ")]
        return lines[-1].removeprefix(label).strip()


@pytest.fixture(scope="module")
def stay(_call_outside: Callable[..., Said], tmp_path_factory: pytest.TempPathFactory) -> Stay:
    home = tmp_path_factory.mktemp("reports") / "home"
    home.mkdir()
    sample = SAMPLES / "brf_bergsudden.pdf"
    one = _call_outside(home, "run", "annual_reports", "-i", sample, "--json")
    assert one.code == 0, one.err
    folder = copies(home.parent / "Årsredovisningar", "Ån/{report}", "Ö/{report}")
    (folder / "scan.pdf").write_bytes((SAMPLES / "brf_sjovik.pdf").read_bytes())
    (folder / "picture.pdf").write_bytes(b"\x89PNG\r\n\x1a\n" + b"0" * 50)
    (folder / "notes.txt").write_bytes(b"x")
    several = _call_outside(home, "run", "annual_reports", "-i", folder)
    assert several.code == 0, several.err
    return Stay(home, one.json, several)


def test_one_report_says_what_was_decided_and_where_its_results_stand(stay: Stay) -> None:
    assert stay.one["verdict"] == "completed"
    assert stay.one["decision"]["action"] in {"ACCEPTED", "REVIEW"}
    assert stay.one["decision"]["checks_failed"] == 0
    folder = Path(stay.one["results"]["folder"])
    left = [path for path in folder.rglob("*") if path.is_file()]
    assert len(left) == stay.one["results"]["files"]
    result = json.loads((folder / "brf_bergsudden.json").read_text("utf-8"))
    Draft202012Validator(schema()).validate(result)
    assert result["outcome"] == stay.one["decision"]["action"]
    assert result["agents"]["GovernanceAgent"]["fields"]["board_members"]
    pages = sorted((folder / "brf_bergsudden.pages").iterdir())
    assert [page.suffix for page in pages] == [".png"] * (len(left) - 1)


def test_who_is_on_the_board_stands_in_the_result_and_not_in_the_report(stay: Stay) -> None:
    folder = Path(stay.one["results"]["folder"])
    result = json.loads((folder / "brf_bergsudden.json").read_text("utf-8"))
    members = result["agents"]["GovernanceAgent"]["fields"]["board_members"]
    report = Path(stay.one["report"]).read_text("utf-8")
    assert members
    for member in members:
        assert member["name"]["value"] not in report


def test_the_page_of_a_run_has_the_report_the_metrics_and_the_curve(
    stay: Stay, prefect_server: str
) -> None:
    import httpx

    where = {"artifacts": {"flow_run_id": {"any_": [stay.one["run"]]}}}
    found = httpx.post(f"{prefect_server}/artifacts/filter", json=where).json()
    keys = {artifact["key"]: artifact for artifact in found}
    name = "annual-reports-brf-bergsudden"
    assert {name, f"{name}-metrics", f"{name}-coaching"} <= set(keys)
    assert keys[f"{name}-coaching"]["data"].startswith("![Accuracy by round](data:image/svg+xml")


def test_a_folder_is_told_by_outcome_with_what_was_rejected_and_left_alone(stay: Stay) -> None:
    out = stay.several.out
    assert out.startswith("Årsredovisningar   completed in ")
    assert "4 given = 3 settled + 1 rejected." in out
    assert "UNREADABLE" in out
    assert "picture.pdf" in out
    assert "looks like a PNG image" in " ".join(out.split())
    assert "1 file is no .pdf and left alone: notes.txt." in out
    assert stay.said("Results").endswith("(4 files)")


def test_a_folder_leaves_a_result_a_report_and_one_table(stay: Stay) -> None:
    folder = Path(stay.said("Results").rpartition("  (")[0])
    names = {"Ån/{report}", "Ö/{report}", "scan"}
    assert {p.relative_to(folder).with_suffix("").as_posix() for p in folder.rglob("*.json")} == (
        names
    )
    rows = pq.read_table(folder / "reports.parquet").to_pylist()
    assert {row["report_id"] for row in rows} == names
    assert {row["outcome"] for row in rows if row["report_id"] == "scan"} == {"UNREADABLE"}
    values = [row for row in rows if row["report_id"] == "Ö/{report}" and row["field"]]
    assert len(values) > 500
    assert all(row["page"] and row["verbatim"] for row in values)
