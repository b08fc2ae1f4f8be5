"""Golden cases in the words of their domain: what is given, and what is expected of the engine."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
import yaml

from flows.compose import in_process
from flows.settle import Shop, case_for, plan_for
from tasks.merge import Frame, merge
from tasks.outcome import Status
from tasks.packs import crew

CASES = Path(__file__).parent / "cases"


def cases() -> list[Any]:
    paths = sorted(CASES.glob("*/*.yaml"))
    return [pytest.param(path, id=f"{path.parent.name}-{path.stem}") for path in paths]


@pytest.mark.parametrize("path", cases())
def test_the_case_comes_out_as_expected(path: Path) -> None:
    case = yaml.safe_load(path.read_text(encoding="utf-8"))
    given, expect = case["given"], case["expect"]
    known = crew(path.parent.name)
    request = known.request.model_validate(given["request"])
    shop = Shop(known, policy=given.get("policy"))
    plan = plan_for(request, shop)
    settled = case_for(request, plan, shop, ())
    data = {**settled.data, **given.get("data", {})}
    settled = type(settled)(**{**_fields(settled), "data": data})
    trace = asyncio.run(in_process(plan, settled, known.loaded.pack))
    report = merge(trace, Frame("case", sections=known.loaded.pack.sections))

    assert plan.policy.name == expect["policy"]
    assert sorted(s.alias for s in trace.of(Status.COMPLETED)) == sorted(expect["ran"])
    assert (trace.decision.action if trace.decision else None) == expect["decision"]
    skipped = {step.alias: step.reason for step in trace.of(Status.SKIPPED)}
    for alias, reason in expect.get("skipped", {}).items():
        assert reason in skipped[alias]
    assert set(skipped) == set(expect.get("skipped", {}))
    if "sections" in expect:
        assert [section.title for section in report.sections] == expect["sections"]


def _fields(value: Any) -> dict[str, Any]:
    return {name: getattr(value, name) for name in value.__dataclass_fields__}


def test_every_policy_has_a_case() -> None:
    for folder in CASES.iterdir():
        texts = [yaml.safe_load(path.read_text()) for path in folder.glob("*.yaml")]
        covered = {text["expect"]["policy"] for text in texts}
        assert set(crew(folder.name).loaded.policies) == covered
