"""Whether a claim names its sources, and whether they are sources."""

import re
from collections.abc import Iterable, Iterator

from tasks.verification.claims import Claim
from tasks.verification.grounds import Grounds
from tasks.verification.issues import Code, Issue

_JOINED = re.compile(r"\s*(?:,|&|\band\b|\bthe\b)\s*", re.IGNORECASE)


def faults(claim: Claim, grounds: Grounds) -> Iterator[Issue]:
    """What is wrong with a claim's citations: none, unknown ones, or another publisher named."""
    for query in claim.ids:
        if fault := grounds.fault(query):
            yield _issue(Code.UNKNOWN_SOURCE, fault, claim)
    names = [name.strip() for name in claim.named]
    cited = frozenset(name for query in claim.ids for name in grounds.publishers(query))
    every = frozenset(name for query in grounds.known for name in grounds.publishers(query))
    if claim.ids:
        for unknown in (each for name in names for each in strangers(name, cited)):
            whose = ", ".join(sorted(cited)) or "nobody known"
            detail = f"{unknown} is named; what the line cites is published by {whose}."
            yield _issue(Code.UNKNOWN_SOURCE, detail, claim)
        return
    named = [name for name in names if name[:1].isupper() or not strangers(name, every)]
    if named:
        detail = f"The line names {named[0]} and no query."
        yield _issue(Code.MISSING_QID, detail, claim)
    elif claim.numbers:
        count = len(claim.numbers)
        what = claim.numbers[0].text if count == 1 else f"{count} numbers"
        yield _issue(Code.CLAIM_UNCITED, f"The line has {what} and names no query.", claim)


def strangers(names: str, publishers: Iterable[str]) -> list[str]:
    """Of `LMIS and World Bank` those who are no publishers; words in lower case are no names."""
    rest = names
    for publisher in sorted(publishers, key=len, reverse=True):
        rest = re.sub(rf"(?<!\w){re.escape(publisher)}(?!\w)", ",", rest, flags=re.IGNORECASE)
    left = [part.strip() for part in _JOINED.split(rest)]
    return [part for part in left if part and not part[0].islower()]


def _issue(code: Code, detail: str, claim: Claim) -> Issue:
    return Issue(code, detail, claim.section, claim.line)
