"""The registry of agents: rows in the database, seeded from files, edited there, read by runs.

    registry = Registry(database, cache_of(database))
    registry.seed("pack", rows)
    registry.edit("pack", "ReaderAgent", confidence_threshold=0.9)
    for agent in registry.agents("pack"): ...

The registry is what counts: a seed only puts what is missing, and renews what nobody has edited.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import Connection, select, update

from blocks.agent_fields import field_faults
from blocks.bulk import insert_new, upsert_many
from blocks.coaching_rows import CONTENT, AgentChange, AgentRow
from blocks.database import Database
from blocks.errors import RefusedEdit
from blocks.json_cache import JsonCache, Load
from blocks.ledger import utc_now
from blocks.registry_rows import agents_json, agents_key, agents_of, one_of
from blocks.rows import JSON, cells, iso
from blocks.tables import AGENT_HISTORY, AGENTS, PROMPTS


@dataclass(frozen=True)
class Seeded:
    """What a seeding did, by agent ids. `kept` were edited, so their changed seed was left out."""

    inserted: tuple[str, ...] = ()
    updated: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()


@dataclass(frozen=True)
class Enlisted:
    """An agent as runs use it: its row, and the prompt that stands.

    That is the promoted one where there is one that was made for the row's own prompt as it is
    now; then `prompt_id` is its id.
    """

    row: AgentRow
    prompt: str
    prompt_id: str | None = None

    @property
    def json(self) -> dict[str, JSON]:
        """The row by its columns, with the prompt that stands; without what changes by itself."""
        row = {name: getattr(self.row, name) for name in ("agent_id", *CONTENT, "revision")}
        return {**row, "bounded_prompt": self.prompt, "prompt_id": self.prompt_id}


@dataclass(frozen=True)
class Registry:
    """The agents of all packs in a database, with a cache of their rows."""

    database: Database
    cache: JsonCache
    clock: Callable[[], datetime] = utc_now

    def seed(self, pack: str, rows: Sequence[AgentRow]) -> Seeded:
        """Put the agents that are missing; renew those whose seed changed and that nobody edited.

        Nothing is written when there is nothing to do.
        """
        with self.database.read() as connection:
            seeded = _due(agents_of(connection, pack), rows)
        if not (seeded.inserted or seeded.updated):
            return seeded
        with self._changing(pack) as connection:
            found = agents_of(connection, pack, lock=True)
            seeded = _due(found, rows)
            wanted = {*seeded.inserted, *seeded.updated}
            sown = [_sown(row, found.get(row.agent_id)) for row in rows if row.agent_id in wanted]
            self._write(connection, [(found.get(row.agent_id), row) for row in sown], "seeded")
        return seeded

    def agents(self, pack: str) -> tuple[Enlisted, ...]:
        """The active agents as the database has them now, by priority, then id; renews the cache.

        It is one query: what a run goes by, whoever changed a row and by whatever means.
        """
        return _enlisted(self.cache.refresh(agents_key(pack), partial(self._json, pack)))

    def cached(self, pack: str) -> tuple[Enlisted, ...]:
        """The same from the cache, in microseconds; an edit by hand in SQL may not show in it."""
        return _enlisted(self.cache.read(agents_key(pack), partial(self._json, pack)))

    def rows(self, pack: str) -> tuple[AgentRow, ...]:
        """All agents of a pack, those that are switched off too, with their own prompts."""
        with self.database.read() as connection:
            return tuple(agents_of(connection, pack).values())

    def row(self, pack: str, agent_id: str) -> AgentRow:
        """One agent's row. UnknownAgent lists those that there are."""
        with self.database.read() as connection:
            return one_of(agents_of(connection, pack), pack, agent_id)

    def edit(self, pack: str, agent_id: str, **fields: Any) -> AgentRow:
        """Change columns of an agent's row; its revision rises. Returns the row as it is then.

        A changed prompt retires the promoted one. RefusedEdit for what is no column or no valid
        value for it, UnknownAgent for an agent that there is not.
        """
        fault = next(field_faults(fields), None)
        if fault:
            raise RefusedEdit(f"{agent_id} of {pack} was not changed: {fault}")
        with self._changing(pack) as connection:
            before = one_of(agents_of(connection, pack, lock=True), pack, agent_id)
            after = replace(before, **fields)
            if after == before:
                return before
            if after.bounded_prompt != before.bounded_prompt:
                _retire(connection, after)
            return self._write(connection, [(before, after)], "edited")[0]

    def history(self, pack: str, agent_id: str) -> tuple[AgentChange, ...]:
        """How an agent's row stood after each change, the newest first."""
        where = (AGENT_HISTORY.c.pack == pack, AGENT_HISTORY.c.agent_id == agent_id)
        query = select(AGENT_HISTORY).where(*where).order_by(AGENT_HISTORY.c.revision.desc())
        with self.database.read() as connection:
            return tuple(AgentChange(*row) for row in connection.execute(query))

    def entries(self) -> Iterator[tuple[str, Load]]:
        """What the cache holds of the registry: keys, and what loads their values."""
        with self.database.read() as connection:
            packs = connection.scalars(select(AGENTS.c.pack).distinct()).all()
        for pack in packs:
            yield agents_key(pack), partial(self._json, pack)

    @contextmanager
    def _changing(self, pack: str) -> Iterator[Connection]:
        """A transaction that changes the agents of a pack."""
        changing = self.cache.changing(agents_key(pack), partial(self._json, pack))
        with changing, self.database.write() as connection:
            yield connection

    def _write(
        self,
        connection: Connection,
        changes: Sequence[tuple[AgentRow | None, AgentRow]],
        cause: str,
    ) -> list[AgentRow]:
        """Put rows, each before and after, one revision on, and note them in the history."""
        now = iso(self.clock())
        notes: list[AgentChange] = []
        put: list[AgentRow] = []
        for before, after in changes:
            number = before.revision + 1 if before else 1
            if before and _by_hand(connection, before):
                notes.append(_note(replace(before, revision=number), "by hand", now))
                number += 1
            put.append(replace(after, revision=number, updated_at=now))
            notes.append(_note(put[-1], cause, now))
        insert_new(connection, AGENT_HISTORY, map(cells, notes))
        known = {before.agent_id for before, _ in changes if before}
        insert_new(connection, AGENTS, (_cells(r) for r in put if r.agent_id not in known))
        upsert_many(connection, AGENTS, (_cells(r) for r in put if r.agent_id in known))
        return put

    def _json(self, pack: str) -> JSON:
        """The agents of a pack that are switched on, as the cache keeps them."""
        with self.database.read() as connection:
            return agents_json(connection, pack)


