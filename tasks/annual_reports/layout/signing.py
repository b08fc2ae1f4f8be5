"""Signatures: the name on a line, and beneath or above it, in the same column, what it signs as."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from tasks.annual_reports.document.words import Cell
from tasks.annual_reports.found import Found
from tasks.annual_reports.layout.firms import firms
from tasks.annual_reports.layout.names import is_name
from tasks.annual_reports.reading import Placed

_ROLE = re.compile(
    r"^(?:styrelse)?(?:ordförande|ledamot|suppleant|sekreterare|kassör)|^vice ordförande|revisor",
    re.IGNORECASE,
)
_AUDITOR = re.compile(r"\brevisor\b", re.IGNORECASE)
_WORDS = 7  # of a role
_COLUMN = 12.0  # points by which lines of one column may begin apart
_REACH = 6.0  # line heights: how far beneath a name, or a firm, the next line of it stands


@dataclass
class Signature:
    """A name with what stands in its column: the role beneath it, and a firm."""

    name: Found
    role: Found | None = None
    firm: Found | None = None

    @property
    def audits(self) -> bool:
        """Whether somebody signs as an external auditor."""
        role = str(self.role.value) if self.role else ""
        return bool(_AUDITOR.search(role)) and "intern" not in role.casefold()


@dataclass
class _Stack:
    """Cells that stand beneath one another at one left edge."""

    cells: list[tuple[int, Cell]] = field(default_factory=list)

    def takes(self, page: int, cell: Cell) -> bool:
        last_page, last = self.cells[-1]
        height = last.box[3] - last.box[1]
        near = 0 <= cell.box[1] - last.box[1] <= _REACH * height
        return page == last_page and near and abs(cell.box[0] - last.box[0]) <= _COLUMN


def signatures(lines: Iterable[Placed]) -> list[Signature]:
    """Who signs, in the order of the page."""
    stacks: list[_Stack] = []
    for placed in lines:
        for cell in placed.line.cells:
            stack = next((s for s in reversed(stacks[-6:]) if s.takes(placed.page, cell)), None)
            if stack is None:
                stack = _Stack()
                stacks.append(stack)
            stack.cells.append((placed.page, cell))
    return [signature for stack in stacks for signature in _signed(stack.cells)]


def _signed(cells: Sequence[tuple[int, Cell]]) -> list[Signature]:
    found: list[Signature] = []
    firm: Found | None = None
    for page, cell in cells:
        if is_name(cell.text) and not list(firms(cell.text)):
            found.append(Signature(_found(page, cell), firm=firm))
            firm = None
        elif _ROLE.search(cell.text) and len(cell.text.split()) <= _WORDS:
            if found and found[-1].role is None:
                found[-1].role = _found(page, cell, cell.text.casefold())
        elif spans := list(firms(cell.text)):
            said = _found(page, cell, cell.text[slice(*spans[0])])
            if found and found[-1].firm is None:
                found[-1].firm = said
            else:
                firm = said
        else:
            firm = None
    return found


def _found(page: int, cell: Cell, value: str | None = None) -> Found:
    return Found(cell.text if value is None else value, page, cell.text, cell.box)
