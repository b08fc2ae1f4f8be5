"""The table of a loan note: one row for each loan, under columns that their headings name.

Headings go over up to three lines, and no two reports have the same columns in the same order. What
a column holds is told by its heading. A loan may also be one line of text ("Bank 123 456 ränta
3,2 % slutbetalningsdag 271130") beside its amounts.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from tasks.annual_reports.document.words import Cell, around
from tasks.annual_reports.document.words import Line as Words
from tasks.annual_reports.found import Found
from tasks.annual_reports.layout.amounts import is_number, money_found
from tasks.annual_reports.layout.cells import cells_of, cut, numeric
from tasks.annual_reports.layout.columns import column_of
from tasks.annual_reports.layout.labels import like, starts
from tasks.annual_reports.layout.ledger import is_sum
from tasks.annual_reports.layout.loan_cells import (
    date_in,
    floats,
    marked_rate,
    number_in,
    rate_in,
)
from tasks.annual_reports.layout.loan_heads import LINES, Heads, goes_on, headed, is_heading
from tasks.annual_reports.layout.loan_names import ends_name, with_beginning, with_end
from tasks.annual_reports.reading import Placed

AMOUNTS = ("balance", "balance_previous", "amortization", "next_amortization", "other")
_BEFORE_NUMBERS = ("ränta", "räntesats", "lån", "lån nr", "lånenr", "lånenummer", "nr")
_NOT_LENDERS = (
    "avgår", "varav", "därav", "kortfristig", "långfristig", "nästa", "lån som", "skulder",
    "amortering", "årlig", "beräkna", "om fem år", "checkräkning", "beviljad", "genomsnitt",
    "förfall", "därefter", "återstå", "total", "medelränta", "ränta",
    "årets", "nya lån", "ingående", "utgående", "inom", "senare än", "mellan",
)  # fmt: skip


@dataclass(frozen=True)
class Line:
    """A line that is no loan: a sum, a deduction, a heading or a sentence.

    `loans` counts those above it.
    """

    label: Found | None
    amounts: dict[str, Found]  # by what their columns hold
    loans: int
    left: float = 0.0

    @property
    def text(self) -> str:
        return str(self.label.value) if self.label else ""


@dataclass
class Loans:
    """What a loan note holds, in order: its loans by what is told of them, and its other lines."""

    loans: list[dict[str, Found]] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)


def loans_of(lines: Sequence[Placed], unit: int, years: tuple[int, int] | None) -> Loans:
    """The loans and the other lines of a loan note; the first line is its title."""
    found = Loans()
    heads = Heads()
    before: Placed | None = None
    for placed in _on_one_line(lines):
        if is_heading(placed) or goes_on(heads, placed):
            heads, before = headed([*heads.lines, placed][-LINES:], years), None
            continue
        if heads.lines and any(numeric(cell) for cell in cells_of(placed.line)):
            heads = replace(heads, lines=[])
        cells = _once(list(_cells(placed, heads)))
        loan = _loan(placed.page, cells, heads, unit)
        if loan:
            found.loans.append(with_beginning(loan, before, placed))
        elif found.loans and ends_name(found.loans[-1], before, placed):
            found.loans[-1] = with_end(found.loans[-1], placed)
        else:
            found.lines.append(_line(placed, cells, unit, len(found.loans)))
        before = placed
    found.lines = list(_wrapped(found.lines))
    return found


def _on_one_line(lines: Sequence[Placed]) -> Iterator[Placed]:
    """Lines, those joined of which the upper has a loan's terms and the lower its amounts."""
    pending: Placed | None = None
    for placed in lines:
        if pending and _completes(pending, placed):
            words = sorted((*pending.line.words, *placed.line.words), key=lambda word: word.x0)
            yield Placed(pending.page, Words(tuple(words)))
            pending = None
            continue
        if pending:
            yield pending
        pending = placed
    if pending:
        yield pending


def _completes(upper: Placed, lower: Placed) -> bool:
    """Whether the lower line holds the amounts of the loan whose terms stand in the upper."""
    near = lower.line.box[1] < upper.line.box[3] + (upper.line.box[3] - upper.line.box[1]) / 2
    terms, amounts = cells_of(upper.line), cells_of(lower.line)
    dated = any(date_in(cell.text) for cell in terms[1:]) and terms[0].text[:1].isalpha()
    bare = not any(is_number(cell.text) and rate_in(cell.text) is None for cell in terms)
    whole = all(is_number(cell.text) and rate_in(cell.text) is None for cell in amounts)
    return upper.page == lower.page and near and dated and bare and whole


def _cells(placed: Placed, heads: Heads) -> Iterator[tuple[str, Cell]]:
    """The cells of a line with what their columns hold; "" for text that stands in none."""
    amounts = [c for c, h in zip(heads.columns, heads.holds, strict=True) if h in AMOUNTS]
    for cell in cut(cells_of(placed.line), [(c.x0, c.x1) for c in amounts]):
        at = column_of(cell, heads.columns)
        holds = heads.holds[at] if at is not None else ""
        plain = {
            "rate": rate_in(cell.text) is not None or floats(cell.text),
            "date": date_in(cell.text) is not None or floats(cell.text),
            "number": number_in(cell.text) is not None,
            "lender": cell.text[:1].isalpha(),
        }.get(holds, is_number(cell.text))
        yield (holds if plain else "", cell)


