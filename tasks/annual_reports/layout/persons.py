"""Persons as boards and committees are listed: names, roles and terms in rows, lists and sentences.

A paragraph is cut into pieces at commas, tabs, "och" and "samt". Each piece must be a name, a role,
a term, or a name with one of them; one that is anything else makes the whole paragraph no list of
persons. So a sentence that merely mentions somebody yields nobody.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from tasks.annual_reports.found import Found
from tasks.annual_reports.layout.flow import Flow
from tasks.annual_reports.layout.names import is_name
from tasks.annual_reports.layout.prose import DATE, pattern
from tasks.annual_reports.layout.roles import TRIM, Role, printed_role, roles_in, without_roles

_PERSONAL = re.compile(r"\b(?:\d{6}|\d{8})[-+]?(?:\d{4}|[xX*]{4})\b")
_TERM = pattern(
    rf"\(?\b(?:(?:om|ny|fyllnads)?val[dt]\b|mandat|avgick|avgått|avgående|tillträdde|"
    rf"t\.? ?o\.? ?m\b\.?|fr\.? ?o\.? ?m\b\.?|tom\b|from\b|fram till|till och med|från och "
    rf"med)[^\t,;]*"
    rf"|\(?(?:{DATE}|(?:19|20)\d\d)(?: ?[-–] ?(?:{DATE}|(?:19|20)\d\d)?)?\)?|\b(?:\d|ett|två) år\b"
)
_BESIDE = re.compile(  # heads of columns, and who elected somebody: nothing about the person
    r"(?:(?:(?:utsedd|vald)a? )?av )?(?:(?:års|förenings)?stämman?|hsb|riksbyggen|föreningen)$"
    r"|(?:namn|roll|uppdrag|funktion|befattning|mandat(?:tid|period)?|post|kommentar"
    r"|(?:utsedd|vald)a? av|t\.?o\.?m|fr\.?o\.?m|e-?post|telefon)\b[^,]{0,30}$",
    re.IGNORECASE,
)
_ELECTED_BY = re.compile(
    r"\b(?:utsedd|vald)a? av (?:[A-ZÅÄÖ]\w+|föreningen|stämman)", re.IGNORECASE
)
_CUT = re.compile(r"\t|,|;|\s(?:och|samt|&)\s", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody listed. `x0` is where the name begins, in points."""

    name: Found
    roles: tuple[Role, ...] = ()
    term: Found | None = None
    x0: float = 0.0


Bare = tuple[tuple[Role, ...], Found | None]  # roles and a term without a name


@dataclass(frozen=True, slots=True)
class Listed:
    """What one paragraph lists: persons, and the roles that stand for those who follow."""

    persons: tuple[Person, ...] = ()
    labels: tuple[Role, ...] = ()


def listed(text: Flow, start: int, end: int) -> Listed | None:
    """The persons that the text from `start` to `end` lists; None where it is no such list."""
    pieces = [(at, _piece(text, *at)) for at in _pieces(text.text, start, end)]
    ahead = _roles_ahead([piece for _, piece in pieces])
    persons: list[Person] = []
    labels: list[Role] = []
    for (begin, stop), piece in pieces:
        if piece is None:
            role = printed_role(text, begin, stop) if persons else None
            if role is None:
                return None
            persons[-1] = replace(persons[-1], roles=(*persons[-1].roles, role))
        elif isinstance(piece, Person):
            labels.extend(role for role in piece.roles if role.plural)
            carried = () if piece.roles else tuple(labels[-1:])
            persons.append(replace(piece, roles=(*piece.roles, *carried)))
        elif ahead or not persons or any(role.plural for role in piece[0]):
            labels.extend(piece[0])
        else:
            last = persons[-1]
            persons[-1] = replace(
                last, roles=(*last.roles, *piece[0]), term=_both(last.term, piece[1])
            )
    return Listed(tuple(persons), tuple(labels))


def _both(term: Found | None, more: Found | None) -> Found | None:
    """A term in two cells: from when, and until when."""
    if term is None or more is None:
        return term or more
    return replace(more, value=f"{term.value} {more.value}", text=f"{term.text} {more.text}")


def _roles_ahead(pieces: Sequence[Person | Bare | None]) -> bool:
    """Whether roles stand before their names: the list begins with a role and ends with a name."""
    if not pieces or isinstance(pieces[0], Person) or pieces[0] is None:
        return False
    return bool(pieces[0][0]) and isinstance(pieces[-1], Person)


def _pieces(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    begin = start
    for cut in [*_CUT.finditer(text, start, end), None]:
        stop = cut.start() if cut else end
        if text[begin:stop].strip(TRIM):
            yield begin, stop
        begin = cut.end() if cut else end


def _piece(text: Flow, start: int, end: int) -> Person | Bare | None:
    """A piece as a person, or as roles and a term; None where it is neither."""
    raw = text.text[start:end]
    masked = _PERSONAL.sub(_blank, raw)
    if _BESIDE.match(masked.strip(TRIM)):
        return (), None
    masked = _ELECTED_BY.sub(_blank, masked)
    term = None
    if found := _TERM.search(masked):
        term = text.found(found[0].strip(" ().:,"), start + found.start(), start + found.end())
        masked = masked[: found.start()] + _blank(found) + masked[found.end() :]
    blank = Flow(text.text[:start] + masked, text.spots)
    roles = roles_in(blank, start, end)
    masked = re.sub(r"\([^)]*\)?", _blank, without_roles(masked))
    name = masked.strip(TRIM)
    if not name:
        return tuple(roles), term
    if not is_name(name):
        return None
    begin = start + masked.index(name)
    evidence = text.found(" ".join(name.split()), begin, begin + len(name))
    if evidence is None:
        return None
    return Person(evidence, tuple(roles), term, evidence.box[0] if evidence.box else 0.0)


def _blank(found: re.Match[str]) -> str:
    return " " * len(found[0])