def _enlisted(found: JSON) -> tuple[Enlisted, ...]:
    return tuple(Enlisted(AgentRow(**one["row"]), one["prompt"], one["prompt_id"]) for one in found)


def _due(found: Mapping[str, AgentRow], seeds: Sequence[AgentRow]) -> Seeded:
    """What seeding would do to the rows that were found."""
    known = [(seed, found[seed.agent_id]) for seed in seeds if seed.agent_id in found]
    changed = [(seed, row) for seed, row in known if seed.digest != row.seed_digest]
    # Nobody edited it, or the seed says by now what somebody wrote.
    mine = {s.agent_id for s, row in changed if row.digest in (row.seed_digest, s.digest)}
    return Seeded(
        tuple(seed.agent_id for seed in seeds if seed.agent_id not in found),
        tuple(seed.agent_id for seed, _ in changed if seed.agent_id in mine),
        tuple(seed.agent_id for seed, _ in changed if seed.agent_id not in mine),
    )


def _sown(seed: AgentRow, found: AgentRow | None) -> AgentRow:
    """A row as seeding leaves it; one that was switched off stays so."""
    return replace(seed, seed_digest=seed.digest, active=found is None or found.active)


def _cells(row: AgentRow) -> tuple[Any, ...]:
    return cells(replace(row, output_schema=json.dumps(row.output_schema)))


def _by_hand(connection: Connection, row: AgentRow) -> bool:
    """Whether a row was changed past the registry since its last note: that would be lost."""
    mine = (AGENT_HISTORY.c.pack == row.pack, AGENT_HISTORY.c.agent_id == row.agent_id)
    query = select(AGENT_HISTORY.c.body).where(*mine)
    newest = query.order_by(AGENT_HISTORY.c.revision.desc()).limit(1)
    noted: JSON = connection.scalar(newest)
    return bool(noted != _note(row, "", "").body)


def _note(row: AgentRow, cause: str, at: str) -> AgentChange:
    body = {**row.content, "active": row.active}
    return AgentChange(row.pack, row.agent_id, row.revision, cause, body, at)


def _retire(connection: Connection, row: AgentRow) -> None:
    mine = (PROMPTS.c.pack == row.pack, PROMPTS.c.agent_id == row.agent_id)
    reason = "the agent's own prompt was edited"
    query = update(PROMPTS).where(*mine, PROMPTS.c.state == "promoted")
    connection.execute(query.values(state="retired", reason=reason))
