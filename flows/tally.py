"""The summary of a batch from what was settled, and its form in the cache."""

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from flows.chunk import Settled
from policies.schema import Pack
from tasks import summary
from tasks.outcome import JSON, Verdict
from tasks.summary import BatchSummary, tally

NO_DECISION = "none"


def tallied(settled: Iterable[Settled], pack: Pack) -> BatchSummary:
    """The summary of settled items; which fields of the profile it shows is the pack's to say."""
    return tally(_shown(one, pack) for one in settled)


def batch_verdict(whole: BatchSummary) -> tuple[Verdict, str]:
    """The verdict of a batch: failed when every item failed, partial when some did not complete."""
    verdicts = whole.verdicts
    failed, items = verdicts.get(Verdict.FAILED, 0), sum(verdicts.values())
    short = items - verdicts.get(Verdict.COMPLETED, 0)
    rejected = f", {whole.rejected} rows rejected" if whole.rejected else ""
    if items and failed == items:
        return Verdict.FAILED, f"all {items} items failed{rejected}"
    if short:
        return Verdict.PARTIAL, f"{short} of {items} items did not complete{rejected}"
    return Verdict.COMPLETED, f"{items} items settled{rejected}"


def dump(whole: BatchSummary) -> JSON:
    """A summary as JSON."""
    data = asdict(whole)
    data["settled"] = [[*key, count] for key, count in whole.settled.items()]
    return data


def load(data: Any) -> BatchSummary:
    """The summary that `dump` gave."""
    return BatchSummary(
        **{name: data[name] for name in ("read", "matched", "broken", "rejected")},
        settled={(kind, tier, action): count for kind, tier, action, count in data["settled"]},
        verdicts={Verdict(name): count for name, count in data["verdicts"].items()},
        largest=tuple(
            summary.Settled(**{**item, "verdict": Verdict(item["verdict"])})
            for item in data["largest"]
        ),
        rejections=tuple(summary.Rejected(**row) for row in data["rejections"]),
    )


def _shown(one: Settled, pack: Pack) -> summary.Settled:
    profile, trace, overview = one.plan.profile, one.trace, pack.overview
    return summary.Settled(
        item=one.item_id,
        kind=str(profile[overview.kind]) if overview else "",
        tier=str(profile[overview.tier]) if overview else "",
        action=trace.decision.action if trace.decision else NO_DECISION,
        exposure=(str(profile[overview.amount]) if overview and overview.amount else "") or "0",
        reason=trace.decision.reason if trace.decision else trace.reason,
        verdict=trace.verdict,
    )
