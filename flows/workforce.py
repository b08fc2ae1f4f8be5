"""The entry flow of the workforce pack: the typed form behind the Run button.

Prefect shows the descriptions under `Args` beside the fields of the form.
"""

from datetime import date
from pathlib import Path
from typing import Any, Literal

from prefect import flow

from flows.entry import Options, settle_one
from tasks.workforce import Request, dated

PACK = "workforce"


@flow(name="answer-question", persist_result=False)
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
