"""Language models: what may be asked of one, a real one, and a double that honours the same deal.

`COXSWAIN_MODEL` names a model (`google:gemini-2.5-flash`), its key stands in `GEMINI_API_KEY` or in
the Prefect Secret block `gemini-api-key`, and `COXSWAIN_MODEL_URL` may name another address that
speaks the same protocol. Without `COXSWAIN_MODEL` no model is ever asked.
"""

import os
from dataclasses import dataclass, field
from typing import Any, Final, Protocol

SETTING: Final = "COXSWAIN_MODEL"
KEY: Final = "GEMINI_API_KEY"
SECRET: Final = "gemini-api-key"  # noqa: S105 - the name of a block, not what it holds
_BUSY: Final = (408, 429, 500, 502, 503, 504)


class ModelError(Exception):
    """A model refused or answered nothing usable; asking again won't help."""


class ModelBusyError(ConnectionError):
    """A model is overloaded, out of quota for the moment, or can't be reached: it may pass."""


@dataclass(frozen=True, slots=True)
class Completion:
    """What a model said, and the tokens that it took."""

    text: str
    tokens_in: int = 0
    tokens_out: int = 0


class Model(Protocol):
    """Something that completes a prompt within a number of seconds."""

    @property
    def id(self) -> str:
        """Provider and name: a part of cache keys."""
        ...

    async def complete(self, prompt: str, seconds: float) -> Completion:
        """The answer. ModelBusyError when trying again may help, else ModelError."""
        ...


@dataclass(frozen=True)
class GoogleModel:
    """A model of Google's, or of whoever speaks its protocol at `url`."""

    name: str
    url: str | None = None

    @property
    def id(self) -> str:
        return f"google:{self.name}"

    async def complete(self, prompt: str, seconds: float) -> Completion:
        import httpx
        from google import genai
        from google.genai import errors, types

        options = types.HttpOptions(base_url=self.url, timeout=int(seconds * 1000))
        config = types.GenerateContentConfig(temperature=0, seed=0)
        client = genai.Client(api_key=_api_key(), http_options=options)
        try:
            answer = await client.aio.models.generate_content(
                model=self.name, contents=prompt, config=config
            )
        except errors.APIError as error:
            said = f"{self.id} answered {error.code}: {error.message}"
            raise (ModelBusyError if error.code in _BUSY else ModelError)(said) from error
        except httpx.HTTPError as error:
            raise ModelBusyError(f"{self.id} can't be reached: {type(error).__name__}") from error
        finally:
            await client.aio.aclose()
        return _completion(self.id, answer)


@dataclass(frozen=True)
class ScriptedModel:
    """A double: it gives scripted answers in turn, or raises those that are errors."""

    answers: tuple[str | Exception, ...]
    id: str = "scripted"
    asked: list[str] = field(default_factory=list, compare=False)

    async def complete(self, prompt: str, seconds: float) -> Completion:  # noqa: ARG002
        answer = self.answers[len(self.asked) % len(self.answers)]
        self.asked.append(prompt)
        if isinstance(answer, Exception):
            raise answer
        return Completion(answer, len(prompt.split()), len(answer.split()))


def configured_model() -> Model | None:
    """The model that `COXSWAIN_MODEL` names, or None. ModelError when it names none we know."""
    chosen = os.environ.get(SETTING)
    if not chosen:
        return None
    provider, _, name = chosen.partition(":")
    if provider != "google" or not name:
        raise ModelError(f"{SETTING} is {chosen!r}. Valid choices: google:NAME of a Gemini model.")
    return GoogleModel(name, os.environ.get(f"{SETTING}_URL"))


def _api_key() -> str:
    if key := os.environ.get(KEY):
        return key
    from prefect.blocks.system import Secret

    secret: Any = Secret
    try:
        return str(secret.load(SECRET, _sync=True).get())
    except ValueError as error:
        raise ModelError(f"Set {KEY}, or save a Prefect Secret block {SECRET!r}.") from error


def _completion(model: str, answer: Any) -> Completion:
    if not answer.text:
        raise ModelError(f"{model} answered without text.")
    usage = answer.usage_metadata
    spent_in = (usage.prompt_token_count or 0) if usage else 0
    spent_out = (usage.candidates_token_count or 0) if usage else 0
    return Completion(answer.text, spent_in, spent_out)
