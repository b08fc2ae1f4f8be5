"""How a run or a batch ended: the summary that `coxswain run` ends with."""

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from deployments.terminal import (
    bullets,
    counted,
    fields,
    line,
    more,
    note,
    number,
    part,
    seconds,
    show,
    table,
    title,
)
from deployments.terminal_report import report_parts
from deployments.terminal_tables import counts_table, reasons, steps_table
from flows.entry import Finished
from flows.products import products_in
from flows.run import Ran
from flows.tally import dump
from tasks.inputs import Account, Input
from tasks.outcome import JSON, Report, StepRun, Verdict
from tasks.privacy import mask
from tasks.report import metrics_rows
from tasks.summary import BatchSummary, masked

FEW = 5  # rejections and warnings that are shown; the report has more


def show_finished(finished: Finished, given: Input, url: str, took: float = 0.0) -> None:
    """How a run ended: what was decided and why, what ran, and where to read on.

    Everything shown is masked as the report is; `took` is in seconds.
    """
    ended = f"in {seconds(took)}" if took else ""
    if finished.ran:
        show(title(finished.ran.report.title, str(finished.verdict), ended), *_single(finished.ran))
        warnings: Sequence[str] = finished.ran.report.warnings
    elif finished.summary:
        show(
            title(given.title, str(finished.verdict), ended),
            *_batch(masked(finished.summary), given),
        )
        warnings = [mask(text) for text in given.warnings]
    if warnings:
        more(part(counted(len(warnings), "warning"), _list(warnings)))
    more()
    line("Report", str(finished.report))
    if left := products_in(_folder(finished)):
        line("Results", f"{_folder(finished)}  ({counted(len(left), 'file')})")
    line("Page", url)
    line("Run", finished.id)
    for hint in _next(finished):
        note(hint)


def finished_json(finished: Finished, given: Input, url: str) -> JSON:
    """The same for programs."""
    report = finished.ran.report if finished.ran else None
    decision = report.decision if report else None
    left = products_in(_folder(finished))
    return {
        "run": finished.id,
        "verdict": str(finished.verdict),
        "reason": mask(finished.reason),
        "decision": {"action": decision.action, "reason": decision.reason, **decision.details}
        if decision
        else None,
        "summary": dump(masked(finished.summary)) if finished.summary else None,
        "steps": metrics_rows(finished.ran.trace) if finished.ran else None,
        "warnings": list(report.warnings) if report else [mask(text) for text in given.warnings],
        "report": str(finished.report),
        "results": {"folder": str(_folder(finished)), "files": len(left)} if left else None,
        "url": url,
    }


def _folder(finished: Finished) -> Path:
    """Where a run leaves what its pack makes, beside its report."""
    return finished.report.with_suffix("")


def _next(finished: Finished) -> Iterator[str]:
    if finished.verdict is not Verdict.COMPLETED:
        yield f"More: coxswain runs show {finished.id[:8]}"


# A single run


def _single(ran: Ran) -> Iterator[RenderableType]:
    report, trace = ran.report, ran.trace
    decision = report.decision
    if decision is None and report.sections and ran.verdict is not Verdict.FAILED:
        yield from report_parts(report)
    yield fields(
        [
            ("Decision", Text(decision.action, "bold") if decision else _none(ran)),
            ("Why", decision.reason if decision else mask(trace.reason)),
            ("By", trace.decided_by),
            ("Policy", f"{ran.plan.policy.name}: {ran.plan.why}"),
        ]
    )
    yield steps_table(trace.steps)
    yield from reasons((step.alias, step.status.value, _why(step, report)) for step in trace.steps)


def _none(ran: Ran) -> str:
    """That there is no decision is worth a word only where there should be one."""
    return "none" if ran.verdict is Verdict.FAILED else ""


def _why(step: StepRun, report: Report) -> str:
    """A step's reason as the report gives it: masked."""
    return next((why for alias, _, why in report.steps if alias == step.alias), "")


# A batch


def _batch(summary: BatchSummary, given: Input) -> Iterator[RenderableType]:
    if given.accounts:
        yield _accounts(given.accounts)
    yield Text(_accounted(summary) if given.accounts else _settled(summary))
    if summary.settled:
        yield counts_table("Decision", Counter(_by(summary, 2)), decided=summary.decided)
        yield counts_table("Kind", Counter(_by(summary, 0)))
    short = {v: n for v, n in summary.verdicts.items() if v is not Verdict.COMPLETED}
    if short:
        yield Text(", ".join(f"{number(n)} {v}" for v, n in sorted(short.items())), "yellow")
    if summary.rejections:
        first = summary.rejections[:FEW]
        rows = ((row.source, str(row.line or ""), row.reason) for row in first)
        rejected = table(("Source", "Line", "Why"), rows, right=("Line",), prose=("Why",))
        yield part(f"Rejected ({len(first)} of {number(summary.rejected)})", rejected)


def _accounts(accounts: Sequence[Account]) -> Table:
    heads = ("Book", "Read", "Matched", "Broken", "Rejected")
    rows = (
        (one.name, *map(number, (one.read, one.matched, one.broken, one.rejected)))
        for one in accounts
    )
    return table(heads, rows, right=heads[1:])


def _settled(summary: BatchSummary) -> str:
    """The account of an input whose rows have no counterparts: a file of requests, a folder."""
    short = summary.read - summary.decided - summary.rejected
    lost = f" + {number(short)} that stand there twice" if short else ""
    return (
        f"{number(summary.read)} given = {number(summary.decided)} settled"
        f" + {number(summary.rejected)} rejected{lost}."
    )


def _accounted(summary: BatchSummary) -> str:
    found = (
        f"{number(summary.read)} rows read = {number(summary.matched)} matched"
        f" + {number(summary.broken)} broken + {number(summary.rejected)} rejected"
    )
    if summary.accounted:
        return f"{found}."
    lost = summary.read - summary.matched - summary.broken - summary.rejected
    return f"Rows are not accounted for: {found} + {number(lost)} unknown."


def _by(summary: BatchSummary, place: int) -> dict[tuple[str, str], int]:
    counts: Counter[tuple[str, str]] = Counter()
    for key, count in summary.settled.items():
        counts[key[place], key[1]] += count
    return dict(counts)


def _list(texts: Sequence[str]) -> Table:
    more = [f"and {len(texts) - FEW} more, see the report"] if len(texts) > FEW else []
    return bullets([*texts[:FEW], *more])
