"""The rows of the agent registry, read within a transaction of the caller."""

from collections.abc import Mapping
from dataclasses import asdict
from difflib import get_close_matches

from sqlalchemy import Connection, select

from blocks.coaching_rows import AgentRow, prompt_digest
from blocks.errors import LedgerError, UnknownAgent
from blocks.rows import JSON
from blocks.tables import AGENTS, PROMPTS


def agents_key(pack: str) -> str:
    """The cache's key for the agents of a pack."""
    return f"agents/{pack}"


def agents_json(connection: Connection, pack: str) -> JSON:
    """The active agents in their order: row, prompt that stands, and its id."""
    query = select(PROMPTS.c.agent_id, PROMPTS.c.id, PROMPTS.c.prompt, PROMPTS.c.base)
    query = query.where(PROMPTS.c.pack == pack, PROMPTS.c.state == "promoted")
    promoted = {(name, base): (id_, text) for name, id_, text, base in connection.execute(query)}
    rows = [row for row in agents_of(connection, pack).values() if row.active]
    found = []
    for row in sorted(rows, key=lambda row: (row.priority, row.agent_id)):
        own = prompt_digest(row.bounded_prompt)
        id_, prompt = promoted.get((row.agent_id, own), (None, row.bounded_prompt))
        found.append({"row": asdict(row), "prompt": prompt, "prompt_id": id_})
    return found


def agents_of(connection: Connection, pack: str, *, lock: bool = False) -> dict[str, AgentRow]:
    query = select(AGENTS).where(AGENTS.c.pack == pack).order_by(AGENTS.c.agent_id)
    try:
        found = connection.execute(query.with_for_update() if lock else query).all()
    except ValueError as error:
        raise LedgerError(
            f"A row of {pack} in agent_registry holds what is no JSON: {error}. Mend the row."
        ) from None
    return {row.agent_id: AgentRow(*row) for row in found}


def one_of(rows: Mapping[str, AgentRow], pack: str, agent_id: str) -> AgentRow:
    if agent_id in rows:
        return rows[agent_id]
    close = get_close_matches(agent_id, rows, n=1)
    hint = f"Did you mean {close[0]!r}? " if close else ""
    valid = ", ".join(rows) or "none"
    raise UnknownAgent(f"{pack} has no agent {agent_id!r}. {hint}Valid choices: {valid}.")


__all__ = ["UnknownAgent", "agents_json", "agents_key", "agents_of", "one_of"]
