"""`review` in pack.yaml: the decisions that a person answers."""

import pytest

from policies.errors import PolicyError
from policies.load import read_pack
from tests.toy import agents, load_toy

STEPS = {"p": {"steps": [{"agent": "fast"}]}}


def test_a_pack_asks_nobody_unless_it_says_so(tmp_path):
    assert load_toy(tmp_path, STEPS, agents("fast"), actions=["STOP"]).pack.review == ()


def test_an_unknown_action_to_review_is_a_fault_with_the_valid_choices(tmp_path):
    with pytest.raises(PolicyError) as caught:
        load_toy(tmp_path, STEPS, agents("fast"), actions=["STOP", "GO"], review=["GOO"])
    assert "'GOO'" in str(caught.value)
    assert "GO" in str(caught.value)
    assert "pack.yaml" in str(caught.value)


def test_reconciliation_lets_a_person_answer_what_is_for_review_alone():
    assert read_pack("reconciliation").review == ("HIL_REVIEW",)
