"""A note on fixed assets, read from top to bottom: what each of its lines says.

A note is a run of blocks, one for each kind of asset: cost from opening to closing, depreciation
from opening to closing, book value. Lines such as "Vid årets början", or a sum without a label,
mean what the heading above them says.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from tasks.annual_reports.found import Found
from tasks.annual_reports.layout.asset_labels import (
    asset_in,
    is_land,
    kind_of,
    part_of,
    tax_of,
)
from tasks.annual_reports.layout.labels import starts
from tasks.annual_reports.layout.ledger import is_sum, year_columns
from tasks.annual_reports.layout.notes import Note
from tasks.annual_reports.layout.rows import Row
from tasks.annual_reports.reading import Reading

Pair = tuple[Found | None, Found | None]  # of the financial year, and of the one before
CLOSINGS = ("closing_cost", "closing_depreciation")
_NEAR = 3  # printed units
_NO_NAMES = ("varav", "vid årets", "årets", "ingående", "utgående")
_NAMES = 6  # words: a longer line without amounts names no asset


@dataclass
class Block:
    """One kind of asset: the amounts of both years by what they are (opening_cost and so on).

    `name` is what its lines call it, `headed` whether a heading of its own does. `split` are the
    kinds that the note gives in several lines without a sum: they can't be told.
    """

    name: Found | None = None
    headed: bool = False
    amounts: dict[str, Pair] = field(default_factory=dict)
    split: set[str] = field(default_factory=set)

    def balance(self, year: int) -> int | None:
        """Closing cost less accumulated depreciation; None where the cost is missing."""
        parts = [self.amounts.get(each, (None, None))[year] for each in CLOSINGS]
        if parts[0] is None:
            return None
        return sum(int(part.value) for part in parts if part)


@dataclass
class Assets:
    """What a note says: its blocks, what land is worth, tax values, and its last book value.

    `part` is what the last heading says of the lines below: cost, depreciation, book, tax or other;
    `kind` what a heading inside that says ("Vid årets början"), and `under` the amounts below it.
    """

    note: Note
    blocks: list[Block] = field(default_factory=lambda: [Block()])
    book_values: list[Pair] = field(default_factory=list)
    land: Pair = (None, None)
    taxes: dict[str, Pair] = field(default_factory=dict)
    part: str = ""
    kind: str = ""
    under: list[Pair] = field(default_factory=list)


def assets_of(note: Note, reading: Reading) -> Assets:
    """What a note on fixed assets says; amounts are whole kronor, with the sign as printed."""
    found = Assets(note)
    for table in note.tables:
        columns = year_columns(table, reading.years)
        if part := part_of(table.caption):  # a heading beside the years
            found.part = part
        for row in table.rows:
            current, previous = (
                None if at is None else row.money(at, reading.unit, dash=0) for at in columns
            )
            if current or previous:
                _amounts(found, row, (current, previous), _NEAR * reading.unit)
            elif row.blank and row.label and not row.label.endswith("."):
                _heading(found, row)
    _flush(found)
    found.blocks = [
        block for block in found.blocks if {"opening_cost", *CLOSINGS[:1]} & set(block.amounts)
    ]
    return found


def _heading(found: Assets, row: Row) -> None:
    """A line without amounts: what the lines below it are, or the name of a block."""
    label = row.label
    _flush(found)
    part = part_of(label)
    kind = kind_of(label, part or found.part)
    if kind:
        found.kind, found.part = kind, part or found.part
    elif part:
        found.part = part
        if part == "cost" and "closing_cost" in found.blocks[-1].amounts:
            found.blocks.append(Block())
        _name(found, row)
    elif len(label.split()) <= _NAMES and label[0].isupper() and not starts(label, *_NO_NAMES):
        found.part = ""
        if found.blocks[-1].amounts:
            found.blocks.append(Block())
        found.blocks[-1].name, found.blocks[-1].headed = row.named(), True


def _amounts(found: Assets, row: Row, pair: Pair, near: int) -> None:
    """A line with amounts."""
    label = row.label
    part = part_of(label)
    closes = not label or is_sum(label)
    if part == "tax" or (found.part == "tax" and not part):
        found.part = "tax"
        if kind := tax_of(label):
            found.taxes.setdefault(kind, pair)
    elif found.kind and closes and not part and len(found.under) > 1:
        _place(found, found.kind, pair)
        found.under, found.kind = [], ""
    elif found.kind and not part and not closes and not kind_of(label, found.part):
        found.under.append(pair)
    elif is_land(label):
        _flush(found)
        found.land, found.part = pair, "book"
    elif part == "book" or (found.part == "book" and closes):
        _flush(found)
        _book(found, pair, near)
        found.part = "book"
    elif kind := kind_of(label, part or found.part):
        _flush(found)
        found.part = part or found.part
        _place(found, kind, pair)
        if kind.startswith("opening"):
            _name(found, row)


def _flush(found: Assets) -> None:
    """The amounts below a heading such as "Vid årets början": one is it, several have no sum."""
    if found.kind and len(found.under) == 1:
        _place(found, found.kind, found.under[0])
    elif found.kind and found.under:
        found.blocks[-1].split.add(found.kind)
    found.under, found.kind = [], ""


def _place(found: Assets, kind: str, pair: Pair) -> None:
    """Put amounts into the last block; an opening cost after a closing one begins the next."""
    block = found.blocks[-1]
    if kind == "opening_cost" and "closing_cost" in block.amounts:
        block = Block()
        found.blocks.append(block)
    if kind in block.amounts:
        block.split.add(kind)
    block.amounts.setdefault(kind, pair)


def _name(found: Assets, row: Row) -> None:
    """The asset that a line names besides what it says ("… byggnader", "… tomträtt")."""
    text = asset_in(row.label)
    block = found.blocks[-1]
    if text and block.name is None:
        block.name = Found(text, row.page, text, row.box)


def _book(found: Assets, pair: Pair, near: int) -> None:
    """A book value: of the last block where it is its balance, and of the note so far."""
    found.book_values.append(pair)
    blocks = [block for block in found.blocks if block.amounts]
    if not blocks:
        return
    lone = len(blocks) == 1 and "book_value" not in blocks[0].amounts
    if lone or all(_fits(blocks[-1], each, year, near) for year, each in enumerate(pair)):
        blocks[-1].amounts.setdefault("book_value", pair)


def _fits(block: Block, book: Found | None, year: int, near: int) -> bool:
    balance = block.balance(year)
    return book is None or (balance is not None and abs(balance - int(book.value)) <= near)


def named(assets: Sequence[Assets]) -> Iterator[tuple[Assets, Block, Found]]:
    """Blocks with the names of their assets: their heading's, or that in their lines where a note
    has several, else the note's title.
    """
    for each in assets:
        for block in each.blocks:
            own = block.name if block.headed or len(each.blocks) > 1 else None
            yield each, block, own or each.note.titled
