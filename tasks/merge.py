"""Outcomes become one report: the same bytes for every order of completion and every grouping.

A report is a value of a join: every pass keeps the smallest or the newest of what is equal under
its key, by what the entries say and never by when they came. So reports of parts merge into the
report of the whole, in any order and any grouping, and merging a merged report changes nothing.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields, is_dataclass, replace
from datetime import UTC, datetime
from functools import lru_cache
from hashlib import sha256
from typing import TypeVar

import orjson

from tasks.outcome import JSON, Citation, Decision, Report, Section, Status, StepRun, Trace, Verdict
from tasks.privacy import mask_report

T = TypeVar("T")

SAME_BODY = 40  # characters: sections that share title and so much of their bodies are the same

_BEST = Verdict.COMPLETED
_SEVERITY = (Verdict.COMPLETED, Verdict.PARTIAL, Verdict.FAILED)
_ENDED = (Status.COMPLETED, Status.FAILED, Status.SKIPPED)


@dataclass(frozen=True, slots=True)
class Frame:
    """What a report is merged into: all that does not come from the steps themselves.

    `plan` are the aliases in plan order and `sections` the pack's titles in report order;
    `warnings` are of the run as a whole, `allowed` the kinds of personal data that stay (see
    `tasks.privacy`).
    """

    title: str
    plan: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()
    reproducibility: Mapping[str, JSON] = field(default_factory=dict)
    allowed: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


def merge(trace: Trace, frame: Frame) -> Report:
    """The report of a run; steps that did not complete only tell why, and failures warn."""
    return _settled(collect(trace, frame), frame)


def combine(parts: Iterable[Report], frame: Frame) -> Report:
    """One report of merged reports of parts of a run; a ValueError when two decided differently.

    The verdict is the worst of theirs. Parts may overlap: what they share counts once.
    """
    reports = tuple(parts)
    return _settled(
        Report(
            title=frame.title,
            verdict=max((part.verdict for part in reports), key=_SEVERITY.index, default=_BEST),
            decision=_decision(reports),
            sections=tuple(each for part in reports for each in part.sections),
            citations=tuple(each for part in reports for each in part.citations),
            warnings=tuple(each for part in reports for each in part.warnings),
            steps=tuple(each for part in reports for each in part.steps),
            freshness=_span(pair for part in reports for pair in _known_dates(part)),
            reproducibility=dict(frame.reproducibility),
        ),
        frame,
    )


def collect(trace: Trace, frame: Frame) -> Report:
    """What the completed steps of a trace say, unsorted and unmasked: the draft of a report."""
    done = [(step, step.outcome) for step in trace.of(Status.COMPLETED) if step.outcome is not None]
    own = (text for _, outcome in done for text in outcome.warnings)
    return Report(
        title=frame.title,
        verdict=trace.verdict,
        decision=trace.decision,
        sections=tuple(
            Section(section.title, section.body, step.alias, nth)
            for step, outcome in done
            for nth, section in enumerate(outcome.sections)
        ),
        citations=tuple(citation for _, outcome in done for citation in outcome.citations),
        warnings=(*frame.warnings, *own, *map(_failure, trace.of(Status.FAILED))),
        steps=tuple((step.alias, step.status.value, step.reason) for step in trace.steps),
        freshness={},
        reproducibility=dict(frame.reproducibility),
    )


def mask(report: Report, frame: Frame) -> Report:
    """Personal data out of all of it."""
    return mask_report(report, frame.allowed)


def order(report: Report, frame: Frame) -> Report:
    """Sections as the pack wants them, others after them by title; steps in plan order."""
    place = {alias: index for index, alias in enumerate(frame.plan)}
    last = len(place)

    def section_key(section: Section) -> tuple[int, str, int, str, int, str]:
        where = _section_place(section.title, frame.sections)
        by = place.get(section.by, last)
        return where, section.title, by, section.by, section.nth, section.body

    def step_key(step: tuple[str, str, str]) -> tuple[int, str, int, str]:
        alias, status, why = step
        return place.get(alias, last), alias, _ENDED.index(Status(status)), why

    return replace(
        report,
        sections=tuple(sorted(report.sections, key=section_key)),
        steps=tuple(sorted(report.steps, key=step_key)),
        warnings=tuple(sorted(report.warnings)),
    )


def deduplicate(report: Report, frame: Frame) -> Report:  # noqa: ARG001 - a pass
    """The first of what is the same: sections by title and beginning, warnings by text."""
    return replace(
        report,
        sections=_firsts(report.sections, lambda it: (it.title, it.body.strip()[:SAME_BODY])),
        steps=_firsts(report.steps, lambda step: step[0]),
        warnings=tuple(dict.fromkeys(report.warnings)),
    )


def date(report: Report, frame: Frame) -> Report:  # noqa: ARG001 - a pass
    """Freshness: the oldest and the newest date at which each data set was cited."""
    dates = ((each.dataset, each.as_of) for each in report.citations if each.as_of)
    return replace(report, freshness=_span((*_known_dates(report), *dates)))


def cite(report: Report, frame: Frame) -> Report:  # noqa: ARG001 - a pass
    """One citation for a query and a data set, with the newest of its dates, sorted."""

    def key(citation: Citation) -> tuple[str, str]:
        return citation.dataset, citation.query

    oldest_first = sorted(report.citations, key=lambda it: (*key(it), _moment(it.as_of)))
    newest = {key(citation): citation for citation in oldest_first}
    return replace(report, citations=tuple(newest.values()))


# Masked at the door, so that what a reader sees as equal is equal to the passes between; and
# masked last, so that nothing that a pass adds slips past.
PASSES: tuple[Callable[[Report, Frame], Report], ...] = (
    mask,
    order,
    deduplicate,
    date,
    cite,
    mask,
)


def dump(report: Report) -> bytes:
    """Canonical JSON: keys sorted, no spaces. Equal reports give equal bytes."""
    options = orjson.OPT_SORT_KEYS | orjson.OPT_PASSTHROUGH_DATACLASS
    return orjson.dumps(report, default=_fields, option=options)


def digest(report: Report) -> str:
    """The SHA-256 of the report's canonical bytes, in hex."""
    return sha256(dump(report)).hexdigest()


