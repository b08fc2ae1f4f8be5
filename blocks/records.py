"""What the ledger does with items and steps, within a transaction of the caller."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from sqlalchemy import (
    Connection,
    Select,
    and_,
    case,
    delete,
    false,
    func,
    insert,
    literal,
    literal_column,
    select,
    true,
)

from blocks.bulk import Cells, insert_many
from blocks.rows import ItemRow, StepRow, cells, storable
from blocks.tables import ITEMS, REJECTIONS, STEPS

Record = tuple[ItemRow, Sequence[StepRow]]
_AT_ONCE = 5000
_ZERO: Any = literal_column("0")
_CACHED: dict[Any, dict[str, Any]] = {  # what a copied row says otherwise than its source
    ITEMS: {"cached": true()},
    STEPS: {
        "cached": case((STEPS.c.state == "completed", true()), else_=false()),
        **dict.fromkeys(("attempts", "queue_ms", "run_ms"), _ZERO),
    },
}


def replace_items(
    connection: Connection, run_id: str, chunk: int, records: Sequence[Record]
) -> None:
    """Write items and their steps; what stood there of the same items goes."""
    ids = [storable(item.item_id) for item, _ in records]
    for start in range(0, len(ids), _AT_ONCE):
        some = ids[start : start + _AT_ONCE]
        for table in (STEPS, ITEMS):
            where = and_(table.c.run_id == run_id, table.c.item_id.in_(some))
            connection.execute(delete(table).where(where))
    insert_many(connection, ITEMS, _item_cells(run_id, chunk, records))
    insert_many(connection, STEPS, _step_cells(run_id, records))


def step_cells(run_id: str, item_id: str, step: StepRow) -> Cells:
    """A step as the table has it, whatever item the row itself names."""
    alias, agent, _, *rest = cells(step)
    return (run_id, alias, agent, item_id, *rest)


def _item_cells(run_id: str, chunk: int, records: Sequence[Record]) -> Iterator[Cells]:
    for item, _ in records:
        item_id, position, _, *rest = cells(item)
        yield (run_id, item_id, position, chunk, *rest)


def _step_cells(run_id: str, records: Sequence[Record]) -> Iterator[Cells]:
    for item, steps in records:
        for step in steps:
            yield step_cells(run_id, item.item_id, step)


def copy_chunk(
    connection: Connection, run_id: str, chunk: int, source: tuple[str, int], position: int | None
) -> int:
    """Copy a chunk's items and steps from another run, inside the database; how many items.

    They are marked as cached: nothing ran, so attempts and times are 0. A step that was skipped
    or failed is not cached. What stood in this run's chunk, and of the same items, goes.
    """
    theirs = and_(ITEMS.c.run_id == source[0], ITEMS.c.chunk == source[1])
    place = {"chunk": literal(chunk)}
    if position is not None:
        place["position"] = literal(position)
    if source[0] != run_id:
        _clear(connection, run_id, chunk, select(ITEMS.c.item_id).where(theirs))
        of_chunk = and_(STEPS.c.run_id == ITEMS.c.run_id, STEPS.c.item_id == ITEMS.c.item_id)
        _copy(connection, ITEMS, run_id, select(ITEMS).where(theirs), place)
        _copy(connection, STEPS, run_id, select(STEPS).join(ITEMS, of_chunk).where(theirs))
    return count(connection, select(ITEMS).where(theirs))


def copy_run(connection: Connection, run_id: str, source: str) -> int:
    """Copy all items, steps and rejections, as `copy_chunk` does; how many rows of the input."""
    if source != run_id:
        for table in (STEPS, ITEMS, REJECTIONS):
            connection.execute(delete(table).where(table.c.run_id == run_id))
            _copy(connection, table, run_id, select(table).where(table.c.run_id == source))
    rows = (select(table).where(table.c.run_id == source) for table in (ITEMS, REJECTIONS))
    return sum(count(connection, query) for query in rows)


def _clear(connection: Connection, run_id: str, chunk: int, coming: Select[Any]) -> None:
    mine = select(ITEMS.c.item_id).where(ITEMS.c.run_id == run_id, ITEMS.c.chunk == chunk)
    for ids in (mine, coming):
        for table in (STEPS, ITEMS):
            where = and_(table.c.run_id == run_id, table.c.item_id.in_(ids))
            connection.execute(delete(table).where(where))


def _copy(
    connection: Connection,
    table: Any,
    run_id: str,
    rows: Select[Any],
    place: Mapping[str, Any] = MappingProxyType({}),
) -> None:
    changed = {"run_id": literal(run_id), **_CACHED.get(table, {}), **place}
    columns = [changed.get(column.name, column) for column in table.columns]
    source = rows.with_only_columns(*columns)
    connection.execute(insert(table).from_select(list(table.columns), source))


def count(connection: Connection, rows: Select[Any]) -> int:
    """How many rows a query has."""
    return connection.scalar(select(func.count()).select_from(rows.subquery())) or 0


def totals(connection: Connection, run_id: str) -> dict[str, Any]:
    """Items by state and by decision, steps by state, the rejected rows, and what was cached."""
    items = _tally(connection, ITEMS, run_id, "state")
    steps = _tally(connection, STEPS, run_id, "state")
    decisions = _tally(connection, ITEMS, run_id, "decision")
    rejected = select(REJECTIONS).where(REJECTIONS.c.run_id == run_id)
    return {
        "items": _sums(items),
        "decisions": _sums({key: n for key, n in decisions.items() if key[0] is not None}),
        "steps": _sums(steps),
        "rejections": count(connection, rejected),
        "cached": {
            "items": sum(n for (_, cached), n in items.items() if cached),
            "steps": sum(n for (_, cached), n in steps.items() if cached),
        },
    }


def _tally(connection: Connection, table: Any, run_id: str, name: str) -> dict[Any, int]:
    groups = (table.c[name], table.c.cached)
    query = select(*groups, func.count()).where(table.c.run_id == run_id).group_by(*groups)
    return {(value, cached): n for value, cached, n in connection.execute(query)}


def _sums(tally: dict[Any, int]) -> dict[str, int]:
    total: Counter[str] = Counter()
    for (value, _), n in tally.items():
        total[value] += n
    return dict(sorted(total.items()))


def metrics(connection: Connection, run_id: str) -> list[dict[str, Any]]:
    """A row an agent: how its steps ended, attempts, times in ms, tokens, and cost, added up."""
    where = STEPS.c.run_id == run_id
    sums = {
        "attempts": func.sum(STEPS.c.attempts),
        "queue ms": func.sum(STEPS.c.queue_ms),
        "run ms": func.sum(STEPS.c.run_ms),
        "cached": func.sum(case((STEPS.c.cached, 1), else_=0)),
        "tokens": func.sum(STEPS.c.tokens_in + STEPS.c.tokens_out),
    }
    ended = {
        state: func.sum(case((STEPS.c.state == state, 1), else_=0))
        for state in ("completed", "failed", "skipped")
    }
    query = select(STEPS.c.agent, *ended.values(), *sums.values()).where(where)
    costs = select(STEPS.c.agent, STEPS.c.cost).where(where, STEPS.c.cost != "0")
    spent: dict[str, Decimal] = {}
    for agent, cost in connection.execute(costs):
        spent[agent] = spent.get(agent, Decimal(0)) + Decimal(cost)
    names = ("agent", *ended, *sums)
    rows = connection.execute(query.group_by(STEPS.c.agent).order_by(STEPS.c.agent))
    return [
        {name: _plain(value) for name, value in zip(names, row, strict=True)}
        | {"cost": str(spent.get(row[0], 0))}
        for row in rows
    ]


def _plain(value: Any) -> Any:
    return round(float(value), 1) if isinstance(value, (float, Decimal)) else value
