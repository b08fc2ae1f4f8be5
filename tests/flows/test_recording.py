"""What coaching leaves in the database, and what it doesn't when the database goes away."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from blocks.coaching import CoachingStore
from blocks.coaching_rows import AgentRow
from blocks.errors import LedgerError
from blocks.json_cache import cache_of
from blocks.ledger import open_ledger
from blocks.registry import Registry
from flows.coach import Pair
from flows.coaching import CoachedStep, Element, coach_step
from flows.recording import Book
from policies.schema import Coaching
from tasks.agent import Agent, View
from tasks.call import Called
from tasks.failures import StepError
from tasks.outcome import Outcome, Usage
from tests.toy import agent

SCORES: dict[str, tuple[Any, ...]] = {
    "Ann": (0.95,),
    "Bo": (0.3, 0.5, 0.92),
    "Cy": (0.6, 0.4, 0.5),
    "Di": (None,),
}
OWN = "Find the chairman."


@pytest.fixture
def store(ledger_url: str) -> Iterator[CoachingStore]:
    ledger = open_ledger(ledger_url)
    cache = cache_of(ledger.database)
    registry = Registry(ledger.database, cache)
    registry.seed("toy", [AgentRow("toy", name, bounded_prompt=OWN) for name in SCORES])
    yield CoachingStore(ledger.database, cache)
    ledger.close()


@dataclass
class Asked:
    """Writers and judges of several elements; what `prompts` says a writer answers with."""

    prompts: dict[str, str] = field(default_factory=dict)
    cached: bool = False
    fails: frozenset[str] = frozenset()

    async def __call__(self, one: Agent, view: View, _: str) -> Called:
        await asyncio.sleep(0)
        name, number = view.item["id"], view.round
        if name in self.fails:
            return Called(None, StepError("no pages"), 1.0, 1.5)
        if one.name == "writer":
            prompt = self.prompts.get(name, OWN) if number > 1 else OWN
            facts = {"id": name, "fields": {"chairman": "Vera Tuvelind"}, "n": number}
            given = Outcome({**facts, "prompt": prompt}, usage=Usage(10, 5))
        else:
            score = SCORES[name][number - 1]
            given = Outcome({"score": score, "feedback": f"more {number}"}, usage=Usage(1, 1))
        return Called(given, None, 1.0, 1.5, cached=self.cached)


def coach(book: Book | None, asked: Asked, *names: str) -> CoachedStep:
    async def body() -> CoachedStep:
        stop = asyncio.get_running_loop().create_future()
        pair = Pair("draft", agent("writer"), agent("judge"), Coaching(judge="judge", target=0.9))
        views = [View(None, item={"id": name, "prompt": OWN, "prompt_id": None}) for name in names]
        elements = [Element(view.item["id"], view, asked) for view in views]
        return await coach_step(pair, elements, stop, book)

    return asyncio.run(body())


def test_every_round_of_every_element_stands_there_once(store: CoachingStore) -> None:
    book = Book(store, "run-1", "toy", "doc", "gemma")
    for cached in (False, True):  # a run that went on finds its rounds in the cache
        done = coach(book, Asked(cached=cached), *SCORES)
        assert done.called.outcome is not None
        assert not [said for said in done.called.outcome.warnings if "missing" in said]
    jobs = {job.agent_id: job for job in store.jobs("run-1")}
    assert set(jobs) == set(SCORES)
    rounds = {name: store.rounds(job.job_id) for name, job in jobs.items()}
    assert [(row.round, row.score, row.gain) for row in rounds["Bo"]] == [
        (1, 0.3, None),
        (2, 0.5, 0.2),
        (3, 0.92, 0.42),
    ]
    (first, *_) = rounds["Bo"]
    assert (first.prompt, first.feedback, first.improvements) == (OWN, "more 1", ["more 1"])
    assert (first.tokens, first.ms) == (17, 1000.0)
    assert first.result == {"id": "Bo", "fields": {"chairman": "Vera Tuvelind"}, "n": 1}
    bo, cy, di = jobs["Bo"], jobs["Cy"], jobs["Di"]
    assert (bo.best_round, bo.best_score, bo.status) == (3, 0.92, "completed")
    assert (bo.model, bo.doc_id, bo.section) == ("gemma", "doc", "draft")
    assert (cy.best_round, cy.reason) == (1, "all 3 rounds were used")
    assert di.status == "unjudged"
    found = store.result("doc", "Cy")
    assert found is not None
    assert (found.score, found.accepted, found.result_json["n"]) == (0.6, False, 1)


def test_an_element_that_failed_leaves_a_job_that_says_so(store: CoachingStore) -> None:
    coach(Book(store, "run-1", "toy", "doc"), Asked(fails=frozenset({"Ann"})), "Ann", "Bo")
    ann, bo = store.jobs("run-1")
    assert (ann.status, ann.reason) == ("failed", "no pages")
    assert bo.status == "completed"
    assert store.result("doc", "Ann") is None


def test_a_prompt_with_which_the_target_was_reached_waits_as_a_candidate(
    store: CoachingStore,
) -> None:
    better = f"{OWN} Look among the signatures."
    coach(Book(store, "run-1", "toy", "doc"), Asked({"Bo": better, "Cy": better}), *SCORES)
    (kept,) = store.prompts("toy")
    assert (kept.agent_id, kept.prompt, kept.state) == ("Bo", better, "candidate")
    assert kept.accuracy == 0.92


def test_a_prompt_that_copies_its_report_is_refused_at_once(store: CoachingStore) -> None:
    coach(Book(store, "run-1", "toy", "doc"), Asked({"Bo": f"{OWN} It is Vera Tuvelind."}), "Bo")
    (kept,) = store.prompts("toy")
    assert kept.state == "refused"
    assert "Vera" not in kept.reason


def test_an_agent_that_the_registry_does_not_have_keeps_no_prompt(store: CoachingStore) -> None:
    book = Book(store, "run-1", "other", "doc")
    done = coach(book, Asked({"Bo": f"{OWN} Look twice."}), "Bo")
    assert store.prompts("other") == ()
    assert done.alone.outcome is not None
    assert done.alone.outcome.warnings == ()


@dataclass
class Away:
    """A store that is away for some writes, from the second on."""

    store: CoachingStore
    writes: int
    seen: int = 0

    def __getattr__(self, name: str) -> Any:
        def write(*args: Any, **options: Any) -> Any:
            self.seen += 1
            if 1 < self.seen <= 1 + self.writes:
                raise LedgerError("The ledger can't be used: no route.")
            return getattr(self.store, name)(*args, **options)

        return write


def test_a_database_that_goes_away_costs_a_warning_and_no_round(store: CoachingStore) -> None:
    away: Any = Away(store, 10**6)
    done = coach(Book(away, "run-1", "toy", "doc"), Asked(), "Ann", "Bo", "Cy")
    assert [course.score for course in done.courses] == [0.95, 0.92, 0.6]
    assert done.called.outcome is not None
    (said,) = [each for each in done.called.outcome.warnings if "missing" in each]
    assert said == "13 records of coaching are missing: The ledger can't be used: no route."


def test_a_database_that_comes_back_has_everything(store: CoachingStore) -> None:
    away: Any = Away(store, 1)
    done = coach(Book(away, "run-1", "toy", "doc"), Asked(), "Ann", "Bo", "Cy")
    assert done.called.outcome is not None
    assert not [each for each in done.called.outcome.warnings if "missing" in each]
    assert [len(store.rounds(job.job_id)) for job in store.jobs("run-1")] == [1, 3, 3]


def test_a_record_that_is_wrong_in_itself_holds_up_no_other(store: CoachingStore) -> None:
    class Wrong(Away):
        def __getattr__(self, name: str) -> Any:
            def broken(*_: Any) -> Any:
                raise TypeError("no JSON")

            return broken if name == "finish_job" else getattr(self.store, name)

    wrong: Any = Wrong(store, 0)
    done = coach(Book(wrong, "run-1", "toy", "doc"), Asked(), "Ann", "Bo")
    assert [len(store.rounds(job.job_id)) for job in store.jobs("run-1")] == [1, 3]
    assert done.called.outcome is not None
    assert done.called.outcome.warnings[-1] == (
        "2 records of coaching are missing: TypeError: no JSON"
    )


def test_without_a_book_nothing_is_recorded_and_nothing_is_said() -> None:
    done = coach(None, Asked(), *SCORES)
    assert done.called.outcome is not None
    assert not [each for each in done.called.outcome.warnings if "missing" in each]
    assert [course.name for course in done.courses] == [*SCORES]
