"""Summaries of chunks add up to the summary of the batch."""

from functools import reduce
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from tasks.outcome import Verdict
from tasks.summary import (
    LARGEST,
    BatchSummary,
    Rejected,
    Settled,
    batch_markdown,
    combine,
    masked,
    of_rows,
    tally,
)

items = st.builds(
    Settled,
    item=st.integers(0, 500).map("B{:03}".format),
    kind=st.sampled_from(["CASH", "TRADE"]),
    tier=st.sampled_from(["LOW", "HIGH"]),
    action=st.sampled_from(["GO", "STOP"]),
    exposure=st.sampled_from(["0", "5", "5.00", "1000000.01"]),
    verdict=st.sampled_from(Verdict),
)
rejected = st.builds(
    Rejected, st.just("a.csv"), st.integers(1, 999), st.sampled_from(["empty", "no date"])
)


@given(st.lists(items, max_size=60), st.lists(rejected, max_size=60), st.data())
def test_any_chunking_in_any_order_gives_the_same_summary(
    settled: list[Settled], refused: list[Rejected], data: st.DataObject
) -> None:
    whole = tally(settled, refused)
    shuffled = data.draw(st.permutations(settled))
    cuts = sorted(data.draw(st.lists(st.integers(0, len(settled)), max_size=4)))
    edges = [0, *cuts, len(settled)]
    chunks = [tally(shuffled[a:b]) for a, b in pairwise(edges)]
    chunks.append(tally(rejected=refused[::-1]))
    assert reduce(combine, chunks, BatchSummary()) == whole
    right = BatchSummary()
    for chunk in chunks[::-1]:
        right = combine(chunk, right)
    assert right == whole
    assert batch_markdown(right, "t") == batch_markdown(whole, "t")


@given(st.lists(items, max_size=300))
def test_the_largest_are_the_largest_and_no_more_are_kept(settled: list[Settled]) -> None:
    kept = tally(settled).largest
    exposures = sorted((float(item.exposure) for item in settled), reverse=True)
    assert [float(item.exposure) for item in kept] == exposures[:LARGEST]


def test_the_batch_is_as_bad_as_its_worst_item() -> None:
    item = Settled("B1", "CASH", "LOW", "GO")
    assert tally([item]).verdict is Verdict.COMPLETED
    worse = tally([Settled("B2", "CASH", "LOW", "GO", verdict=Verdict.PARTIAL), item])
    assert worse.verdict is Verdict.PARTIAL
    assert "Of 2 runs, 1 partial." in batch_markdown(worse, "t")


def test_the_summary_shows_counts_by_decision_kind_and_tier() -> None:
    settled = [
        Settled("B1", "CASH", "LOW", "GO", "1234.5", "a | b"),
        Settled("B2", "CASH", "CRITICAL", "STOP", "99"),
        Settled("B3", "TRADE", "LOW", "GO", "7"),
    ]
    summary = combine(
        of_rows(10, matched=4, broken=5), tally(settled, [Rejected("a.csv", 7, "no date")])
    )
    shown = batch_markdown(summary, "Books of <today>")
    for part in (
        "# Books of &lt;today>",
        "Every row is accounted for: 4 matched + 5 broken + 1 rejected = 10 read.",
        "| Action | LOW | CRITICAL | All |",
        "| GO | 2 | 0 | 2 |",
        "| CASH | 1 | 1 | 2 |",
        "| B1 | CASH | LOW | 1,234.5 | GO | a \\| b |",
        "| a.csv | 7 | no date |",
        "](data:image/svg+xml;base64,",
    ):
        assert part in shown
    assert shown.index("| B1 |") < shown.index("| B2 |") < shown.index("| B3 |")
    assert summary.by_action() == {"GO": 2, "STOP": 1}


def test_a_masked_summary_shows_no_personal_data_and_the_same_counts() -> None:
    settled = [Settled("a@b.com", "CASH", "LOW", "GO", reason="ask c@d.org")]
    summary = tally(settled, [Rejected("a.csv", 7, "no date: e@f.com")])
    shown = masked(summary)
    assert "@" not in batch_markdown(shown, "t")
    assert shown.settled == summary.settled
    assert "[email]" in batch_markdown(shown, "t")


def test_rows_that_nobody_accounts_for_are_called_out() -> None:
    summary = of_rows(10, matched=4, broken=5)
    assert not summary.accounted
    assert "**Rows are not accounted for:**" in batch_markdown(summary, "t")
    assert "1 unknown = 10 read" in batch_markdown(summary, "t")
