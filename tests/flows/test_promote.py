"""A kept prompt stands for its agent only when it is worse nowhere."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from blocks.coaching_rows import JobRow, PromptRow, ResultRow, prompt_digest
from blocks.errors import RefusedPrompt
from flows.promote import Trial, no_worse, rows_of, try_candidates
from policies.errors import TransientError

SCORES = st.dictionaries(st.sampled_from("abcd"), st.floats(0, 1, allow_nan=False))
OWN = "Find the chairman."


@dataclass
class Kept:
    """A store of prompts and of jobs that agents have done."""

    waiting: tuple[PromptRow, ...]
    jobs: tuple[JobRow, ...]
    results: Mapping[str, Any] = field(default_factory=dict)
    decided: dict[str, tuple[str, Any]] = field(default_factory=dict)
    edited: bool = False

    def candidates(self, _pack: str, _agent: str | None = None) -> tuple[PromptRow, ...]:
        return self.waiting

    def seen(self, _agent: str, _other: str, limit: int) -> tuple[JobRow, ...]:
        return self.jobs[:limit]

    def result(self, doc_id: str, agent_id: str) -> ResultRow | None:
        found = self.results.get(doc_id)
        return found and ResultRow(doc_id, agent_id, doc_id, found, 1.0, accepted=True)

    def promote(self, id: str, tried_on: Any) -> PromptRow:
        if self.edited:
            raise RefusedPrompt("it was edited since")
        self.decided[id] = ("promoted", tried_on)
        return self.waiting[0]

    def refuse(self, id: str, reason: str, _tried_on: Any = None) -> PromptRow:
        self.decided[id] = ("refused", reason)
        return self.waiting[0]


def prompt(id: str, text: str = "Find the chairman, also among the signatures.") -> PromptRow:
    return PromptRow(id, "toy", "Reader", text, "", 0.97, base=prompt_digest(OWN))


def job(doc: str, score: float | None = 0.9) -> JobRow:
    return JobRow(f"j-{doc}", "r", "toy", doc, "Reader", best_score=score)


def scores(**given: Any) -> Trial:
    async def trial(of: JobRow, _prompt: str) -> float | None:
        found = given[of.doc_id]
        if isinstance(found, Exception):
            raise found
        return found

    return trial


def tried(store: Kept, trial: Trial, most: int = 5) -> list[Any]:
    return asyncio.run(try_candidates("toy", store, trial, {"Reader": OWN}, most))


def test_a_prompt_that_is_worse_nowhere_is_promoted_with_what_it_was_tried_on() -> None:
    store = Kept((prompt("p1"),), (job("a"), job("b")))
    (done,) = tried(store, scores(a=0.9, b=0.95))
    assert (done.state, done.reason) == ("promoted", "no worse on 2 reports")
    state, rows = store.decided["p1"]
    assert state == "promoted"
    assert rows[1] == {"doc_id": "b", "before": 0.9, "after": 0.95}


def test_a_prompt_that_is_worse_on_one_report_is_refused() -> None:
    store = Kept((prompt("p1"),), (job("a"), job("b")))
    (done,) = tried(store, scores(a=0.99, b=0.89))
    assert (done.state, done.reason) == ("refused", "worse on 1 of 2 reports")
    assert store.decided["p1"][0] == "refused"


def test_a_prompt_that_copies_from_any_report_is_refused_and_not_even_tried() -> None:
    store = Kept(
        (prompt("p1", f"{OWN} Such as Vera Tuvelind."),),
        (job("a"), job("b")),
        {"b": {"fields": {"chairman": {"value": "Vera Tuvelind", "text": "Vera Tuvelind"}}}},
    )
    (done,) = tried(store, scores(a=RuntimeError("tried"), b=RuntimeError("tried")))
    assert done.state == "refused"
    assert done.reason.startswith("it copies ")
    assert "Vera" not in done.reason


def test_without_a_report_to_try_it_on_a_prompt_waits() -> None:
    gone = Kept((prompt("p1"),), (job("a"), job("b", None)))
    (done,) = tried(gone, scores(a=None, b=1.0))
    assert (done.state, gone.decided) == ("waiting", {})
    (never,) = tried(Kept((prompt("p1"),), ()), scores())
    assert never.state == "waiting"


def test_a_model_that_is_away_decides_nothing() -> None:
    store = Kept((prompt("p1"),), (job("a"),))
    (done,) = tried(store, scores(a=TransientError("busy")))
    assert (done.state, done.reason) == ("waiting", "it could not be tried: busy")
    assert store.decided == {}


def test_a_prompt_that_was_made_for_an_earlier_one_is_refused_and_not_even_tried() -> None:
    earlier = replace(prompt("p1"), base=prompt_digest("Find the chair."))
    (done,) = tried(Kept((earlier,), (job("a"),)), scores(a=RuntimeError("tried")))
    assert (done.state, done.reason.split(",")[1]) == ("refused", " which was edited since")


def test_a_prompt_whose_agent_was_edited_meanwhile_waits() -> None:
    store = Kept((prompt("p1"),), (job("a"),), edited=True)
    (done,) = tried(store, scores(a=1.0))
    assert (done.state, done.reason) == ("waiting", "it was edited since")


def test_the_second_candidate_of_an_agent_waits_once_the_first_was_promoted() -> None:
    store = Kept((prompt("p1"), prompt("p2")), (job("a"),))
    done = tried(store, scores(a=1.0))
    assert [one.id for one in done] == ["p1"]
    assert rows_of(done)[0]["what became of it"] == "promoted"


def test_no_more_reports_are_read_than_was_asked_for() -> None:
    store = Kept((prompt("p1"),), (job("a"), job("b")))
    (done,) = tried(store, scores(a=1.0, b=RuntimeError("too many")), most=1)
    assert done.reason == "no worse on 1 report"


@given(SCORES, SCORES)
def test_no_worse_is_no_score_below_the_one_before(
    before: dict[str, float], after: dict[str, float]
) -> None:
    expected = bool(before) and all(n in after and after[n] >= before[n] for n in before)
    if all(abs(after.get(n, 2) - score) > 1e-8 for n, score in before.items()):
        assert no_worse(before, after) == expected
    if before:
        assert no_worse(before, before)


@given(SCORES, SCORES, SCORES)
def test_no_worse_twice_is_no_worse_than_the_first(
    one: dict[str, float], two: dict[str, float], three: dict[str, float]
) -> None:
    steps = all(abs(a - b) > 1e-6 for s in (two, three) for a in s.values() for b in one.values())
    if steps and no_worse(one, two) and no_worse({n: two[n] for n in one}, three):
        assert no_worse(one, three)
