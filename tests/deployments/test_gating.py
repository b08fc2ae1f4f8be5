"""`coxswain gate status` and `mend`: what stands at the gate is told, only the dead is freed."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.client.schemas.actions import GlobalConcurrencyLimitUpdate
from prefect.exceptions import ObjectNotFound

from blocks.holders import records
from blocks.seats import folder
from deployments import gating
from deployments.gating import mend, standing
from tests.deployments.conftest import Coxswain

ROOT = Path(__file__).parents[2]
NAME = "gpu-of-the-tests"
HOLD = """
import asyncio
from tasks.gate import gate
async def hold():
    async with gate("gpu", "sectionize"), asyncio.TaskGroup():
        print("holds", flush=True)
        await asyncio.sleep(120)
asyncio.run(hold())
"""


@pytest.fixture
def client(
    prefect_server: str, monkeypatch: pytest.MonkeyPatch, own_folders: Path
) -> Iterator[SyncPrefectClient]:
    """A client of a server on which the limit is not made yet."""
    monkeypatch.setenv("COXSWAIN_GPU_LIMIT", NAME)
    monkeypatch.setenv("COXSWAIN_GPU_SLOTS", "2")
    monkeypatch.setattr(gating, "_SURE", 0.3)
    with get_client(sync_client=True) as client:
        yield client
        try:
            client.delete_global_concurrency_limit_by_name(NAME)
        except ObjectNotFound:
            return


@contextmanager
def holding() -> Iterator[subprocess.Popen[str]]:
    """A process that holds a slot."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout
        assert process.stdout.readline() == "holds\n"
        yield process
    finally:
        process.kill()
        process.wait()


def taken(client: SyncPrefectClient) -> int:
    return client.read_global_concurrency_limit_by_name(NAME).active_slots


def states(client: SyncPrefectClient) -> list[tuple[str, str]]:
    return [(made.what, made.state) for made in mend(client)]


def test_mending_makes_the_limit_and_corrects_it(client: SyncPrefectClient) -> None:
    assert "missing" in standing(client, 0).problems[0]
    assert states(client) == [("concurrency limit", "made")]
    assert states(client) == [("concurrency limit", "found")]
    assert standing(client, 0).problems == ()
    wrong = GlobalConcurrencyLimitUpdate(limit=9, active=False, slot_decay_per_second=1.0)
    client.update_global_concurrency_limit(NAME, wrong)
    off, size = standing(client, 0).problems
    assert "switched off" in off
    assert "9 slots, not 2" in size
    assert states(client) == [("concurrency limit", "changed")]
    limit = client.read_global_concurrency_limit_by_name(NAME)
    assert (limit.limit, limit.active, limit.slot_decay_per_second) == (2, True, 0.0)


def test_a_living_holder_is_shown_and_never_freed_a_dead_one_is(client: SyncPrefectClient) -> None:
    mend(client)
    with holding() as process:
        (holder,) = standing(client, 0).alive
        assert (holder.pid, holder.held[0].running) == (process.pid, "sectionize")
        assert states(client) == [("concurrency limit", "found")]
        assert taken(client) == 1
        process.send_signal(signal.SIGSTOP)
        assert states(client) == [("concurrency limit", "found")]
        assert taken(client) == 1
    gate = standing(client, 0)
    assert (gate.alive, len(gate.died[0].held)) == ((), 1)
    assert "have died" in gate.problems[0]
    assert states(client) == [("concurrency limit", "found"), ("slot of a dead process", "changed")]
    assert taken(client) == 0
    assert records(folder(NAME)) == []


def test_a_slot_without_a_lease_is_orphaned_and_freed_one_with_a_lease_is_not(
    client: SyncPrefectClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mend(client)
    client.increment_concurrency_slots([NAME], 1, "concurrency")  # as a server killed midway leaves
    limit = client.read_global_concurrency_limit_by_name(NAME)
    monkeypatch.setattr(gating, "lease_folder", lambda _: tmp_path)
    gate = standing(client, 0.2)
    assert gate.orphaned == 1
    assert "no lease stands for them" in gate.problems[0]
    write_lease(tmp_path, str(limit.id))
    gate = standing(client, 0.2)
    assert (gate.orphaned, len(gate.elsewhere)) == (0, 1)
    assert states(client) == [("concurrency limit", "found")]
    assert taken(client) == 1
    (tmp_path / "a-lease.json").unlink()
    assert states(client) == [("concurrency limit", "found"), ("orphaned slots", "changed")]
    assert taken(client) == 0


def write_lease(where: Path, limit: str) -> None:
    import json

    lease = {"id": "a-lease", "resource_ids": [limit], "metadata": {"slots": 1}}
    lease["expiration"] = "2999-01-01T00:00:00+00:00"
    (where / "a-lease.json").write_text(json.dumps(lease))


@pytest.fixture
def served(
    client: SyncPrefectClient, coxswain: Coxswain, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Any]:
    """The command, with a server."""
    monkeypatch.setattr("blocks.server.use", lambda _: None)  # it changes the environment
    return coxswain


def test_the_status_names_processes_and_what_is_to_be_mended(
    served: Coxswain, client: SyncPrefectClient
) -> None:
    said = served("gate", "status")
    assert said.code == 0, said.err
    assert "there is no limit" in said.out
    assert "coxswain gate mend" in said.out
    assert "made" in served("gate", "mend").out
    with holding() as process:
        said = served("gate", "status")
        assert "1 of 2 slots are taken" in said.out
        assert str(process.pid) in said.out
        assert "sectionize" in said.out
        told = served("gate", "status", "--json").json
    assert (told["slots"], told["taken"], told["waiting"]) == (2, 1, 0)
    assert told["holders"][0]["pid"] == process.pid


def test_without_a_server_the_error_says_so_and_none_is_started(
    coxswain: Coxswain, monkeypatch: pytest.MonkeyPatch, own_folders: Path
) -> None:
    monkeypatch.setattr(gating, "configured_url", lambda: None)
    monkeypatch.setattr(gating, "PORT", 9)
    said = coxswain("gate", "status")
    assert said.code == 1
    assert "No Prefect server runs" in said.err
    assert not (own_folders / "server.json").exists()


def test_a_wrong_setting_is_one_sentence(served: Coxswain, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COXSWAIN_GPU_SLOTS", "many")
    said = served("gate", "mend")
    assert said.code == 1
    assert said.err.startswith("COXSWAIN_GPU_SLOTS is 'many'")
