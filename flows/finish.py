"""From a trace to what is left of a run: the merged report, verified, and its evidence."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from time import monotonic
from typing import Any

from blocks.answers import Answer
from flows.settle import Shop
from flows.step import Case
from flows.verdict import checkpoint_faults
from policies.plan import Plan
from tasks.merge import Frame, merge
from tasks.outcome import JSON, Report, Trace
from tasks.personal.model_names import described
from tasks.privacy import KINDS, mask_report
from tasks.records import digest as request_digest


@dataclass(frozen=True)
class Finish:
    """The report of a run, the answers that it rests on, and the ms that its making took."""

    report: Report
    evidence: tuple[Answer, ...]
    took: Mapping[str, float]


def finish(given: Any, plan: Plan, case: Case, trace: Trace, shop: Shop) -> Finish:
    """Merge what a trace says into a report, and check its numbers where the pack wants that."""
    began = monotonic()
    evidence = tuple(_evidence(case, trace))
    framed = frame(given, plan, case, trace, shop)
    report = merge(trace, framed)
    merged = monotonic()
    rules = shop.crew.loaded.pack.verification
    if rules is not None and evidence:  # a question back, say, rests on nothing
        from tasks.verification.verify import verify

        day = date.fromisoformat(str(plan.profile.get("as_of") or date.today()))  # noqa: DTZ011
        # As it was before masking: a token such as [name] is no citation.
        unmasked = merge(trace, replace(framed, allowed=KINDS))
        found = verify(unmasked.sections, evidence, rules, day)
        checked = replace(report, verification=found.as_json())
        report = mask_report(checked, shop.allowed)
    took = {"merge": merged - began, "verification": monotonic() - merged}
    return Finish(report, evidence, {name: 1000 * seconds for name, seconds in took.items()})


def frame(given: Any, plan: Plan, case: Case, trace: Trace, shop: Shop) -> Frame:
    """What the report of a run is merged into."""
    crew = shop.crew
    agents = {step.agent: crew.agents[step.agent].version for step in trace.steps}
    answers = {f"{a.query} {key[:8]}": a.digest[:16] for key, a in case.answers.known.items()}
    reproducibility: dict[str, JSON] = {
        "policy": plan.name,
        "policy_digest": plan.policy.digest,
        "pack_digest": crew.loaded.digest,
        "chosen": plan.why,
        "request_digest": request_digest(given),
        "agents": agents,
    }
    if model := described():
        reproducibility["names_masked_by"] = model
    return Frame(
        title=f"{crew.loaded.pack.title}: {crew.identify(given)}",
        plan=tuple(step.alias for step in trace.steps),
        sections=crew.loaded.pack.sections,
        warnings=(*case.warnings, *case.answers.warnings, *checkpoint_faults(plan, trace)),
        reproducibility=reproducibility | ({"answers": answers} if answers else {}),
        allowed=shop.allowed,
    )


def _evidence(case: Case, trace: Trace) -> Iterator[Answer]:
    """Every answer that agents saw or derived, once, in an order that doesn't depend on time."""
    seen = [*case.answers.known.values()]
    seen += [answer for step in trace.steps if step.outcome for answer in step.outcome.evidence]
    yield from sorted({a.digest: a for a in seen}.values(), key=lambda a: (a.query, a.digest))
