"""Gemini, through google-genai, or whoever speaks its protocol at another address."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from blocks.models.keys import key_of
from blocks.models.model import Completion, ModelBusyError, ModelError
from blocks.models.pace import Pace, patiently

KEY: Final = "GEMINI_API_KEY"
_BUSY: Final = (408, 429, 500, 502, 503, 504)
_SHOWN: Final = 300  # characters of what a provider says of an error


@dataclass(frozen=True)
class GeminiModel:
    """A model of Google's. `per_minute` bounds the requests of this process, 0 does not.

    Errors that may pass are tried again, after growing delays or when Google says, as long as the
    deadline allows.
    """

    name: str
    url: str | None = None
    per_minute: int = 0
    resource: None = None

    @property
    def id(self) -> str:
        return f"google:{self.name}"

    async def complete(
        self,
        prompt: str,
        seconds: float,
        *,
        images: tuple[bytes, ...] = (),
        schema: Mapping[str, Any] | None = None,
    ) -> Completion:
        key = await key_of(KEY)
        pace = Pace.of(self.id, self.per_minute)

        async def once(left: float) -> Completion:
            return await self._ask(prompt, images, schema, (key, left))

        return await patiently(once, seconds, pace)

    async def _ask(
        self,
        prompt: str,
        images: tuple[bytes, ...],
        schema: Mapping[str, Any] | None,
        access: tuple[str, float],
    ) -> Completion:
        import httpx
        from google import genai
        from google.genai import errors, types

        key, seconds = access
        options = types.HttpOptions(base_url=self.url, timeout=max(1, int(seconds * 1000)))
        config = types.GenerateContentConfig(temperature=0, seed=0, **_shape(schema))
        parts: list[Any] = [
            types.Part.from_bytes(data=image, mime_type="image/png") for image in images
        ]
        client = genai.Client(api_key=key, http_options=options)
        try:
            answer = await client.aio.models.generate_content(
                model=self.name, contents=[*parts, prompt], config=config
            )
        except errors.APIError as error:
            raise _ours(self.id, error) from error
        except ValueError as error:  # not JSON, or not of its shape
            raise ModelError(f"{self.id} answered something else than its protocol.") from error
        except httpx.HTTPError as error:
            raise ModelBusyError(f"{self.id} can't be reached: {type(error).__name__}") from error
        finally:
            await client.aio.aclose()
        return _completion(self, answer)


def _shape(schema: Mapping[str, Any] | None) -> dict[str, Any]:
    if not schema:
        return {}
    return {"response_mime_type": "application/json", "response_json_schema": dict(schema)}


def _ours(model: str, error: Any) -> Exception:
    """Google's error in our words; busy ones with the seconds that it asks to wait."""
    said = f"{model} answered {error.code}: {str(error.message)[:_SHOWN]}"
    return ModelBusyError(said, _after(error)) if error.code in _BUSY else ModelError(said)


def _after(error: Any) -> float | None:
    """The seconds of the header Retry-After, or of `RetryInfo` in the answer; None without."""
    headers = getattr(error.response, "headers", None) or {}
    given = [headers.get("retry-after")]
    body = error.details.get("error", {}) if isinstance(error.details, dict) else {}
    details = body.get("details", []) if isinstance(body, dict) else []
    given += [each.get("retryDelay") for each in details if isinstance(each, dict)]
    for text in filter(None, given):
        try:
            return max(0.0, float(str(text).removesuffix("s")))
        except ValueError:
            continue
    return None


def _completion(model: GeminiModel, answer: Any) -> Completion:
    text = _text(answer)
    if not text:
        raise ModelError(f"{model.id} answered without text{_why(answer)}.")
    usage = answer.usage_metadata
    if usage is None:
        return Completion(text, by=model.id)
    spent_in = usage.prompt_token_count or 0
    spent_out = (usage.candidates_token_count or 0) + (usage.thoughts_token_count or 0)
    return Completion(text, spent_in, spent_out, _cost(model.name, spent_in, spent_out), model.id)


def _text(answer: Any) -> str:
    content = answer.candidates[0].content if answer.candidates else None
    parts = (content.parts or []) if content else []
    return "".join(part.text for part in parts if part.text and not part.thought)


def _why(answer: Any) -> str:
    """What Google says of an empty answer: that it was blocked, or stopped, and for what."""
    feedback, found = answer.prompt_feedback, answer.candidates or []
    reasons = [feedback.block_reason if feedback else None, *(one.finish_reason for one in found)]
    told = next((getattr(reason, "value", reason) for reason in reasons if reason), None)
    return f" ({told})" if told else ""


def _cost(name: str, spent_in: int, spent_out: int) -> str:
    """US dollars at the list price; 0 for a model whose price isn't known."""
    from genai_prices import Usage, calc_price

    usage = Usage(input_tokens=spent_in, output_tokens=spent_out)
    try:
        return str(calc_price(usage, name, provider_id="google").total_price)
    except LookupError:
        return "0"
