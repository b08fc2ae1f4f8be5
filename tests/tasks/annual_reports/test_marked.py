"""Pages with the found values marked."""

from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image

from tasks.annual_reports.marked import REACHED, SCALE, SHORT, marked_pages
from tests.tasks.annual_reports.document.drawn import draw

BOX = [60.0, 90.0, 200.0, 104.0]


def agent(page: int = 1, box: Any = BOX, *, reached: bool = True) -> dict[str, Any]:
    leaf = {"value": "x", "page": page, "text": "x", "box": box}
    return {"fields": {"name": leaf}, "reached": reached}


def drawn(tmp_path: Path, **agents: Any) -> dict[int, Image.Image]:
    path = draw(tmp_path / "a.pdf", [[(60, 100, "Brf Exempelgården")]] * 3)
    pages = marked_pages(path, {"agents": agents})
    return {number: Image.open(BytesIO(png)).convert("RGB") for number, png in pages}


def alike(one: tuple[int, ...], other: tuple[int, ...]) -> bool:
    return all(abs(a - b) < 24 for a, b in zip(one, other, strict=True))


def edge(image: Image.Image) -> Any:
    """The colour of the left edge of the box."""
    return image.getpixel((round(SCALE * (BOX[0] - 2)), round(SCALE * 97)))


def test_only_pages_with_values_are_drawn_and_each_value_has_its_box(tmp_path: Path) -> None:
    pages = drawn(tmp_path, One=agent(1), Two=agent(3))
    assert [*pages] == [1, 3]
    assert alike(edge(pages[1]), REACHED)
    assert not alike(edge(pages[1]), SHORT)


def test_what_an_agent_found_that_fell_short_stands_out_above_all(tmp_path: Path) -> None:
    pages = drawn(tmp_path, Short=agent(reached=False), Reached=agent())
    assert alike(edge(pages[1]), SHORT)


def test_who_found_what_is_marked_stands_below_the_page(tmp_path: Path) -> None:
    (page,) = drawn(tmp_path, One=agent(), Other=agent(reached=False)).values()
    below = round(842 * SCALE) + 4
    assert page.height > below
    caption = page.crop((0, below, page.width, page.height))
    seen = {colour for _, colour in caption.getcolors(10_000) or []}
    assert any(alike(colour, REACHED) for colour in seen)
    assert any(alike(colour, SHORT) for colour in seen)


def test_a_value_without_a_place_marks_nothing(tmp_path: Path) -> None:
    assert drawn(tmp_path, One=agent(box=None)) == {}
