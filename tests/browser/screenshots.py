"""Screenshots of every kind of page that Coxswain fills, in both of Prefect's UIs.

    python -m tests.browser.screenshots --out DIR

starts a server of its own, deploys, runs the samples, and writes a PNG a page and `pages.json`:
what stood on each. Needs Debian's chromium and chromium-driver, and selenium.
"""

import argparse
import asyncio
import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.browser.chromium import Page, Seen, browser, keep, shoot

SAMPLES = Path("deployments/samples/reconciliation")
REVIEWED = "BRK-S-000003"  # of the sample, one that a person reviews
UIS = {"old": "", "new": "/v2"}


@dataclass(frozen=True)
class Scene:
    """The address of a server on which the samples have run, and the ids of what is there."""

    url: str
    runs: dict[str, str]
    subflow: str
    skipped: str
    artifacts: dict[str, str]
    deployments: dict[str, str]


def pages(scene: Scene) -> Iterator[Page]:
    """What to look at, in both UIs."""
    for ui, prefix in UIS.items():
        at = f"{scene.url}{prefix}"
        run, artifact = f"{at}/runs/flow-run", f"{at}/artifacts/artifact"
        yield Page(
            f"{ui}-run",
            f"{run}/{scene.runs['break']}",
            ("reconciliation.trade-low",),
            ("Subflow Runs",),
        )
        tasks = ("ingest", "workflow", "skipped", "Skipped")
        yield Page(f"{ui}-tasks", f"{run}/{scene.subflow}", tasks, ("Task Runs",))
        skipped = f"{at}/runs/task-run/{scene.skipped}"
        yield Page(f"{ui}-skipped", skipped, ("rules decided AUTO_RESOLVE",))
        for name, holds in HOLDS.items():
            yield Page(f"{ui}-{name}", f"{artifact}/{scene.artifacts[name]}", holds)
        for name, holds in FORMS.items():
            form = f"{at}/deployments/deployment/{scene.deployments[name]}/run"
            yield Page(f"{ui}-form-{name}", form, holds)
        press = ("Resume",) if ui == "old" else ("Open menu", "Resume")
        review = ("HIL_REVIEW for BRK-S-000003", "required to override", "Who answers")
        yield Page(f"{ui}-review", f"{run}/{scene.runs['review']}", review, press)


HOLDS = {
    "report": ("Reconciliation: BRK-S-000001", "AUTO_RESOLVE", "Agents", "Citations"),
    "metrics": ("agent", "run ms", "ingest", "completed"),
    "batch-report": ("Reconciliation: breaks.jsonl", "Decisions", "Largest by exposure"),
    "batch-metrics": ("agent", "run ms", "ingest", "enrich"),
    "batch-progress": ("100%",),
    "answer": ("Executive Summary", "32.84 %", "GREEN", "Citations & Freshness"),
    "answer-metrics": ("prefetched", "(merge)", "(prefetch)", "pattern_anomalies"),
    "extracted": ("Annual reports: brf_alkarret", "Values found", "BalanceSheetAgent", "Sections"),
    "extracted-metrics": ("sectionize", "extract", "assemble", "gate wait ms"),
    "extracted-curve": ("image: Accuracy by round",),
    "transcript": ("Coaching of extract", "reached the target of 0.95", "GovernanceAgent"),
    "curve": ("image: Accuracy by round",),
    "rounds": ("what came of it", "GovernanceAgent", "reached the target"),
    "folder": ("Annual reports: annual_reports", "Decisions", "UNREADABLE", "no .pdf"),
}
_REPORT = "annual-reports-brf-alkarret"
EXTRACTED = {
    "extracted": _REPORT,
    "extracted-metrics": f"{_REPORT}-metrics",
    "extracted-curve": f"{_REPORT}-coaching",
    "transcript": f"{_REPORT}-extract-transcript",
    "curve": f"{_REPORT}-extract-curve",
    "rounds": f"{_REPORT}-extract-rounds",
}  # the keys of the artifacts of a report and of its coaching
TABLES = "The folder of the tables"
FORMS = {
    "answer-question": ("Which sectors had an anomalous attrition", "The folder of the figures"),
    "extract-report": ("deployments/samples/annual_reports/brf_alkarret.pdf", "A PDF."),
    "extract-reports": ("deployments/samples/annual_reports", "A folder of PDFs"),
    "reconcile-break": ("BRK-S-000001", "7750341.05", "System A", "System B", "sources", TABLES),
    "reconcile-breaks": (f"{SAMPLES}/breaks.jsonl", "chunk", TABLES),
    "reconcile-books": (f"{SAMPLES}/trades_oms.csv", "sample_trades", "bank_statement", TABLES),
}


def prepare() -> Scene:
    """Start a server, deploy, run the samples in this process."""
    from blocks.server import ensure_server, flush_events, use

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    address = ensure_server(port)
    use(address)
    from deployments.setup import setup

    setup()
    command = [sys.executable, "-m", "prefect", "--no-prompt", "deploy", "--all"]
    subprocess.run(command, check=True, capture_output=True)
    try:
        return asyncio.run(_stage(address.api_url.removesuffix("/api")))
    finally:
        flush_events()


