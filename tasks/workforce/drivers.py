"""The monthly measures that are related with each other: attrition and what may go with it."""

from collections.abc import Sequence
from dataclasses import dataclass

from blocks.answers import Row
from tasks.agent import View
from tasks.workforce.metrics import ATTRITION, EMPLOYEES, PAY, PEOPLE, SALARY, Metric
from tasks.workforce.selection import Table, read, sectors
from tasks.workforce.series import Made, Series, by_sector, together

DATA = (PEOPLE, PAY)
HIRING = Metric("hire_percent", PEOPLE, "percent", "monthly hiring", False, -1, (0.0, 100.0))
MEASURES = (ATTRITION, HIRING, SALARY, EMPLOYEES)


@dataclass(frozen=True)
class Monthly:
    """The rows of both monthly queries, of the sectors asked for."""

    people: Table
    pay: Table
    sectors: tuple[str, ...]

    @property
    def tables(self) -> tuple[Table, ...]:
        return self.people, self.pay

    def tables_of(self, measure: Metric) -> tuple[Table, ...]:
        """What a measure is computed from: salaries are weighted by employees."""
        return self.tables if measure.query == PAY else (self.people,)

    def by_sector(self, measure: Metric) -> Made:
        """The series of a measure, sector by sector."""
        rows = self._rows(self.pay if measure.query == PAY else self.people)
        return by_sector(rows, measure, self._rows(self.people))

    def whole(self, measure: Metric) -> tuple[Series | None, tuple[str, ...]]:
        """The series of a measure for all the sectors together, if there is one; and warnings."""
        parts = self.by_sector(measure)
        made = together(parts.series, measure, measure.name) if parts.series else parts
        said = (*parts.warnings, *made.warnings)
        return (made.series[0] if made.series else None), tuple(dict.fromkeys(said))

    def _rows(self, table: Table) -> Sequence[Row]:
        return [row for row in table.rows if row["sector"] in self.sectors]


def monthly(view: View) -> Monthly:
    """Read both monthly queries; InputError for a sector that neither has."""
    people = read(view, PEOPLE, ("month", "sector"), ("employees", "hires", "attrition_percent"))
    rows = tuple(
        {**row, "hire_percent": 100 * row["hires"] / row["employees"]}
        for row in people.rows
        if row["employees"] > 0
    )
    people = Table(people.answer, rows, people.warnings)
    pay = read(view, PAY, ("month", "sector"), ("avg_salary_qar",))
    asked = sectors(view, people, pay)
    there = sorted({str(row["sector"]) for row in (*people.rows, *pay.rows)})
    return Monthly(people, pay, asked or tuple(there))
