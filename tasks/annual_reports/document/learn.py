"""What the signs of garbled fonts stand for, learned from the words in which they stand.

The evidence is the letter with which words become Swedish ones (`lexicon`), font by font.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence

from tasks.annual_reports.document.evidence import EDGES, known_choices
from tasks.annual_reports.document.lexicon import words
from tasks.annual_reports.document.lines import Run
from tasks.annual_reports.document.repair import Key, Repair, key_of

_LETTERS = ("ä", "ö", "å", "é", "ü")
_LIGATURES = ("ti", "tt", "fi", "fl", "ff", "ft", "tf", "ffi", "ffl", "tti", "fj", "th", "fti")
_EVIDENCE, _SHARE, _PART = 2, 0.75, 0.08  # distinct words; of all that tell; of all with the sign
_OTHERS = 2  # letters that a word must have beside the signs in it
_WORD = 6  # letters of a word of the document that becomes evidence itself
_ROUNDS = 6
_SAMPLE = 50  # widths of a letter
_PERCENT = re.compile(r"\(?[-–\d.,]*%\)?[.,:;]?$")

Text = tuple[tuple[str, Key | None], ...]  # the signs of a word, and the key of those suspected


def learn(runs: Sequence[Run], suspects: frozenset[Key]) -> Repair:
    """What each suspect stands for, from the words in which it stands."""
    texts: set[Text] = set()
    clean: set[str] = set()
    first = Repair({}, frozenset(), suspects)
    for run in runs:
        keys = [key_of(glyph) if first.suspected(glyph) else None for glyph in run.glyphs]
        if any(keys):
            texts.add(tuple((g.char.lower(), k) for g, k in zip(run.glyphs, keys, strict=True)))
        elif len(run.glyphs) >= _WORD:
            clean.add(run.text.lower().strip(EDGES))
    known = words() | frozenset(word for word in clean if word.isalpha())
    repair = Repair(dict(_percents(texts)), known, suspects)
    unknown = 0  # other signs of a word that may be unknown still: none as long as that helps
    for _ in range(_ROUNDS):
        table = {**repair.table, **dict(_voted(texts, repair, unknown))}
        unknown += table == repair.table
        repair = Repair(table, known, suspects)
        if unknown > 1:
            break
    return _cased(runs, repair) if repair.table else repair


def _percents(texts: set[Text]) -> Iterator[tuple[Key, tuple[str, ...]]]:
    """Letters of a font of their own that only follow numbers or stand in brackets: 12a, (a)."""
    fits: Counter[Key] = Counter()
    seen: Counter[Key] = Counter()
    for text in texts:
        word = "".join("%" if key else char for char, key in text)
        if len(text) == 1:
            continue
        for key in {key for _, key in text if key and key[1].isalpha()}:
            seen[key] += 1
            fits[key] += bool(_PERCENT.match(word))
    yield from ((key, ("%",)) for key, n in seen.items() if fits[key] >= max(1, _SHARE * n))


def _voted(texts: set[Text], repair: Repair, unknown: int) -> Iterator[tuple[Key, tuple[str, ...]]]:
    """Letters by the number of distinct words that they make, for signs with enough of them.

    A word tells about a sign when no more than `unknown` of its other signs are unknown.
    """
    votes: dict[Key, Counter[str]] = defaultdict(Counter)
    seen: Counter[Key] = Counter()
    for text in texts:
        keys = {key for _, key in text if key}
        if sum(char.isalpha() for char, key in text if not key) < _OTHERS:
            continue
        for key in keys:
            seen[key] += 1
            least = 0 if key[1].isalpha() else unknown
            if sum(other not in repair.table for other in keys - {key}) <= least:
                found = _readings(text, key, repair)
                votes[key].update(found if len(found) == 1 else ())
    for key, counter in votes.items():
        best, count = counter.most_common(1)[0] if counter else ("", 0)
        if best == key[1].lower():
            continue
        if count and not key[1].isprintable():
            yield key, tuple(letters for letters, _ in counter.most_common())
        elif count >= max(_SHARE * counter.total(), _PART * seen[key], min(_EVIDENCE, seen[key])):
            yield key, (best,)


def _readings(text: Text, key: Key, repair: Repair) -> set[str]:
    """The letters for one sign with which a text becomes known words."""
    chars = [char for char, _ in text]
    options = [
        (i, _candidates(own) if own == key or own not in repair.table else repair.table[own])
        for i, (_, own) in enumerate(text)
        if own
    ]
    places = [index for index, (_, own) in enumerate(text) if own == key]
    hits = known_choices(chars, options, repair.known)
    return {hit[places[0]] for hit in hits if len({hit[place] for place in places}) == 1}


def _candidates(key: Key) -> tuple[str, ...]:
    if key[1].isalpha():  # it may well stand for itself
        return (*_LETTERS, *"abcdefghijklmnopqrstuvwxyz")
    return _LETTERS if key[1].isprintable() else _LETTERS + _LIGATURES


def _cased(runs: Sequence[Run], repair: Repair) -> Repair:
    """Capitals where a sign only begins words and is as wide as one, or stands among capitals."""
    widths: dict[str, list[float]] = defaultdict(list)
    inside: Counter[Key] = Counter()
    among: Counter[Key] = Counter()
    own: dict[Key, float] = {}
    for run in runs:
        others = [g.char for g in run.glyphs if g.char.isalpha() and key_of(g) not in repair.table]
        for before, glyph in zip([None, *run.glyphs[:-1]], run.glyphs, strict=True):
            key, size = key_of(glyph), glyph.style.size or 1
            if key in repair.table:
                own[key] = (glyph.x1 - glyph.x0) / size
                inside[key] += bool(before and before.char.islower())
                among[key] += len(others) > 1 and all(c.isupper() for c in others)
            elif glyph.char.isalpha() and len(widths[glyph.char]) < _SAMPLE:
                widths[glyph.char].append((glyph.x1 - glyph.x0) / size)
    table = {}
    for key, letters in repair.table.items():
        capital = not inside[key] and (among[key] or _as_wide(own[key], letters[0], widths))
        table[key] = tuple(letter.upper() for letter in letters) if capital else letters
    return Repair(table, repair.known, repair.suspects)


def _as_wide(width: float, letter: str, widths: Mapping[str, Sequence[float]]) -> bool:
    """Whether a sign is rather as wide as the capital of a letter; å and ä are as wide as a."""
    small = {"ö": "o", "å": "a", "ä": "a", "é": "e", "ü": "u"}.get(letter, letter)
    if not widths.get(small) or not widths.get(small.upper()):
        return False
    low, high = (sum(widths[c]) / len(widths[c]) for c in (small, small.upper()))
    return abs(width - high) < abs(width - low)
