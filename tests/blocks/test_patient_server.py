"""A server's busy answer is held back while there are tries left; all else passes as it is."""

import asyncio
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, StreamingResponse
from starlette.routing import Route

from blocks.patient_server import BUSY, patient

PAUSES = (0.0, 0.0, 0.0)


class LockedError(Exception):
    """What the database says when another one writes."""


class Busy:
    """Prefect's way: an error becomes a busy answer, and is raised besides."""

    def __init__(self, times: int) -> None:
        self.times, self.bodies = times, list[bytes]()

    @property
    def app(self) -> Any:
        async def locked(_: Request, error: Exception) -> JSONResponse:
            return JSONResponse({"why": type(error).__name__}, BUSY)

        async def answer(request: Request) -> JSONResponse:
            self.bodies.append(await request.body())
            if len(self.bodies) <= self.times:
                raise LockedError
            return JSONResponse({"try": len(self.bodies)}, headers={"x": "y"})

        return Starlette(
            routes=[Route("/", answer, methods=["POST"])], exception_handlers={Exception: locked}
        )


def post(app: Any, content: Any = b"a body") -> httpx.Response:
    async def ask() -> httpx.Response:
        transport = httpx.ASGITransport(patient(app, PAUSES), raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://here") as client:
            return await client.post("/", content=content)

    return asyncio.run(ask())


@pytest.mark.parametrize("times", [0, 1, 3])
def test_a_busy_request_is_tried_again_with_its_whole_body(times: int) -> None:
    async def parts() -> Any:
        yield b"first, "
        yield b"second"

    busy = Busy(times)
    found = post(busy.app, parts())
    assert (found.status_code, found.json(), found.headers["x"]) == (200, {"try": times + 1}, "y")
    assert busy.bodies == [b"first, second"] * (times + 1)


def test_one_that_stays_busy_is_answered_so_after_the_last_try() -> None:
    busy = Busy(100)
    found = post(busy.app)
    assert (found.status_code, found.json()) == (BUSY, {"why": "LockedError"})
    assert len(busy.bodies) == len(PAUSES) + 1


def test_any_other_answer_or_error_passes_at_once() -> None:
    asked = []

    async def broken(request: Request) -> JSONResponse:
        asked.append(await request.body())
        raise ValueError("no")

    app = Starlette(routes=[Route("/", broken, methods=["POST"])])
    assert post(app).status_code == 500
    assert post(Starlette()).status_code == 404
    assert asked == [b"a body"]


def test_an_answer_in_parts_is_not_held_back() -> None:
    async def parts() -> Any:
        yield b"one "
        yield b"two"

    async def answer(_: Request) -> StreamingResponse:
        return StreamingResponse(parts())

    assert post(Starlette(routes=[Route("/", answer, methods=["POST"])])).text == "one two"


def test_other_protocols_go_straight_through() -> None:
    seen: list[str] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        seen.append(scope["type"])
        await send(await receive())

    async def both() -> list[Any]:
        sent: list[Any] = []

        async def receive() -> Any:
            return {"type": "message"}

        async def send(message: Any) -> None:
            sent.append(message)

        for kind in ("lifespan", "websocket"):
            await patient(app)({"type": kind}, receive, send)
        return sent

    assert asyncio.run(both()) == [{"type": "message"}] * 2
    assert seen == ["lifespan", "websocket"]
