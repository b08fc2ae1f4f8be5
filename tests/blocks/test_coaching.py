"""What coaching leaves: jobs, rounds, results, metrics, and prompts that did well."""

import subprocess
import sys
import threading

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from blocks.coaching import CoachingStore, JobEnd, Performance
from blocks.coaching_rows import PromptRow, RoundRow, job_id
from blocks.errors import (
    LedgerError,
    RefusedPrompt,
    UnknownAgent,
    UnknownJob,
    UnknownPrompt,
)
from blocks.ledger import Ledger, open_ledger
from blocks.registry import Registry
from tests.blocks.coaching_values import agent, job, registry_in, store_in

RESULT = {"ordförande": {"value": "Åsa Öberg", "page": 3, "text": "Åsa  Öberg", "box": [1, 2.5]}}


@pytest.fixture
def store(ledger: Ledger) -> CoachingStore:
    return store_in(ledger)


@pytest.fixture
def registry(ledger: Ledger) -> Registry:
    made = registry_in(ledger)
    made.seed("pack", [agent(), agent("Other")])
    return made


def finished(store: CoachingStore, doc="doc", name="ReaderAgent", run="run", score=0.9, **end):
    one = store.begin_job(job(doc, name, run))
    store.record_round(RoundRow(one.job_id, 1, "Läs.", RESULT, score))
    return store.finish_job(one.job_id, JobEnd(RESULT, score, score > 0.85, ms=100.0, **end))


def kept(store: CoachingStore, prompt="Läs noga.", accuracy=0.97, name="ReaderAgent") -> PromptRow:
    return store.keep_prompt(PromptRow("", "pack", name, prompt, "", accuracy, "m"))


def test_the_same_work_of_a_run_has_the_same_job(store: CoachingStore) -> None:
    first = store.begin_job(job())
    store.record_round(RoundRow(first.job_id, 1, score=0.4))
    again = store.begin_job(job())
    assert (again.job_id, again.created_at, again.best_score) == (
        first.job_id,
        first.created_at,
        0.4,
    )
    assert [one.job_id for one in store.jobs("run")] == [first.job_id]
    ids = {
        job_id("r", "d", "a"),
        job_id("r", "d", "b"),
        job_id("r", "da", ""),
        job_id("rd", "", "a"),
    }
    assert len(ids) == 4


def test_a_round_that_is_recorded_again_stands_there_once(store: CoachingStore) -> None:
    one = store.begin_job(job())
    feedback = {"saknas": ["årsavgift"], "sagt": "Sök i noterna."}
    rounds = [
        RoundRow(one.job_id, 1, "Läs.", RESULT, 0.5, feedback, ["Sök i noterna."], None, 10, 2.5),
        RoundRow(one.job_id, 2, "Läs.", RESULT, 0.7, None, [], 0.2),
        RoundRow(one.job_id, 3, "Läs.", RESULT, 0.7, None, [], 0.0),
    ]
    for _ in range(2):
        for each in rounds:
            best = store.record_round(each)
    found = store.rounds(one.job_id)
    assert [each.round for each in found] == [1, 2, 3]
    assert (found[0].feedback, found[0].result, found[0].prompt) == (feedback, RESULT, "Läs.")
    assert (found[0].gain, found[1].gain) == (None, 0.2)
    assert (best.best_round, best.best_score) == (2, 0.7)  # the earliest of equals
    assert store.job(one.job_id) == best


def test_nothing_is_written_for_a_job_that_never_began(store: CoachingStore) -> None:
    for write in (
        lambda: store.record_round(RoundRow("none", 1)),
        lambda: store.finish_job("none", JobEnd(RESULT)),
        lambda: store.job("none"),
    ):
        with pytest.raises(UnknownJob, match="no coaching job 'none': it must begin first"):
            write()
    assert store.rounds("none") == ()


def test_the_end_of_a_job_is_a_result_a_metric_and_a_state(store, ledger_url, clock) -> None:
    clock.pass_by(minutes=1)
    ended = finished(store)
    assert (ended.status, ended.completed_at) == ("completed", "2026-03-02T09:01:00.000000+00:00")
    other = store_in(open_ledger(ledger_url))
    for each in (store, other, other):
        found = each.result("doc", "ReaderAgent")
        assert found is not None
        assert (found.result_json, found.score, found.accepted) == (RESULT, 0.9, True)
    assert store.result("doc", "Nobody") is None
    assert store.results_of("doc") == (found,)
    assert store.performance("run") == (Performance("ReaderAgent", 1, 100.0, 1.0, 0.9),)


def test_the_latest_result_of_an_agent_stands_and_the_earlier_stays(store, clock) -> None:
    finished(store, run="one", score=0.95)
    clock.pass_by(minutes=1)
    finished(store, run="two", score=0.3)
    finished(store, run="two", name="Other")
    assert [(one.agent_id, one.score) for one in store.results_of("doc")] == [
        ("Other", 0.9),
        ("ReaderAgent", 0.3),
    ]
    found = store.result("doc", "ReaderAgent")
    assert found is not None
    assert found.score == 0.3
    assert store.job(job(run="one").job_id).status == "completed"


