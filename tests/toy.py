"""A pack made in a test: agents that are plain functions, policies that are dictionaries."""

import asyncio
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any, TypedDict

import yaml
from pydantic import BaseModel

from flows.compose import in_process
from flows.step import Case
from policies.load import LoadedPack, load
from policies.plan import Plan, plan
from tasks.agent import Agent, View
from tasks.inputs import Input, open_records
from tasks.outcome import Decision, Outcome, Trace
from tasks.packs import Crew, sample_request


class Request(BaseModel):
    id: str = "r-1"
    size: int = 1
    names: list[str] = []


class Facts(TypedDict):
    ok: bool
    score: float
    text: str
    parts: list[str]


DECLARED: dict[str, Any] = {
    "title": "Toy",
    "description": "A pack for tests.",
    "agents": "tests.toy",
    "profile": {"risk": ["LOW", "HIGH"], "color": ["RED", "BLUE"]},
    "sample": "none",
}


def agent(
    name: str,
    answer: Callable[[View], Any] | None = None,
    facts: Mapping[str, Any] | None = None,
    **options: Any,
) -> Agent:
    """An agent that answers with `answer(view)`, by default with the facts of `Facts`."""
    shape = {"ok": False, "score": 0.0, "text": "", "parts": [], **(facts or {})}
    run = answer or (lambda _: Outcome(facts={**shape, "ok": True}))
    return Agent(name, run, "1", shape, **options)


def agents(*names: str) -> dict[str, Agent]:
    return {name: agent(name) for name in names}


def decides(action: str, **facts: Any) -> Callable[[View], Outcome]:
    return lambda _: Outcome(facts=facts, decision=Decision(action, f"said {action}"))


def write(root: Path, policies: Mapping[str, Any], declared: Mapping[str, Any]) -> None:
    files = {"pack": {**DECLARED, **declared}, **policies}
    for name, content in files.items():
        text = content if isinstance(content, str) else yaml.safe_dump(content, sort_keys=False)
        path = root / "toy" / f"{name}.yaml"  # a name may have folders in it: intents/ask
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def load_toy(
    root: Path,
    policies: Mapping[str, Any],
    known: Mapping[str, Agent],
    **declared: Any,
) -> LoadedPack:
    write(root, policies, declared)
    return load("toy", known, sample_request(Request), root)


def crew(loaded: LoadedPack, known: Mapping[str, Agent]) -> Crew:
    def classify(request: Any, settings: Any) -> dict[str, Any]:
        return {"risk": "LOW" if request.size < 10 else "HIGH", "color": "RED"}

    def opened(path: Path, _: date) -> Input:
        return open_records(path, Request, lambda given: given)

    return Crew(loaded, known, Request, classify, lambda r: f"toy {r.size}", lambda r: r.id, opened)


def settled(loaded: LoadedPack, policy: str = "p", **profile: str) -> Plan:
    return plan(
        loaded, {"risk": "LOW", "color": "RED", **profile}, {"request": {"size": 1}}, policy
    )


def run_plan(loaded: LoadedPack, known: Mapping[str, Agent], plan_: Plan) -> Trace:
    case = Case(Request(), plan_.profile, known, loaded.pack.settings)
    return asyncio.run(in_process(plan_, case, loaded.pack))
