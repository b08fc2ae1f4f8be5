"""The commands about what has run: `runs`, `answer`, `cache` and `audit`."""

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from blocks.ledger import Ledger

runs_app = typer.Typer(
    invoke_without_command=True,
    help="The ledger: every run and its steps.",
    epilog="Example: coxswain runs show 4c8d0a64",
)
cache_app = typer.Typer(no_args_is_help=True, help="What is kept, what keys are made of, pruning.")
audit_app = typer.Typer(no_args_is_help=True, help="The chain of decisions and human answers.")

RunId = Annotated[str, typer.Argument(metavar="RUN", help="A run's id, or enough of its start.")]
AsJson = Annotated[bool, typer.Option("--json", help="JSON on standard output, for programs.")]


@runs_app.callback()
def runs(
    context: typer.Context,
    limit: Annotated[int, typer.Option(min=1, help="How many.")] = 20,
    pack: Annotated[str | None, typer.Option(metavar="NAME", help="Of one pack.")] = None,
    state: Annotated[
        str | None, typer.Option(metavar="STATE", help="Such as completed, failed or died.")
    ] = None,
    json: AsJson = False,
) -> None:
    """List the newest runs; 'show' gives one in detail, 'resume' goes on with one that died."""
    if context.invoked_subcommand is None:
        from blocks.ledger_view import found_ledger
        from deployments.terminal_ledger import show_runs

        found = _ledger().runs(limit, pack, state) if found_ledger() else []
        show_runs(found, as_json=json)


@runs_app.command(epilog="Example: coxswain runs show 4c8d0a64 --item BRK-S-000002")
def show(
    run_id: RunId,
    item: Annotated[
        str | None, typer.Option(metavar="ITEM", help="The steps of one item of a batch.")
    ] = None,
    json: AsJson = False,
) -> None:
    """Show one run: its policy, decision, steps with times, and what was skipped and why."""
    from deployments.terminal_ledger import show_run

    ledger = _ledger()
    show_run(ledger, ledger.run(run_id), item, as_json=json)


@runs_app.command()
def resume(run_id: RunId, json: AsJson = False) -> None:
    """Go on with a run that died: what it had finished isn't done again."""
    from deployments.running import resume_run

    resume_run(_ledger().run(run_id), as_json=json)


def answer(
    run_id: RunId,
    words: Annotated[
        list[str],
        typer.Argument(
            metavar="[ITEM] ANSWER",
            help="An item of a batch; then approve, override or escalate.",
        ),
    ],
    by: Annotated[str, typer.Option(metavar="NAME", help="Who answers.")],
    action: Annotated[
        str | None, typer.Option(metavar="ACTION", help="What is right instead, to override.")
    ] = None,
    note: Annotated[str, typer.Option(metavar="TEXT", help="Why; an override needs it.")] = "",
) -> None:
    """Answer a decision: approve it, override it with a note, or escalate.

    The answer is added to the audit chain for good, and informs later decisions of its kind.
    """
    from deployments.answering import answered, parsed
    from deployments.terminal import show as print_
    from policies.errors import InputError

    if len(words) > 2:  # noqa: PLR2004 - an item and an answer
        raise InputError(f"{' '.join(words)!r} is too much: give [ITEM] and one answer.")
    given = parsed(words[-1], action, note, by)
    entry = answered(_ledger(), run_id, words[0] if len(words) > 1 else None, given)
    print_(
        f"Entry {entry.seq}: {entry.item_id} {entry.body['action']} ({given.answer}, {given.by})."
    )


@cache_app.command(epilog="Example: coxswain cache explain 4c8d0a64/rules")
def explain(
    key: Annotated[str, typer.Argument(metavar="KEY", help="A key, or RUN/STEP of a single run.")],
    other: Annotated[
        str | None, typer.Argument(metavar="OTHER", help="Another, to compare with.")
    ] = None,
) -> None:
    """Print what a cache key is made of, and which parts differ from another or an earlier one."""
    from deployments.explaining import explained
    from deployments.terminal_keys import show_key

    show_key(explained(_ledger(), key, other))


@cache_app.command()
def prune(
    older_than: Annotated[
        int, typer.Option(min=0, metavar="DAYS", help="Days since it was written.")
    ] = 30,
) -> None:
    """Remove old records. They are only a saving: what is gone is computed again."""
    from blocks.files import prune as prune_files
    from blocks.files import usage
    from blocks.ledger_view import found_ledger
    from deployments.terminal import counted

    removed = prune_files(timedelta(days=older_than))
    if removed and found_ledger():
        _ledger().forget_keys(record.key for record in removed)
    count, size = usage()
    freed = sum(record.size for record in removed)
    gone = f"{counted(len(removed), 'record')} removed ({freed:,} bytes)"
    typer.echo(f"{gone}, {count:,} left ({size:,} bytes).")


@audit_app.command()
def verify(
    head: Annotated[
        str | None, typer.Option(metavar="DIGEST", help="A digest that you noted earlier.")
    ] = None,
) -> None:
    """Find any later change to decisions and human answers; prints the head to note down."""
    ledger = _ledger()
    problems = ledger.verify_audit(head)
    for problem in problems:
        typer.echo(problem, err=True)
    if problems:
        raise typer.Exit(1)
    count, digest = ledger.audit_head()
    typer.echo(f"{count:,} entries, none changed. Head: {digest}")


@audit_app.command(name="log")
def log_(
    run_id: Annotated[str | None, typer.Argument(metavar="RUN", help="Of one run.")] = None,
    limit: Annotated[int, typer.Option(min=1, help="How many.")] = 20,
    json: AsJson = False,
) -> None:
    """List the newest decisions and answers."""
    from deployments.terminal_ledger import show_entries

    ledger = _ledger()
    chosen = ledger.run(run_id).id if run_id else None
    show_entries(ledger.entries(limit, chosen), as_json=json)


@audit_app.command(epilog="Example: coxswain audit pack 4c8d0a64 --out run.zip")
def pack(
    run_id: RunId,
    out: Annotated[Path, typer.Option(metavar="FILE", help="Where the pack is put.")],
) -> None:
    """Put all that a run's report rests on into one file: evidence, verification, replay input.

    What was asked stands in it as it was asked, unmasked. It is for auditors.
    """
    from deployments.auditing import put_pack

    typer.echo(put_pack(_ledger().run(run_id), out))


@audit_app.command(epilog="Example: coxswain audit replay run.zip")
def replay(file: Annotated[Path, typer.Argument(metavar="FILE", help="An audit pack.")]) -> None:
    """Run a recorded run again and say whether the report is the same; exit code 1 when not.

    Runs in this process, on the recorded data, with the agents of today.
    """
    from deployments.auditing import replayed

    if not replayed(file):
        raise typer.Exit(1)


def _ledger() -> "Ledger":
    """The ledger, runs that died meanwhile marked; InputError before anything has run."""
    from blocks.database import is_there
    from blocks.home import home
    from blocks.ledger import open_ledger
    from policies.errors import InputError

    if not is_there():
        raise InputError(f"There is no ledger in {home()} yet: nothing has run there.")
    ledger = open_ledger()
    ledger.reap()
    return ledger
