"""Trying a prompt on a report that was seen before: one attempt of one element, judged once.

The run's request is settled again up to the coached step (what is kept of that is found), and the
element is given the prompt that is tried, as `prompt`, in place of its own.
"""

import asyncio
from dataclasses import replace
from datetime import date
from pathlib import Path
from time import monotonic
from typing import Any

from blocks.coaching_rows import JobRow
from blocks.ledger import Ledger
from blocks.rows import RunRow
from flows.asking import asking
from flows.coach import Pair, coached
from flows.execute import Crewed, execute
from flows.promote import Trial
from flows.settle import Shop, plan_for, ready
from flows.step import Case, Facts, Lane, element_views, in_place, view_of
from flows.stops import used_up
from policies.errors import InputError, TransientError
from policies.plan import Plan
from policies.schema import Step
from tasks.call import Call, call_here
from tasks.records import Record, digest


def document_of(shop: Shop, given: Any) -> str:
    """What a request is about, as coaching records it: the pack's subject, or its own digest."""
    return shop.subject(given) or digest(given)


def trial_of(shop: Shop, ledger: Ledger, call: Call = call_here) -> Trial:
    """What tries a prompt on the report of a job.

    None for a report that is there no more, or in which the element isn't, and for an agent that
    asks no model; TransientError when the
    attempt could not be judged this time.
    """

    async def trial(job: JobRow, prompt: str) -> float | None:
        own = await asyncio.to_thread(_as_then, job, shop, ledger)
        given = await asyncio.to_thread(_given, job, own, ledger)
        if given is None:
            return None
        try:
            plan = plan_for(given, own)
        except InputError:
            return None
        step = next((one for one in plan.steps if one.alias == job.section and one.coach), None)
        if step is None or step.each is None or not shop.crew.agents[step.agent].model:
            return None  # who asks no model has no prompt to try
        answers = await asyncio.to_thread(ledger.answers, own.subject(given))
        case = await ready(given, plan, own, answers)
        return await _tried(
            step, case, replace(plan, steps=_before(plan, step)), job, prompt=prompt, call=call
        )

    return trial


def _as_then(job: JobRow, shop: Shop, ledger: Ledger) -> Shop:
    """The shop with the policy that the job's run was given, where none is named now."""
    return replace(shop, policy=shop.policy or ledger.run(job.run_id).request.get("policy"))


async def _tried(
    step: Step, case: Case, before: Plan, job: JobRow, *, prompt: str, call: Call
) -> float | None:
    ended, _ = await execute(before, case, Crewed(call))
    needs: Facts = {name: run.outcome.facts for name, run in ended.items() if run.outcome}
    needs = {name: facts for name, facts in needs.items() if name in step.needs}
    if step.each is None or step.coach is None or needs.keys() != set(step.needs):
        return None
    places = asyncio.Semaphore(before.max_parallel)
    stop: asyncio.Future[str] = asyncio.get_running_loop().create_future()
    lane = Lane(before, call, in_place, places, stop, monotonic())
    agents = (case.agents[step.agent], case.agents[step.coach.judge])
    pair = Pair(step.alias, *agents, step.coach, job.agent_id)
    views = dict(element_views(step, step.each, case, view_of(step, case, needs, lane)))
    if (view := views.get(job.agent_id)) is None:
        return None
    view = replace(view, item={**view.item, "prompt": prompt})
    ask = asking(step, case, lane, job.agent_id)
    course = (await coached(pair, view, ask, used_up(1))).course
    if course.score is None:
        raise TransientError(course.error or course.stopped)
    return course.score


def _before(plan: Plan, step: Step) -> tuple[Step, ...]:
    """The steps that a step needs, and those that they need, in plan order."""
    wanted = set(step.needs)
    for one in reversed(plan.steps):  # needs come first in a plan
        if one.alias in wanted:
            wanted |= set(one.needs)
    return tuple(one for one in plan.steps if one.alias in wanted)


def _given(job: JobRow, shop: Shop, ledger: Ledger) -> Any:
    """The request that a job was of; None when its input is there no more."""
    run = ledger.run(job.run_id)
    try:
        return next(
            (one for one in _requests(run, shop) if document_of(shop, one) == job.doc_id), None
        )
    except InputError:
        return None


def _requests(run: RunRow, shop: Shop) -> Any:
    if run.kind == "single":
        yield shop.crew.request.model_validate(run.request["request"])
        return
    where, began = run.request["input"], run.request.get("today") or (run.started_at or "")[:10]
    given = shop.crew.open(
        Path(where) if isinstance(where, str) else where, date.fromisoformat(began)
    )
    yield from (row.value for row in given.rows() if isinstance(row, Record))
