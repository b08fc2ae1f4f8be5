"""A batch in one value: counts, the largest items and the first rejections, in flat memory.

Summaries of chunks add up with `combine`, in any order and any grouping: the same rows give the
same summary.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from heapq import nsmallest
from typing import Any, TypeVar

from tasks.markdown import table, text
from tasks.outcome import Verdict
from tasks.privacy import mask
from tasks.timeline import batch_chart_svg, image_markdown

K = TypeVar("K", bound=Any)

LARGEST = 20
FIRST_REJECTED = 20
_SEVERITY = (Verdict.COMPLETED, Verdict.PARTIAL, Verdict.FAILED)


@dataclass(frozen=True, slots=True)
class Settled:
    """An item of a batch that has its decision. `exposure` is decimal text in one currency."""

    item: str
    kind: str
    tier: str
    action: str
    exposure: str = "0"
    reason: str = ""
    verdict: Verdict = Verdict.COMPLETED


@dataclass(frozen=True, slots=True, order=True)
class Rejected:
    """A row of the input that could not be read: where it stands and why."""

    source: str
    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class BatchSummary:
    """What became of a batch. `read` rows were matched, broken or rejected, each one of them.

    `settled` counts items by (kind, tier, action), so broken rows may be more than items: two rows
    can make one item. `largest` and `rejections` are bounded, the counts are of all.
    """

    read: int = 0
    matched: int = 0
    broken: int = 0
    rejected: int = 0
    settled: Mapping[tuple[str, str, str], int] = field(default_factory=dict)
    verdicts: Mapping[Verdict, int] = field(default_factory=dict)
    largest: tuple[Settled, ...] = ()
    rejections: tuple[Rejected, ...] = ()

    @property
    def decided(self) -> int:
        """The items that have a decision."""
        return sum(self.settled.values())

    @property
    def accounted(self) -> bool:
        """Whether every row that was read is accounted for."""
        return self.matched + self.broken + self.rejected == self.read

    @property
    def verdict(self) -> Verdict:
        """The worst of its items'."""
        return max(self.verdicts, key=_SEVERITY.index, default=Verdict.COMPLETED)

    def by_action(self) -> dict[str, int]:
        """How many items each decision took, by name."""
        return _sums((action, count) for (_, _, action), count in self.settled.items())


def tally(settled: Iterable[Settled] = (), rejected: Iterable[Rejected] = ()) -> BatchSummary:
    """The summary of a chunk: its items and its rejected rows. Read rows come with `of_rows`."""
    counts: Counter[tuple[str, str, str]] = Counter()
    verdicts: Counter[Verdict] = Counter()
    largest: list[Settled] = []
    for item in settled:
        counts[item.kind, item.tier, item.action] += 1
        verdicts[item.verdict] += 1
        largest.append(item)
        if len(largest) > 8 * LARGEST:  # memory stays flat however long the chunk is
            largest = nsmallest(LARGEST, largest, key=_by_exposure)
    return BatchSummary(
        settled=dict(counts),
        verdicts=dict(verdicts),
        largest=tuple(nsmallest(LARGEST, largest, key=_by_exposure)),
        **_rejections(rejected),
    )


def of_rows(read: int, matched: int = 0, broken: int = 0) -> BatchSummary:
    """The summary of reading rows, before anything is decided."""
    return BatchSummary(read=read, matched=matched, broken=broken)


def combine(one: BatchSummary, other: BatchSummary) -> BatchSummary:
    """Both summaries as one; associative and commutative, and `BatchSummary()` changes nothing."""
    return BatchSummary(
        read=one.read + other.read,
        matched=one.matched + other.matched,
        broken=one.broken + other.broken,
        rejected=one.rejected + other.rejected,
        settled=_sums((*one.settled.items(), *other.settled.items())),
        verdicts=_sums((*one.verdicts.items(), *other.verdicts.items())),
        largest=tuple(nsmallest(LARGEST, (*one.largest, *other.largest), key=_by_exposure)),
        rejections=tuple(nsmallest(FIRST_REJECTED, (*one.rejections, *other.rejections))),
    )


def masked(summary: BatchSummary, allowed: Collection[str] = ()) -> BatchSummary:
    """The summary without personal data: to be rendered, no more to be combined."""
    largest = (
        replace(one, item=mask(one.item, allowed), reason=mask(one.reason, allowed))
        for one in summary.largest
    )
    rejections = (replace(row, reason=mask(row.reason, allowed)) for row in summary.rejections)
    return replace(summary, largest=tuple(largest), rejections=tuple(rejections))


