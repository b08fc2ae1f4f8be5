"""A note as a ledger: rows of amounts by year, and the sums that close them.

Which rows a sum closes is told by adding up: all rows so far, or those since the last sum. Rows
that only split up an amount above, and rows below the last sum that it doesn't hold, are left out.
"""

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace

from tasks.annual_reports.found import Found, Group
from tasks.annual_reports.layout.amounts import money
from tasks.annual_reports.layout.cells import cells_of
from tasks.annual_reports.layout.labels import fold, has, starts
from tasks.annual_reports.layout.notes import Note
from tasks.annual_reports.layout.rows import Row, Table
from tasks.annual_reports.reading import Part, Placed, Reading

_STATEMENTS: tuple[Part, ...] = ("income_statement", "balance_sheet")
NEAR = 3  # printed units by which a sum of rounded rows may differ
_MEMO = ("varav", "därav", "inklusive", "avser", "i beloppet ingår")
_NO_AMOUNTS = ("medelantal", "antal anställda", "antalet anställda", "varav kvinnor", "varav män")
_SUMS = ("summa", "totalt", "total", "delsumma", "sum")
_HEADING = 10  # words: a longer line without amounts is a sentence


@dataclass(frozen=True)
class Entry:
    """A row or a sum of a note: its label, amounts of both years, and the subheading above it."""

    label: Found | None
    current: Found | None
    previous: Found | None
    group: Found | None = None
    page: int = 0

    def amounts(self) -> Group:
        return {"current": self.current, "previous": self.previous}


@dataclass(frozen=True)
class Ledger:
    """A note's rows, the sums of its groups, and the sum of all of them."""

    note: Note
    rows: tuple[Entry, ...]
    groups: tuple[Entry, ...] = ()
    total: Entry | None = None


@dataclass
class _Open:
    """What has been read so far: `since` counts the rows up to the last sum of a group."""

    rows: list[Entry] = field(default_factory=list)
    groups: list[tuple[Entry, int]] = field(default_factory=list)  # with the rows before it
    sums: list[tuple[Entry, int]] = field(default_factory=list)
    since: int = 0
    group: Found | None = None
    labelled: bool = False  # the last line was "Summa" without amounts


def year_columns(
    table: Table, years: tuple[int, int] | None, alone: int | None = None
) -> tuple[int | None, int | None]:
    """The columns of the financial year and of the one before; None for one that isn't there.

    Without years above them two columns are the newest and the one before, and one is the newest;
    more can't be told apart. `alone` is the year beside the title of a note with a single column.
    """
    by_year = {column.year: at for at, column in enumerate(table.columns) if column.year}
    if by_year and years and set(years) & set(by_year):
        return by_year.get(years[0]), by_year.get(years[1])
    columns = table.by_year()
    if len(columns) == 1 and years and alone == years[1]:
        return None, columns[0]
    if not by_year and len(columns) > len(("current", "previous")):
        return None, None
    return (*columns, None)[0], (*columns, None, None)[1]


def ledger(note: Note, reading: Reading) -> Ledger:
    """A note's rows and sums; amounts are whole kronor, with the sign as printed."""
    state = _Open()
    if note.subheading:
        line = note.subheading.line
        state.group = Found(line.text, note.subheading.page, line.text, line.box)
    for table in note.tables:
        columns = year_columns(table, reading.years, note.year)
        for row in table.rows:
            if not (row.blank and _unread(row, note)):  # its numbers could not be read
                _take(state, row, columns, reading.unit)
    return _closed(note, state, printed_in(reading), NEAR * reading.unit)


def _unread(row: Row, note: Note) -> bool:
    """Whether digits stand beside a label without values: then it is no subheading."""
    return any(
        any(char.isdigit() for char in cell.text)
        for placed in note.lines
        if placed.page == row.page and row.box[1] <= _middle(placed) <= row.box[3]
        for cell in cells_of(placed.line)[1:]
    )


def _middle(placed: Placed) -> float:
    return (placed.line.box[1] + placed.line.box[3]) / 2


def is_sum(label: str) -> bool:
    """Whether a label names a sum: "Summa", "Summa driftskostnader", "Totalt"."""
    first = label.strip(" -:").split(" ")[0] if label.strip(" -:") else ""
    return fold(first) in _SUMS or starts(label, "summa")


