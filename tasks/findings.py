"""Findings of agents as report sections in which every line names its evidence.

"Executive Summary"   the first three findings: title and summary
"Key Findings"        all of them, with their metrics
"Evidence"            what they cite: publisher, data set, as of when, how many rows
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from blocks.answers import Answer
from policies.errors import choices
from tasks.derived import SOURCE
from tasks.markdown import label, text
from tasks.outcome import JSON, Citation, Outcome, Section
from tasks.units import printed
from tasks.verification.numbers import numbers

Metric = float | int | str | None
Answers = Mapping[str, Answer] | Iterable[Answer]

SUMMARISED = 3
_ACRONYMS = frozenset({"mad", "mae", "mase"})  # deviations and errors that go by their letters
_ATTRIBUTED = re.compile(r"(?:Per|According to)\s")
_IDS_AT_END = re.compile(r"(?:\s*\[\w+\])+\s*$")


@dataclass(frozen=True)
class Finding:
    """Something that an agent found, and the ids of the queries that prove it.

    `metrics` are its numbers (and names) under the names that the report prints; `units` gives
    their units where no column of that name in the evidence does. ValueError when there are
    numbers but no evidence, or a metric that is not finite.
    """

    title: str
    summary: str
    metrics: Mapping[str, Metric]
    evidence: tuple[str, ...]
    warnings: tuple[str, ...] = ()
    units: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        shown = [printed(value) for value in self.metrics.values()]
        if not self.evidence and numbers(" \n ".join([self.title, self.summary, *shown])):
            raise ValueError(f"{self.title!r} has numbers but no evidence: name the query ids.")

    @property
    def confidence(self) -> float:
        """1 without warnings, a tenth less for each, never under a half."""
        return max(0.5, 1 - 0.1 * len(self.warnings))


def report(
    findings: Sequence[Finding],
    answers: Answers,
    *,
    facts: Mapping[str, JSON] | None = None,
    warnings: Iterable[str] = (),
    evidence: Iterable[Answer] = (),
) -> Outcome:
    """An outcome whose sections tell the findings, each line with the ids that prove it.

    `answers` are those that the agent read, `evidence` those that it derived. ValueError when a
    finding names a query that is in neither.
    """
    derived = tuple(evidence)
    read = answers.values() if isinstance(answers, Mapping) else answers
    known = {answer.query: answer for answer in (*read, *derived)}
    for finding in findings:
        _check(finding, known)
    cited = _closure([each for finding in findings for each in finding.evidence], known)
    said = [*warnings, *(each for finding in findings for each in finding.warnings)]
    return Outcome(
        facts=dict(facts or {}),
        sections=_sections(findings, cited, known),
        citations=tuple(_citation(answer) for answer in cited),
        warnings=tuple(dict.fromkeys(said)),
        evidence=derived,
    )


def _citation(answer: Answer) -> Citation:
    """Where an answer comes from; of what was computed the sources say how fresh it is."""
    computed = answer.provenance.source == SOURCE
    return Citation(answer.query, answer.provenance.dataset, None if computed else answer.as_of)


def _check(finding: Finding, known: Mapping[str, Answer]) -> None:
    for query in finding.evidence:
        if query not in known:
            raise ValueError(
                f"{finding.title!r} cites {query!r}, which was neither read nor derived. "
                f"{choices(query, known)}"
            )


def _closure(queries: Sequence[str], known: Mapping[str, Answer]) -> list[Answer]:
    """What is cited and what that is derived from, each once, in the order of the citing."""
    found: dict[str, Answer] = {}
    waiting = list(queries)
    while waiting:
        query = waiting.pop(0)
        if query in known and query not in found:
            found[query] = known[query]
            waiting += known[query].sources
    return list(found.values())


def _sections(
    findings: Sequence[Finding], cited: Iterable[Answer], known: Mapping[str, Answer]
) -> tuple[Section, ...]:
    if not findings:
        return ()
    told = [_told(finding, known) for finding in findings]
    full = [
        line
        for finding, claim in zip(findings, told, strict=True)
        for line in (claim, *_measured(finding, known))
    ]
    proven = [_line_of_evidence(answer) for answer in cited]
    return (
        Section("Executive Summary", "\n".join(told[:SUMMARISED])),
        Section("Key Findings", "\n".join(full)),
        *([Section("Evidence", "\n".join(proven))] if proven else []),
    )


def _told(finding: Finding, known: Mapping[str, Answer]) -> str:
    """Title and summary in one line: a claim is a line, with its publishers and its ids."""
    summary = _IDS_AT_END.sub("", " ".join(finding.summary.split()))
    if not _ATTRIBUTED.match(summary) and (names := publishers(finding.evidence, known)):
        summary = f"Per {' and '.join(names)}: {summary}"
    title = " ".join(finding.title.split())
    stop = "" if title.endswith((".", "!", "?", ":")) else "."
    return f"- **{title}{stop}** {summary}{_ids(finding)}"


def publishers(queries: Sequence[str], known: Mapping[str, Answer]) -> list[str]:
    """Who publishes the answers to these queries, or what those are derived from."""
    names = [answer.provenance.source for answer in _closure(queries, known)]
    return [name for name in dict.fromkeys(names) if name and name != SOURCE]


def _ids(finding: Finding) -> str:
    return "".join(f" [{query}]" for query in dict.fromkeys(finding.evidence))


def _measured(finding: Finding, known: Mapping[str, Answer]) -> list[str]:
    cells = {
        column: unit
        for query in reversed(finding.evidence)
        for column, unit in known[query].units.items()
    }
    shown = [
        f"{_named(name)}: {text(printed(value, finding.units.get(name, cells.get(name, ''))))}"
        for name, value in finding.metrics.items()
    ]
    return [f"  - {'; '.join(shown)}.{_ids(finding)}"] if shown else []


def _named(name: str) -> str:
    """The name of a metric in words; one with digits as code, so that they are no claim."""
    if name in _ACRONYMS:
        return name.upper()
    return f"`{name}`" if re.search(r"\d", name) else label(name)


def _line_of_evidence(answer: Answer) -> str:
    """One line that is itself a claim: the number of rows is that of the answer it cites."""
    rows = "1 row" if len(answer.rows) == 1 else f"{len(answer.rows):,} rows"
    if answer.provenance.source == SOURCE:
        origin = f"Computed ({text(label(answer.provenance.dataset).lower())}) from"
        what = f"{origin} {', '.join(f'`{source}`' for source in answer.sources)}"
    else:
        what = f"{text(answer.provenance.source)}: {text(answer.provenance.dataset)}"
    return f"- {what}, as of {text(answer.as_of or 'unknown')}, {rows}. [{answer.query}]"
