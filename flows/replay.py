"""Replay: run a recorded run again from its audit pack, and say whether the report is the same."""

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import unified_diff
from typing import Any

from blocks.answers import Answer
from blocks.errors import SourceError
from blocks.models import Completion, ModelError
from flows.audit_pack import Recorded, answers_of
from flows.execute import Crewed, execute
from flows.finish import finish
from flows.settle import Shop, plan_for
from flows.step import Case
from flows.verdict import trace_of
from tasks.call import call_here
from tasks.packs import crew
from tasks.prefetch import Answers
from tasks.report import to_markdown

SHOWN = 40  # lines of a difference


@dataclass(frozen=True)
class Replayed:
    """Whether a replay gave the same report, what differs, and what was changed since."""

    same: bool
    difference: tuple[str, ...]
    changed: tuple[str, ...]


@dataclass(frozen=True)
class _Silent:
    """The model that a recorded run had: what it said stands in the pack, and it isn't asked."""

    id: str
    resource: str | None = None

    async def complete(
        self,
        prompt: str,
        seconds: float,
        *,
        images: tuple[bytes, ...] = (),
        schema: Mapping[str, Any] | None = None,
    ) -> Completion:
        del prompt, seconds, images, schema
        raise ModelError("a replay asks no model.")


@dataclass(frozen=True)
class _Nothing:
    """A client that has only what was recorded."""

    def run(self, query: str, params: Mapping[str, Any] | None = None, /) -> Answer:
        del params
        raise SourceError(f"the audit pack holds no answer to {query}")

    def basis(self, query: str, /) -> dict[str, Any]:
        return {"query": query}


async def replay(recorded: Recorded) -> Replayed:
    """Run what an audit pack records with the agents of today, in this process alone."""
    known = recorded.replay
    crew_ = crew(str(recorded.manifest["pack"]))
    model = _Silent(known["model"]) if known["model"] else None
    client = _Nothing() if known["asked"] else None
    shop = Shop(crew_, None, known["policy"], model, client, known["role"])
    given = crew_.request.model_validate(known["request"])
    plan = plan_for(given, shop)
    case = Case(
        title=crew_.identify(given),
        model=model,
        request=given,
        profile=plan.profile,
        agents=crew_.agents,
        settings=crew_.settings,
        data=known["data"],
        answers=Answers(client, answers_of(known), tuple(known["answer_warnings"])),
        warnings=tuple(known["warnings"]),
        known=known["said"],  # coaching is gone through again, and only models aren't asked
    )
    ended, exit_ = await execute(plan, case, Crewed(call_here))
    trace = trace_of(plan, crew_.loaded.pack, ended, exit_)
    report = finish(given, plan, case, trace, shop).report
    before, after = recorded.report.splitlines(), to_markdown(report).splitlines()
    difference = tuple(unified_diff(before, after, "recorded", "replayed", lineterm="", n=0))
    return Replayed(not difference, difference[:SHOWN], tuple(_changed(recorded, report)))


def _changed(recorded: Recorded, report: Any) -> list[str]:
    """What decides about a report and is another one today."""
    now, then = report.reproducibility, recorded.manifest
    found = [
        f"the {name} was edited since"
        for name in ("policy", "pack")
        if now[f"{name}_digest"] != then[f"{name}_digest"]
    ]
    versions = then["agents"]
    found += [
        f"agent {name} was version {versions.get(name)} and is {version}"
        for name, version in now["agents"].items()
        if versions.get(name) != version
    ]
    return found
