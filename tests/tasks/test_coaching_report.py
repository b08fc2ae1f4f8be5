"""Coaching as readers see it: a transcript, a curve, a row a round; all of it masked."""

import base64
import re
import xml.etree.ElementTree as ET
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.coaching_chart import Curve, coaching_svg
from tasks.coaching_report import (
    Coachings,
    curve_markdown,
    curves,
    curves_of,
    round_rows,
    transcript,
    verdict_of,
)
from tasks.outcome import Outcome
from tasks.rounds import Course, History, Round

SVG = "{http://www.w3.org/2000/svg}"


def course(name: str, *scores: float | None, feedback: Any = "look again") -> Course:
    past = History()
    for n, score in enumerate(scores):
        past = past.add(Round(Outcome({"n": n}), score, feedback))
    return Course(name, 0.9, past, "all rounds were used")


TWO = (course("Ann", 0.95), course("Bo", 0.5, 0.7, 0.6))


def drawn(markdown: str) -> ET.Element:
    found = re.search(r"base64,([A-Za-z0-9+/=]+)\)", markdown)
    assert found
    return ET.fromstring(base64.b64decode(found[1]))


def test_the_transcript_says_per_round_the_score_the_gain_and_what_the_judge_said() -> None:
    text = transcript(Coachings("toy", "draft", "x", TWO))
    assert "1 of 2 reached the target of 0.9." in text
    assert "| Bo | 0.7 | 3 | no | all rounds were used |" in text
    assert "**Round 2: 0.7, +0.200.** Its answer stands." in text
    assert "**Round 3: 0.6, -0.100.**" in text
    assert "- tried: look again (helped)" in text
    assert "- tried: look again (did not help)" in text
    assert "<details><summary>Ann: 0.95</summary>" in text
    assert "<details open><summary>Bo: 0.7</summary>" in text


def test_what_failed_or_was_never_judged_is_said() -> None:
    failed = Course("Cy", 0.9, error="no pages", stopped="attempt 1 failed: no pages")
    text = transcript(Coachings("toy", "draft", "x", (failed, course("Di", None))))
    assert "It failed: no pages" in text
    assert "Round 1: not judged" in text
    assert round_rows(curves((course("Di", None),)))[0]["what came of it"].startswith("was not")


def test_a_judge_may_say_anything_and_it_stays_text() -> None:
    said = {"faults": ["<script>x</script>", "a|b"], "improvements": ["[x](javascript:y)"]}
    text = transcript(Coachings("toy", "draft", "x", (course("Bo", 0.5, 0.6, feedback=said),)))
    assert "<script" not in text
    assert "a\\|b" in text


def test_personal_data_is_masked_unless_it_may_be_shown() -> None:
    mail = "vera@example.org"
    of = Coachings("toy", "draft", "x", (course(mail, 0.5, feedback=f"ask {mail}"),))
    assert mail not in transcript(of)
    assert mail in transcript(of, ["email"])
    shown = curves(of.courses)
    assert mail not in str(round_rows(shown))
    assert mail not in ET.tostring(drawn(curve_markdown(shown)), "unicode")
    assert mail in ET.tostring(drawn(curve_markdown(shown, ["email"])), "unicode")


def test_each_round_is_a_row_with_the_same_cells() -> None:
    rows = round_rows(curves(TWO))
    assert [(row["element"], row["round"], row["what came of it"]) for row in rows] == [
        ("Ann", 1, "first, reached the target, its answer stands"),
        ("Bo", 1, "first"),
        ("Bo", 2, "helped, its answer stands"),
        ("Bo", 3, "did not help"),
    ]
    assert len({tuple(row) for row in rows}) == 1
    assert all(not isinstance(cell, dict | list) for row in rows for cell in row.values())


def test_the_curve_shows_a_round_that_did_not_help() -> None:
    root = drawn(curve_markdown(curves(TWO)))
    hollow = [c for c in root.iter(f"{SVG}circle") if c.get("stroke") == "#dc2626"]
    assert len(hollow) == 2  # Bo's third round, and the key's
    assert any("Bo" in (text.text or "") for text in root.iter(f"{SVG}text"))


def test_the_curve_can_be_drawn_from_the_facts_of_a_step() -> None:
    items = [{"id": each.name, "coaching": each.facts} for each in TWO]
    several = curves_of("draft", Outcome({"count": 2, "items": items}))
    assert several == curves(TWO)
    alone = curves_of("draft", Outcome({"coaching": TWO[1].facts}))
    assert [(each.name, each.scores) for each in alone] == [("draft", (0.5, 0.7, 0.6))]
    assert curves_of("draft", Outcome({"items": [1, {"coaching": 3}]})) == ()
    assert curve_markdown(()) == ""


def test_the_verdict_counts() -> None:
    assert verdict_of(TWO) == "1 of 2 reached the target of 0.9."
    assert verdict_of(TWO[:1]) == "Reached the target of 0.9."
    assert verdict_of(TWO[1:]) == "Did not reach the target of 0.9."
    assert verdict_of(()) == "There was nothing to coach."


NAMES = st.text(max_size=40)
SCORES = st.lists(st.none() | st.floats(0, 1, allow_nan=False), max_size=6).map(tuple)
CURVES = st.lists(st.builds(Curve, NAMES, st.floats(0, 1, allow_nan=False), SCORES), max_size=6)


@given(CURVES)
def test_any_curves_are_drawn_within_their_picture(several: list[Curve]) -> None:
    root = ET.fromstring(coaching_svg(several))
    width, height = float(root.get("width", "0")), float(root.get("height", "0"))
    for mark in root.iter(f"{SVG}circle"):
        assert 0 <= float(mark.get("cx", "-1")) <= width
        assert 0 <= float(mark.get("cy", "-1")) <= height


@pytest.mark.parametrize("scores", [(), (None,), (0.0,), (1.0, 1.0), (None, 0.5, None)])
def test_the_round_that_stands_is_the_same_on_the_curve_as_in_the_history(scores: Any) -> None:
    past = course("Bo", *scores).history
    stands = next((n for n, one in enumerate(past.rounds, 1) if one is past.counts), None)
    assert Curve("Bo", 0.9, scores).best_at == stands
