"""What an agent over time works on: a metric, its series by sector and of all of them together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from blocks.answers import Answer
from tasks.agent import View
from tasks.findings import Finding, report
from tasks.markdown import table
from tasks.outcome import JSON, Outcome, Section
from tasks.units import printed
from tasks.workforce.decomposition import without_season
from tasks.workforce.metrics import EMPLOYEES, METRICS, PEOPLE, Metric
from tasks.workforce.selection import MONTHS, Table, choice, read, sectors, whole
from tasks.workforce.series import Made, Series, by_sector, together
from tasks.workforce.telling import answers, named, queries

KEYS = ("month", "sector")


@dataclass(frozen=True)
class Reading:
    """The series of each sector, where they were read, and what had to be said about that."""

    metric: Metric
    name: str
    parts: tuple[Series, ...]
    tables: tuple[Table, ...]
    warnings: tuple[str, ...]

    @property
    def answers(self) -> list[Answer]:
        return answers(*self.tables)

    @property
    def queries(self) -> tuple[str, ...]:
        return queries(*self.tables)

    @property
    def words(self) -> str:
        """What is measured where, for a sentence."""
        return f"{self.metric.words} in {self.name}"

    @property
    def title(self) -> str:
        """The same at the beginning of a sentence."""
        return self.words[0].upper() + self.words[1:]

    def warned(self, *warnings: str) -> "Reading":
        """The same, with more said."""
        return replace(self, warnings=(*self.warnings, *warnings))

    def quiet(self, nothing: Mapping[str, JSON]) -> Outcome:
        """The outcome without findings: the warnings say why."""
        return report((), self.answers, facts=nothing, warnings=self.warnings)

    def outcome(
        self,
        findings: Sequence[Finding],
        facts: Mapping[str, JSON],
        evidence: Sequence[Answer],
        *tables: Section,
    ) -> Outcome:
        """The outcome with findings, what was derived for them, and tables beside them."""
        found = report(
            findings, self.answers, facts=facts, warnings=self.warnings, evidence=evidence
        )
        return replace(found, sections=(*found.sections, *tables))


def table_of(caption: str, answer: Answer, columns: Mapping[str, str], most: int = 36) -> Section:
    """The newest rows of an answer as a table under its caption; `columns` are heads by name."""
    cells = [
        [printed(row[column], answer.units.get(column, "")) for column in columns]
        for row in answer.rows[-most:]
    ]
    right = [at for at, column in enumerate(columns) if column in answer.units]
    body = f"{caption} [{answer.query}]:\n{table(list(columns.values()), cells, right)}"
    return Section("Key Findings", body)


def read_monthly(view: View, others: Sequence[str] = ()) -> Reading:
    """The series that a call asks for by `metric` and `sectors` (none: all of them).

    InputError for another metric (it names `others` as well), or for sectors that the data does
    not hold.
    """
    metric = METRICS[choice(view, "metric", EMPLOYEES.name, (*METRICS, *others))]
    weighted = not metric.counted and metric.query == PEOPLE
    values = (metric.name, EMPLOYEES.name) if weighted else (metric.name,)
    tables = [read(view, metric.query, KEYS, values)]
    asked = sectors(view, *tables)
    if metric.query != PEOPLE and len(asked) != 1:
        tables.append(read(view, PEOPLE, KEYS, (EMPLOYEES.name,)))
    rows = [row for row in tables[0].rows if not asked or row["sector"] in asked]
    made = by_sector(rows, metric, tables[-1].rows if len(tables) > 1 else ())
    name = named(asked) if asked else "all sectors"
    said = (*(text for table in tables for text in table.warnings), *made.warnings)
    if tables[0].answer and not made.series:
        said = (*said, f"There is no series of {metric.name} to work on.")
    return Reading(metric, name, made.series, tuple(t for t in tables if t.answer), said)


def read_whole(view: View, least: int, others: Sequence[str] = ()) -> tuple[Reading, Series | None]:
    """The one series that a call asks for, its newest `months` (null: all that there are).

    None, with a warning, when there are fewer than `least` months, or when nothing ever changes. A
    window below `least` is widened, which is said. `others` are metrics of the agent's own.
    """
    window = months_asked(view)
    reading = read_monthly(view, others)
    made = whole_of(reading)
    reading = reading.warned(*made.warnings)
    if not made.series:
        return reading, None
    series = made.series[0]
    if len(series.values) < least:
        there = f"{len(series.values)} months of {reading.words}"
        return reading.warned(f"There are {there}; {least} are needed."), None
    if window is not None and window > len(series.values):
        reading = reading.warned(f"There are only {len(series.values)} months of {window}.")
    if window is not None and window < least:
        text = f"{window} months are too few here: the newest {least} are used."
        reading, window = reading.warned(text), least
    series = series.newest_months(window or len(series.values))
    if series.flat:
        text = f"{reading.title} is the same in every month: there is nothing to analyse."
        return reading.warned(text), None
    return reading, series


def whole_of(reading: Reading) -> Made:
    """The sectors of a reading together."""
    return together(reading.parts, reading.metric, reading.name)


def adjusted(reading: Reading, series: Series) -> tuple[Reading, Series]:
    """A series of `read_whole` without its season, which is told by all the months that there are.

    When those are too few it is as it is, with a warning.
    """
    made = without_season(whole_of(reading).series[0])
    return reading.warned(*made.warnings), made.series[0].between(series.start, series.end)


def months_asked(view: View) -> int | None:
    """The window of time in months; None for all that there is. InputError out of range."""
    return None if view.params.get("months") is None else whole(view, "months", 0, MONTHS)