def test_a_job_that_is_finished_again_is_counted_once(store: CoachingStore) -> None:
    finished(store, score=0.5)
    finished(store, score=0.8)
    assert store.performance("run") == (Performance("ReaderAgent", 1, 100.0, 1.0, 0.8),)
    assert [one.score for one in store.results_of("doc")] == [0.8]


def test_a_job_that_failed_says_why_and_has_no_result(store: CoachingStore) -> None:
    one = store.begin_job(job())
    store.finish_job(one.job_id, JobEnd(status="failed", reason="the model was away"))
    found = store.job(one.job_id)
    assert (found.status, found.reason, found.best_score) == ("failed", "the model was away", None)
    assert store.results_of("doc") == ()
    assert store.result("doc", "ReaderAgent") is None


def test_an_end_is_written_whole_or_not_at_all(store: CoachingStore) -> None:
    finished(store, score=0.5)
    with store.database.write() as connection:
        connection.execute(text("DROP TABLE agent_performance_metrics"))
    with pytest.raises(LedgerError, match="agent_performance_metrics"):
        finished(store, score=0.8)
    found = store.result("doc", "ReaderAgent")
    assert found is not None
    assert found.score == 0.5
    assert [one.score for one in store.results_of("doc")] == [0.5]


def test_performance_is_the_mean_of_a_run_s_jobs_by_agent(store: CoachingStore) -> None:
    for doc, score in (("a", 0.5), ("b", 1.0)):
        finished(store, doc, score=score)
    finished(store, "a", "Other", score=0.25)
    finished(store, "a", run="another run", score=0.0)
    one = store.begin_job(job("b"))
    store.record_round(RoundRow(one.job_id, 2))
    store.finish_job(one.job_id, JobEnd(RESULT, 1.0, ms=300.0))
    assert store.performance("run") == (
        Performance("Other", 1, 100.0, 1.0, 0.25),
        Performance("ReaderAgent", 2, 200.0, 1.5, 0.75),
    )
    assert store.performance("no such run") == ()


def test_jobs_of_other_documents_come_newest_first_one_a_document(store, clock) -> None:
    for run, doc in (("1", "a"), ("1", "b"), ("2", "a"), ("2", "mine")):
        clock.pass_by(minutes=1)
        finished(store, doc, run=run)
    store.begin_job(job("unfinished"))
    finished(store, "c", "Other")
    seen = store.seen("ReaderAgent", other_than="mine")
    assert [(one.doc_id, one.run_id, one.best_score) for one in seen] == [
        ("a", "2", 0.9),
        ("b", "1", 0.9),
    ]
    assert len(store.seen("ReaderAgent", limit=1)) == 1


def test_a_kept_prompt_stands_for_its_agent_once_it_is_promoted(store, registry) -> None:
    one = kept(store)
    assert (one.state, one.accuracy) == ("candidate", 0.97)
    assert store.candidates("pack") == (one,)
    assert {each.prompt for each in registry.cached("pack")} == {"Läs årsredovisningen."}
    tried = [{"doc_id": "a", "before": 0.9, "after": 0.95}]
    assert store.promote(one.id, tried).tried_on == tried
    for found in (registry.agents("pack"), registry.cached("pack")):
        by_id = {each.row.agent_id: each for each in found}
        assert (by_id["ReaderAgent"].prompt, by_id["ReaderAgent"].prompt_id) == (
            "Läs noga.",
            one.id,
        )
        assert by_id["ReaderAgent"].json["bounded_prompt"] == "Läs noga."
        assert by_id["Other"].prompt_id is None
    assert store.candidates("pack") == ()


def test_of_an_agent_s_prompts_one_stands_at_a_time(store, registry) -> None:
    first, second = kept(store), kept(store, "Läs igen.", 0.98)
    store.promote(first.id, [])
    store.promote(second.id, [])
    assert store.prompt(first.id).state == "retired"
    assert second.id in store.prompt(first.id).reason
    assert [each.prompt_id for each in registry.cached("pack")] == [None, second.id]
    store.refuse(second.id, "it copies values")
    assert [each.prompt_id for each in registry.cached("pack")] == [None, None]
    with pytest.raises(RefusedPrompt, match="it copies values"):
        store.promote(second.id, [])
    assert store.promote(first.id, []).state == "promoted"


def test_a_prompt_that_is_kept_again_keeps_its_verdict_and_its_best_accuracy(
    store, registry
) -> None:
    one = kept(store, accuracy=0.9)
    assert kept(store, accuracy=0.95).accuracy == 0.95
    assert kept(store, accuracy=0.8).accuracy == 0.95
    store.refuse(one.id, "worse on others", tried_on=[{"doc_id": "a"}])
    again = kept(store, accuracy=1.0)
    assert (again.state, again.reason, again.tried_on) == (
        "refused",
        "worse on others",
        [{"doc_id": "a"}],
    )
    assert len(store.prompts("pack")) == 1


