"""The facts that an extracting agent leaves, whichever way it took."""

from typing import Any, TypedDict


class Extracted(TypedDict):
    id: str
    way: str
    fields: dict[str, Any]
    prompt: str
    repairs: list[str]
