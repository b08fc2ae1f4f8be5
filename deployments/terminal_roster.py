"""The agents of a pack as they stand in the database, and the prompts that coaching kept."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

import yaml
from rich.text import Text

from blocks.coaching_rows import AgentChange, AgentRow, PromptRow
from blocks.registry import Enlisted
from deployments.terminal import counted, fields, more, part, show, show_json, table, title
from tasks.roster import as_seed

FEW = 10  # changes that are shown
_STYLES: Mapping[str, str] = {"promoted": "green", "refused": "red", "retired": "dim"}


def show_agents(
    rows: Sequence[AgentRow], standing: Mapping[str, str | None], *, as_json: bool = False
) -> None:
    """A line an agent, by priority; `standing` has the promoted prompts by agent."""
    ordered = sorted(rows, key=lambda row: (row.priority, row.agent_id))
    if as_json:
        show_json([{**asdict(row), "prompt_id": standing.get(row.agent_id)} for row in ordered])
        return
    lines = (
        (
            row.agent_id,
            str(row.priority),
            f"{row.confidence_threshold:g}",
            str(row.revision),
            _prompt(row, standing.get(row.agent_id)),
            row.specialization,
        )
        for row in ordered
    )
    heads = ("Agent", "Priority", "Threshold", "Revision", "Prompt", "Specialization")
    right = ("Priority", "Threshold", "Revision")
    show(table(heads, lines, right=right, prose=("Specialization",)))
    off = sum(not row.active for row in rows)
    more(Text(counted(len(rows), "agent") + (f", {off} switched off." if off else ".")))


def show_agent(
    row: AgentRow,
    standing: Enlisted | None,
    history: Sequence[AgentChange],
    *,
    as_json: bool = False,
) -> None:
    """One agent in full; `standing` is None for one that is switched off."""
    prompt = standing.prompt if standing else row.bounded_prompt
    prompt_id = standing.prompt_id if standing else None
    if as_json:
        found = {**asdict(row), "prompt": prompt, "prompt_id": prompt_id}
        show_json({**found, "history": [asdict(change) for change in history]})
        return
    about = [
        ("Name", row.name),
        ("About", row.specialization),
        ("Priority", str(row.priority)),
        ("Accepts", f"from a score of {row.confidence_threshold:g}"),
        ("Revision", f"{row.revision}, {_moment(row.updated_at)} UTC"),
        ("Reads", "; ".join(row.typical_sections or ())),
        ("Pages", ", ".join(map(str, row.typical_pages or ()))),
        ("Runs", "" if row.active else "switched off: no run uses it"),
    ]
    show(title(f"{row.pack} {row.agent_id}"), fields(about))
    said = f"Prompt {prompt_id}, promoted" if prompt_id else "Prompt"
    heads = ("Field", "Holds", "")
    answers = table(heads, _shape(row.output_schema), prose=("Holds",))
    more(part(said, Text(prompt.rstrip())), part("Answers", answers))
    changes = [(str(one.revision), one.cause, _moment(one.at)) for one in history[:FEW]]
    heads = ("Revision", "How", "When (UTC)")
    more(part("Changes", table(heads, changes, right=("Revision",))))


class _Blocks(yaml.SafeDumper):
    """Texts of several lines as blocks, so that a person can change them."""


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.Node:
    style = "|" if "\n" in text else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style)


_Blocks.add_representer(str, _text)


def seed_text(row: AgentRow) -> str:
    """An agent as the YAML file that would seed it so."""
    return yaml.dump(as_seed(row), Dumper=_Blocks, allow_unicode=True, sort_keys=False, width=100)


def show_prompts(prompts: Sequence[PromptRow], *, as_json: bool = False) -> None:
    """A line a kept prompt, by agent; with `as_json` their texts too."""
    if as_json:
        show_json([asdict(prompt) for prompt in prompts])
        return
    if not prompts:
        show("No prompts have been kept yet: coaching keeps those that do well.")
        return
    lines = (
        (
            one.id,
            one.agent_id,
            Text(one.state, _STYLES.get(one.state, "")),
            f"{100 * one.accuracy:.1f} %",
            str(len(one.tried_on or ())),
            one.reason or one.model,
        )
        for one in prompts
    )
    heads = ("Prompt", "Agent", "State", "Accuracy", "Tried on", "Why, or by which model")
    show(table(heads, lines, right=("Accuracy", "Tried on"), prose=heads[-1:]))


def _moment(at: str | None) -> str:
    return f"{datetime.fromisoformat(at):%Y-%m-%d %H:%M}" if at else ""


def _prompt(row: AgentRow, prompt_id: str | None) -> str:
    if not row.active:
        return "switched off"
    if prompt_id:
        return f"promoted {prompt_id}"
    return "as seeded" if row.digest == row.seed_digest else "edited"


def _shape(shape: Any) -> Iterator[tuple[str, str, str]]:
    """A line a field: its name, what it holds, and whether of that there are rows."""
    for name, inner in (shape or {}).items():
        rows = isinstance(inner, list)
        group = inner[0] if rows else inner
        leaves = group.items() if isinstance(group, dict) else ()
        said = ", ".join(f"{key} ({leaf})" for key, leaf in leaves) or str(group)
        yield name, said, "rows" if rows else ""
