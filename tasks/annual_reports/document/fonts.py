"""Which fonts of a document are bold, by their names or by their letters' widths.

The weight that a file states is not used: some state 600 and more for every font.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from tasks.annual_reports.document.glyphs import Glyph

_BOLD_NAME = re.compile(r"bold|black|heavy|semib|demi(?!\w*light)|-bd|,bd", re.IGNORECASE)
_NAMELESS = re.compile(r"(cidfont|font|tt|f|c\d_|t\d_)[+_-]?[0-9a-f_]+$", re.IGNORECASE)
_WIDER = (1.015, 1.30)  # bold letters against regular ones of the same family
_SAME = 0.012  # digits are as wide in both
_SAMPLE = 4  # widths of one letter
_LETTERS = 4  # that both fonts must have


@dataclass
class _Widths:
    """Letters of a font with their widths as a part of the font's size."""

    name: str = ""
    count: int = 0
    letters: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))

    def mean(self, char: str) -> float:
        return sum(self.letters[char]) / len(self.letters[char])


def bold_fonts(glyphs: Iterable[Glyph]) -> frozenset[int]:
    """The bold fonts among those of a whole document's glyphs.

    A font is bold by its name. Where names tell nothing (they are made up, or one name stands for
    several fonts) it is bold when its letters are wider than those of the font that most of the
    text is set in, and its digits are not.
    """
    fonts: dict[int, _Widths] = defaultdict(_Widths)
    for glyph in glyphs:
        font = fonts[glyph.style.font]
        font.count += 1
        sample = font.letters[glyph.char]
        if len(sample) < _SAMPLE and glyph.char.isalnum() and glyph.style.size:
            font.name = glyph.style.name
            sample.append((glyph.x1 - glyph.x0) / glyph.style.size)
    bold = {key for key, font in fonts.items() if _BOLD_NAME.search(font.name)}
    plain = {key: font for key, font in fonts.items() if key not in bold}
    names = Counter(_family(font.name) for font in plain.values())
    for key, font in plain.items():
        kin = [o for k, o in plain.items() if k != key and _comparable(font, o, names)]
        body = max(kin, key=lambda other: other.count, default=None)
        if body is not None and body.count > font.count and _wider(font, body):
            bold.add(key)
    return frozenset(bold)


def _family(name: str) -> str:
    return name.rpartition("+")[2]


def _nameless(name: str) -> bool:
    return not name or bool(_NAMELESS.search(name))


def _comparable(font: _Widths, other: _Widths, names: Counter[str]) -> bool:
    """Whether widths must tell: made-up names, or one name for both."""
    if _nameless(font.name) and _nameless(other.name):
        return True
    same = _family(font.name) == _family(other.name)
    return same and names[_family(font.name)] > 1


def _wider(font: _Widths, body: _Widths) -> bool:
    shared = [c for c in font.letters if c.isalpha() and font.letters[c] and body.letters.get(c)]
    if len(shared) < _LETTERS:
        return False
    ratio = sum(font.mean(c) for c in shared) / sum(body.mean(c) for c in shared)
    digits = [c for c in font.letters if c.isdigit() and font.letters[c] and body.letters.get(c)]
    same = all(abs(font.mean(c) - body.mean(c)) <= _SAME for c in digits)
    return _WIDER[0] <= ratio <= _WIDER[1] and (same or not digits)
