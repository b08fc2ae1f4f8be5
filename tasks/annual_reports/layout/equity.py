"""Changes in equity, in either of the two layouts that reports use.

Classes of equity are columns and movements are rows, or the other way round: then the first and the
last column are the two ends of the year. Headings of columns stand over up to four lines; what
stands over one column is joined.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from tasks.annual_reports.document.words import Cell
from tasks.annual_reports.found import Fields, Found, Group, Leaf
from tasks.annual_reports.layout.amounts import is_dash
from tasks.annual_reports.layout.cells import cells_of, numeric
from tasks.annual_reports.layout.columns import Column, Header, column_of, inferred
from tasks.annual_reports.layout.labels import fold, has, like
from tasks.annual_reports.layout.rows import Row, rows_of
from tasks.annual_reports.layout.statements import NIL, lines_in, unit_in
from tasks.annual_reports.reading import Placed, Reading, Section

HEADINGS = ("förändringar i eget kapital", "förändring av eget kapital", "eget kapital")
_OPENING = re.compile(r"\b(?:ingång|ingående|början|ib\b)", re.IGNORECASE)
_CLOSING = re.compile(r"\b(?:utgång|utgående|slut|ub\b)", re.IGNORECASE)  # not "stämmobeslut"
_TOTALS = ("totalt", "total", "summa", "summa eget kapital", "eget kapital", "totalt eget kapital")
_GROUPS = ("bundet", "fritt", "bundet eget kapital", "fritt eget kapital", "bundna", "fria",
           "eget kapital i kr", "eget kapital")  # fmt: skip
_ENDS = re.compile(r"(?:19|20)\d\d")
_DATED = {
    fold(words) for words in ("", "eget kapital", "eget kapital per", "belopp", "saldo", "per")
}
_AMOUNTS = 2  # in a line: a table's first row has at least so many


@dataclass(frozen=True)
class Change:
    """A printed amount of the table: of one class, and of one movement or end of the year."""

    kind: Leaf
    moved: Leaf
    amount: Leaf
    when: str  # opening, closing, or empty for a movement
    of_total: bool


def equity_changes(reading: Reading) -> Fields:
    """The fields of EquityChangesAgent; amounts in kronor, signed as printed."""
    changes = [c for section in _sections(reading) for c in _changes(reading, section)]
    classes: dict[object, dict[str, Leaf]] = {}
    total: dict[str, Leaf] = {"opening": None, "closing": None}
    for change in changes:
        if not change.when or change.amount is None:
            continue
        if change.of_total:
            total[change.when] = change.amount
        elif change.kind:
            row = classes.setdefault(
                change.kind.value, {"class": change.kind, "opening": None, "closing": None}
            )
            row[change.when] = change.amount
    return {
        "classes": list(classes.values()),
        "movements": [_movement(change) for change in changes if _moves(change)],
        "total": total,
    }


def _moves(change: Change) -> bool:
    """Whether an amount is a movement of a class; a dash says that nothing moved."""
    if change.when or change.of_total or change.amount is None:
        return False
    return not is_dash(change.amount.text)


def _movement(change: Change) -> Group:
    return {"class": change.kind, "movement": change.moved, "amount": change.amount}


def _sections(reading: Reading) -> Sequence[Section]:
    """The first section with rows: of the agent's, or of those with a heading of equity."""
    named = [s for s in reading.everything if has(s.title, *HEADINGS)]
    wider = named if reading.round > 1 or not reading.sections else []
    found = [s for s in (*reading.sections, *wider) if s.part in ("report", "notes")]
    return [s for s in found if _body(list(lines_in(reading, [s])))][:1]


def _changes(reading: Reading, section: Section) -> Iterator[Change]:
    title = reading.document.page(section.page).lines[section.line]
    lines = [placed for placed in lines_in(reading, [section]) if placed.line is not title]
    body = _body(lines)
    above = lines[: len(lines) - len(body)]
    columns = _titled(inferred(body).columns, above)
    unit = unit_in((placed.line.text for placed in above), reading.unit)
    rows = [row for row in rows_of(body, Header(columns)) if row.label and not row.blank]
    if _ends_across(columns):
        yield from _by_class(rows, columns, unit)
    else:
        yield from _by_movement(rows, columns, unit)


