"""What would run: a plan for each request of an input. No server, and nothing is written."""

from pathlib import Path

from blocks.models import configured_model
from deployments.given import in_words, opened
from flows.settle import Shop, plan_for
from policies.plan import Plan, named
from tasks.packs import crew
from tasks.records import Rejected


def planned(
    pack: str, asked: Path | str, policy: str | None = None
) -> tuple[list[tuple[str, Plan]], list[Rejected]]:
    """Each request's name with its plan, and the rows that can't be read.

    InputError when the pack, the policy or the input can't be used.
    """
    loaded = crew(pack)
    if policy:
        named(loaded.loaded, policy)
    given = in_words(loaded, asked) if isinstance(asked, str) else opened(loaded, asked)
    shop = Shop(loaded, policy=policy, model=configured_model())
    plans: list[tuple[str, Plan]] = []
    rejected: list[Rejected] = []
    if given.one is not None:
        return [(loaded.identify(given.one), plan_for(given.one, shop))], rejected
    for row in given.rows():
        if isinstance(row, Rejected):
            rejected.append(row)
        else:
            plans.append((loaded.identify(row.value), plan_for(row.value, shop)))
    return plans, rejected
