"""Golden cases in the words of their domain: what is given, and what is expected of the engine."""

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from deployments.given import sample_tables
from flows.compose import in_process
from flows.finish import finish
from flows.settle import Shop, asking, case_for, plan_for
from policies.plan import Plan
from tasks.client import Places, data_client
from tasks.outcome import Report, Status, Trace
from tasks.packs import crew
from tasks.report import to_markdown
from tests.case_given import model_of, only, request_of

CASES = Path(__file__).parent / "cases"


def cases() -> list[Any]:
    paths = sorted(CASES.glob("*/*.yaml"))
    return [pytest.param(path, id=f"{path.parent.name}-{path.stem}") for path in paths]


@pytest.mark.parametrize("path", cases())
def test_the_case_comes_out_as_expected(path: Path, tmp_path: Path) -> None:
    case = yaml.safe_load(path.read_text(encoding="utf-8"))
    given, expect = case["given"], case["expect"]
    known = crew(path.parent.name)
    request = request_of(known, given, tmp_path)
    if "agents" in given:
        only(known, given["agents"])
    client = data_client(known.loaded, Places(sample_tables(known)))
    model = model_of(known, given)
    shop = Shop(known, policy=given.get("policy"), model=model, client=client)
    plan = plan_for(request, shop)
    trace, report = asyncio.run(_settled(request, plan, shop, given.get("data", {})))

    assert plan.policy.name == expect["policy"]
    assert sorted(s.alias for s in trace.of(Status.COMPLETED)) == sorted(expect["ran"])
    assert (trace.decision.action if trace.decision else None) == expect.get("decision")
    skipped = {step.alias: step.reason for step in trace.of(Status.SKIPPED)}
    for alias, reason in expect.get("skipped", {}).items():
        assert reason in skipped[alias]
    assert set(skipped) == set(expect.get("skipped", {}))
    if "sections" in expect:
        titles = dict.fromkeys(section.title for section in report.sections)
        assert list(titles) == expect["sections"]

    text = to_markdown(report)
    assert [said for said in expect.get("says", []) if said not in text] == []
    assert [said for said in expect.get("never", []) if said in text] == []
    assert _found(trace, expect.get("found", {})) == expect.get("found", {})
    if report.verification:
        found = report.verification["issues"]
        assert [one["code"] for one in found] == expect.get("issues", [])


def _found(trace: Trace, expected: dict[str, Any]) -> dict[str, Any]:
    """What was found of each expected field of an agent: its value, or those of its columns."""
    steps = [step.outcome.facts for step in trace.steps if step.outcome]
    items = {item["id"]: item["fields"] for facts in steps for item in facts.get("items", [])}
    return {
        agent: {field: _values(items[agent][field]) for field in fields}
        for agent, fields in expected.items()
    }


def _values(found: Any) -> Any:
    if isinstance(found, list):
        return [_values(row) for row in found]
    if isinstance(found, dict) and "value" not in found:
        return {name: _values(inner) for name, inner in found.items()}
    return found and found["value"]


async def _settled(given: Any, plan: Plan, shop: Shop, data: Any) -> tuple[Trace, Report]:
    case = case_for(given, plan, shop, ())
    case = await asking(replace(case, data={**case.data, **data}), plan, shop)
    trace = await in_process(plan, case, shop.crew.loaded.pack)
    return trace, finish(given, plan, case, trace, shop).report


def test_every_policy_has_a_case() -> None:
    for folder in CASES.iterdir():
        texts = [yaml.safe_load(path.read_text()) for path in folder.glob("*.yaml")]
        covered = {text["expect"]["policy"] for text in texts}
        assert set(crew(folder.name).loaded.policies) == covered
