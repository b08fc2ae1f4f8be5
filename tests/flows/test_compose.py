"""A run on the real Prefect server: what a person sees there, and what the ledger keeps."""

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from blocks.errors import LedgerError
from blocks.ledger import Ledger, open_ledger
from flows.compose import as_flow
from flows.run import Ran, Request, World, run
from flows.settle import Shop
from policies.errors import RunFailedError
from tasks.agent import Agent, View
from tasks.outcome import Outcome, Verdict
from tests.flows.parts import Faults, faults_of, toy_shop
from tests.seen import flow_runs, task_runs
from tests.toy import agent, agents, crew, decides, load_toy

pytestmark = pytest.mark.usefixtures("prefect_server")


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    opened = open_ledger(f"sqlite:///{tmp_path / 'ledger.db'}")
    yield opened
    opened.close()


def shop_of(root: Path, known: dict[str, Agent], policy: Any, **declared: Any) -> Shop:
    loaded = load_toy(root, {"p": policy}, known, **declared)
    return Shop(crew(loaded, known), policy="p")


def go(shop: Shop, ledger: Any, reports: Path, run_id: str = "run-1", **given: Any) -> Ran:
    request = Request(run_id, shop.crew.request(**given), shop)
    return asyncio.run(run(request, World(ledger, reports, as_flow)))


def fails(_: View) -> Outcome:
    raise ValueError("no such row")


def test_a_run_shows_its_policy_its_agents_and_who_skipped_the_rest(
    tmp_path: Path, ledger: Ledger
) -> None:
    ran = go(toy_shop(tmp_path, Faults()), ledger, tmp_path / "reports")
    assert ran.trace.verdict is Verdict.COMPLETED
    flow, flow_run_id = flow_runs("toy.small")[0]
    assert flow.said == ("Completed", "rule decided SETTLE: rule.ok")
    shown = {task.name: task.said for task in task_runs(flow_run_id, 3)}
    assert shown["look"][0] == shown["rule"][0] == "Completed"
    assert shown["decide"] == ("Skipped", "rule decided SETTLE: rule.ok")
    assert faults_of(ledger, "run-1", tmp_path / "reports") == []


def test_a_step_that_its_policy_leaves_out_shows_why(tmp_path: Path, ledger: Ledger) -> None:
    go(toy_shop(tmp_path, Faults()), ledger, tmp_path / "reports", size=20)
    _, flow_run_id = flow_runs("toy.large")[0]
    shown = {task.name: task.said for task in task_runs(flow_run_id, 4)}
    state, message = shown["rule"]
    assert state == "Skipped"
    assert message.startswith("not needed: request.id == ")


def test_what_needs_a_failed_agent_is_shown_as_skipped_and_the_run_as_failed(
    tmp_path: Path, ledger: Ledger
) -> None:
    known = {"a": agent("a", fails), **agents("b")}
    policy = {"limits": {"retries": 0}, "steps": [{"agent": "a"}, {"agent": "b", "needs": ["a"]}]}
    ran = go(shop_of(tmp_path, known, policy, title="Bad"), ledger, tmp_path / "reports")
    flow, flow_run_id = flow_runs("toy.p")[0]
    assert flow.said == ("Failed", "a: ValueError: no such row")
    shown = {task.name: task.said for task in task_runs(flow_run_id, 2)}
    assert shown["a"][0] == "Failed"
    assert "no such row" in shown["a"][1]
    assert shown["b"] == ("Skipped", "needs a, which failed")
    kept = ledger.run("run-1")
    assert (kept.state, kept.reason) == ("failed", ran.trace.reason)


def test_a_failed_optional_agent_makes_the_flow_run_partial(tmp_path: Path, ledger: Ledger) -> None:
    known = {"a": agent("a", fails), **agents("b")}
    policy = {"steps": [{"agent": "a", "required": False}, {"agent": "b"}]}
    go(shop_of(tmp_path, known, policy), ledger, tmp_path / "reports")
    flow, _ = flow_runs("toy.p")[0]
    assert flow.said == ("Partial", "a (optional): ValueError: no such row")
    assert ledger.run("run-1").state == "partial"


