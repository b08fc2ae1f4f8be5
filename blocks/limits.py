"""Prefect's global concurrency limit, as the gate uses it: slots that are leased one by one.

`COXSWAIN_GPU_LIMIT` names the limit in front of the GPU (`gpu`), `COXSWAIN_GPU_SLOTS` says how many
slots it is given (4). Prefect lets everyone through where a limit is missing or switched off; here
both are refused. Its own waiting (a queue a name, growing delays) is left out: a request either
brings a slot or says at once why not.
"""

import json
import os
from collections.abc import Awaitable
from dataclasses import asdict, dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from blocks.server import ServerError

if TYPE_CHECKING:
    from prefect.client.orchestration import PrefectClient

RESOURCE: Final = "gpu"
NAME: Final = "COXSWAIN_GPU_LIMIT"
SLOTS: Final = "COXSWAIN_GPU_SLOTS"
SHORTEST_LEASE: Final = 60.0  # seconds; Prefect's server takes none shorter
MEND: Final = (
    "Make it with `coxswain gate mend`, or all that is needed with `python -m deployments.setup`."
)
_OK, _GONE, _LOCKED, _MISSING, _TOO_MANY = 200, 410, 423, 404, 422
_DENIED: Final = (401, 403)


class LimitError(ServerError):
    """The limit can't be used as it is, and what to do about it."""


class Why(Enum):
    """Why there is no slot just now."""

    FULL = "all slots are taken"
    BUSY = "the server is busy"
    AWAY = "the server doesn't answer"
    LOST = "the server's answer was lost"


@dataclass(frozen=True, slots=True)
class Limit:
    """A limit as the server has it. `taken` counts slots; `updated` changes with every request
    that took, gave back or was refused one.
    """

    name: str
    id: UUID
    size: int
    active: bool
    taken: int
    updated: str


@dataclass(frozen=True, slots=True)
class Lease:
    """One slot of a limit, ours until the lease ends."""

    id: UUID
    limit: UUID
    size: int


@dataclass(frozen=True, slots=True)
class Passed:
    """A lease that one process of a machine passes to another: it runs until `until`, in seconds
    since 1970.
    """

    lease: str
    limit: str
    size: int
    url: str
    until: float

    def dump(self) -> bytes:
        """As a note."""
        return json.dumps(asdict(self)).encode()

    @property
    def taken(self) -> Lease:
        """The lease, for the process that takes it over."""
        return Lease(UUID(self.lease), UUID(self.limit), self.size)


def passed_lease(note: bytes) -> Passed | None:
    """What `dump` gave, if it is that."""
    try:
        return Passed(**json.loads(note))
    except (ValueError, TypeError):
        return None


@dataclass(frozen=True, slots=True)
class Asker:
    """Which of Prefect's runs asks: `kind` is `flow_run` or `task_run`."""

    kind: str
    id: UUID


def limit_name(resource: str = RESOURCE) -> str:
    """What the limit in front of a resource is called; only the GPU's can be named otherwise."""
    return (os.environ.get(NAME) or RESOURCE) if resource == RESOURCE else resource


def limit_slots() -> int:
    """How many slots the GPU's limit is to have. LimitError when the setting is no whole number."""
    given = os.environ.get(SLOTS) or "4"
    if not given.isascii() or not given.isdecimal() or not int(given):
        raise LimitError(f"{SLOTS} is {given!r}. Give a whole number from 1, or unset it: then 4.")
    return int(given)


async def read_limit(client: "PrefectClient", name: str) -> Limit | Why | None:
    """The limit; None when there is none of that name, or why it can't be told."""
    from prefect.exceptions import ObjectNotFound

    try:
        found = await _answer(client.read_global_concurrency_limit_by_name(name))
    except ObjectNotFound:
        return None
    return found if isinstance(found, Why) else limit_of(found)


def limit_of(found: Any) -> Limit:
    """What Prefect's client gave for a limit."""
    return Limit(
        found.name, found.id, found.limit, found.active, found.active_slots, str(found.updated)
    )


async def take(
    client: "PrefectClient", name: str, seconds: float, asker: Asker | None = None
) -> Lease | Why:
    """A slot, leased for so many seconds (60 at least), or why there is none just now.

    LimitError when there is no such limit, it has no slots, or the server refuses us.
    """
    from prefect.client.schemas.objects import ConcurrencyLeaseHolder

    kind: Any = asker.kind if asker else None
    answer = await _answer(
        client.increment_concurrency_slots_with_lease(
            names=[name],
            slots=1,
            mode="concurrency",
            lease_duration=max(seconds, SHORTEST_LEASE),
            holder=ConcurrencyLeaseHolder(type=kind, id=asker.id) if asker else None,
        ),
        name,
    )
    if isinstance(answer, Why):
        return answer
    granted = answer.json()
    lease = UUID(granted["lease_id"])
    if not granted["limits"]:  # "granted": nothing limits it
        await give(client, lease)
        raise missing(name)
    limit = granted["limits"][0]
    return Lease(lease, UUID(limit["id"]), int(limit["limit"]))


async def renew(client: "PrefectClient", lease: UUID, seconds: float) -> bool | Why:
    """Whether the lease lasts that long again from now: False when it is gone for good."""
    answer = await _answer(client.renew_concurrency_lease(lease, max(seconds, SHORTEST_LEASE)))
    return answer if isinstance(answer, Why) else answer.status_code != _GONE


async def give(client: "PrefectClient", lease: UUID) -> bool:
    """Give a slot back; False when the server was busy or away and nothing has changed.

    A request whose answer was lost may have been carried out, and Prefect frees a slot twice when
    asked twice at one time. So it counts as done: at the worst the lease runs out by itself.
    """
    answer = await _answer(client.release_concurrency_slots_with_lease(lease))
    return answer not in (Why.BUSY, Why.AWAY)


def missing(name: str) -> LimitError:
    return LimitError(f"There is no concurrency limit {name!r}, so nothing may run. {MEND}")


def switched_off(name: str) -> LimitError:
    return LimitError(
        f"The concurrency limit {name!r} is switched off, so nothing may run."
        " Switch it on with `coxswain gate mend`."
    )


async def _answer(asked: Awaitable[Any], name: str = "") -> Any:
    """What a request gave, or why it can't be told. A lease that is gone is an answer too."""
    import httpx

    try:
        return await asked
    except httpx.HTTPStatusError as error:
        code = error.response.status_code
        if code == _LOCKED:
            return Why.FULL
        if code == _GONE:
            return error.response
        if code == _TOO_MANY:
            raise LimitError(f"The concurrency limit {name!r} has no slots. {MEND}") from error
        if code in _DENIED and "CSRF" not in error.response.text:
            raise LimitError(
                f"The Prefect server refuses us: {code} at {error.request.url}."
            ) from None
        return Why.BUSY
    except (httpx.ConnectError, httpx.ConnectTimeout):
        return Why.AWAY
    except httpx.HTTPError:
        return Why.LOST
