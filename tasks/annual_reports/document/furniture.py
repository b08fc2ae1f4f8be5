"""What stands on pages beside their text: running headers, page numbers, strips of signing."""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from tasks.annual_reports.document.words import Line, Page

_TOP, _BOTTOM = 0.14, 0.90  # of a page's height: its margins
_PAGE_NUMBER = re.compile(
    r"(?:(?:sida|sid|s|page|p)[.:]?\s?)?[-–]?\s?\d{1,3}\s?[-–]?"
    r"(?:\s?(?:av|of|/|\()\s?\d{1,3}\s?\)?)?$",
    re.IGNORECASE,
)
_SIGNING = re.compile(
    r"penneo|scrive|\btransaktion\s+\d|\bsignerat\s+\S+|verifikat(?:ions)?[- ]?(?:id|nummer)?\b.*\d"
    r"|dokumentnyckel|document (?:key|id)|dokument-?id\b|e-?signed|addo sign|oneflow|comfact"
    r"|assently|getaccept|digitalt signerat|elektroniskt signerat|docusign|envelope id",
    re.IGNORECASE,
)
_DIGITS = re.compile(r"\d+")
_YEAR = re.compile(r"[-–]?\s?(?:19|20)\d\d(?:-\d\d-\d\d)?$")
_COLUMNS = 2
_PAGES, _PART = 3, 0.34  # pages on which the same line stands at the same height
_SAME_HEIGHT = 4.0  # points


def without_furniture(pages: Sequence[Page]) -> tuple[Page, ...]:
    """Pages whose lines are text only; what was taken out stands in `aside`."""
    repeated = _repeated(pages)
    return tuple(_cleared(page, repeated) for page in pages)


def _cleared(page: Page, repeated: dict[str, list[float]]) -> Page:
    body: list[Line] = []
    aside: list[Line] = []
    for line in page.lines:
        heights = repeated.get(_form(line), ())
        runs = any(abs(line.box[3] - height) <= _SAME_HEIGHT for height in heights)
        taken = _in_margin(line, page) and (runs or _is_furniture(line))
        (aside if taken else body).append(line)
    return replace(page, lines=tuple(body), aside=(*page.aside, *aside))


def _is_furniture(line: Line) -> bool:
    return bool(_PAGE_NUMBER.match(line.text) or _SIGNING.search(line.text))


def _in_margin(line: Line, page: Page) -> bool:
    return line.box[3] <= _TOP * page.height or line.box[1] >= _BOTTOM * page.height


def _form(line: Line) -> str:
    return _DIGITS.sub("0", line.text)


def _repeated(pages: Sequence[Page]) -> dict[str, list[float]]:
    """Lines in margins that stand at one height on many pages, by their text without numbers.

    The heads of columns repeat too; they hold years, and stay.
    """
    heights: dict[str, list[tuple[int, float]]] = defaultdict(list)
    filled = [page for page in pages if page.lines]
    for page in filled:
        for line in page.lines:
            years = sum(bool(_YEAR.match(cell.text)) for cell in line.cells)
            if _in_margin(line, page) and years < _COLUMNS:
                heights[_form(line)].append((page.number, line.box[3]))
    needed = max(_PAGES, _PART * len(filled))
    found: dict[str, list[float]] = {}
    for form, places in heights.items():
        for _, height in places:
            near = {number for number, y in places if abs(y - height) <= _SAME_HEIGHT}
            if len(near) >= needed:
                found.setdefault(form, []).append(height)
    return found
