"""The entry flows of the annual reports pack: the typed forms behind the Run button.

Prefect shows the descriptions under `Args` beside the fields of the form.
"""

from datetime import date
from pathlib import Path
from typing import Any

from prefect import flow

from flows.entry import Options, settle_many, settle_one
from tasks.annual_reports.inputs import open_input

PACK = "annual_reports"


@flow(name="extract-report", flow_run_name="{file}", persist_result=False)
async def extract_report(file: str, policy: str | None = None) -> Any:
    """Read one annual report: find its sections, extract them with 24 agents, coach, check.

    The result is a JSON document beside the report, with the page and the place of every value.

    Args:
        file: A PDF. A relative path counts from the project's folder.
        policy: A policy by its name; empty: by whether the report's pages hold text.

    """
    given = open_input(Path(file), _today())
    return (await settle_one(PACK, given.one, Options(policy or None))).state


@flow(name="extract-reports", flow_run_name="{folder}", persist_result=False)
async def extract_reports(folder: str, policy: str | None = None) -> Any:
    """Read every PDF of a folder. One that can't be read is rejected with its reason.

    The results are a JSON document a report, and one Parquet file of all values.

    Args:
        folder: A folder of PDFs, with those in it. A relative path counts from the project's.
        policy: A policy by its name, for all of them; empty: by each report's pages.

    """
    path, today = Path(folder), _today()
    origin = {
        "input": str(path.absolute()),
        "today": str(today),
        "policy": policy or None,
        "sources": None,
    }
    given = open_input(path, today)
    options = Options(policy or None)
    if given.one is not None:
        return (await settle_one(PACK, given.one, options)).state
    return (await settle_many(PACK, given, origin, options)).state


def _today() -> date:
    return date.today()  # noqa: DTZ011 - the day where the worker is