def _body(lines: Sequence[Placed]) -> list[Placed]:
    """The lines from the first with amounts; a label above it belongs to its row."""
    for at, placed in enumerate(lines):
        cells = cells_of(placed.line)
        amounts = [c for c in cells if numeric(c) and not _ENDS.fullmatch(c.text)]
        if len(amounts) >= _AMOUNTS or len(amounts) == len(cells):
            label = at > 0 and not _has_label(placed) and _label_only(lines[at - 1])
            return list(lines[at - 1 if label else at :])
    return []


def _has_label(placed: Placed) -> bool:
    return any(not numeric(cell) for cell in cells_of(placed.line))


def _label_only(placed: Placed) -> bool:
    return len(cells_of(placed.line)) == 1 and _has_label(placed)


def _titled(columns: Sequence[Column], above: Sequence[Placed]) -> tuple[Column, ...]:
    """Columns with what stands over them, from the last title of the section down."""
    words: list[list[Cell]] = [[] for _ in columns]
    left = min((column.x0 for column in columns), default=0.0)
    for placed in above:
        if all(like(cell.text, *_GROUPS) for cell in cells_of(placed.line)):
            continue  # heads over several columns
        for cell in cells_of(placed.line):
            at = column_of(cell, columns)
            if at is not None and cell.box[2] > left:
                words[at].append(cell)
    over = zip(columns, words, strict=True)
    return tuple(_named(column, cells) if cells else column for column, cells in over)


def _named(column: Column, cells: Sequence[Cell]) -> Column:
    words = tuple(word for cell in cells for word in cell.words)
    return replace(column, title=_dehyphened(cells), cell=Cell(words))


def _dehyphened(cells: Sequence[Cell]) -> str:
    """What stands over a column, in one line: "Upplåtelse-" over "avgift" is one word."""
    text = ""
    for cell in cells:
        hyphened = text.endswith("-") and cell.text[:1].islower()
        text = text[:-1] + cell.text if hyphened else f"{text} {cell.text}".strip()
    return text


def _ends_across(columns: Sequence[Column]) -> bool:
    """Whether the ends of the year are columns: the first and the last have a date over them."""
    titles = [column.title for column in (columns[0], columns[-1])] if columns else []
    dated = all(_ENDS.search(title) for title in titles)
    return bool(titles) and (
        dated or bool(_OPENING.search(titles[0]) and _CLOSING.search(titles[1]))
    )


def _by_class(rows: Sequence[Row], columns: Sequence[Column], unit: int) -> Iterator[Change]:
    """Rows are classes; the columns between the first and the last are movements."""
    ends = {0: "opening", len(columns) - 1: "closing"}
    for row in rows:
        of_total = like(row.label, *_TOTALS, least=92)
        for at, column in enumerate(columns):
            amount = row.money(at, unit, dash=NIL)
            yield Change(row.named(), _title(column), amount, ends.get(at, ""), of_total)


def _by_movement(rows: Sequence[Row], columns: Sequence[Column], unit: int) -> Iterator[Change]:
    """Columns are classes; from the opening row to the closing row."""
    closing = _closing(rows)
    ends = [i for i in range(closing) if _is_end(rows[i])]
    opening = ends[-1] if ends else (0 if closing > 0 else -1)
    for place in range(max(opening, 0), closing + 1):
        row = rows[place]
        when = {opening: "opening", closing: "closing"}.get(place, "")
        for at, column in enumerate(columns):
            amount = row.money(at, unit, dash=NIL)
            of_total = like(column.title, *_TOTALS, least=92)
            yield Change(_title(column), row.named(), amount, when, of_total)


def _closing(rows: Sequence[Row]) -> int:
    named = [
        i for i, row in enumerate(rows)
        if _CLOSING.search(row.label) and not has(row.label, "föreg")
    ]  # fmt: skip
    dated = [i for i, row in enumerate(rows) if _is_date(row.label)]
    return (named or dated or [-1])[-1]


def _is_end(row: Row) -> bool:
    """Whether a row states what there is at one end of a year; of two years the later counts."""
    return bool(_OPENING.search(row.label) or _CLOSING.search(row.label)) or _is_date(row.label)


def _is_date(label: str) -> bool:
    """Whether a label is a date and little else, and not a movement that names one."""
    return _ENDS.search(label) is not None and fold(label) in _DATED


def _title(column: Column) -> Leaf:
    """A column's heading as text; its evidence is the longest line of it."""
    if column.cell is None:
        return None
    return Found(column.title, column.page, max(column.lines, key=len), column.cell.box)
