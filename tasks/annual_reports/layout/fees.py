"""The yearly fee: how much, how it changes, and what it includes."""

import re
from collections.abc import Iterator

from tasks.annual_reports.found import Fields, Found, Leaf
from tasks.annual_reports.found import Group as Row
from tasks.annual_reports.layout.flow import Flow
from tasks.annual_reports.layout.prose import AREA, DATE, PERCENT, SQM, date_of, number_of, pattern
from tasks.annual_reports.layout.scope import joined, of_part, passages, wider
from tasks.annual_reports.reading import Reading

_FEE = pattern(
    rf"\b(?:års|månads|medlems)?avgift(?:en|er|erna)?\b[^.\n]{{0,60}}?\b(?P<fee>{AREA}) ?(?:kr"
    rf"|kronor) ?(?:/|per) ?{SQM}"
)
_DATE = rf"(?P<date>{DATE}|årsskiftet \d{{4}}/\d{{2,4}})"
_CHANGE = pattern(
    rf"\b(?P<word>(?:avgifts)?(?:höj|sänk)[a-zåäö]*)\b[^\n]{{0,110}}?(?P<percent>{PERCENT}) ?(?:%"
    rf"|procent(?!enhet))"
)
_AFTER = pattern(rf"[^;\n]{{0,55}}?{_DATE}")
_MORE = pattern(  # another change in the same breath: "… och med 4 % från …"
    rf"[^;\n]{{0,45}}?\b(?:och|samt)(?: därefter| ytterligare)?(?: med)? (?P<percent>{PERCENT}) ?"
    rf"(?:%|procent(?!enhet))[^;\n\d]{{0,30}}{_DATE}"
)
_ANY_DATE = pattern(_DATE)
_SUBJECT = re.compile(r"avgift", re.IGNORECASE)
_OTHERS = re.compile(
    r"\bhyr(?:a|or|an|orna|eshyra)|garage|parkering|p-plats|förråd|tomträttsavgäld|avgäld\b"
    r"|ränt[ao]|fastighetsavgift|bredband|kabel-?tv"
    r"|avgift(?:en|erna)? för (?!bostad|lägenhet|medl|år|\d)"
    r"|överlåtelse|pantsättning|avlopp|taxa|taxor",
    re.IGNORECASE,
)
_UNSURE = re.compile(
    r"utesluter|eventuell|\bkan\b|skulle|behöver|behövas|överväg|föreslå"
    r"|inte (?:att )?(?:höja|höjts|höjas)|ingen höjning|inga höjningar",
    re.IGNORECASE,
)
_SUPPOSED = re.compile(r"procentenhet|räntekänslig|\bom räntan", re.IGNORECASE)
_INCLUDED = (
    pattern(
        r"\bi (?:års|månads)?avgift(?:en|erna) ingår (?!inte|ej|även inte)(?P<list>[^.\n]{3,160})"
    ),
    pattern(
        r"(?:^|\. |\n)(?P<list>[A-ZÅÄÖ][^.\n]{2,120}?) ingår i (?:års|månads)?avgift(?:en|erna)"
    ),
)
_WORDS = 4  # of a service
_SPLIT = re.compile(r",|\s(?:och|samt)\s")
_NOT = re.compile(r"\b(?:inte|ej|kostnad(?:er)? för)\b", re.IGNORECASE)


@wider("report", "notes")
def fees(reading: Reading) -> Fields:
    """The fields of FeesAgent."""
    text = joined(passages(reading, r"avgift(?!.*pantsättning)|händelser|\bekonomi\b"))
    changes = _changes(text)
    return {
        "fee_per_sqm": _fee(text),
        "increases": [row for up, row in changes if up],
        "decreases": [row for up, row in changes if not up],
        "included_services": _included(joined(of_part(reading, "report"))),
    }


def _fee(text: Flow) -> Leaf:
    for start, end in text.sentences():
        found = _FEE.search(text.text, start, end)
        if found and not _OTHERS.search(found[0]):
            return text.found(number_of(found["fee"]), *found.span("fee"))
    return None


def _changes(text: Flow) -> list[tuple[bool, Row]]:
    """Changes by percent and date, each once; one without a date is one with it told again."""
    found: list[tuple[bool, Row]] = []
    for start, end in text.sentences():
        found += _of_sentence(text, start, end)
    rows: list[tuple[bool, Row]] = []
    for up, row in sorted(found, key=lambda change: change[1]["date"] is None):
        if not any(up == other and _same(row, known) for other, known in rows):
            rows.append((up, row))
    return rows


def _same(row: Row, known: Row) -> bool:
    if _value(row, "percent") != _value(known, "percent"):
        return False
    return row["date"] is None or _value(row, "date") == _value(known, "date")


def _value(row: Row, name: str) -> object:
    leaf = row[name]
    return leaf.value if leaf else None


def _of_sentence(text: Flow, start: int, end: int) -> Iterator[tuple[bool, Row]]:
    sentence = text.text[start:end]
    if not _SUBJECT.search(sentence) or _SUPPOSED.search(sentence):
        return
    at = start
    while found := _CHANGE.search(text.text, at, end):
        clause = text.text[at : found.end()]
        following = text.text[found.end() : found.end() + 25]
        of_fee = _SUBJECT.search(clause) or re.match(
            r"\s*av (?:års|månads|medlems)?avgift", following
        )
        other = _OTHERS.search(text.text[at : found.end()])
        if of_fee and not other and not _UNSURE.search(clause):
            row: Row = {"percent": _percent(text, found), "date": _when(text, at, found, end)}
            up = "höj" in found["word"].casefold()
            yield up, row
            if more := _MORE.match(text.text, found.end(), end):
                yield up, {"percent": _percent(text, more), "date": _day(text, *more.span("date"))}
        at = found.end()


def _percent(text: Flow, found: re.Match[str]) -> Leaf:
    return text.found(number_of(found["percent"].replace(".", ",")), *found.span("percent"))


def _when(text: Flow, start: int, found: re.Match[str], end: int) -> Leaf:
    """The date of a change: between the verb and the percentage, after it, or before both."""
    if inner := _ANY_DATE.search(text.text, found.start(), found.end()):
        return _day(text, *inner.span("date"))
    if after := _AFTER.match(text.text, found.end(), end):
        return _day(text, *after.span("date"))
    before = list(_ANY_DATE.finditer(text.text, start, found.start()))
    return _day(text, *before[-1].span("date")) if before else None


def _day(text: Flow, start: int, end: int) -> Leaf:
    said = text.text[start:end]
    if found := re.match(r"årsskiftet\s+(\d{4})", said, re.IGNORECASE):
        return text.found(f"{int(found[1]) + 1}-01-01", start, end)
    return text.found(date_of(said), start, end)


def _included(text: Flow) -> list[Row]:
    for rule in _INCLUDED:
        if found := rule.search(text.text):
            if _NOT.search(found[0]):
                continue
            return list(_services(text, *found.span("list")))
    return []


def _services(text: Flow, start: int, end: int) -> Iterator[Row]:
    at = start
    for part in _SPLIT.split(text.text[start:end]):
        begin = text.text.index(part, at, end) if part else at
        words = part.strip(" \t.:")
        at = begin + len(part)
        leaf: Found | None = text.found(" ".join(words.split()), begin, at) if words else None
        if leaf is not None and len(words.split()) <= _WORDS:
            yield {"service": leaf}
