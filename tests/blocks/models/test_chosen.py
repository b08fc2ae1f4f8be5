"""Which model is asked: an address says; a test never asks one by accident."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from blocks.models import (
    GeminiModel,
    HuggingFaceModel,
    ModelError,
    OtherModel,
    ScriptedModel,
    configured_model,
)


def test_no_model_is_configured_unless_someone_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COXSWAIN_MODEL", raising=False)
    assert configured_model() is None


@pytest.mark.parametrize(
    ("address", "model"),
    [
        ("google:gemini-x", GeminiModel("gemini-x", "http://here", 30)),
        ("hf:/models/qwen", HuggingFaceModel("/models/qwen", "cuda:1", "bfloat16", together=2)),
        (
            "hf:org/qwen@v2",
            HuggingFaceModel("org/qwen", "cuda:1", "bfloat16", "v2", together=2),
        ),
        ("openai:gpt-x", OtherModel(("openai:gpt-x",), "http://here", 30)),
        (
            "google:gemini-x, openai:gpt-x",
            OtherModel(("google:gemini-x", "openai:gpt-x"), "http://here", 30),
        ),
    ],
)
def test_an_address_and_its_settings_give_a_model(
    address: str, model: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COXSWAIN_MODEL", address)
    given = {"URL": "http://here", "PER_MINUTE": "30", "DEVICE": "cuda:1", "DTYPE": "bfloat16"}
    for name, value in {**given, "TOGETHER": "2"}.items():
        monkeypatch.setenv(f"COXSWAIN_MODEL_{name}", value)
    assert configured_model() == model


def test_a_model_on_the_cpu_needs_no_place_on_the_gpu(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COXSWAIN_MODEL", "hf:tiny")
    assert getattr(configured_model(), "resource", "") == "gpu"
    monkeypatch.setenv("COXSWAIN_MODEL_DEVICE", "cpu")
    assert getattr(configured_model(), "resource", "") is None


def test_a_folder_may_have_an_at_sign_in_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "me@home"
    folder.mkdir()
    monkeypatch.setenv("COXSWAIN_MODEL", f"hf:{folder}")
    assert configured_model() == HuggingFaceModel(str(folder))


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("gpt", "Valid choices: google:NAME"),
        ("google:", "Valid choices: google:NAME"),
        ("hf:a,openai:b", "has no stand-in"),
    ],
)
def test_an_address_that_is_none_says_what_is(
    address: str, why: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COXSWAIN_MODEL", address)
    with pytest.raises(ModelError, match=why):
        configured_model()


def test_a_pace_that_is_no_number_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COXSWAIN_MODEL", "google:gemini-x")
    monkeypatch.setenv("COXSWAIN_MODEL_PER_MINUTE", "many")
    with pytest.raises(ModelError, match="COXSWAIN_MODEL_PER_MINUTE is 'many'"):
        configured_model()


def test_a_saved_block_names_a_model(prefect_server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from blocks.models.block import LanguageModel

    block: Any = LanguageModel(model="google:gemini-y", per_minute=5)
    block.save("eyes", _sync=True)
    monkeypatch.setenv("COXSWAIN_MODEL", "block:eyes")
    assert configured_model() == GeminiModel("gemini-y", None, 5)
    monkeypatch.setenv("COXSWAIN_MODEL", "block:none")
    with pytest.raises(ModelError, match="coxswain-language-model/none can't be loaded"):
        configured_model()


def test_the_scripted_model_answers_in_turn_and_then_no_more() -> None:
    model = ScriptedModel(("one", ModelError("two")))
    assert asyncio.run(model.complete("a", 1)).text == "one"
    with pytest.raises(ModelError, match="two"):
        asyncio.run(model.complete("b", 1))
    assert [asked.prompt for asked in model.asked] == ["a", "b"]
    with pytest.raises(ModelError, match="All 2 scripted answers are used up: 'c'"):
        asyncio.run(model.complete("c", 1))


def test_the_scripted_model_refuses_what_was_not_expected() -> None:
    model = ScriptedModel({"board": ("first", "second"), "sheet$": "same"})
    asked = ["the board?", "balance sheet", "the board!", "balance sheet"]
    said = [asyncio.run(model.complete(prompt, 1)).text for prompt in asked]
    assert said == ["first", "same", "second", "same"]
    with pytest.raises(ModelError, match="No answer is scripted for this prompt: 'weather'"):
        asyncio.run(model.complete("weather", 1))
