"""How things look on a terminal: as wide as it is, readable without colour, plain in a pipe.

Everything that is shown passes `plain`: text of an input can't move the cursor or set a title.
"""

import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from rich import box
from rich.console import Console, Group, RenderableType
from rich.table import Column, Table
from rich.text import Text

STYLES: Mapping[str, str] = {
    "completed": "green",
    "partial": "yellow",
    "failed": "bold red",
    "died": "red",
    "running": "cyan",
    "skipped": "dim",
}
GAP = 2
_LABEL = 10  # columns for the label of a line
_ROOM = 24  # a column of prose that is narrower than this isn't worth keeping the others whole


def console(*, stderr: bool = False) -> Console:
    """The terminal as it is now; markup and emoji in what is shown mean nothing."""
    return Console(stderr=stderr, markup=False, emoji=False, highlight=False)


def show(*parts: RenderableType) -> None:
    """Print to standard output, an empty line between parts."""
    out = console()
    for place, one in enumerate(parts):
        if place:
            out.print()
        out.print(one)


def more(*parts: RenderableType) -> None:
    """Print what follows on something: an empty line before each part, or only that line."""
    out = console()
    if not parts:
        out.print()
    for one in parts:
        out.print()
        out.print(one)


def part(head: str, *body: RenderableType) -> Group:
    """A part under its title."""
    return Group(heading(head), *body)


def show_json(value: Any) -> None:
    """Print JSON and nothing else, for programs."""
    sys.stdout.write(json.dumps(value, indent=2, ensure_ascii=False) + "\n")


def note(text: str) -> None:
    """Say something on standard error, beside what was asked for."""
    console(stderr=True).print(plain(text), soft_wrap=True)


def line(label: str, value: str) -> None:
    """A path or an address after its label: never broken, so that it can be copied."""
    console().print(Text.assemble((f"{label:<{_LABEL}}", "dim"), plain(value)), soft_wrap=True)


def title(text: str, state: str = "", more: str = "") -> Text:
    """What the rest is about, and how it ended."""
    tail = f" {more}" if more else ""
    ended = Text.assemble("   ", (state, STYLES.get(state, "")), tail) if state else ""
    return Text.assemble((plain(text), "bold"), ended)


def heading(text: str) -> Text:
    """The title of a part."""
    return Text(plain(text), "bold")


def state(name: str) -> Text:
    """A state in its colour; without colour the word is enough."""
    return Text(name, STYLES.get(name, ""))


def fields(pairs: Iterable[tuple[str, Any]]) -> Table:
    """Labels and values, one below the other; empty values are left out."""
    grid = Table.grid(
        Column(width=_LABEL - GAP, style="dim", no_wrap=True), Column(overflow="fold")
    )
    grid.padding = (0, GAP, 0, 0)
    for label, value in pairs:
        if value not in ("", None):
            grid.add_row(label, _cell(value))
    return grid


def bullets(texts: Iterable[str]) -> Table:
    """A short list; what wraps stays behind its dash."""
    grid = Table.grid(Column(width=1), Column(overflow="fold"), padding=(0, 1, 0, 0))
    for text in texts:
        grid.add_row("-", _cell(text))
    return grid


def table(
    heads: Sequence[str],
    rows: Iterable[Sequence[Any]],
    *,
    right: Iterable[str] = (),
    prose: Iterable[str] = (),
) -> Table:
    """Rows under heads. Columns of prose wrap; all others stay whole while the terminal allows."""
    cells = [[_cell(value) for value in row] for row in rows]
    widths = {
        head: max([len(head), *(max(map(len, row[n].plain.split("\n"))) for row in cells)])
        for n, head in enumerate(heads)
    }
    whole = sum(width for head, width in widths.items() if head not in prose) + GAP * len(heads)
    room = max([0, *(min(widths[head], _ROOM) for head in prose)])
    fits = whole + room <= console().width
    made = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, GAP - 1, 0, 0))
    for head in heads:
        made.add_column(
            head,
            justify="right" if head in right else "left",
            no_wrap=fits and head not in prose,
            overflow="fold",
        )
    for row in cells:
        made.add_row(*row)
    return made


def plain(value: object) -> str:
    """Text without control characters; a line break stays one."""
    text = "" if value is None else str(value)
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() or c == "\n" else "\N{REPLACEMENT CHARACTER}" for c in text)


def number(value: object) -> str:
    """A count, its thousands apart."""
    return f"{value:,}"


def seconds(value: float) -> str:
    """A span of time as a person says it."""
    if value < 0.01:  # noqa: PLR2004 - below ten milliseconds a digit more is worth its place
        return f"{value * 1000:.1f} ms"
    if value < 1:
        return f"{value * 1000:.0f} ms"
    if value < 60:  # noqa: PLR2004 - seconds in a minute
        return f"{value:.1f} s"
    minutes, rest = divmod(round(value), 60)
    return f"{minutes} min {rest:02d} s"


def counted(count: int, one: str, several: str = "") -> str:
    """`1 agent`, `2 agents`."""
    return f"{count:,} {one if count == 1 else several or one + 's'}"


def _cell(value: Any) -> Text:
    if isinstance(value, Text):
        return value
    if isinstance(value, bool):
        return Text("yes" if value else "")
    return Text(plain(value))
