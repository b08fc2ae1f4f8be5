"""Laws of merging: order-free, idempotent, the same for every grouping of partial reports."""

from dataclasses import replace

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.merge import Frame, collect, combine, digest, dump, mask, merge
from tasks.outcome import Citation, Decision, Outcome, Section, Status, StepRun, Trace, Verdict

PLAN = ("ingest", "enrich", "rules", "match", "pattern", "decide", "workflow")
FRAME = Frame(
    "Break 1",
    plan=PLAN,
    sections=("Summary", "Key Findings"),
    reproducibility={"policy": "cash_low", "digest": "ab" * 32},
)

phrases = st.sampled_from(
    [
        "Amounts differ by 12.50 USD",
        "Contact: Jane Doe",
        "Contact: John Roe",
        "write to a@example.com now, the rest is the same for both of the addresses",
        "write to b@example.com now, the rest is the same for both of the addresses",
        "the same beginning of forty characters here, end one",
        "the same beginning of forty characters here, end two",
        "",
    ]
)
sections = st.builds(
    Section,
    st.sampled_from(["Key Findings", "Summary", "Zeta", "Ask Mr Smith", "Ask Mr Jones"]),
    phrases,
)
citations = st.builds(
    Citation,
    st.sampled_from(["q1", "q2", "q of x@y.org"]),
    st.sampled_from(["trades", "cash of c@d.org", "cash of e@f.org"]),
    st.sampled_from(
        [None, "2024-01-31", "2024-01-31T01:00:00+03:00", "2023Q4", "2024-02-01T00:00Z"]
    ),
)
outcomes = st.builds(
    Outcome,
    facts=st.just({}),
    sections=st.lists(sections, max_size=4).map(tuple),
    citations=st.lists(citations, max_size=4).map(tuple),
    warnings=st.lists(phrases, max_size=3).map(tuple),
)


@st.composite
def traces(draw: st.DrawFn) -> Trace:
    steps = []
    for alias in PLAN:
        status = draw(st.sampled_from(Status))
        outcome = draw(outcomes) if status is not Status.SKIPPED else None
        steps.append(StepRun(alias, alias, status, draw(phrases), outcome))
    return Trace(
        tuple(steps), draw(st.sampled_from(Verdict)), Decision("GO", "because", {"a": "1"})
    )


def only(trace: Trace, steps: list[StepRun]) -> Trace:
    return replace(trace, steps=tuple(steps))


@given(traces(), st.permutations(range(len(PLAN))))
def test_any_order_of_completion_gives_the_same_bytes(trace: Trace, order: list[int]) -> None:
    shuffled = only(trace, [trace.steps[index] for index in order])
    assert dump(merge(shuffled, FRAME)) == dump(merge(trace, FRAME))


@given(traces())
def test_merging_a_merged_report_changes_nothing(trace: Trace) -> None:
    report = merge(trace, FRAME)
    assert dump(combine([report], FRAME)) == dump(report)
    assert combine([report, report], FRAME) == report


@given(traces(), st.lists(st.integers(0, 2), min_size=7, max_size=7))
def test_any_grouping_of_partial_merges_gives_the_same_bytes(
    trace: Trace, groups: list[int]
) -> None:
    a, b, c = (
        merge(
            only(
                trace, [it for it, mine in zip(trace.steps, groups, strict=True) if mine == group]
            ),
            FRAME,
        )
        for group in range(3)
    )
    whole = dump(merge(trace, FRAME))
    assert dump(combine([combine([a, b], FRAME), c], FRAME)) == whole
    assert dump(combine([a, combine([c, b], FRAME)], FRAME)) == whole
    assert dump(combine([c, a, b], FRAME)) == whole


@given(traces())
def test_masking_a_report_twice_is_masking_it_once(trace: Trace) -> None:
    once = mask(collect(trace, FRAME), FRAME)
    assert mask(once, FRAME) == once
    assert b"@" not in dump(once)


def trace_of(*steps: StepRun, verdict: Verdict = Verdict.COMPLETED) -> Trace:
    return Trace(steps, verdict)


def done(alias: str, *parts: Section, **rest: tuple[object, ...]) -> StepRun:
    return StepRun(alias, alias, Status.COMPLETED, outcome=Outcome(sections=parts, **rest))  # type: ignore[arg-type]


