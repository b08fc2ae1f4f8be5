"""How a provider is asked again, and how often: retries within a deadline, requests a minute."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from threading import Lock
from time import monotonic
from typing import TypeVar

import stamina

from blocks.models.model import ModelBusyError

T = TypeVar("T")

FIRST_DELAY, LONGEST_DELAY = 0.5, 20.0  # seconds
ATTEMPTS = 6
_paces: dict[tuple[str, int], "Pace"] = {}
_lock = Lock()


@dataclass
class Pace:
    """At most `per_minute` requests a minute, evenly spread, over all threads of this process."""

    name: str
    per_minute: int
    next_at: float = 0.0
    lock: Lock = field(default_factory=Lock)

    @classmethod
    def of(cls, name: str, per_minute: int) -> "Pace":
        """The pace that all who ask one model share."""
        with _lock:
            return _paces.setdefault((name, per_minute), cls(name, per_minute))

    def turn(self, most: float) -> float:
        """Take the next turn: the seconds until it comes.

        ModelBusyError when those are `most` or more; the turn is left to others then.
        """
        if not self.per_minute:
            return 0.0
        with self.lock:
            now = monotonic()
            turn = max(now, self.next_at)
            if turn - now >= most:
                said = f"{self.name}: its turn would come in {turn - now:.0f} s, which is too late"
                raise ModelBusyError(said, turn - now)
            self.next_at = turn + 60.0 / self.per_minute
            return turn - now


async def patiently(ask: Callable[[float], Awaitable[T]], seconds: float, pace: Pace) -> T:
    """What `ask(seconds left)` gives; asked again while it is busy and the deadline allows.

    One that says when it wants to be asked again is obeyed: when that is too late, there is no use
    in waiting. ModelBusyError, the last one, when neither attempts nor time are left.
    """
    ends = monotonic() + seconds
    busy: list[ModelBusyError] = []

    def again(error: Exception) -> bool | float:
        if not isinstance(error, ModelBusyError):
            return False
        busy.append(error)
        return error.after is None or (error.after if error.after < ends - monotonic() else False)

    try:
        async with asyncio.timeout(seconds) as deadline:
            return await _attempts(ask, again, ends, pace)
    except TimeoutError:
        if not deadline.expired():
            raise
        late = ModelBusyError(f"{pace.name} did not answer within {seconds:g} s")
        raise busy[-1] if busy else late from None


async def _attempts(
    ask: Callable[[float], Awaitable[T]],
    again: Callable[[Exception], bool | float],
    ends: float,
    pace: Pace,
) -> T:
    async for attempt in stamina.retry_context(
        on=again,
        attempts=ATTEMPTS,
        timeout=ends - monotonic(),
        wait_initial=FIRST_DELAY,
        wait_max=LONGEST_DELAY,
    ):
        with attempt:
            await asyncio.sleep(pace.turn(ends - monotonic()))
            return await ask(ends - monotonic())
    raise AssertionError
