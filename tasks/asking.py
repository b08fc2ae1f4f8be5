"""Ask a model for JSON of a shape: constrained where it can be, repaired, validated, asked again.

One re-ask, with what was wrong; what is wrong again is an error that says so. Nothing that failed
its validation is ever handed on.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from time import monotonic
from typing import Any

from pydantic import ValidationError

from blocks.models import Completion, Model, ModelError
from tasks.explain import sentence
from tasks.outcome import JSON, Usage, spent
from tasks.parse import ParseError, parse_json

FIRST_SHARE = 0.6  # of the time: the rest is for asking again
SHOWN = 2000  # characters of a refused answer that the model is shown again
REASKED = "asked again"

Validate = Callable[[JSON], JSON]  # the value as it is to be used; ValueError says what is wrong


@dataclass(frozen=True)
class Question:
    """A prompt about images (PNG), the JSON schema of its answer, and what checks the answer."""

    prompt: str
    schema: Mapping[str, Any]
    validate: Validate
    images: tuple[bytes, ...] = field(default=(), repr=False)

    @property
    def text(self) -> str:
        """The prompt with the schema, for models that can't be held to one."""
        shape = json.dumps(self.schema, ensure_ascii=False, separators=(",", ":"))
        return (
            f"{self.prompt}\n\nAnswer with one JSON object and nothing else. Its schema:\n{shape}"
        )


@dataclass(frozen=True)
class Answered:
    """A valid answer, what it took, and what had to be repaired (`asked again` among it)."""

    value: JSON
    usage: Usage
    repairs: tuple[str, ...] = ()


async def ask_json(model: Model, question: Question, seconds: float) -> Answered:
    """The model's valid answer within some seconds.

    ModelError when the second answer is wrong too; ModelBusyError and time-outs pass through.
    """
    ends = monotonic() + seconds
    first = await _complete(model, question, question.text, FIRST_SHARE * seconds)
    try:
        value, repairs = _taken(first, question)
        return Answered(value, _usage(first), repairs)
    except ValueError as error:
        why = said(error)
    again = f"{question.text}\n\n{_refusal(first.text, why)}"
    second = await _complete(model, question, again, ends - monotonic())
    usage = spent((_usage(first), _usage(second)))
    try:
        value, repairs = _taken(second, question)
    except ValueError as error:
        raise ModelError(f"{model.id} answered twice what can't be used: {said(error)}") from None
    return Answered(value, usage, (REASKED, *repairs))


def said(error: ValueError) -> str:
    """What is wrong with an answer, in a sentence."""
    return sentence(error) if isinstance(error, ValidationError) else str(error)


async def _complete(model: Model, question: Question, prompt: str, seconds: float) -> Completion:
    return await model.complete(prompt, seconds, images=question.images, schema=question.schema)


def _taken(answer: Completion, question: Question) -> tuple[JSON, tuple[str, ...]]:
    parsed = parse_json(answer.text)
    if not isinstance(parsed.value, dict):
        raise ParseError("the answer is a list, not one JSON object.")
    return question.validate(parsed.value), parsed.repairs


def _refusal(answer: str, why: str) -> str:
    shown = answer if len(answer) <= SHOWN else f"{answer[:SHOWN]} …"
    return f"Your last answer was refused: {why}\nIt was:\n{shown}\nAnswer again, with JSON alone."


def _usage(answer: Completion) -> Usage:
    return Usage(answer.tokens_in, answer.tokens_out, answer.cost)
