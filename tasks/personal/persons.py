"""Names of persons without a title or a label: a given name and what stands around it.

A run of capitalised words is read from left to right. A given name starts a person (Fatima
Al-Kuwari), or ends one (Chen Xiaoming; O'Brien, Patrick); initials start one before a surname
(J. Smith). A name that is a word or a place too (Mark, Jordan) needs more evidence: a surname that
is no word, a word like bin or von, a verb of saying, or who it is (the analyst …).
"""

import re
from functools import lru_cache

from tasks.personal.name_grammar import Token, is_known, person
from tasks.personal.name_words import END, FIRST, PARTICLES, SON_OF, SPACE, UPPER, WORD, kind

_GAP = rf"(?:,?{SPACE}{PARTICLES}{{0,3}}+)"
_RUN = re.compile(rf"{FIRST}(?:{_GAP}{WORD}{END})++")
_TOKEN = re.compile(rf"(?P<gap>{_GAP})?(?P<word>{WORD})")
# One word is enough before somebody said something.
_LONE = re.compile(
    rf"{FIRST}{END}(?=[ ](?:said|says|told|wrote|writes|asked|replied|explained|confirmed|noted)\b)"
)
_LONGEST_BEFORE = 30
_CAPITAL_BEFORE = re.compile(rf"[{UPPER}][^\W\d_]*[ ]\Z")


def suspect(text: str) -> bool:
    """Whether a run of capitalised words holds one that could start or end a name."""
    if _LONE.search(text) and any(map(_is_sure, _LONE.finditer(text))):
        return True
    run = _RUN.search(text)
    while run is not None:
        if _may_hold(run[0]):
            return True
        run = _RUN.search(text, run.end())
    return False


@lru_cache(maxsize=16_384)
def _may_hold(run: str) -> bool:
    """The same titles and desks come again and again: they are asked about once."""
    kinds = [kind(found["word"]) for found in _TOKEN.finditer(run)]
    named = any(each.given or each.doubtful or each.surname for each in kinds)
    return named or not SON_OF.isdisjoint(run.split())


def persons(text: str) -> str:
    """`text` with the names of persons masked."""
    if not suspect(text):
        return text
    pieces, done = [], 0
    for run in _RUN.finditer(text):
        if not _may_hold(run[0]):
            continue
        tokens = [_token(found) for found in _TOKEN.finditer(text, run.start(), run.end())]
        for start, end in _found(text, tokens):
            pieces += [text[done:start], "[name]"]
            done = end
    text = "".join([*pieces, text[done:]])
    return _LONE.sub(lambda lone: "[name]" if _is_sure(lone) else lone[0], text)


def _token(found: re.Match[str]) -> Token:
    gap, word = found["gap"] or "", found["word"]
    return Token(word, found.start("word"), found.end(), gap, kind(word), "," not in gap)


def _is_sure(lone: re.Match[str]) -> bool:
    what = kind(lone[0])
    behind = lone.string[max(0, lone.start() - _LONGEST_BEFORE) : lone.start()]
    return what.given and not what.capitals and not _CAPITAL_BEFORE.search(behind)


def _found(text: str, tokens: list[Token]) -> list[tuple[int, int]]:
    """Where the persons of one run stand in the text."""
    found, place = [], 0
    while place < len(tokens) - 1:
        if is_known(tokens, place):
            place += 2
            continue
        end = person(text, tokens, place)
        if end:
            found.append((tokens[place].start, tokens[end - 1].end))
        place = end or place + 1
    return found
