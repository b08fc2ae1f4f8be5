"""Trying a prompt again on a report that was seen: the run's own steps, one attempt, one judge."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from blocks.coaching import CoachingStore, JobEnd
from blocks.coaching_rows import AgentRow, JobRow, PromptRow, RoundRow, job_id
from blocks.json_cache import cache_of
from blocks.ledger import Ledger, open_ledger
from blocks.registry import Registry
from flows import try_prompts as flow
from flows.compose import in_process
from flows.promote import try_candidates
from flows.run import Request, World, run
from flows.settle import Shop
from flows.trials import document_of, trial_of
from policies.errors import TransientError
from tasks.agent import View
from tasks.outcome import Outcome
from tests.seen import flow_runs, task_runs
from tests.toy import agent, crew, load_toy

OWN, BETTER, WORSE = "Read.", "Read twice.", "Guess."
WORTH = {OWN: 0.7, BETTER: 0.9, WORSE: 0.2}
POLICY = {
    "steps": [
        {"agent": "list"},
        {"agent": "idle"},
        {
            "agent": "writer",
            "as": "draft",
            "needs": ["list"],
            "each": "list.parts",
            "coach": {"judge": "judge", "target": 0.95, "rounds": 2},
        },
    ],
}
IDLED: list[str] = []


def listed(view: View) -> Outcome:
    return Outcome({"parts": [{"id": name, "prompt": OWN} for name in view.request.names]})


def idle(_: View) -> Outcome:
    IDLED.append("once")
    return Outcome()


def write(view: View) -> Outcome:
    return Outcome({"id": view.item["id"], "text": view.item["prompt"]})


def judge(view: View) -> Outcome:
    prompt = view.needs["draft"]["text"]
    if prompt not in WORTH:
        raise TransientError("busy")
    return Outcome({"score": WORTH[prompt]})


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    opened = open_ledger(f"sqlite:///{tmp_path / 'ledger.db'}")
    yield opened
    opened.close()


@pytest.fixture
def store(ledger: Ledger) -> CoachingStore:
    return CoachingStore(ledger.database, cache_of(ledger.database))


@pytest.fixture
def shop(tmp_path: Path, ledger: Ledger, store: CoachingStore) -> Shop:
    """A pack of which one request has been settled and its job recorded."""
    known = {
        "list": agent("list", listed),
        "idle": agent("idle", idle),
        "writer": agent("writer", write, model=True),
        "judge": agent("judge", judge),
    }
    made = Shop(crew(load_toy(tmp_path, {"p": POLICY}, known), known), policy="p")
    given = made.crew.request(id="r-9", names=["Ann", "Bo"])
    world = World(ledger, tmp_path / "reports", in_process)
    asyncio.run(run(Request("run-1", given, made), world))
    doc = document_of(made, given)
    job = JobRow(job_id("run-1", doc, "Bo", "draft"), "run-1", "toy", doc, "Bo", "draft")
    store.begin_job(job)
    store.record_round(RoundRow(job.job_id, 1, OWN, {"text": OWN}, WORTH[OWN]))
    store.finish_job(job.job_id, JobEnd({"text": OWN}, WORTH[OWN], accepted=False))
    Registry(ledger.database, cache_of(ledger.database)).seed(
        "toy", [AgentRow("toy", "Bo", bounded_prompt=OWN)]
    )
    IDLED.clear()
    return made


def tried(shop: Shop, ledger: Ledger, job: JobRow, prompt: str) -> float | None:
    return asyncio.run(_tried(shop, ledger, job, prompt))


async def _tried(shop: Shop, ledger: Ledger, job: JobRow, prompt: str) -> float | None:
    return await trial_of(shop, ledger)(job, prompt)


def test_a_trial_is_one_attempt_with_the_prompt_and_its_judgement(
    shop: Shop, ledger: Ledger, store: CoachingStore
) -> None:
    (job,) = (one for one in store.jobs("run-1") if one.agent_id == "Bo")
    assert tried(shop, ledger, job, BETTER) == 0.9
    assert tried(shop, ledger, job, WORSE) == 0.2
    assert IDLED == []  # what the step doesn't need isn't run


def test_what_can_not_be_tried_is_told_apart_from_what_is_away(
    shop: Shop, ledger: Ledger, store: CoachingStore
) -> None:
    (job,) = (one for one in store.jobs("run-1") if one.agent_id == "Bo")
    other: dict[str, Any] = {"agent_id": "Nobody"}
    for change in (other, {"section": "gone"}, {"doc_id": "another"}):
        row = JobRow(**{**{n: getattr(job, n) for n in job.__slots__}, **change})
        assert tried(shop, ledger, row, BETTER) is None
    with pytest.raises(TransientError, match="busy"):
        tried(shop, ledger, job, "Ask nobody.")


def test_kept_prompts_are_promoted_or_refused_by_what_their_trials_give(
    shop: Shop, ledger: Ledger, store: CoachingStore
) -> None:
    for prompt, accuracy in ((WORSE, 0.97), (BETTER, 0.96)):
        store.keep_prompt(PromptRow("", "toy", "Bo", prompt, "", accuracy))
    trial = trial_of(shop, ledger)
    done = asyncio.run(try_candidates("toy", store, trial, {"Bo": OWN}))
    assert [(one.state, one.reason) for one in done] == [
        ("refused", "worse on 1 of 1 report"),
        ("promoted", "no worse on 1 report"),
    ]
    (enlisted,) = Registry(ledger.database, store.cache).agents("toy")
    assert enlisted.prompt == BETTER


@pytest.mark.usefixtures("prefect_server")
def test_the_flow_tries_the_prompts_of_a_pack_and_shows_what_became_of_each(
    shop: Shop, ledger: Ledger, store: CoachingStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(flow, "shop", lambda *_: shop)
    monkeypatch.setattr(flow, "world", lambda: World(ledger, Path("reports")))
    store.keep_prompt(PromptRow("", "toy", "Bo", BETTER, "", 0.96))
    done = asyncio.run(flow.try_prompts("toy"))
    assert [one.state for one in done] == ["promoted"]
    _, flow_run_id = flow_runs("try-prompts")[0]
    shown = {task.name for task in task_runs(flow_run_id, 3)}
    assert shown == {"list", "Bo 1", "Bo 1 judge"}
    assert asyncio.run(flow.try_prompts("toy")) == []
