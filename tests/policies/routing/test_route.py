"""Routing by a toy catalogue of another trade: the rules, with nothing of a pack in them."""

import json
from dataclasses import asdict
from datetime import date
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from policies.errors import InputError, PolicyError
from policies.intents import Intent
from policies.routing.catalogue import Catalogue, Lexicon, Routing, made_of
from policies.routing.complexity import Scale
from policies.routing.route import Classification, classify_intents, classify_text

TODAY = date(2026, 7, 15)
WORDS = {
    "lend": ("lend", "borrow", "take home"),
    "return": ("return", "bring back", "~late"),
    "fine": ("fine", "pay … late", "~late", "~cost"),
    "search": ("search", "where … find", "late return notice"),
}


def library(**settings: Any) -> Catalogue:
    points = {"intents": [{"upto": 1, "points": 10}, {"points": 30}]}
    scale = Scale.model_validate(
        {"levels": {"SIMPLE": 10, "MEDIUM": 40, "COMPLEX": 60}, "points": points}
    )
    routing = Routing(
        subject=("book|shelf",), urgent=("urgent",), harmless=("fine art",), **settings,
        complexity=scale,
    )  # fmt: skip
    intents = {
        name: Intent(title=name.title(), agent="clerk", words=words)
        for name, words in WORDS.items()
    }
    shelves = Lexicon(names={"Crime": ("crime|thriller",), "Art": ("art", "fine art")})
    return made_of(intents, {"shelves": shelves}, routing)


LIBRARY = library()


def ask(text: str, **more: Any) -> Classification:
    return classify_text(text, LIBRARY, TODAY, **more)


def test_a_clear_question_gets_its_intent_and_reasons() -> None:
    found = ask("May I borrow thrillers?")
    assert found.intents == ("lend",)
    assert found.names == {"shelves": ("Crime",)}
    assert found.mode == "single"
    assert found.clarify == ""
    assert found.reasons[:2] == ("lend 0.62: 'borrow'.", "It names Crime.")


def test_every_intent_has_a_score_and_all_is_json() -> None:
    found = ask("May I borrow thrillers?")
    assert set(found.scores) == set(WORDS)
    assert json.loads(json.dumps(asdict(found)))["scores"] == found.scores


def test_two_clear_parts_are_two_intents() -> None:
    assert set(ask("Can I return a book and borrow another?").intents) == {"return", "lend"}
    assert set(ask("I return books. Where do I find thrillers?").intents) == {"return", "search"}


def test_a_tie_in_one_part_runs_both_side_by_side() -> None:
    found = ask("borrow or return a book")
    assert set(found.intents) == {"lend", "return"}
    assert (found.tie, found.mode) == (True, "parallel")


def test_a_hint_alone_asks_back_with_the_likely_titles() -> None:
    found = ask("something about late books")
    assert found.intents == ()
    assert found.confidence < 0.55
    assert found.clarify == "What would you like to know: Return or Fine?"


def test_two_hints_spread_over_the_parts_are_weighed_together() -> None:
    assert ask("thrillers late, and the cost").intents == ("fine",)


def test_nothing_known_asks_back_with_all_that_can_be_asked() -> None:
    found = ask("how are you")
    assert found.scores == dict.fromkeys(WORDS, 0.0)
    assert found.clarify.endswith("I can answer questions on: Fine; Lend; Return; Search.")


def test_what_was_named_stands_in_the_question_back() -> None:
    assert ask("crime and art").clarify.startswith(
        "What would you like to know about Crime and Art"
    )


def test_off_the_subject_one_word_is_not_enough() -> None:
    assert ask("lend me your ears").intents == ()
    assert ask("lend me your books").intents == ("lend",)


def test_a_specific_phrase_beats_the_words_in_it() -> None:
    assert ask("a late return notice for a book").intents == ("search",)


def test_harmless_phrases_mean_nothing() -> None:
    found = ask("fine art books")
    assert found.intents == ()
    assert found.names == {"shelves": ()}


