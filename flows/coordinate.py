"""The coordination layer from Python: plan calls, prefetch, execute, aggregate, without a server.

    shop = open_shop("labour", "figures/")
    calls = [Call(intent="pattern.anomalies"), Call(intent="pattern.correlation")]
    planned = plan_calls(shop, calls, complexity="complex", mode="parallel")
    results = execute(planned, prefetch(planned))
    report = aggregate(results)

or, from a question in words to the merged report, `answer(shop, "…").report`. Each agent runs in
this process; `flows/entry.py` does the same with each agent a Prefect task, and in the ledger.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from flows.compose import in_process
from flows.entry import Options
from flows.entry import shop as shop_of
from flows.finish import finish
from flows.settle import Shop, case_for, plan_for
from flows.step import Case
from policies.errors import InputError
from policies.intents import Call
from policies.load import LoadedPack
from policies.plan import Plan, named
from policies.schema import Limits, Mode
from tasks.outcome import Report, Trace
from tasks.prefetch import Answers, ask_all


@dataclass(frozen=True)
class Planned:
    """A request with its plan; `plan.waves` says what runs side by side."""

    given: Any
    plan: Plan
    shop: Shop


@dataclass(frozen=True)
class Results:
    """What an execution gave: the trace of every step, and the case that it worked on."""

    planned: Planned
    case: Case
    trace: Trace


def open_shop(pack: str, sources: str | Path | None = None, role: str | None = None) -> Shop:
    """A pack with its crew and its data client; InputError names the valid choices."""
    return shop_of(pack, Options(sources=Path(sources) if sources else None, role=role))


def limits_for(pack: LoadedPack, complexity: str) -> Limits:
    """The limits of the policy for a complexity: the policy of that name."""
    return named(pack, complexity.lower())[0].policy.limits


def plan_calls(
    shop: Shop,
    calls: Sequence[Call | str],
    *,
    complexity: str | None = None,
    mode: Mode | None = None,
) -> Planned:
    """Plan some calls of intents, in a mode, under the policy for a complexity.

    Without a complexity the profile of the calls chooses. InputError for unknown intents and
    agents, duplicate names, needs that point nowhere, and a mode that doesn't fit.
    """
    named_calls = [Call(intent=one) if isinstance(one, str) else one for one in calls]
    asked = {"calls": [call.model_dump(by_alias=True) for call in named_calls], "mode": mode}
    return plan_request(shop, {**asked, "complexity": complexity and complexity.upper()})


def plan_request(shop: Shop, asked: Any) -> Planned:
    """Plan a request: a value of the pack's request model, or its fields."""
    model = shop.crew.request
    given = asked if isinstance(asked, model) else model.model_validate(asked)
    return Planned(given, plan_for(given, shop), shop)


def prefetch(planned: Planned) -> Answers:
    """Ask what the plan reads: each distinct query once, side by side; what fails is a warning."""
    return asyncio.run(ask_all(planned.plan, planned.shop.client))


def execute(planned: Planned, fetched: Answers | None = None) -> Results:
    """Run a plan's agents on what was prefetched; without it they ask on demand.

    Failures and timeouts are in the trace, never raised.
    """
    shop = planned.shop
    case = case_for(planned.given, planned.plan, shop, (), keyed=False)
    missing = Answers(shop.client, warnings=("nothing was prefetched: agents ask on demand.",))
    case = replace(case, answers=fetched if fetched is not None else missing)
    trace = asyncio.run(in_process(planned.plan, case, shop.crew.loaded.pack))
    return Results(planned, case, trace)


def aggregate(results: Results) -> Report:
    """The merged report, masked and verified: the same bytes for every order of completion."""
    planned = results.planned
    return finish(planned.given, planned.plan, results.case, results.trace, planned.shop).report


def answer(shop: Shop, question: str, as_of: date | None = None) -> Report:
    """From a question in words to the merged report."""
    if shop.crew.ask is None:
        raise InputError(f"{shop.crew.name} takes no questions in words.")
    day = as_of or date.today()  # noqa: DTZ011 - the day where the user is
    planned = plan_request(shop, shop.crew.ask(question, day))
    return aggregate(execute(planned, prefetch(planned)))
