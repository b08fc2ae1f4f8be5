"""Charts for the UI's artifacts, drawn as SVG by hand: a run's agents in time, a batch's counts.

The new UI is light and the old one dark, so a chart stands on a background of its own. Both show
SVG only as an image with a `data:` address; scripts, fonts and styles from elsewhere don't load.
"""

from base64 import b64encode
from collections.abc import Iterable, Mapping, Sequence
from html import escape

from tasks.outcome import Status, StepRun

WIDTH = 960
_EDGE, _ROW, _BAR, _LABEL, _NOTES = 24, 30, 16, 190, 150
_INK, _MUTED, _LINE, _CARD = "#0f172a", "#64748b", "#e2e8f0", "#ffffff"
_GREEN, _RED, _BLUE, _QUEUE = "#0d9488", "#dc2626", "#93c5fd", "#cbd5e1"
_PARTS = ("#0d9488", "#eab308", "#f97316", "#dc2626", "#7c3aed", "#2563eb", "#475569")
_FONT = "Inter, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"
_LETTER, _CAPITAL = 6.6, 8.8  # widths at 12 px, in px; fonts differ, so they are a little wide
_TICKS, _SHORTEST = 6, 0.01  # ms: an axis has a length


def timeline_svg(steps: Sequence[StepRun], total_ms: float) -> str:
    """The steps of one run, a row each in the order given: waiting light, work coloured.

    `total_ms` is the run's length. Skipped steps show why as text.
    """
    left = _label_end([step.alias for step in steps])
    top, height = 70, 70 + _ROW * len(steps) + 38
    end = max([total_ms, *(step.started_ms + step.run_ms for step in steps)], default=0.0)
    end = max(end, _SHORTEST) if end else 1.0
    scale = (WIDTH - left - _NOTES) / end
    headline = f"{_headline(steps)} in {_span(total_ms)}"
    body = [
        _text(_EDGE, 34, headline, size=15, weight=600),
        _legend(steps),
        *_axis(left, scale, end, (top, height)),
    ]
    for index, step in enumerate(steps):
        body += _row(step, top + index * _ROW, left, scale)
    return _svg(height, body, headline)


