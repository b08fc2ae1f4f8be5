"""Tokens in parameters: `@profile.months` stands for a value that planning knows."""

from collections.abc import Mapping
from typing import Any

from policies.conditions import condition

MARK = "@"


def expression_of(value: Any) -> str | None:
    """The CEL expression of a token; None for any other value."""
    return value[1:].strip() if isinstance(value, str) and value.startswith(MARK) else None


def resolve(params: Mapping[str, Any], facts: Mapping[str, Any]) -> dict[str, Any]:
    """Parameters with their tokens replaced; ConditionError when one can't be told from `facts`."""
    sources = {name: expression_of(value) for name, value in params.items()}
    return {
        name: value if (source := sources[name]) is None else condition(source).value(facts)
        for name, value in params.items()
    }
