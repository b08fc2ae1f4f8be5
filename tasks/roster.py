"""The agents of a pack: seeded from its files, then read from the database and nowhere else."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from blocks.answers import Row
from blocks.coaching_rows import AgentRow
from blocks.database import Database, connect
from blocks.home import home
from blocks.json_cache import cache_of
from blocks.registry import Registry, Seeded
from blocks.schema import migrate
from policies.rosters import Roster
from tasks.shapes import checked


@dataclass(frozen=True)
class Listed:
    """The agents of a pack as rows, and what seeding them did."""

    rows: tuple[Row, ...]
    seeded: Seeded


def listed(pack: str, roster: Roster, database: Database | None = None) -> Listed:
    """The active agents of a pack as the database has them now, seeded first where that is due.

    A row has the columns of `agent_registry`, and `prompt_id`: `bounded_prompt` is the promoted
    prompt where one stands. By priority, then id. Nothing is written where all is seeded.
    OperatorError when the shape of an answer was edited into one that can't be used.
    """
    registry = registry_of(database)
    seeded = registry.seed(pack, seed_rows(pack, roster))
    rows = tuple(agent.json for agent in registry.agents(pack))
    for row in rows:
        checked(row["output_schema"], f"{row['agent_id']} in agent_registry ({pack})")
    return Listed(rows, seeded)


def registry_of(database: Database | None = None) -> Registry:
    """The registry in a database, else in the ledger's own; its tables are made when missing."""
    database = database or _configured(os.environ.get("COXSWAIN_LEDGER"), home())
    return Registry(database, cache_of(database))


def seed_rows(pack: str, roster: Roster) -> Sequence[AgentRow]:
    """The seeds of a pack as rows of the registry."""
    return [
        AgentRow(
            pack=pack,
            agent_id=seed.id,
            name=seed.name,
            specialization=seed.specialization,
            typical_sections=list(seed.sections),
            typical_pages=list(seed.typical_pages),
            bounded_prompt=seed.prompt,
            output_schema=seed.schema_,
            confidence_threshold=seed.threshold,
            priority=seed.priority,
        )
        for seed in roster.values()
    ]


def as_seed(row: AgentRow) -> dict[str, Any]:
    """A row of the registry in the form of the file that seeds it."""
    return {
        "id": row.agent_id,
        "name": row.name,
        "specialization": row.specialization,
        "priority": row.priority,
        "threshold": row.confidence_threshold,
        "typical_pages": row.typical_pages or [],
        "sections": row.typical_sections or [],
        "prompt": row.bounded_prompt,
        "schema": row.output_schema,
    }


@lru_cache
def _configured(_setting: str | None, _home: Path) -> Database:
    database = connect()
    migrate(database)
    return database
