"""Make what deployments need and YAML can't declare. Run it as often as you like.

python -m deployments.setup
"""

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.client.schemas.actions import GlobalConcurrencyLimitUpdate, WorkPoolCreate
from prefect.exceptions import ObjectNotFound

from blocks.database import connect
from blocks.errors import LedgerError
from blocks.home import results_folder
from blocks.limits import limit_name, limit_slots
from blocks.models.block import LanguageModel
from blocks.queries.sources import DataSources
from blocks.results import NAME, Results, saved_results
from blocks.schema import migrate, version
from blocks.server import ServerError, ensure_server, use
from blocks.tables import HEAD
from policies.errors import OperatorError, PolicyError
from policies.load import pack_names, read_roster
from tasks.roster import listed

POOL = "coxswain"
POOL_TYPE = "process"
NAME_OF_SOURCES = "sources"
RESULTS = Results.get_block_type_slug()


@dataclass(frozen=True, slots=True)
class Made:
    """One thing that deployments need, and what the setup did about it."""

    what: str
    name: str
    state: Literal["made", "found", "changed"]
    note: str = ""


def setup() -> list[Made]:
    """Make or mend everything on the configured server; a second call finds it all and changes
    nothing. OperatorError, LedgerError and Prefect's own errors pass through.
    """
    with get_client(sync_client=True) as client:
        made = [step(client) for step in STEPS]
    return [*made, *agents()]


def work_pool(client: SyncPrefectClient) -> Made:
    """The pool whose workers run the deployments, each flow run in a process of its own."""
    try:
        pool = client.read_work_pool(POOL)
    except ObjectNotFound:
        client.create_work_pool(WorkPoolCreate(name=POOL, type=POOL_TYPE))
        return Made("work pool", POOL, "made", POOL_TYPE)
    if pool.type != POOL_TYPE:
        raise OperatorError(
            f"The work pool {POOL!r} is of type {pool.type!r}, not {POOL_TYPE!r}. "
            f"Delete it with `prefect work-pool delete {POOL}`, then run this again."
        )
    return Made("work pool", POOL, "found", pool.type)


def gpu_limit(client: SyncPrefectClient) -> Made:
    """The limit in front of the GPU, of four unless set otherwise; slots come free when given back
    and never by themselves. A limit that is missing is not enforced, and nothing says so.
    """
    name, slots = limit_name(), limit_slots()
    note = f"{slots} slots"
    try:
        limit = client.read_global_concurrency_limit_by_name(name)
    except ObjectNotFound:
        client.upsert_global_concurrency_limit_by_name(name, slots)
        return Made("concurrency limit", name, "made", note)
    right: dict[str, Any] = {"limit": slots, "active": True, "slot_decay_per_second": 0.0}
    if all(getattr(limit, field) == value for field, value in right.items()):
        return Made("concurrency limit", name, "found", note)
    client.update_global_concurrency_limit(name, GlobalConcurrencyLimitUpdate(**right))
    return Made("concurrency limit", name, "changed", f"{note}, was {_was(limit)}")


def _was(limit: Any) -> str:
    """What was wrong with a limit."""
    if not limit.active:
        return "switched off"
    decays = limit.slot_decay_per_second > 0
    return f"{limit.limit} slots" + (" that came free by themselves" if decays else "")


def results(client: SyncPrefectClient) -> Made:
    """The block that says where outcomes are kept."""
    try:
        client.read_block_document_by_name(NAME, RESULTS)
    except ObjectNotFound:
        block = saved_results()
        return Made("results block", NAME, "made", str(block.basepath or results_folder()))
    return Made("results block", NAME, "found")


def sources(client: SyncPrefectClient) -> Made:
    """The block that says where the data of named queries is: a folder, and databases."""
    kind = DataSources.get_block_type_slug()
    try:
        client.read_block_document_by_name(NAME_OF_SOURCES, kind)
    except ObjectNotFound:
        block: Any = DataSources()
        block.save(NAME_OF_SOURCES, _sync=True)
        return Made("sources block", NAME_OF_SOURCES, "made", "empty: name a folder in it")
    return Made("sources block", NAME_OF_SOURCES, "found")


def language_models(client: SyncPrefectClient) -> Made:
    """The kind of block that names a language model, so that the UI offers to make one."""
    slug = LanguageModel.get_block_type_slug()
    try:
        client.read_block_type_by_slug(slug)
        state: Literal["made", "found"] = "found"
    except ObjectNotFound:
        state = "made"
    kind: Any = LanguageModel
    kind.register_type_and_schema(_sync=True)  # its fields may be others since
    return Made("block type", slug, state, "COXSWAIN_MODEL=block:NAME asks one")


def ledger(_: SyncPrefectClient) -> Made:
    """The ledger's tables, in their newest form."""
    database = connect()
    with database.read() as connection:
        before = version(connection)
    migrate(database)
    if before == HEAD:
        return Made("ledger", database.name, "found", f"schema {HEAD}")
    return Made("ledger", database.name, "changed" if before else "made", f"schema {HEAD}")


def agents() -> Iterator[Made]:
    """The agents of each pack that has seeds, in the database; what was edited there stays."""
    for pack in pack_names():
        if not (roster := read_roster(pack)):
            continue
        found = listed(pack, roster)
        seeded = found.seeded
        note = f"{len(found.rows)} in the database"
        if seeded.kept:
            note += f", edited there and kept: {', '.join(seeded.kept)}"
        if not (seeded.inserted or seeded.updated):
            yield Made("agents", pack, "found", note)
        elif len(seeded.inserted) == len(roster):
            yield Made("agents", pack, "made", note)
        else:
            yield Made("agents", pack, "changed", note)


STEPS: tuple[Callable[[SyncPrefectClient], Made], ...] = (
    work_pool,
    gpu_limit,
    results,
    sources,
    language_models,
    ledger,
)


def table(rows: list[Made]) -> str:
    """The rows in columns, for a terminal."""
    cells = [(row.state, row.what, row.name, row.note) for row in rows]
    widths = [max(len(row[column]) for row in cells) for column in range(3)]
    return "\n".join(
        "  ".join(text.ljust(width) for text, width in zip(row, [*widths, 0], strict=True)).rstrip()
        for row in cells
    )


def main() -> int:
    """Set up the configured or local server and print what was done."""
    try:
        use(ensure_server())
        print(table(setup()))
    except (ServerError, LedgerError, OperatorError, PolicyError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
