"""Doubles of models, and runs of the model ways on samples: in this process, or as a flow."""

import asyncio
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from blocks.models import Completion, Model
from flows.compose import in_process
from flows.entry import Finished, Options, settle_one
from flows.settle import Shop, plan_for, ready
from tasks.annual_reports import inputs
from tasks.outcome import Trace
from tasks.packs import Crew, crew
from tasks.shapes import blank
from tests.tasks.annual_reports.asked import PACK, SAMPLES, leaf, shape_of

MEMBERS, AUDITOR, GOVERNANCE = "MemberInfoAgent", "AuditorAgent", "GovernanceAgent"
TRUTH = json.loads((SAMPLES / "truth.json").read_text(encoding="utf-8"))
Said = str | Exception | None


@dataclass
class Says:
    """A model that answers by the agent whose prompt it is asked: a text, an error, or a function
    of prompt and images; None hangs for ever, whatever time it is given.
    """

    answers: Mapping[str, Said | Callable[[str, tuple[bytes, ...]], Said]]
    id: str = "hf:double"
    resource: None = None
    asked: list[str] = field(default_factory=list)

    async def complete(
        self, prompt: str, _seconds: float, *, images: tuple[bytes, ...] = (), schema: Any = None
    ) -> Completion:
        del schema
        self.asked.append(prompt)
        agent = next(name for name in self.answers if _first_line(name) in prompt)
        said = self.answers[agent]
        said = said(prompt, images) if callable(said) else said
        if said is None:
            await asyncio.Event().wait()
        if isinstance(said, Exception):
            raise said
        return Completion(str(said), 10, 5)


def _first_line(agent: str) -> str:
    return crew(PACK).loaded.roster[agent].prompt.strip().partition("\n")[0]


def answer(agent: str, **fields: Any) -> str:
    """What a model finds; all else is missing."""
    return json.dumps({**blank(shape_of(agent)), **fields})


def members() -> str:
    """The members of the plain sample, as they are printed."""
    names = ("members_start", "members_new", "members_left", "members_end", "transfers")
    known = TRUTH["brf_alkarret"]["agents"][MEMBERS]
    return answer(MEMBERS, **{name: leaf(known[name], 2) for name in names})


def opinion(score: float, *lacking: tuple[str, str], improvements: tuple[str, ...] = ()) -> str:
    """What a model says as a judge."""
    faults = [{"field": name, "problem": problem} for name, problem in lacking]
    return json.dumps({"score": score, "faults": faults, "improvements": [*improvements]})


def limited(policy: str, **limits: Any) -> Crew:
    """The pack with other limits in a policy."""
    known = crew(PACK)
    one = known.loaded.policies[policy]
    changed = one.policy.limits.model_copy(update=limits)
    again = replace(one, policy=one.policy.model_copy(update={"limits": changed}))
    policies = {**known.loaded.policies, policy: again}
    return replace(known, loaded=replace(known.loaded, policies=policies))


def judged_by(known: Crew, policy: str, *judges: str) -> Crew:
    """The pack with other judges in a policy."""
    one = known.loaded.policies[policy]
    steps = tuple(
        step.model_copy(update={"params": {**step.params, "judges": [*judges]}})
        if step.coach
        else step
        for step in one.policy.steps
    )
    again = replace(one, policy=one.policy.model_copy(update={"steps": steps}))
    policies = {**known.loaded.policies, policy: again}
    return replace(known, loaded=replace(known.loaded, policies=policies))


def ran(model: Model | None, policy: str, sample: str, known: Crew | None = None) -> Trace:
    """A sample settled in this process."""
    shop = Shop(known or crew(PACK), policy=policy, model=model)
    given = inputs.one(SAMPLES / f"{sample}.pdf").one
    plan = plan_for(given, shop)

    async def settle() -> Trace:
        return await in_process(plan, await ready(given, plan, shop, ()), shop.crew.loaded.pack)

    return asyncio.run(settle())


def settled(sample: str, policy: str | None = None) -> Finished:
    """A sample settled as a flow, with the model that is configured."""
    from prefect import Flow

    given = inputs.one(SAMPLES / f"{sample}.pdf").one
    done: list[Finished] = []

    async def ways() -> Any:
        done.append(await settle_one(PACK, given, Options(policy)))
        return done[0].state

    asyncio.run(Flow(ways, name="ways", persist_result=False)())
    return done[0]


def items_of(trace: Trace) -> dict[str, dict[str, Any]]:
    """What each agent left."""
    facts = [step.outcome.facts for step in trace.steps if step.outcome]
    return {item["id"]: item for each in facts for item in each.get("items", [])}
