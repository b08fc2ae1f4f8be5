"""The roles of persons in boards, committees and audits, in the words in which they are printed."""

import re
from dataclasses import dataclass
from typing import Literal

from tasks.annual_reports.found import Found
from tasks.annual_reports.layout.flow import Flow

Body = Literal["board", "deputy", "nomination", "auditor", "other"]
# A pattern, the role that it is (as printed where "*"), and the body that has it.
_ROLES: tuple[tuple[str, str, Body], ...] = (
    (r"(?:stämmo|mötes|årsmötes)ordförande|justerare", "", "other"),
    (r"revisors?suppleant\w*|suppleant(?:er)? (?:extern|intern)", "revisorssuppleant", "auditor"),
    (r"intern\s?revisor(?:er)?|ordinarie intern", "internrevisor", "auditor"),
    (r"(?:auktoriserad|godkänd|förtroendevald|föreningsvald)e?a? revisor(?:er)?", "*", "auditor"),
    (r"(?:(?:huvudansvarig|ordinarie) )?revisor(?:er)?|ordinarie extern", "revisor", "auditor"),
    (r"sammankallande|sammank\.?", "sammankallande", "nomination"),
    (r"valberedning(?:en)?", "", "nomination"),
    (r"(?:styrelse)?suppleant(?:er(?:na)?)?|suppl\b\.?|ersättare", "suppleant", "deputy"),
    (r"v(?:ice|\.)? ?(?:styrelse)?ord(?:förande|f\.?)", "vice ordförande", "board"),
    (r"(?:styrelse(?:ns )?)?ordförande|ordf\b\.?", "ordförande", "board"),
    (r"vice sekreterare", "vice sekreterare", "board"),
    (r"sekreterare", "sekreterare", "board"),
    (r"vice kassör", "vice kassör", "board"),
    (r"kassör|skattmästare", "*", "board"),
    (r"(?:ekonomi|fastighets|teknik|it|miljö|trädgårds)\s?-?ansvarig", "*", "board"),
    (r"(?:ordinarie |styrelse)?ledam(?:ot|öter(?:na)?)", "ledamot", "board"),
    (r"ordinarie(?=\s*(?::|$))", "*", "board"),
)  # fmt: skip
TRIM = " \t.:–-/()*•●\u2022"  # what stands around names and roles
_WORDS, _LETTERS = 3, 30  # of a role that isn't known
_ROLE = re.compile(
    "|".join(rf"(?P<r{at}>\b(?:{rule})(?!\w))" for at, (rule, _, _) in enumerate(_ROLES)),
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Role:
    """A role as it is compared, the body that it belongs to, and its words."""

    name: str
    body: Body
    found: Found
    plural: bool = False


def roles_in(text: Flow, start: int, end: int) -> list[Role]:
    """The roles that a passage names, in order."""
    return [_role(text, start, found) for found in _ROLE.finditer(text.text[start:end])]


def without_roles(text: str) -> str:
    """A text with spaces in the place of its roles."""
    return _ROLE.sub(lambda found: " " * len(found[0]), text)


def printed_role(text: Flow, start: int, end: int) -> Role | None:
    """A role in a cell of its own that holds other words too, or one that isn't known."""
    words = text.text[start:end].strip(TRIM)
    alone = start > 0 and text.text[start - 1] == "\t"
    few = 1 <= len(words.split()) <= _WORDS and len(words) <= _LETTERS
    if not alone or not few or re.search(r"\d", words):
        return None
    known = roles_in(text, start, end)
    if known:
        return known[0]  # with the body that elected somebody: "Ledamot HSB"
    if re.search(r"[@/]|www", words):
        return None
    found = text.found(words.casefold(), start, end)
    return Role(words.casefold(), "board", found) if found else None


def _role(text: Flow, start: int, match: re.Match[str]) -> Role:
    at = next(int(key[1:]) for key, value in match.groupdict().items() if value is not None)
    _, name, body = _ROLES[at]
    words = " ".join(match[0].split()).strip("., ").casefold()
    found = text.found(name if name != "*" else words, start + match.start(), start + match.end())
    if found is None:  # pragma: no cover - a match always has words
        raise AssertionError(words)
    plural = words.endswith(("er", "erna", "valberedning", "valberedningen"))
    return Role(str(found.value), body, found, plural)
