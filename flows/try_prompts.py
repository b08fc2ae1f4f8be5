"""The flow that tries the prompts which coaching has kept; see `flows/promote.py`."""

import asyncio

from prefect import flow

from blocks.coaching import CoachingStore
from blocks.json_cache import cache_of
from blocks.registry import Registry
from flows.entry import Options, shop, world
from flows.promote import MOST, Tried, rows_of, try_candidates
from flows.trials import trial_of
from tasks.call import call_as_task
from tasks.report import artifact_key


@flow(name="try-prompts", flow_run_name="{pack}", persist_result=False)
async def try_prompts(pack: str, policy: str | None = None, reports: int = MOST) -> list[Tried]:
    """Try the prompts that coaching has kept for a pack's agents; promote those that harm nowhere.

    A prompt is promoted when no report that its agent has seen before comes out worse with it, and
    refused when one does, or when it copies what a report says.

    Args:
        pack: A pack whose agents stand in the registry.
        policy: A policy by its name, as for runs; empty: by each report's profile.
        reports: On how many reports a prompt is tried, the newest first.

    """
    from prefect.artifacts import acreate_table_artifact

    shop_, ledger = shop(pack, Options(policy or None)), world().ledger
    cache = cache_of(ledger.database)
    own = await asyncio.to_thread(Registry(ledger.database, cache).rows, pack)
    seeds = {row.agent_id: row.bounded_prompt for row in own}
    store = CoachingStore(ledger.database, cache)
    trial = trial_of(shop_, ledger, call_as_task)
    done = await try_candidates(pack, store, trial, seeds, reports)
    if done:
        key = artifact_key(f"{pack}-prompts-tried")
        about = "What became of the prompts that were tried."
        await acreate_table_artifact(rows_of(done), key=key, description=about)
    return done
