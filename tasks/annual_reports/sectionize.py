"""The first agent: what the document is, its sections, and which agent reads which."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any, TypedDict

from tasks.agent import View, agent
from tasks.annual_reports.document.facts import facts_of
from tasks.annual_reports.document.kind import Kind, kind_of
from tasks.annual_reports.document.words import Document
from tasks.annual_reports.opened import opened
from tasks.annual_reports.reading import Section as Found
from tasks.annual_reports.sections.assign import assign
from tasks.annual_reports.sections.sectionize import sections_of
from tasks.markdown import table
from tasks.outcome import JSON, Decision, Outcome, Section

AGENTS = "agents"  # the rows of the registry, as policies prefetch them
READABLE, SCANNED, OTHER = "READABLE", "SCANNED", "OTHER_DOCUMENT"
UNREADABLE = "UNREADABLE"


class Sectionized(TypedDict):
    outcome: str
    reason: str
    pages: int
    read_by: str
    repaired: int
    unit: int
    units: dict[str, int]
    years: list[int]
    sections: list[dict[str, Any]]
    assignments: list[dict[str, Any]]
    unassigned: list[str]


@agent(version="1", facts=Sectionized, data=(AGENTS,))
def sectionize(view: View) -> Outcome:
    """Find the report's sections and hand each to the agents that read it."""
    rows = view.data[AGENTS]
    document = opened(view.request)
    kind = kind_of(document)
    if not kind["readable"]:
        return _as_images(document, rows, kind)
    if not (kind["swedish"] and kind["cooperative"]):
        return _other(document, kind)
    sections = sections_of(document, _headings(rows))
    facts = facts_of(document, sections)
    assignments, unassigned = assign(sections, rows)
    return Outcome(
        {
            **_known(document, READABLE, ""),
            "read_by": "ocr" if document.ocr else "text",
            "unit": facts.unit,
            "units": dict(facts.units),
            "years": list(facts.years or ()),
            "sections": [asdict(section) for section in sections],
            "assignments": [*_assignments(assignments, rows)],
            "unassigned": [section["title"] for section in unassigned],
        },
        sections=(_outline(sections),),
        warnings=tuple(_warnings(document)),
    )


def _known(document: Document, outcome: str, reason: str) -> dict[str, JSON]:
    """The facts of any document; those of a read one take the place of what is empty here."""
    return {
        "outcome": outcome,
        "reason": reason,
        "pages": len(document.pages),
        "read_by": "nothing",
        "repaired": document.repaired,
        "unit": 1,
        "units": {},
        "years": [],
        "sections": [],
        "assignments": [],
        "unassigned": [],
    }


def _as_images(document: Document, rows: Sequence[Mapping[str, Any]], kind: Kind) -> Outcome:
    """Without words there are no sections: whoever sees the pages reads all of them."""
    assignments, _ = assign((), rows)
    facts = _known(document, SCANNED, kind["why"])
    facts |= {"read_by": "images", "assignments": [*_assignments(assignments, rows)]}
    return Outcome(facts, decision=Decision(UNREADABLE, kind["why"]))


def _other(document: Document, kind: Kind) -> Outcome:
    return Outcome(_known(document, OTHER, kind["why"]), decision=Decision(OTHER, kind["why"]))


def _headings(rows: Iterable[Mapping[str, Any]]) -> list[str]:
    """The headings that any agent reads, in any part or, written "part/heading", in one."""
    return sorted({title for row in rows for title in row["typical_sections"]})


def _assignments(
    assignments: Iterable[Mapping[str, Any]], rows: Iterable[Mapping[str, Any]]
) -> Iterable[dict[str, JSON]]:
    """Each agent with its row of the registry: all that its extraction depends on."""
    known = {row["agent_id"]: row for row in rows}
    for one in assignments:
        row = known[one["id"]]
        pages = {n for s in one["sections"] for n in range(s["page"], s["end_page"] + 1)}
        yield {
            "id": one["id"],
            "sections": one["sections"],
            "pages": sorted(pages),
            "typical_pages": row["typical_pages"],
            "prompt": row["bounded_prompt"],
            "prompt_id": row.get("prompt_id"),
            "schema": row["output_schema"],
            "threshold": row["confidence_threshold"],
        }


def _outline(sections: Sequence[Found]) -> Section:
    rows = (
        ("\u2003" * (each.level - 1) + each.title, each.part, f"{each.page}–{each.end_page}")
        for each in sections
    )
    return Section("Sections", table(("Section", "Part", "Pages"), rows))


def _warnings(document: Document) -> Iterable[str]:
    if document.unread:
        yield f"Pages {', '.join(map(str, document.unread))} can't be read: their words are lost."
    if document.repaired:
        yield f"A font was garbled: the letters of {document.repaired} words were repaired."
