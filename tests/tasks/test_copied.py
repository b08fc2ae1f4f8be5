"""A prompt that learned from one report must say nothing of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.copied import copies, texts_of

SEED = "Find the chairman of the board. Amounts are printed in kronor, or in 1000 kronor."
VALUES = {
    "id": "Reader",
    "fields": {
        "chairman": {"value": "Vera Tuvelind", "page": 3, "text": "Vera Tuvelind", "box": [12.5]},
        "assets": {"current": {"value": 34722600, "page": 7, "text": "34 722 600", "box": None}},
        "fee": {"value": 12.75, "page": 7, "text": "12,75", "box": None},
        "years": [2031, 2030],
        "missing": None,
        "flag": True,
    },
}


@pytest.mark.parametrize(
    ("added", "found"),
    [
        ("The chairman is Vera Tuvelind.", "vera tuvelind"),
        ("Look for TUVELIND near the signatures.", "tuvelind"),
        ("Assets are 34722600.", "34722600"),
        ("Assets are 34 722 600 kronor.", "34722600"),
        ("Assets are 34,722,600 kronor.", "34722600"),
        ("The fee was 12,75.", "12,75"),
        ("The fee was 12.75.", "12.75"),
        ("Look at 2031 first.", "2031"),
        ("The number is 769612-3456.", "769612"),
    ],
)
def test_what_a_report_says_is_found_however_it_is_written(added: str, found: str) -> None:
    assert found in copies(f"{SEED} {added}", SEED, VALUES)


@pytest.mark.parametrize(
    "added",
    [
        "Look at the signatures last.",
        "A name has two words.",
        "Pages 3 to 12, notes 1, 2 and 3.",
        "Amounts may be off by 3, or by 1 000 where thousands are printed.",
        "It may be true.",
    ],
)
def test_what_holds_for_every_report_is_no_copy(added: str) -> None:
    assert copies(f"{SEED} {added}", SEED, VALUES) == ()


def test_what_the_seed_says_already_may_stay() -> None:
    seed = f"{SEED} As in Vera Tuvelind, 34 722 600."
    assert copies(f"{seed} Look twice.", seed, VALUES) == ()


TEXT = st.text(st.characters(codec="utf-8", exclude_categories=("Cs",)), max_size=30)
LEAVES = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | TEXT
NESTED = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abc"), inner),
    max_leaves=8,
)


@given(TEXT, NESTED)
def test_a_prompt_that_is_its_own_seed_copies_nothing(prompt: str, values: object) -> None:
    assert copies(prompt, prompt, values) == ()


@given(st.text("abcdefgh", min_size=4, max_size=12), NESTED)
def test_every_long_text_of_the_values_is_found(word: str, values: object) -> None:
    prompt = f"Read on. {word}"
    assert word in copies(prompt, "Read on.", [values, {"deep": [word]}])


@given(TEXT, TEXT, NESTED, NESTED)
def test_more_values_never_hide_a_copy(prompt: str, seed: str, one: object, two: object) -> None:
    assert set(copies(prompt, seed, one)) <= set(copies(prompt, seed, [one, two]))


def test_of_evidence_the_value_and_its_wording_count_and_not_its_place() -> None:
    found = set(texts_of(VALUES["fields"]))
    assert {"Vera Tuvelind", "34722600", "34 722 600", "12.75", "2031"} <= found
    assert not {"3", "7", "12.5", "True"} & found
