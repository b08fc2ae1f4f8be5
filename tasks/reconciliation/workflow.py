"""WORKFLOW_FEEDBACK: the ticket that people see, its audit events, and how it sits with history."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import TypedDict

from tasks.agent import View, agent
from tasks.outcome import JSON, Outcome, Section


class WorkflowFacts(TypedDict):
    ticket: dict[str, JSON]
    events: list[dict[str, str]]
    answers: int
    agreement: str


@agent(version="1", facts=WorkflowFacts, data=("history",), quick=True)
def workflow(view: View) -> Outcome:
    """Open or close the ticket with the likely cause, and say how often people agreed before."""
    decided, found = view.needs["decide"], view.needs.get("pattern", {})
    action, made = decided["action"], dict(decided["ticket"])
    if found:
        made |= {"cause": found["cause"], "remedy": found["remedy"]}
    answers, agreed = _agreement(view.data.get("history", ()), action)
    rate = str(round(Decimal(agreed) / answers, 2)) if answers else ""
    happened = "CLOSED" if made["status"] != "OPEN" else "OPENED"
    events = [*decided["events"], {"event": happened, "detail": made["queue"]}]
    facts: dict[str, JSON] = {
        "ticket": made,
        "events": events,
        "answers": answers,
        "agreement": rate,
    }
    return Outcome(facts, (Section("Ticket", _body(made, answers, rate)),))


def _agreement(rows: Sequence[Mapping[str, JSON]], action: str) -> tuple[int, int]:
    """How many earlier answers there are, and how many of them were this action."""
    counts = [(int(row.get("count") or 0), row.get("action")) for row in rows]
    return sum(n for n, _ in counts), sum(n for n, given in counts if given == action)


def _body(made: Mapping[str, JSON], answers: int, rate: str) -> str:
    limit = f", within {made['hours']} business hours" if made["hours"] else ""
    likely = f" Likely cause: {made['cause']}; {made['remedy']}." if "cause" in made else ""
    before = f" People agreed before in {rate} of {answers} answers." if answers else ""
    head = f"{made['status']}, queue {made['queue']}, priority {made['priority']}{limit}."
    return head + likely + before
