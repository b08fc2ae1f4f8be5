"""Words and phrases: whole words, their endings, and the small language of phrases."""

from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.routing.phrases import PhraseError, index, phrase, word_keys
from policies.routing.words import plain, stem, tokens


def finds(source: str, text: str, kinds: Iterable[str] = ()) -> bool:
    words = tokens(plain(text))
    keys = [dict.fromkeys(word_keys(word), at + 1) for at, word in enumerate(words)]
    return bool(index({"x": [phrase(source, kinds)]}).find(words, keys))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("forecast", "forecasting"),
        ("hires", "hired"),
        ("anomaly", "anomalies"),
        ("rise", "rose"),
        ("stopped", "stops"),
        ("labour", "labor"),
        ("nationalisation", "nationalization"),
        ("nationalised", "nationalized"),
        ("sudden", "suddenly"),
        ("losses", "loss"),
    ],
)
def test_inflections_and_spellings_are_one_word(one: str, other: str) -> None:
    assert stem(one) == stem(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("hospital", "hospitality"),
        ("national", "nationalisation"),
        ("port", "report"),
        ("employment", "unemployment"),
        ("family", "fami"),
        ("speed", "spe"),
        ("status", "statu"),
    ],
)
def test_other_words_stay_other_words(one: str, other: str) -> None:
    assert stem(one) != stem(other)


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("early warning", "Is there an EARLY-WARNING?"),
        ("time year", "the time of the year"),
        ("compare … forecast", "Compare two or three of the forecasts"),
        ("rise|increase pay", "rising pay"),
        ("what if", "What-if analysis"),
        ("IT", "jobs in IT"),
        ("=nationals", "more nationals"),
        ("{number} % … hire", "10% more hires"),
        ("vision 2030", "vision2030"),
        ("not keep", "they can't keep people"),
        ("uae", "in the U.A.E."),
        ("vs kuwait", "Qatar vs. Kuwait"),
    ],
)
def test_a_phrase_is_found(source: str, text: str) -> None:
    assert finds(source, text)


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("port", "reports"),
        ("IT", "is it good"),
        ("IT", "WHAT ABOUT IT"),
        ("compare … forecast", "Compare this. Then a forecast"),
        ("compare … forecast", "compare one two three four five six seven forecast"),
        ("compare … forecast", "compare this and show a forecast"),
        ("early warning", "early last warning"),
        ("=nationals", "national"),
        ("~high … low", "high pay and low turnover"),
    ],
)
def test_a_phrase_is_not_found(source: str, text: str) -> None:
    assert not finds(source, text)


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("of the", "'of' is never compared"),
        ("{metrik} rise", r"there is no {metrik}. Valid choices: ahead, metrics, number, past"),
        ("… forecast", "begins or ends with a gap"),
        ("forecast …", "begins or ends with a gap"),
        ("one-two|c", "an alternative is one word"),
        ("~", "holds no word"),
        ("!!!", "holds no word"),
    ],
)
def test_a_phrase_that_cannot_be_matched_says_why(source: str, said: str) -> None:
    with pytest.raises(PhraseError, match=said):
        phrase(source, ("metrics",))


def test_longer_phrases_are_worth_more_and_hints_little() -> None:
    worth = [phrase(source, ()).worth for source in ("~one", "one", "one … two", "one two")]
    assert worth == sorted(set(worth))
    assert worth[0] < 0.55 < worth[1]


@given(st.text())
def test_any_text_becomes_words_that_hold_no_space_and_no_capital(text: str) -> None:
    for token in tokens(plain(text)):
        assert token.lower == token.lower.lower()
        assert not any(c.isspace() for c in token.lower)


@given(st.from_regex(r"[a-z]{1,15}", fullmatch=True))
def test_a_stem_is_never_empty(word: str) -> None:
    assert stem(word)