def _take(state: _Open, row: Row, columns: tuple[int | None, int | None], unit: int) -> None:
    """One more row of a table."""
    current, previous = (None if at is None else row.money(at, unit, dash=0) for at in columns)
    if current is None and previous is None:
        _heading(state, row)
        return
    labelled, state.labelled = state.labelled, False
    entry = Entry(_label(row), current, previous, state.group, row.page)
    if not row.label or is_sum(row.label) or labelled or _is_gross(state, entry, unit):
        _sum(state, entry, unit)
    elif not starts(row.label, *_MEMO) and not has(row.label, *_NO_AMOUNTS):
        state.rows.append(entry)


def _is_gross(state: _Open, entry: Entry, unit: int) -> bool:
    """Whether a row is the sum of those above it before what is deducted ("Bruttoomsättning")."""
    label = str(entry.label.value) if entry.label else ""
    return starts(label, "brutto") and _adds_up(entry, state.rows, NEAR * unit)


def _heading(state: _Open, row: Row) -> None:
    """A row without amounts: a subheading, a lone "Summa", or a sentence."""
    if not row.label or not row.blank:
        return
    state.labelled = is_sum(row.label)
    words = row.label.split()
    if not state.labelled and len(words) <= _HEADING and not row.label.endswith((".", ",")):
        state.group = _label(row) if row.label[0].isupper() else None


def _label(row: Row) -> Found | None:
    """The label without the bullet before it and the colon or mark behind it."""
    named = row.named()
    if named is None:
        return None
    text = str(named.value).strip(" :•–-*")
    return replace(named, value=text, text=text) if text else None


def _sum(state: _Open, entry: Entry, unit: int) -> None:
    """A sum; it closes a group where it adds up to the rows since the last one."""
    since = state.rows[state.since :]
    whole = _adds_up(entry, state.rows, NEAR * unit)
    state.sums.append((entry, len(state.rows)))
    if since and _adds_up(entry, since, NEAR * unit) and not (whole and state.since):
        state.groups.append((entry, len(state.rows)))
        state.since = len(state.rows)
    if entry.label:  # rows below a sum without a label may still belong to the subheading
        state.group = None


def _adds_up(entry: Entry, rows: Sequence[Entry], near: int) -> bool:
    """Whether rows add up to a sum, in each year that the sum has."""
    told = False
    for year in ("current", "previous"):
        total = _value(entry, year)
        if total is None:
            continue
        parts = [_value(row, year) for row in rows]
        if abs(sum(part or 0 for part in parts) - total) > near:
            return False
        told = told or any(part is not None for part in parts)
    return told


def _value(entry: Entry, year: str) -> int | None:
    found = entry.current if year == "current" else entry.previous
    return int(found.value) if found else None


def _closed(note: Note, state: _Open, printed: AbstractSet[int], near: int) -> Ledger:
    """The ledger: its sum is the one that the statements print, or the last of all rows.

    What follows the sum splits it up. Where the last sum is only that of a group, the note has no
    sum of its own.
    """
    sums = [each for each in state.sums if _adds_up(each[0], state.rows[: each[1]], near)]
    known = [each for each in state.sums if _value(each[0], "current") in printed]
    unfit = [] if state.since else state.sums
    chosen = ([each for each in known if each in sums] or known or sums or unfit)[-1:]
    if not chosen or (not known and chosen[0][1] < state.since):
        chosen, end = [], state.since or len(state.rows)
    else:
        end = chosen[0][1]
    total = chosen[0][0] if chosen else None
    groups = (entry for entry, at in state.groups if at <= end and entry is not total)
    return Ledger(note, tuple(state.rows[:end]), tuple(g for g in groups if g.group), total)


def printed_in(reading: Reading) -> AbstractSet[int]:
    """The amounts in the statements, in kronor and without their signs; 0 is in none."""
    cells = (
        cell
        for part in _STATEMENTS
        for placed in reading.part(part)
        for cell in cells_of(placed.line)
    )
    amounts = (money(cell.text, reading.unit) for cell in cells)
    return {abs(amount) for amount in amounts if amount}


def sums_of(ledgers: Sequence[Ledger]) -> Iterator[tuple[Ledger, Entry]]:
    """All sums, those of groups before that of their note."""
    for each in ledgers:
        yield from ((each, group) for group in each.groups)
        if each.total:
            yield each, each.total
