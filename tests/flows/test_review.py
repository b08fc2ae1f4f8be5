"""Review: a decision for a person suspends the run, and the answer ends it and is remembered."""

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from blocks.ledger import Ledger, open_ledger
from blocks.rows import RunEnd, RunRow
from flows.answer import Answer
from flows.compose import in_process
from flows.entry import Options, shop
from flows.review import AWAITING, description, find_waiting, form, record_answer, said
from flows.run import Ran, Request, World, run
from policies.errors import InputError
from tasks.packs import crew

PACK = crew("reconciliation")
SIDE = {"system_name": "RISK", "quantity": "100", "price": "50.00", "currency": "USD"}
REVIEWED: dict[str, Any] = {
    "break_id": "B-1",
    "break_type": "PNL_RECONCILIATION",
    "date": "2026-03-02",
    "as_of": "2026-03-03",
    "entities": {"instrument": "NORDWIND", "account": "ACC-17"},
    "system_a": {**SIDE, "amount": "500000.00"},
    "system_b": {**SIDE, "system_name": "BOOKS", "amount": "506000.00"},
}
ANA = Answer(answer="approve", by="Ana")


def given(**other: Any) -> Any:
    return PACK.request.model_validate({**REVIEWED, **other})


def ran(ledger: Ledger, folder: Path, run_id: str = "run-1", **other: Any) -> Ran:
    request = Request(run_id, given(**other), shop("reconciliation", Options()))
    return asyncio.run(run(request, World(ledger, folder, in_process)))


@pytest.fixture
def ledger(own_folders: Path) -> Ledger:
    return open_ledger()


def answers(ledger: Ledger) -> list[Mapping[str, Any]]:
    return [entry.body for entry in ledger.entries(None) if entry.kind == "answer"]


def test_a_run_whose_decision_the_pack_wants_reviewed_is_found_waiting(ledger, tmp_path):
    assert ran(ledger, tmp_path).trace.decision.action == "HIL_REVIEW"
    waiting = find_waiting("run-1", ledger)
    assert waiting.item.item_id == "B-1"
    assert waiting.decision.body["action"] == "HIL_REVIEW"


def test_no_run_waits_that_decided_itself_failed_runs_on_or_is_unknown(ledger, tmp_path):
    ran(ledger, tmp_path, "clear", break_id="B-2", system_b=REVIEWED["system_a"])
    assert ledger.run("clear").decision != "HIL_REVIEW"
    ran(ledger, tmp_path, "failed", break_id="B-3")
    ledger.finish("failed", RunEnd("failed"))
    ledger.begin(RunRow("running", "reconciliation"))
    assert [find_waiting(i, ledger) for i in ("clear", "failed", "running", "nobody")] == [None] * 4


def test_an_answer_is_added_to_the_chain_and_closes_the_run(ledger, tmp_path):
    ran(ledger, tmp_path)
    before = ledger.run("run-1")
    override = Answer(answer="override", action="ESCALATE", note="booked twice", by="Ana")
    record_answer(find_waiting("run-1", ledger), override, ledger)
    row = ledger.run("run-1")
    assert (row.state, row.decision) == ("completed", "ESCALATE")
    assert row.reason == "overridden by Ana, instead of HIL_REVIEW: booked twice"
    assert (row.report_digest, row.counts) == (before.report_digest, before.counts)
    assert ledger.items("run-1")[0].decision == "HIL_REVIEW"  # what the crew decided, as reported
    assert ledger.verify_audit() == []


def test_the_same_answer_again_changes_nothing(ledger, tmp_path):
    ran(ledger, tmp_path)
    waiting = find_waiting("run-1", ledger)
    first, again = (record_answer(waiting, ANA, ledger) for _ in range(2))
    assert first == again
    assert len(answers(ledger)) == 1


def test_an_answer_that_can_not_be_taken_leaves_the_run_as_it_was(ledger, tmp_path):
    ran(ledger, tmp_path)
    before, waiting = ledger.run("run-1"), find_waiting("run-1", ledger)
    with pytest.raises(InputError, match="needs a note"):
        record_answer(waiting, Answer(answer="override", action="ESCALATE", by="Ana"), ledger)
    assert ledger.run("run-1") == before
    assert answers(ledger) == []


def test_the_form_offers_the_other_actions_and_says_who_answers(ledger, tmp_path):
    ran(ledger, tmp_path)
    waiting = find_waiting("run-1", ledger)
    schema = form(waiting).model_json_schema()
    assert schema["required"] == ["answer", "by"]
    assert schema["properties"]["answer"]["enum"] == ["approve", "override", "escalate"]
    assert schema["properties"]["action"]["enum"] == ["AUTO_RESOLVE", "ESCALATE", "REJECTED"]
    assert [f["position"] for f in schema["properties"].values()] == [0, 1, 2, 3]
    assert all(f["description"].endswith(".") for f in schema["properties"].values())


def test_the_text_above_the_form_names_the_break_the_reason_and_a_refusal(ledger, tmp_path):
    ran(ledger, tmp_path)
    waiting = find_waiting("run-1", ledger)
    assert waiting.decision.body["reason"] in description(waiting)
    assert "B-1" in description(waiting)
    assert "not recorded" not in description(waiting)
    assert "not recorded.** An override needs" in description(waiting, "An override needs a note.")


