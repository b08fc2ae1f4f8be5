"""Several writes of a store as one transaction: all of them or none."""

from collections.abc import Iterator

import pytest

from blocks.coaching import CoachingStore
from blocks.coaching_rows import JobRow, RoundRow
from blocks.json_cache import cache_of
from blocks.ledger import open_ledger
from blocks.together import together

JOBS = [JobRow(name, "run", "toy", "doc", name) for name in ("a", "b", "c")]


@pytest.fixture
def store(ledger_url: str) -> Iterator[CoachingStore]:
    ledger = open_ledger(ledger_url)
    yield CoachingStore(ledger.database, cache_of(ledger.database))
    ledger.close()


def test_what_is_written_together_stands_there_afterwards(store: CoachingStore) -> None:
    with together(store) as one:
        for job in JOBS:
            one.begin_job(job)
            best = one.record_round(RoundRow(job.job_id, 1, score=0.5))
            assert (best.best_round, best.best_score) == (1, 0.5)
            assert len(one.rounds(job.job_id)) == 1
    assert [job.job_id for job in store.jobs("run")] == ["a", "b", "c"]
    store.begin_job(JobRow("d", "run", "toy", "doc", "d"))  # the database is free again


def test_an_error_in_between_leaves_nothing_of_it(store: CoachingStore) -> None:
    store.begin_job(JOBS[0])
    with pytest.raises(RuntimeError, match="midway"):
        _broken_off(store)
    assert [job.job_id for job in store.jobs("run")] == ["a"]
    assert store.rounds("a") == ()


def _broken_off(store: CoachingStore) -> None:
    with together(store) as one:
        one.begin_job(JOBS[1])
        one.record_round(RoundRow("a", 1, score=0.5))
        raise RuntimeError("midway")