def _once(cells: Sequence[tuple[str, Cell]]) -> list[tuple[str, Cell]]:
    """Cells of which no two say the same: where two stand in one column, neither can be told."""
    held = [holds for holds, _ in cells]
    return [(holds if held.count(holds) == 1 else "", cell) for holds, cell in cells]


def _loan(
    page: int, cells: Sequence[tuple[str, Cell]], heads: Heads, unit: int
) -> dict[str, Found] | None:
    """What a line says of one loan; None where it isn't a loan."""
    text = next((cell for holds, cell in cells if holds in ("lender", "") and _words(cell)), None)
    if text is not None and (
        is_sum(text.text) or text.text[:1].islower() or starts(text.text, *_NOT_LENDERS)
    ):
        return None
    loan = dict(_amounts(page, cells, unit)) | dict(_terms(page, cells))
    if text is not None:
        loan |= {name: each for name, each in _in_text(page, text).items() if name not in loan}
    known = {"rate", "change_date", "loan_number"} & set(loan)
    if not {"balance", "balance_previous"} & set(loan):
        return None
    terms = {"rate", "date", "number"} & set(heads.holds)
    told = known or not terms or any(floats(cell.text) for _, cell in cells)
    enough = "lender" in loan and told and (known or heads.lender)
    return loan if enough or {"change_date", "loan_number"} & known else None


def _amounts(
    page: int, cells: Iterable[tuple[str, Cell]], unit: int
) -> Iterator[tuple[str, Found]]:
    for holds, cell in cells:
        if holds in AMOUNTS and (found := money_found(cell, page, unit, dash=0)):
            yield holds, found


def _terms(page: int, cells: Iterable[tuple[str, Cell]]) -> Iterator[tuple[str, Found]]:
    """Rate, date and number of a loan from the columns that hold them."""
    for holds, cell in cells:
        value = {"rate": rate_in, "date": date_in, "number": number_in}.get(holds, lambda _: None)(
            cell.text
        )
        if value is not None:
            name = {"date": "change_date", "number": "loan_number"}.get(holds, holds)
            yield name, Found(value, page, cell.text, cell.box)


def _in_text(page: int, cell: Cell) -> dict[str, Found]:
    """What a line of text says of a loan: the lender before the first number, and its terms."""
    found: dict[str, Found] = {}
    at = next((i for i, w in enumerate(cell.words) if w.text[:1].isdigit()), len(cell.words))
    words = cell.words[: at or None]
    while words and like(words[-1].text, *_BEFORE_NUMBERS):
        words = words[:-1]
    if words and words[0].text[:1].isupper():
        name = " ".join(word.text for word in words).strip(" ,.:;-–*")
        found["lender"] = Found(name, page, name, around(words))
    rate = marked_rate(cell.text)
    if rate and (value := rate_in(rate)) is not None:
        found["rate"] = Found(value, page, rate, cell.box)
    rest = cell.text.replace(rate, " ") if rate else cell.text
    dated = [word for word in cell.words if date_in(word.text)]
    if len(dated) == 1:
        found["change_date"] = Found(
            str(date_in(dated[0].text)), page, dated[0].text, around(dated)
        )
        rest = rest.replace(dated[0].text, " ")
    if number := number_in(rest):
        found["loan_number"] = Found(number, page, number, cell.box)
    return found


def _words(cell: Cell) -> bool:
    return cell.text[:1].isalpha() and not is_number(cell.text)


def _line(placed: Placed, cells: Sequence[tuple[str, Cell]], unit: int, loans: int) -> Line:
    amounts = dict(_amounts(placed.page, cells, unit))
    if any(holds in ("", "number") and _is_amount(cell) for holds, cell in cells):
        amounts = {}  # of two amounts one stands in no column: neither can be told
    words = [word for holds, cell in cells if holds not in AMOUNTS for word in cell.words]
    text = " ".join(word.text for word in words)
    label = Found(text, placed.page, text, around(words)) if words else None
    return Line(label, amounts, loans, placed.line.box[0])


def _is_amount(cell: Cell) -> bool:
    """Whether a cell that stands in no column may be an amount, by its groups of thousands."""
    return is_number(cell.text) and len(cell.words) > 1 and rate_in(cell.text) is None


def _wrapped(lines: Sequence[Line]) -> Iterator[Line]:
    """Lines with the two lines of one label joined: the second begins in lower case."""
    pending: Line | None = None
    for line in lines:
        goes_on = line.text[:1].islower() or (pending is not None and pending.text.endswith("-"))
        if pending and pending.label and not pending.amounts and goes_on and line.amounts:
            text = f"{pending.text} {line.text}"
            label = replace(pending.label, value=text, text=text)
            pending = replace(line, label=label)
            continue
        if pending:
            yield pending
        pending = line
    if pending:
        yield pending
