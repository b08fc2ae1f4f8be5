"""What the tests ask the tiny models that run here."""

import asyncio
from typing import Any

from blocks.models import Completion, HuggingFaceModel

SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "ordförande": {"type": ["string", "null"], "maxLength": 12},
        "ledamöter": {"type": "integer", "minimum": 0, "maximum": 99},
    },
    "required": ["ordförande", "ledamöter"],
    "additionalProperties": False,
}
LONG = "Vem är ordförande?"  # that the tiny model answers with thousands of tokens


def ask(model: HuggingFaceModel, prompt: str, seconds: float = 60, **options: Any) -> Completion:
    return asyncio.run(model.complete(prompt, seconds, **options))
