"""Page images with the found values marked, for anyone who would rather look."""

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from textwrap import wrap
from typing import Any

from tasks.annual_reports.document.opening import page_images
from tasks.annual_reports.result import leaves
from tasks.outcome import JSON

SCALE = 1.25  # pixels a point: 90 dots an inch, which can be read
ROOM = 2.0  # points between a value and its box
LETTERS, LINE, EDGE = 12, 17, 10  # of the caption, in pixels
# Of the web's 216 colours: the agent reached its target, or fell short of it.
REACHED, SHORT = (0, 102, 51), (204, 102, 0)
ABREAST = 2  # pages that are drawn at one time: packing their pixels leaves Python to others
Box = Sequence[float]


@dataclass
class Marks:
    """What is marked on a page: the boxes and their agents, of either colour."""

    boxes: dict[tuple[int, int, int], list[Box]] = field(default_factory=dict)
    agents: dict[tuple[int, int, int], list[str]] = field(default_factory=dict)

    def add(self, agent: str, colour: tuple[int, int, int], box: Box) -> None:
        self.boxes.setdefault(colour, []).append(box)
        if agent not in (known := self.agents.setdefault(colour, [])):
            known.append(agent)


def marked_pages(path: Path, result: Mapping[str, JSON]) -> Iterator[tuple[int, bytes]]:
    """The pages that hold values, as PNG by number: a box around each, in its agent's colour.

    Green where the agent that found it reached its target, orange where it fell short; which agents
    those are stands below the page.
    """
    pages: dict[int, Marks] = {}
    for agent, found in result["agents"].items():
        colour = REACHED if found["reached"] else SHORT
        for _, _, _, leaf in leaves(found["fields"]):
            if leaf.get("box"):
                pages.setdefault(leaf["page"], Marks()).add(agent, colour, leaf["box"])
    images = page_images(path, sorted(pages), SCALE)
    with ThreadPoolExecutor(ABREAST) as threads:
        yield from threads.map(lambda page: (page[0], _drawn(page[1], pages[page[0]])), images)


def _drawn(image: Any, marks: Marks) -> bytes:
    from io import BytesIO

    from PIL import Image, ImageDraw

    draw = ImageDraw.Draw(image)
    for colour in (REACHED, SHORT):  # what fell short stands on top
        for x0, y0, x1, y1 in marks.boxes.get(colour, ()):
            edges = [SCALE * edge for edge in (x0 - ROOM, y0 - ROOM, x1 + ROOM, y1 + ROOM)]
            draw.rectangle(edges, outline=colour, width=2)
    png = BytesIO()
    # The web's colours hold a page of text, are a third of the size, and need no search.
    few = _captioned(image, marks).convert("P", palette=Image.Palette.WEB, dither=Image.Dither.NONE)
    few.save(png, "PNG")
    return png.getvalue()


def _captioned(image: Any, marks: Marks) -> Any:
    """The page with who found what is marked, below it."""
    from PIL import Image, ImageDraw, ImageFont

    room = max(20, int((image.width - 2 * EDGE) / (LETTERS * 0.6)))
    said = ((REACHED, "Reached their target"), (SHORT, "Fell short of it"))
    lines = [
        (colour, line)
        for colour, head in said
        if colour in marks.agents
        for line in wrap(f"{head}: {', '.join(marks.agents[colour])}", room)
    ]
    whole = Image.new("RGB", (image.width, image.height + LINE * len(lines) + 2 * EDGE), "white")
    whole.paste(image, (0, 0))
    draw, font = ImageDraw.Draw(whole), ImageFont.load_default(LETTERS)
    draw.line((0, image.height, image.width, image.height), fill=(200, 200, 200))
    for number, (colour, line) in enumerate(lines):
        draw.text((EDGE, image.height + EDGE + LINE * number), line, fill=colour, font=font)
    return whole
