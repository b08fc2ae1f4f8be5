"""How long calls waited at the gate, and how long they held a slot."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field


@dataclass
class Passage:
    """One way through the gate, by the monotonic clock; what still lasts counts until now."""

    asked: float = field(default_factory=time.monotonic)
    entered: float | None = None
    left: float | None = None

    @property
    def waited(self) -> float:
        """Seconds until there was a slot, or until the call gave up."""
        return next(filter(None, (self.entered, self.left, time.monotonic()))) - self.asked

    @property
    def held(self) -> float:
        """Seconds in which the slot was held."""
        return (self.left or time.monotonic()) - self.entered if self.entered else 0.0

    def end(self) -> None:
        """It has led through, or the call gave up."""
        self.left = time.monotonic()


@dataclass
class GateTimes:
    """Every passage of a call, over all of its attempts."""

    passages: list[Passage] = field(default_factory=list)

    @property
    def wait_ms(self) -> float:
        """How long they waited, together."""
        return sum(each.waited for each in self.passages) * 1000

    @property
    def hold_ms(self) -> float:
        """How long they held a slot, together."""
        return sum(each.held for each in self.passages) * 1000


_times: ContextVar[GateTimes | None] = ContextVar("gate_times", default=None)


@contextmanager
def timed() -> Iterator[GateTimes]:
    """Collect the passages of everything that is called in the block."""
    times = GateTimes()
    token = _times.set(times)
    try:
        yield times
    finally:
        _times.reset(token)


def new_passage() -> Passage:
    """A passage that begins now, known to whoever collects them."""
    passage = Passage()
    if times := _times.get():
        times.passages.append(passage)
    return passage
