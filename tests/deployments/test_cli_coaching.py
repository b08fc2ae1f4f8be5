"""`coxswain coaching`: what it left of a run, as a person and as a program reads it."""

import pytest

from blocks.coaching import CoachingStore, JobEnd
from blocks.coaching_rows import JobRow, RoundRow, job_id
from blocks.json_cache import cache_of
from blocks.ledger import open_ledger
from blocks.rows import RunRow
from tests.deployments.conftest import Coxswain


@pytest.fixture
def recorded() -> None:
    """A run with one job of two rounds."""
    ledger = open_ledger()
    ledger.begin(RunRow("run-1", "toy"))
    store = CoachingStore(ledger.database, cache_of(ledger.database))
    job = store.begin_job(
        JobRow(job_id("run-1", "doc", "Reader", "draft"), "run-1", "toy", "doc", "Reader", "draft")
    )
    asked = ["ask vera@example.org"]
    store.record_round(RoundRow(job.job_id, 1, "p", {}, 0.5, asked, asked))
    store.record_round(RoundRow(job.job_id, 2, "p", {}, 0.75, asked, asked, gain=0.25))
    store.finish_job(job.job_id, JobEnd({}, 0.75, reason="all 2 rounds were used"))
    ledger.close()


@pytest.mark.usefixtures("recorded")
def test_a_run_shows_the_score_of_every_round_of_each_agent(coxswain: Coxswain) -> None:
    said = coxswain("coaching", "show", "run-1")
    assert said.code == 0
    for part in ("Reader", "0.5 0.75", "all 2 rounds were used", "1 agent coached."):
        assert part in said.out
    (job,) = coxswain("coaching", "show", "run-1", "--json").json
    assert (job["agent_id"], job["best_round"]) == ("Reader", 2)


@pytest.mark.usefixtures("recorded")
def test_one_agent_shows_its_rounds_masked(coxswain: Coxswain) -> None:
    said = coxswain("coaching", "show", "run-1", "--agent", "Reader")
    assert "+0.250" in said.out
    assert "ask [email]" in said.out
    (job,) = coxswain("coaching", "show", "run-1", "--agent", "Reader", "--json").json
    assert [one["score"] for one in job["rounds"]] == [0.5, 0.75]


@pytest.mark.usefixtures("recorded")
def test_an_agent_that_was_not_coached_is_answered_with_those_that_were(coxswain: Coxswain) -> None:
    said = coxswain("coaching", "show", "run-1", "--agent", "Writer")
    assert said.code == 2
    assert "Valid choices: Reader" in said.err


def test_without_prompts_that_wait_nothing_is_tried_and_no_server_started(
    coxswain: Coxswain,
) -> None:
    said = coxswain("coaching", "try", "reconciliation")
    assert (said.code, said.out.strip()) == (0, "No prompt waits to be tried.")
    assert coxswain("coaching", "try", "nothing").code == 2
