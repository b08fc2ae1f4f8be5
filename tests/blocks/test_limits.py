"""The name and the size of the limit are settings; a slot brings its lease or says why not."""

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from typing import Any
from uuid import uuid4

import pytest

from blocks.limits import (
    Lease,
    LimitError,
    Passed,
    Why,
    give,
    limit_name,
    limit_slots,
    passed_lease,
    read_limit,
    renew,
    take,
)

Work = Callable[[Any], Coroutine[Any, Any, Any]]


@pytest.fixture
def name(prefect_server: str) -> Iterator[str]:
    from prefect.client.orchestration import get_client

    made = f"limit-{uuid4().hex[:8]}"
    with get_client(sync_client=True) as client:
        client.upsert_global_concurrency_limit_by_name(made, 1)
        yield made
        client.delete_global_concurrency_limit_by_name(made)


def asked(work: Work) -> Any:
    async def run() -> Any:
        from prefect.client.orchestration import get_client

        async with get_client() as client:
            return await work(client)

    return asyncio.run(run())


def test_the_name_and_the_size_are_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COXSWAIN_GPU_LIMIT", raising=False)
    monkeypatch.delenv("COXSWAIN_GPU_SLOTS", raising=False)
    assert (limit_name(), limit_slots()) == ("gpu", 4)
    monkeypatch.setenv("COXSWAIN_GPU_LIMIT", "cards")
    monkeypatch.setenv("COXSWAIN_GPU_SLOTS", "2")
    assert (limit_name(), limit_slots()) == ("cards", 2)
    assert limit_name("other") == "other"


@pytest.mark.parametrize("given", ["0", "-1", "two", "1.5", "٣"])
def test_a_size_that_is_no_number_is_refused(monkeypatch: pytest.MonkeyPatch, given: str) -> None:
    monkeypatch.setenv("COXSWAIN_GPU_SLOTS", given)
    with pytest.raises(LimitError, match=r"COXSWAIN_GPU_SLOTS is .* whole number from 1"):
        limit_slots()


def test_a_slot_is_taken_renewed_and_given_back(name: str) -> None:
    async def work(client: Any) -> None:
        lease = await take(client, name, 60)
        assert isinstance(lease, Lease)
        assert lease.size == 1
        assert await take(client, name, 60) is Why.FULL
        assert await renew(client, lease.id, 60) is True
        assert await give(client, lease.id)
        assert await renew(client, lease.id, 60) is False
        limit = await read_limit(client, name)
        assert not isinstance(limit, Why)
        assert limit
        assert (limit.id, limit.taken) == (lease.limit, 0)

    asked(work)


def test_a_limit_that_is_missing_grants_nothing(prefect_server: str) -> None:
    async def work(client: Any) -> None:
        assert await read_limit(client, "missing") is None
        with pytest.raises(LimitError, match="no concurrency limit 'missing'"):
            await take(client, "missing", 60)

    asked(work)


def test_a_server_that_is_not_there_is_no_error_yet(prefect_server: str) -> None:
    from prefect.client.orchestration import PrefectClient
    from prefect.settings import PREFECT_CLIENT_MAX_RETRIES, temporary_settings

    async def work() -> None:
        none = temporary_settings({PREFECT_CLIENT_MAX_RETRIES: 0})
        async with PrefectClient("http://127.0.0.1:9/api") as client:
            with none:
                await away(client)

    async def away(client: Any) -> None:
        assert await take(client, "gpu", 60) is Why.AWAY
        assert not await give(client, uuid4())

    asyncio.run(work())


def test_a_lease_is_passed_on_in_a_note_and_anything_else_is_none() -> None:
    passed = Passed(str(uuid4()), str(uuid4()), 4, "http://server/api", 12.5)
    assert passed_lease(passed.dump()) == passed
    for other in (b"", b"{}", b"[1]", b'{"lease": 1}', b"\xff"):
        assert passed_lease(other) is None
