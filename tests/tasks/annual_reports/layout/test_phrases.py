"""Sentences and lists as many reports put them, and traps beside them: what each of them says."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from tasks.annual_reports.layout.extractors import EXTRACTORS
from tests.tasks.annual_reports.layout.typed import report, value, values

WIDTH = 88  # letters of a line: a sentence goes on in the next one
CASES = yaml.safe_load((Path(__file__).parent / "phrases.yaml").read_text(encoding="utf-8"))


def typed(line: str) -> list[str]:
    """A sentence in lines as wide as a page; a row of a table stays whole."""
    lines = [""]
    for word in [line] if " | " in line else line.split(" "):
        if lines[-1] and len(lines[-1]) + len(word) > WIDTH:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


def plain(found: Any) -> Any:
    """Values without their evidence, and rows without what is missing."""
    if isinstance(found, list):
        return [{k: v for k, v in row.items() if v is not None} for row in values(found)]
    return {k: value(v) for k, v in found.items()} if isinstance(found, dict) else value(found)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["lines"][0])
def test_a_sentence_says_what_it_says_and_no_more(case: dict[str, Any]) -> None:
    lines = [part for line in case["lines"] for part in typed(line)]
    found = EXTRACTORS[case["agent"]](report({case["heading"]: lines}))
    expected = case["expected"]
    assert {name: plain(found[name]) for name in expected} == expected