def test_independent_agents_run_side_by_side_and_others_wait(
    tmp_path: Path, ledger: Ledger
) -> None:
    now, most = [0], [0]

    async def busy(_: View) -> Outcome:
        now[0] += 1
        most[0] = max(most[0], now[0])
        await asyncio.sleep(0.3)
        now[0] -= 1
        return Outcome()

    known = {name: Agent(name, busy, "1", {}) for name in "abcd"}
    policy = {"limits": {"max_parallel": 3}, "steps": [{"agent": name} for name in known]}
    go(shop_of(tmp_path, known, policy), ledger, tmp_path / "reports")
    assert most == [3]


def test_coaching_is_a_subflow_of_its_own(tmp_path: Path, ledger: Ledger) -> None:
    known = {
        "writer": agent("writer", _draft),
        "judge": agent("judge", _judge),
    }
    coach = {"judge": "judge", "target": 0.9, "rounds": 3}
    policy = {"steps": [{"agent": "writer", "as": "draft", "coach": coach}]}
    ran = go(shop_of(tmp_path, known, policy), ledger, tmp_path / "reports")
    (step,) = ran.trace.steps
    assert step.outcome is not None
    assert step.outcome.facts["coaching"]["scores"] == [0.0, 1.0]
    flow, flow_run_id = flow_runs("toy.p.draft.coaching")[0]
    assert flow.said == ("Completed", "Reached the target of 0.9.")
    shown = [(task.name, task.state) for task in task_runs(flow_run_id, 4)]
    names = ["draft 1", "draft 1 judge", "draft 2", "draft 2 judge"]
    assert shown == [(name, "Completed") for name in names]


def test_all_elements_of_a_coached_step_share_one_subflow_with_its_artifacts(
    tmp_path: Path, ledger: Ledger
) -> None:
    parts = [{"id": name} for name in ("Ann", "Bo")]
    known = {
        "list": agent("list", lambda _: Outcome({"parts": parts})),
        "writer": agent("writer", _named),
        "judge": agent("judge", _judge),
    }
    coach = {"judge": "judge", "target": 0.9, "rounds": 3}
    steps = [
        {"agent": "list"},
        {"agent": "writer", "as": "draft", "needs": ["list"], "each": "list.parts", "coach": coach},
    ]
    ran = go(shop_of(tmp_path, known, {"steps": steps}), ledger, tmp_path / "reports", id="x-7")
    assert ran.trace.verdict is Verdict.COMPLETED
    flow, flow_run_id = flow_runs("toy.p.draft.coaching")[0]
    assert flow.said == ("Completed", "2 of 2 reached the target of 0.9.")
    shown = [task.name for task in task_runs(flow_run_id, 8)]
    assert shown == [f"{n} {of}" for n in ("Ann", "Bo") for of in ("1", "1 judge", "2", "2 judge")]
    artifacts = {one.key: one for one in _artifacts(flow_run_id)}
    assert set(artifacts) == {f"toy-x-7-draft-{of}" for of in ("transcript", "curve", "rounds")}
    assert "Ann: 1" in artifacts["toy-x-7-draft-transcript"].data
    assert artifacts["toy-x-7-draft-curve"].data.startswith("![")


def test_a_step_of_which_no_element_could_be_coached_fails_and_so_does_its_subflow(
    tmp_path: Path, ledger: Ledger
) -> None:
    known = {"writer": agent("writer", fails), "judge": agent("judge", _judge)}
    coach = {"judge": "judge", "target": 0.9, "rounds": 3}
    policy = {"steps": [{"agent": "writer", "as": "essay", "coach": coach}]}
    ran = go(shop_of(tmp_path, known, policy), ledger, tmp_path / "reports")
    assert ran.trace.reason == "essay: ValueError: no such row"
    flow, _ = flow_runs("toy.p.essay.coaching")[0]
    assert flow.said == ("Failed", "ValueError: no such row")


def _artifacts(flow_run_id: Any) -> list[Any]:
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.filters import ArtifactFilter, ArtifactFilterFlowRunId

    async def read() -> list[Any]:
        where = ArtifactFilter(flow_run_id=ArtifactFilterFlowRunId(any_=[flow_run_id]))
        async with get_client() as client:
            return await client.read_artifacts(artifact_filter=where)

    return asyncio.run(read())


