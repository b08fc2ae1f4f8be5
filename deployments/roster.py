"""The commands about the agents of a pack that stand in the database: `coxswain agents …`."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from deployments.cli_ledger import AsJson
from policies.errors import InputError

if TYPE_CHECKING:
    from blocks.coaching_rows import AgentRow
    from blocks.prompts import PromptStore
    from blocks.registry import Registry

agents_app = typer.Typer(
    no_args_is_help=True,
    help="The agents of a pack in the database: prompts, shapes, thresholds.",
    epilog="Example: coxswain agents list PACK",
)

PackName = Annotated[str, typer.Argument(metavar="PACK", help="A pack with seeded agents.")]
AgentId = Annotated[str, typer.Argument(metavar="AGENT", help="Its id, see 'agents list'.")]


@agents_app.command(name="list")
def list_(pack: PackName, json: AsJson = False) -> None:
    """List the agents of a pack as they stand in the database, seeded first where that is due."""
    from deployments.terminal_roster import show_agents

    registry = _seeded(pack)
    standing = {agent.row.agent_id: agent.prompt_id for agent in registry.agents(pack)}
    show_agents(registry.rows(pack), standing, as_json=json)


@agents_app.command()
def show(
    pack: PackName,
    agent: AgentId,
    json: AsJson = False,
    yaml: Annotated[
        bool, typer.Option("--yaml", help="As a file that 'agents edit' takes.")
    ] = False,
) -> None:
    """Show one agent: its prompt as it stands, what it reads, what it answers, its changes."""
    from deployments.terminal_roster import seed_text, show_agent

    registry = _seeded(pack)
    row = _known(registry, pack, agent)
    if yaml:
        typer.echo(seed_text(row), nl=False)
        return
    found = (one for one in registry.agents(pack) if one.row.agent_id == agent)
    show_agent(row, next(found, None), registry.history(pack, agent), as_json=json)


@agents_app.command(
    epilog="Example: coxswain agents show PACK AGENT --yaml > agent.yaml, then change it, and"
    " coxswain agents edit PACK AGENT --file agent.yaml"
)
def edit(
    pack: PackName,
    agent: AgentId,
    *,
    file: Annotated[
        Path | None, typer.Option(metavar="FILE", help="All of it or a part, as a seed's YAML.")
    ] = None,
    prompt_file: Annotated[
        Path | None, typer.Option(metavar="FILE", help="The prompt, as text in UTF-8.")
    ] = None,
    threshold: Annotated[
        float | None, typer.Option(metavar="X", help="0 to 1: the score that is accepted.")
    ] = None,
    active: Annotated[
        bool | None, typer.Option("--active/--inactive", help="Whether runs use it.")
    ] = None,
) -> None:
    """Change an agent for all later runs. Its revision rises; a promoted prompt is retired."""
    from blocks.errors import RefusedEdit
    from deployments.terminal import show as print_

    text = None if prompt_file is None else _text(prompt_file)
    given = {"bounded_prompt": text, "confidence_threshold": threshold, "active": active}
    fields = {name: value for name, value in given.items() if value is not None}
    if not fields and file is None:
        options = "--file, --prompt-file, --threshold or --active"
        raise InputError(f"Nothing was to be changed. Give {options}.")
    registry = _seeded(pack)
    before = _known(registry, pack, agent)
    fields = {**(_said(file, before) if file else {}), **fields}
    try:
        after = registry.edit(pack, agent, **fields)
    except RefusedEdit as error:
        raise InputError(str(error)) from None
    if after.revision == before.revision:
        print_(f"{agent} of {pack} stood so already: nothing was changed.")
    else:
        print_(f"{agent} of {pack} is at revision {after.revision} now.")


@agents_app.command()
def prompts(
    pack: PackName,
    agent: Annotated[str | None, typer.Option(metavar="AGENT", help="Of one agent.")] = None,
    json: AsJson = False,
) -> None:
    """List the prompts that coaching kept: candidates, promoted, refused and retired ones."""
    from deployments.terminal_roster import show_prompts

    registry = _seeded(pack)
    if agent is not None:
        _known(registry, pack, agent)
    show_prompts(_store(registry).prompts(pack, agent), as_json=json)


@agents_app.command(name="rebuild-cache")
def rebuild_cache() -> None:
    """Write the JSON cache anew from the database: results, and the agents of all packs."""
    from blocks.coaching import CoachingStore
    from deployments.terminal import counted
    from deployments.terminal import show as print_
    from tasks.roster import registry_of

    registry = registry_of()
    store = CoachingStore(registry.database, registry.cache)
    count = registry.cache.rebuild([*registry.entries(), *store.entries()])
    print_(f"{counted(count, 'file')} written in {registry.cache.folder}.")


def _seeded(pack: str) -> "Registry":
    """The registry with the agents of a pack; what an edit keeps from its seed is said."""
    from deployments.terminal import note
    from policies.load import read_pack, read_roster
    from tasks.roster import listed, registry_of

    read_pack(pack)  # an unknown pack is answered with those that there are
    roster = read_roster(pack)
    if not roster:
        raise InputError(f"{pack} has no agents in the database: there are no seeds of them.")
    seeded = listed(pack, roster).seeded
    if seeded.kept:
        names = ", ".join(seeded.kept)
        note(f"Edited here, so that their changed seeds are left out: {names}.")
    return registry_of()


def _store(registry: "Registry") -> "PromptStore":
    from blocks.prompts import PromptStore

    return PromptStore(registry.database, registry.cache)


def _known(registry: "Registry", pack: str, agent: str) -> Any:
    from blocks.errors import UnknownAgent

    try:
        return registry.row(pack, agent)
    except UnknownAgent as error:
        raise InputError(str(error)) from None


def _said(file: Path, row: "AgentRow") -> dict[str, Any]:
    """The columns of an agent that a file would change."""
    from policies.rosters import changed_seed
    from tasks.roster import as_seed, seed_rows

    with _readable(file):
        seed = changed_seed(file, as_seed(row))
    (found,) = seed_rows(row.pack, {seed.id: seed})
    standing = row.content
    return {name: new for name, new in found.content.items() if new != standing[name]}


@contextmanager
def _readable(file: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise InputError(f"{file} can't be read: {error.strerror or error}.") from None


def _text(file: Path) -> str:
    try:
        with _readable(file):
            return file.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise InputError(
            f"{file} is not UTF-8 at byte {error.start}. Save the file as UTF-8."
        ) from None
