"""time.baseline: what the season lets expect of the newest month, and an index of the series."""

from collections.abc import Mapping
from dataclasses import dataclass
from statistics import fmean
from typing import TypedDict

from blocks.answers import Answer, Row
from tasks.agent import View, agent
from tasks.derived import derived
from tasks.findings import Finding
from tasks.outcome import JSON, Outcome
from tasks.units import printed
from tasks.workforce.decomposition import LEAST, Decomposed, decompose, month_means
from tasks.workforce.metrics import PAY, PEOPLE, fixed
from tasks.workforce.months import YEAR
from tasks.workforce.reading import Reading, read_whole, table_of
from tasks.workforce.selection import choice, number
from tasks.workforce.series import Series

METHODS = {"stl": decompose, "month_means": month_means}
INDEX = 100  # the mean of the first year


class BaselineFacts(TypedDict):
    enough: bool
    unusual: bool
    month: str
    value: float
    baseline: float
    deviation_percent: float | None
    robust_z: float
    index: float | None


NOTHING: dict[str, JSON] = {
    "enough": False,
    "unusual": False,
    "month": "",
    "value": 0.0,
    "baseline": 0.0,
    "deviation_percent": None,
    "robust_z": 0.0,
    "index": None,
}


@dataclass(frozen=True)
class _Case:
    reading: Reading
    series: Series
    found: Decomposed
    threshold: float

    @property
    def units(self) -> Mapping[str, str]:
        metric = self.reading.metric
        return {
            metric.name: metric.unit,
            "baseline": metric.unit,
            "deviation": metric.change_unit,
            "deviation_percent": "percent",
            "robust_z": "index",
            "threshold": "index",
            "index": "index",
            "first_year_index": "index",
            "first_year_months": "months",
            "months": "months",
        }


@agent(version="1", facts=BaselineFacts, data=(PEOPLE, PAY))
def baseline(view: View) -> Outcome:
    """Compare the newest month with its seasonal baseline, and with the first year as 100."""
    method = METHODS[choice(view, "method", "stl", METHODS)]
    threshold = number(view, "threshold", 3.5, (0.1, 100))
    reading, series = read_whole(view, LEAST)
    if series is None:
        return reading.quiet(NOTHING)
    case = _Case(reading, series, method(series.values), threshold)
    source = reading.answers
    by_month = derived("baseline_by_month", _rows(case), case.units, source)
    newest = {**by_month.rows[-1], **_newest(case)}
    summary = derived("seasonal_baseline", [newest], case.units, [*source, by_month])
    if newest["index"] is None:
        reading = reading.warned("The first year's mean is 0: there is no index.")
    facts = {name: newest[name] for name in NOTHING if name in newest}
    facts |= {"enough": True, "value": newest[reading.metric.name], "unusual": _unusual(newest)}
    heads = {"month": "Month", reading.metric.name: "Value", "baseline": "Baseline"}
    heads |= {"deviation": "Deviation"}
    return reading.outcome(
        _findings(case, newest, summary),
        facts,
        (by_month, summary),
        table_of("Newest year by month", by_month, heads, YEAR),
    )


def _rows(case: _Case) -> list[Row]:
    metric, series = case.reading.metric, case.series
    triples = zip(series.months, series.values, case.found.expected, strict=True)
    return [
        {
            "month": month,
            metric.name: metric.rounded(value),
            "baseline": metric.rounded(metric.bounded(expected)),
            "deviation": metric.rounded(value - expected),
            "deviation_percent": metric.percent_change(value, expected),
        }
        for month, value, expected in triples
    ]


def _newest(case: _Case) -> Row:
    first = fmean(case.series.values[:YEAR])
    return {
        "robust_z": fixed(case.found.newest_z),
        "threshold": case.threshold,
        "index": fixed(INDEX * case.series.values[-1] / first) if first else None,
        "first_year_index": INDEX,
        "first_year_months": YEAR,
        "months": len(case.series.values),
    }


def _unusual(newest: Row) -> bool:
    return bool(abs(newest["robust_z"]) > newest["threshold"])


def _findings(case: _Case, newest: Row, summary: Answer) -> list[Finding]:
    reading, series = case.reading, case.series
    metric = reading.metric
    ids = (*reading.queries, summary.query)
    value, expected = (printed(newest[n], metric.unit) for n in (metric.name, "baseline"))
    side = "as usual"
    if _unusual(newest):
        side = "unusually high" if newest["robust_z"] > 0 else "unusually low"
    away = "deviation_percent" if newest["deviation_percent"] is not None else "deviation"
    found = [
        Finding(
            f"{reading.title} is {side} for the season",
            f"it was {value} in {series.newest} against a seasonal baseline of {expected}, a "
            f"deviation of {printed(newest[away], case.units[away])} (robust z "
            f"{printed(newest['robust_z'])}, threshold {printed(newest['threshold'])}).",
            {n: newest[n] for n in (metric.name, "baseline", away, "robust_z")},
            ids,
            units=case.units,
        )
    ]
    if newest["index"] is not None:
        span = f"{series.months[0]} to {series.months[YEAR - 1]}"
        found.append(
            Finding(
                f"Index of {reading.words}",
                f"{printed(newest['index'])} in {series.newest}, where the mean of the first "
                f"{YEAR} months ({span}) is {INDEX}.",
                {"index": newest["index"], "months": newest["months"]},
                ids,
                units=case.units,
            )
        )
    return found
