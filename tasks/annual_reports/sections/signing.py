"""Where the signatures of a report begin, when no heading says so."""

import re
from collections.abc import Sequence

from tasks.annual_reports.document.words import Document

_MONTH = (
    "januari|februari|mars|april|maj|juni|juli|augusti|september|oktober|november|december"
    "|jan|feb|mar|apr|jun|jul|aug|sep|sept|okt|nov|dec"
)
_DATE = rf"(?:\d{{1,2}}\s+(?:{_MONTH})\.?\s*(?:20\d\d)?|20\d\d\s?-\s?\d\d\s?-\s?\d\d|20\d\d\b)"
# "Malmö den 3 april 2024", "Ort och datum", "den dag som framgår av vår elektroniska underskrift"
_PLACE = re.compile(
    rf"[A-ZÅÄÖ][a-zåäöé]+(?:[ -][A-ZÅÄÖ]?[a-zåäöé]+)?,?\s+(?:den\s+)?(?:{_DATE}|_{{3,}})\s*\.?$"
    r"|ort\b.{0,4}(?:och|/)?\s*datum"
    r"|.{0,60}\b(?:dag|datum|dagen)\b.{0,12}\bframgår\b"
    r"|.{0,60}\b(?:elektroniska?|digitala?)\s+(?:underskrift|signatur|signering)",
    re.IGNORECASE,
)
_AUDITED = re.compile(
    r"(?:revisionsberättelse|revisors(?:på)?teckning|granskningsrapport)\b.{0,60}"
    r"(?:lämnats|avgivits|avlämnats|avgetts|avgivet|framgår)|har\s+(?:lämnats|avgivits)\b.{0,40}",
    re.IGNORECASE,
)
_NEAR = 60  # lines


def signing_of(
    document: Document, start: tuple[int, int], end: tuple[int, int]
) -> tuple[int, int] | None:
    """Page and line at which signing begins between two places; None when nothing tells.

    That is the first line with a place and a date, or a word of electronic signing, that stands
    before the auditor's remark that the report was audited, or on the last page of the range.
    """
    lines = _between(document, start, end)
    remark = next((i for i in range(len(lines) - 1, -1, -1) if _AUDITED.search(lines[i][2])), None)
    if remark is None:
        last = lines[-1][0] if lines else 0
        near = [i for i, line in enumerate(lines) if line[0] >= last - 1]
    else:
        near = list(range(max(0, remark - _NEAR), remark + 1))
    for index in near:
        if _PLACE.match(lines[index][2].strip()):
            return lines[index][:2]
    return lines[remark][:2] if remark is not None else None


def _between(
    document: Document, start: tuple[int, int], end: tuple[int, int]
) -> Sequence[tuple[int, int, str]]:
    return [
        (page.number, index, line.text)
        for page in document.pages
        if start[0] <= page.number <= end[0]
        for index, line in enumerate(page.lines)
        if start < (page.number, index) < end
    ]