def test_what_was_said_is_masked(ledger, tmp_path):
    ran(ledger, tmp_path)
    told = ANA.model_copy(update={"note": "ask jane.doe@example.com"})
    entry = record_answer(find_waiting("run-1", ledger), told, ledger)
    assert "jane.doe" not in said(entry)
    assert "jane.doe" not in ledger.run("run-1").reason


def test_after_more_than_ten_answers_the_pattern_agent_knows_the_cause_better(ledger, tmp_path):
    """History counts the answers about one subject, and from the eleventh on it is believed."""

    def pattern(number: int) -> Mapping[str, Any]:
        trace = ran(ledger, tmp_path, f"run-{number}", break_id=f"B-{number}").trace
        record_answer(find_waiting(f"run-{number}", ledger), ANA, ledger)
        (step,) = (step for step in trace.steps if step.alias == "pattern")
        return step.outcome.facts

    seen = [pattern(number) for number in range(12)]
    assert [facts["seen"] for facts in seen] == list(range(12))
    assert [facts["from_history"] for facts in seen] == [False] * 11 + [True]
    assert seen[11]["cause"] == seen[0]["cause"]
    assert seen[11]["confidence"] == pytest.approx(seen[10]["confidence"] + 0.1)


# --- with a real server: a deployment's run is suspended, resumed with input, and goes on


class Deployed:
    """A deployment of `reconcile-break` whose runs are executed here instead of by a worker."""

    async def begin(self, found: Mapping[str, Any]) -> Any:
        from prefect import get_client

        from flows.reconciliation import reconcile_break

        async with get_client() as client:
            flow_id = await client.create_flow(reconcile_break)
            deployed = await client.create_deployment(flow_id, "review")
            parameters = {"found": dict(found)}
            return await client.create_flow_run_from_deployment(deployed, parameters=parameters)

    async def go_on(self, run_id: Any, answer: Mapping[str, Any] | None = None) -> Any:
        """Resume the run if an answer is given, execute it, and return it as the server has it."""
        from prefect import get_client
        from prefect.exceptions import Pause
        from prefect.flow_engine import run_flow_async

        from flows.reconciliation import reconcile_break

        async with get_client() as client:
            if answer is not None:
                await client.resume_flow_run(run_id, run_input=dict(answer))
            flow_run = await client.read_flow_run(run_id)
            with suppress(Pause):
                await run_flow_async(
                    reconcile_break, flow_run=flow_run, parameters=flow_run.parameters
                )
            return await client.read_flow_run(run_id)


async def input_text(flow_run: Any) -> str:
    """The text above the form that is open."""
    from prefect.input.actions import aread_flow_run_input

    key = flow_run.state.state_details.run_input_keyset["description"]
    return str(await aread_flow_run_input(key, flow_run_id=flow_run.id))


def test_a_decision_for_review_suspends_the_run_until_someone_answers(prefect_server, ledger):
    async def story() -> None:
        deployed = Deployed()
        flow_run = await deployed.go_on((await deployed.begin(REVIEWED)).id)
        run_id = str(flow_run.id)
        assert (flow_run.state.type.value, flow_run.state.name) == ("PAUSED", "Suspended")
        row, steps = ledger.run(run_id), ledger.steps(run_id)
        assert (row.state, row.decision) == (AWAITING, "HIL_REVIEW")
        assert "HIL_REVIEW" in await input_text(flow_run)

        flow_run = await deployed.go_on(flow_run.id, {"answer": "escalate", "by": "Ana"})
        assert flow_run.state.is_completed()
        assert flow_run.state.name == "Escalated"
        assert flow_run.state.message == "ESCALATE: escalated by Ana, instead of HIL_REVIEW"
        assert ledger.run(run_id).state == "completed"
        assert ledger.steps(run_id) == steps  # nothing was done again
        assert [a["action"] for a in answers(ledger)] == ["ESCALATE"]

    asyncio.run(story())


def test_an_override_without_a_note_is_asked_again_with_the_reason(prefect_server, ledger):
    async def story() -> None:
        deployed = Deployed()
        flow_run = await deployed.go_on((await deployed.begin(REVIEWED)).id)
        wrong = {"answer": "override", "action": "AUTO_RESOLVE", "by": "Ana"}
        flow_run = await deployed.go_on(flow_run.id, wrong)
        assert flow_run.state.name == "Suspended"
        assert "needs a note" in await input_text(flow_run)
        assert answers(ledger) == []
        assert ledger.run(str(flow_run.id)).state == AWAITING

        flow_run = await deployed.go_on(flow_run.id, {**wrong, "note": "seen at the broker"})
        assert flow_run.state.name == "Overridden"
        assert [a["note"] for a in answers(ledger)] == ["seen at the broker"]

    asyncio.run(story())


def test_without_a_deployment_nobody_is_asked(prefect_server, ledger):
    from flows.reconciliation import reconcile_break

    state = asyncio.run(reconcile_break(given(), return_state=True))
    assert state.name == "Completed"
    assert state.message.startswith("HIL_REVIEW")
    assert ledger.runs()[0].state == "completed"
