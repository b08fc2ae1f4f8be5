"""What a run leaves in the ledger: plans and traces as rows."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from blocks.rows import AuditEntry, ItemRow, StepRow
from policies.plan import Plan
from tasks.cache import digest
from tasks.outcome import JSON, Decision, Outcome, StepRun, Trace

NOTHING = Outcome()


def item_row(item_id: str, position: int, plan: Plan, trace: Trace) -> ItemRow:
    """One item with its policy, profile, verdict and decision."""
    return ItemRow(
        item_id=item_id,
        position=position,
        policy=plan.policy.name,
        policy_digest=plan.policy.digest,
        profile=plan.profile,
        state=str(trace.verdict),
        decision=trace.decision.action if trace.decision else None,
        reason=trace.reason,
        cached=bool(trace.steps) and all(s.cached for s in trace.steps if s.attempts or s.cached),
    )


def step_rows(trace: Trace) -> list[StepRow]:
    """Every planned step, in plan order."""
    return [step_row(position, step) for position, step in enumerate(trace.steps)]


def step_row(position: int, step: StepRun) -> StepRow:
    """One step as it ended."""
    outcome = step.outcome or NOTHING
    return StepRow(
        alias=step.alias,
        agent=step.agent,
        position=position,
        state=str(step.status),
        reason=step.reason,
        attempts=step.attempts,
        queue_ms=round(step.queue_ms, 3),
        run_ms=round(step.run_ms, 3),
        cached=step.cached,
        decision=outcome.decision.action if outcome.decision else None,
        tokens_in=outcome.usage.tokens_in,
        tokens_out=outcome.usage.tokens_out,
        cost=outcome.usage.cost,
        key=step.key,
    )


def decision_entry(
    item: Mapping[str, Any], plan: Plan, decision: Decision, trace: Trace
) -> AuditEntry:
    """A decision for the audit chain; the same decision about the same item stands there once.

    `item` holds `run_id`, `item_id`, `digest` (of the request) and `subject`. The likely cause, if
    an agent named one, goes along: human answers to the decision confirm it, or don't.
    """
    body: dict[str, JSON] = {
        "pack": plan.pack,
        "policy": plan.policy.name,
        "policy_digest": plan.policy.digest,
        "request_digest": item["digest"],
        "action": decision.action,
        "reason": decision.reason,
        "details": decision.details,
        "decided_by": trace.decided_by,
        "cause": _cause(trace),
    }
    return AuditEntry(
        kind="decision",
        subject=item["subject"],
        body=body,
        key=digest({"item": item["item_id"], **body}),
        run_id=item["run_id"],
        item_id=item["item_id"],
    )


def _cause(trace: Trace) -> str:
    """The first `cause` among the facts of the steps, in plan order."""
    facts = (step.outcome.facts for step in trace.steps if step.outcome)
    return next((str(found["cause"]) for found in facts if found.get("cause")), "")


def history_rows(answers: Sequence[AuditEntry]) -> list[dict[str, Any]]:
    """Earlier human answers as prefetched rows: how often each action was given to each cause.

    `answers` come newest first; of several to one decision only the newest stands.
    """
    standing = {
        answer.body.get("decision_key") or number: answer
        for number, answer in reversed(list(enumerate(answers)))
    }
    counted = Counter(
        (str(answer.body.get("action", "")), str(answer.body.get("cause", "")))
        for answer in standing.values()
    )
    return [
        {"action": action, "cause": cause, "count": count}
        for (action, cause), count in sorted(counted.items())
    ]
