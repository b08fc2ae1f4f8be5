"""From a request to what is executed: its plan, and its case with the rows fetched for it."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from threading import Lock
from typing import TYPE_CHECKING, Any

from blocks.answers import Row
from blocks.data import Tables
from blocks.models import Model
from blocks.rows import AuditEntry
from flows.rows import history_rows
from flows.step import Case, as_json
from policies.checks import REGISTRY
from policies.errors import InputError, OperatorError, RunFailedError
from policies.plan import Plan, plan
from tasks.cache import Subject
from tasks.packs import Crew
from tasks.prefetch import Client, Sources, ask_all, prefetch
from tasks.privacy import mask
from tasks.records import digest

if TYPE_CHECKING:
    from blocks.database import Database

_ONE_AT_A_TIME = Lock()
_IDS = {"any": "", "google": "google:", "huggingface": "hf:"}  # how the ids of models begin
_KINDS = {
    "any": "a language model",
    "google": "a model of Google's",
    "huggingface": "a model that runs here",
}
_FORMS = {
    "google": "google:NAME (such as google:gemini-2.5-pro)",
    "huggingface": "hf:PATH or hf:ID@REVISION (a transformers model)",
    "any": "google:NAME, hf:PATH or PROVIDER:NAME",
}


@dataclass(frozen=True)
class Shop:
    """What all requests of one run share: the crew, where data comes from, what was asked for.

    `role` is who reads the report: it may be allowed to see more than the pack shows to all.
    `database` holds the registry of agents; without one it is the ledger's own.
    """

    crew: Crew
    tables: Tables | None = None
    policy: str | None = None
    model: Model | None = None
    client: Client | None = None
    role: str | None = None
    database: "Database | None" = None

    def __post_init__(self) -> None:
        """A policy that is named and asks a model that isn't there is told before any work."""
        found = self.crew.loaded.policies.get(self.policy or "")
        if found is not None:
            check_model(found.name, found.policy.model, self.model)

    @property
    def allowed(self) -> tuple[str, ...]:
        """The kinds of personal data that reports of this run may show."""
        pack = self.crew.loaded.pack
        return (*pack.products, *(pack.roles[self.role] if self.role else ()))

    def subject(self, given: Any) -> str:
        """What earlier human answers about a request are looked up by."""
        return self.crew.subject(given) if self.crew.subject else ""

    @property
    def reads_registry(self) -> bool:
        """Whether anything of the pack reads its agents from the registry."""
        loaded = self.crew.loaded
        policies = [each.policy for each in loaded.policies.values()]
        steps = [step for policy in policies for step in policy.steps]
        specs = [spec for policy in policies for spec in policy.prefetch]
        specs += [spec for step in steps for spec in step.prefetch]
        specs += [spec for intent in loaded.intents.values() for spec in intent.prefetch]
        return any(spec.source == REGISTRY for spec in specs)

    @property
    def registered(self) -> list[Row]:
        """The pack's agents in the registry: asked for once, so that a run sees one moment of it.

        Seeded first where that is due. LedgerError when the database can't be used.
        """
        with _ONE_AT_A_TIME:  # the items of a batch ask side by side
            return self._registered

    def facts(self, given: Any) -> dict[str, Any]:
        """What conditions see before anything has run, beside the profile."""
        return {"request": as_json(given), "configured": {"model": self.model is not None}}

    @cached_property
    def _registered(self) -> list[Row]:
        from tasks.roster import listed  # what it needs for the database takes a while to import

        loaded = self.crew.loaded
        return list(listed(loaded.name, loaded.roster, self.database).rows)


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
    found = plan(crew.loaded, profile, shop.facts(given), shop.policy)
    check_model(found.policy.name, found.policy.policy.model, shop.model)
    return found


def check_model(policy: str, kind: str | None, model: Model | None) -> None:
    """OperatorError when a policy asks a model of a kind, and none of that kind is configured."""
    if kind is None or (model is not None and model.id.startswith(_IDS[kind])):
        return
    found = f"COXSWAIN_MODEL names {model.id}" if model else "COXSWAIN_MODEL is not set"
    raise OperatorError(
        f"Policy {policy} asks {_KINDS[kind]}, and {found}."
        f" Set COXSWAIN_MODEL to {_FORMS[kind]}, or name another policy."
    )


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
    sources = Sources(shop.tables, lambda: history_rows(answers), lambda: shop.registered)
    fetched = prefetch(plan_, crew.loaded.pack, sources)
    policy = plan_.policy
    return Case(
        title=crew.identify(given),
        allowed=shop.allowed,
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
