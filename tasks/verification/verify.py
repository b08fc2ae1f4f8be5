"""Verification of a report: every number is cited, and stands in the data that it cites.

Pure: the same report, answers, rules and day give the same result. What the lines say is judged
number by number (`proof.py`); what they rest on is traced to what was really read (`grounds.py`)
and looked at for itself (`condition.py`, `crosscheck.py`).
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from blocks.answers import Answer
from policies.schema import Verification
from tasks.outcome import Section
from tasks.verification.arithmetic import in_line, in_tables
from tasks.verification.attribution import faults
from tasks.verification.claims import Claim, claims
from tasks.verification.condition import condition
from tasks.verification.confidence import Band, confidence, share
from tasks.verification.crosscheck import crosscheck
from tasks.verification.grounds import Grounds
from tasks.verification.issues import MEANING, Code, Issue
from tasks.verification.lookup import Lookup
from tasks.verification.mentions import Vocabulary
from tasks.verification.proof import disagreement, judge
from tasks.verification.reading import Reading
from tasks.verification.verified import Verified


@dataclass
class _Tally:
    """What has been counted so far."""

    claims: int = 0  # lines with numbers
    cited: int = 0  # of those, with sources that are all known
    numbers: int = 0
    compared: int = 0  # of those, with data to compare with
    verified: int = 0
    rounded: int = 0
    issues: list[Issue] = field(default_factory=list)
    queries: dict[str, None] = field(default_factory=dict)

    def counts(self) -> dict[str, int]:
        names = ("claims", "cited", "numbers", "compared", "verified", "rounded")
        return {name: getattr(self, name) for name in names}


def verify(
    sections: Sequence[Section],
    answers: Iterable[Answer],
    rules: Verification,
    today: date,
    *,
    previous: Band | None = None,
) -> Verified:
    """Verify all sections against the answers of their run.

    `today` is what freshness is measured against, `previous` the band of the last such report.
    """
    given = tuple(answers)
    grounds = Grounds.of(given)
    lookups = {query: tuple(map(Lookup, group)) for query, group in grounds.known.items()}
    vocabulary = Vocabulary(given)
    tally = _Tally()
    for claim in claims(sections, frozenset(grounds.known)):
        tally.queries.update(dict.fromkeys(claim.ids))
        found = tuple(lookup for query in claim.ids for lookup in lookups.get(query, ()))
        _settle(claim, Reading(claim, vocabulary, found), grounds, rules, tally)
    for section in sections:
        for detail, line in in_tables(section, rules):
            issue = Issue(Code.MATH_INCONSISTENT, detail, section.title, line)
            tally.issues.append(issue)
    return _concluded(tally, grounds, rules, today, previous=previous)


def _settle(
    claim: Claim, reading: Reading, grounds: Grounds, rules: Verification, tally: _Tally
) -> None:
    """Judge one claim and count what came of it."""
    wrong = list(faults(claim, grounds))
    tally.issues += wrong
    tally.numbers += len(claim.numbers)
    tally.claims += bool(claim.numbers)
    tally.cited += bool(claim.numbers) and not wrong
    if not reading.cited:
        return
    for place, number in enumerate(claim.numbers):
        verdict = judge(reading, place, rules)
        tally.compared += verdict.code is not Code.AMBIGUOUS_NUMBER
        tally.rounded += verdict.code is Code.ROUNDING_MISMATCH
        tally.verified += verdict.code is None
        code, detail = verdict.code, verdict.detail
        if code is None and (detail := disagreement(number, verdict.hits)):
            code = Code.AMBIGUOUS_SOURCE
        if code is not None:
            tally.issues.append(Issue(code, detail, claim.section, claim.line, number.text))
    for detail in in_line(claim, rules):
        tally.issues.append(Issue(Code.MATH_INCONSISTENT, detail, claim.section, claim.line))


def _concluded(
    tally: _Tally,
    grounds: Grounds,
    rules: Verification,
    today: date,
    *,
    previous: Band | None,
) -> Verified:
    used = [answer for query in grounds.under(tally.queries) for answer in grounds.known[query]]
    state = condition(used, rules, today)
    crossed = crosscheck(rules.cross, grounds.known)
    issues = (*tally.issues, *state.issues, *crossed.issues)
    found = Counter(issue.code for issue in issues)
    sums = found[Code.MATH_INCONSISTENT]
    components = {
        "citation": share(tally.cited, tally.claims),
        "numbers": share(tally.verified + tally.rounded / 2, tally.numbers + sums),
        "cross": share(crossed.agreeing, crossed.compared) * state.possible,
        "privacy": state.private,
        "freshness": state.fresh,
    }
    errors = sum(issue.severity == "error" for issue in issues)
    counts = {
        **tally.counts(),
        "answers": len(used),
        "crossed": crossed.compared,
        "errors": errors,
        "warnings": len(issues) - errors,
    }
    scored = confidence(
        components,
        tuple(_reasons(tally, found, state.undated)),
        numbers=tally.numbers,
        compared=tally.compared,
        errors=errors,
        previous=previous,
    )
    return Verified(issues, counts, scored)


def _reasons(tally: _Tally, found: Counter[Code], undated: int) -> Iterator[str]:
    """Why the score is what it is, the gravest kinds of issues as `MEANING` has them first."""
    if not tally.numbers:
        yield "no number could be checked"
    for code, meaning in MEANING.items():
        if found[code]:
            yield f"{meaning} ({found[code]} ×)"
    if undated:
        yield f"some data does not say how old it is ({undated} ×)"
