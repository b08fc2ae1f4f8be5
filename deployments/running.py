"""`coxswain run`: a server, a flow, its result on the terminal, and every record written."""

import asyncio
import logging
import os
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from time import monotonic
from typing import Any

import typer

from blocks.errors import LedgerError
from blocks.files import write_atomic
from blocks.rows import RunRow
from blocks.server import (
    ServerAddress,
    ServerError,
    ensure_server,
    flow_run_url,
    flush_events,
    use,
)
from deployments import terminal
from deployments.given import check_out, in_words, opened, sample_tables, tables_for
from deployments.terminal_busy import busy
from deployments.terminal_finished import finished_json, show_finished
from flows.entry import Finished, Options, Watch, settle_many, settle_one, shop, world
from flows.review import AWAITING
from flows.settle import plan_for
from policies.errors import CoxswainError, InputError, OperatorError, RunFailedError
from tasks.client import SOURCES
from tasks.inputs import Input
from tasks.outcome import JSON, Verdict
from tasks.packs import Crew, crew
from tasks.privacy import mask

ENDINGS = ("prefect.flow_runs", "prefect.task_runs")
INTERRUPTED = 130  # what shells give a command that Ctrl-C ended


@dataclass(frozen=True)
class Work:
    """What is to be done in a flow, everything about it checked."""

    pack: str
    given: Input
    origin: JSON
    options: Options

    async def settle(self, watch: Watch) -> Finished:
        if self.given.one is not None:
            return await settle_one(self.pack, self.given.one, self.options)
        return await settle_many(self.pack, self.given, self.origin, self.options, watch)


@dataclass
class Begun:
    """What is known of a flow as it goes on."""

    address: ServerAddress
    run_id: str = ""
    url: str = ""
    finished: list[Finished] = field(default_factory=list)


def run_input(
    pack: str,
    asked: Path | str,
    options: Options,
    *,
    out: Path | None = None,
    as_json: bool = False,
) -> None:
    """Settle what a file holds, or a question in words, as a flow named after the pack.

    Exit code 1 when the run fails. What the caller got wrong is an InputError before a server is
    looked for.
    """
    loaded = crew(pack)
    path = asked if isinstance(asked, Path) else None
    check_out(out, path)
    chosen = _sources(loaded, path, options.sources)
    shop_ = shop(pack, replace(options, sources=chosen))
    given = in_words(loaded, asked) if isinstance(asked, str) else opened(loaded, asked)
    if given.one is not None:
        plan_for(given.one, shop_)  # what can't be planned is told before anything starts
    if chosen and not (path or options.sources):
        terminal.note("No --sources were named: the figures are those of the shipped sample.")
    options = replace(options, sources=chosen)
    work = Work(pack, given, _origin(path, options) if path else None, options)
    _run(work, out=out, as_json=as_json)


def _sources(loaded: Crew, path: Path | None, named: Path | None) -> Path | None:
    """The tables of a run; a question that names none is answered from the pack's sample."""
    if path or named or os.environ.get(SOURCES):
        return tables_for(path, named)
    return sample_tables(loaded)


def resume_run(row: RunRow, *, as_json: bool = False) -> None:
    """Go on with a run of the ledger under its own id. InputError when it can't be gone on with."""
    if row.state in ("completed", "partial"):
        raise InputError(f"Run {row.id} is {row.state}: there is nothing to resume.")
    if row.state == AWAITING:
        raise InputError(f"Run {row.id} has done its work and waits for `coxswain answer`.")
    if row.state == "running":
        raise InputError(
            f"Run {row.id} is still running in process {row.pid} on {row.host}."
            " Wait for it, or end that process first."
        )
    sources = row.request.get("sources")
    folder = Path(sources) if sources else None
    granularity: Any = row.granularity
    options = Options(
        row.request.get("policy"), folder, granularity, row.id, row.request.get("role")
    )
    shop(row.pack, options)
    given = _given_before(row, crew(row.pack))
    _run(Work(row.pack, given, row.request, options), as_json=as_json)


