"""From a request to what is executed: its plan, and its case with the rows fetched for it."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from blocks.data import Tables
from blocks.models import Model
from blocks.rows import AuditEntry
from flows.rows import history_rows
from flows.step import Case, as_json
from policies.errors import InputError, RunFailedError
from policies.plan import Plan, plan
from tasks.cache import Subject
from tasks.packs import Crew
from tasks.prefetch import Client, Sources, ask_all, prefetch
from tasks.privacy import mask
from tasks.records import digest


@dataclass(frozen=True)
class Shop:
    """What all requests of one run share: the crew, where data comes from, what was asked for.

    `role` is who reads the report: it may be allowed to see more than the pack shows to all.
    """

    crew: Crew
    tables: Tables | None = None
    policy: str | None = None
    model: Model | None = None
    client: Client | None = None
    role: str | None = None

    @property
    def allowed(self) -> tuple[str, ...]:
        """The kinds of personal data that reports of this run may show."""
        pack = self.crew.loaded.pack
        return (*pack.products, *(pack.roles[self.role] if self.role else ()))

    def subject(self, given: Any) -> str:
        """What earlier human answers about a request are looked up by."""
        return self.crew.subject(given) if self.crew.subject else ""

    def facts(self, given: Any) -> dict[str, Any]:
        """What conditions see before anything has run, beside the profile."""
        return {"request": as_json(given), "configured": {"model": self.model is not None}}


def plan_for(given: Any, shop: Shop) -> Plan:
    """Classify a request, choose its policy, settle the policy.

    InputError when nothing can be planned for it; RunFailedError when the pack's `classify` breaks.
    """
    crew = shop.crew
    try:
        profile = crew.classify(given, crew.settings)
    except InputError:
        raise  # it says what is wrong with the request already
    except Exception as error:
        what = f"classify of {crew.name!r} failed on {crew.identify(given)}"
        reason = f"{type(error).__name__}: {mask(str(error))}"
        raise RunFailedError(
            f"{what}: {reason}. Mend the pack, or leave the request out."
        ) from error
    return plan(crew.loaded, profile, shop.facts(given), shop.policy)


async def ready(given: Any, plan_: Plan, shop: Shop, answers: Sequence[AuditEntry]) -> Case:
    """The case of one request that is settled on its own, all that its plan reads fetched."""
    case = await asyncio.to_thread(case_for, given, plan_, shop, answers)
    return await asking(case, plan_, shop)


async def asking(case: Case, plan_: Plan, shop: Shop) -> Case:
    """A case with the answers of the queries that its plan reads."""
    if shop.client is None and not shop.crew.loaded.queries:
        return case
    answers = await ask_all(plan_, shop.client)
    return replace(case, answers=answers)


def case_for(
    given: Any, plan_: Plan, shop: Shop, answers: Sequence[AuditEntry], *, keyed: bool = True
) -> Case:
    """The request with the rows that its policy fetches; keyed, so that its agents are cached."""
    crew = shop.crew
    sources = Sources(shop.tables, lambda: history_rows(answers))
    fetched = prefetch(plan_, crew.loaded.pack, sources)
    policy = plan_.policy
    return Case(
        title=crew.identify(given),
        model=shop.model,
        request=given,
        profile=plan_.profile,
        agents=crew.agents,
        settings=crew.settings,
        data=fetched.data,
        warnings=fetched.warnings,
        subject=Subject(crew.name, crew.loaded.digest, policy.name, policy.digest, digest(given))
        if keyed
        else None,
    )
