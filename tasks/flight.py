"""Single flight: identical calls at the same time share one execution within a process."""

import asyncio
from asyncio import FIRST_COMPLETED
from collections.abc import Awaitable, Callable
from concurrent.futures import Future
from functools import partial
from threading import Lock
from typing import Any, TypeVar, cast

T = TypeVar("T")

_lock = Lock()
_flights: dict[str, Future[Any]] = {}


async def once(
    key: str,
    start: Callable[[], Awaitable[T]],
    *,
    shared: Callable[[T], bool] = lambda _: True,
    until: asyncio.Future[Any] | None = None,
) -> tuple[T, bool]:
    """The answer of `start()`, or of the call with the same key that is under way already, and
    whether it was this call that started.

    When the one that is under way is let go, raises, or ends with what isn't to be `shared` (its
    run ended early), those that wait start anew: somebody else's decision doesn't end their run.
    Who waits stops waiting, and starts, as soon as `until` is resolved.
    """
    while True:
        mine: Future[Any] = Future()
        with _lock:
            flight = _flights.setdefault(key, mine)
        if flight is mine:
            return await _lead(key, mine, start, shared), True
        landed = asyncio.wrap_future(flight)
        await asyncio.wait({landed, until} if until else {landed}, return_when=FIRST_COMPLETED)
        if not landed.done():
            return await start(), True
        if not landed.cancelled():
            return cast("T", landed.result()), False


async def _lead(
    key: str, flight: Future[Any], start: Callable[[], Awaitable[T]], shared: Callable[[T], bool]
) -> T:
    try:
        answer = await start()
    except BaseException:
        _land(key, flight.cancel)
        raise
    _land(key, partial(flight.set_result, answer) if shared(answer) else flight.cancel)
    return answer


def _land(key: str, how: Callable[[], Any]) -> None:
    """End a flight; who comes later, or is told so, starts a new one."""
    with _lock:
        del _flights[key]
    how()
