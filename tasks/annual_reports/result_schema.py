"""The published schema of a result: `python -m tasks.annual_reports.result_schema` writes it.

The agents' fields are those that they are seeded with; who edits an agent's schema in the database
changes the fields of that agent in the results to come.
"""

import json
from pathlib import Path
from typing import Any, Final

from policies.load import read_roster
from tasks.annual_reports.result import FORMAT
from tasks.shapes import DRAFT, json_schema

FILE: Final = Path(__file__).parent / "result.schema.json"
_TEXT: Final = {"type": "string"}
_NUMBER: Final = {"type": ["number", "null"]}


def schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of the document that is left of a report."""
    agents = {seed.id: _agent(seed.schema_) for seed in read_roster("annual_reports").values()}
    properties: dict[str, Any] = {
        "format": {"const": FORMAT},
        "report_id": _TEXT,
        "sha256": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
        "outcome": {
            "enum": ["ACCEPTED", "REVIEW", "UNREADABLE", "OTHER_DOCUMENT", "SCANNED", "FAILED"]
        },
        "reason": _TEXT,
        "pages": {"type": "integer", "minimum": 0},
        "read_by": {"enum": ["text", "ocr", "images", "nothing", ""]},
        "unit": {"enum": [1, 1000], "description": "Kronor in a printed unit of the statements."},
        "years": {"type": ["array", "null"], "items": {"type": "integer"}, "maxItems": 2},
        "agents": {"type": "object", "properties": agents, "additionalProperties": _agent({})},
        "checks": {"type": "array", "items": _check()},
        "unassigned": {"type": "array", "items": _TEXT},
    }
    return {
        "$schema": DRAFT,
        "title": "What was found in an annual report",
        "description": "Amounts are whole kronor; boxes are points from the page's top left.",
        **_closed(properties),
    }


def _agent(shape: Any) -> dict[str, Any]:
    fields = {k: v for k, v in json_schema(shape, evidenced=True).items() if k != "$schema"}
    return _closed(
        {
            "fields": {"anyOf": [fields, {"type": "object", "maxProperties": 0}]}
            if shape
            else {"type": "object"},
            "score": _NUMBER,
            "scores": {"type": "array", "items": _NUMBER},
            "rounds": {"type": "integer", "minimum": 0},
            "reached": {"type": "boolean"},
            "stopped": _TEXT,
            "error": {"type": ["string", "null"]},
        }
    )


def _check() -> dict[str, Any]:
    texts = {"type": "array", "items": _TEXT}
    holds = {"type": ["boolean", "null"], "description": "Null: it could not be told."}
    return _closed(
        {"agents": texts, "name": _TEXT, "holds": holds, "detail": _TEXT, "fields": texts}
    )


def _closed(properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def text() -> str:
    """The schema as the file holds it."""
    return json.dumps(schema(), ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    FILE.write_text(text(), encoding="utf-8")
