"""The notes on fixed assets: cost, depreciation, book values, tax values, depreciation plan."""

import re
from collections.abc import Iterator, Sequence

from tasks.annual_reports.document.words import Cell
from tasks.annual_reports.found import Fields, Found, Group, Rows
from tasks.annual_reports.layout.cells import cells_of
from tasks.annual_reports.layout.fixed_assets import Assets, Block, Pair, assets_of, named
from tasks.annual_reports.layout.labels import has, starts
from tasks.annual_reports.layout.ledger import printed_in
from tasks.annual_reports.layout.notes import Note, all_notes, notes_of
from tasks.annual_reports.layout.rounds import filling
from tasks.annual_reports.reading import Placed, Reading

KINDS = (
    "opening_cost", "purchases", "disposals", "closing_cost",
    "opening_depreciation", "depreciation", "closing_depreciation",
    "book_value",
)  # fmt: skip
TAXES = ("building", "land", "total", "homes", "premises")
_TITLES = (
    "byggnad",
    "mark",
    "inventarier",
    "maskiner",
    "anläggningstillgång",
    "fastighetsförbättr",
)
_PLAN = ("avskrivningstid", "avskrivningsprocent", "avskrivningsplan", "nyttjandeperiod")
_PERIOD = re.compile(r"\d+(?:,\d+)?(?: ?[-–] ?\d+(?:,\d+)?)? ?(?:år|%|procent)?\.?$", re.IGNORECASE)
_NONE: Pair = (None, None)


@filling
def depreciation_notes(reading: Reading) -> Fields:
    """Fixed assets by block, book values by note, tax values, and the depreciation plan."""
    notes = notes_of(reading)
    if reading.round > 1 and reading.lacking:
        known = {note.section for note in notes}
        notes += [
            n for n in all_notes(reading) if has(n.title, *_TITLES) and n.section not in known
        ]
    assets = [assets_of(note, reading) for note in notes if not _principles(note)]
    taxes = {kind: _first(each.taxes.get(kind, _NONE) for each in assets) for kind in TAXES}
    return {
        "assets": [_row(*each) for each in named(assets)],
        "book_values": list(_book_values(assets, reading)),
        "land_value": _group(_first(each.land for each in assets)),
        **{f"tax_value_{kind}": _group(taxes[kind]) for kind in TAXES},
        "depreciation_plan": _plan(notes),
    }


def _principles(note: Note) -> bool:
    return has(note.title, "princip", "avskrivningstid")


def _row(assets: Assets, block: Block, name: Found) -> Group:
    row: dict[str, Found | None] = {"note": assets.note.named, "asset": name}
    for kind in KINDS:
        current, previous = _NONE if kind in block.split else block.amounts.get(kind, _NONE)
        row |= {kind: current, f"{kind}_previous": previous}
    return row


def _book_values(assets: Sequence[Assets], reading: Reading) -> Iterator[Group]:
    """The book value of each note: that which the balance sheet has, else the last.

    A note may split its book value up below it.
    """
    printed = printed_in(reading) if assets else set()
    for each in assets:
        values = [pair for pair in each.book_values if any(pair)]
        known = [pair for pair in values if pair[0] and abs(int(pair[0].value)) in printed]
        if chosen := (known or values)[-1:]:
            yield {"note": each.note.named, "title": each.note.titled, **_group(chosen[0])}


def _first(pairs: Iterator[Pair]) -> Pair:
    return next((pair for pair in pairs if any(pair)), _NONE)


def _group(pair: Pair) -> Group:
    return {"current": pair[0], "previous": pair[1]}


def _plan(notes: Sequence[Note]) -> Rows:
    """The first list of assets with their years or per cent a year, in the first note with one."""
    return next((rows for note in notes if (rows := list(_periods(note.lines)))), [])


def _periods(lines: Sequence[Placed]) -> Iterator[Group]:
    """The lines below one on depreciation that are an asset and its period."""
    begun = listed = False
    for placed in lines:
        asset, period = _parted(placed)
        if begun and asset and period:
            listed = True
            yield {"asset": asset, "period": period}
        elif listed:
            return
        else:
            begun = begun or has(placed.line.text, *_PLAN)


def _parted(placed: Placed) -> tuple[Found | None, Found | None]:
    """An asset and its period, where a line is nothing else."""
    cells = cells_of(placed.line)
    words = placed.line.words
    if len(cells) > 2 or not words[0].text.strip("-–•")[:1].isalpha():  # noqa: PLR2004 - two columns
        return None, None
    for at in range(1, len(words)):
        period = Cell(words[at:])
        if _PERIOD.match(period.text) and (len(cells) > 1 or not period.text.isdigit()):
            label = Cell(words[:at]).text.strip(" -–•:")
            if starts(label, "sida", "not") or len(words) > 9:  # noqa: PLR2004 - a sentence
                return None, None
            place = placed.page
            return (
                Found(label, place, label, Cell(words[:at]).box),
                Found(period.text, place, period.text, period.box),
            )
    return None, None
