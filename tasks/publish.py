"""The artifacts of a batch: its progress, its summary, and what each agent took."""

from pathlib import Path
from typing import Protocol

from tasks.outcome import JSON
from tasks.report import artifact_key
from tasks.summary import BatchSummary

ALMOST = 99.0  # percent: the total is an estimate, and only the end is the end


class Shown(Protocol):
    """Moves the progress artifact to what a summary says, or to its end."""

    async def __call__(self, summary: BatchSummary, *, done: bool = False) -> None: ...


async def show_progress(name: str, total: int | None) -> Shown:
    """Put a progress artifact on the current run; the answer moves it."""
    from prefect.artifacts import acreate_progress_artifact, aupdate_progress_artifact

    key = artifact_key(f"{name}-progress")
    artifact_id = await acreate_progress_artifact(0.0, key=key, description="0 items settled")

    async def move(summary: BatchSummary, *, done: bool = False) -> None:
        seen = summary.decided + summary.rejected
        share = 100.0 if done else min(ALMOST, 100.0 * seen / total) if total else ALMOST
        text = f"{summary.decided:,} items settled, {summary.rejected:,} rows rejected"
        await aupdate_progress_artifact(artifact_id, progress=share, description=text)

    return move


async def publish_batch(report: Path, metrics: list[dict[str, JSON]], name: str) -> None:
    """Put the summary and the metrics of a batch that has ended on the current run."""
    from prefect.artifacts import acreate_markdown_artifact, acreate_table_artifact

    key = artifact_key(name)
    text = report.read_text(encoding="utf-8")
    await acreate_markdown_artifact(text, key=key, description="What became of the batch.")
    about = "What each agent took, over all items."
    await acreate_table_artifact(metrics, key=f"{key}-metrics", description=about)
