"""The monthly metrics: what is measured, where it is read, how sectors add up."""

from dataclasses import dataclass

PEOPLE = "employment_monthly"
PAY = "salary_monthly"


def fixed(value: float | None, places: int = 4) -> float | None:
    """A computed number as it stands in answers: without the last bits, and never minus 0."""
    return None if value is None else round(value, places) + 0.0


@dataclass(frozen=True, slots=True)
class Metric:
    """A column of a query, its unit and words.

    A `counted` metric is summed over sectors, a rate is weighted by employees. `worse` is the
    direction that is bad news; `bounds` are what no forecast passes; `places` the decimals of what
    is computed of it.
    """

    name: str
    query: str
    unit: str
    words: str
    counted: bool
    worse: int
    bounds: tuple[float, float | None] = (0.0, None)
    places: int = 4

    @property
    def change_unit(self) -> str:
        """Of a difference: percentages differ by points."""
        return "points" if self.unit == "percent" else self.unit

    @property
    def relative(self) -> bool:
        """Whether changes are told in per cent of a value: percentages differ by points only."""
        return self.unit != "percent"

    def percent_change(self, new: float, old: float) -> float | None:
        """From `old` to `new` in per cent of `old`; None of 0, and between percentages."""
        return fixed(100 * (new - old) / abs(old)) if old and self.relative else None

    def rounded(self, value: float) -> float:
        """As it stands in answers: people are whole."""
        return round(value) if self.places == 0 else round(float(value), self.places)

    def bounded(self, value: float) -> float:
        """No fewer than no people, no more than all of them."""
        low, high = self.bounds
        return max(low, value if high is None else min(high, value))


EMPLOYEES = Metric("employees", PEOPLE, "count", "the number of employees", True, -1, places=0)
ATTRITION = Metric(
    "attrition_percent", PEOPLE, "percent", "monthly attrition", False, 1, (0.0, 100.0)
)
SALARY = Metric("avg_salary_qar", PAY, "qar", "the average salary", False, -1)

METRICS = {metric.name: metric for metric in (EMPLOYEES, ATTRITION, SALARY)}