async def _stage(url: str) -> Scene:
    from prefect import get_client

    async with get_client() as client:
        deployed = {each.name: each for each in await client.read_deployments()}
        runs = {
            "break": await _ran(client, deployed["reconcile-break"], {}),
            "breaks": await _ran(client, deployed["reconcile-breaks"], {}),
            "review": await _ran(client, deployed["reconcile-break"], {"found": _reviewed()}),
            "answer": await _ran(client, deployed["answer-question"], {}),
            "report": await _ran(client, deployed["extract-report"], {}),
            "reports": await _ran(client, deployed["extract-reports"], {}),
        }
        found = {
            (str(a.flow_run_id), a.type, a.key): str(a.id) for a in await client.read_artifacts()
        }
        subflow = await _subflow(client, runs["break"])
        return Scene(
            url,
            runs,
            subflow,
            await _skipped(client, subflow),
            {
                "report": _only(found, runs["break"], "markdown"),
                "metrics": _only(found, runs["break"], "table"),
                "batch-report": _only(found, runs["breaks"], "markdown"),
                "batch-metrics": _only(found, runs["breaks"], "table"),
                "batch-progress": _only(found, runs["breaks"], "progress"),
                "answer": _only(found, runs["answer"], "markdown"),
                "answer-metrics": _only(found, runs["answer"], "table"),
                "folder": _only(found, runs["reports"], "markdown"),
                **{name: _called(found, key) for name, key in EXTRACTED.items()},
            },
            {name: str(each.id) for name, each in deployed.items()},
        )


async def _ran(client: Any, deployment: Any, parameters: dict[str, Any]) -> str:
    """A run of a deployment, executed here as a worker would; its id."""
    from prefect.exceptions import Pause
    from prefect.flow_engine import run_flow_async

    from deployments.declared import declared, flow_of

    (entry,) = (entry for entry in declared() if entry.name == deployment.name)
    created = await client.create_flow_run_from_deployment(deployment.id, parameters=parameters)
    with suppress(Pause):
        await run_flow_async(flow_of(entry), flow_run=created, parameters=created.parameters)
    return str(created.id)


async def _subflow(client: Any, run_id: str) -> str:
    from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterParentFlowRunId

    of = FlowRunFilter(parent_flow_run_id=FlowRunFilterParentFlowRunId(any_=[run_id]))
    (run,) = await client.read_flow_runs(flow_run_filter=of)
    return str(run.id)


async def _skipped(client: Any, run_id: str) -> str:
    from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterId

    of = FlowRunFilter(id=FlowRunFilterId(any_=[run_id]))
    for _ in range(100):  # task runs are written from events, a little later
        runs = await client.read_task_runs(flow_run_filter=of)
        if found := [run for run in runs if run.state and run.state.name == "Skipped"]:
            return str(found[0].id)
        await asyncio.sleep(0.1)
    raise TimeoutError("No step was skipped, or the server has not heard of it.")


def _only(found: dict[tuple[str, str, str], str], run_id: str, kind: str) -> str:
    (one,) = (name for (run, of, _), name in found.items() if (run, of) == (run_id, kind))
    return one


def _called(found: dict[tuple[str, str, str], str], wanted: str) -> str:
    (one,) = (name for (_, _, key), name in found.items() if key == wanted)
    return one


def _reviewed() -> dict[str, Any]:
    lines = (SAMPLES / "breaks.jsonl").read_text("utf-8").splitlines()
    return next(row for row in map(json.loads, lines) if row["break_id"] == REVIEWED)


def look(wanted: list[Page], folder: Path) -> dict[str, Seen]:
    """Open the pages, those of either UI in a browser of its own, side by side."""

    def one(ui: str) -> dict[str, Seen]:
        with browser() as driver:
            mine = [page for page in wanted if page.name.startswith(ui)]
            return {page.name: shoot(driver, page, folder) for page in mine}

    with ThreadPoolExecutor(len(UIS)) as threads:
        return {name: seen for part in threads.map(one, UIS) for name, seen in part.items()}


def main() -> int:
    """Take the screenshots; 1 when a page lacks what it should show."""
    parser = argparse.ArgumentParser(prog="tests.browser.screenshots", description=__doc__)
    parser.add_argument("--out", type=Path, required=True, help="the folder of the pictures")
    parser.add_argument("--only", default="", help="pages whose name has this in it")
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix="coxswain-browser-", ignore_cleanup_errors=True) as folder:
        os.environ.pop("PREFECT_API_URL", None)
        os.environ |= {"COXSWAIN_HOME": folder, "PREFECT_HOME": f"{folder}/client"}
        from blocks.server import stop

        try:
            scene = prepare()
            wanted = [page for page in pages(scene) if given.only in page.name]
            seen = look(wanted, given.out)
        finally:
            stop()
    keep(seen, given.out)
    for name, one in seen.items():
        lacks = "".join(f", lacks {text!r}" for text in one.missing)
        sys.stdout.write(f"{one.seconds:5.1f} s  {name}{lacks}\n")
    return 1 if any(one.missing for one in seen.values()) else 0


if __name__ == "__main__":
    raise SystemExit(main())
