"""The entry flows of the reconciliation pack: the typed forms behind the Run button.

Prefect shows the descriptions under `Args` beside the fields of the form.
"""

from datetime import date
from pathlib import Path
from typing import Any

from prefect import flow

from flows.entry import Options, settle_many
from flows.review import settle_reviewed
from policies.schema import Granularity
from tasks.reconciliation.inputs import Books, dated, open_input
from tasks.reconciliation.request import Break

PACK = "reconciliation"


@flow(name="reconcile-break", flow_run_name="{found.break_id}", persist_result=False)
async def reconcile_break(
    found: Break, policy: str | None = None, sources: str | None = None
) -> Any:
    """Settle one break: classify it, run the crew that its policy names, decide, report.

    A break that needs a person ends in a form: approve the decision, override it with a note, or
    escalate. The answer is recorded in the audit chain and informs later breaks of its kind.

    Args:
        found: One break between two systems.
        policy: A policy by its name; empty: the one for its type and risk.
        sources: The folder of the tables that enrichment reads; empty: nothing is looked up.

    """
    options = _options(policy, sources)
    return await settle_reviewed(PACK, dated(found, _today()), options)


@flow(name="reconcile-breaks", persist_result=False)
async def reconcile_breaks(
    input: str,
    granularity: Granularity = "chunk",
    policy: str | None = None,
    sources: str | None = None,
) -> Any:
    """Settle many breaks from a file. A malformed row is rejected with its line and reason.

    Args:
        input: A file of breaks: .jsonl, .json, .csv or .parquet. A relative path counts from the
            project's folder.
        granularity: What becomes a task: each agent, each item, or a chunk of items.
        policy: A policy by its name, for all of them; empty: by the type and risk of each.
        sources: The folder of the tables that enrichment reads; empty: nothing is looked up.

    """
    path, today = Path(input), _today()
    given = open_input(path, today)
    origin = {
        "input": str(path.absolute()),
        "today": str(today),
        "policy": policy,
        "sources": _absolute(sources),
    }
    options = _options(policy, sources, granularity)
    return (await settle_many(PACK, given, origin, options)).state


@flow(name="reconcile-books", persist_result=False)
async def reconcile_books(
    books: list[Books],
    as_of: date | None = None,
    granularity: Granularity = "chunk",
    sources: str | None = None,
) -> Any:
    """Compare books, type what does not match as breaks, and settle each break.

    Every row that is read is accounted for: matched, broken or rejected.

    Args:
        books: Pairs of books to compare. Relative paths count from the project's folder.
        as_of: The day for which the age of a break counts; empty: today.
        granularity: What becomes a task: each agent, each item, or a chunk of items.
        sources: The folder of the tables that enrichment reads; empty: nothing is looked up.

    """
    today = as_of or _today()
    pairs = [pair.placed(Path.cwd()).model_dump(mode="json") for pair in books]
    comparison = {"as_of": as_of and str(as_of), "books": pairs}
    given = open_input(comparison, today)
    origin = {
        "input": comparison,
        "today": str(today),
        "sources": _absolute(sources),
    }
    return (await settle_many(PACK, given, origin, _options(None, sources, granularity))).state


def _options(
    policy: str | None, sources: str | None, granularity: Granularity | None = None
) -> Options:
    """Empty fields of a form arrive as empty text."""
    return Options(policy or None, Path(sources) if sources else None, granularity)


def _absolute(folder: str | None) -> str | None:
    return str(Path(folder).absolute()) if folder else None


def _today() -> date:
    return date.today()  # noqa: DTZ011 - the day where the worker is
