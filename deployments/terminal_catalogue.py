"""What can be asked of a pack: its intents, and the named queries that answer them."""

from collections.abc import Iterator, Mapping
from typing import Any

from rich.console import RenderableType
from rich.text import Text

from deployments.terminal import table
from policies.load import LoadedPack


def catalogue_parts(loaded: LoadedPack) -> Iterator[RenderableType]:
    """The intents with what they take, and the queries with what they give; nothing without."""
    if loaded.intents:
        rows = (
            (name, one.agent, _told(one.description or one.title, _params(one.params)))
            for name, one in loaded.intents.items()
        )
        yield table(("Intent", "Agent", "What it tells"), rows, prose=("What it tells",))
    if loaded.queries:
        rows = (
            (name, one.publisher, _told(one.title, ", ".join(one.params)))
            for name, one in loaded.queries.items()
        )
        yield table(("Query", "From", "What it gives"), rows, prose=("What it gives",))


def _told(what: str, takes: str) -> Text:
    return Text.assemble(what, (f"\ntakes {takes}" if takes else "", "dim"))


def _params(params: Mapping[str, Any]) -> str:
    return ", ".join(
        f"{name} {value}" if isinstance(value, str | int | float) else name
        for name, value in params.items()
    )
