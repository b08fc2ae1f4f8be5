"""Other providers, and models that stand in for one another, through pydantic-ai."""

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest
import stamina

from blocks.models import Completion, ModelBusyError, ModelError, OtherModel
from tests.blocks.models.provider import HANG, Provider, provider

SCHEMA = {"type": "object", "properties": {"ort": {"type": "string"}}, "required": ["ort"]}


def said(text: str, model: str = "good") -> tuple[Any, ...]:
    message = {"role": "assistant", "content": text}
    choice = {"index": 0, "finish_reason": "stop", "message": message}
    usage = {"prompt_tokens": 3, "completion_tokens": 4, "total_tokens": 7}
    kind = {"id": "x", "object": "chat.completion", "created": 1, "model": model}
    return 200, {**kind, "choices": [choice], "usage": usage}


@pytest.fixture(autouse=True)
def no_patience(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("OPENAI_API_KEY", "secret-key")
    monkeypatch.setattr("pydantic_ai.models.ALLOW_MODEL_REQUESTS", True)  # a double answers here
    stamina.set_testing(True, attempts=1)
    yield
    stamina.set_testing(False)


def ask(server: Provider, *names: str, **options: Any) -> Completion:
    model = OtherModel(names, f"{server.url}/v1")
    return asyncio.run(model.complete("Var?", 20, **options))


def test_a_model_sees_prompt_images_and_schema_and_tells_what_it_took() -> None:
    with provider(said('{"ort": "Åmål"}')) as server:
        answer = ask(server, "openai-chat:good", images=(b"page",), schema=SCHEMA)
    assert (answer.text, answer.tokens_in, answer.tokens_out) == ('{"ort": "Åmål"}', 3, 4)
    _, headers, body = server.asked[0]
    assert headers["authorization"] == "Bearer secret-key"
    image, text = body["messages"][0]["content"]
    assert image["image_url"]["url"].startswith("data:image/png;base64,")
    assert text["text"] == "Var?"
    assert body["response_format"]["json_schema"]["schema"]["required"] == ["ort"]


def test_when_one_is_down_the_next_answers_and_it_is_told_which() -> None:
    down = (400, {"error": {"message": "no such model"}})
    with provider(down, said("Åmål")) as server:
        answer = ask(server, "openai-chat:bad", "openai-chat:good")
    assert (answer.text, answer.by) == ("Åmål", "good")
    assert [body["model"] for _, _, body in server.asked] == ["bad", "good"]


def test_when_all_refuse_the_error_tells_of_each_and_never_the_key() -> None:
    down = (403, {"error": {"message": "not for you"}})
    with provider(down) as server, pytest.raises(ModelError) as caught:
        ask(server, "openai-chat:one", "openai-chat:two")
    assert "one" in str(caught.value)
    assert "two" in str(caught.value)
    assert "secret-key" not in str(caught.value)


def test_a_busy_one_may_be_asked_later_and_only_our_own_attempts_count() -> None:
    busy = (503, {"error": {"message": "busy"}})
    with provider(busy) as server, pytest.raises(ModelBusyError):
        ask(server, "openai-chat:good")
    assert len(server.asked) == 1


def test_one_that_says_when_it_wants_to_be_asked_again_is_obeyed() -> None:
    stamina.set_testing(True, attempts=3)
    busy = (429, {"error": {"message": "busy"}}, {"Retry-After": "3600"})
    with provider(busy) as server, pytest.raises(ModelBusyError) as caught:
        ask(server, "openai-chat:good")
    assert caught.value.after == 3600
    assert len(server.asked) == 1


def test_when_one_hangs_the_next_has_time_to_answer() -> None:
    with provider(HANG, said("Åmål")) as server:
        model = OtherModel(("openai-chat:bad", "openai-chat:good"), f"{server.url}/v1")
        assert asyncio.run(model.complete("Var?", 4)).text == "Åmål"


def test_one_that_never_answers_ends_with_the_deadline() -> None:
    with provider(HANG) as server, pytest.raises(ModelBusyError):
        asyncio.run(OtherModel(("openai-chat:good",), f"{server.url}/v1").complete("Var?", 0.5))


@pytest.mark.parametrize(
    "answer",
    [
        (200, {"error": {"message": "no"}}),
        (200, b"<html>Sign in</html>"),
        (200, b'{"choices": [{"mess'),
        (200, {}),
        said(""),
    ],
)
def test_what_is_no_answer_is_an_error_that_says_so(answer: Any) -> None:
    with provider(answer) as server, pytest.raises(ModelError, match="openai-chat:good"):
        ask(server, "openai-chat:good")


@pytest.mark.parametrize("name", ["nobody:x", "anthropic:claude"])
def test_a_provider_that_is_not_there_says_so(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NOBODY_API_KEY", "secret-key")
    monkeypatch.setenv("ANTHROPIC_API_KEY", "secret-key")
    with pytest.raises(ModelError, match=f"{name} can't be asked: .*{name.partition(':')[0]}"):
        asyncio.run(OtherModel((name,)).complete("Var?", 5))
