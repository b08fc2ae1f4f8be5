"""The condition of the data that a report cites: possible values, large cohorts, not too old."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from blocks.answers import Answer
from policies.schema import Verification
from tasks.derived import last_day
from tasks.verification.confidence import share
from tasks.verification.issues import Code, Issue
from tasks.verification.lookup import CHANGE, number_in
from tasks.verification.sums import shares

CHANGES = (-100.0, 200.0)  # per cent
_SIGNED = re.compile(
    r"(?:^|_)(?:gap|diff|difference|delta|deviation|residual|error|bias|lift|effect|required|impact"
    r"|net|balance|z|score)(?:_|$)"
)


@dataclass(frozen=True, slots=True)
class Condition:
    """The issues of some answers, and shares of 0..1: `possible` of the answers without impossible
    values, `private` 1 or 0, `fresh` of what was read (half for what is `undated`).
    """

    issues: tuple[Issue, ...]
    possible: float
    private: float
    fresh: float
    undated: int


def condition(answers: Sequence[Answer], rules: Verification, today: date) -> Condition:
    """Look at each answer for itself; freshness is that of what was read, not of what derives."""
    small = [issue for answer in answers if (issue := too_small(answer, rules.cohort))]
    odd = {place: tuple(impossible(answer)) for place, answer in enumerate(answers)}
    sums = [
        Issue(Code.MATH_INCONSISTENT, detail)
        for answer in answers
        for detail in shares(answer, rules.points)
    ]
    read = [answer for answer in answers if not answer.sources]
    old = list(stale(read, rules, today))
    unknown = undated(read)
    ranges = [issue for issues in odd.values() for issue in issues]
    return Condition(
        (*small, *sums, *ranges, *old),
        share(sum(not issues for issues in odd.values()), len(answers)),
        0.0 if small else 1.0,
        share(len(read) - len(old) - unknown / 2, len(read)),
        unknown,
    )


def impossible(answer: Answer) -> Iterator[Issue]:
    """One issue for each column with values that its unit does not allow.

    Fractions lie in 0..1, percentages in 0..100 (changes in -100..200), counts are not negative.
    The limits follow the column's unit: 38.2 is possible in per cent and not as a fraction.
    """
    for column, unit in answer.units.items():
        limits = _limits(column, unit)
        if limits is None:
            continue
        low, high = limits
        wrong = [
            value
            for row in answer.rows
            if (value := number_in(row.get(column))) is not None and not low <= value <= high
        ]
        if wrong:
            worst = max(wrong, key=lambda value: max(low - value, value - high))
            yield Issue(
                Code.OUT_OF_RANGE,
                f"{column} of {answer.query} has {worst:.10g}, which is not within "
                f"{low:g} and {high:g} ({unit}; {len(wrong)} of {len(answer.rows)} rows).",
            )


def _limits(column: str, unit: str) -> tuple[float, float] | None:
    changes = CHANGE.search(column) is not None
    signed = changes or _SIGNED.search(column) is not None
    if unit == "percent":
        return CHANGES if signed else (0.0, 100.0)
    if unit == "fraction":
        return (CHANGES[0] / 100, CHANGES[1] / 100) if signed else (0.0, 1.0)
    return (0.0, float("inf")) if unit == "count" and not signed else None


def too_small(answer: Answer, cohort: int) -> Issue | None:
    """An issue when a row is about fewer than `cohort` people; it doesn't say which."""
    if answer.cohort is None:
        return None
    sizes = [number_in(row.get(answer.cohort)) for row in answer.rows]
    small = sum(size is not None and size < cohort for size in sizes)
    if not small:
        return None
    rows = f"{small} of {len(answer.rows)} rows of {answer.query}"
    detail = f"{answer.cohort} is below {cohort} in {rows}."
    return Issue(Code.COHORT_TOO_SMALL, detail)


def age_days(answer: Answer, today: date) -> int | None:
    """How old the newest data is, from the last day of its year or month; None when unknown."""
    last = last_day(answer.as_of) if answer.as_of else None
    return None if last is None else max(0, (today - last).days)


def stale(answers: Iterable[Answer], rules: Verification, today: date) -> Iterator[Issue]:
    """An issue for each answer older than its own limit, or than the pack's where it has none."""
    for answer in answers:
        limit = rules.stale_days if answer.sla_days is None else answer.sla_days
        age = age_days(answer, today)
        if age is not None and age > limit:
            yield Issue(
                Code.STALE,
                f"{answer.query} is as of {answer.as_of}, {age} days ago; {limit} are allowed.",
            )


def undated(answers: Sequence[Answer]) -> int:
    """How many answers do not say how old they are."""
    return sum(answer.as_of is None or last_day(answer.as_of) is None for answer in answers)
