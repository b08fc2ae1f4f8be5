"""What a cache key is made of, on the terminal."""

from collections.abc import Iterator, Mapping
from typing import Any

from rich.console import RenderableType
from rich.text import Text

from deployments.explaining import Explained
from deployments.terminal import line, more, part, show, table, title

SHORT = 8  # characters of a key that tell it apart for a reader


def show_key(found: Explained) -> None:
    """What a key is made of, and which parts are others than in another key."""
    kept = "its record is kept" if found.kept else "its record is gone: it is computed again"
    show(title(f"{found.parts.get('agent', 'key')} {found.key[:SHORT]}: {kept}"))
    if found.other is None:
        more(_parts(found.parts), Text("No earlier key of this agent to compare with."))
    else:
        more(*_compared(found))
    more()
    line("Key", found.key)
    if found.other:
        line("Other", found.other)


def _compared(found: Explained) -> Iterator[RenderableType]:
    other = f"{(found.other or '')[:SHORT]}, {found.chosen}"
    rows = [(one.part, _digest(one.was), _digest(one.now)) for one in found.changes]
    if not rows:
        yield Text(f"All parts are the same as in {other}.")
        yield _parts(found.parts)
        return
    changes = table(("Part", "There", "Here"), rows, prose=("There", "Here"))
    yield part(f"Other than in {other}", changes)
    changed = {one.part.partition(".")[0] for one in found.changes}
    same = {name: value for name, value in found.parts.items() if name not in changed}
    yield part("The same in both", _parts(same))


def _parts(parts: Mapping[str, Any]) -> RenderableType:
    return table(("Part", "Value"), ((n, _digest(v)) for n, v in parts.items()), prose=("Value",))


def _digest(value: Any) -> str:
    """A part for reading: digests by their first characters."""
    if isinstance(value, str):
        is_digest = len(value) == 64 and value.isalnum()  # noqa: PLR2004 - SHA-256 in hexadecimal
        return value[: SHORT + 4] + "…" if is_digest else value
    if isinstance(value, Mapping):
        return ", ".join(f"{name} {_digest(inner)}" for name, inner in value.items()) or "none"
    if isinstance(value, list):
        return ", ".join(map(_digest, value)) or "none"
    return "none" if value is None else str(value)
