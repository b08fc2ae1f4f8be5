"""Tables of what the association has: a row for each kind (flats, premises, garages), with how many
of it there are and how large they are together, under the heads "Antal" and "Yta".
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from tasks.annual_reports.document.words import Cell
from tasks.annual_reports.found import Found, Leaf
from tasks.annual_reports.layout.prose import number_of, pattern
from tasks.annual_reports.layout.scope import Passage
from tasks.annual_reports.reading import Placed

_COUNT = re.compile(r"antal\b", re.IGNORECASE)
_AREA = re.compile(r"\b(?:yta|area|ytor|areor|kvm|m2)\b|\w+(?:yta|area)\b|m²", re.IGNORECASE)
_OTHER = re.compile(r"snitt|medel|genomsnitt|andel|hyra|avgift|per\b|/", re.IGNORECASE)
_NUMBER = pattern(r"^(\d{1,3}(?: \d{3})*(?:,\d+)?|\d+(?:,\d+)?) ?(?:st|kvm|m2|m²)?\.?$")
# What a row is of; the field of its count, and that of its area.
_KINDS: tuple[tuple[str, str, str], ...] = (
    (
        r"(?:bostadsrätt(?:er)?|bostadsrättslägenhet(?:er)?|(?:lägenheter|bostäder)"
        r"(?:,? |, ?upplåtna med |,? med | upplåtna med )bostadsrätt)",
        "cooperative_apartments",
        "residential_area",
    ),
    (
        r"(?:hyresrätt(?:er)?|hyreslägenhet(?:er)?|(?:lägenheter|bostäder)"
        r"(?:,? |,? med | upplåtna med )hyresrätt)",
        "rental_apartments",
        "rental_area",
    ),
    (r"(?:bostads)?lägenheter|bostäder", "apartments", "residential_area"),
    (r"(?:hyres|affärs)?lokal(?:er)?(?:,? hyresrätt)?", "premises", "premises_area"),
    (r"(?:p-?platser|parkeringsplatser|bilplatser)", "parking_spaces", ""),
    (r"(?:garageplats(?:er)?|garage)", "garage_spaces", ""),
    (r"(?:totalt|summa|total)", "", "total_area"),
)
_SQM = (" kvm", " m2", " m²")
_APART = 12.0  # points between the edges of a head and those of what stands under it


@dataclass(frozen=True)
class _Head:
    """A column: its title, which may go over some lines, and its edges in points."""

    title: str
    x0: float
    x1: float


@dataclass(frozen=True)
class _Heads:
    columns: tuple[_Head, ...]

    @property
    def count(self) -> _Head | None:
        return self._only(_COUNT)

    @property
    def area(self) -> _Head | None:
        return self._only(_AREA)

    def _only(self, rule: re.Pattern[str]) -> _Head | None:
        """The one column, but for that of the labels, whose title says so."""
        found = [
            head
            for head in self.columns[1:]
            if rule.search(head.title) and not _OTHER.search(head.title)
        ]
        return found[0] if len(found) == 1 else None


def holdings(passages: Iterable[Passage]) -> dict[str, Leaf]:
    """Counts and areas by field, from all such tables; a field that two rows give is left out."""
    found: dict[str, list[Found]] = {}
    for passage in passages:
        heads: _Heads | None = None
        for placed in passage.titled:
            heads = _under_way(heads, placed.line.cells)
            for name, leaf in _told(placed, heads).items():
                found.setdefault(name, []).append(leaf)
    return {name: leaves[0] for name, leaves in found.items() if len(leaves) == 1}


def _under_way(heads: _Heads | None, cells: Sequence[Cell]) -> _Heads | None:
    """The heads that hold for a line: those that it is, or goes on with, or those above it."""
    numbers = any(_NUMBER.match(cell.text) for cell in cells)
    if not numbers and any(_COUNT.match(cell.text) for cell in cells[1:]):
        return _Heads(tuple(_Head(cell.text, cell.box[0], cell.box[2]) for cell in cells))
    if heads and not numbers:
        longer = [_longer(head, cells) for head in heads.columns]
        taken = sum(
            one.title != other.title for one, other in zip(longer, heads.columns, strict=True)
        )
        return _Heads(tuple(longer)) if taken == len(cells) else None
    return heads if _row(cells) else None


def _longer(head: _Head, cells: Sequence[Cell]) -> _Head:
    below = [cell for cell in cells if min(cell.box[2], head.x1) > max(cell.box[0], head.x0)]
    title = " ".join([head.title, *(cell.text for cell in below)])
    edges = [(cell.box[0], cell.box[2]) for cell in below]
    return _Head(
        title, min([head.x0, *(x for x, _ in edges)]), max([head.x1, *(x for _, x in edges)])
    )


def _row(cells: Sequence[Cell]) -> bool:
    """Whether a line is a row: a label, and numbers."""
    numbers = [cell for cell in cells[1:] if _NUMBER.match(cell.text)]
    return bool(numbers) and len(numbers) == len(cells) - 1


def _told(placed: Placed, heads: _Heads | None) -> Mapping[str, Found]:
    """The count and the area of a row: by the heads of their columns, or by their units."""
    label, *cells = placed.line.cells
    kind = next((each for each in _KINDS if _is(label.text, each[0])), None)
    if kind is None:
        return {}
    told: dict[str, Found] = {}
    for name, own in ((kind[1], _counts(cells, heads)), (kind[2], _areas(cells, heads))):
        if name and len(own) == 1 and (digits := _NUMBER.match(own[0].text)):
            value = number_of(digits[1])
            if value is not None:
                told[name] = Found(value, placed.page, own[0].text, own[0].box)
    return told


def _counts(cells: Sequence[Cell], heads: _Heads | None) -> list[Cell]:
    if heads is None:
        return [cell for cell in cells if cell.text.endswith(" st")]
    return [cell for cell in cells if heads.count and _under(heads.count, cell)]


def _areas(cells: Sequence[Cell], heads: _Heads | None) -> list[Cell]:
    if heads is None:
        return [cell for cell in cells if cell.text.endswith(_SQM)]
    return [cell for cell in cells if heads.area and _under(heads.area, cell)]


def _is(label: str, rule: str) -> bool:
    return re.fullmatch(rf"{rule}[ :*]*", label.strip(), re.IGNORECASE) is not None


def _under(head: _Head, cell: Cell) -> bool:
    x0, x1 = cell.box[0], cell.box[2]
    overlaps = min(x1, head.x1) > max(x0, head.x0)
    return overlaps or abs(x1 - head.x1) <= _APART or abs(x0 - head.x0) <= _APART