def batch_chart_svg(title: str, counts: Mapping[str, Mapping[str, int]]) -> str:
    """Horizontal bars, one a group (a decision), split by its parts (tiers): `{group: {part: n}}`.

    Parts keep the order in which they first appear, and so their colours: green, yellow, orange,
    red, and so on.
    """
    parts = tuple(dict.fromkeys(part for group in counts.values() for part in group))
    colours = dict(zip(parts, _PARTS * (len(parts) // len(_PARTS) + 1), strict=False))
    left = _label_end(counts)
    most = max([sum(group.values()) for group in counts.values()], default=0) or 1
    scale = (WIDTH - left - _NOTES) / most
    height = 74 + _ROW * len(counts) + 14
    body = [_text(_EDGE, 34, title, size=15, weight=600), _keys([*colours.items()])]
    for index, (group, split) in enumerate(counts.items()):
        body += _bars(group, split, (left, 70 + index * _ROW), (scale, colours))
    return _svg(height, body, title)


def image_markdown(svg: str, alt: str = "Timeline of the agents") -> str:
    """Markdown that shows the chart in both UIs."""
    return f"![{alt}](data:image/svg+xml;base64,{b64encode(svg.encode()).decode()})"


def _row(step: StepRun, y: float, left: float, scale: float) -> list[str]:
    skipped = step.status is Status.SKIPPED
    middle = y + _ROW / 2 + 4
    name = _text(_EDGE, middle, _fit(step.alias, _LABEL), fill=_MUTED if skipped else _INK)
    x, wide = left + step.started_ms * scale, max(step.run_ms * scale, 3.0)
    if skipped:
        why = f"skipped: {step.reason}" if step.reason else "skipped"
        why = _fit(why, WIDTH - _EDGE - left)
        return [name, _text(left + 4, middle, why, fill=_MUTED, style="italic")]
    bar = y + (_ROW - _BAR) / 2
    wait = min(step.queue_ms * scale, x - left)
    fill = _RED if step.status is Status.FAILED else "url(#cached)" if step.cached else _GREEN
    marks = [_rect(x - wait, bar + 4, wait, _BAR - 8, _QUEUE)] if wait >= 1 else []
    marks += [_rect(x, bar, wide, _BAR, fill)]
    # The note stands behind the bar, or before it where only there is room for it.
    note, before, after = _note(step), x - wait - 6, x + wide + 6
    if _wide(note) > WIDTH - 12 - after and before - left > WIDTH - 12 - after:
        fitting = _fit(note, before - left)
        return [name, *marks, _text(before, middle, fitting, fill=_MUTED, anchor="end")]
    return [name, *marks, _text(after, middle, _fit(note, WIDTH - 12 - after), fill=_MUTED)]


def _note(step: StepRun) -> str:
    parts = [_span(step.run_ms)]
    if step.cached:
        parts = ["from cache"]
    if step.attempts > 1:
        parts.append(f"{step.attempts} attempts")
    if step.status is Status.FAILED:
        parts.insert(0, step.reason or "failed")
    return " · ".join(parts)


def _legend(steps: Sequence[StepRun]) -> str:
    shown = [("completed", _GREEN)]
    shown += [("from cache", "url(#cached)")] if any(step.cached for step in steps) else []
    failed = any(step.status is Status.FAILED for step in steps)
    shown += [("failed", _RED)] if failed else []
    shown += [("waiting", _QUEUE)] if any(step.queue_ms >= 1 for step in steps) else []
    return _keys(shown)


def _keys(shown: Sequence[tuple[str, str]]) -> str:
    """A legend, set from the right edge inwards."""
    x, marks = float(WIDTH - _EDGE), []
    for name, fill in reversed(shown):
        x -= _wide(name)
        marks += [_text(x, 33, name, fill=_MUTED), _rect(x - 18, 23, 12, 12, fill)]
        x -= 34
    return "".join(marks)


def _axis(left: float, scale: float, end: float, span: tuple[float, float]) -> list[str]:
    top, height = span
    step = _nice(end / _TICKS)
    marks = []
    for index in range(int(end / step + 1e-9) + 1):
        x = left + index * step * scale
        marks += [
            f'<path d="M{x:.1f} {top - 6:.0f}V{height - 32:.0f}" stroke="{_LINE}"/>',
            _text(
                x,
                height - 16,
                _span(index * step) if index else "0",
                fill=_MUTED,
                size=11,
                anchor="middle",
            ),
        ]
    return marks


def _nice(rough: float) -> float:
    """The next of 1, 2, 5, 10, … times a power of ten."""
    power = 1.0
    while power * 10 <= rough:
        power *= 10
    while power > rough:
        power /= 10
    return next(power * each for each in (1, 2, 5, 10) if power * each >= rough)


def _bars(
    group: str,
    split: Mapping[str, int],
    place: tuple[float, float],
    look: tuple[float, Mapping[str, str]],
) -> list[str]:
    (x, y), (scale, colours) = place, look
    middle = y + _ROW / 2 + 4
    marks = [_text(_EDGE, middle, _fit(group, _LABEL))]
    for part, count in split.items():
        marks.append(
            _rect(x, y + 6, max(count * scale, 1.5 if count else 0), _ROW - 12, colours[part])
        )
        x += count * scale
    return [*marks, _text(x + 8, middle, f"{sum(split.values()):,}", fill=_MUTED)]


def _svg(height: float, body: Sequence[str], title: str) -> str:
    hatch = (
        '<pattern id="cached" width="6" height="6" patternUnits="userSpaceOnUse"'
        f' patternTransform="rotate(45)"><rect width="6" height="6" fill="#99f6e4"/>'
        f'<rect width="2.5" height="6" fill="{_GREEN}"/></pattern>'
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height:.0f}"'
        f' width="{WIDTH}" height="{height:.0f}" font-family="{_FONT}" role="img">'
        f"<title>{escape(title)}</title><defs>{hatch}</defs>"
        f'<rect x=".5" y=".5" width="{WIDTH - 1}" height="{height - 1:.0f}" rx="8" fill="{_CARD}"'
        f' stroke="{_LINE}"/>{"".join(body)}</svg>'
    )


def _rect(x: float, y: float, width: float, height: float, fill: str) -> str:
    return (
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" rx="3"'
        f' fill="{fill}"/>'
    )


def _text(x: float, y: float, text: str, *, size: int = 12, **look: object) -> str:
    names = {"weight": "font-weight", "style": "font-style", "anchor": "text-anchor"}
    look = {"fill": _INK, **look}
    drawn = "".join(f' {names.get(name, name)}="{value}"' for name, value in look.items())
    return f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}"{drawn}>{escape(_clean(text))}</text>'


def _clean(text: str) -> str:
    """Control characters are no XML, not even escaped."""
    return "".join(char if char.isprintable() else " " for char in text)


def _wide(text: str) -> float:
    return sum(_CAPITAL if char.isupper() else _LETTER for char in text)


def _fit(text: str, room: float) -> str:
    """`text`, or as much of its beginning as the room in px holds."""
    text = text[:400]
    if _wide(text) <= room:
        return text
    while text and _wide(text) + 2 * _LETTER > room:
        text = text[:-1]
    return text.rstrip() + "…"


def _label_end(labels: Iterable[str]) -> float:
    return _EDGE + min(max([_wide(label) for label in labels] + [48.0]), _LABEL) + 14


def _span(ms: float) -> str:
    """Milliseconds as a reader says them: 0.4 ms, 350 ms, 1.25 s, 2 min 5 s."""
    if ms >= 60_000:  # noqa: PLR2004 - a minute
        minutes, seconds = divmod(round(ms / 1000), 60)
        return f"{minutes} min {seconds} s" if seconds else f"{minutes} min"
    if ms >= 1000:  # noqa: PLR2004 - a second
        return f"{ms / 1000:.2f}".rstrip("0").rstrip(".") + " s"
    return f"{ms:.0f} ms" if ms >= 10 or ms == int(ms) else f"{ms:.1f} ms"  # noqa: PLR2004


def _headline(steps: Sequence[StepRun]) -> str:
    """`7 agents (4 ran, 1 failed, 2 skipped)`, the parts only where not all ran."""
    agents = f"{len(steps)} agent" + ("" if len(steps) == 1 else "s")
    ended = [step.status for step in steps]
    words = {Status.COMPLETED: "ran", Status.FAILED: "failed", Status.SKIPPED: "skipped"}
    counts = [f"{ended.count(status)} {word}" for status, word in words.items() if status in ended]
    return agents if set(ended) <= {Status.COMPLETED} else f"{agents} ({', '.join(counts)})"
