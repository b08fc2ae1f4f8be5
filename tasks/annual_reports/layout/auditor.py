"""The auditors: those that the report names, and those who signed."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from tasks.annual_reports.found import Fields, Found
from tasks.annual_reports.found import Group as Row
from tasks.annual_reports.layout.board import by_topic
from tasks.annual_reports.layout.firms import firms
from tasks.annual_reports.layout.flow import Flow
from tasks.annual_reports.layout.names import is_name
from tasks.annual_reports.layout.persons import Person, listed
from tasks.annual_reports.layout.roles import roles_in
from tasks.annual_reports.layout.scope import of_part, passages, wider
from tasks.annual_reports.layout.signing import Signature, signatures
from tasks.annual_reports.reading import Placed, Reading

_QUALIFIED = re.compile(
    r"(?:auktoriserad|godkänd|förtroendevald|föreningsvald)e?a? revisor", re.IGNORECASE
)
_RUN = re.compile(
    r"[A-ZÀ-ÖØ-Þ][\w'’-]+(?:[ \t]+(?:(?:von|af|de|van|der)[ \t]+)?[A-ZÀ-ÖØ-Þ][\w'’-]+){1,4}"
)
_SUBSTITUTE = re.compile(
    r"\s*[,(]?\s*(?:som\s+)?(?P<role>(?:revisors?)?suppleant)\b", re.IGNORECASE
)
_HEADS = re.compile(
    r"(?:mandat|uppdrag|namn|roll|val[dt]|utsedd|t\.?o\.?m|ordinarie|suppleant|intern|extern"
    r"|ledamot|ordförande|sammankallande|huvudansvarig)",
    re.IGNORECASE,
)
_AUDITS = re.compile(r"revis", re.IGNORECASE)
_SHORTEST = 2  # words of a name
_DEPUTY = "revisorssuppleant"
_INTERNAL = "internrevisor"


@dataclass(frozen=True, slots=True)
class Auditor:
    """Somebody who audits, or a firm whose person isn't named."""

    name: Found | None
    firm: Found | None = None
    role: Found | None = None


@wider("report")
def auditor(reading: Reading) -> Fields:
    """The fields of AuditorAgent."""
    named = _once(_named(reading))
    signed = [each for each in signatures(_signing(reading)) if each.audits]
    people = [each for each in named if each.name is not None]
    ordinary = [each for each in people if _role(each) not in {_DEPUTY, _INTERNAL}]
    firm_only = [each for each in named if each.name is None]
    chosen = _ordinary(ordinary, firm_only, signed)
    match = _same(chosen, signed)
    deputies = [each.name for each in people if _role(each) == _DEPUTY]
    return {
        "auditor_name": chosen.name if chosen else None,
        "firm": (chosen.firm if chosen else None) or (match.firm if match else None),
        "type": _type(chosen, match),
        "deputy": deputies[0] if deputies else None,
        "auditors": [_row(each, _same(each, signed)) for each in people or _person(chosen)],
    }


def _row(each: Auditor, match: Signature | None) -> Row:
    """An auditor with the role that the report or else the signature gives."""
    role = each.role or (match.role if match else None)
    return {"name": each.name, "firm": each.firm, "role": role}


def _person(chosen: Auditor | None) -> list[Auditor]:
    return [chosen] if chosen and chosen.name else []


def _signing(reading: Reading) -> Iterator[Placed]:
    for passage in of_part(reading, "signatures"):
        yield from passage.titled


def _named(reading: Reading) -> Iterator[Auditor]:
    """Auditors of the passages about them, and those listed among the board."""
    own = [each for each in passages(reading) if each.section.part == "report"]
    for topic, text, start, end in by_topic(own):
        if topic == "auditor":
            yield from _paragraph(text, start, end)
        elif topic == "board":
            rows = listed(text, start, end)
            yield from (each for each in _people(rows.persons if rows else ()) if each.role)


def _people(persons: Iterable[Person]) -> Iterator[Auditor]:
    for person in persons:
        roles = [role.found for role in person.roles if role.body == "auditor"]
        telling = [role for role in roles if _QUALIFIED.search(str(role.value))]
        known = telling or roles
        yield Auditor(person.name, None, known[0] if known else None)


