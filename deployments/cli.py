"""The console command `coxswain`.

Exit codes: 0 when what was asked for was done, 1 when a run failed or something outside is down, 2
when what the caller gave can't be used, 130 when Ctrl-C ended it.

What a command needs is imported when it runs: help and plans come without Prefect.
"""

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from deployments.cli_gate import gate_app
from deployments.cli_ledger import AsJson, answer, audit_app, cache_app, runs_app
from deployments.coaching import coaching_app
from deployments.roster import agents_app
from policies.errors import CoxswainError, InputError, PolicyError

# A blank line between examples keeps each on a line of its own.
EXAMPLES = """Examples:

  coxswain plan reconciliation --input break.json

  coxswain run reconciliation --input books.yaml --out report.md

  coxswain compare reconciliation -i breaks.jsonl --policies v1_sequential auto

  coxswain answer 4c8d0a64 approve --by ann

  coxswain run PACK "What is asked, in words?"
"""

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Policies in YAML become Prefect flows in which agents are tasks.",
    epilog=EXAMPLES,
)
app.add_typer(runs_app, name="runs")
app.add_typer(cache_app, name="cache")
app.add_typer(audit_app, name="audit")
app.add_typer(gate_app, name="gate")
app.add_typer(agents_app, name="agents")
app.add_typer(coaching_app, name="coaching")

PackName = Annotated[str, typer.Argument(metavar="PACK", help="A pack, see 'coxswain packs'.")]
InputFile = Annotated[
    Path, typer.Option("--input", "-i", metavar="FILE", help="What is to be settled.")
]
MaybeFile = Annotated[
    Path | None, typer.Option("--input", "-i", metavar="FILE", help="What is to be settled.")
]
Question = Annotated[
    str | None, typer.Argument(metavar="QUESTION", help="In words, where the pack takes such.")
]
PolicyName = Annotated[
    str | None,
    typer.Option(metavar="NAME", help="A policy; without it the profile chooses."),
]
SourcesDir = Annotated[
    Path | None,
    typer.Option(metavar="DIR", help="Tables that agents look up; else 'sources' beside FILE."),
]


class Grain(StrEnum):
    """What becomes a Prefect task in a batch."""

    AGENT = "agent"
    ITEM = "item"
    CHUNK = "chunk"


def main() -> None:
    """Run the command; an error that a person can act on is a sentence, not a traceback."""
    from blocks import settings
    from blocks.errors import LedgerError, UnknownRun
    from blocks.server import ServerError

    settings.apply()  # before anything imports Prefect, which else talks of its telemetry

    try:
        app(prog_name="coxswain")
    except (InputError, PolicyError, UnknownRun) as error:
        _fail(error, 2)
    except (CoxswainError, LedgerError, ServerError) as error:
        _fail(error, 1)


def _asked(question: str | None, input: Path | None) -> Path | str:
    """A file or a question: exactly one of them."""
    if (question is None) == (input is None):
        raise InputError("Give either a question in words, or a file with --input.")
    return input or str(question)


def _fail(error: Exception, code: int) -> None:
    sys.stderr.write(f"{error}\n")
    sys.exit(code)


@app.command(epilog="Example: coxswain packs reconciliation")
def packs(
    pack: Annotated[str | None, typer.Argument(metavar="PACK", help="One, in detail.")] = None,
) -> None:
    """List packs with their policies and agents."""
    from deployments.terminal_declared import show_pack
    from policies.load import pack_names
    from tasks.packs import crew

    for name in [pack] if pack else pack_names():
        show_pack(crew(name), detail=pack is not None)


@app.command()
def check(
    server: Annotated[bool, typer.Option("--server", help="Ask the Prefect server too.")] = False,
) -> None:
    """Check that everything declared loads, is covered, and can be deployed.

    Loads every policy, enumerates the profiles that a pack may see and reports those that no policy
    or several take, reads the samples, and tries the entries of prefect.yaml.
    """
    from deployments import checks
    from deployments.terminal_declared import show_problems

    problems = checks.everything(server=server)
    show_problems(problems, {} if problems else checks.counts())
    if problems:
        raise typer.Exit(2)


@app.command(epilog="Example: coxswain plan reconciliation --input break.json")
def plan(
    pack: PackName,
    question: Question = None,
    input: MaybeFile = None,
    policy: PolicyName = None,
    json: AsJson = False,
) -> None:
    """Say what would run: which policy and why, in which order, what is left out.

    Nothing runs, and no server is needed.
    """
    from deployments.planning import planned
    from deployments.terminal import counted, note
    from deployments.terminal_plans import show_plans

    plans, rejected = planned(pack, _asked(question, input), policy)
    show_plans(plans, as_json=json)
    for row in rejected[:5]:
        note(f"{row.source}{f' line {row.line}' if row.line else ''}: {row.reason}")
    if rejected:
        what = counted(len(rejected), "row" if rejected[0].line else "file")
        note(f"{what} can't be read and would be rejected.")


@app.command(epilog="Example: coxswain run reconciliation --input books.yaml")
def run(
    pack: PackName,
    question: Question = None,
    input: MaybeFile = None,
    *,
    policy: PolicyName = None,
    granularity: Annotated[
        Grain | None, typer.Option(help="What becomes a task in a batch.")
    ] = None,
    sources: SourcesDir = None,
    role: Annotated[
        str | None, typer.Option(metavar="NAME", help="Who reads the report, as the pack says.")
    ] = None,
    out: Annotated[Path | None, typer.Option(metavar="FILE", help="A copy of the report.")] = None,
    json: AsJson = False,
) -> None:
    """Settle what a file holds, one request or a batch, or answer a question in words.

    Finds or starts a lasting local Prefect server. The report, the metrics and a timeline stand on
    the run's page there, and every step and decision in the ledger. Ctrl-C ends a run;
    'coxswain runs resume' goes on with it.
    """
    from deployments.running import run_input
    from flows.entry import Options

    options = Options(policy, sources, granularity.value if granularity else None, role=role)
    run_input(pack, _asked(question, input), options, out=out, as_json=json)


@app.command(
    epilog="Example: coxswain compare reconciliation -i breaks.jsonl --policies v1_sequential auto"
)
def compare(
    pack: PackName,
    input: InputFile,
    policies: Annotated[
        tuple[str, str],
        typer.Option(metavar="A B", help="Two policies; 'auto' is the one that fits each case."),
    ],
    sources: SourcesDir = None,
    json: AsJson = False,
) -> None:
    """Run two policies on the same cases and compare decisions, agents and time.

    Runs in this process, without a server; nothing is cached or written to the ledger.
    """
    from deployments.comparing import compared
    from deployments.terminal_comparison import show_comparison

    show_comparison(compared(pack, input, policies, sources), as_json=json)


app.command(
    epilog="Example: coxswain answer 4c8d0a64 override --action REJECTED --by ann --note …"
)(answer)

__all__ = ["app", "main"]
