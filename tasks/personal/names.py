"""Recogniser of persons' names: after a title, a label or a greeting, and by the tables of names.

Ms Doe, Contact: Jane Doe, Dear Jane; what needs no such word is `tasks/personal/persons.py`.
"""

import re
from itertools import takewhile

from tasks.personal import lexicon, persons
from tasks.personal.name_words import END, PARTICLES, SPACE, WORD, kind
from tasks.personal.recognisers import CURRENCIES, mentions

_TITLE = r"(?:Mr|Mrs|Ms|Miss|Mme|Dr|Prof|Herrn?|Frau|Sheikha?|Sir|Eng\.)(?![\w])"
_PART = rf"{PARTICLES}{{0,3}}+{WORD}{END}"
_WHO = rf"(?P<who>(?!{_TITLE}){_PART}(?:{SPACE}{_PART}){{0,4}}+)"
# Words and abbreviations of other things as well: Cache Miss Rate, Dr Cash.
_DOUBTFUL_TITLES = ("Miss", "Sir", "Dr", "Prof", "Eng")
_TITLES = rf"\b(?:{_TITLE}\.?[ ]+){{1,3}}"
_LABELS = (
    r"\b(?i:(?:contact(?:[ ]person)?|attn|ansprechpartner(?:in)?|account[ ]holder|cardholder"
    r"|employee)\.?[ ]*[:|][ ]*"
    r"|(?:approved|prepared|reviewed|signed(?:[ ]off)?|overridden)[ ]by[ ]*[:|]?[ ]*)"
)
_TITLED = re.compile(rf"(?P<lead>{_TITLES}){_WHO}")
_LABELLED = re.compile(rf"(?P<lead>{_LABELS}(?:{_TITLES})?){_WHO}")
_GREETED = re.compile(
    rf"(?P<lead>\b(?:Dear|Hi|Hello|Thanks,|Thank[ ]you|Regards,)[ \n])(?P<who>{WORD})(?=[,.!]|$)",
    re.MULTILINE,
)
_CALLED = re.compile(
    r"(?:M(?:rs?|s|iss|me)|Dr|Prof|Herrn?|Frau|Sheikha?|Sir|Eng|Dear|Hi|Hello|Thanks?|Regards,)"
    r"(?![\w])"
)
# Parts of labels: quicker to look for than all of them.
PARTS = ("d by", "f by", "contact", "attn", "ansprech", "holder", "employee")
# After `Dr` stands a debit as often as a doctor; after `Contact:` a desk as often as a person.
_NOT_NAMES = frozenset(
    f"""cr cash account accounts nostro vostro suspense fee fees interest equity revenue expense
    trade trades trading securities security client clients custody custodian settlement settlements
    gl bank banks desk team operations ops support department office officer committee risk
    compliance finance treasury group ltd limited inc llc plc gmbh ag sa corp corporation company
    partners capital markets management services ministry authority agency central world saudi
    arabia key findings executive summary system policy agent agents review receivable payable
    {CURRENCIES.replace("|", " ").lower()}""".split()
)


def suspect(text: str) -> bool:
    """Whether `names` could find something without a label: quicker than to try."""
    return _CALLED.search(text) is not None or persons.suspect(text)


def names(text: str) -> str:
    """Mask names: after a title, a label (two words) or a greeting; the others by the tables."""
    if _CALLED.search(text):
        text = _TITLED.sub(_titled, text)
        text = _GREETED.sub(_greeted, text)
    if mentions(text, PARTS):
        text = _LABELLED.sub(_labelled, text)
    return persons.persons(text)


def _titled(found: re.Match[str]) -> str:
    words, kept = _kept(found)
    sure = not found["lead"].startswith(_DOUBTFUL_TITLES) or (kept and _may_follow(kept[0]))
    place = words[len(kept) :] and kind(words[len(kept)]).head  # Sheikh Zayed Road
    return _masked(found, words, kept) if kept and sure and not place else found[0]


def _labelled(found: re.Match[str]) -> str:
    words, kept = _kept(found)
    all_of_two = kept == words and len(words) > 1
    known = lexicon.is_known(lexicon.fold(" ".join(words[:2])))
    return (
        _masked(found, words, kept)
        if all_of_two and _may_follow(kept[0]) and not known
        else found[0]
    )


def _kept(found: re.Match[str]) -> tuple[list[str], list[str]]:
    """The words behind a title or a label, and those of them that are the name."""
    words = found["who"].split(" ")
    kept = list(takewhile(lambda word: word.casefold() not in _NOT_NAMES, words))
    return words, kept[:1] + list(takewhile(_may_follow, kept[1:]))


def _masked(found: re.Match[str], words: list[str], kept: list[str]) -> str:
    return " ".join([f"{found['lead']}[name]", *words[len(kept) :]])


def _may_follow(word: str) -> bool:
    what = kind(word)
    return not what.word or what.listed or what.given or what.particle


def _greeted(found: re.Match[str]) -> str:
    what = kind(found["who"])
    known = what.given or (what.doubtful and not what.small)
    return f"{found['lead']}[name]" if known else found[0]
