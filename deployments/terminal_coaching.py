"""What coaching left, on the terminal: jobs, rounds, prompts that were tried. All of it masked."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict

from rich.text import Text

from blocks.coaching_rows import JobRow, RoundRow
from deployments.terminal import counted, more, part, show, show_json, table, title
from flows.promote import Tried
from tasks.markdown import text
from tasks.privacy import mask
from tasks.rounds import improvements


def show_jobs(
    run_id: str,
    jobs: Sequence[JobRow],
    rounds: Mapping[str, Sequence[RoundRow]],
    as_json: bool,
) -> None:
    """A line an agent: how its coaching ended, its best score, and the score of every round."""
    if as_json:
        show_json([asdict(job) for job in jobs])
        return
    lines = (
        (
            job.agent_id,
            job.status,
            _score(job.best_score),
            " ".join(_score(one.score) for one in rounds[job.job_id]),
            mask(job.reason),
        )
        for job in jobs
    )
    show(title(f"Coaching in run {run_id}"))
    if jobs:
        heads = ("Agent", "Ended", "Score", "By round", "Why")
        more(table(heads, lines, right=("Score",), prose=("Why",)))
    more(Text(f"{counted(len(jobs), 'agent')} coached."))


def show_rounds(jobs: Sequence[tuple[JobRow, Sequence[RoundRow]]], *, as_json: bool) -> None:
    """The rounds of one agent: score, gain, what the judge asked for."""
    if as_json:
        show_json([{**asdict(job), "rounds": [asdict(r) for r in rows]} for job, rows in jobs])
        return
    for job, rows in jobs:
        lines = (
            (
                str(row.round),
                _score(row.score),
                "" if row.gain is None else f"{row.gain:+.3f}",
                "; ".join(mask(each) for each in improvements(row.improvements)),
            )
            for row in rows
        )
        heads = ("Round", "Score", "Gain", "What the judge asked for")
        body = table(heads, lines, right=("Round", "Score", "Gain"), prose=heads[3:])
        more(part(f"{job.agent_id}: {_score(job.best_score)}, {mask(job.reason)}", body))


def show_tried(done: Sequence[Tried], *, as_json: bool) -> None:
    """What became of each prompt that was tried, and why."""
    if as_json:
        show_json([asdict(one) for one in done])
        return
    if not done:
        show(Text("No prompt waits to be tried."))
        return
    lines = ((one.agent_id, one.id, one.state, text(one.reason)) for one in done)
    show(table(("Agent", "Prompt", "Became", "Why"), lines, prose=("Why",)))


def _score(score: float | None) -> str:
    return "–" if score is None else f"{score:.3f}".rstrip("0").rstrip(".")
