"""Prompts that did well: kept as candidates, promoted or refused, retired when another stands.

    kept = store.keep_prompt(pack, agent, prompt, accuracy=0.97, model="...")
    store.promote(kept.id, tried_on=[{"doc_id": ..., "before": 0.91, "after": 0.94}])

A promoted prompt stands in for the agent's own prompt in the registry, as long as that one is the
prompt for which it was kept.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from sqlalchemy import Connection, select, update

from blocks.bulk import insert_new, upsert_many
from blocks.coaching_rows import AgentRow, PromptRow, PromptState, prompt_digest, prompt_id
from blocks.database import Database
from blocks.errors import RefusedPrompt, UnknownPrompt
from blocks.json_cache import JsonCache
from blocks.ledger import utc_now
from blocks.registry_rows import agents_json, agents_key, agents_of, one_of
from blocks.rows import JSON, cells, iso
from blocks.tables import PROMPTS


@dataclass(frozen=True)
class PromptStore:
    """The successful prompts in a database."""

    database: Database
    cache: JsonCache
    clock: Callable[[], datetime] = utc_now

    def keep_prompt(self, candidate: PromptRow) -> PromptRow:
        """Keep a prompt as a candidate: `pack`, `agent_id`, `prompt`, `accuracy` and what is known.

        Id, digests, state and time are filled in. A prompt that stands there stays as it was
        decided; a better accuracy of a candidate is noted. UnknownAgent for no row of the registry.
        """
        row = replace(
            candidate,
            id=prompt_id(candidate.pack, candidate.agent_id, candidate.prompt),
            digest=prompt_digest(candidate.prompt),
            state="candidate",
            created_at=iso(self.clock()),
        )
        with self.database.write() as connection:
            own = one_of(agents_of(connection, row.pack), row.pack, row.agent_id)
            row = replace(row, base=prompt_digest(own.bounded_prompt))
            insert_new(connection, PROMPTS, [cells(row)])
            found = _prompt(connection, row.id)
            if found.state == "candidate" and (row.accuracy, row.base) != (
                found.accuracy,
                found.base,
            ):
                best = max((found, row), key=lambda one: one.accuracy)
                found = replace(found, base=row.base, accuracy=best.accuracy, model=best.model)
                upsert_many(connection, PROMPTS, [cells(found)])
            return found

    def promote(self, id: str, tried_on: JSON) -> PromptRow:
        """Let a candidate stand for its agent; the one that stood before is retired.

        `tried_on` says on which documents it was compared. RefusedPrompt when it was refused, or
        when the agent's own prompt was edited since it was kept.
        """
        with self._changing(id) as (connection, found, own):
            if found.base != prompt_digest(own.bounded_prompt):
                raise RefusedPrompt(
                    f"Prompt {id} was made for an earlier prompt of {found.agent_id}, which was"
                    " edited since. Keep it again, then promote it."
                )
            if found.state == "refused":
                raise RefusedPrompt(f"Prompt {id} was refused: {found.reason}")
            mine = (PROMPTS.c.pack == found.pack, PROMPTS.c.agent_id == found.agent_id)
            retired = update(PROMPTS).where(*mine, PROMPTS.c.state == "promoted")
            retired = retired.where(PROMPTS.c.id != id)
            connection.execute(retired.values(state="retired", reason=f"{id} stands instead"))
            return _put(connection, replace(found, state="promoted", reason="", tried_on=tried_on))

    def refuse(self, id: str, reason: str, tried_on: JSON = None) -> PromptRow:
        """Say why a prompt shall not stand; one that stood no longer does."""
        with self._changing(id) as (connection, found, _):
            tried = found.tried_on if tried_on is None else tried_on
            row = replace(found, state="refused", reason=reason, tried_on=tried)
            return _put(connection, row)

    def candidates(self, pack: str, agent_id: str | None = None) -> tuple[PromptRow, ...]:
        """The candidates that wait for a decision, the most accurate first."""
        return self.prompts(pack, agent_id, "candidate")

    def prompts(
        self, pack: str, agent_id: str | None = None, state: PromptState | None = None
    ) -> tuple[PromptRow, ...]:
        """The kept prompts of a pack, of one agent or state if asked; the most accurate first."""
        query = select(PROMPTS).where(PROMPTS.c.pack == pack)
        for column, value in ((PROMPTS.c.agent_id, agent_id), (PROMPTS.c.state, state)):
            query = query if value is None else query.where(column == value)
        best = (PROMPTS.c.agent_id, PROMPTS.c.accuracy.desc(), PROMPTS.c.created_at.desc())
        with self.database.read() as connection:
            return tuple(PromptRow(*row) for row in connection.execute(query.order_by(*best)))

    def prompt(self, id: str) -> PromptRow:
        """A kept prompt by its id. UnknownPrompt otherwise."""
        with self.database.read() as connection:
            return _prompt(connection, id)

    @contextmanager
    def _changing(self, id: str) -> Iterator[tuple[Connection, PromptRow, AgentRow]]:
        """A transaction that changes which prompt stands for an agent, one at a time."""
        pack = self.prompt(id).pack
        changing = self.cache.changing(agents_key(pack), partial(self._agents, pack))
        with changing, self.database.write() as connection:
            rows = agents_of(connection, pack, lock=True)
            found = _prompt(connection, id)
            yield connection, found, one_of(rows, pack, found.agent_id)

    def _agents(self, pack: str) -> JSON:
        with self.database.read() as connection:
            return agents_json(connection, pack)


def _prompt(connection: Connection, id: str) -> PromptRow:
    row = connection.execute(select(PROMPTS).where(PROMPTS.c.id == id)).one_or_none()
    if row is None:
        raise UnknownPrompt(f"There is no kept prompt {id!r}.")
    return PromptRow(*row)


def _put(connection: Connection, row: PromptRow) -> PromptRow:
    upsert_many(connection, PROMPTS, [cells(row)])
    return row
