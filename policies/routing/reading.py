"""A question as routing reads it: words, what each may be matched as, names, and the time.

A word that the catalogue doesn't know, one slip of the pen from a long one that it knows, is read
as that; what it then matches is worth less.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from policies.routing.catalogue import HARMLESS, SLIP_FROM, Catalogue
from policies.routing.horizon import Horizon, horizon
from policies.routing.phrases import Index, Keys, Match, word_keys
from policies.routing.words import Token, plain, tokens

SLIPPED = "?"  # the key of a word that was read as another


@dataclass(frozen=True)
class Reading:
    """A text read against a catalogue. `keys` are per word: key → the word after its end."""

    words: tuple[Token, ...]
    keys: tuple[Keys, ...]
    names: Mapping[str, tuple[str, ...]]
    marks: Mapping[str, str]
    horizon: Horizon
    slips: tuple[tuple[str, str], ...]


def read_text(text: str, catalogue: Catalogue, today: date) -> Reading:
    """Read a question; InputError when its time is out of every calendar."""
    text = plain(text)
    words = tokens(text)
    when = horizon(text, today)
    keys = [dict.fromkeys(word_keys(word), at + 1) for at, word in enumerate(words)]
    slips = _mend(words, keys, catalogue)
    _times(words, keys, when)
    found = uncovered(catalogue.named.find(words, keys))
    for match in found:
        kind = f"{{{match.owner.partition(':')[0]}}}"
        begin, end = min(match.taken), max(match.taken) + 1
        keys[begin][kind] = max(end, keys[begin].get(kind, 0))
    return Reading(
        words, tuple(keys), _named(found, catalogue), _marks(words, keys, catalogue), when, slips
    )


def uncovered(matches: Sequence[Match]) -> list[Match]:
    """Without matches inside a longer one that is worth as much, and without harmless ones.

    A specific phrase beats the general words in it: `forecast model` is no `forecast`.
    """
    taking: dict[int, list[Match]] = {}
    for match in matches:
        for at in match.taken:
            taking.setdefault(at, []).append(match)
    return [
        match
        for match in matches
        if match.owner != HARMLESS
        and not any(_covers(other, match) for other in taking[min(match.taken)])
    ]


def _covers(other: Match, match: Match) -> bool:
    if other.owner == HARMLESS:
        return other.taken >= match.taken
    return other.taken > match.taken and other.worth >= match.worth


def _mend(
    words: Sequence[Token], keys: Sequence[dict[str, int]], catalogue: Catalogue
) -> tuple[tuple[str, str], ...]:
    """Let words that are slips of known ones be matched as those."""
    from rapidfuzz.distance import OSA
    from rapidfuzz.process import extractOne

    slips: dict[str, str] = {}
    for at, word in enumerate(words):
        if len(word.stem) < SLIP_FROM - 1 or word.stem in catalogue.ordinary:
            continue
        if not word.stem.isalpha():
            continue
        if word.stem not in slips:
            likely = catalogue.alike.get(word.stem[0], ())
            best = extractOne(word.stem, likely, scorer=OSA.distance, score_cutoff=1)
            slips[word.stem] = best[0] if best else ""
        if meant := slips[word.stem]:
            keys[at][meant] = keys[at][SLIPPED] = at + 1
    return tuple((written, meant) for written, meant in slips.items() if meant)


def _times(words: Sequence[Token], keys: Sequence[dict[str, int]], when: Horizon) -> None:
    """Mark the words that say a time, as {ahead} or {past}."""
    at = 0
    for span in when.spans:
        while at < len(words) and words[at].start < span.start:
            at += 1
        end = at
        while end < len(words) and words[end].start < span.end:
            end += 1
        if end > at:
            keys[at]["{ahead}" if span.ahead else "{past}"] = end


def _named(found: Sequence[Match], catalogue: Catalogue) -> dict[str, tuple[str, ...]]:
    """The names that fell, by lexicon, in the lexicon's order: the same for any order of words."""
    owners = {match.owner for match in found}
    return {
        kind: tuple(name for name in lexicon.names if f"{kind}:{name}" in owners)
        for kind, lexicon in catalogue.lexicons.items()
    }


def _marks(words: Sequence[Token], keys: Sequence[Keys], catalogue: Catalogue) -> dict[str, str]:
    """Which marks the text bears (urgent, subject), each with the first phrase that says so."""
    marks: dict[str, str] = {}
    index: Index = catalogue.marks
    for match in uncovered(index.find(words, keys)):
        marks.setdefault(match.owner, " ".join(words[at].lower for at in sorted(match.taken)))
    return marks
