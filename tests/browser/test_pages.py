"""What a reader of the UI finds, in both UIs, seen with a real browser."""

import json
import signal
import subprocess
import sys
from typing import Any

import pytest

from deployments.declared import ROOT
from tests.browser.chromium import absent

WHY = absent()
pytestmark = pytest.mark.skipif(WHY is not None, reason=f"no browser: {WHY}")
UIS = ("old", "new")
FORMS = ("answer-question", "reconcile-break", "reconcile-breaks", "reconcile-books")


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What stood on each page of a server on which the samples have run."""
    folder = tmp_path_factory.mktemp("pages")
    command = [sys.executable, "-m", "tests.browser.screenshots", "--out", str(folder)]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=ROOT, stdout=pipe, stderr=subprocess.STDOUT) as program:
        try:
            said, _ = program.communicate(timeout=240)
        except subprocess.TimeoutExpired:
            program.send_signal(signal.SIGINT)  # it ends its browser and its server itself
            said, _ = program.communicate(timeout=30)
    if not (folder / "pages.json").exists():
        pytest.fail(f"no pages were seen:\n{said.decode()}"[-4000:])
    pages: dict[str, Any] = json.loads((folder / "pages.json").read_text())
    return pages


def test_every_page_shows_what_it_should(seen):
    assert {name: page["missing"] for name, page in seen.items() if page["missing"]} == {}


def test_no_page_shows_an_object_or_no_results(seen):
    for name, page in seen.items():
        for wrong in ("[object Object]", "No results", "undefined", "NaN"):
            assert wrong not in page["text"], f"{name} shows {wrong!r}"


@pytest.mark.parametrize("ui", UIS)
@pytest.mark.parametrize(
    "report",
    ["report", "batch-report", "answer", "extracted", "extracted-curve", "curve", "folder"],
)
def test_the_chart_of_a_report_is_drawn(seen, ui, report):
    (image,) = seen[f"{ui}-{report}"]["images"]
    assert image["width"] > 0
    assert image["alt"]


@pytest.mark.parametrize("ui", UIS)
@pytest.mark.parametrize(
    "table", ["metrics", "batch-metrics", "answer-metrics", "extracted-metrics", "rounds"]
)
def test_every_cell_of_the_metrics_has_a_value(seen, ui, table):
    cells = seen[f"{ui}-{table}"]["cells"]
    assert len(cells) >= 3
    assert all(cell for row in cells for cell in row)


@pytest.mark.parametrize("ui", UIS)
def test_steps_that_did_not_run_are_shown_as_skipped(seen, ui):
    assert seen[f"{ui}-tasks"]["text"].count("Skipped") >= 2
    assert "rules decided AUTO_RESOLVE" in seen[f"{ui}-skipped"]["text"]


@pytest.mark.parametrize("ui", UIS)
@pytest.mark.parametrize("form", FORMS)
def test_every_field_of_a_form_is_described(seen, ui, form):
    text = seen[f"{ui}-form-{form}"]["text"]
    pack = "workforce" if form == "answer-question" else "reconciliation"
    told = {"workforce": "The folder of the figures", "reconciliation": "The folder of the tables"}
    assert told[pack] in text
    assert f"deployments/samples/{pack}/sources" in seen[f"{ui}-form-{form}"]["values"]


@pytest.mark.parametrize("ui", UIS)
def test_the_form_of_a_break_is_filled_with_the_sample_and_money_is_text(seen, ui):
    form = seen[f"{ui}-form-reconcile-break"]
    for filled in ("BRK-S-000001", "7750341.05", "62.95", "EUR"):
        assert filled in form["values"]
    assert "TRADE_OMS_MISMATCH" in form["text"]  # a choice


@pytest.mark.parametrize("ui", UIS)
def test_the_review_form_asks_for_answer_action_note_and_name(seen, ui):
    text = seen[f"{ui}-review"]["text"]
    for label in ("Answer", "Action (Optional)", "Note (Optional)", "Answered by"):
        assert label in text
    assert "required to override" in text


@pytest.mark.parametrize("ui", UIS)
@pytest.mark.parametrize("form", ["extract-report", "extract-reports"])
def test_the_form_of_a_report_is_filled_with_the_sample_and_says_what_is_left(seen, ui, form):
    page = seen[f"{ui}-form-{form}"]
    assert any(value.startswith("deployments/samples/annual_reports") for value in page["values"])
    assert "A policy by" in page["text"]


@pytest.mark.parametrize("ui", UIS)
def test_nobody_is_named_on_the_pages_of_a_report(seen, ui):
    truth = json.loads((ROOT / "deployments/samples/annual_reports/truth.json").read_text())
    board = truth["brf_alkarret"]["agents"]["GovernanceAgent"]["board_members"]
    names = [member["name"] for member in board]
    assert names
    for page in ("extracted", "transcript", "rounds", "folder"):
        assert not [name for name in names if name in seen[f"{ui}-{page}"]["text"]]
