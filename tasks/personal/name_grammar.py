"""What makes a person of a run of words: what a name may consist of, and what speaks for one."""

import re
from dataclasses import dataclass

from tasks.personal import lexicon
from tasks.personal.name_words import SON_OF, Kind

_LONGEST = 6  # words of a name
_SHORT = 3  # letters of an abbreviation, or of a word that says nothing
_ORGANISATION_WITHIN = 3  # words behind it
_SAYS = re.compile(
    r"(?:'s|\u2019s)?,?[ ](?:(?:has|had|have|also|then|later|who|and|or)[ ])?"
    r"(?:\[name\]|said|says|told|tells|wrote|writes|noted|notes|confirmed|confirms|approved"
    r"|approves|signed|signs|asked|asks|replied|explained|explains|stated|states|added|commented"
    r"|objected|agreed|agrees|disagreed|requested|rejected|called|emailed|escalated|declined"
    r"|resigned|retired|left|joined|came|comes|works|worked|lives|lived|moved|returned)(?!\w)"
)
_LEAD = re.compile(
    r"(?:\b(?:by|told|asked|tell|ask|colleague|analyst|manager|employee|officer|auditor|trader|clerk"
    r"|director|chairman|minister|head|deputy|lawyer|engineer|customer|client|user|witness"
    r"|according[ ]to|cc)|(?<=\[name\])(?:[,;]|[ ]and|[ ]or))[ ]\Z",
    re.IGNORECASE,
)
_WITHIN = re.compile(r"[a-z],?[ ]\Z")
# What stands before the name of a place or a thing that is called after a person.
_PLACE = (
    "st", "saint", "sankt", "santa", "santo", "san", "sao", "port", "fort", "mount", "lake",
    "cape", "camp", "hotel", "villa", "casa", "burj", "ras", "umm", "hurricane", "storm",
    "typhoon", "operation", "project",
)  # fmt: skip
# What firms called after a person begin with.
_FIRMS = (
    "banco", "banca", "banque", "banka", "caixa", "casa", "credit", "groupe", "grupo",
    "universite",
)  # fmt: skip
# Plan B. Smith is not one person.
_NUMBERED = (
    "annex", "appendix", "article", "block", "box", "building", "category", "chapter", "chart",
    "class", "exhibit", "figure", "gate", "grade", "group", "level", "option", "part", "phase",
    "plan", "schedule", "section", "series", "table", "team", "terminal", "tier", "type", "unit",
    "version", "vitamin", "zone",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Token:
    """One word of a run of capitalised words."""

    text: str
    start: int  # in the text, characters
    end: int
    gap: str  # what stands before it, with particles
    kind: Kind
    joined: bool  # no comma stands before it


def is_known(tokens: list[Token], place: int) -> bool:
    """Whether two words from `place` on are something else, though they read like a person."""
    pair = " ".join(token.text for token in tokens[place : place + 2])
    return lexicon.is_known(lexicon.fold(pair))


def person(text: str, tokens: list[Token], place: int) -> int:
    """Behind which word the person that starts at `place` ends; 0 for none."""
    first, following = tokens[place].kind, tokens[place + 1]
    if first.particle and not first.given:
        return 0
    if place and tokens[place].joined and _stem(tokens[place - 1]) in _PLACE:
        return 0
    # A sentence may begin so: Will Fatima Al-Kuwari sign?
    begins = (first.small or first.month) and following.joined and following.kind.given
    if begins and _extent(tokens, place + 1) > place + 2:
        return 0
    end = _forwards(text, tokens, place) or _backwards(tokens, place) or _stranger(tokens, place)
    return 0 if end and _is_organisation(tokens, end) else end


def _stem(token: Token) -> str:
    return lexicon.fold(token.text).rstrip(".")


def _forwards(text: str, tokens: list[Token], place: int) -> int:
    """A given name or initials, then the rest."""
    first = tokens[place].kind
    end = _extent(tokens, place)
    rest = tokens[place + 1 : end]
    if not rest:
        return 0
    if first.initials:
        numbered = place > 0 and _stem(tokens[place - 1]) in _NUMBERED
        dotted = tokens[place].text.endswith(".")
        return end if dotted and not numbered and any(t.kind.strong for t in rest) else 0
    if any(SON_OF & set(token.gap.split()) for token in rest) and not first.word:
        return end
    if first.given and not first.capitals:
        return end
    if not (first.given or first.doubtful):
        return 0
    return end if _is_evident(text, tokens, place, end) else 0


def _extent(tokens: list[Token], place: int) -> int:
    end = place + 1
    if tokens[place].kind.given and end < len(tokens) and tokens[end].kind.either:
        return end + tokens[end].joined
    titled = not tokens[place].kind.capitals
    limit = min(len(tokens), place + _LONGEST)
    while end < limit and (_goes_on(tokens[end]) or (titled and _is_shouted(tokens[end]))):
        end += 1
    # A name does not end in a particle, nor in a letter without a dot.
    while end > place + 1 and (
        tokens[end - 1].kind.particle
        or (tokens[end - 1].kind.initials and not tokens[end - 1].text.endswith("."))
    ):
        end -= 1
    return end


def _goes_on(token: Token) -> bool:
    return token.joined and (token.kind.continues or not SON_OF.isdisjoint(token.gap.split()))


def _is_shouted(token: Token) -> bool:
    """Jean-Baptiste VESLIN: too long for an abbreviation."""
    return token.joined and token.kind.capitals and len(token.text) > _SHORT and not token.kind.word


def _is_evident(text: str, tokens: list[Token], place: int, end: int) -> bool:
    """Whether more than a doubtful given name speaks for a person."""
    first, rest = tokens[place].kind, tokens[place + 1 : end]
    strong = any(token.kind.strong for token in rest)
    if first.capitals:
        return strong
    named = strong or any(token.kind.initials or token.gap.split() for token in rest)
    start = tokens[place].start
    # Inside of a sentence a capital is a sign even for Will and May.
    if named and (not first.small or _WITHIN.search(text[max(0, start - 3) : start])):
        return True
    lead = _LEAD.search(text[max(0, start - 20) : start])
    return lead is not None or _SAYS.match(text, tokens[end - 1].end) is not None


def _backwards(tokens: list[Token], place: int) -> int:
    """A surname, with or without a comma, then a given name that ends the person."""
    first, following = tokens[place].kind, tokens[place + 1]
    if first.capitals or not (first.surname or first.given):
        return 0
    listed = following.kind.given or tokens[place + 1].text.endswith(".")
    if not following.joined and listed:
        return _extent(tokens, place + 1)
    given = place + 1
    while given < len(tokens) - 1 and tokens[given].kind.particle:
        given += 1
    alone = tokens[given].joined and tokens[given].kind.given
    return given + 1 if alone and _extent(tokens, given) == given + 1 else 0


def _stranger(tokens: list[Token], place: int) -> int:
    """A given name that no table knows, alone before a surname that is no word."""
    pair = tokens[place : place + 2]
    first, surname = pair[0].kind, pair[1].kind
    unknown = first == Kind() and len(pair[0].text) >= _SHORT and _stem(pair[0]) not in _FIRMS
    alone = (place == 0 or tokens[place - 1].kind.word or not pair[0].joined) and (
        place + 2 == len(tokens) or not _goes_on(tokens[place + 2])
    )
    sure = surname.surname and not (surname.rare or surname.capitals or surname.article)
    return place + 2 if unknown and alone and sure and pair[1].joined else 0


def _is_organisation(tokens: list[Token], end: int) -> bool:
    for token in tokens[end : end + _ORGANISATION_WITHIN]:
        if not token.joined or token.kind.small:
            return False
        if token.kind.head:
            return True
    return False
