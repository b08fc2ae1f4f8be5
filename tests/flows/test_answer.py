"""A person's answer to a decision: what it may say, and what the chain keeps of it."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from blocks.rows import AuditEntry
from flows.answer import Answer, answer_entry
from flows.rows import history_rows
from policies.errors import InputError
from policies.schema import Pack

PACK = Pack(
    title="Toy",
    description="",
    agents="tests.toy",
    actions=("PAY", "WAIT", "ESCALATE"),
    profile={"risk": ("LOW", "HIGH")},
    guards={"PAY": 'profile.risk == "LOW"'},
    sample="none",
)
LOW, HIGH = {"risk": "LOW"}, {"risk": "HIGH"}
DECISION = AuditEntry(
    "decision", "kind:thing", {"action": "WAIT", "pack": "toy", "cause": "rain"}, "k1", "r1", "i1"
)


def said(answer: str = "approve", **more: Any) -> Answer:
    return Answer.model_validate({"answer": answer, "by": "ann", **more})


def test_approving_keeps_the_decision_and_its_cause():
    entry = answer_entry(DECISION, said(), PACK, HIGH)
    assert (entry.kind, entry.subject) == ("answer", "kind:thing")
    assert (entry.run_id, entry.item_id) == ("r1", "i1")
    assert entry.body == {
        "pack": "toy",
        "answer": "approve",
        "action": "WAIT",
        "instead_of": "WAIT",
        "cause": "rain",
        "note": "",
        "by": "ann",
        "decision_key": "k1",
    }


def test_escalating_ends_in_the_action_that_the_pack_has_for_it():
    assert answer_entry(DECISION, said("escalate"), PACK, HIGH).body["action"] == "ESCALATE"
    without = PACK.model_copy(update={"actions": ("PAY", "WAIT")})
    with pytest.raises(InputError, match="has no ESCALATE"):
        answer_entry(DECISION, said("escalate"), without, HIGH)


def test_overriding_changes_the_decision():
    entry = answer_entry(DECISION, said("override", action="PAY", note="settled"), PACK, LOW)
    assert (entry.body["action"], entry.body["instead_of"]) == ("PAY", "WAIT")


@pytest.mark.parametrize(
    ("more", "because"),
    [
        ({"action": "PAY"}, "needs a note"),
        ({"action": "PAY", "note": "  "}, "needs a note"),
        ({"note": "n"}, "needs an action. Valid choices: PAY, ESCALATE"),
        ({"action": "PAYY", "note": "n"}, "Did you mean 'PAY'"),
        ({"action": "WAIT", "note": "n"}, "is WAIT already"),
    ],
)
def test_an_override_without_what_it_needs_is_refused(more, because):
    with pytest.raises(InputError, match=because):
        answer_entry(DECISION, said("override", **more), PACK, LOW)


def test_an_action_that_a_guard_forbids_can_not_be_given_by_a_person_either():
    with pytest.raises(InputError, match="PAY is only allowed when"):
        answer_entry(DECISION, said("override", action="PAY", note="n"), PACK, HIGH)


@pytest.mark.parametrize("answer", ["approve", "escalate"])
def test_only_an_override_takes_an_action(answer):
    with pytest.raises(InputError, match="takes no action"):
        answer_entry(DECISION, said(answer, action="PAY"), PACK, LOW)


def test_an_answer_is_no_decision_to_answer():
    entry = answer_entry(DECISION, said(), PACK, LOW)
    with pytest.raises(InputError, match="is an answer"):
        answer_entry(entry, said(), PACK, LOW)


@pytest.mark.parametrize("wrong", [{"by": " "}, {"answer": "maybe"}, {"note": "x" * 10_001}])
def test_an_answer_needs_a_name_a_known_word_and_a_note_of_some_length(wrong):
    with pytest.raises(ValidationError):
        Answer.model_validate({"answer": "approve", "by": "ann", **wrong})


def test_the_same_answer_has_the_same_key_and_another_one_another():
    one = answer_entry(DECISION, said(), PACK, LOW)
    assert one == answer_entry(DECISION, said(by=" ann "), PACK, LOW)
    others = [said(by="bob"), said("escalate"), said(note="n")]
    keys = {answer_entry(DECISION, other, PACK, LOW).key for other in others}
    assert len(keys - {one.key}) == len(others)


@given(st.lists(st.sampled_from(["k1", "k2", "k3"]), max_size=12))
def test_history_counts_one_answer_for_each_decision(keys):
    decisions = [replace(DECISION, key=key) for key in keys]
    answers = [answer_entry(one, said(), PACK, LOW) for one in decisions]
    counted = history_rows(answers)
    assert sum(row["count"] for row in counted) == len(set(keys))


def test_the_newest_answer_to_a_decision_stands_in_the_history():
    first = answer_entry(DECISION, said(), PACK, LOW)
    then = answer_entry(DECISION, said("override", action="PAY", note="n"), PACK, LOW)
    assert history_rows([then, first]) == [{"action": "PAY", "cause": "rain", "count": 1}]
