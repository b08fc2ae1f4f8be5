"""The rules judge: a score of one agent's answer that needs no labels, and what to look at again.

Every value must stand on its page and be what the page says; checks must hold; what nearly every
report states (marked `!` in the agent's schema) must be there when the agent has sections to read.
The score is the share of grounded values times the share of what was expected and came true.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tasks.annual_reports.checks.check import Check
from tasks.annual_reports.document.words import Document
from tasks.annual_reports.grounding import TEXTS, on_page, says, spelled
from tasks.annual_reports.result import leaves

EXPECTED = "!"  # at the end of a leaf's kind
COPY = "Copy the text of {field} letter by letter, and give the page that it stands on."
MEAN = "Give {field} the value that its text says, and mind whether thousands are printed."


@dataclass(frozen=True, slots=True)
class Judged:
    """A score from 0 to 1, the faults in sentences, and the fields that they are about.

    `improvements` are instructions for the next attempt, at any report: they hold no value.
    """

    score: float
    faults: tuple[str, ...]
    lacking: tuple[str, ...]
    improvements: tuple[str, ...] = ()


@dataclass(frozen=True)
class Answer:
    """One agent's answer, and what it was given to read. `imaged`: it saw images, not words.

    `printed_in` is the unit (1 or 1000) of pages on which all amounts are printed in it.
    """

    fields: Mapping[str, Any]
    schema: Mapping[str, Any]
    document: Document
    unit: int
    has_sections: bool
    imaged: bool = False
    printed_in: Mapping[int, int] = field(default_factory=dict)


def judged(answer: Answer, checks: Iterable[Check]) -> Judged:
    """Score an answer by grounding, by its checks and by what was expected of it."""
    ungrounded, given = _ungrounded(answer)
    held = list(checks)
    failed = [check for check in held if check.holds is False]
    passed = sum(check.holds is True for check in held)
    missing, expected = _missing(answer)
    trials = len(failed) + passed + expected
    truth = (passed + expected - len(missing)) / trials if trials else 1.0
    grounded = 1 - len(ungrounded) / given if given else 1.0
    faults = (
        *(f"{field}: {wrong.why}" for field, wrong in ungrounded),
        *(f"{check.name}: {check.detail}" for check in failed),
        *(f"{field}: not found, though most reports state it" for field in missing),
    )
    advice = (
        *(wrong.advice.format(field=field) for field, wrong in ungrounded),
        *map(_advice, failed),
        *(f"Look again for {field}: most reports state it." for field in missing),
    )
    named = [field for field, _ in ungrounded]
    named += [field for check in failed for field in check.fields]
    lacking = dict.fromkeys([*named, *missing])
    score = round(grounded * truth, 4)
    return Judged(score, _once(faults), tuple(lacking), _once(advice))


def _once(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(texts))


@dataclass(frozen=True, slots=True)
class _Wrong:
    """What is wrong with a value's evidence, and what to do about it in any report."""

    why: str
    advice: str


def _ungrounded(answer: Answer) -> tuple[list[tuple[str, _Wrong]], int]:
    """The fields whose evidence doesn't say them, with the reason; and how many values there are.

    Of scanned pages there are no words to compare with: only the verbatim text can be.
    """
    wrong: list[tuple[str, _Wrong]] = []
    given = 0
    for field_, _, column, leaf in leaves(answer.fields):
        given += 1
        kind, page = _kind(answer.schema.get(field_), column), leaf["page"]
        if not _stands(leaf, answer):
            wrong.append((field_, _Wrong(f"its text does not stand on page {page}", COPY)))
        elif not _said(leaf, kind, answer):
            wrong.append((field_, _Wrong(f"the text on page {page} does not say it", MEAN)))
    return wrong, given


def _stands(leaf: Mapping[str, Any], answer: Answer) -> bool:
    if answer.imaged:
        return bool(1 <= leaf["page"] <= len(answer.document.pages))
    return on_page(leaf, answer.document)


def _said(leaf: Mapping[str, Any], kind: str, answer: Answer) -> bool:
    if not says(leaf, kind, answer.unit, answer.printed_in.get(leaf["page"])):
        return False
    if answer.imaged or kind not in TEXTS:
        return True
    return spelled(leaf, answer.document.page(leaf["page"]))


def _advice(check: Check) -> str:
    """What to do about a check that fails; its name where that says nothing of one report."""
    fields = ", ".join(dict.fromkeys(check.fields))
    plain = check.name.isascii() and check.name == check.name.lower()
    told = check.name if plain and not re.search(r"\d", check.name) else "what must hold of it"
    return f"Read {fields} again, each value in its own row and column: {told} does not hold."


def _kind(shape: Any, column: str | None) -> str:
    inner = shape[0] if isinstance(shape, list) else shape
    leaf = inner.get(column) if isinstance(inner, Mapping) else inner
    return str(leaf or "text").removesuffix(EXPECTED)


def _missing(answer: Answer) -> tuple[list[str], int]:
    if not (answer.has_sections or answer.imaged):  # of images nobody knows the sections
        return [], 0
    expected = [name for name, shape in answer.schema.items() if _expected(shape)]
    return [name for name in expected if not _there(answer.fields.get(name))], len(expected)


def _expected(shape: Any) -> bool:
    inner = shape[0] if isinstance(shape, list) else shape
    kinds = inner.values() if isinstance(inner, Mapping) else [inner]
    return any(str(kind).endswith(EXPECTED) for kind in kinds)


def _there(value: Any) -> bool:
    if isinstance(value, Mapping) and "value" not in value:
        return any(value.values())
    return bool(value)
