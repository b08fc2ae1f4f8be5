"""Valid JSON or a clear error: one re-ask, everything told, nothing unvalidated handed on."""

import asyncio
from typing import Any

import pytest
from pydantic import BaseModel, ConfigDict

from blocks.models import GeminiModel, ModelBusyError, ModelError, ScriptedModel
from tasks.asking import REASKED, Answered, Question, ask_json
from tasks.parse import FENCED
from tests.blocks.models.provider import HANG, gemini, provider


class Board(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    chair: str
    members: int


QUESTION = Question(
    "Who is in the chair?",
    Board.model_json_schema(),
    lambda value: Board.model_validate(value).model_dump(),
    (b"page",),
)
GOOD = '{"chair": "Åsa Öhman", "members": 5}'


def ask(*answers: Any) -> tuple[Answered, ScriptedModel]:
    model = ScriptedModel(answers)
    return asyncio.run(ask_json(model, QUESTION, 5)), model


def test_a_good_answer_is_taken_at_once_with_its_letters() -> None:
    answered, model = ask(GOOD)
    assert answered.value == {"chair": "Åsa Öhman", "members": 5}
    assert answered.repairs == ()
    assert model.asked[0].images == (b"page",)
    assert model.asked[0].schema == QUESTION.schema
    assert '"members"' in model.asked[0].prompt


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ("It is Åsa.", "no JSON object"),
        ('{"chair": "Åsa", "mem', "cut off"),
        ('{"chair": "Åsa"}', "members is missing"),
        ('{"chair": "Åsa", "members": "5"}', "members"),
        ('{"chair": "Åsa", "members": 5, "age": 60}', "age is not a known field"),
        ('[{"chair": "Åsa", "members": 5}]', "a list"),
        ("", "no JSON object"),
    ],
)
def test_a_wrong_answer_is_asked_again_once_with_what_was_wrong(wrong: str, why: str) -> None:
    answered, model = ask(wrong, f"```json\n{GOOD}\n```")
    assert answered.value["members"] == 5
    assert answered.repairs == (REASKED, FENCED)
    assert why in model.asked[1].prompt
    assert answered.usage.tokens_in > len(model.asked[1].prompt.split())


def test_what_is_wrong_twice_is_an_error_that_says_what() -> None:
    with pytest.raises(ModelError, match=r"scripted answered twice .*members is missing"):
        ask('{"chair": "Åsa"}', '{"chair": "Åsa"}')


def test_a_model_that_is_busy_is_for_the_step_to_try_again() -> None:
    with pytest.raises(ModelBusyError):
        ask(ModelBusyError("later"))


BAD_ANSWERS = {
    "prose": "The chair is Åsa Öhman.",
    "half": '{"chair": "Åsa Öhman", "mem',
    "another schema": '{"title": "Årsredovisning"}',
    "a list": "[]",
    "another type": '{"chair": "Åsa", "members": "fem"}',
}


@pytest.fixture
def gemini_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GEMINI_API_KEY", "secret-key")


@pytest.mark.parametrize("bad", BAD_ANSWERS)
def test_a_provider_that_answers_badly_once_is_asked_again(bad: str, gemini_key: None) -> None:
    with provider(gemini(BAD_ANSWERS[bad]), gemini(GOOD)) as server:
        answered = asyncio.run(ask_json(GeminiModel("gemini-x", server.url), QUESTION, 10))
    assert answered.value == {"chair": "Åsa Öhman", "members": 5}
    assert answered.repairs == (REASKED,)
    assert (answered.usage.tokens_in, answered.usage.tokens_out) == (24, 10)
    bodies = [body for _, _, body in server.asked]
    assert len(bodies) == 2
    for body in bodies:
        assert body["generationConfig"]["responseJsonSchema"]["properties"]["members"]
        assert len(body["contents"][0]["parts"]) == 2  # the page goes along both times


@pytest.mark.parametrize("bad", BAD_ANSWERS)
def test_a_provider_that_answers_badly_twice_is_an_error(bad: str, gemini_key: None) -> None:
    with (
        provider(gemini(BAD_ANSWERS[bad])) as server,
        pytest.raises(ModelError, match="google:gemini-x answered twice what can't be used"),
    ):
        asyncio.run(ask_json(GeminiModel("gemini-x", server.url), QUESTION, 10))


def test_a_provider_that_never_answers_ends_with_the_deadline(gemini_key: None) -> None:
    with provider(HANG) as server, pytest.raises(ModelBusyError):
        asyncio.run(ask_json(GeminiModel("gemini-x", server.url), QUESTION, 0.5))


def test_a_provider_that_says_nothing_is_an_error(gemini_key: None) -> None:
    with (
        provider((200, {"candidates": []})) as server,
        pytest.raises(ModelError, match="without text"),
    ):
        asyncio.run(ask_json(GeminiModel("gemini-x", server.url), QUESTION, 10))
