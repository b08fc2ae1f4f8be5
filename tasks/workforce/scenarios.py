"""Scenarios: what if a forecast rose by a tenth, gained a hundred people, or stood still.

Values, checked when they are read; and the one verb that applies one to a path of months.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, FiniteFloat, StringConstraints, ValidationError

from blocks.answers import Row
from policies.errors import InputError, choices
from tasks.units import printed
from tasks.workforce.metrics import Metric
from tasks.workforce.months import number_of

MOST = 10  # scenarios in one call
Name = Annotated[
    str,
    StringConstraints(
        min_length=1, max_length=60, strip_whitespace=True, pattern=r"^[^`|\[\]<>\\*_~$\r\n]+$"
    ),
]
Month = Annotated[str, StringConstraints(pattern=r"^\d{4}-(0[1-9]|1[0-2])$")]


class Scenario(BaseModel):
    """An adjustment of a forecast, of one sector or of the whole.

    `percentage` changes each month by `value` per cent of it, `additive` by `value` in units of
    the metric, `level` moves it to `value` (without one: to the newest value that is known). The
    effect begins in `from_month` (the first month ahead) and grows in equal steps to its full size
    in the last of `ramp_months`; 0 and 1 give it at once.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Name
    sector: str | None = None
    kind: Literal["percentage", "additive", "level"]
    value: FiniteFloat | None = None
    from_month: Month | None = None
    ramp_months: int = Field(0, ge=0, le=36)

    def share(self, months: Sequence[str]) -> tuple[float, ...]:
        """How much of the effect there is in each month, from 0 to 1."""
        first = number_of(self.from_month or months[0]) or 0
        steps = max(1, self.ramp_months)
        since = ((number_of(month) or 0) - first + 1 for month in months)
        return tuple(max(0.0, min(1.0, count / steps)) for count in since)

    def at(self, value: float, share: float, newest: float) -> float:
        """What becomes of one month's value."""
        by = 0.0 if self.value is None else self.value
        if self.kind == "percentage":
            return value * (1 + by / 100 * share)
        if self.kind == "additive":
            return value + by * share
        target = newest if self.value is None else by
        return value + (target - value) * share

    def told(self, metric: Metric, newest: float) -> str:
        """The assumption as a sentence goes on after `with`; its numbers are those of `row`."""
        by = 0.0 if self.value is None else self.value
        what = {
            "percentage": f"a change of {printed(float(by), 'percent')}",
            "additive": f"a change of {printed(float(by), metric.change_unit)}",
            "level": f"a level of {printed(newest if self.value is None else by, metric.unit)}",
        }[self.kind]
        where = "" if self.sector is None else f" in {self.sector}"
        start = "" if self.from_month is None else f" from {self.from_month} on"
        ramp = f" in {self.ramp_months} monthly steps" if self.ramp_months > 1 else ""
        return f"{what}{where}{start}{ramp}"

    def row(self, newest: float) -> Row:
        """The assumption as columns of an answer, in the units of `assumed_units`."""
        by = 0.0 if self.value is None else self.value
        return {
            "scenario": self.name,
            "assumed_sector": self.sector,
            "kind": self.kind,
            "from_month": self.from_month,
            "ramp_months": self.ramp_months,
            "assumed_change_percent": by if self.kind == "percentage" else None,
            "assumed_change": by if self.kind == "additive" else None,
            "assumed_level": (newest if self.value is None else by)
            if self.kind == "level"
            else None,
        }


def assumed_units(metric: Metric) -> dict[str, str]:
    """The units of what `Scenario.row` gives."""
    return {
        "ramp_months": "months",
        "assumed_change_percent": "percent",
        "assumed_change": metric.change_unit,
        "assumed_level": metric.unit,
    }


def adjusted(
    path: Sequence[float], months: Sequence[str], newest: float, scenario: Scenario, metric: Metric
) -> tuple[float, ...]:
    """The path under a scenario, in the bounds of the metric and rounded like it."""
    return tuple(
        metric.rounded(metric.bounded(scenario.at(value, share, newest)))
        for value, share in zip(path, scenario.share(months), strict=True)
    )


def scenarios_of(params: Mapping[str, Any], least: int, most: int = MOST) -> tuple[Scenario, ...]:
    """The scenarios of a call; InputError lists all that is wrong with them."""
    given = params.get("scenarios")
    if not isinstance(given, list | tuple) or not least <= len(given) <= most:
        count = f"{least}" if least == most else f"{least} to {most}"
        there = f"there are {len(given)}" if isinstance(given, list | tuple) else f"it is {given!r}"
        raise InputError(f"scenarios: give a list of {count}; {there}.")
    read: list[Scenario] = []
    problems: list[str] = []
    for at, each in enumerate(given):
        try:
            read.append(Scenario.model_validate(each))
        except ValidationError as error:
            problems += _problems(f"scenarios[{at}]", error)
    names = [scenario.name for scenario in read]
    problems += [f"scenarios: {name!r} stands twice." for name in _twice(names)]
    _refuse(problems)
    return tuple(read)


def check(
    scenarios: Iterable[Scenario], metric: Metric, months: Sequence[str], sectors: Sequence[str]
) -> None:
    """InputError for values, months and sectors that do not fit the metric and its forecast."""
    problems = [
        f"scenario {each.name!r}: {text}"
        for each in scenarios
        for text in _misfits(each, metric, months, sectors)
    ]
    _refuse(problems)


def _misfits(
    scenario: Scenario, metric: Metric, months: Sequence[str], sectors: Sequence[str]
) -> Iterable[str]:
    if scenario.sector is not None and scenario.sector not in sectors:
        yield f"unknown sector {scenario.sector!r}. {choices(scenario.sector, sectors)}"
    if scenario.from_month and scenario.from_month not in months:
        yield (
            f"from_month {scenario.from_month} is not forecast. Give one of {months[0]} to "
            f"{months[-1]}."
        )
    if scenario.value is None:
        if scenario.kind != "level":
            yield f"kind {scenario.kind} needs a value."
        return
    low, high = metric.bounds
    if scenario.kind == "percentage" and not -100 <= scenario.value <= 200:  # noqa: PLR2004
        yield f"value is {scenario.value:g}. Give a percentage from -100 to 200."
    if scenario.kind == "level" and metric.bounded(scenario.value) != scenario.value:
        within = f"of {low:g} or more" if high is None else f"from {low:g} to {high:g}"
        yield f"value is {scenario.value:g}. Give a level {within}."


def _problems(place: str, error: ValidationError) -> Iterable[str]:
    for each in error.errors(include_url=False, include_context=True):
        where = ".".join([place, *map(str, each["loc"])])
        if each["type"] == "extra_forbidden":
            key = str(each["loc"][-1])
            yield f"{where}: unknown key. {choices(key, Scenario.model_fields)}"
        elif each["type"] == "literal_error":
            valid = ("percentage", "additive", "level")
            yield f"{where}: {each['input']!r}. {choices(str(each['input']), valid)}"
        elif each["type"] == "string_pattern_mismatch" and each["loc"][-1:] == ("name",):
            yield f"{where}: a name is one line without marks such as ` | [ ] < > * _ ~ $."
        else:
            yield f"{where}: {each['msg']}."


def _twice(names: Sequence[str]) -> list[str]:
    return sorted({name for name in names if names.count(name) > 1})


def _refuse(problems: Sequence[str]) -> None:
    if problems:
        raise InputError("\n".join(problems))
