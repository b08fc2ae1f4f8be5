"""The files that a run leaves of a report: the result, and its pages with the values marked."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from policies.errors import InputError
from tasks.annual_reports.marked import marked_pages
from tasks.annual_reports.request import Request
from tasks.annual_reports.result import Facts, result_of


def products(given: Request, facts: Facts, *, alone: bool) -> Mapping[str, bytes]:
    """The result as `NAME.json`; of a report that was run alone its marked pages too, as PNG.

    When the report can't be drawn any more, a text beside the result says why.
    """
    result = result_of(given, facts)
    name = given.report_id
    made = {f"{name}.json": written(result).encode()}
    if alone:
        try:
            for number, image in marked_pages(Path(given.file), result):
                made[f"{name}.pages/{number:03d}.png"] = image
        except InputError as error:
            made[f"{name}.pages/none.txt"] = f"No pages: {error}\n".encode()
    return made


def written(result: Mapping[str, Any]) -> str:
    """A result as JSON for people too: each value with its evidence on a line of its own."""
    return "".join(_written(result, "")) + "\n"


def _written(value: Any, indent: str) -> Iterator[str]:
    if _on_one_line(value):
        yield json.dumps(value, ensure_ascii=False)
        return
    inner = indent + " "
    pairs = value.items() if isinstance(value, Mapping) else [(None, each) for each in value]
    opening, closing = "{}" if isinstance(value, Mapping) else "[]"
    yield opening
    for number, (name, each) in enumerate(pairs):
        yield f"{',' if number else ''}\n{inner}"
        yield f"{json.dumps(name, ensure_ascii=False)}: " if name is not None else ""
        yield from _written(each, inner)
    yield f"\n{indent}{closing}"


def _on_one_line(value: Any) -> bool:
    """Whether nothing in it is worth a line: a scalar, a list of such, a value with its box."""
    if isinstance(value, Mapping):
        return not value or ("value" in value and "page" in value)
    if isinstance(value, list | tuple):
        return not any(isinstance(each, Mapping | list | tuple) for each in value)
    return True
