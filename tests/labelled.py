"""The labelled questions of routing, and what becomes of them: for tests and for the bench."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from policies.intents import Intent
from policies.load import ROOT
from policies.routing.catalogue import Catalogue, read_catalogue
from policies.routing.route import Classification, classify_text

QUESTIONS = Path(__file__).parent / "policies" / "routing" / "questions.yaml"
PARTS = ("tuned", "held_out", "late")
PACK = "workforce"
TODAY = date(2026, 7, 15)
ASKS_BACK = "(asks back)"


@dataclass(frozen=True)
class Question:
    """A question, the intents that are right for it (none: it asks back), and its level."""

    text: str
    intents: frozenset[str]
    crisis: bool


@dataclass
class Tally:
    """How the questions of one part came out."""

    asked: int = 0
    exact: int = 0  # the very intents
    first: int = 0  # the best intent is one of the right ones
    back: int = 0  # asked back, though it should not
    offered: int = 0  # … and the question back offers a right one
    more: int = 0  # the right ones, and one too many
    level: int = 0  # crisis when it is one, and only then
    confused: Counter[tuple[str, str]] = field(default_factory=Counter)


def questions(part: str) -> list[Question]:
    """The questions of one of PARTS."""
    return [
        Question(text, frozenset(group["intents"]), group.get("complexity") == "CRISIS")
        for group in _groups()
        for text in group.get(part, ())
    ]


@lru_cache
def _groups() -> list[Mapping[str, Any]]:
    return list(yaml.safe_load(QUESTIONS.read_text(encoding="utf-8")))


@lru_cache
def words_of(pack: str = PACK) -> Catalogue:
    """The catalogue of a pack, from its files alone: understanding needs no agent."""
    intents = {
        path.stem: Intent.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
        for path in sorted((ROOT / pack / "intents").glob("*.yaml"))
    }
    return read_catalogue(pack, intents)


def routed(part: str) -> Iterator[tuple[Question, Classification]]:
    for question in questions(part):
        yield question, classify_text(question.text, words_of(), TODAY)


def tally(part: str) -> Tally:
    """Count how a part comes out; `confused` holds (expected, given) of single intents."""
    counts = Tally()
    for question, found in routed(part):
        given = frozenset(found.intents)
        counts.asked += 1
        counts.exact += given == question.intents
        best = found.intents[0] if found.intents else ASKS_BACK
        counts.first += best in (question.intents or {ASKS_BACK})
        counts.more += bool(question.intents) and question.intents < given
        counts.level += (found.complexity == "CRISIS") == question.crisis
        if question.intents and not given:
            counts.back += 1
            titles = {words_of().intents[intent].title for intent in question.intents}
            few = "I can answer" not in found.clarify
            counts.offered += few and any(title in found.clarify for title in titles)
        if len(question.intents) <= 1:
            counts.confused[next(iter(question.intents), ASKS_BACK), best] += 1
    return counts
