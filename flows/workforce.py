"""The entry flow of the workforce pack: the typed form behind the Run button.

Prefect shows the descriptions under `Args` beside the fields of the form.
"""

from datetime import date
from pathlib import Path
from typing import Any, Literal

from prefect import flow, runtime

from flows.entry import Options, settle_one
from tasks.privacy import mask
from tasks.workforce import Request, dated, identify

PACK = "workforce"


def _title() -> str:
    """What a run is called: what it is asked, without names of persons."""
    return mask(identify(Request.model_validate(runtime.flow_run.parameters["asked"])))


@flow(name="answer-question", flow_run_name=_title, persist_result=False)
async def answer_question(
    asked: Request,
    role: Literal["analyst", "service", "auditor", "admin"] | None = None,
    policy: str | None = None,
    sources: str | None = None,
) -> Any:
    """Answer a question about the labour market, each number with its source, and verify it.

    A question that isn't clear ends with a question back.

    Args:
        asked: A question in words, an intent, or calls of several intents.
        role: Who reads the report; empty: nobody's name is shown.
        policy: A policy by its name; empty: the one for the question's complexity.
        sources: The folder of the figures; empty: those that COXSWAIN_SOURCES names.

    """
    options = Options(policy or None, Path(sources) if sources else None, role=role)
    return (await settle_one(PACK, dated(asked, date.today()), options)).state  # noqa: DTZ011