def _given_before(row: RunRow, loaded: Crew) -> Input:
    """The input that a run was started with; InputError when it is another one now."""
    origin = row.request
    if row.kind == "single":
        one = loaded.request.model_validate(origin["request"])
        return Input(row.title, row.request_digest, lambda: iter(()), one)
    where = origin["input"]
    given_by = Path(where) if isinstance(where, str) else where
    began = origin.get("today") or (row.started_at or "")[:10]
    given = opened(loaded, given_by, date.fromisoformat(began) if began else None)
    if given.digest != row.request_digest:
        what = where if isinstance(where, str) else "What it reads"
        raise InputError(f"{what} has changed since {row.id} started. Run it anew.")
    return given


def _run(work: Work, *, out: Path | None = None, as_json: bool = False) -> None:
    began = monotonic()
    finished, url = _in_flow(work)
    if out:
        _copy(finished.report, out)
    if as_json:
        terminal.show_json(finished_json(finished, work.given, url))
    else:
        show_finished(finished, work.given, url, monotonic() - began)
    if finished.verdict is Verdict.FAILED:
        raise typer.Exit(1)


def _in_flow(work: Work) -> tuple[Finished, str]:
    address = ensure_server()
    use(address)
    world()  # a ledger that can't be used is told before a flow is begun
    begun = Begun(address)
    try:
        with busy(work.given) as watch:
            asyncio.run(_as_flow(work, begun, watch))
        return begun.finished[0], begun.url
    except KeyboardInterrupt:
        terminal.note(_how_to_go_on(begun.run_id))
        raise typer.Exit(INTERRUPTED) from None
    except (LedgerError, OperatorError) as error:
        raise RunFailedError(f"{error} The same command goes on where it stopped.") from error
    except (CoxswainError, ServerError):
        raise  # a sentence already
    except Exception as error:
        raise RunFailedError(_broken(error, begun)) from error
    finally:
        flush_events()


async def _as_flow(work: Work, begun: Begun, watch: Watch) -> None:
    from prefect import Flow, runtime

    async def body() -> Any:
        for handler in logging.getLogger().handlers:  # Prefect sets them when a flow starts
            handler.addFilter(_is_news)
        begun.url = flow_run_url(begun.address, runtime.flow_run.id)
        begun.run_id = work.options.run_id or str(runtime.flow_run.id)
        begun.finished.append(await work.settle(watch))
        return begun.finished[0].state

    body.__qualname__ = work.pack
    entry: Any = Flow(body, name=work.pack, persist_result=False)
    state = await entry(return_state=True)
    if not begun.finished:
        await state.aresult()  # raises what ended the flow


def _is_news(record: logging.LogRecord) -> bool:
    """Whether a log line tells the terminal something: how runs end we say ourselves, in one line.

    The run's page still has them all.
    """
    return record.levelno < logging.ERROR or not record.name.startswith(ENDINGS)


def _how_to_go_on(run_id: str) -> str:
    if not run_id:
        return "Interrupted before the run began."
    return f"Interrupted. Go on with: coxswain runs resume {run_id}"


def _broken(error: Exception, begun: Begun) -> str:
    """What nobody foresaw, in a sentence; the traceback stands on the run's page."""
    said = mask(str(error)).strip().partition("\n")[0]
    what = f"The run broke off: {type(error).__name__}: {said}."
    if not begun.run_id:
        return what
    return (
        f"{what} What is finished is kept. More stands on {begun.url}; go on with:"
        f" coxswain runs resume {begun.run_id}"
    )


def _origin(path: Path, options: Options) -> JSON:
    """What the ledger keeps of a batch, to start it again."""
    return {
        "input": str(path.absolute()),
        "today": date.today().isoformat(),  # noqa: DTZ011 - the day where the user is
        "policy": options.policy,
        "sources": str(options.sources.absolute()) if options.sources else None,
    }


def _copy(report: Path, out: Path) -> None:
    try:
        write_atomic(out, report.read_bytes())
    except OSError as error:
        why = error.strerror or error
        raise OperatorError(f"{out} can't be written: {why}. The report is {report}.") from None