def test_a_more_specific_intent_stands_alone_where_both_are_clear() -> None:
    both = library(specific={"return": ("lend",)})
    assert classify_text("borrow or return a book", both, TODAY).intents == ("return",)
    assert classify_text("borrow a book", both, TODAY).intents == ("lend",)
    circular = library(specific={"return": ("lend",), "lend": ("return",)})
    assert len(classify_text("borrow or return a book", circular, TODAY).intents) == 2


def test_a_slip_of_the_pen_is_read_as_what_was_meant_and_counts_less() -> None:
    found = ask("serach for a thriller")
    assert found.intents == ("search",)
    assert found.scores["search"] < ask("search for a thriller").scores["search"]
    assert "'serach' was read as 'search'." in found.reasons


def test_saying_it_twice_is_no_surer() -> None:
    once, often = ask("borrow a book"), ask("borrow borrow borrow a book")
    assert once.scores == often.scores


def test_at_most_the_declared_number_of_intents_is_answered() -> None:
    few = library(most=2)
    found = classify_text("borrow a book, return it. Pay a fine. Search it.", few, TODAY)
    assert len(found.intents) == 2
    assert "Of 4 intents the best 2 are answered." in found.reasons


def test_an_urgent_word_a_short_horizon_or_the_caller_make_a_crisis() -> None:
    assert ask("urgent: return books of the last 2 years").complexity == "CRISIS"
    assert ask("return books of the last 2 months").complexity == "CRISIS"
    assert ask("return books", crisis=True).complexity == "CRISIS"
    assert ask("return books of the last 2 years").complexity == "SIMPLE"


def test_the_caller_may_name_intents_and_describe_the_rest_in_words() -> None:
    found = classify_intents(["fine"], LIBRARY, TODAY, text="crime in the last 6 months")
    assert (found.intents, found.confidence, found.mode) == (("fine",), 1.0, "single")
    assert (found.names["shelves"], found.months) == (("Crime",), 6)
    several = classify_intents(["fine", "lend", "fine"], LIBRARY, TODAY)
    assert (several.intents, several.mode) == (("fine", "lend"), "parallel")
    assert several.scores == {"fine": 1.0, "lend": 1.0, "return": 0.0, "search": 0.0}


@pytest.mark.parametrize(
    ("intents", "said"),
    [
        (["serch"], r"There is no intent 'serch'. Did you mean 'search'\? Valid choices: fine, "),
        ([], "No intent is given. Valid choices: fine, lend"),
    ],
)
def test_unknown_intents_are_refused_with_the_valid_ones(intents: list[str], said: str) -> None:
    with pytest.raises(InputError, match=said):
        classify_intents(intents, LIBRARY, TODAY)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "The question is empty"),
        (" \n\t\u3000", "The question is empty"),
        ("borrow " * 200_000, "1,400,000 characters; at most 10,000"),
        ("borrow books of the last 999999999 years", "at most 1200 are possible"),
    ],
)
def test_what_cannot_be_read_is_refused_in_a_sentence(text: str, said: str) -> None:
    with pytest.raises(InputError, match=said):
        ask(text)


@pytest.mark.parametrize("text", ["🙂🙂", "ما هو", "the of and", "42", "?!", "图书馆", "\x00", "a"])
def test_texts_without_a_known_word_ask_back(text: str) -> None:
    assert ask(text).intents == ()


@given(st.text(max_size=300))
@example("last year " * 20)
def test_the_same_text_always_comes_out_the_same(text: str) -> None:
    try:
        one = ask(text)
    except InputError:
        with pytest.raises(InputError):
            ask(text)
        return
    assert one == ask(text)
    assert set(one.scores) == set(WORDS)
    assert all(0 <= score <= 1 for score in one.scores.values())
    assert bool(one.intents) == (one.clarify == "")
    assert (one.confidence >= LIBRARY.settings.confident) == bool(one.intents)


def test_faults_of_phrases_are_told_together() -> None:
    words = {"a": Intent(title="A", agent="x", words=("of", "{nope}"))}
    with pytest.raises(PolicyError) as caught:
        made_of(words, {}, LIBRARY.settings)
    assert len(caught.value.problems) == 2
