"""Labelled text (`tests/tasks/privacy/*.yaml`), and how well masking finds what is labelled in it.

A label is a tag: `signed off by <name>Fatima Al-Kuwari</name>`. `<lone>` marks a given name or a
surname alone; masking finds those only in some places, and they are counted apart.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

FOLDER = Path(__file__).parent / "tasks" / "personal" / "labelled"
PARTS = ("tuned", "held_out")
_TAG = re.compile(r"<(name|lone|email|iban|card|id|phone)>(.*?)</\1>", re.DOTALL)
_TOKEN = re.compile(r"\[(name|email|iban|card|id|phone)\]")

Span = tuple[str, int, int]  # kind, start and end in characters


@dataclass(frozen=True)
class Score:
    """Of one kind: how many are labelled and found, how many masks there are and are right."""

    labelled: int
    found: int
    masks: int
    right: int

    @property
    def recall(self) -> float:
        return self.found / self.labelled if self.labelled else 1.0

    @property
    def precision(self) -> float:
        return self.right / self.masks if self.masks else 1.0


def sentences(part: str) -> Iterator[tuple[str, list[Span]]]:
    """Each text of a part without its tags, and where they stood."""
    groups = yaml.safe_load((FOLDER / f"{part}.yaml").read_text(encoding="utf-8"))
    for group in groups.values():
        for tagged in group:
            yield _untagged(tagged)


def _untagged(tagged: str) -> tuple[str, list[Span]]:
    text, spans, done = "", [], 0
    for tag in _TAG.finditer(tagged):
        text += tagged[done : tag.start()]
        spans.append((tag[1], len(text), len(text) + len(tag[2])))
        text += tag[2]
        done = tag.end()
    return text + tagged[done:], spans


def masks(text: str, masked: str) -> list[Span]:
    """Where `masked` holds tokens in place of parts of `text`."""
    kept = _TOKEN.split(masked)
    found = re.fullmatch("(.+?)".join(map(re.escape, kept[::2])), text, re.DOTALL)
    assert found, f"masking changed more than it masked: {masked}"
    return [(kind, *found.span(nth)) for nth, kind in enumerate(kept[1::2], start=1)]


def scores(part: str, mask: Callable[[str], str]) -> dict[str, Score]:
    """Per kind. Found is what a mask of its kind covers whole; right is a mask that covers nothing
    but labels of its kind, apart from spaces and signs.
    """
    count: Counter[tuple[str, str]] = Counter()
    for text, labels in sentences(part):
        made = masks(text, mask(text))
        for kind, start, end in labels:
            count[kind, "labelled"] += 1
            count[kind, "found"] += any(
                as_kind == _masked_as(kind) and begin <= start and end <= stop
                for as_kind, begin, stop in made
            )
        for kind, start, end in made:
            theirs = [label[1:] for label in labels if _masked_as(label[0]) == kind]
            outside = (
                text[place]
                for place in range(start, end)
                if not any(begin <= place < stop for begin, stop in theirs)
            )
            count[kind, "masks"] += 1
            count[kind, "right"] += not any(char.isalnum() for char in outside)
    kinds = sorted({kind for kind, _ in count})
    return {
        kind: Score(*(count[kind, each] for each in ("labelled", "found", "masks", "right")))
        for kind in kinds
    }


def _masked_as(kind: str) -> str:
    return "name" if kind == "lone" else kind
