"""Governance: the association, its board, its meetings, and who signs for it."""

import re
from collections.abc import Iterable, Sequence

from tasks.annual_reports.found import Fields, Found, Leaf
from tasks.annual_reports.found import Group as Row
from tasks.annual_reports.layout.board import Group, current, groups
from tasks.annual_reports.layout.identity import association, organisation_number, seat, year_end
from tasks.annual_reports.layout.leaving import leavers
from tasks.annual_reports.layout.meetings import annual_meeting, board_meetings, signing
from tasks.annual_reports.layout.persons import Person
from tasks.annual_reports.layout.roles import Body
from tasks.annual_reports.layout.scope import joined, passages, wider
from tasks.annual_reports.reading import Reading

_PLAIN = ("ledamot", "ordinarie")  # roles that say no more than that somebody is on the board
_UNTIL = re.compile(r"t\.?\s?o\.?\s?m|\btom\b|\btill\b|avgick|avgått|avgående", re.IGNORECASE)


@wider("report")
def governance(reading: Reading) -> Fields:
    """The fields of GovernanceAgent."""
    read = passages(reading)
    text = joined(read)
    found = groups(read)
    board = current(found)
    end = year_end(reading)
    members = [each for each in _of(board, "board") if not _ended(each, end)]
    deputies = [each for each in _of(board, "deputy") if not _ended(each, end)]
    staying = [*members, *deputies]
    under = [each for each in read if "firma" in each.heading]
    return {
        "association_name": association(reading.document),
        "org_number": organisation_number(reading.document),
        "registered_office": seat(reading.document),
        "chairman": _chairman(members),
        "board_members": [_member(person) for person in members],
        "deputies": [{"name": each.name, "term": each.term} for each in deputies],
        "former_members": _once([*_former(found, staying), *leavers(text, staying)]),
        "nomination_committee": _committee(found),
        "annual_meeting_date": annual_meeting(text, reading.years),
        "meetings_held": board_meetings(text),
        "signatories": signing(text, joined(under)),
    }


def _of(group: Group, body: Body) -> Iterable[Person]:
    """Persons of one body, each once."""
    seen: set[str] = set()
    for placed, person in group.persons:
        name = str(person.name.value).casefold()
        if placed == body and name not in seen:
            seen.add(name)
            yield person


def _member(person: Person) -> Row:
    return {"name": person.name, "role": _role(person), "term": person.term}


def _role(person: Person) -> Leaf:
    """The most telling of the roles printed: "ledamot" says no more than that somebody is on it."""
    special = [role for role in person.roles if role.name not in _PLAIN]
    plain = [role for role in person.roles if role.name == "ledamot"]
    chosen = (special or plain or list(person.roles))[:1]
    return chosen[0].found if chosen else None


def _chairman(members: Sequence[Person]) -> Leaf:
    named = [each for each in members if any(role.name == "ordförande" for role in each.roles)]
    return named[0].name if len(named) == 1 else None


def _ended(person: Person, end: str) -> bool:
    """Whether a term that is printed with its days ended before the year did."""
    days = re.findall(r"\d{4}-\d{2}-\d{2}", str(person.term.value)) if person.term else []
    until = len(days) > 1 or (person.term and _UNTIL.search(str(person.term.value)))
    return bool(days and until and days[-1] < end)


def _once(rows: Iterable[Row]) -> list[Row]:
    named: dict[str, Row] = {}
    for row in rows:
        if name := row["name"]:
            named.setdefault(str(name.value).casefold(), row)
    return list(named.values())


def _former(found: Sequence[Group], staying: Sequence[Person]) -> list[Row]:
    """Who was listed for an earlier period and no more for the last; once, with that period."""
    names = {str(person.name.value).casefold() for person in staying}
    rows: dict[str, Row] = {}
    for group in found:
        for body, person in group.persons:
            name = str(person.name.value).casefold()
            if body in {"board", "deputy"} and name not in names:
                rows[name] = {**_member(person), "term": person.term or group.label}
    return list(rows.values())


def _committee(found: Sequence[Group]) -> list[Row]:
    rows: dict[str, Row] = {}
    for group in found:
        for person in _of(group, "nomination"):
            called = [role.found for role in person.roles if role.name == "sammankallande"]
            role: Found | None = called[0] if called else None
            rows.setdefault(str(person.name.value), {"name": person.name, "role": role})
    return list(rows.values())
