"""Extraction from the text layer and its geometry, one agent at a time."""

from collections.abc import Mapping
from typing import Any

from tasks.agent import View, agent
from tasks.annual_reports.extracted import Extracted
from tasks.annual_reports.found import as_json
from tasks.annual_reports.layout.extractors import EXTRACTORS
from tasks.annual_reports.opened import opened
from tasks.annual_reports.reading import Reading, Section
from tasks.outcome import JSON, Outcome
from tasks.shapes import blank


@agent(version="1", facts=Extracted)
def extract_layout(view: View) -> Outcome:
    """Read one agent's fields; in later rounds look wider for those that the judge missed.

    What a round finds anew is added to the best answer before it: a later round takes nothing away
    that nobody doubted.
    """
    row: Mapping[str, Any] = view.item
    lacking = tuple(view.feedback[-1]["feedback"]["lacking"]) if view.feedback else ()
    extract = EXTRACTORS.get(row["id"])
    found = as_json(extract(reading_of(view, lacking))) if extract else {}
    fields = fitted(found, row["schema"])
    if view.best is not None:
        fields = {n: v if n in lacking else view.best["fields"][n] for n, v in fields.items()}
    facts: dict[str, JSON] = {"id": row["id"], "way": "layout", "fields": fields}
    if extract is None:
        said = f"{row['id']} has no reader of layouts: only a model can read its fields."
        return Outcome({**facts, "prompt": "", "repairs": []}, warnings=(said,))
    return Outcome({**facts, "prompt": "", "repairs": []})


def fitted(found: Mapping[str, Any], schema: Mapping[str, Any]) -> dict[str, Any]:
    """What was found, as an agent's schema asks for it: a schema may be edited at any time.

    Fields and columns that it doesn't have are left out, those that were not found are empty.
    """
    empty = blank(schema)
    return {name: _fitted(found.get(name), schema[name], empty[name]) for name in schema}


def _fitted(value: Any, shape: Any, empty: Any) -> Any:
    if value is None:
        return empty
    if isinstance(shape, list):
        columns = shape[0]
        return [{name: row.get(name) for name in columns} for row in value]
    return {name: value.get(name) for name in shape} if isinstance(shape, Mapping) else value


def reading_of(view: View, lacking: tuple[str, ...] = ()) -> Reading:
    """What an agent reads in this round."""
    read = view.needs["sectionize"]
    years = read["years"]
    return Reading(
        document=opened(view.request),
        sections=tuple(Section(**each) for each in view.item["sections"]),
        everything=tuple(Section(**each) for each in read["sections"]),
        unit=read["unit"],
        years=(years[0], years[1]) if years else None,
        round=len(view.feedback) + 1,
        lacking=lacking,
    )
