"""Language models: the provider's own client against a server here that speaks its protocol."""

import asyncio
import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any

import pytest

from blocks.models import (
    Completion,
    GoogleModel,
    ModelBusyError,
    ModelError,
    ScriptedModel,
    configured_model,
)

GOOD = {
    "candidates": [{"content": {"parts": [{"text": "It is a fee."}], "role": "model"}}],
    "usageMetadata": {"promptTokenCount": 12, "candidatesTokenCount": 5},
}


class Provider(HTTPServer):
    """Answers with what a test put there, and keeps what it was asked."""

    answer: tuple[int, Any] = (200, GOOD)

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.asked: list[tuple[str, str | None, Any]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class Handler(BaseHTTPRequestHandler):
    server: Provider

    def do_POST(self) -> None:
        length = int(self.headers["Content-Length"])
        body = json.loads(self.rfile.read(length))
        self.server.asked.append((self.path, self.headers.get("x-goog-api-key"), body))
        status, answer = self.server.answer
        content = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture
def provider(monkeypatch: pytest.MonkeyPatch) -> Iterator[Provider]:
    pytest.importorskip("google.genai", reason="google-genai is not installed")
    monkeypatch.setenv("GEMINI_API_KEY", "secret-key")
    with Provider() as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


def complete(server: Provider) -> Completion:
    return asyncio.run(GoogleModel("gemini-x", server.url).complete("Why?", 5))


def test_a_model_is_asked_at_its_address_and_tells_what_it_took(provider: Provider) -> None:
    assert complete(provider) == Completion("It is a fee.", 12, 5)
    path, key, body = provider.asked[0]
    assert "gemini-x:generateContent" in path
    assert key == "secret-key"
    assert body["contents"][0]["parts"][0]["text"] == "Why?"
    assert body["generationConfig"]["temperature"] == 0


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_busy_model_may_be_asked_again(provider: Provider, status: int) -> None:
    provider.answer = (status, {"error": {"code": status, "message": "try later"}})
    with pytest.raises(ModelBusyError, match=f"google:gemini-x answered {status}: try later"):
        complete(provider)


@pytest.mark.parametrize("status", [400, 403, 404])
def test_a_refusal_is_final_and_never_shows_the_key(provider: Provider, status: int) -> None:
    provider.answer = (status, {"error": {"code": status, "message": "no"}})
    with pytest.raises(ModelError) as caught:
        complete(provider)
    assert "secret-key" not in str(caught.value)


def test_an_answer_without_text_is_an_error(provider: Provider) -> None:
    provider.answer = (200, {"candidates": []})
    with pytest.raises(ModelError, match="without text"):
        complete(provider)


def test_a_model_that_is_not_there_may_come_back(
    provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GEMINI_API_KEY", "secret-key")
    with pytest.raises(ModelBusyError, match="can't be reached"):
        asyncio.run(GoogleModel("gemini-x", "http://127.0.0.1:9").complete("Why?", 2))


def test_no_model_is_configured_unless_someone_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COXSWAIN_MODEL", raising=False)
    assert configured_model() is None
    monkeypatch.setenv("COXSWAIN_MODEL", "google:gemini-x")
    assert configured_model() == GoogleModel("gemini-x")
    monkeypatch.setenv("COXSWAIN_MODEL", "gpt")
    with pytest.raises(ModelError, match="Valid choices: google:NAME"):
        configured_model()


def test_the_scripted_model_answers_in_turn_and_remembers() -> None:
    model = ScriptedModel(("one", ModelError("two")))
    assert asyncio.run(model.complete("a", 1)).text == "one"
    with pytest.raises(ModelError):
        asyncio.run(model.complete("b", 1))
    assert model.asked == ["a", "b"]
