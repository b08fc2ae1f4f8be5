"""What the calls of a step are named after, and what of them is noted for a replay."""

import asyncio
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from blocks.models import ModelError
from flows.audit_pack import Packed, packed, unpacked
from flows.compose import in_process
from flows.execute import Crewed, execute
from flows.finish import finish
from flows.replay import replay
from flows.settle import Shop, case_for, plan_for
from flows.step import Case, element_views
from policies.schema import Step
from tasks.agent import Agent, View
from tasks.call import Called, Job, call_here
from tasks.outcome import Outcome, Trace, Verdict
from tests import toy
from tests.toy import agent, load_toy, settled

COACH = {"judge": "judge", "target": 0.9, "rounds": 3}
LISTED = {"agent": "list"}
EACH = {"agent": "writer", "as": "draft", "needs": ["list"], "each": "list.parts"}


def views(items: list[Any], each: str = "list.parts") -> list[tuple[str, View]]:
    step = Step.model_validate({"agent": "writer", "as": "draft"})
    needs = {"list": {"parts": items, "unit": 7}, "other": {"parts": 1}}
    view = View(request=toy.Request(), needs=needs)
    return element_views(step, each, Case(toy.Request(), {}, {}), view)


def names(items: list[Any]) -> list[str]:
    return [name for name, _ in views(items)]


def test_elements_are_called_by_their_id_and_otherwise_by_their_number() -> None:
    assert names([{"id": "Ann"}, {"id": 7}, "text", {}]) == ["Ann", "7", "draft 3", "draft 4"]
    assert names([{"id": "Ann"}, {"id": "Ann"}, {"id": "Bo"}]) == ["draft 1", "draft 2", "Bo"]
    assert names([]) == []


def test_an_element_sees_its_own_item_and_not_its_neighbours() -> None:
    found = views(["a", "b"])
    assert [view.item for _, view in found] == ["a", "b"]
    others = {"list": {"unit": 7}, "other": {"parts": 1}}
    assert all(view.needs == others for _, view in found)
    [(_, view)] = views(["a", "b"], 'list.parts.filter(p, p != "a")')
    assert (view.item, view.needs["list"]["parts"]) == ("b", ["a", "b"])  # a text of its own


def known(parts: Any, write: Any = None, judge: Any = None) -> dict[str, Agent]:
    return {
        "list": agent("list", lambda _: Outcome({"parts": parts})),
        "writer": agent("writer", write or _write),
        "judge": agent("judge", judge or (lambda _: Outcome({"score": 1.0}))),
    }


def _write(view: View) -> Outcome:
    if view.item == "bad" or (isinstance(view.item, dict) and view.item.get("bad")):
        raise ValueError("no pages")
    return Outcome({"text": f"{view.item} {view.round}"})


def executed(root: Path, steps: list[Any], crew: dict[str, Agent]) -> tuple[Any, list[str]]:
    """How each step ended, and the names of the calls."""
    loaded = load_toy(root, {"p": {"limits": {"retries": 0}, "steps": steps}}, crew)
    plan = settled(loaded, "p")
    called: list[str] = []

    async def call(job: Job) -> Called:
        called.append(job.alias)
        return await call_here(job)

    case = Case(toy.Request(), plan.profile, crew, loaded.pack.settings)
    ended, _ = asyncio.run(execute(plan, case, Crewed(call)))
    return ended, called


def test_a_call_is_named_after_its_element_and_round(tmp_path: Path) -> None:
    parts = [{"id": "Ann"}, {"id": "Bo"}]
    _, coached = executed(tmp_path / "a", [LISTED, {**EACH, "coach": COACH}], known(parts))
    assert sorted(coached) == ["Ann 1", "Ann 1 judge", "Bo 1", "Bo 1 judge", "list"]
    _, plain = executed(tmp_path / "b", [LISTED, EACH], known(parts))
    assert sorted(plain) == ["Ann", "Bo", "list"]
    _, alone = executed(tmp_path / "c", [{"agent": "list", "coach": COACH}], known(parts))
    assert alone == ["list 1", "list 1 judge"]


def test_a_coached_element_that_fails_loses_no_other_and_an_uncoached_one_fails_the_step(
    tmp_path: Path,
) -> None:
    parts = [{"id": "Ann"}, {"id": "Bo", "bad": True}]
    ended, _ = executed(tmp_path / "a", [LISTED, {**EACH, "coach": COACH}], known(parts))
    items = ended["draft"].outcome.facts["items"]
    assert items[0]["coaching"]["reached"]
    assert (items[1]["id"], items[1]["error"]) == ("Bo", "ValueError: no pages")
    ended, _ = executed(tmp_path / "b", [LISTED, EACH], known(parts))
    assert ended["draft"].reason == "element 2 of 2: ValueError: no pages"


def test_a_coached_step_without_elements_is_empty(tmp_path: Path) -> None:
    ended, called = executed(tmp_path, [LISTED, {**EACH, "coach": COACH}], known([]))
    assert ended["draft"].outcome.facts == {"count": 0, "items": []}
    assert called == ["list"]


@dataclass(frozen=True)
class Moody:
    """A model that never says the same twice, and is busy for the third time it is asked."""

    id: str = "moody"
    resource: str | None = None

    async def complete(self, *_: Any, **__: Any) -> Any:
        raise ModelError("nobody asks it")


ASKED: list[str] = []


async def ask(view: View) -> Outcome:
    assert view.model is not None
    if view.model.id != "moody" or not isinstance(view.model, Moody):
        raise ModelError("a replay asked a model")
    ASKED.append(view.item["id"])
    if len(ASKED) == 3:
        raise ModelError(f"the model was asked {len(ASKED)} times")
    return Outcome({"text": f"{view.item['id']}, the {len(ASKED)}th"})


def judged(view: View) -> Outcome:
    return Outcome({"score": 0.5 if view.round == 1 else 0.6, "feedback": "more"})


def test_coached_steps_are_replayed_round_by_round_without_asking_a_model(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ASKED.clear()
    crew = known([{"id": "Ann"}, {"id": "Bo"}], judge=judged)
    crew["writer"] = agent("writer", ask, model=True)
    limits = {"retries": 0, "max_parallel": 1}
    steps = [LISTED, {**EACH, "coach": COACH}]
    loaded = load_toy(tmp_path / "policies", {"p": {"limits": limits, "steps": steps}}, crew)
    made = toy.crew(loaded, crew)
    shop = Shop(made, policy="p", model=Moody())
    given = toy.Request()
    plan = plan_for(given, shop)

    async def run() -> tuple[Packed, Trace]:
        case = case_for(given, plan, shop, ())
        trace = await in_process(plan, case, made.loaded.pack)
        return Packed(given, plan, case, trace, finish(given, plan, case, trace, shop), shop), trace

    made_of, trace = asyncio.run(run())
    assert trace.verdict is Verdict.COMPLETED
    assert any("asked 3 times" in said for said in made_of.made.report.warnings)
    path = tmp_path / "run.zip"
    path.write_bytes(packed(made_of))
    times = len(ASKED)
    monkeypatch.setattr("flows.replay.crew", lambda _: made)
    found = asyncio.run(replay(unpacked(path)))
    assert (found.same, found.difference) == (True, ())
    assert len(ASKED) == times
    changed = {**crew, "judge": replace(crew["judge"], run=lambda _: Outcome({"score": 0.1}))}
    monkeypatch.setattr("flows.replay.crew", lambda _: replace(made, agents=changed))
    assert not asyncio.run(replay(unpacked(path))).same  # the judge is no model: it judges anew
