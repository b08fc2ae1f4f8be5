"""Models of other providers, and several of them that stand in for one another: pydantic-ai's."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from blocks.models.keys import key_of
from blocks.models.model import Completion, ModelBusyError, ModelError
from blocks.models.pace import Pace, patiently


@dataclass(frozen=True)
class OtherModel:
    """Models as pydantic-ai names them (`openai:gpt-5`), in the order in which they are tried.

    When one is busy, refuses or can't be reached, the next answers; `Completion.by` says which.
    `url` is another address for models that speak OpenAI's protocol.
    """

    names: tuple[str, ...]
    url: str | None = None
    per_minute: int = 0
    resource: str | None = None

    @property
    def id(self) -> str:
        return "+".join(self.names)

    async def complete(
        self,
        prompt: str,
        seconds: float,
        *,
        images: tuple[bytes, ...] = (),
        schema: Mapping[str, Any] | None = None,
    ) -> Completion:
        providers = {name.partition(":")[0] for name in self.names}
        model = self._model({each: await key_of(_setting(each)) for each in providers})

        async def once(left: float) -> Completion:
            return await self._ask(model, _parts(prompt, images), schema, left)

        return await patiently(once, seconds, Pace.of(self.id, self.per_minute))

    async def _ask(
        self, model: Any, parts: list[Any], schema: Mapping[str, Any] | None, seconds: float
    ) -> Completion:
        from pydantic_ai import ModelRequest, exceptions
        from pydantic_ai.direct import model_request
        from pydantic_ai.messages import UserPromptPart

        asked = [ModelRequest(parts=[UserPromptPart(content=parts)])]
        share = seconds / len(self.names)  # one that hangs leaves time for the next
        settings: Any = {
            "temperature": 0.0,
            "timeout": share,
            "request_timeout": share,
            "max_retries": 0,  # ours alone are counted, and keep to the deadline
        }
        try:
            answer = await model_request(
                model,
                asked,
                model_settings=settings,
                model_request_parameters=_output(schema),
            )
        except exceptions.UserError as error:
            raise ModelError(_plain(error)) from error
        except (exceptions.AgentRunError, exceptions.FallbackExceptionGroup) as error:
            raise _ours(self.id, error) from error
        return _completion(self.id, answer)

    def _model(self, keys: Mapping[str, str]) -> Any:
        from pydantic_ai import exceptions
        from pydantic_ai.models import infer_model
        from pydantic_ai.models.fallback import FallbackModel

        def provider(name: str) -> Any:
            return _provider(name, keys, self.url)

        try:
            models = [infer_model(name, provider) for name in self.names]
        except (ImportError, ValueError, TypeError, exceptions.UserError) as error:
            raise ModelError(f"{self.id} can't be asked: {_plain(error)}") from error
        return models[0] if len(models) == 1 else FallbackModel(*models)


def _provider(name: str, keys: Mapping[str, str], url: str | None) -> Any:
    """A provider with its key. `name` may be shorter than it was given: `openai` for both kinds."""
    from pydantic_ai.providers import infer_provider_class

    key = next(key for given, key in keys.items() if _setting(given) == _setting(name))
    options: dict[str, Any] = {"api_key": key}
    if url:
        options["base_url"] = url
    return infer_provider_class(name)(**options)


def _setting(provider: str) -> str:
    """The setting that holds a provider's key: `OPENAI_API_KEY` for all kinds of `openai`."""
    plain = provider.partition("-")[0]
    return {"google": "GEMINI_API_KEY"}.get(plain, f"{plain.upper()}_API_KEY")


def _parts(prompt: str, images: tuple[bytes, ...]) -> list[Any]:
    from pydantic_ai import BinaryContent

    return [*(BinaryContent(image, media_type="image/png") for image in images), prompt]


def _output(schema: Mapping[str, Any] | None) -> Any:
    from pydantic_ai.models import ModelRequestParameters
    from pydantic_ai.output import OutputObjectDefinition

    if schema is None:
        return ModelRequestParameters()
    shape = OutputObjectDefinition(dict(schema), name="answer", strict=False)
    return ModelRequestParameters(output_mode="native", output_object=shape)


def _ours(name: str, error: Exception) -> Exception:
    """The error in our words: busy when any model may answer later, refused when none will."""
    from pydantic_ai import exceptions

    several = getattr(error, "exceptions", (error,))
    passing = (
        exceptions.ModelRateLimitError,
        exceptions.ModelUnavailableError,
        exceptions.ModelServerError,
        exceptions.ModelConnectionError,
        exceptions.ModelRequestTimeout,
    )
    said = f"{name} did not answer: " + "; ".join(_plain(each) for each in several)
    if not any(isinstance(each, passing) for each in several):
        return ModelError(said)
    waits = [getattr(each, "retry_after", None) for each in several if isinstance(each, passing)]
    return ModelBusyError(said, None if None in waits else min(filter(None, waits), default=None))


def _plain(error: Exception) -> str:
    """An error's first line; a provider's page of text says no more."""
    return str(error).strip().partition("\n")[0][:300]


def _completion(name: str, answer: Any) -> Completion:
    text = "".join(part.content for part in answer.parts if part.part_kind == "text")
    if not text:
        raise ModelError(f"{name} answered without text.")
    usage, price = answer.usage, "0"
    try:
        price = str(answer.cost().total_price)
    except (LookupError, AssertionError):
        price = "0"  # a model whose price isn't known
    return Completion(text, usage.input_tokens, usage.output_tokens, price, answer.model_name or "")
