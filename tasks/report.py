"""A report as readers see it: markdown, a table of metrics, and the artifacts of its run."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import groupby
from types import MappingProxyType

from tasks.markdown import harmless, nested, table, text
from tasks.outcome import JSON, Outcome, Report, Status, Trace, Usage, Verdict
from tasks.timeline import image_markdown, timeline_svg

_WHY_EMPTY = "No step had anything to report."


def to_markdown(report: Report) -> str:
    """The report as markdown. It shows no time of day and no run id: equal reports, equal bytes."""
    return "\n\n".join(block for block in _blocks(report) if block) + "\n"


def _blocks(report: Report) -> Iterator[str]:
    yield f"# {text(report.title)}"
    yield from _outcome(report)
    if report.verification:
        yield f"**{spoken(report.verification)}**"
    for title, sections in groupby(report.sections, key=lambda section: section.title):
        yield f"## {text(title)}"
        yield from (harmless(section.body) for section in sections)
    if not report.sections:
        yield _WHY_EMPTY
    yield from _agents(report)
    yield from _sources(report)
    yield from _reproducibility(report)
    if report.verification and (issues := issue_rows(report.verification)):
        yield "## Verification"
        yield table(("Issue", "Section", "Number", "What"), issues)
    if report.warnings:
        yield "## Warnings"
        yield "\n".join(f"- {text(warning)}" for warning in report.warnings)


def _outcome(report: Report) -> Iterator[str]:
    """Verdict and decision first, then what led to the decision."""
    decision = report.decision
    verdict = report.verdict.value
    warned = len(report.warnings)
    also = f" {warned} {'warning stands' if warned == 1 else 'warnings stand'} at the end."
    ended = f"The run {_ENDED[verdict]}.{also if warned else ''}"
    if decision is None:  # a pack that decides and doesn't has failed
        yield f"**No decision.** {ended}" if report.verdict is Verdict.FAILED else ended
        return
    yield f"**{text(decision.action)}.** {text(decision.reason)}".rstrip()
    yield ended
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
    if report.citations or report.freshness:
        yield "## Citations & Freshness"
    if report.citations:
        cited = ((each.dataset, each.query, each.as_of) for each in report.citations)
        yield table(("Data set", "Query", "As of"), cited)
    if report.freshness:
        spans = ((name, *map(span.get, _SPAN)) for name, span in report.freshness.items())
        yield table(("Data set", "Oldest", "Newest"), spans)


def spoken(verification: Mapping[str, JSON]) -> str:
    """What came of verifying a report, in a sentence."""
    scored, counts = verification["confidence"], verification["counts"]
    found = f"{counts['verified']:,} of {counts['numbers']:,} numbers stand in the data they cite"
    trouble = [
        f"{counts[kind]:,} {kind if counts[kind] != 1 else kind.removesuffix('s')}"
        for kind in ("errors", "warnings")
        if counts[kind]
    ]
    checked = found if counts["numbers"] else "there was no number to check"
    said = ", ".join([checked, *trouble])
    return f"Confidence {scored['score']:g} of 100, {scored['band']}: {said}."


def issue_rows(verification: Mapping[str, JSON]) -> list[tuple[str, str, str, str]]:
    """The issues of a verification, errors first: code, section, number, what is wrong."""
    issues = sorted(verification["issues"], key=lambda issue: issue["severity"] != "error")
    return [(one["code"], one["section"], one["number"], one["detail"]) for one in issues]


_SPAN = ("oldest", "newest")


def _reproducibility(report: Report) -> Iterator[str]:
    if report.reproducibility:
        inside = "\n\n".join(nested(report.reproducibility))
        yield "## Reproducibility"
        summary = "<summary>What decided about this report</summary>"
        yield f"<details>{summary}\n\n{inside}\n\n</details>"


def metrics_rows(
    trace: Trace, took: Mapping[str, float] = MappingProxyType({})
) -> list[dict[str, JSON]]:
    """A row a step, with the same keys in each: a table artifact. Times in ms, cost in dollars.

    `prefetched` counts the answers of queries that stood ready for an agent; `gate` is what it took
    to get a slot of a limit, and how long it was held, over all attempts. `took` are the ms of
    what the run did besides (`prefetch`, `merge`): a row each, its name in brackets.
    """
    steps = [
        {
            "agent": step.alias,
            "status": step.status.value,
            "attempts": step.attempts,
            "queue ms": round(step.queue_ms, 1),
            "run ms": round(step.run_ms, 1),
            "gate wait ms": round(step.gate_wait_ms, 1),
            "gate hold ms": round(step.gate_hold_ms, 1),
            "cached": step.cached,
            "prefetched": step.prefetched,
            "repairs": _repairs(step.outcome),
            "tokens": _tokens(step.outcome.usage) if step.outcome else 0,
            "cost": step.outcome.usage.cost if step.outcome else "0",
        }
        for step in trace.steps
    ]
    done = {"status": Status.COMPLETED.value, "attempts": 1, "queue ms": 0.0, "cached": False}
    unasked = {"prefetched": 0, "repairs": 0, "tokens": 0, "cost": "0"}
    none = {"gate wait ms": 0.0, "gate hold ms": 0.0, **unasked}
    besides = [
        {**dict.fromkeys(_METRICS), **done, **none, "agent": f"({name})", "run ms": round(ms, 1)}
        for name, ms in took.items()
    ]
    return [*steps, *besides]


_METRICS = (
    "agent",
    "status",
    "attempts",
    "queue ms",
    "run ms",
    "gate wait ms",
    "gate hold ms",
    "cached",
    "prefetched",
    "repairs",
    "tokens",
    "cost",
)  # in the order of the table's columns


def _repairs(outcome: Outcome | None) -> int:
    """How much of what models answered had to be repaired, by the fact `repairs`."""
    facts: dict[str, JSON] = outcome.facts if outcome else {}
    several = facts.get("items")
    items = several if isinstance(several, list) else [facts]
    found = (item.get("repairs") for item in items if isinstance(item, dict))
    return sum(len(each) for each in found if isinstance(each, list))


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


async def publish(
    report: Report, trace: Trace, key: str, took: Mapping[str, float] = MappingProxyType({})
) -> None:
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
        metrics_rows(trace, took), key=f"{name}-metrics", description="What each agent took."
    )