def test_sections_stand_in_the_packs_order_then_by_title_and_within_a_title_by_plan() -> None:
    report = merge(
        trace_of(
            done("rules", Section("Zeta", "1"), Section("Key findings of today", "from rules")),
            done("enrich", Section("Alpha", "2"), Section("summary", "3")),
            done("ingest", Section("Zeta", "4")),
        ),
        FRAME,
    )
    titles = [(section.title, section.body) for section in report.sections]
    assert titles == [
        ("summary", "3"),
        ("Key findings of today", "from rules"),
        ("Alpha", "2"),
        ("Zeta", "4"),
        ("Zeta", "1"),
    ]


def test_sections_with_one_title_and_the_same_forty_characters_count_once() -> None:
    start = "x" * 40
    first, again, other = (
        Section("A", start + "1"),
        Section("A", f" {start}2"),
        Section("A", "y" + start),
    )
    report = merge(trace_of(done("enrich", again), done("ingest", first, other)), FRAME)
    assert [section.body for section in report.sections] == [first.body, other.body]


def test_freshness_keeps_the_oldest_date_that_the_citations_no_longer_show() -> None:
    dates = ("2024-03-01", "2024-01-31T23:00:00-05:00", "2024-01-31", None)
    cited = tuple(Citation("q", "trades", date) for date in dates)
    report = merge(trace_of(done("ingest", citations=cited)), FRAME)
    assert report.citations == (Citation("q", "trades", "2024-03-01"),)
    assert report.freshness == {"trades": {"oldest": "2024-01-31", "newest": "2024-03-01"}}


def test_steps_that_did_not_complete_say_why_and_contribute_nothing_else() -> None:
    half = Outcome(sections=(Section("Half", "done"),), warnings=("unheard",))
    report = merge(
        trace_of(
            StepRun("rules", "rules", Status.FAILED, "no answer within 30 s", half),
            StepRun("match", "match", Status.SKIPPED, "needs rules, which failed"),
            verdict=Verdict.FAILED,
        ),
        FRAME,
    )
    assert report.sections == ()
    assert report.warnings == ("rules failed: no answer within 30 s.",)
    assert report.steps == (
        ("rules", "failed", "no answer within 30 s"),
        ("match", "skipped", "needs rules, which failed"),
    )


def test_personal_data_is_masked_in_titles_citations_reasons_and_details() -> None:
    mail = "jane@example.com"
    report = merge(
        Trace(
            (
                done(
                    "ingest",
                    Section(mail, mail),
                    citations=(Citation(mail, mail),),
                    warnings=(mail,),
                ),
                StepRun("rules", "rules", Status.SKIPPED, mail),
            ),
            Verdict.COMPLETED,
            Decision("GO", mail, {mail: [{"to": mail}], "other": {"b@example.com": 1, mail: 2}}),
        ),
        replace(FRAME, title=mail, reproducibility={"by": mail}),
    )
    assert b"@" not in dump(report)
    assert report.decision is not None
    assert report.decision.details["other"] == {"[email]": 1, "[email] 2": 2}


def test_roles_may_be_allowed_names() -> None:
    trace = trace_of(done("ingest", Section("A", "Ask Mr Smith at a@example.com")))
    report = merge(trace, replace(FRAME, allowed=("name",)))
    assert report.sections[0].body == "Ask Mr Smith at [email]"


def test_parts_that_decided_differently_do_not_merge() -> None:
    parts = [
        merge(Trace((), Verdict.COMPLETED, Decision(action, "so")), FRAME)
        for action in ("GO", "STOP")
    ]
    with pytest.raises(ValueError, match="decided differently: GO and STOP"):
        combine(parts, FRAME)


def test_a_merged_report_has_the_worst_verdict_of_its_parts() -> None:
    parts = [merge(Trace((), verdict), FRAME) for verdict in (Verdict.PARTIAL, Verdict.COMPLETED)]
    assert combine(parts, FRAME).verdict is Verdict.PARTIAL
    assert combine([], FRAME).verdict is Verdict.COMPLETED


def test_canonical_bytes_have_sorted_keys_and_no_time() -> None:
    report = merge(trace_of(replace(done("ingest"), run_ms=5, started_ms=7)), FRAME)
    other = merge(trace_of(replace(done("ingest"), run_ms=9, cached=True)), FRAME)
    loaded = orjson.loads(dump(report))
    assert list(loaded) == sorted(loaded)
    assert digest(report) == digest(other)
    assert len(digest(report)) == 64


def test_a_report_that_holds_what_is_no_json_is_refused() -> None:
    report = merge(Trace((), Verdict.COMPLETED, Decision("GO", "so", {"when": object()})), FRAME)
    with pytest.raises(TypeError):
        dump(report)
