"""Say what stops the deployments from running, each with its remedy; change nothing.

python -m deployments.check
"""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.exceptions import ObjectNotFound, ScriptError
from prefect.flows import Flow

from blocks.database import connect
from blocks.errors import LedgerError
from blocks.limits import LimitError, limit_name, limit_slots
from blocks.results import NAME
from blocks.schema import version
from blocks.server import ServerError, ensure_server, use
from blocks.tables import HEAD
from deployments.declared import ROOT, Declared, declared, flow_of
from deployments.setup import POOL, POOL_TYPE, RESULTS

SETUP = "Run `python -m deployments.setup`."
DEPLOY = "Run `prefect deploy --all`, or `make serve`."
MISSING = "{} is missing: deploy from a checkout of the project."


def problems(root: Path = ROOT) -> list[str]:
    """One sentence or two for everything that is missing or wrong; empty when all is well.

    `root` is the folder of `prefect.yaml`. The server is the configured one.
    """
    try:
        entries = declared(root)
    except FileNotFoundError:
        return [MISSING.format(root / "prefect.yaml")]
    found = list(_ledger())
    with get_client(sync_client=True) as client:
        found += [*_limit(client), *_pool(client), *_results(client)]
        for entry in entries:
            found += _entry(entry, root, client)
    return found


def declared_problems(root: Path = ROOT) -> list[str]:
    """The part of `problems` that no server is needed for: whether the entries hold together."""
    try:
        entries = declared(root)
    except FileNotFoundError:
        return [MISSING.format(root / "prefect.yaml")]
    return [problem for entry in entries for problem in _entry(entry, root, None)]


def _ledger() -> Iterator[str]:
    try:
        database = connect()
        with database.read() as connection:
            schema = version(connection)
    except LedgerError as error:
        yield str(error)
        return
    if schema != HEAD:
        yield f"The ledger {database.name} has schema {schema}, not {HEAD}. {SETUP}"


def _limit(client: SyncPrefectClient) -> Iterator[str]:
    try:
        name, slots = limit_name(), limit_slots()
    except LimitError as error:
        yield str(error)
        return
    try:
        limit = client.read_global_concurrency_limit_by_name(name)
    except ObjectNotFound:
        yield f"The concurrency limit {name!r} is missing, so nothing that needs it runs. {SETUP}"
        return
    if limit.limit != slots:
        yield f"The concurrency limit {name!r} has {limit.limit} slots, not {slots}. {SETUP}"
    if not limit.active:
        yield f"The concurrency limit {name!r} is switched off. {SETUP}"
    if limit.slot_decay_per_second > 0:
        yield f"Slots of the concurrency limit {name!r} come free while calls still run. {SETUP}"


def _pool(client: SyncPrefectClient) -> Iterator[str]:
    try:
        pool = client.read_work_pool(POOL)
    except ObjectNotFound:
        yield f"The work pool {POOL!r} is missing. {SETUP}"
        return
    if pool.type != POOL_TYPE:
        yield (
            f"The work pool {POOL!r} is of type {pool.type!r}, not {POOL_TYPE!r}. "
            f"Delete it with `prefect work-pool delete {POOL}`. {SETUP}"
        )
    if pool.is_paused:
        yield f"The work pool {POOL!r} is paused. Run `prefect work-pool resume {POOL}`."


def _results(client: SyncPrefectClient) -> Iterator[str]:
    try:
        client.read_block_document_by_name(NAME, RESULTS)
    except ObjectNotFound:
        yield f"The block {RESULTS}/{NAME} is missing. {SETUP}"


def _entry(entry: Declared, root: Path, client: SyncPrefectClient | None) -> Iterator[str]:
    where = f"prefect.yaml, deployment {entry.name!r}"
    if entry.pool != POOL:
        yield f"{where}: its work pool is {entry.pool!r}; workers serve {POOL!r}. Use that one."
    for schedule in entry.schedules:
        if not schedule.get("slug"):
            yield f"{where}: a schedule has no slug, so each deploy adds it again. Give it one."
    try:
        flow = flow_of(entry, root)
    except Exception as error:  # noqa: BLE001 - a module that is imported may raise anything
        cause = _first_line(error.__cause__ if isinstance(error, ScriptError) else error)
        yield f"{where}: {entry.entrypoint!r} is no flow that can be loaded: {cause}"
        return
    yield from _parameters(where, entry, flow)
    if client is not None:
        yield from _deployed(where, entry, flow, client)


def _parameters(where: str, entry: Declared, flow: Flow[..., Any]) -> Iterator[str]:
    """A form whose parameters don't validate as they stand can't be run by pressing a button."""
    try:
        flow.validate_parameters(entry.parameters)
    except Exception as error:  # noqa: BLE001 - pydantic's, Prefect's, or a validator's own
        yield (
            f"{where}: its parameters do not fit {flow.name!r}: {_joined(error)} "
            "Correct `parameters`, or give the flow defaults."
        )


def _deployed(
    where: str, entry: Declared, flow: Flow[..., Any], client: SyncPrefectClient
) -> Iterator[str]:
    try:
        there = client.read_deployment_by_name(f"{flow.name}/{entry.name}")
    except ObjectNotFound:
        yield f"{where}: it is not deployed yet. {DEPLOY}"
        return
    if (there.entrypoint, there.parameters) != (entry.entrypoint, entry.parameters):
        yield f"{where}: what is deployed is older than this file. {DEPLOY}"


def _first_line(error: BaseException | None) -> str:
    return f"{type(error).__name__}: {str(error).strip().partition(chr(10))[0]}".rstrip(": ")


def _joined(error: BaseException) -> str:
    return "; ".join(line.strip() for line in str(error).splitlines() if line.strip())


def main() -> int:
    """Print the problems of the configured or local server: exit code 1 when there are any."""
    try:
        use(ensure_server())
    except ServerError as error:
        print(error, file=sys.stderr)
        return 1
    found = problems()
    print("\n".join(found) or "Everything that the deployments need is there.")
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main())
