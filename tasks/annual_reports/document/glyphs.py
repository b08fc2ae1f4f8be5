"""The characters of a page as PDFium gives them: what, where, in which font.

PDFium's coordinates start at the bottom left of the page as it was drawn; here they are turned to
points from the top left of the page as it is read, also for pages that are shown rotated.
"""

from collections.abc import Callable, Iterator
from ctypes import byref, c_double, c_void_p, cast, create_string_buffer
from dataclasses import dataclass
from math import atan2, degrees, hypot, isfinite
from typing import Any

Point = Callable[[float, float], tuple[float, float]]

_LIGATURES = str.maketrans(
    {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
)
_HYPHENS = {0x02, 0xAD, 0xFFFE}  # how PDFium gives a hyphen that ends a line
_MADE = {10, 13, 32}
_FIRST_LIGATURE = 0xFB00
_FAR = 1e5  # points: a page is 14,400 high at most
_TURNED = 8  # degrees: text that leans more is a stamp or stands at the side


@dataclass(frozen=True, slots=True)
class Style:
    """What the characters of one text object share; `angle` is 0 for upright text."""

    font: int
    name: str
    size: float
    angle: float


@dataclass(slots=True)
class Glyph:
    """One character: its box in points from the top left, and the base line that it stands on."""

    char: str
    x0: float
    y0: float
    x1: float
    y1: float
    base: float
    style: Style
    made: bool = False  # a space that PDFium saw between two characters

    @property
    def font(self) -> int:
        return self.style.font


@dataclass(frozen=True)
class Sheet:
    """A page's glyphs in the order of its content, upright ones apart from those that lean."""

    width: float
    height: float
    glyphs: tuple[Glyph, ...]
    leaning: tuple[Glyph, ...] = ()


def sheet_of(page: Any, text: Any, limit: int) -> Sheet:
    """The glyphs of an open page and its text, `limit` of them at most.

    A page that is drawn sideways as a whole is read the way most of its text runs.
    """
    width, height = page.get_size()
    turn = page.get_rotation()
    glyphs = list(_glyphs(text, _shown(page.get_bbox(), turn), limit))
    quarter = _quarter(glyphs)
    if quarter:
        glyphs = list(_glyphs(text, _shown(page.get_bbox(), (turn + quarter) % 360), limit))
        width, height = (height, width) if quarter % 180 else (width, height)
    upright = tuple(g for g in glyphs if abs(g.style.angle) <= _TURNED)
    leaning = tuple(g for g in glyphs if abs(g.style.angle) > _TURNED)
    return Sheet(width, height, upright, leaning)


def _shown(box: tuple[float, float, float, float], turn: int) -> Point:
    """From PDFium's coordinates to those of a page shown turned clockwise by `turn` degrees."""
    left, bottom, right, top = box
    return {
        0: lambda x, y: (x - left, top - y),
        90: lambda x, y: (y - bottom, x - left),
        180: lambda x, y: (right - x, y - bottom),
        270: lambda x, y: (top - y, right - x),
    }[turn]


def _quarter(glyphs: list[Glyph]) -> int:
    """Degrees to turn the page clockwise so that most of its text is upright."""
    counts = {0: 0, 90: 0, 180: 0, 270: 0}
    for glyph in glyphs:
        nearest = round(glyph.style.angle / 90) * 90 % 360
        counts[nearest] += not glyph.char.isspace()
    best = max(counts, key=lambda angle: (counts[angle], -angle))
    return best if counts[best] > 2 * counts[0] else 0


def _glyphs(text: Any, shown: Point, limit: int) -> Iterator[Glyph]:
    from pypdfium2 import raw

    rect, handle = raw.FS_RECTF(), text.raw
    styles: dict[int | None, tuple[Style, float]] = {}
    fonts: dict[int, str] = {}
    unicode, loose = raw.FPDFText_GetUnicode, raw.FPDFText_GetLooseCharBox
    owner_of, place, pointer = raw.FPDFText_GetTextObject, byref(rect), c_void_p
    for index in range(min(text.count_chars(), limit)):
        code = unicode(handle, index)
        owner = owner_of(handle, index)
        key = cast(owner, pointer).value
        if key not in styles:
            styles[key] = _style(text, index, owner, (shown, fonts))
        style, base = styles[key]
        loose(handle, index, place)
        ax, ay = shown(rect.left, rect.top)
        bx, by = shown(rect.right, rect.bottom)
        if ax > bx:
            ax, bx = bx, ax
        if ay > by:
            ay, by = by, ay
        if not (ax > -_FAR and bx < _FAR and ay > -_FAR and by < _FAR):  # nor if it is no number
            continue
        made = code in _MADE and bool(raw.FPDFText_IsGenerated(handle, index))
        char = "-" if code in _HYPHENS else chr(code)
        if code >= _FIRST_LIGATURE:
            char = char.translate(_LIGATURES)
        yield Glyph(char, ax, ay, bx, by, base, style, made)


def _style(
    text: Any, index: int, owner: Any, context: tuple[Point, dict[int, str]]
) -> tuple[Style, float]:
    """The style of a text object, and its base line. `context` keeps the names of fonts."""
    from pypdfium2 import raw

    shown, fonts = context
    matrix, x, y = raw.FS_MATRIX(), c_double(), c_double()
    plain = Style(0, "", 0.0, 0.0), 0.0
    if not owner or not raw.FPDFText_GetMatrix(text.raw, index, byref(matrix)):
        return plain
    raw.FPDFText_GetCharOrigin(text.raw, index, byref(x), byref(y))
    size = raw.FPDFText_GetFontSize(text.raw, index) * hypot(matrix.c, matrix.d)
    (x0, y0), (x1, y1) = shown(0, 0), shown(matrix.a, matrix.b)
    angle = degrees(atan2(y0 - y1, x1 - x0))
    if not all(map(isfinite, (size, angle, x.value, y.value))):
        return plain
    font = raw.FPDFTextObj_GetFont(owner)
    address = cast(font, c_void_p).value or 0
    if address not in fonts:
        name = create_string_buffer(128)
        raw.FPDFFont_GetBaseFontName(font, name, 128)
        fonts[address] = name.value.decode("utf-8", "replace")
    style = Style(address, fonts[address], round(size, 2), round(angle, 1))
    return style, shown(x.value, y.value)[1]