def _settled(report: Report, frame: Frame) -> Report:
    for apply in PASSES:
        report = apply(report, frame)
    return report


def _failure(step: StepRun) -> str:
    why = step.reason.strip() or "it gave no reason"
    return f"{step.alias} failed: {why}" + ("" if why.endswith((".", "!", "?")) else ".")


def _decision(reports: Iterable[Report]) -> Decision | None:
    made = [report.decision for report in reports if report.decision]
    if any(decision != made[0] for decision in made):
        actions = " and ".join(sorted({decision.action for decision in made}))
        raise ValueError(f"Parts of one run decided differently: {actions}.")
    return made[0] if made else None


@lru_cache(maxsize=1024)
def _section_place(title: str, canonical: tuple[str, ...]) -> int:
    """Where a title belongs: that of the canonical title which it is, or else contains."""
    wanted, known = title.casefold(), [each.casefold() for each in canonical]
    holds = (index for index, each in enumerate(known) if each in wanted)
    return known.index(wanted) if wanted in known else next(holds, len(known))


def _known_dates(report: Report) -> Iterator[tuple[str, str]]:
    for dataset, span in report.freshness.items():
        yield from ((dataset, moment) for moment in span.values())


def _span(dates: Iterable[tuple[str, str]]) -> dict[str, dict[str, str]]:
    found: dict[str, set[str]] = {}
    for dataset, moment in dates:
        found.setdefault(dataset, set()).add(moment)
    return {
        dataset: {
            "oldest": min(found[dataset], key=_moment),
            "newest": max(found[dataset], key=_moment),
        }
        for dataset in sorted(found)
    }


@lru_cache(maxsize=4096)
def _moment(as_of: str | None) -> tuple[str, str]:
    """A key that orders dates by the moment they mean (UTC where no zone is named)."""
    try:
        moment = datetime.fromisoformat(as_of or "")
    except ValueError:  # a year or a quarter: its text sorts among the dates
        return as_of or "", as_of or ""
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return moment.astimezone(UTC).isoformat(), as_of or ""


def _firsts(items: Iterable[T], key: Callable[[T], object]) -> tuple[T, ...]:
    seen: dict[object, T] = {}
    for item in items:
        seen.setdefault(key(item), item)
    return tuple(seen.values())


def _fields(value: object) -> dict[str, JSON]:
    if is_dataclass(value):
        return {each.name: getattr(value, each.name) for each in fields(value)}
    raise TypeError(f"{type(value).__name__} is no JSON")