def _paragraph(text: Flow, start: int, end: int) -> Iterator[Auditor]:
    """A row or sentence about auditors: its names, each with the nearest firm and role."""
    masked = text.text[:end]
    spans = list(_firm_spans(text.text, start, end))
    for begin, stop in spans:
        masked = masked[:begin] + " " * (stop - begin) + masked[stop:]
    blank = Flow(masked, text.spots)
    rows = listed(blank, start, end)
    people = list(_people(rows.persons)) if rows else list(_mentioned(blank, start, end))
    firm_leaves = [text.found(text.text[slice(*span)], *span) for span in spans]
    if not people and spans:
        yield Auditor(None, firm_leaves[0])
    labels = [role.found for role in rows.labels if role.body == "auditor"] if rows else []
    for place, person in enumerate(people):
        firm = firm_leaves[min(place, len(spans) - 1)] if spans else None
        internal = _role(person) in {_INTERNAL, _DEPUTY} and len(people) > 1
        role = person.role or (labels[-1] if labels else None)
        yield replace(person, firm=None if internal else firm, role=role)


def _firm_spans(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Firms by their looks; else what stands last in a row or after a name and a comma."""
    known = list(firms(text, start, end))
    yield from known
    if known:
        return
    last = re.search(r"(?:\t|, ?)([A-ZÅÄÖ][^\t,]{1,40}?)\.?$", text[start:end])
    if (
        last
        and not _HEADS.match(last[1])
        and not _AUDITS.search(last[1])
        and not re.search(r"\d", last[1])
    ):
        head = text[start : start + last.start()].split("\t", maxsplit=1)[0].strip(" ,.")
        if not is_name(last[1]) and (is_name(head) or "revisor" in head.casefold()):
            yield start + last.start(1), start + last.end(1)


def _mentioned(text: Flow, start: int, end: int) -> Iterator[Auditor]:
    """Names in a sentence about auditing: "… har varit Anna Ek", "… med Anna Ek som …"."""
    sentence = text.text[start:end]
    if not _AUDITS.search(sentence) and "huvudansvarig" not in sentence:
        return
    role = next((each.found for each in roles_in(text, start, end) if each.body == "auditor"), None)
    for found in _RUN.finditer(text.text, start, end):
        words = " ".join(found[0].split())
        while words and not is_name(words) and len(words.split()) > _SHORTEST:
            words = words.split(maxsplit=1)[1]
        if not is_name(words):
            continue
        begin = found.end() - len(found[0]) + found[0].rindex(words.split()[0])
        leaf = text.found(words, begin, found.end())
        if leaf is not None:
            after = _SUBSTITUTE.match(text.text, found.end(), end)
            own = text.found(_DEPUTY, *after.span("role")) if after else role
            yield Auditor(leaf, None, own)


def _once(auditors: Iterable[Auditor]) -> list[Auditor]:
    found: dict[str, Auditor] = {}
    for each in auditors:
        key = str(each.name.value if each.name else each.firm.value if each.firm else "").casefold()
        if key:
            found.setdefault(key, each)
    return list(found.values())


def _role(each: Auditor) -> str:
    return str(each.role.value) if each.role else ""


def _ordinary(
    people: Sequence[Auditor], firm_only: Sequence[Auditor], signed: Sequence[Signature]
) -> Auditor | None:
    """The ordinary auditor: who is named, else who signs, with the firm that was elected."""
    if people:
        chosen = next((each for each in people if _qualified(each, signed)), people[0])
        return replace(chosen, firm=chosen.firm or (firm_only[0].firm if firm_only else None))
    elected = firm_only[0].firm if firm_only else None
    if signed:
        return Auditor(signed[0].name, elected or signed[0].firm, signed[0].role)
    return firm_only[0] if firm_only else None


def _qualified(each: Auditor, signed: Sequence[Signature]) -> bool:
    """Whether somebody signs as an auditor by profession, whom a federation may have appointed."""
    match = _same(each, signed)
    return match is not None and "auktoriserad" in str(match.role.value if match.role else "")


def _same(chosen: Auditor | None, signed: Sequence[Signature]) -> Signature | None:
    """The signature of the chosen auditor: all words of one name stand in the other."""
    if chosen is None or chosen.name is None:
        return None
    words = set(str(chosen.name.value).casefold().split())
    for each in signed:
        other = set(str(each.name.value).casefold().split())
        if words <= other or other <= words:
            return each
    return None


def _type(chosen: Auditor | None, match: Signature | None) -> Found | None:
    for leaf in (chosen.role if chosen else None, match.role if match else None):
        if leaf is not None and (found := _QUALIFIED.search(str(leaf.value))):
            return replace(leaf, value=found[0].casefold())
    return None
