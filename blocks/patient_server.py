"""Prefect's server with a little patience: a request that meets another's write is tried again.

SQLite has one writer. A request that has read before it writes, and meets a write in between, can't
go on: Prefect's server answers 503, and its client waits two seconds before it asks again. Most
such writes last milliseconds, so here the server tries again itself. What still meets a write after
that is answered as ever, and the client's own retries follow.

    uvicorn --factory blocks.patient_server:create_app
"""

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Message, Receive, Send], Awaitable[None]]

BUSY = 503
PAUSES = (0.01, 0.02, 0.04, 0.08, 0.16, 0.32)  # seconds before each further try


def create_app() -> App:
    """Prefect's own server app, made patient."""
    from prefect.server.api.server import create_app as create

    return patient(create(final=True))


def patient(app: App, pauses: tuple[float, ...] = PAUSES) -> App:
    """An ASGI app whose busy answers are held back while there are tries left.

    A busy answer means that nothing was written: to repeat the request is what its client would do.
    """

    async def call(scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
            return
        body = await _whole(receive)
        for pause in pauses:
            if await _answered(app, dict(scope), _again(body, receive), send):
                return
            await asyncio.sleep(pause)
        await app(scope, _again(body, receive), send)

    return call


async def _answered(app: App, scope: Message, receive: Receive, send: Send) -> bool:
    """Whether the app had an answer, which then was sent; a busy one isn't."""
    busy = False

    async def unless_busy(message: Message) -> None:
        nonlocal busy
        if message["type"] == "http.response.start":
            busy = message["status"] == BUSY
        if not busy:
            await send(message)

    try:
        await app(scope, receive, unless_busy)
    except Exception:
        if not busy:  # what was answered as busy is raised besides, to be logged
            raise
    return not busy


async def _whole(receive: Receive) -> list[Message]:
    """All messages that a request's body comes in."""
    messages = [await receive()]
    while messages[-1].get("more_body"):
        messages.append(await receive())
    return messages


def _again(messages: list[Message], receive: Receive) -> Receive:
    """The messages of a body once more, and then whatever comes after them."""
    rest = iter(messages)

    async def next_() -> Message:
        found = next(rest, None)
        return await receive() if found is None else found

    return next_
