"""The commands about coaching: what it left of a run, and trying the prompts that it kept."""

import asyncio
from typing import TYPE_CHECKING, Annotated

import typer

from deployments.cli_ledger import AsJson, RunId
from policies.errors import InputError

if TYPE_CHECKING:
    from blocks.coaching import CoachingStore
    from flows.promote import Tried

coaching_app = typer.Typer(
    no_args_is_help=True,
    help="Coaching: its rounds, and the prompts that it kept.",
    epilog="Example: coxswain coaching show 4c8d0a64 --agent AGENT",
)


@coaching_app.command(epilog="Example: coxswain coaching show 4c8d0a64 --agent AGENT")
def show(
    run_id: RunId,
    agent: Annotated[str | None, typer.Option(metavar="AGENT", help="Its rounds.")] = None,
    json: AsJson = False,
) -> None:
    """Show what was coached in a run: scores and rounds of each agent, or all rounds of one."""
    from blocks.ledger import open_ledger
    from deployments.terminal_coaching import show_jobs, show_rounds

    ledger = open_ledger()
    run = ledger.run(run_id)
    store = _store()
    jobs = store.jobs(run.id)
    if agent is None:
        show_jobs(run.id, jobs, {job.job_id: store.rounds(job.job_id) for job in jobs}, json)
        return
    mine = [job for job in jobs if job.agent_id == agent]
    if not mine:
        valid = ", ".join(sorted({job.agent_id for job in jobs})) or "none"
        raise InputError(f"Run {run.id} coached no {agent!r}. Valid choices: {valid}.")
    show_rounds([(job, store.rounds(job.job_id)) for job in mine], as_json=json)


@coaching_app.command(name="try", epilog="Example: coxswain coaching try PACK --reports 3")
def try_(
    pack: Annotated[str, typer.Argument(metavar="PACK", help="A pack with seeded agents.")],
    *,
    policy: Annotated[
        str | None, typer.Option(metavar="NAME", help="A policy; else each report's profile.")
    ] = None,
    reports: Annotated[int, typer.Option(min=1, help="Reports that a prompt is tried on.")] = 5,
    json: AsJson = False,
) -> None:
    """Try the prompts that coaching kept: promote those that are worse on no report seen before."""
    from deployments.terminal_coaching import show_tried
    from flows.entry import Options, shop

    shop(pack, Options(policy))  # what is wrong is told before a server is looked for
    if not _store().candidates(pack):
        show_tried([], as_json=json)
        return
    show_tried(_tried(pack, policy, reports), as_json=json)


def _tried(pack: str, policy: str | None, reports: int) -> "list[Tried]":
    from blocks.server import ensure_server, flush_events, use
    from flows.try_prompts import try_prompts

    use(ensure_server())
    try:
        found: list[Tried] = asyncio.run(try_prompts(pack, policy, reports))
    finally:
        flush_events()
    return found


def _store() -> "CoachingStore":
    from blocks.coaching import CoachingStore
    from tasks.roster import registry_of

    registry = registry_of()
    return CoachingStore(registry.database, registry.cache)
