"""Values as markdown that both UIs render: text that is no markup, tables, nested JSON."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from tasks.outcome import JSON

LONGEST = 600  # characters of one value; what is longer ends in an ellipsis

_SPECIAL = re.compile(r"[\\`*|~$]|<|&(?=[#\w])|(?<!\w)_|_(?!\w)|\](?=[(:\[])|!(?=\[)")
_TAG = re.compile(r"<(?=[A-Za-z/!?])")
_SCRIPT = re.compile(r"(\]\(\s*<?|\]:\s*<?)(?=(?:javascript|vbscript)\s*:)", re.IGNORECASE)


def text(value: JSON) -> str:
    """A value as one line of plain text, whatever it holds: pipes, tags, links, line breaks."""
    if value is None:
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    line = " ".join(str(value).split())
    line = line if len(line) <= LONGEST else line[: LONGEST - 1] + "…"
    line = "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in line)
    return _SPECIAL.sub(lambda found: _ESCAPES.get(found[0], "\\" + found[0]), line)


_ESCAPES = {"<": "&lt;", "&": "&amp;"}


def harmless(markdown: str) -> str:
    """An agent's own markdown, its tags and script links made text."""
    return _SCRIPT.sub(r"\1unsafe:", _TAG.sub("&lt;", markdown)).strip()


def label(name: str) -> str:
    """`risk_score` as `Risk score`; names that are not lower case stay as they are."""
    words = name.replace("_", " ").strip()
    return text(words[:1].upper() + words[1:] if name.islower() else name)


def table(head: Sequence[str], rows: Iterable[Sequence[JSON]], right: Iterable[int] = ()) -> str:
    """A table; the columns `right` are aligned to the right. No rows give an empty text."""
    lines = [_line(map(text, row)) for row in rows]
    numeric = set(right)
    rule = ("---:" if place in numeric else "---" for place in range(len(head)))
    return "\n".join([_line(map(text, head)), _line(rule), *lines]) if lines else ""


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def nested(value: JSON, name: str = "") -> list[str]:
    """A JSON value as blocks: flat entries in one table, what nests under its own caption.

    Keys are sorted, for a value that came back from a store has lost the order they were given in.
    """
    if isinstance(value, Mapping):
        flat = {key: each for key, each in _sorted(value) if _is_flat(each)}
        rest = [(key, each) for key, each in _sorted(value) if not _is_flat(each)]
        rows = [(label(key), _inline(each)) for key, each in flat.items()]
        head = (label(name) if name else "Item", "Value")
        blocks = [_escaped_table(head, rows)] if rows else []
        return blocks + [block for key, each in rest for block in nested(each, _under(name, key))]
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [f"**{label(name)}**", _list(value)] if name else [_list(value)]
    return [_inline(value)]


_LEADING = (
    "event",
    "id",
    "name",
    "rule",
    "part",
    "step",
)  # a column that says what its row is about


def _sorted(value: Mapping[str, JSON]) -> list[tuple[str, JSON]]:
    return sorted(value.items(), key=lambda entry: (entry[0] not in _LEADING, entry[0]))


def _under(name: str, key: str) -> str:
    return f"{name} › {key}" if name else key


def _is_flat(value: JSON) -> bool:
    """Scalars, empty containers, and short lists of scalars fit into a cell."""
    if isinstance(value, list | tuple):
        scalars = all(not isinstance(each, list | tuple | Mapping) for each in value)
        return scalars and sum(len(str(each)) + 2 for each in value) <= 80  # noqa: PLR2004 - a cell
    return not isinstance(value, Mapping) or not value


def _inline(value: JSON) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(map(text, value)) or text(None)
    return text(None if value == {} else value)


def _escaped_table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table of cells that are markdown already."""
    return "\n".join([_line(head), _line("---" for _ in head), *map(_line, rows)])


def _list(values: Sequence[Any]) -> str:
    """Equal-minded mappings as a table with their keys as columns, anything else as bullets."""
    if values and all(isinstance(each, Mapping) and each for each in values):
        keys = [key for key, _ in _sorted({key: None for each in values for key in each})]
        rows = ([_cell(each.get(key)) for key in keys] for each in values)
        return _escaped_table([label(key) for key in keys], rows)
    return "\n".join(f"- {_cell(each)}" for each in values)


def _cell(value: JSON) -> str:
    """What nests deeper than a table goes, as `key: value` pairs."""
    if isinstance(value, Mapping) and value:
        return "; ".join(f"{label(key)}: {_cell(each)}" for key, each in _sorted(value))
    if isinstance(value, list | tuple):
        return ", ".join(map(_cell, value)) or text(None)
    return _inline(value)
