"""Letters that a font's text mapping lost: where they may be, and how they are put back.

Some files draw å, ä, ö or a ligature right and state another sign for it, or none, font by font.
`learn.py` tells what a sign stands for. A sign without evidence stays as it is.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

from tasks.annual_reports.document.evidence import EDGES, known_choices
from tasks.annual_reports.document.glyphs import Glyph
from tasks.annual_reports.document.lexicon import words
from tasks.annual_reports.document.lines import Run

Key = tuple[int, str, int]  # a font, the sign that it gives, the sign's width where it tells

LOST = "\ufffd"  # what stays unread
_SIGNS = set("!\"#$&'*+;<=>?@[\\]^_`{|}~¤¥¦§¨ª«¬¯°±²³¶·¸¹º»¼½¾¿€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•˜™š›œžŸÂÃÐÞðþ")
_PLAIN = frozenset(
    "abcdefghijklmnopqrstuvwxyzåäöABCDEFGHIJKLMNOPQRSTUVWXYZÅÄÖ0123456789.,:;()-/%éÉüÜ"
)
_LOST_GAP, _LETTER_WIDTH = (0.5, 1.1), 0.45  # of the font's size
_FEW = 8  # letters and digits: a font with more is one that text is set in


@dataclass(frozen=True)
class Repair:
    """What the signs of garbled fonts stand for, likeliest first."""

    table: Mapping[Key, tuple[str, ...]]
    known: frozenset[str]
    suspects: frozenset[Key]

    @cached_property
    def chars(self) -> frozenset[str]:
        return frozenset(key[1] for key in self.suspects)

    def suspected(self, glyph: Glyph) -> bool:
        return glyph.char in self.chars and key_of(glyph) in self.suspects

    def letter(self, glyph: Glyph) -> bool:
        """Whether a white or unprintable character stands for a letter, or may: while nothing is
        learned yet, each suspected one may.
        """
        if not self.suspected(glyph):
            return False
        return not self.table or not glyph.char.isspace() or key_of(glyph) in self.table

    def mend(self, run: Run) -> bool:
        """Put the letters in; whether there was something to do."""
        places = [i for i, glyph in enumerate(run.glyphs) if self.suspected(glyph)]
        if not places:
            return False
        found = self._reading(run, places)
        for index in places:
            glyph = run.glyphs[index]
            glyph.char = found.get(index, glyph.char if glyph.char.isprintable() else LOST)
        return bool(found)

    def _reading(self, run: Run, places: Sequence[int]) -> dict[int, str]:
        """The letters at each place: such that the word is known, else the likeliest ones."""
        chars = [glyph.char for glyph in run.glyphs]
        keys = {index: key_of(run.glyphs[index]) for index in places}
        options = [(i, self.table[key]) for i, key in keys.items() if key in self.table]
        likeliest = {index: letters[0] for index, letters in options}
        several = any(len(letters) > 1 for _, letters in options)
        hits = known_choices(chars, options, self.known) if several else iter(())
        return next(hits, likeliest)


def key_of(glyph: Glyph) -> Key:
    """A sign of a font; one without a character of its own is told by its width in 1/25 em."""
    if glyph.char.isprintable() and not glyph.char.isspace():
        return glyph.font, glyph.char, 0
    width = (glyph.x1 - glyph.x0) / glyph.style.size if glyph.style.size else 0
    return glyph.font, glyph.char, round(25 * width)


def suspects_of(glyphs: Iterable[Glyph]) -> frozenset[Key]:
    """Signs that may stand for letters: those without a character, signs in fonts that hold little
    else, and signs that do not belong into words.
    """
    fonts: dict[int, set[str]] = defaultdict(set)
    odd: list[Glyph] = []
    for glyph in glyphs:
        if not glyph.made:
            fonts[glyph.style.font].add(glyph.char)
            if glyph.char not in _PLAIN:
                odd.append(glyph)
    few = {font for font, chars in fonts.items() if sum(c.isalnum() for c in chars) <= _FEW}
    plain = {(font, char, 0) for font in few for char in fonts[font] & _PLAIN}
    return frozenset(key for key in plain | {key_of(glyph) for glyph in odd} if _suspect(key, few))


def _suspect(key: Key, few: set[int]) -> bool:
    font, char, width = key
    if char in "\r\n\t\x02\x03\xad":
        return False
    if char.isspace():
        return font in few and width > 0
    private = not char.isprintable() or "\ue000" <= char <= "\uf8ff" or char == LOST
    return (
        private or char in _SIGNS or (font in few and not char.isdigit() and char not in ".,:()-/")
    )


def with_first_letters(runs: Sequence[Run], repair: Repair) -> int:
    """Put back letters that were lost at the beginning of words of a page; how many.

    Where a garbled font gives a space for a letter, PDFium drops it after a real space: "är" is
    read as "r" after a gap that is as wide as both. The letter is the one that the page's fonts
    give so most often, and only where it makes a known word.
    """
    spaces = {key[0]: letters[0] for key, letters in repair.table.items() if key[1].isspace()}
    seen = Counter(
        glyph.char
        for run in (runs if spaces else ())
        for glyph in run.glyphs
        if spaces.get(glyph.font) == glyph.char
    )
    if not seen:
        return 0
    letter, _ = seen.most_common(1)[0]
    found = [run for before, run in pairwise(runs) if _lacks_first(before, run, letter)]
    for run in found:
        glyph = run.glyphs[0]
        x0 = glyph.x0 - _LETTER_WIDTH * run.size
        run.glyphs.insert(0, replace(glyph, char=letter, x0=x0, x1=glyph.x0))
        run.__dict__.pop("x0", None)
    return len(found)


def _lacks_first(before: Run, run: Run, letter: str) -> bool:
    gap = (run.x0 - before.x1) / (run.size or 1)
    level = abs(run.base - before.base) < run.size / 4
    text = run.text.lower().strip(EDGES)
    lost = level and _LOST_GAP[0] < gap < _LOST_GAP[1]
    return lost and text not in words() and letter.lower() + text in words()
