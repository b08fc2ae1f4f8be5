"""Two policies on the same cases, in this process: which agents run, what is decided, how long.

Nothing is cached and nothing is written; earlier human answers are read where there are some.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any

from blocks.rows import AuditEntry
from deployments.given import opened, tables_for
from flows.chunk import Answers, reads_history, settle_item
from flows.compose import in_process
from flows.entry import Options, shop
from flows.settle import Shop, asking, case_for, plan_for
from policies.errors import InputError, choices
from tasks.inputs import Input
from tasks.outcome import Status
from tasks.packs import crew
from tasks.records import Rejected

AUTO = "auto"  # the policy that the profile chooses
PAIR = 2


@dataclass(frozen=True, slots=True)
class Side:
    """One case under one policy. `ms` is the time from its request to its verdict."""

    policy: str
    verdict: str
    action: str | None
    reason: str
    ran: tuple[str, ...]
    planned: int
    ms: float


@dataclass(frozen=True, slots=True)
class Case:
    """One case under both policies, in the order in which they were named."""

    item: str
    sides: tuple[Side, Side]

    @property
    def decided(self) -> bool:
        """Whether both reach a decision."""
        return all(side.action for side in self.sides)

    @property
    def agrees(self) -> bool:
        return self.sides[0].action == self.sides[1].action


@dataclass(frozen=True)
class Comparison:
    """All cases; `policies` as they were asked for, `rejected` rows were no cases."""

    policies: tuple[str, str]
    cases: tuple[Case, ...]
    rejected: int = 0

    @property
    def agents(self) -> tuple[int, int]:
        """How many agents ran under each."""
        one, other = (sum(len(case.sides[n].ran) for case in self.cases) for n in range(PAIR))
        return one, other

    @property
    def ms(self) -> tuple[float, float]:
        one, other = (sum(case.sides[n].ms for case in self.cases) for n in range(PAIR))
        return one, other

    @property
    def differing(self) -> tuple[Case, ...]:
        """The cases on which both decide, and not the same."""
        return tuple(case for case in self.cases if case.decided and not case.agrees)

    @property
    def undecided(self) -> tuple[Case, ...]:
        return tuple(case for case in self.cases if not case.decided)


def compared(
    pack: str, path: Path, policies: tuple[str, str], sources: Path | None = None
) -> Comparison:
    """Every case of an input under both policies; `auto` is the one that the profile chooses.

    InputError when the pack, a policy, the input or the folder of sources can't be used.
    """
    loaded = crew(pack)
    for name in policies:
        if name not in (AUTO, *loaded.loaded.policies):
            valid = choices(name, [AUTO, *loaded.loaded.policies])
            raise InputError(f"{pack} has no policy {name!r}. {valid}")
    given = opened(loaded, path)
    folder = tables_for(path, sources)
    one, other = (shop(pack, Options(None if name == AUTO else name, folder)) for name in policies)
    requests, rejected = _requests(given)
    cases = asyncio.run(_all(requests, (one, other)))
    return Comparison(policies, tuple(cases), rejected)


def saved(before: float, after: float) -> float:
    """The share of `before` that is saved; below 0 when it has become more."""
    return 1 - after / before if before else 0.0


def _requests(given: Input) -> tuple[list[Any], int]:
    if given.one is not None:
        return [given.one], 0
    rows = list(given.rows())
    taken = [row.value for row in rows if not isinstance(row, Rejected)]
    return taken, len(rows) - len(taken)


async def _all(requests: Sequence[Any], shops: tuple[Shop, Shop]) -> list[Case]:
    answers = _answers(requests, shops[0])
    for shop_ in shops:  # tables are read once: not in the time of whichever comes first
        for given in requests[:1]:
            plan = plan_for(given, shop_)
            await asking(case_for(given, plan, shop_, ()), plan, shop_)
    return [
        await _case(given, shops, answers, swapped=bool(n % 2)) for n, given in enumerate(requests)
    ]


async def _case(given: Any, shops: tuple[Shop, Shop], answers: Answers, *, swapped: bool) -> Case:
    """Both in turn; who comes first alternates, since the second finds everything warm."""
    if swapped:
        second = await _side(given, shops[1], answers)
        sides = (await _side(given, shops[0], answers), second)
    else:
        sides = (await _side(given, shops[0], answers), await _side(given, shops[1], answers))
    return Case(shops[0].crew.identify(given), sides)


async def _side(given: Any, shop_: Shop, answers: Answers) -> Side:
    began = perf_counter()
    settled = await settle_item(given, shop_, answers, in_process)
    took = (perf_counter() - began) * 1000
    trace = settled.trace
    return Side(
        policy=settled.plan.policy.name,
        verdict=str(trace.verdict),
        action=trace.decision.action if trace.decision else None,
        reason=trace.decision.reason if trace.decision else trace.reason,
        ran=tuple(step.alias for step in trace.steps if step.status is not Status.SKIPPED),
        planned=len(trace.steps),
        ms=took,
    )


def _answers(requests: Sequence[Any], shop_: Shop) -> dict[str, list[AuditEntry]]:
    """Earlier human answers, from the ledger if there is one and a policy reads them."""
    if not reads_history(shop_):
        return {}
    from blocks.ledger_view import found_ledger

    ledger = found_ledger()
    return ledger.answers_about({shop_.subject(r) for r in requests}) if ledger else {}
