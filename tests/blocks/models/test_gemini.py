"""Gemini: the provider's own client against a server here that speaks its protocol."""

import asyncio
import base64
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
import stamina

from blocks.models import Completion, GeminiModel, ModelBusyError, ModelError
from tests.blocks.models.provider import HANG, Provider, gemini, provider

GOOD = gemini("It is a fee.")
SCHEMA = {"type": "object", "properties": {"ort": {"type": "string"}}, "required": ["ort"]}


def refused(status: int, said: str = "no") -> tuple[int, Any]:
    return status, {"error": {"code": status, "message": said}}


@pytest.fixture(autouse=True)
def no_patience(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("GEMINI_API_KEY", "secret-key")
    stamina.set_testing(True, attempts=3, cap=True)
    yield
    stamina.set_testing(False)


def complete(server: Provider, **options: Any) -> Completion:
    return asyncio.run(GeminiModel("gemini-x", server.url).complete("Why?", 5, **options))


def test_a_model_is_asked_at_its_address_and_tells_what_it_took() -> None:
    with provider(GOOD) as server:
        assert complete(server) == Completion("It is a fee.", 12, 5, by="google:gemini-x")
    path, headers, body = server.asked[0]
    assert "gemini-x:generateContent" in path
    assert headers["x-goog-api-key"] == "secret-key"
    assert body["contents"][0]["parts"][0]["text"] == "Why?"
    assert body["generationConfig"]["temperature"] == 0


def test_images_and_the_schema_of_the_answer_go_along() -> None:
    with provider(GOOD) as server:
        complete(server, images=(b"page",), schema=SCHEMA)
    body = server.asked[0][2]
    image = body["contents"][0]["parts"][0]["inlineData"]
    assert (base64.b64decode(image["data"]), image.get("mimeType", image.get("mime_type"))) == (
        b"page",
        "image/png",
    )
    config = body["generationConfig"]
    assert config["responseMimeType"] == "application/json"
    assert config["responseJsonSchema"] == SCHEMA


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_busy_model_is_asked_again_until_it_answers(status: int) -> None:
    with provider(refused(status), refused(status), GOOD) as server:
        assert complete(server).text == "It is a fee."
    assert len(server.asked) == 3


@pytest.mark.parametrize("status", [429, 500, 503])
def test_one_that_stays_busy_may_be_asked_later(status: int) -> None:
    with (
        provider(refused(status, "try later")) as server,
        pytest.raises(ModelBusyError, match=f"google:gemini-x answered {status}: try later"),
    ):
        complete(server)
    assert len(server.asked) == 3


@pytest.mark.parametrize("status", [400, 403, 404])
def test_a_refusal_is_final_and_never_shows_the_key(status: int) -> None:
    with provider(refused(status)) as server, pytest.raises(ModelError) as caught:
        complete(server)
    assert "secret-key" not in str(caught.value)
    assert len(server.asked) == 1


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        ((200, {"candidates": []}), "without text"),
        ((200, {"promptFeedback": {"blockReason": "SAFETY"}}), r"without text \(SAFETY\)"),
        ((200, {"candidates": [{"finishReason": "MAX_TOKENS"}]}), r"without text \(MAX_TOKENS\)"),
        ((200, {"error": {"code": 500, "message": "no"}}), "without text"),
        ((200, b"<html>Sign in</html>"), "something else than its protocol"),
        ((200, b""), "something else than its protocol|without text"),
        ((200, b'{"candidates": [{"con'), "something else than its protocol"),
    ],
)
def test_what_is_no_answer_is_an_error_that_says_so(answer: Any, why: str) -> None:
    with provider(answer) as server, pytest.raises(ModelError, match=f"google:gemini-x.*{why}"):
        complete(server)
    assert len(server.asked) == 1


def test_thoughts_are_no_part_of_the_answer_and_are_paid_for() -> None:
    parts = [{"text": "Let me think.", "thought": True}, {"text": "Åmål"}]
    usage = {"promptTokenCount": 1000, "candidatesTokenCount": 5, "thoughtsTokenCount": 40}
    said = {"candidates": [{"content": {"parts": parts, "role": "model"}}], "usageMetadata": usage}
    with provider((200, said)) as server:
        answer = asyncio.run(GeminiModel("gemini-2.5-flash", server.url).complete("Var?", 5))
        unknown = complete(server)
    assert (answer.text, answer.tokens_in, answer.tokens_out) == ("Åmål", 1000, 45)
    assert Decimal(answer.cost) > 0
    assert unknown.cost == "0"


@pytest.mark.parametrize(
    "wait",
    [
        (429, {"error": {"code": 429, "details": [{"retryDelay": "3600s"}], "message": "later"}}),
        (503, {"error": {"code": 503, "message": "later"}}, {"Retry-After": "3600"}),
    ],
)
def test_one_that_wants_to_be_left_alone_for_longer_than_there_is_time_is(wait: Any) -> None:
    with provider(wait, GOOD) as server, pytest.raises(ModelBusyError, match="later") as caught:
        complete(server)
    assert caught.value.after == 3600
    assert len(server.asked) == 1


def test_one_that_says_when_is_asked_again_then() -> None:
    stamina.set_testing(False)
    soon = (429, {"error": {"code": 429, "details": [{"retryDelay": "0.01s"}], "message": "soon"}})
    with provider(*[soon] * 5, GOOD) as server:  # plain delays would add up to 15 s
        assert complete(server).text == "It is a fee."
    assert len(server.asked) == 6


def test_one_that_never_answers_ends_with_the_deadline() -> None:
    with provider(HANG) as server, pytest.raises(ModelBusyError, match="google:gemini-x"):
        asyncio.run(GeminiModel("gemini-x", server.url).complete("Why?", 0.3))


def test_a_model_that_is_not_there_may_come_back() -> None:
    with pytest.raises(ModelBusyError, match="can't be reached"):
        asyncio.run(GeminiModel("gemini-x", "http://127.0.0.1:9").complete("Why?", 2))


def test_requests_keep_their_pace_and_one_that_would_come_too_late_is_not_sent() -> None:
    stamina.set_testing(True, attempts=1)
    slow = GeminiModel("gemini-slow", per_minute=1)

    async def two(url: str) -> None:
        model = GeminiModel(slow.name, url, slow.per_minute)
        await model.complete("Why?", 5)
        await model.complete("Why?", 5)

    with provider(GOOD) as server, pytest.raises(ModelBusyError, match="too late"):
        asyncio.run(two(server.url))
    assert len(server.asked) == 1
