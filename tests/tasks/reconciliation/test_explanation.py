"""The explanation: words of a model, shown only when they invent nothing; it never decides."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from blocks.models import ModelBusyError, ScriptedModel
from flows.compose import in_process
from flows.settle import Shop, case_for, plan_for
from tasks.outcome import Status, Trace
from tasks.packs import crew
from tasks.reconciliation.explanation import explain, invented
from tests.tasks.reconciliation.crew import request, sides, view

KNOWN = crew("reconciliation")
BREAK = request(
    "CASH_RECONCILIATION",
    **sides({"amount": "80000.00", "currency": "USD"}, {"amount": "1.00", "currency": "USD"}),
)


def settled(model: ScriptedModel | None) -> Trace:
    shop = Shop(KNOWN, model=model)
    plan = plan_for(BREAK, shop)
    limits = plan.limits.model_copy(update={"retries": 0})
    policy = plan.policy.policy.model_copy(update={"limits": limits})
    plan = replace(plan, policy=replace(plan.policy, policy=policy))
    return asyncio.run(in_process(plan, case_for(BREAK, plan, shop, ()), KNOWN.loaded.pack))


def test_a_model_explains_and_the_decision_is_the_same_without_it() -> None:
    with_model, without = settled(ScriptedModel(("The sides differ by a fee.",))), settled(None)
    told = {s.alias: s for s in with_model.steps}["explain"]
    assert told.outcome is not None
    assert told.outcome.sections[0].body.startswith("The sides differ by a fee.")
    assert told.outcome.decision is None
    assert told.outcome.usage.tokens_out == 6
    assert with_model.decision == without.decision
    assert {s.alias: s.reason for s in without.of(Status.SKIPPED)} == {
        "explain": "not needed: configured.model is false"
    }


def test_an_explanation_with_an_invented_number_is_left_out_and_the_report_says_so() -> None:
    told = {s.alias: s for s in settled(ScriptedModel(("It is off by 4,711.11.",))).steps}[
        "explain"
    ]
    assert told.outcome is not None
    assert told.outcome.sections == ()
    assert "4,711.11" in told.outcome.warnings[0]


def test_a_model_that_fails_leaves_the_decision_standing() -> None:
    trace = settled(ScriptedModel((ModelBusyError("quota"),)))
    assert trace.decision == settled(None).decision
    assert {s.alias: s.reason for s in trace.of(Status.FAILED)} == {
        "explain": "ModelBusyError: quota"
    }
    assert str(trace.verdict) == "partial"


def test_personal_data_is_masked_before_a_model_sees_it() -> None:
    model = ScriptedModel(("Fine.",))
    needs = {"rules": {"note": "ask jane.doe@example.com"}, "decide": {"action": "ESCALATE"}}
    asyncio.run(explain.run(view(BREAK, needs=needs, model=model)))
    assert "jane.doe" not in model.asked[0].prompt
    assert "[email]" in model.asked[0].prompt


@pytest.mark.parametrize(
    ("text", "given", "found"),
    [
        ("off by 1,234.50", "1234.5", []),
        ("off by 1,234.51", "1234.5", ["1,234.51"]),
        ("100.00 USD.", "100", []),
        ("no numbers", "", []),
    ],
)
def test_numbers_are_compared_by_value(text: str, given: str, found: list[str]) -> None:
    assert invented(text, given) == found


def test_no_model_is_imported_with_the_pack() -> None:
    import subprocess
    import sys

    code = "import sys; from tasks.packs import crew; crew('reconciliation'); "
    code += "print(sorted({'google.genai', 'torch', 'prefect'} & set(sys.modules)))"
    root = Path(__file__).parents[3]
    found = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=root, check=True
    )
    assert found.stdout.strip() == "[]"
