"""The JSON schemas beside the policies, generated from the models of their languages.

    python -m policies.schemas

writes them again after a change of the language; a test compares.
"""

import json
from pathlib import Path

from pydantic import BaseModel

from policies.intents import Intent
from policies.load import ROOT
from policies.queries import Query
from policies.rosters import Seed
from policies.routing.catalogue import Lexicon, Routing
from policies.schema import Pack, Policy

SCHEMAS: dict[str, type[BaseModel]] = {
    "schema.json": Policy,
    "pack.schema.json": Pack,
    "query.schema.json": Query,
    "intent.schema.json": Intent,
    "agent.schema.json": Seed,
    "lexicon.schema.json": Lexicon,
    "routing.schema.json": Routing,
}


def schemas() -> dict[str, str]:
    """File name to content, as editors read them."""
    return {
        name: json.dumps(model.model_json_schema(by_alias=True), indent=2) + "\n"
        for name, model in SCHEMAS.items()
    }


def write(root: Path = ROOT) -> None:
    """Write the schemas beside the policies."""
    for name, text in schemas().items():
        (root / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    write()
