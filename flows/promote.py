"""Trying the prompts that coaching has kept: one stands for its agent only when it harms nowhere.

A candidate is tried on the reports that its agent has seen before, each attempt judged once. It is
promoted when no score is below the one that stands in the store, refused when any is, when it
copies what a report says, or when the prompt that it was made from has been edited since; without a
report to try it on it waits.
"""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from blocks.coaching_rows import JobRow, PromptRow, ResultRow, prompt_digest
from blocks.errors import RefusedPrompt
from policies.errors import TransientError
from tasks.copied import copies
from tasks.failures import told
from tasks.outcome import JSON
from tasks.privacy import mask

MOST = 5  # reports that a candidate is tried on, the newest first
_NOISE = 1e-9  # scores are sums of floats

# The score of one attempt at a job's report with a prompt; None when the report is there no more.
Trial = Callable[[JobRow, str], Awaitable[float | None]]


class Prompts(Protocol):
    """Where prompts and what agents did are kept; see `blocks/coaching.py`."""

    def candidates(self, pack: str, agent_id: str | None = None, /) -> tuple[PromptRow, ...]: ...
    def seen(self, agent_id: str, other_than: str, limit: int, /) -> tuple[JobRow, ...]: ...
    def result(self, doc_id: str, agent_id: str, /) -> ResultRow | None: ...
    def promote(self, id: str, tried_on: JSON, /) -> PromptRow: ...
    def refuse(self, id: str, reason: str, tried_on: JSON = None, /) -> PromptRow: ...


@dataclass(frozen=True)
class Tried:
    """What became of a candidate: `promoted`, `refused` or `waiting`, why, and on what."""

    id: str
    agent_id: str
    state: str
    reason: str
    tried_on: tuple[Mapping[str, JSON], ...] = ()


def no_worse(before: Mapping[str, float], after: Mapping[str, float]) -> bool:
    """Whether every score that stood is reached again; False when there is nothing to compare."""
    known = [after.get(name, -1.0) >= score - _NOISE for name, score in before.items()]
    return bool(known) and all(known)


async def try_candidates(
    pack: str, store: Prompts, trial: Trial, seeds: Mapping[str, str], most: int = MOST
) -> list[Tried]:
    """Try every candidate of a pack, one after the other, and decide about it.

    `seeds` holds the agents' own prompts, by agent. Of one agent's candidates the most accurate
    comes first; once one was promoted the others of that agent wait for the next time, since they
    were made for the prompt before.
    """
    done: list[Tried] = []
    for each in store.candidates(pack):
        if any(one.agent_id == each.agent_id and one.state == "promoted" for one in done):
            continue
        done.append(await _tried(each, store, trial, seeds.get(each.agent_id, ""), most))
    return done


async def _tried(candidate: PromptRow, store: Prompts, trial: Trial, seed: str, most: int) -> Tried:
    seen = store.seen(candidate.agent_id, "", most)
    jobs = [job for job in seen if (job.pack, job.model) == (candidate.pack, candidate.model)]
    if reason := _unfit(candidate, jobs, store, seed):
        store.refuse(candidate.id, reason)
        return Tried(candidate.id, candidate.agent_id, "refused", reason)
    try:
        tried = await _scores(candidate, jobs, trial)
    except (TransientError, ConnectionError) as error:
        reason = f"it could not be tried: {mask(told(error))}"
        return Tried(candidate.id, candidate.agent_id, "waiting", reason)
    return _decided(candidate, tried, store)


def _unfit(candidate: PromptRow, jobs: Iterable[JobRow], store: Prompts, seed: str) -> str:
    """Why a prompt isn't worth trying, and no model is asked for it; empty when it is."""
    if candidate.base != prompt_digest(seed):
        return "it was made for an earlier prompt of its agent, which was edited since"
    copied = _copied(candidate, jobs, store, seed)
    return f"it copies {copied} values out of reports" if copied else ""


def _copied(candidate: PromptRow, jobs: Iterable[JobRow], store: Prompts, seed: str) -> int:
    """How much the prompt copies: out of any report that its agent has seen."""
    results = [store.result(job.doc_id, job.agent_id) for job in jobs]
    values = [found.result_json for found in results if found is not None]
    return len(copies(candidate.prompt, seed, values))


async def _scores(
    candidate: PromptRow, jobs: Sequence[JobRow], trial: Trial
) -> tuple[dict[str, JSON], ...]:
    rows: list[dict[str, JSON]] = []
    for job in jobs:
        if job.best_score is None:
            continue
        after = await trial(job, candidate.prompt)
        if after is not None:
            rows.append({"doc_id": job.doc_id, "before": job.best_score, "after": after})
    return tuple(rows)


def _decided(candidate: PromptRow, tried: tuple[dict[str, JSON], ...], store: Prompts) -> Tried:
    of = (candidate.id, candidate.agent_id)
    if not tried:
        return Tried(*of, "waiting", "there is no report that it can be tried on")
    before = {row["doc_id"]: row["before"] for row in tried}
    after = {row["doc_id"]: row["after"] for row in tried}
    if no_worse(before, after):
        try:
            store.promote(candidate.id, [*tried])
        except RefusedPrompt as error:  # somebody has edited the agent's own prompt meanwhile
            return Tried(*of, "waiting", str(error), tried)
        return Tried(*of, "promoted", f"no worse on {_reports(len(tried))}", tried)
    worse = sum(not no_worse({doc: before[doc]}, after) for doc in before)
    reason = f"worse on {worse} of {_reports(len(tried))}"
    store.refuse(candidate.id, reason, [*tried])
    return Tried(*of, "refused", reason, tried)


def _reports(number: int) -> str:
    return "1 report" if number == 1 else f"{number} reports"


def rows_of(done: Iterable[Tried]) -> list[dict[str, Any]]:
    """What became of the candidates as a table artifact."""
    return [
        {
            "agent": one.agent_id,
            "prompt": one.id,
            "what became of it": one.state,
            "why": one.reason,
            "reports": len(one.tried_on),
        }
        for one in done
    ]