def batch_markdown(summary: BatchSummary, title: str) -> str:
    """The summary as markdown: what was read, what was decided, the largest items, rejections."""
    blocks = [f"# {text(title)}", _headline(summary), *_decisions(summary), *_lists(summary)]
    return "\n\n".join(block for block in blocks if block) + "\n"


def _by_exposure(item: Settled) -> tuple[Decimal, str, str, str, str, str, str]:
    look = item.item, item.kind, item.tier, item.action, item.reason, item.verdict.value
    return -Decimal(item.exposure), *look


def _rejections(rejected: Iterable[Rejected]) -> dict[str, Any]:
    first: list[Rejected] = []
    count = 0
    for row in rejected:
        count += 1
        first.append(row)
        if len(first) > 8 * FIRST_REJECTED:
            first = nsmallest(FIRST_REJECTED, first)
    return {"rejected": count, "rejections": tuple(nsmallest(FIRST_REJECTED, first))}


def _sums(counts: Iterable[tuple[K, int]]) -> dict[K, int]:
    total: dict[K, int] = {}
    for key, count in counts:
        total[key] = total.get(key, 0) + count
    return dict(sorted(total.items()))


def _headline(summary: BatchSummary) -> str:
    rows = (
        f"{summary.matched:,} matched + {summary.broken:,} broken + {summary.rejected:,} rejected"
    )
    if summary.accounted and not summary.matched and summary.broken == summary.decided:
        # Requests of their own, not rows of books that have counterparts.
        settled = f"{summary.decided:,} settled + {summary.rejected:,} rejected"
        lines = [f"{summary.read:,} given = {settled}."]
    elif summary.accounted:
        lines = [f"Every row is accounted for: {rows} = {summary.read:,} read."]
    else:
        lost = summary.read - summary.matched - summary.broken - summary.rejected
        lines = [
            f"**Rows are not accounted for:** {rows} + {lost:,} unknown = {summary.read:,} read."
        ]
    failed = [
        f"{count:,} {verdict.value}"
        for verdict, count in sorted(summary.verdicts.items())
        if verdict is not Verdict.COMPLETED
    ]
    if failed:
        lines.append(f"Of {summary.decided:,} runs, {' and '.join(failed)}.")
    return "\n\n".join(lines)


def _decisions(summary: BatchSummary) -> Iterator[str]:
    if not summary.settled:
        return
    tiers = _tiers(summary)
    split = {action: dict.fromkeys(tiers, 0) for action in summary.by_action()}
    kinds: dict[str, dict[str, int]] = {}
    for (kind, tier, action), count in sorted(summary.settled.items()):
        split[action][tier] += count
        kinds.setdefault(kind, dict.fromkeys(tiers, 0))[tier] += count
    caption = f"{summary.decided:,} decisions by action and tier"
    yield "## Decisions"
    yield image_markdown(batch_chart_svg(caption, split), alt=caption)
    for head, groups in (("Action", split), ("Kind", kinds)):
        rows = ((name, *by.values(), sum(by.values())) for name, by in groups.items())
        yield table((head, *tiers, "All"), rows, right=range(1, len(tiers) + 2))


def _tiers(summary: BatchSummary) -> tuple[str, ...]:
    """Tiers from mild to grave where their names are known words, others behind by name."""
    known = ("LOW", "MEDIUM", "HIGH", "CRITICAL")
    found = {tier for _, tier, _ in summary.settled}
    return (*(tier for tier in known if tier in found), *sorted(found.difference(known)))


def _largest(summary: BatchSummary) -> Iterator[str]:
    many = f"({len(summary.largest)} of {summary.decided:,})"
    if not any(Decimal(item.exposure) for item in summary.largest):
        yield f"## Items {many}"
        told = ((it.item, it.kind, it.tier, it.action, it.reason) for it in summary.largest)
        yield table(("Item", "Kind", "Tier", "Decision", "Why"), told)
        return
    yield f"## Largest by exposure {many}"
    rows = (
        (it.item, it.kind, it.tier, f"{Decimal(it.exposure):,f}", it.action, it.reason)
        for it in summary.largest
    )
    yield table(("Item", "Kind", "Tier", "Exposure", "Decision", "Why"), rows, right=(3,))


def _lists(summary: BatchSummary) -> Iterator[str]:
    if summary.largest:
        yield from _largest(summary)
    if summary.rejections:
        yield f"## Rejected ({len(summary.rejections)} of {summary.rejected:,})"
        lines = ((row.source, row.line or "", row.reason) for row in summary.rejections)
        yield table(("Source", "Line", "Why"), lines, right=(1,))
