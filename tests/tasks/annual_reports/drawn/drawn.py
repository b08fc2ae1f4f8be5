"""Reports drawn from a seed, laid out and put as many writers do it, with their truth."""

from collections.abc import Mapping
from pathlib import Path
from random import Random
from typing import Any

from tests.tasks.annual_reports.digest_truth import digests, schemas
from tests.tasks.annual_reports.drawn.ending import audit, signatures
from tests.tasks.annual_reports.drawn.equity import allocation, equity
from tests.tasks.annual_reports.drawn.front import cover, report
from tests.tasks.annual_reports.drawn.notes import notes, numbered
from tests.tasks.annual_reports.drawn.overview import overview
from tests.tasks.annual_reports.drawn.sheet import Sheet, style_of
from tests.tasks.annual_reports.drawn.statements import balance, cash_flow, income
from tests.tasks.annual_reports.drawn.story import story_of
from tests.tasks.annual_reports.extracting import extract_layout
from tests.tasks.annual_reports.truth_score import Key, Outcome, file_key, score

# What the drawing does not tell for sure: several answers are right, or a heading may belong.
UNTOLD = {
    ("AuditorAgent", "auditors"),
    ("EnergyAgent", "heating"),
    ("FeesAgent", "included_services"),
}


def draw(path: Path, seed: int) -> dict[str, dict[str, Any]]:
    """Draw the report of a seed; its labels by agent and field, in the shapes of the schemas."""
    rng = Random(seed)
    style = style_of(rng)
    one = story_of(rng, style.unit)
    sheet = Sheet(path, rng, style, one.name, one.number)
    known = numbered(one, sheet)
    cover(sheet, one)
    report(sheet, one)
    for section in (overview, equity, allocation):
        section(sheet, one)
    income(sheet, one, known)
    balance(sheet, one, known)
    if one.year >= 2023 or sheet.chance(0.5):
        cash_flow(sheet, one)
    notes(sheet, one, known)
    signatures(sheet, one)
    if sheet.chance(0.8):
        audit(sheet, one)
    sheet.save()
    return _complete(sheet.labels)


def _complete(labels: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    """Labels of all fields: what was not drawn is missing."""
    full: dict[str, dict[str, Any]] = {}
    for agent, schema in schemas().items():
        own = labels.get(agent, {})
        full[agent] = {name: own.get(name, _empty(shape)) for name, shape in schema.items()}
        for name, shape in schema.items():
            if isinstance(shape, list):
                full[agent][name] = [
                    {key: row.get(key) for key in shape[0]} for row in full[agent][name]
                ]
    return full


def _empty(shape: Any) -> Any:
    if isinstance(shape, list):
        return []
    return dict.fromkeys(shape) if isinstance(shape, Mapping) else None


def outcomes(path: Path, seed: int) -> list[Outcome]:
    """What became of each value of the report of a seed."""
    labels = draw(path, seed)
    found = extract_layout(path)
    file = file_key(path)
    made = digests(labels, file)
    result: list[Outcome] = []
    for agent, truth in made.items():
        told = {name: each for name, each in truth.items() if (agent, name) not in UNTOLD}
        fields = {name: value for name, value in found[agent].items() if name in told}
        result += score(Key(file, agent), told, fields)
    return result
