"""Runs, items, steps and rejections, on both databases."""

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from blocks.errors import LedgerError, UnknownRun
from blocks.ledger import Ledger, open_ledger
from blocks.rows import AuditEntry, ItemRow, Rejection, RunEnd, RunRow, StepRow, canonical, iso

PROFILE = {"break_type": "CASH", "exposure": "1234567890.123456789", "age": 3, "hot": None}
RUN = RunRow(
    id="r1",
    pack="reconciliation",
    title="Nightly",
    kind="batch",
    request={"input": "books.csv", "limit": 10**20},
    request_digest="d1",
    policy="cash-low",
    profile=PROFILE,
)


def records(count: int, *, prefix: str = "B", state: str = "completed") -> list:
    return [
        (
            ItemRow(
                f"{prefix}{i:04}",
                i,
                policy="cash-low",
                profile=PROFILE,
                state=state,
                decision="AUTO_RESOLVE",
            ),
            [
                StepRow("ingest", "ingest", position=0, attempts=1, run_ms=1.5, key=f"k{i}"),
                StepRow("rules", "rules", position=1, attempts=2, run_ms=2.5, cost="0.01"),
                StepRow("match", "match", position=2, state="skipped", reason="rules decided"),
            ],
        )
        for i in range(count)
    ]


def decisions(count: int, run: str = "r1", prefix: str = "B") -> list[AuditEntry]:
    return [
        AuditEntry(
            "decision",
            f"{prefix}{i:04}",
            {"action": "AUTO_RESOLVE"},
            run_id=run,
            item_id=f"{prefix}{i:04}",
        )
        for i in range(count)
    ]


def test_a_run_comes_back_as_it_began(ledger: Ledger, reopen: Callable[[], Ledger]) -> None:
    begun = ledger.begin(RUN)
    found = reopen().run("r1")
    assert found == begun
    assert (found.request, found.profile) == (RUN.request, PROFILE)
    assert found.started_at == found.beat_at == "2026-03-02T09:00:00.000000+00:00"
    assert found.pid > 0
    assert found.pid_started > 0


def test_a_finished_run_keeps_its_verdict_counts_and_the_audit_head(ledger: Ledger, clock) -> None:
    ledger.begin(RUN)
    ledger.record_items("r1", 0, records(2), decisions(2))
    clock.pass_by(minutes=1)
    end = RunEnd("partial", "time ran out", "HIL_REVIEW", {"items": 2}, "abc", "/r/report.md")
    ledger.finish("r1", end)
    found = ledger.run("r1")
    assert (found.state, found.reason, found.decision) == ("partial", "time ran out", "HIL_REVIEW")
    assert (found.counts, found.report_digest, found.report_path) == (
        {"items": 2},
        "abc",
        "/r/report.md",
    )
    assert found.ended_at == "2026-03-02T09:01:00.000000+00:00"
    assert (found.audit_seq, found.audit_digest) == ledger.audit_head()
    assert found.audit_seq == 2


def test_going_on_with_a_run_keeps_its_request_and_first_start(ledger: Ledger, clock) -> None:
    first = ledger.begin(RUN)
    ledger.finish("r1", RunEnd("failed", "power cut"))
    noted = ledger.run("r1").audit_digest
    clock.pass_by(hours=1)
    ledger.begin(replace(RUN, request=None, title="", flow_run_id="f2"))
    found = ledger.run("r1")
    assert (found.state, found.reason, found.ended_at) == ("running", "", None)
    assert (found.request, found.title, found.flow_run_id) == (RUN.request, RUN.title, "f2")
    assert found.started_at == first.started_at
    assert found.beat_at > first.beat_at
    assert found.audit_digest == noted


def test_a_run_can_not_go_on_with_another_request(ledger: Ledger) -> None:
    ledger.begin(RUN)
    with pytest.raises(LedgerError, match="another request"):
        ledger.begin(replace(RUN, request_digest="d2"))


def test_a_run_that_lives_elsewhere_is_not_started_twice(ledger: Ledger, clock) -> None:
    ledger.begin(replace(RUN, host="elsewhere", pid=7))
    with pytest.raises(LedgerError, match="still running in process 7 on elsewhere"):
        ledger.begin(RUN)
    clock.pass_by(minutes=3)
    assert ledger.begin(RUN).host != "elsewhere"


def test_a_chunk_that_is_recorded_again_is_counted_once(ledger: Ledger) -> None:
    ledger.begin(RUN)
    ledger.record_items("r1", 0, records(5, state="failed"), decisions(5))
    ledger.record_items("r1", 0, records(5), decisions(5))
    ledger.record_items("r1", 1, records(3, prefix="C"), decisions(3, prefix="C"))
    assert ledger.counts("r1") == {
        "items": {"completed": 8},
        "decisions": {"AUTO_RESOLVE": 8},
        "steps": {"completed": 16, "skipped": 8},
        "rejections": 0,
        "cached": {"items": 0, "steps": 0},
    }
    assert len(ledger.entries(limit=None)) == 8
    assert ledger.verify_audit() == []


