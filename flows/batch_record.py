"""How a batch opens and closes: its row in the ledger, its report, and the account of its rows."""

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from blocks.rows import RunEnd, RunRow
from flows.products import collected
from flows.run import World
from flows.settle import Shop
from flows.tally import batch_verdict
from policies.schema import Granularity
from tasks.inputs import Input
from tasks.markdown import nested, table, text
from tasks.outcome import JSON, Verdict
from tasks.privacy import mask
from tasks.summary import BatchSummary, batch_markdown, combine, masked, of_rows


@dataclass(frozen=True)
class Batch:
    """Many requests under the id of one run; `origin` is what is needed to start it again.

    Without `granularity` the policies say what becomes a task, and a chunk does where they do not.
    """

    id: str
    shop: Shop
    given: Input
    granularity: Granularity | None
    origin: JSON
    flow_run_id: str | None = None

    @property
    def uniform(self) -> Granularity | None:
        """The granularity of all items; None when their policies choose, and not all alike."""
        policies = self.shop.crew.loaded.policies.values()
        chosen = {policy.policy.granularity or "chunk" for policy in policies}
        return self.granularity or (chosen.pop() if len(chosen) == 1 else None)


@dataclass(frozen=True)
class BatchRan:
    """A batch that has ended."""

    id: str
    verdict: Verdict
    reason: str
    summary: BatchSummary
    path: Path


def opening(batch: Batch) -> RunRow:
    """The row of a batch that starts."""
    return RunRow(
        id=batch.id,
        pack=batch.shop.crew.name,
        title=batch.given.title,
        kind="batch",
        flow_run_id=batch.flow_run_id,
        request=batch.origin,
        request_digest=batch.given.digest,
        policy=batch.shop.policy,
        granularity=batch.uniform,
    )


def matched(given: Input) -> BatchSummary:
    """What the books say before any break is settled: the rows that found their counterpart."""
    accounts = given.accounts
    return of_rows(
        sum(account.read for account in accounts),
        sum(account.matched for account in accounts),
        sum(account.broken for account in accounts),
    )


def close(batch: Batch, summary: BatchSummary, world: World) -> BatchRan:
    """Write the report, then how the batch ended: a run that is marked ended has its report."""
    summary = _accounted(summary, batch.given)
    verdict, reason = batch_verdict(summary)
    collected(world.reports / batch.id, batch.shop.crew)
    path = world.reports / f"{batch.id}.md"
    written = report(batch, summary).encode()
    world.write(path, written)
    end = RunEnd(
        state=str(verdict),
        reason=reason,
        counts=world.ledger.counts(batch.id),
        report_digest=sha256(written).hexdigest(),
        report_path=str(path),
    )
    world.ledger.finish(batch.id, end)
    return BatchRan(batch.id, verdict, reason, summary, path)


def report(batch: Batch, summary: BatchSummary) -> str:
    """The report of a batch; the same for every granularity, without times and ids."""
    products = batch.shop.crew.loaded.pack.products
    title = f"{batch.shop.crew.loaded.pack.title}: {batch.given.title}"
    found = batch_markdown(masked(summary, products), mask(title, products))
    rest = [mask(block, products) for block in _rest(batch)]
    return "\n\n".join([found.rstrip(), *rest]) + "\n"


def _rest(batch: Batch) -> Iterator[str]:
    given, shop = batch.given, batch.shop
    if given.warnings:
        yield "## Warnings"
        yield "\n".join(f"- {text(warning)}" for warning in given.warnings)
    if given.accounts:
        yield "## Books"
        head = ("Book", "Read", "Matched", "Broken", "Rejected")
        rows = ((a.name, a.read, a.matched, a.broken, a.rejected) for a in given.accounts)
        yield table(head, rows, right=(1, 2, 3, 4))
    crew = shop.crew
    made_of = {
        "input_digest": given.digest,
        "pack_digest": crew.loaded.digest,
        "policy": shop.policy or "chosen by each profile",
        "policies": {name: policy.digest for name, policy in crew.loaded.policies.items()},
        "agents": {name: agent.version for name, agent in crew.agents.items()},
    }
    inside = "\n\n".join(nested(made_of))
    yield f"<details><summary>Reproducibility</summary>\n\n{inside}\n\n</details>"


def _accounted(summary: BatchSummary, given: Input) -> BatchSummary:
    """For a file of breaks each row that was taken is a broken one: that is what it holds."""
    if given.accounts:
        return summary
    return combine(summary, of_rows(summary.decided + summary.rejected, 0, summary.decided))
