"""One call of an agent, and what it gave: the values that calling and scheduling share."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from policies.schema import Limits
from tasks.agent import Agent, View
from tasks.outcome import JSON, Outcome


@dataclass(frozen=True)
class Job:
    """One call of an agent. `stop` resolves to a reason when nobody needs it any more.

    `free` is called when the agent has given its answer: its place is free for another.
    """

    alias: str
    agent: Agent
    view: View
    limits: Limits
    key: str | None = None
    stop: asyncio.Future[str] | None = None
    free: Callable[[], None] = lambda: None


@dataclass(frozen=True)
class Called:
    """What a call gave: an outcome, or the error that its last attempt ended with.

    `began` and `ended` are readings of the monotonic clock in seconds.
    """

    outcome: Outcome | None
    error: Exception | None
    began: float
    ended: float
    attempts: int = 1
    cached: bool = False
    key: str | None = None
    parts: dict[str, JSON] | None = None
    prefetched: int = 0  # answers of queries that stood ready for it
    gate_wait_ms: float = 0.0  # for slots of a limit, over all attempts
    gate_hold_ms: float = 0.0


Call = Callable[[Job], Awaitable[Called]]
