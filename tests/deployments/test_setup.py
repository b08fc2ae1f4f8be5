"""`deployments/setup.py` and `deployments/check.py` against a real Prefect server."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.client.schemas.actions import (
    GlobalConcurrencyLimitUpdate,
    WorkPoolCreate,
    WorkPoolUpdate,
)
from prefect.exceptions import ObjectNotFound

from deployments.check import problems
from deployments.setup import POOL, RESULTS, Made, setup, table
from policies.errors import OperatorError

LIMIT, SLOTS = "gpu", 4
MODELS = "coxswain-language-model"
FLOWS = """
from typing import Literal
from prefect import flow

@flow
async def settle(amount: int = 1, side: Literal["BUY", "SELL"] = "BUY") -> int:
    "Settle one."
    return amount

@flow
async def demanding(amount: int) -> int:
    return amount

def plain() -> None: ...
"""


@pytest.fixture
def client(prefect_server: str) -> Iterator[SyncPrefectClient]:
    """A client of a server on which nothing of ours is set up."""
    with get_client(sync_client=True) as client:
        for delete in (
            lambda: client.delete_work_pool(POOL),
            lambda: client.delete_global_concurrency_limit_by_name(LIMIT),
            lambda: client.delete_block_document(
                client.read_block_document_by_name("results", RESULTS).id
            ),
            lambda: client.delete_block_type(client.read_block_type_by_slug(MODELS).id),
        ):
            try:
                delete()
            except ObjectNotFound:
                continue
        yield client


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A folder with flows and no deployments."""
    (tmp_path / "project" / "flows").mkdir(parents=True)
    (tmp_path / "project" / "flows" / "settling.py").write_text(FLOWS)
    declare(tmp_path / "project", "")
    return tmp_path / "project"


def declare(project: Path, entries: str) -> None:
    (project / "prefect.yaml").write_text(f"deployments:\n{entries}")


def entry(name: str, more: str = "", pool: str = POOL) -> str:
    place = f"flows/settling.py:{name}" if ":" not in name else name
    return (
        f"  - name: {name.rpartition(':')[2]}\n    entrypoint: {place}\n"
        f"    work_pool: {{name: {pool}}}\n{more}"
    )


def states(made: list[Made]) -> dict[str, str]:
    return {f"{row.what} {row.name}": row.state for row in made}


def test_the_first_setup_makes_everything_and_the_second_changes_nothing(client):
    first, second = setup(), setup()
    assert [row.what for row in first] == [
        "work pool",
        "concurrency limit",
        "results block",
        "sources block",
        "block type",
        "ledger",
        "agents",
    ]
    assert {row.state for row in first} == {"made"}
    assert {row.state for row in second} == {"found"}


def test_after_the_setup_the_limit_of_four_exists_and_is_enforced(client):
    setup()
    limit = client.read_global_concurrency_limit_by_name("gpu")
    assert (limit.limit, limit.active) == (4, True)


@pytest.mark.parametrize("change", [{"limit": 9}, {"active": False}])
def test_a_limit_that_someone_changed_is_mended_and_named(client, change):
    setup()
    client.update_global_concurrency_limit(LIMIT, GlobalConcurrencyLimitUpdate(**change))
    assert states(setup())["concurrency limit gpu"] == "changed"
    assert client.read_global_concurrency_limit_by_name(LIMIT).limit == SLOTS
    assert client.read_global_concurrency_limit_by_name(LIMIT).active
    assert set(states(setup()).values()) == {"found"}


def test_a_pool_of_another_type_is_refused_with_the_remedy(client):
    client.create_work_pool(WorkPoolCreate(name=POOL, type="docker"))
    with pytest.raises(OperatorError, match="prefect work-pool delete coxswain"):
        setup()


def test_the_table_has_a_line_for_each_thing(client):
    lines = table(setup()).splitlines()
    assert len(lines) == 7
    assert "gpu" in lines[1]
    assert "4 slots" in lines[1]


def test_what_the_setup_would_make_is_what_the_check_misses(client, project):
    before = "\n".join(problems(project))
    for missing in ("'gpu' is missing", "'coxswain' is missing", "results is missing", "schema"):
        assert missing in before
    assert before.count("python -m deployments.setup") == 4
    setup()
    assert problems(project) == []


def test_the_check_finds_a_limit_of_the_wrong_size_and_a_paused_pool(client, project):
    setup()
    client.update_global_concurrency_limit(LIMIT, GlobalConcurrencyLimitUpdate(limit=5))
    client.update_work_pool(POOL, WorkPoolUpdate(is_paused=True))
    limit, pool = problems(project)
    assert "5 slots, not 4" in limit
    assert "prefect work-pool resume coxswain" in pool


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        (entry("flows/nowhere.py:settle"), "No such file"),
        (entry("missing"), "'missing' not found"),
        (entry("plain"), "not a flow"),
        (entry("demanding"), "amount"),
        (entry("settle", "    parameters: {amount: many}\n"), "amount"),
        (entry("settle", "    parameters: {side: HOLD}\n"), "'BUY' or 'SELL'"),
        (entry("settle", "    parameters: {colour: red}\n"), "colour"),
        (entry("settle", pool="elsewhere"), "'elsewhere'"),
        (entry("settle", "    schedules: [{cron: 0 2 * * *}]\n"), "no slug"),
        (entry("settle"), "not deployed yet"),
    ],
    ids=lambda value: value if "entrypoint" not in value else "entry",
)
def test_an_entry_that_could_not_run_is_named_with_its_fault(client, project, broken, said):
    setup()
    declare(project, broken)
    found = [line for line in problems(project) if said in line]
    assert len(found) == 1
    assert found[0].startswith("prefect.yaml, deployment ")


def test_a_deployment_older_than_its_entry_is_found(client, project):
    setup()
    flow_id = client.create_flow_from_name("settle")
    client.create_deployment(
        flow_id=flow_id,
        name="settle",
        entrypoint="flows/settling.py:settle",
        parameters={"amount": 1},
        work_pool_name=POOL,
    )
    declare(project, entry("settle", "    parameters: {amount: 1}\n"))
    assert problems(project) == []
    declare(project, entry("settle", "    parameters: {amount: 2}\n"))
    (older,) = problems(project)
    assert "older than this file" in older


def test_a_folder_without_prefect_yaml_says_to_use_a_checkout(prefect_server, tmp_path):
    (line,) = problems(tmp_path)
    assert "checkout" in line
