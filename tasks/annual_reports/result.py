"""The result of one report as a JSON document, and as rows of a table.

The document's schema is published in `result.schema.json`, made by `python -m
tasks.annual_reports.result_schema` from the shapes that the agents are seeded with.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from tasks.annual_reports.request import Request
from tasks.outcome import JSON

EXTRACTING = ("extract", "seen")  # what policies call the step that extracts
READABLE, FAILED = "READABLE", "FAILED"
FORMAT = 1  # raise it when what stands in the document changes its meaning
Facts = Mapping[str, Mapping[str, JSON]]  # of steps, by alias


def result_of(request: Request, facts: Facts) -> dict[str, JSON]:
    """What is left of a report, whatever became of it: an unreadable one says why.

    Of a step that failed the facts hold nothing but why, as `error`.
    """
    read = facts.get("sectionize", {})
    items = items_of(facts)
    outcome, reason = _ended(facts)
    return {
        "format": FORMAT,
        "report_id": request.report_id,
        "sha256": request.sha256,
        "outcome": outcome,
        "reason": reason,
        "pages": read.get("pages", 0),
        "read_by": read.get("read_by", ""),
        "unit": read.get("unit", 1),
        "years": read.get("years"),
        "agents": {item["id"]: _agent(item) for item in items},
        "checks": facts.get("assemble", {}).get("checks", []),
        "unassigned": read.get("unassigned", []),
    }


def _ended(facts: Facts) -> tuple[str, str]:
    """What came of a report, and why."""
    for said in (facts.get("assemble", {}), facts.get("sectionize", {})):
        if said.get("outcome", READABLE) != READABLE:
            return said["outcome"], said["reason"]
    failed = [
        f"{alias} failed: {said['error']}" for alias, said in facts.items() if "error" in said
    ]
    return FAILED, "; ".join(failed) or "it was not read to its end"


def items_of(facts: Facts) -> list[dict[str, Any]]:
    """What each agent left, by whichever step it was called."""
    found = next((facts[name] for name in EXTRACTING if name in facts), {})
    items: list[dict[str, Any]] = found.get("items", [])
    return items


def _agent(item: Mapping[str, Any]) -> dict[str, JSON]:
    coaching = item.get("coaching", {})
    return {
        "fields": item.get("fields", {}),
        "score": coaching.get("score"),
        "scores": coaching.get("scores", []),
        "rounds": coaching.get("rounds", 0),
        "reached": coaching.get("reached", False),
        "stopped": coaching.get("stopped", ""),
        "error": item.get("error"),
    }


def leaves(fields: Mapping[str, Any]) -> Iterator[tuple[str, int | None, str | None, Any]]:
    """Every value of an agent's fields: its field, row, column, and the value with its evidence.

    A row counts from 0 in a list of rows; a column is that of a row or of a group. What is missing
    is left out.
    """
    for name, value in fields.items():
        if isinstance(value, list):
            for number, row in enumerate(value):
                yield from ((name, number, column, leaf) for column, leaf in row.items() if leaf)
        elif isinstance(value, Mapping) and "value" not in value:
            yield from ((name, None, column, leaf) for column, leaf in value.items() if leaf)
        elif value is not None:
            yield name, None, None, value
