"""The multi-year overview: what each line says for each year, in columns of years.

Revenue and result may be in thousands although the statements are in kronor, and the other way
round. What the heading or the label says counts; where neither says it, the unit is that in which
the financial year's figures agree with the income statement.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from tasks.annual_reports.found import Fields, Found, Group, Leaf
from tasks.annual_reports.layout.income import income_statement
from tasks.annual_reports.layout.labels import like, starts
from tasks.annual_reports.layout.rows import Row, Table, tables
from tasks.annual_reports.layout.statements import lines_in, unit_in
from tasks.annual_reports.reading import Reading, Section

HEADINGS = (
    "flerårsöversikt",
    "femårsöversikt",
    "nyckeltal",
    "ekonomisk översikt",
    "resultat och ställning",
)
THOUSAND = 1000
_AMOUNTS = {
    "net_revenue": ("nettoomsättning", "omsättning", "summa nettoomsättning"),
    "result_after_financial": (
        "resultat efter finansiella poster",
        "resultat efter fin. poster",
        "resultat efter finansnetto",
        "resultat efter finansiella intäkter och kostnader",
    ),
    "result_for_year": ("årets resultat",),
    "total_assets": ("balansomslutning", "summa tillgångar", "totala tillgångar"),
    "total_equity": ("eget kapital", "summa eget kapital"),
}
_ALIKE = 3  # times: two figures of revenue of one year are nearer than that
_YEARS = 2  # columns of years: fewer make no overview


@dataclass(frozen=True)
class Figure:
    """A number of an overview: the line it stands in, its year, and what is worth a printed unit.

    `unit` counts for amounts only; figures per square metre and shares are as printed.
    """

    row: Row
    at: int
    year: Found
    unit: int

    @property
    def label(self) -> str:
        return self.row.label

    def money(self) -> Leaf:
        return self.row.money(self.at, self.unit)

    def number(self) -> Leaf:
        return self.row.number(self.at)


def multi_year(reading: Reading) -> Fields:
    """The fields of MultiYearAgent: one row a year, newest first, and each line as printed."""
    found = figures(reading)
    return {
        "years": [_year(year, found) for year in years_of(found)],
        "lines": [
            {"label": figure.row.named(), "year": figure.year, "value": figure.number()}
            for figure in found
            if figure.number()
        ],
    }


def figures(reading: Reading) -> list[Figure]:
    """Every number of the overviews that the agent reads, by line and then by year."""
    sections = overviews(reading)
    found = _overviews(reading, sections)
    if not found and reading.round > 1:
        sections = [section for section in reading.everything if section.part == "report"]
        found = _overviews(reading, sections)
    said = unit_in((section.title for section in sections), 0)
    return [figure for table in found for figure in _figures(table, reading, said)]


def _overviews(reading: Reading, sections: Sequence[Section]) -> list[Table]:
    return [table for table in tables(lines_in(reading, sections)) if _is_overview(table)]


def overviews(reading: Reading) -> list[Section]:
    """The sections with an overview: the agent's own, or those that are called one."""
    if reading.sections:
        return list(reading.sections)
    return [s for s in reading.everything if s.part == "report" and s.heading in HEADINGS]


def years_of(found: Iterable[Figure]) -> list[Found]:
    """The years of figures, each once, newest first."""
    years: dict[object, Found] = {}
    for figure in found:
        years.setdefault(figure.year.value, figure.year)
    return sorted(years.values(), key=lambda year: -int(year.value))


def amount_named(label: str) -> str | None:
    """Which amount a line states, by its label: revenue, result, …; None for other figures."""
    bare = label.split("(", maxsplit=1)[0].split(",", maxsplit=1)[0]
    for key, names in _AMOUNTS.items():
        if like(bare, *names, least=92):
            return key
    return None


def _year(year: Found, found: Sequence[Figure]) -> Group:
    group: dict[str, Leaf] = dict.fromkeys(("year", *_AMOUNTS, "solidity"))
    group["year"] = year
    for figure in found:
        if figure.year.value != year.value:
            continue
        key = amount_named(figure.label)
        if key and group[key] is None:
            group[key] = figure.money()
        if starts(figure.label, "soliditet") and group["solidity"] is None:
            group["solidity"] = figure.number()
    return group


def _is_overview(table: Table) -> bool:
    return sum(column.year is not None for column in table.columns) >= _YEARS


def _figures(table: Table, reading: Reading, said: int) -> Iterator[Figure]:
    unit = unit_in([table.caption], said) or _agreed(table, reading)
    for row in table.rows:
        if row.blank or not row.label:
            continue
        own = unit_in([row.label], unit)
        for at in table.by_year():
            column = table.columns[at]
            if column.year and column.cell and row.values[at]:
                year = Found(column.year, column.page, column.lines[-1], column.cell.box)
                yield Figure(row, at, year, own)


def _agreed(table: Table, reading: Reading) -> int:
    """The unit in which an overview agrees with the income statement; else that of the report.

    Where no figure agrees, for the two may count revenue differently, its size tells.
    """
    statement = income_statement(reading)
    near = reading.unit
    for row in table.rows:
        key = amount_named(row.label)
        pair = statement.get(key) if key else None
        printed = row.money(table.by_year()[0])
        current = pair.get("current") if isinstance(pair, dict) else None
        if printed is None or current is None or not current.value or not printed.value:
            continue
        for unit in (1, THOUSAND):
            if abs(int(printed.value) * unit - int(current.value)) <= unit:
                return unit
            if key == "net_revenue" and 1 / _ALIKE < _share(printed, current) * unit < _ALIKE:
                near = unit
    return near


def _share(one: Found, other: Found) -> Fraction:
    return Fraction(int(one.value), int(other.value))
