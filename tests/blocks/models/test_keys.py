"""Keys: of the environment, else of a Secret block, else a sentence that says where to put one."""

import asyncio
from typing import Any

import pytest

from blocks.models import GeminiModel, ModelError, OtherModel
from blocks.models.keys import key_of
from tests.blocks.models.provider import provider


@pytest.fixture(autouse=True)
def no_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("GEMINI_API_KEY", "GOOGLE_API_KEY", "OPENAI_API_KEY"):
        monkeypatch.delenv(name, raising=False)


def test_a_key_stands_in_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "of the environment")
    assert asyncio.run(key_of("OPENAI_API_KEY")) == "of the environment"


def test_a_key_stands_in_a_secret_block(prefect_server: str) -> None:
    from prefect.blocks.system import Secret

    secret: Any = Secret(value="of the block")
    secret.save("gemini-api-key", _sync=True, overwrite=True)
    assert asyncio.run(key_of("GEMINI_API_KEY")) == "of the block"


def test_without_a_block_the_error_says_where_to_put_a_key(prefect_server: str) -> None:
    with pytest.raises(ModelError, match=r"Set OPENAI_API_KEY, or save .* 'openai-api-key'"):
        asyncio.run(key_of("OPENAI_API_KEY"))


def test_without_a_server_none_is_started_to_look_for_a_key() -> None:
    from prefect.settings import PREFECT_API_URL, temporary_settings

    with (
        temporary_settings(restore_defaults={PREFECT_API_URL}),
        pytest.raises(
            ModelError, match=r"There is no key\. Set GEMINI_API_KEY, .* and set PREFECT_API_URL"
        ),
    ):
        asyncio.run(key_of("GEMINI_API_KEY"))


@pytest.mark.parametrize("kind", ["gemini", "other"])
def test_without_a_key_nobody_is_asked(kind: str) -> None:
    from prefect.settings import PREFECT_API_URL, temporary_settings

    with provider((200, {})) as server, temporary_settings(restore_defaults={PREFECT_API_URL}):
        model = {
            "gemini": GeminiModel("gemini-x", server.url),
            "other": OtherModel(("openai-chat:good",), server.url),
        }[kind]
        with pytest.raises(ModelError, match="There is no key"):
            asyncio.run(model.complete("Why?", 5))
        assert server.asked == []
