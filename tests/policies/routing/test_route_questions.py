"""Questions of the labour market: accuracy on labelled ones, and the traps of their words."""

from datetime import date
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policies.errors import PolicyError
from policies.load import ROOT
from policies.routing.catalogue import read_catalogue
from policies.routing.route import Classification, classify_text
from policies.routing.words import FILLERS
from tests.labelled import PACK, PARTS, TODAY, questions, routed, tally, words_of


def ask(text: str, **more: Any) -> Classification:
    return classify_text(text, words_of(), TODAY, **more)


@pytest.mark.parametrize(("part", "floor"), [("tuned", 0.97), ("held_out", 0.88), ("late", 0.78)])
def test_labelled_questions_are_understood(part: str, floor: float) -> None:
    counts = tally(part)
    assert counts.exact / counts.asked >= floor
    assert counts.level / counts.asked >= 0.97


def test_the_labelled_set_covers_what_can_be_asked() -> None:
    every = [question for part in PARTS for question in questions(part)]
    assert len({question.text for question in every}) == len(every) >= 220
    single = [next(iter(q.intents)) for q in every if len(q.intents) == 1 and not q.crisis]
    assert all(single.count(intent) >= 9 for intent in words_of().intents)
    assert sum(not q.intents for q in every) >= 25
    assert sum(len(q.intents) == 2 for q in every) >= 20
    assert sum(q.crisis for q in every) >= 10


def test_a_third_of_the_first_questions_is_held_out() -> None:
    assert len(questions("held_out")) * 3 == 303
    assert len(questions("late")) >= 60


def test_off_the_subject_hardly_anything_is_answered() -> None:
    wrong = [
        q.text for part in PARTS for q, found in routed(part) if not q.intents and found.intents
    ]
    assert len(wrong) <= 2, wrong


@pytest.mark.parametrize(
    ("text", "sectors"),
    [
        ("attrition with Hospitality reports and it", ("Hospitality",)),
        ("the hospital sector", ("Healthcare",)),
        ("hotels and tourism", ("Hospitality",)),
        ("turnover in IT", ("ICT",)),
        ("is it high", ()),
        ("IS IT HIGH IN ATTRITION", ()),
        ("is it high in the World Bank data", ()),
        ("in banks", ("Finance",)),
        ("in ports", ("Transport",)),
        ("reports, supports and imports", ()),
        ("public transport", ("Transport",)),
        ("the public sector and public opinion", ("Public",)),
        ("critical skills of nurses", ("Healthcare",)),
        ("each sector, every industry", ()),
        ("Finance, Energy", ("Energy", "Finance")),
        ("Energy, Finance", ("Energy", "Finance")),
        ("oil and gas", ("Energy",)),
        ("Construcion", ("Construction",)),
    ],
)
def test_sectors_are_found_as_whole_words(text: str, sectors: tuple[str, ...]) -> None:
    assert ask(text).sectors == sectors


@pytest.mark.parametrize(
    ("text", "metrics"),
    [
        ("turnover", ("attrition",)),
        ("unemployment", ("unemployment",)),
        ("employment", ("employment",)),
        ("nationalisation and Qataris", ("qatarization",)),
        ("national total", ()),
        ("wages against headcount", ("salary", "employment")),
        ("attritoin", ("attrition",)),
        ("contracts and stations", ()),
    ],
)
def test_metrics_are_found_by_their_synonyms(text: str, metrics: tuple[str, ...]) -> None:
    assert ask(text).metrics == metrics


@pytest.mark.parametrize(
    "text",
    [
        "Which sectors have priority under Vision 2030, last 18 months?",
        "Show the early warning alert list for employment of the last year",
        "What is the trend of attrition now, last 14 months?",
        "Attrition trend since the crisis, last 18 months",
        "Trend of attrition for critical skills, last 18 months",
        "Trend of attrition in the emergency department, last 18 months",
        "Rapid transit: attrition trend, last 18 months",
        "Compare unemployment with our immediate neighbours, last 18 months",
    ],
)
def test_calm_sentences_with_urgent_looking_words_are_no_crisis(text: str) -> None:
    found = ask(text)
    assert found.intents
    assert found.complexity in {"SIMPLE", "MEDIUM"}


