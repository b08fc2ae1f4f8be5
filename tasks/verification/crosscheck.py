"""Two sources of the same quantity must agree, row by row."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from blocks.answers import Answer
from policies.schema import CrossCheck
from tasks.verification.issues import Code, Issue
from tasks.verification.lookup import number_in

NAMED = 5  # rows that are told one by one; the rest is counted


@dataclass(frozen=True, slots=True)
class Crossed:
    """How many rows two sources share, in how many they agree, and the issues of the others."""

    compared: int
    agreeing: int
    issues: tuple[Issue, ...]


def crosscheck(checks: Iterable[CrossCheck], known: Mapping[str, Sequence[Answer]]) -> Crossed:
    """All checks whose two queries were both answered in the run.

    The relative difference is that to the preferred value, which stands. Rows are joined on the
    columns of the check; a row that only one of the two has is not compared.
    """
    compared = agreeing = 0
    issues: list[Issue] = []
    for check in checks:
        pairs = dict(_pairs(check, known))
        wrong = [key for key, pair in pairs.items() if not _agree(*pair, check.within)]
        compared += len(pairs)
        agreeing += len(pairs) - len(wrong)
        wrong.sort(key=lambda key: (-_apart(*pairs[key]), key))
        issues += [_issue(check, key, pairs[key]) for key in wrong[:NAMED]]
        if len(wrong) > NAMED:
            more = f"{len(wrong) - NAMED} more rows of {check.value} differ between"
            issues.append(
                Issue(Code.CROSS_SOURCE_MISMATCH, f"{more} {check.prefer} and {check.other}.")
            )
    return Crossed(compared, agreeing, tuple(issues))


_Key = tuple[str, ...]


def _pairs(
    check: CrossCheck, known: Mapping[str, Sequence[Answer]]
) -> Iterator[tuple[_Key, tuple[float, float]]]:
    preferred = _values(check, known.get(check.prefer, ()))
    other = _values(check, known.get(check.other, ()))
    for key in preferred.keys() & other.keys():
        for value in sorted(other[key]):
            yield key, (min(preferred[key]), value)


def _values(check: CrossCheck, answers: Iterable[Answer]) -> dict[_Key, set[float]]:
    """The values by the columns that name a row; rows that lack one of them have no name."""
    found: dict[_Key, set[float]] = {}
    for answer in answers:
        for row in answer.rows:
            cells = [row.get(column) for column in check.keys]
            value = number_in(row.get(check.value))
            if value is not None and None not in cells:
                scale = 100 if answer.units.get(check.value) == "fraction" else 1
                found.setdefault(tuple(map(str, cells)), set()).add(value * scale)
    return found


def _apart(stands: float, other: float) -> float:
    """The relative difference; of 0, anything else is infinitely far."""
    if stands == other:
        return 0.0
    return abs(other - stands) / abs(stands) if stands else float("inf")


def _agree(stands: float, other: float, within: float) -> bool:
    return _apart(stands, other) <= within * (1 + 1e-9)


def _issue(check: CrossCheck, key: _Key, pair: tuple[float, float]) -> Issue:
    row = ", ".join(key) or "the only row"
    detail = (
        f"{check.value} of {row}: {pair[0]:.10g} in {check.prefer} (which stands), "
        f"{pair[1]:.10g} in {check.other}."
    )
    return Issue(Code.CROSS_SOURCE_MISMATCH, detail)
