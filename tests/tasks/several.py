"""A double of a model that answers several prompts in a pass, and how to catch it at it."""

import asyncio
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from blocks.models import Completion, ModelError, Prompt
from tasks.gated import gated
from tasks.room import room_of


@dataclass(eq=False)
class Several:
    """A model that answers several prompts in a pass; `hold` keeps each pass until it is set."""

    together: int = 4
    resource: str | None = None
    id: str = "several"
    hold: threading.Event = field(default_factory=threading.Event)
    begun: threading.Event = field(default_factory=threading.Event)
    passes: list[list[Prompt]] = field(default_factory=list)
    within: list[float] = field(default_factory=list)
    fault: Exception | None = None
    short: bool = False

    async def complete_all(
        self, prompts: Sequence[Prompt], seconds: float
    ) -> list[Completion | Exception]:
        self.passes.append(list(prompts))
        self.within.append(seconds)
        self.begun.set()
        await asyncio.to_thread(self.hold.wait, 60)
        if self.fault:
            raise self.fault
        return [] if self.short else [self._answer(prompt) for prompt in prompts]

    def _answer(self, prompt: Prompt) -> Completion | Exception:
        if prompt.text.startswith("bad"):
            return ModelError(f"no {prompt.text}")
        return Completion(prompt.text.upper(), len(prompt.text), 1, by=self.id)

    async def complete(self, *_: Any, **__: Any) -> Completion:
        raise AssertionError("asked alone")

    @property
    def asked(self) -> list[list[str]]:
        return [[prompt.text for prompt in each] for each in self.passes]


async def until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(30):
        while not holds():  # noqa: ASYNC110 - rooms belong to threads, not to an event loop
            await asyncio.sleep(0.005)


def waits(model: Several) -> int:
    return len(room_of(model)._waiting)


@contextmanager
def busy(model: Several) -> Iterator[None]:
    """While another pass goes on, which ends with the block."""
    asking = threading.Thread(target=lambda: asyncio.run(gated(model).complete("first", 60)))
    asking.start()
    assert model.begun.wait(30)
    try:
        yield
    finally:
        model.hold.set()
        asking.join(30)
