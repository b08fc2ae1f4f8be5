"""How answers are kept: in the store of results, under keys that we compute."""

import asyncio
from collections.abc import Awaitable, Callable
from functools import cache
from typing import Any, Protocol

from tasks.outcome import JSON


class Keyed(Protocol):
    """Work whose answer is kept under a key: `keyed`, or a test's double."""

    def __call__(
        self,
        name: str,
        key: str,
        work: Callable[[], JSON],
        *,
        lasting: Callable[[JSON], bool] = ...,
        refresh: bool = False,
    ) -> Awaitable[tuple[JSON, bool]]: ...


async def keyed(
    name: str,
    key: str,
    work: Callable[[], JSON],
    *,
    lasting: Callable[[JSON], bool] = lambda _: True,
    refresh: bool = False,
) -> tuple[JSON, bool]:
    """Do some work in a thread as a Prefect task cached under `key`: its answer, and if it was.

    An answer that isn't `lasting` is not kept.
    """
    from prefect import Task
    from prefect.transactions import get_transaction

    ran: list[bool] = []

    async def body() -> JSON:
        ran.append(True)
        answer = await asyncio.to_thread(work)
        if not lasting(answer) and (transaction := get_transaction()):
            transaction.write_on_commit = False
        return answer

    body.__qualname__ = "keyed"
    options = {**kept(lambda: key), "refresh_cache": refresh}
    # No tags: for each Prefect asks the server for a limit, which on SQLite may take two seconds.
    # Prefect takes what stands in braces for a parameter.
    called = name.replace("{", "{{").replace("}", "}}")
    task: Any = Task(body, name=name, task_run_name=called, **options)
    return await task(), not ran


async def known(key: str) -> bool:
    """Whether an answer is kept under a key."""
    try:
        await asyncio.to_thread(_results().read_path, key)
    except ValueError:
        return False
    return True


def kept_answer(key: str) -> JSON | None:
    """The answer that is kept under a key; None when there is none that can be read.

    It reads one small file where it stands: that takes less than going to a thread for it.
    """
    from prefect.results import ResultRecord  # type: ignore[attr-defined]

    try:
        return ResultRecord.deserialize(_results().read_path(key)).result
    except ValueError:
        return None


def kept(key: Callable[[], str | None] | None) -> dict[str, Any]:
    """How a result is kept under a key that we computed; without one it isn't."""
    from prefect.cache_policies import NO_CACHE, CacheKeyFnPolicy

    if key is None:
        return {"persist_result": False, "cache_policy": NO_CACHE}
    return {
        "persist_result": True,
        "result_storage": _results(),
        "result_serializer": "json",
        "cache_policy": CacheKeyFnPolicy(cache_key_fn=lambda *_: key()),
    }


@cache
def _results() -> Any:
    """The block of results, looked up once a process."""
    from blocks.results import saved_results

    return saved_results()
