"""Two judges, or one: the lower score counts, and rules stand when the model can't judge."""

import asyncio
import json
from dataclasses import replace
from typing import Any

import pytest

from blocks.models import ModelBusyError, ModelError, ScriptedModel
from policies.errors import OperatorError
from tasks.agent import View
from tasks.annual_reports.evaluate import evaluate
from tasks.outcome import Outcome
from tests.tasks.annual_reports.asked import THOUSANDS, judging, leaf, view_of

MEMBERS, SHEET = "MemberInfoAgent", "BalanceSheetAgent"
RIGHT = {
    "members_start": leaf(69, 2),
    "members_new": leaf(5, 2),
    "members_left": leaf(2, 2),
    "members_end": leaf(72, 2),
    "transfers": leaf(5, 2),
}
WRONG = {**RIGHT, "members_end": leaf(27, 2)}
BOTH = {"judges": ["rules", "model"]}


def opinion(score: float, *lacking: str) -> str:
    faults = [{"field": field, "problem": "another is printed"} for field in lacking]
    advice = ["Read digits one by one."] if lacking else []
    return json.dumps({"score": score, "faults": faults, "improvements": advice})


def evaluated(view: View, *answers: Any) -> Outcome:
    model = ScriptedModel(answers) if answers else None
    return asyncio.run(evaluate.run(replace(view, model=model)))


def test_rules_alone_score_what_is_right_with_one() -> None:
    outcome = evaluated(judging(view_of(MEMBERS), RIGHT))
    assert outcome.facts == {
        "score": 1.0,
        "feedback": {"lacking": [], "faults": [], "improvements": []},
    }


def test_rules_name_what_to_look_at_and_their_advice_holds_no_value() -> None:
    feedback = evaluated(judging(view_of(MEMBERS), WRONG)).facts["feedback"]
    assert "members_end" in feedback["lacking"]
    assert any("69 + 5 - 2 = 72, printed 27" in fault for fault in feedback["faults"])
    assert feedback["improvements"]
    assert not any(any(c.isdigit() for c in advice) for advice in feedback["improvements"])


def test_of_two_judges_the_lower_score_counts_and_both_are_heard() -> None:
    lower = evaluated(judging(view_of(MEMBERS, params=BOTH), RIGHT), opinion(0.5, "transfers"))
    assert lower.facts["score"] == 0.5
    assert lower.usage.tokens_in > 0
    rules = evaluated(judging(view_of(MEMBERS, params=BOTH), WRONG), opinion(1.0))
    alone = evaluated(judging(view_of(MEMBERS), WRONG))
    assert rules.facts["score"] == alone.facts["score"] < 1
    both = evaluated(judging(view_of(MEMBERS, params=BOTH), WRONG), opinion(0.9, "transfers"))
    feedback = both.facts["feedback"]
    assert feedback["lacking"][-1] == "transfers"
    assert "transfers: another is printed" in feedback["faults"]
    assert feedback["improvements"][-1] == "Read digits one by one."
    assert len(feedback["faults"]) > 1


@pytest.mark.parametrize(
    ("answers", "why"),
    [
        ((ModelBusyError("quota"),), "quota"),
        ((ModelError("no key"),), "no key"),
        ((opinion(2), opinion(2)), "score"),
        ((opinion(1, "transfers"), opinion(0)), "twice"),
        (("Fine.", "Fine."), "twice"),
    ],
)
def test_when_the_model_can_not_judge_the_score_of_the_rules_stands_with_a_warning(
    answers: tuple[Any, ...], why: str
) -> None:
    outcome = evaluated(judging(view_of(MEMBERS, params=BOTH), WRONG), *answers)
    alone = evaluated(judging(view_of(MEMBERS), WRONG))
    assert outcome.facts["score"] == alone.facts["score"]
    (warning,) = outcome.warnings
    assert warning.startswith("MemberInfoAgent was judged by rules alone: ")
    assert why in warning
    assert outcome.facts["feedback"]["note"] == warning  # and the transcript shows it


class Hanging:
    """Never answers, whatever time it is given."""

    id = "hangs"
    resource = None

    async def complete(self, *_: Any, **__: Any) -> Any:
        await asyncio.Event().wait()


def test_a_model_that_hangs_leaves_the_score_of_the_rules_within_the_agents_time() -> None:
    view = judging(view_of(MEMBERS, params=BOTH, model=Hanging(), seconds=0.2), RIGHT)
    outcome = asyncio.run(evaluate.run(view))
    assert outcome.facts["score"] == 1.0
    assert "its time was up" in outcome.warnings[0]


def test_a_model_that_judges_alone_and_can_not_leaves_the_answer_unjudged() -> None:
    view = judging(view_of(MEMBERS, params={"judges": ["model"]}), RIGHT)
    with pytest.raises(ModelBusyError):
        evaluated(view, ModelBusyError("quota"))
    with pytest.raises(ModelError, match="twice"):
        evaluated(view, opinion(2), opinion(2))


def test_judges_are_rules_and_model() -> None:
    for wrong in ([], ["dice"], "rules"):
        view = judging(view_of(MEMBERS, params={"judges": wrong}), RIGHT)
        with pytest.raises(OperatorError, match="Give a list of rules and model"):
            evaluated(view)


def test_amounts_of_a_report_in_thousands_must_be_given_in_kronor() -> None:
    view = view_of(SHEET, THOUSANDS)
    page = next(s["page"] for s in view.item["sections"] if s["part"] == "balance_sheet")
    text = _assets(view, page)
    printed = int(text.replace(" ", ""))
    kronor = {"total_assets": {"current": leaf(printed * 1000, page, text), "previous": None}}
    forgot = {"total_assets": {"current": leaf(printed, page, text), "previous": None}}
    right = evaluated(judging(view, kronor)).facts["feedback"]["faults"]
    wrong = evaluated(judging(view, forgot)).facts["feedback"]["faults"]
    assert not any("does not say it" in fault for fault in right)
    assert any(fault.startswith("total_assets: the text on page") for fault in wrong)


def _assets(view: View, page: int) -> str:
    """The sum of the assets as the sample prints it."""
    from tasks.annual_reports.opened import opened

    lines = opened(view.request).page(page).lines
    line = next(line for line in lines if line.text.startswith("Summa tillgångar"))
    return line.cells[1].text
