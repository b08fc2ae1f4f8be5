"""A report as readers see it: markdown, a table of metrics, and the artifacts of its run."""

import re
from collections.abc import Iterator
from dataclasses import replace

from tasks.markdown import harmless, nested, table, text
from tasks.outcome import JSON, Report, Status, Trace, Usage
from tasks.timeline import image_markdown, timeline_svg

_WHY_EMPTY = "No step had anything to report."


def to_markdown(report: Report) -> str:
    """The report as markdown. It shows no time of day and no run id: equal reports, equal bytes."""
    return "\n\n".join(block for block in _blocks(report) if block) + "\n"


def _blocks(report: Report) -> Iterator[str]:
    yield f"# {text(report.title)}"
    yield from _outcome(report)
    if report.warnings:
        yield "## Warnings"
        yield "\n".join(f"- {text(warning)}" for warning in report.warnings)
    for section in report.sections:
        yield f"## {text(section.title)}"
        yield harmless(section.body)
    if not report.sections:
        yield _WHY_EMPTY
    yield from _agents(report)
    yield from _sources(report)
    yield from _reproducibility(report)


def _outcome(report: Report) -> Iterator[str]:
    """Verdict and decision first, then what led to the decision."""
    decision = report.decision
    verdict = report.verdict.value
    if decision is None:
        yield f"**No decision.** The run {_ENDED[verdict]}."
        return
    yield f"**{text(decision.action)}.** {text(decision.reason)}".rstrip()
    yield f"The run {_ENDED[verdict]}."
    if decision.details:
        yield "## Decision"
        yield from nested(decision.details)


_ENDED = {
    "completed": "completed",
    "partial": "completed in part: some optional steps failed",
    "failed": "failed",
}


def _agents(report: Report) -> Iterator[str]:
    ran = sum(status == Status.COMPLETED.value for _, status, _ in report.steps)
    if report.steps:
        yield "## Agents"
        yield f"{ran} of {len(report.steps)} ran."
        yield table(("Agent", "Ended", "Why"), ((a, b, why or "") for a, b, why in report.steps))


def _sources(report: Report) -> Iterator[str]:
    if report.citations:
        yield "## Citations"
        cited = ((each.dataset, each.query, each.as_of) for each in report.citations)
        yield table(("Data set", "Query", "As of"), cited)
    if report.freshness:
        yield "## Freshness"
        spans = ((name, *map(span.get, _SPAN)) for name, span in report.freshness.items())
        yield table(("Data set", "Oldest", "Newest"), spans)


_SPAN = ("oldest", "newest")


def _reproducibility(report: Report) -> Iterator[str]:
    if report.reproducibility:
        inside = "\n\n".join(nested(report.reproducibility))
        yield f"<details><summary>Reproducibility</summary>\n\n{inside}\n\n</details>"


def metrics_rows(trace: Trace) -> list[dict[str, JSON]]:
    """A row a step, with the same keys in each: a table artifact. Times in ms, cost in dollars."""
    return [
        {
            "agent": step.alias,
            "status": step.status.value,
            "attempts": step.attempts,
            "queue ms": round(step.queue_ms, 1),
            "run ms": round(step.run_ms, 1),
            "cached": step.cached,
            "tokens": _tokens(step.outcome.usage) if step.outcome else 0,
            "cost": step.outcome.usage.cost if step.outcome else "0",
        }
        for step in trace.steps
    ]


def _tokens(usage: Usage) -> int:
    return usage.tokens_in + usage.tokens_out


def artifact_key(name: str) -> str:
    """`name` as Prefect takes it for an artifact: lower-case letters, digits and single dashes."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") or "report"


def illustrated(report: Report, trace: Trace) -> str:
    """The report with the timeline of its agents on top."""
    # The trace's reasons are as the agents gave them; only the report's are masked.
    masked = {alias: why for alias, _, why in report.steps}
    steps = [replace(step, reason=masked.get(step.alias, "")) for step in trace.steps]
    total = max((step.started_ms + step.run_ms for step in steps), default=0.0)
    return f"{image_markdown(timeline_svg(steps, total))}\n\n{to_markdown(report)}"


async def publish(report: Report, trace: Trace, key: str) -> None:
    """Put the artifacts on the current run: the illustrated report `key`, and `key-metrics`.

    The key may be any text; it is made one that Prefect takes.
    """
    from prefect.artifacts import acreate_markdown_artifact, acreate_table_artifact

    name = artifact_key(key)
    about = text(report.decision.action if report.decision else report.verdict.value)
    await acreate_markdown_artifact(
        illustrated(report, trace), key=name, description=f"{text(report.title)}: {about}"
    )
    await acreate_table_artifact(
        metrics_rows(trace), key=f"{name}-metrics", description="What each agent took."
    )
