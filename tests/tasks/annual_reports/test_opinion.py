"""The model as judge: what it is shown, what counts of what it says, and what it may not say."""

import asyncio
import json
from dataclasses import replace
from typing import Any

import pytest

from blocks.models import ModelError, ScriptedModel
from tasks.annual_reports.opinion import opinion
from tasks.annual_reports.scoring import Judged
from tests.tasks.annual_reports.asked import judging, leaf, shape_of, view_of

MEMBERS = "MemberInfoAgent"
FIELDS = {"members_start": leaf(69, 2), "members_end": leaf(27, 2, "72")}
EIGHT = len(shape_of(MEMBERS))


def said(score: float, *faults: tuple[str, str], improvements: tuple[str, ...] = ()) -> str:
    listed = [{"field": field, "problem": problem} for field, problem in faults]
    return json.dumps({"score": score, "faults": listed, "improvements": [*improvements]})


def judged(*answers: str, agent: str = MEMBERS, **given: Any) -> tuple[Judged, ScriptedModel]:
    model = ScriptedModel(answers)
    view = judging(view_of(agent, **given), FIELDS)
    found, usage = asyncio.run(opinion(replace(view, model=model), FIELDS))
    assert usage.tokens_out > 0
    return found, model


def test_it_sees_the_task_the_pages_and_the_answer_without_boxes() -> None:
    boxed = {"members_end": {**leaf(72, 2), "box": [1.0, 2.0, 3.0, 4.0]}}
    model = ScriptedModel((said(1),))
    view = replace(view_of(MEMBERS), model=model)
    asyncio.run(opinion(view, boxed))
    (asked,) = model.asked
    assert len(asked.images) == 1
    assert view.item["prompt"].strip() in asked.prompt
    assert '"value": 72' in asked.prompt
    assert '"box"' not in asked.prompt


def test_a_judge_that_only_reads_is_given_the_text_of_the_pages() -> None:
    _, model = judged(said(1), params={"show": "text"})
    assert model.asked[0].images == ()
    assert "vid räkenskapsårets slut: 72" in model.asked[0].prompt


def test_faults_name_their_fields_and_those_of_no_field_are_left_out() -> None:
    found, _ = judged(said(0.5, ("members_end", "digits swapped"), ("colour", "wrong")))
    assert found.lacking == ("members_end",)
    assert found.faults == ("members_end: digits swapped",)


def test_the_score_is_no_better_than_its_faults_leave() -> None:
    found, _ = judged(said(0.99, ("members_end", "swapped"), ("transfers", "missed")))
    assert found.score == pytest.approx(1 - 2 / EIGHT)
    found, _ = judged(said(0.2, ("members_end", "swapped")))
    assert found.score == 0.2


@pytest.mark.parametrize(
    "wrong",
    [
        said(2.0),
        said(-0.1),
        json.dumps({"score": "200 %", "faults": [], "improvements": []}),
        said(1, ("members_end", "swapped")),
        said(0),
        json.dumps({"score": 0.5}),
        "It is fine.",
    ],
)
def test_an_opinion_that_is_none_or_contradicts_itself_is_asked_for_again(wrong: str) -> None:
    found, model = judged(wrong, said(0.75))
    assert found.score == 0.75
    assert "was refused" in model.asked[1].prompt
    with pytest.raises(ModelError, match="answered twice what can't be used"):
        judged(wrong, wrong)


def test_improvements_that_copy_a_value_are_dropped() -> None:
    found, model = judged(
        said(
            0.5,
            ("members_end", "it is 72"),
            improvements=("Read digits one by one.", "Ask Edvin Almgren.", "The area is 2 653."),
        )
    )
    assert found.improvements == ("Read digits one by one.",)
    assert "write no\nvalue" in model.asked[0].prompt


def test_of_fields_that_name_persons_transcripts_hear_only_that_there_is_a_fault() -> None:
    found, _ = judged(
        said(0.5, ("chairman", "Ulla Utterman is printed"), ("meetings_held", "14 are printed")),
        agent="GovernanceAgent",
    )
    assert found.faults == ("chairman: the judge doubts it", "meetings_held: 14 are printed")


def test_the_history_tells_what_was_tried_and_what_helped() -> None:
    def past(number: int, score: float, gain: float | None, wanted: str) -> dict[str, Any]:
        feedback = {"lacking": [], "faults": [], "improvements": [wanted]}
        return {"round": number, "score": score, "gain": gain, "feedback": feedback}

    rounds = (past(1, 0.5, None, "Look twice."), past(2, 0.4, -0.1, "Look thrice."))
    _, model = judged(said(1), feedback=rounds)
    prompt = model.asked[0].prompt
    assert "Round 1 scored 0.50." in prompt
    assert "Tried in round 2: Look twice. (it did not help)" in prompt
    assert "Tried in this round: Look thrice." in prompt


def test_a_judge_without_a_model_says_what_to_do() -> None:
    with pytest.raises(ModelError, match="judge by rules"):
        asyncio.run(opinion(view_of(MEMBERS), FIELDS))