def test_an_edited_prompt_is_never_covered_by_one_promoted_before(store, registry) -> None:
    one = kept(store)
    store.promote(one.id, [])
    registry.edit("pack", "ReaderAgent", bounded_prompt="Mitt eget.")
    assert store.prompt(one.id).state == "retired"
    assert [each.prompt for each in registry.agents("pack")][1] == "Mitt eget."
    with pytest.raises(RefusedPrompt, match="an earlier prompt of ReaderAgent"):
        store.promote(one.id, [])
    again = kept(store, "Läs mer.")
    store.promote(again.id, [])
    with store.database.write() as connection:
        connection.execute(text("UPDATE agent_registry SET bounded_prompt = 'By hand.'"))
    assert [each.prompt for each in registry.agents("pack")] == ["By hand.", "By hand."]


def test_prompts_are_told_by_state_and_the_unknown_is_said(store, registry) -> None:
    with pytest.raises(UnknownAgent, match="ReaderAgent"):
        kept(store, name="Reader")
    with pytest.raises(UnknownPrompt, match="'none'"):
        store.promote("none", [])
    one, other = kept(store), kept(store, name="Other")
    store.promote(other.id, [])
    assert [each.id for each in store.prompts("pack", "ReaderAgent")] == [one.id]
    assert [each.id for each in store.prompts("pack", state="promoted")] == [other.id]
    assert store.prompts("elsewhere") == ()


def test_threads_finish_jobs_side_by_side(store: CoachingStore) -> None:
    errors = []

    def work(name: str) -> None:
        try:
            for doc in "abcde":
                finished(store, doc, name)
                assert store.result(doc, name) is not None
        except Exception as error:  # noqa: BLE001
            errors.append(error)

    threads = [threading.Thread(target=work, args=(name,)) for name in ("A", "B", "C", "D")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert [one.jobs for one in store.performance("run")] == [5] * 4


def test_the_cache_of_results_and_agents_is_rebuilt_from_the_database(store, registry) -> None:
    finished(store)
    finished(store, "other")
    with store.database.write() as connection:
        connection.execute(text("UPDATE extraction_results SET score = 0.1"))
    assert store.cache.rebuild([*registry.entries(), *store.entries()]) == 3
    found = store_in(open_ledger(str(store.database.engine.url.render_as_string(False)))).result(
        "doc", "ReaderAgent"
    )
    assert found is not None
    assert found.score == 0.1


CRASH = """
import os, signal, sys
from blocks.coaching import CoachingStore, JobEnd
from blocks.json_cache import JsonCache, cache_of
from blocks.ledger import open_ledger
database = open_ledger(sys.argv[1]).database
store = CoachingStore(database, cache_of(database))
assert store.result("doc", "ReaderAgent").score == 0.5
JsonCache._put = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
store.finish_job(sys.argv[2], JobEnd({"å": 1}, 0.8))
"""


def test_a_kill_between_the_commit_and_the_cache_hides_no_result(store, ledger_url) -> None:
    finished(store, score=0.5)
    assert store.result("doc", "ReaderAgent").score == 0.5
    words = [sys.executable, "-c", CRASH, ledger_url, job().job_id]
    assert subprocess.run(words, check=False, timeout=60).returncode == -9
    found = store.result("doc", "ReaderAgent")
    assert (found.score, found.result_json) == (0.8, {"å": 1})


def test_a_database_that_goes_away_is_one_sentence_and_what_was_read_is_still_there(
    tmp_path, monkeypatch
) -> None:
    ledger = open_ledger(f"sqlite:///{tmp_path / 'ledger.db'}")
    store = store_in(ledger)
    finished(store)
    store.result("doc", "ReaderAgent")
    ledger.close()
    for path in tmp_path.glob("ledger.db*"):
        if path.is_file():
            path.unlink()
    (tmp_path / "ledger.db").mkdir()
    with pytest.raises(LedgerError, match=r"ledger.db can't be used: unable to open"):
        store.begin_job(job("next"))
    assert store.result("doc", "ReaderAgent") is not None


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(codec=None)),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)  # fmt: skip


@given(st.dictionaries(st.text(), json_values, max_size=3), json_values, st.text(max_size=20))
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_result_and_feedback_come_back_the_same(store, result, feedback, doc) -> None:
    one = store.begin_job(job(doc.replace("\0", "")))
    store.record_round(RoundRow(one.job_id, 1, "p", result, 0.5, feedback))
    store.finish_job(one.job_id, JobEnd(result, 0.5))
    (found,) = store.rounds(one.job_id)
    assert (found.result, found.feedback) == (result, feedback)
    latest = store.result(one.doc_id, "ReaderAgent")
    assert latest is not None
    assert latest.result_json == result
