"""The auditor's report: its opinion, what it recommends and remarks, and who signed it where."""

import re
from collections.abc import Iterator, Sequence

from tasks.annual_reports.found import Fields, Leaf
from tasks.annual_reports.layout.flow import Flow, flow
from tasks.annual_reports.layout.prose import DATE, date_of, pattern
from tasks.annual_reports.layout.signing import signatures
from tasks.annual_reports.layout.two_columns import in_reading_order
from tasks.annual_reports.reading import Placed, Reading

_OPINION = pattern(
    r"^enligt (?:min|vår) (?:uppfattning|mening),? [^\n]*\b(?:årsredovisning|upprättat)"
)
_MODIFIED = pattern(
    r"(?:uttalanden? med (?:reservation|avvikande mening)|med undantag (?:för|av)|avstår från "
    r"att uttala"
    r"|(?:jag|vi) (?:uttalar (?:mig|oss) (?:därför )?inte|kan (?:därför )?inte uttala)|inte "
    r"upprättats i enlighet)"
)
_ADOPT = pattern(r"\b(?P<word>tillstyrker|avstyrker)\b[^\n]*?\bfastställer\b")
_DISCHARGE = pattern(r"\b(?P<word>tillstyrker|avstyrker)\b[^\n]*?\bansvarsfrihet\b")
_REFUSED = pattern(r"\binte\b[^\n]{0,40}\b(?:beviljar?|beviljas)\b|\bavstyrker\b")
_REMARK = re.compile(
    r"^(?:anmärkning(?:ar)?|upplysning(?:ar)? av särskild betydelse|väsentlig "
    r"osäkerhetsfaktor[^\n]{0,60}"
    r"|övriga? upplysning(?:ar)?)$",
    re.IGNORECASE,
)
_HEADING = re.compile(
    r"^(?:grund för uttalande|styrelsens ansvar|revisorns ansvar|uttalande|rapport om|annan "
    r"information"
    r"|revisionsberättelse|till föreningsstämman)",
    re.IGNORECASE,
)
_PLACE = r"[A-ZÅÄÖ][a-zåäöé]+(?:-[A-ZÅÄÖ][a-zåäö]+)?"
_SIGNED = pattern(rf"^(?P<place>{_PLACE}(?: {_PLACE})?),?(?: den)? (?P<date>{DATE})$", cased=True)
_UNFINISHED = pattern(
    rf"^(?P<place>{_PLACE}(?: {_PLACE})?),?(?: den)? (?:20\d\d ?[-–]|_{{3,}}|20$)", cased=True
)
_UNDATED = pattern(
    rf"^(?P<place>{_PLACE}(?: {_PLACE})?),? (?:den dag|datum|det datum|enligt|samma dag)\b",
    cased=True,
)
_ALONE = pattern(rf"^(?P<place>{_PLACE})$", cased=True)
_DATED = pattern(rf"^(?:den )?(?P<date>{DATE})$")
_LABEL = 2  # words of a line that is a heading
_PROSE = 3  # words of a line that ends a sentence: no part of the signatures
_STANDARD = re.compile(
    r"(?:årsredovisningslagen|förvaltningsberättelsen|föreningens|bostadsrättslagen)\b"
)
_LONG = 18  # words of one that is prose in any case
_TAIL = 30  # lines
_NO_PLACE = {"revisor", "underskrift", "signatur", "namn", "digitalt", "ordförande", "penneo"}


def audit_report(reading: Reading) -> Fields:
    """The fields of AuditReportAgent."""
    lines = list(_lines(reading))
    text = flow(lines, prose=True)
    spans = list(text.sentences())
    opinion = next((span for span in spans if _OPINION.search(text.text[slice(*span)])), None)
    tail = _tail(lines)
    signed = [each for each in signatures(tail) if each.audits]
    place, date = _where(tail)
    return {
        "opinion": _quote(text, opinion),
        "unmodified": _unmodified(text, opinion),
        "approves_statements": _recommends(text, spans, _ADOPT),
        "discharge": _recommends(text, spans, _DISCHARGE),
        "remarks": _remarks(text),
        "date": date,
        "place": place,
        "auditor_name": signed[0].name if signed else None,
        "firm": signed[0].firm if signed else None,
    }


def _lines(reading: Reading) -> Iterator[Placed]:
    """The lines of the report, page by page; the first page begins with its heading."""
    for section in reading.everything:
        if section.part != "audit" or section.level != 1:
            continue
        for number in range(section.page, section.end_page + 1):
            page = reading.document.page(number)
            start = section.line if number == section.page else 0
            end = section.end_line if number == section.end_page else len(page.lines)
            own = {id(line) for line in page.lines[start:end]}
            whole = start == 0 and end == len(page.lines)
            ordered = in_reading_order(page)
            words = {id(word) for line in page.lines[start:end] for word in line.words}
            yield from (
                each
                for each in ordered
                if whole or id(each.line) in own or id(each.line.words[0]) in words
            )


def _quote(text: Flow, span: tuple[int, int] | None) -> Leaf:
    return text.found(" ".join(text.text[slice(*span)].split()), *span) if span else None


def _unmodified(text: Flow, opinion: tuple[int, int] | None) -> Leaf:
    """Whether the opinion comes without reservation: its own words, and headings that say so."""
    modified = _MODIFIED.search(text.text)
    if modified:
        return text.found(False, *modified.span())
    return text.found(True, *opinion) if opinion else None


def _recommends(text: Flow, spans: Sequence[tuple[int, int]], rule: re.Pattern[str]) -> Leaf:
    for start, end in spans:
        if rule.search(text.text, start, end):
            refused = _REFUSED.search(text.text, start, end)
            return text.found(refused is None, start, end)
    return None


def _remarks(text: Flow) -> Leaf:
    """The paragraphs under a heading that announces a remark, up to the next heading."""
    paragraphs = [found.span() for found in re.finditer(r"[^\n]+", text.text)]
    for place, span in enumerate(paragraphs):
        if not _REMARK.match(text.text[slice(*span)].strip(" :")):
            continue
        end = start = 0
        for begin, stop in paragraphs[place + 1 :]:
            said = text.text[begin:stop]
            if _HEADING.match(said) or len(said.split()) <= _LABEL:
                break
            start, end = start or begin, stop
        if end:
            return _quote(text, (start, end))
    return None


def _tail(lines: Sequence[Placed]) -> list[Placed]:
    """What stands after the last sentence: place, date and signatures."""
    prose = (
        number
        for number, each in enumerate(lines)
        if (len(each.line.words) >= _PROSE and each.line.text.endswith("."))
        or len(each.line.words) > _LONG
        or _STANDARD.match(each.line.text)
    )
    return list(lines[max(prose, default=-1) + 1 :][:_TAIL])


def _where(tail: Sequence[Placed]) -> tuple[Leaf, Leaf]:
    """Place and date of the signature."""
    place: Leaf = None
    date: Leaf = None
    for each in tail:
        text = flow([each])
        for rule in (_SIGNED, _UNFINISHED, _UNDATED, _ALONE, _DATED):
            found = rule.search(text.text)
            if found is None:
                continue
            named = found.groupdict()
            if place is None and named.get("place") and named["place"].casefold() not in _NO_PLACE:
                place = text.found(named["place"], *found.span("place"))
            if date is None and named.get("date"):
                date = text.found(date_of(named["date"]), *found.span("date"))
            break
    return place, date
