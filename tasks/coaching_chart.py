"""The curve of coaching, accuracy by round, as SVG: of all elements together, and of each.

A filled mark is a round that helped, a hollow red one a round that did not. See `tasks/timeline.py`
for what both UIs draw.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise
from math import floor

from tasks.rounds import gains

WIDTH = 960
_EDGE, _TOP, _MAIN = 24, 64, 230  # px: margin, head, height of the curve of all
_COLUMNS, _CELL, _GAP, _NAME = 4, 92, 16, 24
_INK, _MUTED, _LINE, _CARD = "#0f172a", "#64748b", "#e2e8f0", "#ffffff"
_TEAL, _RED, _FAINT = "#0d9488", "#dc2626", "#94a3b8"
_FONT = "Inter, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"
_LETTERS = 24  # of a name above its small curve


@dataclass(frozen=True)
class Curve:
    """The scores of one element by round; None where nobody judged."""

    name: str
    target: float
    scores: tuple[float | None, ...]

    @property
    def best_at(self) -> int | None:
        """The round whose answer stands, from 1; of equals the earliest, the last of none judged.

        None when there was no answer at all.
        """
        known = [n for n, score in enumerate(self.scores) if score is not None]
        best = max(known, key=lambda n: self.scores[n] or 0.0, default=len(self.scores) - 1)
        return best + 1 if self.scores else None

    @property
    def standing(self) -> tuple[float, ...]:
        """After each round, the best score so far; 0 before the first judged one."""
        known = [score or 0.0 for score in self.scores]
        return tuple(max(known[: n + 1]) for n in range(len(known)))


@dataclass(frozen=True)
class _Frame:
    """A place in the drawing: its corner and size in px, its rounds, and its lowest score."""

    x: float
    y: float
    width: float
    height: float
    rounds: int
    low: float

    def at(self, number: float, score: float) -> tuple[float, float]:
        share = (number - 1) / (self.rounds - 1) if self.rounds > 1 else 0.5
        up = (max(score, self.low) - self.low) / (1 - self.low)
        return self.x + share * self.width, self.y + self.height * (1 - up)


def coaching_svg(curves: Sequence[Curve]) -> str:
    """The chart: the mean of what stands after each round over every element's line, then each."""
    rounds = max((len(each.scores) for each in curves), default=1)
    known = [score for each in curves for score in (*each.scores, each.target) if score is not None]
    low = min(0.9, floor(10 * max(0.0, min(known, default=0.0) - 0.02)) / 10)
    several = len(curves) > 1
    lines = -(-len(curves) // _COLUMNS) if several else 0
    height = _TOP + _MAIN + 44 + lines * (_CELL + _NAME + _GAP) + (8 if several else 0)
    frame = _Frame(_EDGE + 46, _TOP, WIDTH - 2 * _EDGE - 70, _MAIN, max(rounds, 1), low)
    headline = _headline(curves)
    body = [
        _text(_EDGE, 34, headline, size=15, weight=600),
        _legend(several=several),
        *_axes(frame),
        *_all(curves, frame),
    ]
    if several:
        for place, curve in enumerate(curves):
            body += _small(curve, place, frame)
    return _svg(height, body, headline)


def _headline(curves: Sequence[Curve]) -> str:
    reached = sum(any((s or 0) >= each.target for s in each.scores) for each in curves)
    if len(curves) == 1:
        return f"Accuracy by round: {curves[0].name}"
    return f"Accuracy by round: {reached} of {len(curves)} reached the target"


def _all(curves: Sequence[Curve], frame: _Frame) -> Iterator[str]:
    if not curves:
        return
    for target in sorted({each.target for each in curves}):
        yield _target(target, frame)
    if len(curves) == 1:
        yield from _drawn(curves[0], frame)
        return
    for each in curves:
        yield _path(_points(each, frame), _FAINT, 1, opacity=0.5)
    rounds = range(1, frame.rounds + 1)
    means = [(n, _mean(curves, n)) for n in rounds]
    yield _path([frame.at(n, mean) for n, mean in means], _TEAL, 3)
    for n, mean in means:
        x, y = frame.at(n, mean)
        yield _dot(x, y, 4, _TEAL, _TEAL)
        anchor = "start" if n == 1 < frame.rounds else "middle"  # clear of the axis
        yield _text(x, y - 10, f"{mean:.3f}", size=11, anchor=anchor, weight=600)


def _mean(curves: Sequence[Curve], number: int) -> float:
    """What stands after a round, over all elements; who has ended keeps its score."""
    standing = [
        each.standing[min(number, len(each.standing)) - 1] for each in curves if each.scores
    ]
    return sum(standing) / len(curves) if standing else 0.0


def _small(curve: Curve, place: int, main: _Frame) -> Iterator[str]:
    wide = (WIDTH - 2 * _EDGE - (_COLUMNS - 1) * _GAP) / _COLUMNS
    line, column = divmod(place, _COLUMNS)
    x = _EDGE + column * (wide + _GAP)
    y = main.y + main.height + 44 + line * (_CELL + _NAME + _GAP)
    top = max((score for score in curve.scores if score is not None), default=None)
    name = curve.name if len(curve.name) <= _LETTERS else curve.name[: _LETTERS - 1] + "…"
    reached = top is not None and top >= curve.target
    score = "–" if top is None else f"{top:.3f}".rstrip("0").rstrip(".")
    yield _text(x, y + 14, name, weight=600)
    fill = _TEAL if reached else _RED
    yield _text(x + wide, y + 14, score, anchor="end", weight=600, fill=fill)
    yield (
        f'<rect x="{x:.1f}" y="{y + _NAME:.1f}" width="{wide:.1f}" height="{_CELL}" rx="4"'
        f' fill="none" stroke="{_LINE}"/>'
    )
    inner = _Frame(x + 14, y + _NAME + 10, wide - 28, _CELL - 20, main.rounds, main.low)
    yield _target(curve.target, inner)
    yield from _drawn(curve, inner)


def _drawn(curve: Curve, frame: _Frame) -> Iterator[str]:
    """One element's line; a round that did not help is hollow and red, and so is the way to it."""
    gained = gains(curve.scores)
    points = _judged(curve, frame)
    for (_, start), (n, end) in pairwise(points):
        yield _path([start, end], _TEAL if (gained[n - 1] or 0) > 0 else _RED, 2)
    for n, (x, y) in points:
        gain = gained[n - 1]
        helped = gain is None or gain > 0
        yield _dot(x, y, 4, _TEAL if helped else _CARD, _TEAL if helped else _RED)
        if n == curve.best_at:
            yield _dot(x, y, 7, "none", _INK)


def _judged(curve: Curve, frame: _Frame) -> list[tuple[int, tuple[float, float]]]:
    return [(n, frame.at(n, s)) for n, s in enumerate(curve.scores, 1) if s is not None]


def _points(curve: Curve, frame: _Frame) -> list[tuple[float, float]]:
    return [point for _, point in _judged(curve, frame)]


def _axes(frame: _Frame) -> Iterator[str]:
    for n in range(5):
        score = frame.low + n * (1 - frame.low) / 4
        x, y = frame.at(1, score)
        line = f"M{frame.x:.1f} {y:.1f}H{frame.x + frame.width:.1f}"
        yield f'<path d="{line}" stroke="{_LINE}"/>'
        yield _text(frame.x - 10, y + 4, f"{score:.3g}", size=11, anchor="end", fill=_MUTED)
    for n in range(1, frame.rounds + 1):
        x, _ = frame.at(n, 0)
        y = frame.y + frame.height + 22
        yield _text(x, y, f"round {n}", size=11, anchor="middle", fill=_MUTED)


def _target(target: float, frame: _Frame) -> str:
    _, y = frame.at(1, target)
    line = f"M{frame.x:.1f} {y:.1f}H{frame.x + frame.width:.1f}"
    return f'<path d="{line}" stroke="{_INK}" stroke-dasharray="4 4" opacity=".6"/>'


def _legend(*, several: bool) -> str:
    shown = [("helped", _TEAL, _TEAL), ("did not help", _CARD, _RED), ("its answer stands", "", "")]
    x, marks = WIDTH - _EDGE, []
    for name, fill, stroke in reversed(shown):
        x -= 7 * len(name)
        marks.append(_text(x, 34, name, fill=_MUTED))
        marks.append(_dot(x - 12, 30, 5, fill or "none", stroke or _INK))
        x -= 34
    said = "dashed: target" + (", bold: mean of what stands" if several else "")
    return "".join([*marks, _text(_EDGE, 52, said, size=11, fill=_MUTED)])


def _path(
    points: Sequence[tuple[float, float]], stroke: str, width: float, opacity: float = 1
) -> str:
    line = "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points) if points else ""
    return (
        f'<path d="{line}" fill="none" stroke="{stroke}" stroke-width="{width:g}"'
        f' opacity="{opacity:g}" stroke-linejoin="round"/>'
    )


def _dot(x: float, y: float, radius: float, fill: str, stroke: str) -> str:
    place = f'cx="{x:.1f}" cy="{y:.1f}" r="{radius:g}"'
    return f'<circle {place} fill="{fill}" stroke="{stroke}" stroke-width="1.5"/>'


def _text(x: float, y: float, text: str, *, size: int = 12, **look: object) -> str:
    names = {"weight": "font-weight", "anchor": "text-anchor"}
    drawn = "".join(f' {names.get(k, k)}="{v}"' for k, v in {"fill": _INK, **look}.items())
    clean = "".join(char if char.isprintable() else " " for char in text)  # else it is no XML
    return f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}"{drawn}>{escape(clean)}</text>'


def _svg(height: float, body: Sequence[str], title: str) -> str:
    clean = "".join(char if char.isprintable() else " " for char in title)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height:.0f}"'
        f' width="{WIDTH}" height="{height:.0f}" font-family="{_FONT}" role="img">'
        f'<title>{escape(clean)}</title><rect x=".5" y=".5" width="{WIDTH - 1}"'
        f' height="{height - 1:.0f}" rx="8" fill="{_CARD}" stroke="{_LINE}"/>{"".join(body)}</svg>'
    )
