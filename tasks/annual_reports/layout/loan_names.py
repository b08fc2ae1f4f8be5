"""The names of lenders, where a narrow column breaks them over two lines."""

import re
from collections.abc import Mapping
from dataclasses import replace

from tasks.annual_reports.found import Found
from tasks.annual_reports.reading import Placed

_UNENDED = re.compile(r"(?:\b(?:och|i|av|för)|[-&])$")
_END = re.compile(r"\(publ\.?\)$|(?:AB|aktiebolag|hypotek)(?: \(publ\.?\))?$")
_ALIGNED = 4.0  # points


def with_beginning(
    loan: Mapping[str, Found], before: Placed | None, placed: Placed
) -> dict[str, Found]:
    """A loan whose lender's name begins in the line before: that ends in "och" or a hyphen."""
    lender = loan.get("lender") or _bracketed(placed)
    if before is None or lender is None or not lender.box or before.page != placed.page:
        return dict(loan)
    text = before.line.text
    rest = str(lender.value)[:1]
    unended = _UNENDED.search(text) or rest == "(" or rest.islower()
    begins = len(before.line.cells) == 1 and text[:1].isupper() and unended
    if not begins or abs(before.line.box[0] - lender.box[0]) > _ALIGNED:
        return dict(loan)
    return {**loan, "lender": replace(lender, value=f"{text} {lender.value}")}


def _bracketed(placed: Placed) -> Found | None:
    """The end of a name in brackets, which is no name by itself."""
    cell = placed.line.cells[0]
    known = cell.text.startswith("(")
    return Found(cell.text, placed.page, cell.text, cell.box) if known else None


def ends_name(loan: Mapping[str, Found], before: Placed | None, placed: Placed) -> bool:
    """Whether a line holds nothing but the end of the name in the line above: "(publ)"."""
    if before is None or before.page != placed.page or len(placed.line.cells) > 1:
        return False
    aligned = abs(before.line.box[0] - placed.line.box[0]) <= _ALIGNED
    unended = "lender" in loan and _UNENDED.search(str(loan["lender"].value))
    return aligned and bool(unended or _END.match(placed.line.text))


def with_end(loan: Mapping[str, Found], placed: Placed) -> dict[str, Found]:
    """A loan with the end of its lender's name."""
    lender = loan.get("lender")
    if lender is None:
        return dict(loan)
    return {**loan, "lender": replace(lender, value=f"{lender.value} {placed.line.text}")}