def _named(view: View) -> Outcome:
    return Outcome(facts={"id": view.item["id"], "text": f"round {len(view.feedback)}"})


def _draft(view: View) -> Outcome:
    return Outcome(facts={"text": f"round {len(view.feedback)}"})


def _judge(view: View) -> Outcome:
    return Outcome(facts={"score": float(view.needs["draft"]["text"][-1]), "feedback": "more"})


class Gone(Ledger):
    """A ledger that can't be written once the first step has ended."""

    def record_step(self, *_: Any) -> None:
        raise LedgerError("The ledger can't be used: the disk is full.")


def test_an_error_of_the_ledger_ends_the_run_as_itself(tmp_path: Path, ledger: Ledger) -> None:
    gone = Gone(ledger.database)
    with pytest.raises(LedgerError, match="the disk is full"):
        go(toy_shop(tmp_path, Faults()), gone, tmp_path / "reports")
    kept = ledger.run("run-1")
    assert kept.state == "failed"
    assert kept.reason == "LedgerError: The ledger can't be used: the disk is full."
    go(toy_shop(tmp_path, Faults()), ledger, tmp_path / "reports")
    assert ledger.run("run-1").state == "completed"
    assert faults_of(ledger, "run-1", tmp_path / "reports") == []


@pytest.mark.parametrize("strict", [True, False])
def test_a_strict_policy_raises_after_the_ledger_has_the_failed_run(
    tmp_path: Path, ledger: Ledger, strict: bool
) -> None:
    policy = {"limits": {"strict": strict, "retries": 0}, "steps": [{"agent": "a"}]}
    shop = shop_of(tmp_path, {"a": agent("a", fails)}, policy)
    if strict:
        with pytest.raises(RunFailedError, match=r"toy\.p is strict and failed: a: ValueError"):
            go(shop, ledger, tmp_path / "reports")
    else:
        go(shop, ledger, tmp_path / "reports")
    kept = ledger.run("run-1")
    assert (kept.state, kept.reason) == ("failed", "a: ValueError: no such row")
    assert kept.counts["steps"] == {"failed": 1}
    report = (tmp_path / "reports" / "run-1.md").read_bytes()
    assert kept.report_digest == sha256(report).hexdigest()


def test_a_failed_run_decides_nothing_and_its_chain_stays_empty(
    tmp_path: Path, ledger: Ledger
) -> None:
    known = {"a": agent("a", decides("GO")), "b": agent("b", fails)}
    policy = {"limits": {"retries": 0}, "steps": [{"agent": "a"}, {"agent": "b"}]}
    go(shop_of(tmp_path, known, policy, actions=["GO"]), ledger, tmp_path / "reports")
    assert ledger.run("run-1").decision is None
    assert ledger.entries(limit=None) == []


def test_a_run_leaves_the_same_in_either_database(
    tmp_path: Path, ledger: Ledger, ledger_url: str
) -> None:
    other = open_ledger(ledger_url) if "postgres" in ledger_url else ledger
    ran = go(toy_shop(tmp_path, Faults()), other, tmp_path / "reports", size=20)
    plain = go(toy_shop(tmp_path, Faults()), ledger, tmp_path / "plain", size=20)
    assert ran.path.read_bytes() == plain.path.read_bytes()
    assert faults_of(other, "run-1", tmp_path / "reports") == []
    assert _left(other) == _left(ledger)
    other.close()


def _left(ledger: Ledger) -> Any:
    same: Callable[..., Any] = replace
    run = ledger.run("run-1")
    steps = [
        same(step, attempts=0, queue_ms=0.0, run_ms=0.0, cached=False)
        for step in ledger.steps("run-1")
    ]
    items = [same(item, cached=False) for item in ledger.items("run-1")]
    decisions = [(e.key, e.body, e.item_id, e.run_id) for e in ledger.entries(limit=None)]
    return run.state, run.decision, run.profile, run.report_digest, items, steps, decisions