def test_steps_that_a_plan_no_longer_has_go_with_the_item(ledger: Ledger) -> None:
    ledger.begin(RUN)
    ((item, steps),) = records(1)
    ledger.record_items("r1", 0, [(item, steps)], [])
    ledger.record_items("r1", 0, [(item, steps[:1])], [])
    assert [step.alias for step in ledger.steps("r1", item.item_id)] == ["ingest"]


def test_items_and_steps_come_back_as_they_were_written(ledger: Ledger) -> None:
    ledger.begin(RUN)
    written = records(2)
    ledger.record_items("r1", 4, written, [])
    assert ledger.items("r1") == [replace(item, chunk=4) for item, _ in written]
    assert ledger.steps("r1", "B0001") == [replace(s, item_id="B0001") for s in written[1][1]]
    assert ledger.items("r1", state="failed") == []
    assert len(ledger.items("r1", limit=1)) == 1


def test_a_step_that_is_recorded_again_replaces_itself(ledger: Ledger) -> None:
    ledger.begin(RUN)
    ledger.record_step("r1", "B1", StepRow("rules", "rules", state="failed", attempts=1))
    ledger.record_step("r1", "B1", StepRow("rules", "rules", attempts=2))
    assert ledger.steps("r1") == [StepRow("rules", "rules", "B1", attempts=2)]


def test_a_failing_transaction_leaves_nothing(ledger: Ledger) -> None:
    ledger.begin(RUN)
    broken = [replace(decisions(1)[0], body={"score": float("nan")})]
    with pytest.raises(ValueError, match="JSON"):
        ledger.record_items("r1", 0, records(3), broken)
    assert ledger.items("r1") == []
    assert ledger.steps("r1") == []
    assert ledger.entries() == []


def test_nothing_is_written_for_a_run_that_never_began(ledger: Ledger) -> None:
    with pytest.raises(LedgerError, match="refused"):
        ledger.record_items("ghost", 0, records(1), [])
    for write in (ledger.beat, lambda run: ledger.finish(run, RunEnd("completed"))):
        with pytest.raises(UnknownRun, match="'ghost'"):
            write("ghost")


def test_a_copied_chunk_is_the_source_marked_as_cached(ledger: Ledger) -> None:
    for run in ("r1", "r2"):
        ledger.begin(replace(RUN, id=run))
    ledger.record_items("r1", 0, records(4), decisions(4))
    ledger.record_items("r1", 1, records(2, prefix="C"), [])
    ledger.record_items("r2", 0, records(1, prefix="old"), [])
    assert ledger.copy_chunk("r2", 0, "r1") == 4
    assert ledger.copy_chunk("r2", 0, "r1") == 4
    assert ledger.items("r2") == [
        replace(item, cached=True) for item in ledger.items("r1") if item.chunk == 0
    ]
    copied = ledger.steps("r2", "B0001")
    assert [(s.alias, s.state, s.cached, s.attempts, s.run_ms) for s in copied] == [
        ("ingest", "completed", True, 0, 0.0),
        ("rules", "completed", True, 0, 0.0),
        ("match", "skipped", False, 0, 0.0),
    ]
    assert ledger.counts("r2")["cached"] == {"items": 4, "steps": 8}
    assert ledger.counts("r1")["cached"] == {"items": 0, "steps": 0}


def test_copying_a_chunk_from_the_run_itself_changes_nothing(ledger: Ledger) -> None:
    ledger.begin(RUN)
    ledger.record_items("r1", 0, records(3), [])
    before = ledger.items("r1"), ledger.steps("r1")
    assert ledger.copy_chunk("r1", 0, "r1") == 3
    assert (ledger.items("r1"), ledger.steps("r1")) == before


def test_a_run_is_copied_with_its_rejections_and_marked_as_cached(ledger: Ledger) -> None:
    for name in ("r1", "r2"):
        ledger.begin(replace(RUN, id=name))
    ledger.record_items("r1", 0, records(3), decisions(3))
    ledger.record_items("r1", 1, records(2, prefix="C"), [])
    ledger.record_rejections("r1", [Rejection("a.csv", 7, "no amount")])
    ledger.record_items("r2", 0, records(1, prefix="X"), [])  # of an attempt that was cut off
    assert ledger.copy_run("r2", "r1") == 6
    assert [i.item_id for i in ledger.items("r2")] == [i.item_id for i in ledger.items("r1")]
    assert {i.chunk for i in ledger.items("r2")} == {0, 1}
    assert all(item.cached for item in ledger.items("r2"))
    assert {(s.cached, s.attempts) for s in ledger.steps("r2")} == {(True, 0), (False, 0)}
    assert ledger.rejections("r2") == ledger.rejections("r1")
    assert ledger.copy_run("r1", "r1") == 6


