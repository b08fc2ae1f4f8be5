"""Which model is asked: `COXSWAIN_MODEL` says, and without it none ever is."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from blocks.models.gemini import GeminiModel
from blocks.models.huggingface import HuggingFaceModel
from blocks.models.model import Model, ModelError
from blocks.models.others import OtherModel

SETTING: Final = "COXSWAIN_MODEL"
GOOGLE, LOCAL, BLOCK = "google", "hf", "block"
_SHAPE: Final = (
    "google:NAME (Gemini), hf:PATH (a transformers model that runs here), hf:ID@REVISION (one of"
    " the hub), PROVIDER:NAME as"
    " pydantic-ai names it (openai:gpt-5), several of these with commas, tried in their order, or"
    " block:NAME, a saved coxswain-language-model block"
)


def configured_model() -> Model | None:
    """The model that `COXSWAIN_MODEL` names, or None.

    `COXSWAIN_MODEL_URL` is another address for it, `_PER_MINUTE` bounds its requests, `_DEVICE`,
    `_DTYPE` and `_TOGETHER` are for models that run here. ModelError when the name is none.
    """
    chosen = os.environ.get(SETTING)
    if not chosen:
        return None
    if chosen.startswith(f"{BLOCK}:"):
        from blocks.models.block import saved

        return saved(chosen.removeprefix(f"{BLOCK}:"))
    names = ("URL", "PER_MINUTE", "DEVICE", "DTYPE", "TOGETHER")
    given = {name.lower(): os.environ.get(f"{SETTING}_{name}") for name in names}
    return model_of(chosen, {name: value for name, value in given.items() if value})


def model_of(chosen: str, options: Mapping[str, Any]) -> Model:
    """The model of an address such as `google:gemini-2.5-pro`, with its options."""
    names = tuple(name.strip() for name in chosen.split(","))
    parted = [name.partition(":") for name in names]
    if not all(provider and name for provider, _, name in parted):
        raise ModelError(f"{SETTING} is {chosen!r}. Valid choices: {_SHAPE}.")
    provider, _, name = parted[0]
    per_minute = _number(options.get("per_minute", 0), "PER_MINUTE")
    if len(names) > 1 or provider not in (GOOGLE, LOCAL):
        if any(one[0] == LOCAL for one in parted):
            raise ModelError(f"{SETTING} is {chosen!r}: a model that runs here has no stand-in.")
        return OtherModel(names, options.get("url") or None, per_minute)
    if provider == GOOGLE:
        return GeminiModel(name, options.get("url"), per_minute)
    return _local(name, options)


def _local(name: str, options: Mapping[str, Any]) -> Model:
    """A model that runs here: a folder, or an id of the hub, perhaps with its revision."""
    device = str(options.get("device", "auto"))
    together = max(1, _number(options.get("together", 4), "TOGETHER"))
    plain, at, revision = name.rpartition("@")
    path = name if not at or Path(name).exists() else plain
    return HuggingFaceModel(
        path,
        device,
        str(options.get("dtype", "auto")),
        revision if path == plain else None,
        together=together,
        resource=None if device == "cpu" else "gpu",
    )


def _number(value: Any, name: str) -> int:
    try:
        return int(value)
    except ValueError:
        raise ModelError(f"{SETTING}_{name} is {value!r}. Give a whole number.") from None
