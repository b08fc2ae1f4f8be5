"""Real reports, labelled by eye: how much of them the layout way finds, and how much of that is so.

The reports are no part of the project; where they are not, these tests skip. Their truth is in
truth/*.json, as digests (truth_score.py says how, digest_truth.py how to label another report).
"""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

import pytest

from tests.tasks.annual_reports.digest_truth import differences, schemas
from tests.tasks.annual_reports.extracting import extract_layout
from tests.tasks.annual_reports.truth_score import (
    TRUTH,
    Key,
    Outcome,
    file_key,
    read_truth,
    score,
    table,
    tally,
)

REAL = Path(__file__).parents[4] / "shared" / "data" / "annual_reports"
REPORTS = sorted(path.stem for path in TRUTH.glob("*.json"))
GROUPS: Mapping[str, tuple[str, ...]] = {
    "governance": ("GovernanceAgent", "AuditorAgent", "AuditReportAgent"),
    "property": ("PropertyAgent",),
    "loans": ("LoansDebtAgent", "NoterLånRäntorAgent", "PledgedAssetsAgent"),
    "notes": (
        "NoterKostnaderAgent",
        "NoterIntäkterAgent",
        "NoterAvskrivningarAgent",
        "NoterFordringarAgent",
    ),
}
PRECISION, RECALL = 0.98, 0.90
real = pytest.mark.skipif(not REAL.is_dir(), reason="the shared annual reports are not here")


@lru_cache
def outcomes() -> tuple[Outcome, ...]:
    """What became of each labelled value, and of each extracted one, in all labelled reports."""
    found: list[Outcome] = []
    for report in REPORTS:
        path = REAL / f"{report}.pdf"
        labelled, file = read_truth(report), file_key(path)
        fields = extract_layout(path, agents=labelled.keys())
        for agent, truth in labelled.items():
            found += score(Key(file, agent), truth, fields[agent])
    return tuple(found)


@pytest.mark.parametrize("report", REPORTS)
def test_labels_have_the_fields_of_the_agents_as_they_are_seeded(report: str) -> None:
    known, truth = schemas(), read_truth(report)
    assert set(truth) == {agent for agents in GROUPS.values() for agent in agents}
    assert not [each for name in truth for each in differences(known[name], truth[name], name)]


@real
def test_what_the_layout_way_finds_in_real_reports_is_right_and_nearly_all_there_is() -> None:
    by_agent = {
        agent: tally(each for each in outcomes() if each.agent == agent)
        for agents in GROUPS.values()
        for agent in agents
    }
    overall = tally(outcomes())
    print("\n" + table(by_agent | {"all": overall}))
    assert overall.precision >= PRECISION
    assert overall.recall >= RECALL


@real
@pytest.mark.parametrize("group", GROUPS)
def test_no_group_of_fields_hides_behind_the_others(group: str) -> None:
    found = tally(each for each in outcomes() if each.agent in GROUPS[group])
    assert found.precision >= PRECISION, found
    assert found.recall >= RECALL, found