def test_the_newest_answer_seals_those_before_it(ledger: Ledger) -> None:
    assert ledger.newest_answer() == ""
    ledger.begin(RUN)
    first = ledger.answer(AuditEntry("answer", "s1", {"action": "ESCALATE"}))
    ledger.record_items("r1", 0, records(1), decisions(1))
    assert ledger.newest_answer() == first.digest
    second = ledger.answer(AuditEntry("answer", "s2", {"action": "AUTO_RESOLVE"}))
    assert ledger.newest_answer() == second.digest


def test_rejected_rows_are_counted_once_each(ledger: Ledger) -> None:
    ledger.begin(RUN)
    rows = [Rejection("a.csv", line, "no amount") for line in (3, 10, 2)]
    ledger.record_rejections("r1", rows)
    ledger.record_rejections("r1", [Rejection("a.csv", 2, "no currency")])
    ledger.record_rejections("r1", [])
    assert ledger.counts("r1")["rejections"] == 3
    assert [(r.line, r.reason) for r in ledger.rejections("r1")] == [
        (2, "no currency"),
        (3, "no amount"),
        (10, "no amount"),
    ]


def test_runs_are_listed_newest_first_and_filtered(ledger: Ledger, clock) -> None:
    for run, pack in (("a", "p"), ("b", "q"), ("c", "p")):
        ledger.begin(RunRow(run, pack))
        clock.pass_by(seconds=1)
    ledger.finish("c", RunEnd("completed"))
    assert [run.id for run in ledger.runs()] == ["c", "b", "a"]
    assert [run.id for run in ledger.runs(limit=2)] == ["c", "b"]
    assert [run.id for run in ledger.runs(pack="p")] == ["c", "a"]
    assert [run.id for run in ledger.runs(state="running")] == ["b", "a"]


def test_a_run_is_found_by_the_start_of_its_id_when_that_is_unique(ledger: Ledger) -> None:
    for run in ("abc1", "abc2", "abc", "x%y"):
        ledger.begin(RunRow(run, "p"))
    assert ledger.run("abc1").id == "abc1"
    assert ledger.run("abc").id == "abc"
    assert ledger.run("x").id == "x%y"
    with pytest.raises(UnknownRun, match=r"More than one.*'ab': abc, abc1, abc2"):
        ledger.run("ab")
    for missing in ("zz", "", "ABC", "%"):
        with pytest.raises(UnknownRun, match=f"'{missing}'"):
            ledger.run(missing)


def test_cache_keys_tell_their_parts_until_they_are_forgotten(ledger: Ledger) -> None:
    ledger.save_keys({"k1": {"agent": "rules", "version": "1"}, "k2": {}})
    ledger.save_keys({"k1": {"agent": "other"}})
    assert ledger.key_parts("k1") == {"agent": "rules", "version": "1"}
    ledger.forget_keys(["k1", "unknown"])
    assert ledger.key_parts("k1") is None
    assert ledger.key_parts("k2") == {}


ANY_TEXT = st.text(st.characters(exclude_categories=())) | st.sampled_from(["a\0b", "\ud800"])
ANY_JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | ANY_TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(ANY_TEXT, inner, max_size=3),
    max_leaves=8,
)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(reason=ANY_TEXT, profile=ANY_JSON)
def test_any_text_and_any_json_can_be_written_and_json_comes_back_the_same(
    ledger: Ledger, reason: str, profile: object
) -> None:
    ledger.begin(replace(RUN, profile=profile, title=reason))
    item = ItemRow("B1", profile=profile, reason=reason)
    ledger.record_items("r1", 0, [(item, [StepRow("a", "a", reason=reason)])], [])
    ledger.record_rejections("r1", [Rejection(reason, 1, reason)])
    (found,) = ledger.items("r1")
    assert canonical(found.profile) == canonical(profile)
    assert ledger.steps("r1")[0].reason == found.reason
    assert len(found.reason) == len(reason)


def test_a_clock_without_zone_is_refused(ledger: Ledger) -> None:
    with pytest.raises(ValueError, match="no time zone"):
        iso(datetime(2026, 1, 1))  # noqa: DTZ001


def test_a_thousand_items_with_their_steps_and_decisions_are_written_in_a_moment(tmp_path) -> None:
    ledger = open_ledger(f"sqlite:///{tmp_path}/ledger.db")
    ledger.begin(RUN)
    ledger.begin(replace(RUN, id="r2"))
    times = []
    for chunk in range(3):
        prefix = f"{chunk}-"
        rows, made = records(1000, prefix=prefix), decisions(1000, prefix=prefix)
        start = time.perf_counter()
        ledger.record_items("r1", chunk, rows, made)
        middle = time.perf_counter()
        ledger.copy_chunk("r2", chunk, "r1")
        times.append((middle - start, time.perf_counter() - middle))
    recorded, copied = (min(column) for column in zip(*times, strict=True))
    assert recorded < 0.25
    assert copied < 0.05
    ledger.close()
