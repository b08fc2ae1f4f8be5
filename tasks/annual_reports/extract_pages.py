"""Extraction by a model that sees the pages, or reads their text: the same agents, another way."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from time import monotonic
from typing import Any, Final

from blocks.models import ModelError
from tasks.agent import View, agent
from tasks.annual_reports.asked_schema import asked_schema
from tasks.annual_reports.extracted import Extracted
from tasks.annual_reports.opened import opened
from tasks.annual_reports.place import placed
from tasks.annual_reports.shown_pages import Shown, shown_pages
from tasks.asking import Question, ask_json
from tasks.outcome import JSON, Outcome, spent
from tasks.proposals import next_prompt
from tasks.shapes import model_of

SHARE_OF_TIME = 0.9  # the model's own deadline lies a little under the agent's
PROPOSING = 0.3  # of the time: what thinking of a better prompt may take
REMARKS = 12  # of the judge, that the next attempt is told

FRAME = """You read pages of the annual report of a Swedish housing cooperative.

{prompt}

{shown}
Give each value with `page`, the number of the page that it stands on, counted as above and not as
printed, and with `text`: the words or digits that say it, exactly as printed there, and no more.
{unit} A minus sign, also one that is printed as a dash, makes a number negative.
{years}Of a percentage give the number alone: "4,25 %" is 4.25. Dates are written as 2024-05-31.
A list has one object for each printed row, in the order of the page; it is empty without any.
What is not printed is null: never 0, never a guess, never a sum of your own.
{remarks}"""

IN_KRONOR = "Amounts are whole kronor, as they are printed."
IN_THOUSANDS = (
    "Amounts are whole kronor. The statements are printed in thousands: their 9 171 is 9171000,"
    " with the text 9 171. What is printed in kronor stays as it is."
)
UNKNOWN_UNIT = (
    "Amounts are whole kronor. Where a page prints thousands (tkr, kkr, KSEK), its 9 171 is"
    " 9171000, with the text 9 171."
)
_PARTS: Final = {
    "income_statement": "income statement",
    "balance_sheet": "balance sheet",
    "cash_flow": "cash-flow statement",
    "notes": "notes",
}


@agent(version="1", facts=Extracted, model=True)
async def extract_pages(view: View) -> Outcome:
    """Ask the configured model for one agent's fields, with the page and words of each value."""
    if view.model is None:
        raise ModelError("no model is configured. Set COXSWAIN_MODEL, or name another policy.")
    ends = monotonic() + SHARE_OF_TIME * view.seconds
    row: Mapping[str, Any] = view.item
    proposal = await next_prompt(row["prompt"], replace(view, seconds=PROPOSING * view.seconds))
    shown = await asyncio.to_thread(shown_pages, view)
    question = _question(view, proposal.prompt, shown)
    answered = await ask_json(view.model, question, ends - monotonic())
    facts: dict[str, JSON] = {
        "id": row["id"],
        "way": view.model.id,
        "fields": placed(answered.value, opened(view.request)),
        "prompt": proposal.prompt,
        "repairs": list(answered.repairs),
    }
    return Outcome(facts, usage=spent((proposal.usage, answered.usage)))


def _question(view: View, prompt: str, shown: Shown) -> Question:
    schema = view.item["schema"]
    shape = model_of(schema, evidenced=True)
    framed = FRAME.format(
        prompt=prompt.strip(),
        shown=shown.words,
        unit=_unit(view.needs["sectionize"]),
        years=_years(view.needs["sectionize"]["years"]),
        remarks=_remarks(view.feedback),
    )
    return Question(
        framed,
        asked_schema(schema, shown.pages),
        lambda value: _without_empty_rows(shape.model_validate(value).model_dump(mode="json")),
        shown.images,
    )


def _without_empty_rows(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Rows that hold no value say nothing."""
    return {
        name: [row for row in value if any(row.values())] if isinstance(value, list) else value
        for name, value in fields.items()
    }


def _unit(read: Mapping[str, Any]) -> str:
    """In what amounts are printed, part by part where parts differ."""
    if not read["sections"]:  # images: nobody has read what they say of their unit
        return UNKNOWN_UNIT
    units = {part: read["units"].get(part, read["unit"]) for part in _PARTS}
    if len(set(units.values())) == 1:
        return IN_KRONOR if read["unit"] == 1 else IN_THOUSANDS
    of = ", ".join(_PARTS[part] for part, unit in units.items() if unit != 1)
    return f"{IN_THOUSANDS} Those printed in thousands are: {of}."


def _years(years: list[int]) -> str:
    if not years:
        return ""
    now, before = years
    return (
        f"`current` is the financial year that ended in {now} and `previous` that of {before},"
        " whichever column stands first.\n"
    )


def _remarks(rounds: tuple[Mapping[str, JSON], ...]) -> str:
    """What the judge found wrong with the last answer to this very report.

    It stands beside the prompt and not in it: a prompt has to hold for other reports.
    """
    said = rounds[-1]["feedback"] if rounds else None
    faults = said.get("faults", []) if isinstance(said, Mapping) else []
    if not faults:
        return ""
    return "Of your last answer was said:\n" + "".join(f"- {one}\n" for one in faults[:REMARKS])
