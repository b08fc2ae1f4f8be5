"""Boards as they can be: enough members, one chairman, a number that is one of a cooperative."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from tasks.annual_reports.checks.check import Check, value_of
from tasks.annual_reports.checks.plausible import day, is_person, names, ranged, rows_of

DIGITS = 10  # of an organisation number
LEAST_MEMBERS = 3  # of a board (7 kap. lagen om ekonomiska föreningar): deputies don't count
_QUALIFIED = re.compile(r"auktoriserad|godkänd|förtroendevald|föreningsvald", re.IGNORECASE)


def governance(fields: Mapping[str, Any], unit: int = 1) -> Iterator[Check]:
    """Number, board, chairman, meetings: what must hold between them."""
    del unit
    yield from organisation(fields)
    members = rows_of(fields, "board_members")
    holds = len(members) >= LEAST_MEMBERS if members else None
    said = f"{len(members)} ordinary members, at least {LEAST_MEMBERS} are required"
    yield Check("members of the board", holds, said, ("board_members",))
    yield from names(fields, "board_members", "deputies", "nomination_committee", "former_members")
    yield _chairman(fields)
    yield _apart(fields, "board_members", "deputies")
    yield _apart(fields, "board_members", "former_members")
    yield from day(fields, "annual_meeting_date")
    yield from ranged(fields, {"meetings_held": (1, 60)})


def auditor(fields: Mapping[str, Any], unit: int = 1) -> Iterator[Check]:
    """The auditor is a person, is listed, and has a qualification that exists."""
    del unit
    yield from names(fields, "auditors")
    name = value_of(fields.get("auditor_name"))
    if name is not None:
        yield Check(
            "auditor's name", is_person(str(name)), "auditor_name is a name", ("auditor_name",)
        )
    listed = [str(value_of(row.get("name"))).casefold() for row in rows_of(fields, "auditors")]
    holds = None if name is None or not listed else str(name).casefold() in listed
    fields_ = ("auditor_name", "auditors")
    yield Check("auditor is listed", holds, f"auditor_name among {len(listed)} auditors", fields_)
    if (kind := value_of(fields.get("type"))) is not None:
        known = _QUALIFIED.search(str(kind)) is not None
        yield Check("qualification of the auditor", known, f"type is {kind}", ("type",))


def organisation(fields: Mapping[str, Any]) -> Iterator[Check]:
    """The registration number: its check digit (Luhn), and the 7 of cooperatives."""
    number = value_of(fields.get("org_number"))
    if number is None:
        yield Check("organisation number", None, "missing: org_number", ("org_number",))
        return
    digits = re.sub(r"\D", "", str(number))
    valid = len(digits) == DIGITS and _luhn(digits)
    yield Check("organisation number", valid, f"check digit of {number}", ("org_number",))
    starts = digits.startswith("7")
    yield Check("number of a cooperative", starts, f"{number} begins with 7", ("org_number",))


def _luhn(digits: str) -> bool:
    doubled = (int(digit) * (2 if at % 2 == 0 else 1) for at, digit in enumerate(digits))
    return sum(each // 10 + each % 10 for each in doubled) % 10 == 0


def _chairman(fields: Mapping[str, Any]) -> Check:
    """The chairman is the member of the board whose role says so."""
    chairman = value_of(fields.get("chairman"))
    members = rows_of(fields, "board_members")
    chairs = [
        str(value_of(row.get("name")))
        for row in members
        if str(value_of(row.get("role"))).casefold() == "ordförande"
    ]
    about = ("chairman", "board_members")
    if chairman is None or not members:
        holds = None if not chairs else len(chairs) == 1
        return Check("chairman", holds, f"{len(chairs)} members are ordförande", about)
    among = str(chairman) in [str(value_of(row.get("name"))) for row in members]
    holds = among and (not chairs or chairs == [str(chairman)])
    return Check("chairman", holds, f"among the members: {among}; ordförande: {len(chairs)}", about)


def _apart(fields: Mapping[str, Any], one: str, other: str) -> Check:
    """Nobody stands in both lists."""
    first = {str(value_of(row.get("name"))).casefold() for row in rows_of(fields, one)}
    second = {str(value_of(row.get("name"))).casefold() for row in rows_of(fields, other)}
    holds = not first & second if first and second else None
    return Check(f"{one} and {other} apart", holds, f"{len(first & second)} in both", (one, other))
