"""The layout way on one file, without a flow around it: what its agents find, round by round."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import yaml

from tasks.annual_reports.checks.of_agents import checks_of
from tasks.annual_reports.document.facts import facts_of
from tasks.annual_reports.document.pdf import read_document
from tasks.annual_reports.found import as_json
from tasks.annual_reports.layout.extractors import EXTRACTORS
from tasks.annual_reports.reading import Reading, Section
from tasks.annual_reports.scoring import Answer, Judged, judged
from tasks.annual_reports.sections.assign import assign
from tasks.annual_reports.sections.sectionize import sections_of
from tests.tasks.annual_reports.digest_truth import AGENTS
from tests.tasks.annual_reports.truth_score import file_key

TARGET = 0.95  # as the policy has it


@dataclass(frozen=True)
class Assigned:
    """An agent, its schema, and what it reads."""

    agent: str
    schema: Mapping[str, Any]
    reading: Reading


def extract_layout(
    path: Path, rounds: int = 5, agents: Collection[str] = EXTRACTORS
) -> dict[str, dict[str, Any]]:
    """The fields of each agent as JSON, of its best round by the rules judge: as in the policy.

    A round that does not reach the target is followed by another that looks for what the judge
    found lacking, up to `rounds` and until one brings no gain.
    """
    return {each.agent: _coached(each, rounds) for each in assigned(path) if each.agent in agents}


def assigned(path: Path) -> Iterator[Assigned]:
    """The agents as they are seeded, each with its sections of a report."""
    seeds = [yaml.safe_load(seed.read_text(encoding="utf-8")) for seed in AGENTS.glob("*.yaml")]
    rows = [{"agent_id": seed["id"], "typical_sections": seed["sections"]} for seed in seeds]
    document = read_document(path, file_key(path))
    headings = {name.rpartition("/")[2] for row in rows for name in row["typical_sections"]}
    sections = sections_of(document, sorted(headings))
    facts = facts_of(document, sections)
    schemas = {seed["id"]: seed["schema"] for seed in seeds}
    for each in assign(sections, rows)[0]:
        own = tuple(Section(**section) for section in each["sections"])
        reading = Reading(document, own, sections, facts.unit, facts.years)
        yield Assigned(each["id"], schemas[each["id"]], reading)


def _coached(one: Assigned, rounds: int) -> dict[str, Any]:
    best: dict[str, Any] = {}
    lacking: tuple[str, ...] = ()
    score = -1.0
    for number in range(1, rounds + 1):
        found = as_json(EXTRACTORS[one.agent](replace(one.reading, round=number, lacking=lacking)))
        fields = {n: v if n in lacking else best[n] for n, v in found.items()} if best else found
        verdict = _judged(one, fields)
        if verdict.score <= score:
            break
        best, lacking, score = fields, verdict.lacking, verdict.score
        if score >= TARGET:
            break
    return best


def _judged(one: Assigned, fields: Mapping[str, Any]) -> Judged:
    reading = one.reading
    answer = Answer(fields, one.schema, reading.document, reading.unit, bool(reading.sections))
    return judged(answer, checks_of(one.agent, fields, reading.unit))
