"""The judge of one agent's answer: rules, a model that looks at the pages, or both.

`judges` among the step's params says which. Of two judges the lower score counts, and the faults of
both are told. When the model can't judge, the rules' score stands alone; without rules the answer
is not judged at all, and coaching keeps it so.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, TypedDict

from blocks.models import ModelBusyError, ModelError
from policies.errors import OperatorError
from tasks.agent import View, agent
from tasks.annual_reports.checks.of_agents import checks_of
from tasks.annual_reports.opened import opened
from tasks.annual_reports.opinion import opinion
from tasks.annual_reports.result import EXTRACTING
from tasks.annual_reports.scoring import Answer, Judged, judged
from tasks.outcome import JSON, Outcome, Usage

RULES, MODEL = "rules", "model"
JUDGES = "judges"  # the param of a step
MOST = 20  # faults, and improvements, of one judgement
STATEMENTS = frozenset(("income_statement", "balance_sheet", "cash_flow"))
_AWAY: Final = (ModelError, ModelBusyError, TimeoutError)


class Evaluated(TypedDict):
    score: float
    feedback: dict[str, Any]


@agent(version="1", facts=Evaluated, model=True)
async def evaluate(view: View) -> Outcome:
    """Score one agent's answer, and say which fields to look at again and why."""
    chosen = _judges(view)
    found = [_by_rules(view)] if RULES in chosen else []
    usage = Usage()
    warnings: tuple[str, ...] = ()
    if MODEL in chosen:
        try:
            said, usage = await opinion(view, _attempt(view)["fields"])
            found.append(said)
        except _AWAY as error:
            if not found:
                raise
            why = str(error) or "its time was up"
            warnings = (f"{view.item['id']} was judged by rules alone: {why}",)
    facts: dict[str, JSON] = {"score": min(one.score for one in found), "feedback": _told(found)}
    if warnings:
        facts["feedback"]["note"] = warnings[0]
    return Outcome(facts, warnings=warnings, usage=usage)


def _judges(view: View) -> Sequence[str]:
    chosen = view.params.get(JUDGES, [RULES])
    known = isinstance(chosen, Sequence) and chosen and {*chosen} <= {RULES, MODEL}
    if not known:
        raise OperatorError(
            f"{JUDGES} is {chosen!r} among a step's params. Give a list of {RULES} and {MODEL}."
        )
    found: Sequence[str] = chosen
    return found


def _by_rules(view: View) -> Judged:
    row, read = view.item, view.needs["sectionize"]
    answer = Answer(
        fields=_attempt(view)["fields"],
        schema=row["schema"],
        document=opened(view.request),
        unit=read["unit"],
        has_sections=bool(row["sections"]),
        imaged=read["read_by"] == "images",
        printed_in=dict(_printed_in(read)),
    )
    return judged(answer, checks_of(row["id"], answer.fields, read["unit"]))


def _printed_in(read: Mapping[str, Any]) -> Iterator[tuple[int, int]]:
    """The unit of each page that holds nothing but statements, which are all in that unit."""
    parts: dict[int, set[str]] = {}
    for section in read["sections"]:
        for page in range(section["page"], section["end_page"] + 1):
            parts.setdefault(page, set()).add(section["part"])
    for page, held in parts.items():
        units = {read["units"].get(part, read["unit"]) for part in held}
        if held <= STATEMENTS and len(units) == 1:
            yield page, units.pop()


def _attempt(view: View) -> Mapping[str, Any]:
    """The facts of the attempt that is judged, whichever way it was made."""
    return next(view.needs[name] for name in EXTRACTING if name in view.needs)


def _told(found: Iterable[Judged]) -> dict[str, JSON]:
    several = list(found)
    return {
        "lacking": _each(one.lacking for one in several),
        "faults": _each(one.faults for one in several)[:MOST],
        "improvements": _each(one.improvements for one in several)[:MOST],
    }


def _each(several: Iterable[Iterable[str]]) -> list[str]:
    return list(dict.fromkeys(each for one in several for each in one))
