"""Several things at one time, of which none goes on when another has failed."""

import asyncio
from collections.abc import AsyncIterator, Coroutine, Iterable
from typing import Any, TypeVar

T = TypeVar("T")


async def abreast(works: Iterable[Coroutine[Any, Any, T]]) -> list[T]:
    """What each gives, in their order. The first error ends the others, and is raised when they
    have ended: nothing is written any more by a run that is over.
    """
    tasks = [asyncio.ensure_future(work) for work in works]
    try:
        return await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks)


async def as_they_end(works: Iterable[Coroutine[Any, Any, T]]) -> AsyncIterator[T]:
    """What each gives, as soon as it has ended; otherwise as `abreast`."""
    tasks = [asyncio.ensure_future(work) for work in works]
    try:
        for ended in asyncio.as_completed(tasks):
            yield await ended
    finally:
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks)
