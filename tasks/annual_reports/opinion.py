"""The model as judge: it looks at the pages, at the answer, and at what was tried before."""

import asyncio
import json
from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from blocks.models import ModelError
from tasks.agent import View
from tasks.annual_reports.general import Known, general
from tasks.annual_reports.opened import opened
from tasks.annual_reports.scoring import Judged
from tasks.annual_reports.shown_pages import shown_pages
from tasks.asking import Question, ask_json
from tasks.outcome import JSON, Usage
from tasks.rounds import tried

SHARE_OF_TIME = 0.9
MOST = 12  # faults, and improvements, that are taken of one opinion
PROMPT = """You judge what was extracted from pages of the annual report of a Swedish housing
cooperative. Look at the pages, and compare each value with what is printed.

Task of the extraction:
{task}

{shown}

Extracted:
{fields}

{history}Give a score from 0 to 1: the share of the fields that are right, where a value that is
printed and was missed is wrong, and one that is not printed and was left out is right. List what is
wrong, each with the name of its field. Then list improvements: instructions for the next attempt,
in general words, that have not been tried before. They will be used for other reports too: write no
value, number, year, name of a person, place or firm of this report into them.
"""


class Fault(BaseModel):
    """A field, and what is wrong with it."""

    model_config = ConfigDict(extra="forbid")

    field: str = Field(max_length=100)
    problem: str = Field(max_length=500)


class Opinion(BaseModel):
    """What the model says of an answer."""

    model_config = ConfigDict(extra="forbid")

    score: float = Field(ge=0, le=1)
    faults: list[Fault] = Field(max_length=60)
    improvements: list[str] = Field(max_length=30)


async def opinion(view: View, fields: Mapping[str, Any]) -> tuple[Judged, Usage]:
    """The model's score of one agent's fields, and what it took.

    ModelError without a model, or when it answers twice what can't be used; ModelBusyError when it
    is busy; TimeoutError when its time is up.
    """
    if view.model is None:
        raise ModelError("no model is configured to judge. Set COXSWAIN_MODEL, or judge by rules.")
    seconds = view.seconds * SHARE_OF_TIME
    shown = await asyncio.to_thread(shown_pages, view)
    asked = PROMPT.format(
        task=view.item["prompt"].strip(),
        shown=shown.words,
        fields=json.dumps(_plain(fields), ensure_ascii=False, indent=1),
        history=_history(view.feedback),
    )
    question = Question(asked, Opinion.model_json_schema(), _checked, shown.images)
    async with asyncio.timeout(seconds):
        answered = await ask_json(view.model, question, seconds)
    return _judged(Opinion.model_validate(answered.value), view, fields), answered.usage


def _checked(value: JSON) -> JSON:
    """A ValueError when the opinion isn't one, or contradicts itself."""
    said = Opinion.model_validate(value)
    if said.score == 1 and said.faults:
        raise ValueError("the score is 1, and yet faults are listed. Lower it, or list none.")
    if said.score == 0 and not said.faults:
        raise ValueError("the score is 0, and no fault is listed. List what is wrong.")
    return said.model_dump()


def _judged(said: Opinion, view: View, fields: Mapping[str, Any]) -> Judged:
    """The opinion as it counts: no better than its own faults leave, and no value in its advice."""
    schema = view.item["schema"]
    known = [fault for fault in said.faults if fault.field in schema]
    lacking = tuple(dict.fromkeys(fault.field for fault in known))
    left = 1 - len(lacking) / len(schema)
    personal = view.settings.get("personal", {}).get(view.item["id"], ())
    faults = (_told(fault, fault.field in personal) for fault in known)
    wanted = said.improvements if said.score < 1 else ()  # nothing is left to be improved
    advice = general(wanted, _known(view, fields))
    return Judged(
        min(said.score, round(left, 4)), (*dict.fromkeys(faults),)[:MOST], lacking, advice[:MOST]
    )


def _told(fault: Fault, is_personal: bool) -> str:
    """A fault as transcripts may show it: of a field that names persons only that there is one."""
    return f"{fault.field}: {'the judge doubts it' if is_personal else fault.problem}"


def _known(view: View, fields: Mapping[str, Any]) -> Known:
    row, sections = view.item, view.needs["sectionize"]["sections"]
    names = json.dumps(row["schema"], ensure_ascii=False).replace("_", " ")
    headings = (section["heading"] for section in sections)
    return Known("\n".join((row["prompt"], names, *headings)), fields, opened(view.request))


def _history(rounds: tuple[Mapping[str, JSON], ...]) -> str:
    """Which scores there were, which improvements were tried, and which of them helped."""
    if not rounds:
        return ""
    scored = (f"Round {past['round']} scored {past['score']:.2f}." for past in rounds)
    lines = [
        f"Tried in round {one.round}: {one.improvement}"
        f" ({'it helped' if one.helped else 'it did not help'})"
        for one in tried(rounds)
    ]
    last = rounds[-1]["feedback"]
    asked = last.get("improvements", []) if isinstance(last, Mapping) else []
    lines += [f"Tried in this round: {each}" for each in asked]
    return "\n".join(("What was tried before:", *scored, *lines)) + "\n\n"


def _plain(fields: Any) -> Any:
    """Fields without boxes: value, page and text are what can be compared."""
    if isinstance(fields, Mapping):
        return {name: _plain(value) for name, value in fields.items() if name != "box"}
    return [_plain(row) for row in fields] if isinstance(fields, list) else fields
