"""A batch that was settled before, taken over whole from the run that has settled it.

Chunks are found in the cache by the values of their items, so the input must be read for that.
While its bytes and all else that decides are the same, not even that is needed.
"""

import asyncio
from dataclasses import dataclass

from flows.chunk import deciding, reads_history
from flows.run import World
from flows.settle import Shop
from flows.tally import dump, load
from tasks.cache import generate_cache_key
from tasks.inputs import Input
from tasks.outcome import Verdict
from tasks.summary import BatchSummary

NAME = "whole batch"


@dataclass(frozen=True)
class Whole:
    """A batch as one answer: what it is known by, and where its rows go."""

    run_id: str
    given: Input
    shop: Shop
    world: World

    def key(self) -> str | None:
        """The key of all that decides about the batch, as of now; None when that isn't known."""
        if self.given.identity is None:
            return None
        answers = self.world.ledger.newest_answer() if reads_history(self.shop) else ""
        parts = {"input": self.given.identity(), "answers": answers, **deciding(self.shop)}
        return generate_cache_key(Whole, parts)

    async def take_over(self, key: str | None) -> BatchSummary | None:
        """The summary of the run that has settled the same, with its rows copied; None without."""
        if key is None or not await self.world.known(key):
            return None
        found, _ = await self.world.keyed(NAME, key, lambda: None, lasting=bool)
        if not found:
            return None
        summary = load(found["summary"])
        rows = await asyncio.to_thread(self.world.ledger.copy_run, self.run_id, found["run"])
        return summary if rows == summary.decided + summary.rejected else None

    async def keep(self, key: str | None, summary: BatchSummary) -> None:
        """Let later runs take this one over, if all went well and nothing changed meanwhile."""
        well = not set(summary.verdicts) - {Verdict.COMPLETED}
        if key is None or not well or key != await asyncio.to_thread(self.key):
            return
        answer = {"run": self.run_id, "summary": dump(summary)}
        await self.world.keyed(NAME, key, lambda: answer, refresh=True)
