"""predict.scenario_compare: the forecasts of all methods, and what-ifs against their intervals."""

from collections.abc import Sequence
from typing import TypedDict

from blocks.answers import Answer, Row
from tasks.agent import View, agent
from tasks.derived import derived
from tasks.findings import Finding
from tasks.outcome import JSON, Outcome
from tasks.units import printed
from tasks.workforce.effects import effect, effect_units, newest_of
from tasks.workforce.forecast_evidence import ENDS, backtest_table, told_method
from tasks.workforce.forecasting import LEVELS, METHODS, NAMES, Forecast
from tasks.workforce.metrics import PAY, PEOPLE
from tasks.workforce.outlooks import Ground, ground
from tasks.workforce.projection import means
from tasks.workforce.reading import table_of
from tasks.workforce.scenarios import MOST, Scenario, scenarios_of


class ScenarioCompareFacts(TypedDict):
    enough: bool
    method: str
    month: str
    baseline: float
    lowest: float
    highest: float
    outside: list[str]


NOTHING: dict[str, JSON] = {
    "enough": False,
    "method": "",
    "month": "",
    "baseline": 0.0,
    "lowest": 0.0,
    "highest": 0.0,
    "outside": [],
}


@agent(version="1", facts=ScenarioCompareFacts, data=(PEOPLE, PAY))
def scenario_compare(view: View) -> Outcome:
    """Compare the baseline forecast with other methods, and with what-ifs if there are any.

    A what-if that stays within the interval of the baseline could not be told from it.
    """
    given = view.params.get("scenarios")
    scenarios = scenarios_of(view.params, 1, MOST) if given else ()
    reading, base = ground(view, scenarios, by_sector=False)
    if base is None:
        return reading.quiet(NOTHING)
    methods = _methods(base)
    rows = [_row(base, scenario) for scenario in scenarios]
    units = {
        **effect_units(base.metric),
        **dict.fromkeys(_ends(), base.metric.unit),
        "inner_percent": "percent",
        "outer_percent": "percent",
    }
    against = [derived("scenario_intervals", rows, units, reading.answers)] if rows else []
    told = [
        _told(base, scenario, row, against[0])
        for scenario, row in zip(scenarios, rows, strict=True)
    ]
    return reading.outcome(
        [_side_by_side(base, methods), *told, told_method(reading, base.made, base.tried)],
        _facts(base, methods, rows),
        (methods, *against, base.tried),
        table_of("Forecasts of the methods at the end", methods, _heads()),
        backtest_table(base.tried),
        *(table_of("Illustrative what-ifs", each, _columns()) for each in against),
    )


def _facts(base: Ground, methods: Answer, rows: Sequence[Row]) -> dict[str, JSON]:
    ends = methods.column("forecast")
    return {
        "enough": True,
        "method": base.made.best.method,
        "month": base.months[-1],
        "baseline": base.outlook.whole[-1],
        "lowest": min(ends),
        "highest": max(ends),
        "outside": [row["scenario"] for row in rows if row["leaves"] is not None],
    }


def _ends() -> list[str]:
    return [end for ends in ENDS.values() for end in ends]


def _heads() -> dict[str, str]:
    return {"method": "Method", "forecast": "Forecast", "mae": "Mean absolute error"}


def _columns() -> dict[str, str]:
    heads = {"scenario": "Scenario", "baseline": "Baseline", "adjusted": "Adjusted"}
    return {**heads, "difference": "Difference", "leaves": "Outside from"}


def _methods(base: Ground) -> Answer:
    """The forecast of each method for the last month, the best in the backtest first."""
    metric, series, horizon = base.metric, base.made.series, len(base.months)
    rows: list[Row] = []
    for score in base.made.scores:
        found = METHODS[score.method](series.values, horizon)
        if found.usable:
            last = means(found, metric)[-1]
            mae = base.tried.rows[len(rows)]["mae"]
            rows.append(
                {
                    "method": score.method,
                    "month": base.months[-1],
                    "forecast": last,
                    "mae": mae,
                    "horizon": horizon,
                }
            )
    units = {"forecast": metric.unit, "mae": metric.change_unit, "horizon": "months"}
    return derived("method_forecasts", rows, units, base.reading.answers)


def _row(base: Ground, scenario: Scenario) -> Row:
    """A scenario's effect, the interval at the end, and when its path leaves the inner one."""
    path, metric = base.outlook.under(scenario), base.metric
    around = Forecast(base.outlook.whole, base.made.forecast.deviations)
    intervals = {level: around.interval(level, metric) for level in LEVELS}
    inner = zip(base.months, path, intervals[LEVELS[0]], strict=True)
    outside = [month for month, value, (low, high) in inner if not low <= value <= high]
    last = {
        end: metric.rounded(value)
        for level, ends in ENDS.items()
        for end, value in zip(ends, intervals[level][-1], strict=True)
    }
    return {
        **effect(base, scenario, path),
        **last,
        "leaves": outside[0] if outside else None,
        "inner_percent": LEVELS[0],
        "outer_percent": LEVELS[1],
    }


def _side_by_side(base: Ground, methods: Answer) -> Finding:
    metric = base.metric
    rows: Sequence[Row] = sorted(methods.rows, key=lambda row: row["forecast"])
    low, high = rows[0], rows[-1]
    return Finding(
        f"{len(rows)} methods forecast {base.reading.words}",
        f"for {low['month']} they give {printed(low['forecast'], metric.unit)} (lowest, by "
        f"{NAMES[low['method']]}) to {printed(high['forecast'], metric.unit)} (highest, by "
        f"{NAMES[high['method']]}).",
        {},
        (*base.reading.queries, methods.query),
    )


def _told(base: Ground, scenario: Scenario, row: Row, against: Answer) -> Finding:
    metric, words = base.metric, base.reading.words
    low, high = ENDS[LEVELS[0]]
    ends = f"{printed(row[low], metric.unit)} to {printed(row[high], metric.unit)}"
    leaves = (
        f"stays within the {LEVELS[0]} % interval of the baseline"
        if row["leaves"] is None
        else f"leaves the {LEVELS[0]} % interval of the baseline in {row['leaves']}"
    )
    assumed = scenario.told(metric, newest_of(base, scenario))
    return Finding(
        f'Illustrative what-if "{scenario.name}" for {words}',
        f"with {assumed} it {leaves}; in {row['month']} it would come to "
        f"{printed(row['adjusted'], metric.unit)} against "
        f"{printed(row['baseline'], metric.unit)} (interval {ends}).",
        {name: row[name] for name in ("baseline", "adjusted", "difference")},
        (*base.reading.queries, against.query),
        units=effect_units(metric),
    )
