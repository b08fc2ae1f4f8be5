"""The pages that a model is shown: those of an agent's sections, as images or as text."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from io import BytesIO
from pathlib import Path

from blocks.models import ModelError
from policies.errors import OperatorError, choices
from tasks.agent import View
from tasks.annual_reports.document.opening import page_images
from tasks.annual_reports.document.words import Page
from tasks.annual_reports.opened import opened

IMAGES, TEXT = "images", "text"
SHOW = "show"  # the param of a step that says which of the two
MOST_PAGES = 12  # that one agent is shown; a page is about 1,600 tokens of Qwen2.5-VL
SCALE = 1.6  # pixels a point: about 115 dots an inch
_COLUMNS = "   "  # between the cells of a line, so that columns can be told apart


@dataclass(frozen=True)
class Shown:
    """Pages by number (from 1), as PNG in the same order or as text, and words about them."""

    pages: tuple[int, ...]
    words: str
    images: tuple[bytes, ...] = field(default=(), repr=False)


def shown_pages(view: View) -> Shown:
    """What an agent, or its judge, looks at. It takes a while: to be called in a thread.

    ModelError when no page can be drawn; OperatorError when `show` is neither images nor text.
    """
    how = view.params.get(SHOW, IMAGES)
    if how not in (IMAGES, TEXT):
        raise OperatorError(f"{SHOW} is {how!r} among a step's params. {choices(how, _WAYS)}")
    document = opened(view.request)  # another file than the run began with is refused here
    numbers = pages_of(view)
    if how == TEXT:
        texts = (f"--- page {n} ---\n{_text(document.page(n))}" for n in numbers)
        return Shown(numbers, "The pages, as text:\n" + "\n".join(texts))
    path = Path(view.request.file)
    drawn = {n: png for n in numbers if (png := _picture(path, view.request.sha256, n))}
    if not drawn:
        raise ModelError("none of the pages could be drawn, so there is nothing to show.")
    listed = ", ".join(map(str, drawn))
    words = f"The images are pages {listed} of the file, in this order."
    return Shown(tuple(drawn), words, tuple(drawn.values()))


_WAYS = (IMAGES, TEXT)


def pages_of(view: View) -> tuple[int, ...]:
    """The pages of an agent's sections; without any those where such sections usually stand."""
    own, hints = view.item["pages"], view.item.get("typical_pages") or ()
    if own:
        return tuple(own[:MOST_PAGES])
    every = range(1, view.needs["sectionize"]["pages"] + 1)
    return tuple(sorted(_nearest(every, hints)[:MOST_PAGES]))


def _nearest(pages: Iterable[int], hints: Iterable[int]) -> list[int]:
    near = tuple(hints)
    return sorted(pages, key=lambda page: min((abs(page - hint) for hint in near), default=0))


def _text(page: Page) -> str:
    return "\n".join(_COLUMNS.join(cell.text for cell in line.cells) for line in page.lines)


@lru_cache(maxsize=64)
def _picture(path: Path, digest: str, number: int) -> bytes:
    """A page as PNG; empty when it can't be drawn. Rounds, judges and agents share them."""
    del digest  # it tells a file from what stood there before
    for _, image in page_images(path, [number], SCALE):
        png = BytesIO()
        image.convert("L").save(png, "PNG")  # grey is enough to read, and a third of the size
        return png.getvalue()
    return b""
