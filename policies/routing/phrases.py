"""Phrases that texts are searched for: a small language, compiled once, matched on whole words.

forecast                  the word, in any inflection
early warning             words side by side; what only joins (the, of, is) stands in no phrase
compare … forecast        up to six words in between, within one sentence
rise|increase|raise       one of several
{metrics} … {metrics}     anything that a lexicon of this name knows; {number}, {ahead}, {past}
IT                        an acronym: only in capitals
=nationals                exactly this word, no other ending
~usual                    a hint: alone it says too little; it spans no parts of a question
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from policies.routing.words import FILLERS, JOINTS, Token, plain, tokens

GAP, HINT = "…", "~"
FARTHEST = 6  # words that a gap spans
STRONG = (0.62, 0.76, 0.86, 0.93)  # what a phrase of one, two, three, four words is worth
STRETCHED = 0.04  # less, when there is a gap in it
WEAK = (0.30, 0.40, 0.45, 0.45)  # alone they stay below any sensible threshold
MISSPELT = 0.85  # of its worth, when a word of it was misspelt
KNOWN_KINDS = frozenset({"number", "ahead", "past"})
Keys = Mapping[str, int]  # what can begin at a token, and the token after its end
_KIND = re.compile(r"\{([a-z_]+)\}")


class PhraseError(ValueError):
    """A phrase that can't be matched; the message says why."""


@dataclass(frozen=True)
class Phrase:
    """A compiled phrase: for each place its keys, and whether a gap may stand before it."""

    source: str
    places: tuple[frozenset[str], ...]
    gaps: tuple[bool, ...]
    worth: float
    hint: bool


@dataclass(frozen=True)
class Match:
    """A phrase found: whose it is, the tokens that it takes, and what it is worth there."""

    owner: str
    phrase: Phrase
    taken: frozenset[int]
    worth: float


def phrase(source: str, kinds: Iterable[str]) -> Phrase:
    """Compile one phrase; PhraseError when it says nothing or names an unknown kind."""
    hint = source.startswith(HINT)
    places: list[frozenset[str]] = []
    gaps: list[bool] = []
    gap = False
    for element in source.removeprefix(HINT).replace("...", GAP).split():
        if element == GAP:
            gap = True
            continue
        for place in _places(element, kinds):
            places.append(place)
            gaps.append(gap)
            gap = False
    if not places:
        raise PhraseError(f"{source!r} holds no word that says anything.")
    if gap or gaps[0]:
        raise PhraseError(f"{source!r} begins or ends with a gap.")
    worth = (WEAK if hint else STRONG)[min(len(places), len(STRONG)) - 1]
    worth -= STRETCHED if any(gaps) and not hint else 0
    return Phrase(source, tuple(places), tuple(gaps), worth, hint)


def _places(element: str, kinds: Iterable[str]) -> Iterator[frozenset[str]]:
    """The places of one element: a word with a hyphen has two."""
    if match := _KIND.fullmatch(element):
        known = sorted({*kinds, *KNOWN_KINDS})
        if match[1] not in known:
            raise PhraseError(f"there is no {{{match[1]}}}. Valid choices: {', '.join(known)}.")
        yield frozenset({element})
        return
    options = [_keys(option) for option in element.split("|")]
    if len(options) == 1:
        yield from (frozenset({key}) for key in options[0])
    elif any(len(option) != 1 for option in options):
        raise PhraseError(f"{element!r}: an alternative is one word.")
    else:
        yield frozenset(key for option in options for key in option)


def _keys(written: str) -> list[str]:
    if written.startswith("="):
        return [f"={plain(written[1:]).lower()}"]
    if written.isupper() and len(written) > 1:
        return [f"!{written.lower()}"]
    lower = plain(written).lower()
    if lower in FILLERS | JOINTS:
        raise PhraseError(f"{written!r} is never compared, it only joins words. Leave it out.")
    return [token.stem for token in tokens(lower)]


def word_keys(token: Token) -> Iterator[str]:
    """What a single token can be matched as."""
    yield token.stem
    yield f"={token.lower}"
    if token.acronym:
        yield f"!{token.lower}"
    if token.lower[0].isdigit() or token.stem in _NUMBERS:
        yield "{number}"


_NUMBERS = frozenset(
    {"one", "two", "three", "four", "fiv", "six", "seven", "eight", "nin", "ten", "twelv", "half"}
)


@dataclass(frozen=True)
class Index:
    """Phrases by what they begin with: only those are tried at a token."""

    starts: Mapping[str, Sequence[tuple[str, Phrase]]] = field(repr=False)
    vocabulary: frozenset[str] = field(repr=False)

    def find(self, words: Sequence[Token], keys: Sequence[Keys]) -> list[Match]:
        """Every match, in the order of the text; see `policies/routing/reading.py` for `keys`."""
        found: list[Match] = []
        for at, here in enumerate(keys):
            tried = dict.fromkeys(pair for key in here for pair in self.starts.get(key, ()))
            for owner, each in tried:
                if (taken := _match(each, words, keys, at)) is not None:
                    worth = each.worth * (MISSPELT if any("?" in keys[i] for i in taken) else 1)
                    found.append(Match(owner, each, taken, worth))
        return found


def index(owned: Mapping[str, Iterable[Phrase]]) -> Index:
    """Compiled phrases of several owners, searched for together."""
    starts: dict[str, list[tuple[str, Phrase]]] = defaultdict(list)
    vocabulary: set[str] = set()
    for owner in sorted(owned):
        for each in owned[owner]:
            for key in sorted(each.places[0]):
                starts[key].append((owner, each))
            vocabulary |= {key for place in each.places for key in place if key[0].isalpha()}
    return Index(dict(starts), frozenset(vocabulary))


def _match(
    each: Phrase, words: Sequence[Token], keys: Sequence[Keys], at: int
) -> frozenset[int] | None:
    """The tokens that a phrase takes from `at` on; the nearest words that fit."""

    def rest(place: int, begin: int) -> list[int] | None:
        if place == len(each.places):
            return []
        farthest = begin + (FARTHEST if each.gaps[place] else 0)
        for here in range(begin, min(farthest + 1, len(keys))):
            if words[here].sentence != words[at].sentence:
                return None
            if each.hint and words[here].part != words[at].part:
                return None
            for key in sorted(each.places[place] & keys[here].keys()):
                if (tail := rest(place + 1, keys[here][key])) is not None:
                    return [*range(here, keys[here][key]), *tail]
        return None

    taken = rest(0, at)
    return None if taken is None else frozenset(taken)
