"""Pydantic's findings as sentences that a person can act on, without the refused value."""

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

SHOWN = 5
SENTENCES: Mapping[str, str] = {
    "missing": "is missing",
    "extra_forbidden": "is not a known field",
    "finite_number": "is not a finite number; write a decimal such as 1234.56, or leave it out",
    "decimal_parsing": "is not a decimal number; write it as 1234.56, without thousands separators",
    "decimal_type": "is not a decimal number; write it as 1234.56",
    "decimal_max_digits": "has more than {max_digits} digits",
    "decimal_max_places": "has more than {decimal_places} digits after the point",
    "decimal_whole_digits": "has more than {whole_digits} digits before the point",
    "timezone_aware": "has no time zone; write it as 2026-01-31T09:30:00Z or …+01:00",
    "datetime_from_date_parsing": "is not a date with a time and zone; write 2026-01-31T09:30:00Z",
    "datetime_parsing": "is not a date with a time and zone; write 2026-01-31T09:30:00Z",
    "date_from_datetime_parsing": "is not a date; write it as 2026-01-31",
    "date_from_datetime_inexact": "has a time of day where only a date belongs; write 2026-01-31",
    "date_parsing": "is not a date; write it as 2026-01-31",
    "date_type": "is not a date; write it as 2026-01-31",
    "literal_error": "is not one of {expected}",
    "string_too_long": "is longer than {max_length} characters",
    "string_too_short": "is empty",
    "string_pattern_mismatch": "holds control characters",
    "string_type": "is not text",
    "string_unicode": "is not valid Unicode text",
    "tuple_type": "is not a list",
    "model_type": "is not an object with named fields",
    "too_long": "has more than {max_length} items",
}


def finding(error: Mapping[str, Any]) -> tuple[str, str]:
    """The field's path and what is wrong with it, of one entry of `ValidationError.errors()`."""
    path = ".".join(str(part) for part in error["loc"])
    template = SENTENCES.get(error["type"])
    if template is not None:
        return path, template.format(**error.get("ctx", {}))
    message = error["msg"].removeprefix("Value error, ")
    return path, message[:1].lower() + message[1:]


def findings(error: ValidationError) -> list[tuple[str, str]]:
    """All of an error's findings, in the model's order."""
    details = error.errors(include_url=False, include_input=False)
    return [finding(detail) for detail in details]


def sentence(error: ValidationError) -> str:
    """What is wrong, field by field, as one sentence."""
    found = [f"{path} {what}".strip() for path, what in findings(error)]
    more = [f"and {len(found) - SHOWN} more"] if len(found) > SHOWN else []
    return "; ".join([*found[:SHOWN], *more]) + "."