@pytest.mark.parametrize(
    "word", ["urgent", "ASAP", "emergency", "critical", "right now", "top priority"]
)
def test_urgent_words_are_a_crisis(word: str) -> None:
    found = ask(f"{word}: why is attrition so high in hotels")
    assert (found.intents, found.complexity) == (("pattern.root_causes",), "CRISIS")


def test_a_future_horizon_stays_beside_the_default_window() -> None:
    found = ask("Forecast employment for the next 12 months")
    assert (found.months, found.horizon["ahead"]) == (36, 12)
    vision = ask("Are we on track for Vision 2030?")
    assert vision.horizon == {"from": None, "to": None, "ahead": None, "text": ""}


PLAIN = [
    question
    for question, found in routed("tuned")
    if " IT" not in question.text and len(question.intents) == 1 and found.intents
]


@settings(deadline=None)
@given(st.sampled_from(PLAIN), st.sampled_from([str.lower, str.upper, str.title]))
def test_capitals_do_not_matter(question: Any, written: Any) -> None:
    text = question.text.replace("'", "")
    assert ask(written(text)).intents == ask(text).intents


@settings(deadline=None)
@given(st.sampled_from(PLAIN), st.sampled_from(["!!!", "…", " ?", '"', " 🙂", "  "]))
def test_punctuation_at_the_end_does_not_matter(question: Any, mark: str) -> None:
    text = question.text.rstrip("?.! ")
    assert ask(text + mark).intents == ask(text).intents


@settings(deadline=None)
@given(st.sampled_from(PLAIN), st.lists(st.sampled_from(sorted(FILLERS - {"s"})), max_size=5))
def test_filler_words_do_not_change_the_best_intent(question: Any, fillers: list[str]) -> None:
    text = question.text.rstrip("?.! ")
    assert ask(" ".join([text, *fillers])).intents[:1] == ask(text).intents[:1]


def test_no_strong_phrase_is_claimed_by_two_intents() -> None:
    owners: dict[str, str] = {}
    for name, intent in words_of().intents.items():
        assert len(set(intent.words)) == len(intent.words), name
        for word in intent.words:
            if not word.startswith("~"):
                assert owners.setdefault(word, name) == name, word


def broken(tmp_path: Path, file: str, old: str, new: str) -> list[str]:
    """The problems after one edit of the pack's words."""
    copytree(ROOT / PACK / "words", tmp_path / PACK / "words")
    copytree(ROOT / PACK / "intents", tmp_path / PACK / "intents")
    path = tmp_path / PACK / "words" / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(PolicyError) as caught:
        read_catalogue(PACK, words_of().intents, tmp_path)
    return [str(problem) for problem in caught.value.problems]


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("routing.yaml", "tie: 0.05", "ties: 0.05", "unknown key 'ties'. Did you mean 'tie'?"),
        ("routing.yaml", "confident: 0.55", "confident: 2", "less than or equal to 1"),
        ("routing.yaml", "    sectors: [", "    sektors: [", "nothing counts 'sektors'. Did you"),
        ("routing.yaml", "time.breaks: [", "time.brakes: [", "there is no intent 'time.brakes'"),
        ("sectors.yaml", "- IT", "- it", "'it' is never compared, it only joins words"),
        ("sectors.yaml", "names:", "title: Sectors\nnames:", "unknown key 'title'"),
        ("metrics.yaml", "- sme", "- {sectors: 1}", "valid string"),
        ("countries.yaml", "[bahrain", "[bahrain, {", "no valid YAML"),
    ],
)
def test_faults_of_the_words_name_file_line_and_remedy(
    tmp_path: Path, file: str, old: str, new: str, said: str
) -> None:
    (problem,) = broken(tmp_path, file, old, new)
    assert problem.startswith(f"policies/{PACK}/words/{file}:")
    assert said in problem


def test_without_settings_the_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(PolicyError, match=r"policies/x/words/:1: holds no routing\.yaml"):
        read_catalogue("x", {}, tmp_path)


def test_the_day_changes_the_horizon_and_nothing_else() -> None:
    text = "How has attrition developed since 2020?"
    one, other = (classify_text(text, words_of(), date(year, 7, 1)) for year in (2025, 2026))
    assert other.months == one.months + 12
    assert one.scores == other.scores
