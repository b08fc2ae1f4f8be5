"""That work is under way, and how far it is, where a person watches."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from deployments import terminal
from flows.entry import Watch
from tasks.inputs import Input
from tasks.summary import BatchSummary


@contextmanager
def busy(given: Input) -> Iterator[Watch]:
    """A line that stands while the block lasts; what it gives is told of how far a batch is."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    title = terminal.plain(given.title)
    with terminal.console(stderr=True).status(f"Settling {title} …") as status:
        yield lambda summary: status.update(f"Settling {title}: {so_far(summary, given.total)} …")


def so_far(summary: BatchSummary, total: int | None) -> str:
    """How much of a batch has ended."""
    ended = f"{summary.decided + summary.rejected:,}" + (f" of {total:,}" if total else "")
    return ended + (f", {summary.rejected:,} rejected" if summary.rejected else "")
