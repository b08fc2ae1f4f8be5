"""scenario.batch: scenarios sector by sector, rolled up to the whole of all of them."""

from collections.abc import Mapping, Sequence
from math import fsum
from typing import TypedDict

from blocks.answers import Answer, Row
from policies.errors import InputError
from tasks.agent import View, agent
from tasks.derived import derived
from tasks.findings import Finding
from tasks.outcome import JSON, Outcome
from tasks.units import printed
from tasks.workforce.effects import effect_units
from tasks.workforce.forecast_evidence import told_method
from tasks.workforce.metrics import PAY, PEOPLE
from tasks.workforce.outlooks import Ground, ground
from tasks.workforce.reading import table_of
from tasks.workforce.rollup import Path, differences
from tasks.workforce.scenarios import Scenario, scenarios_of

MOST = 50  # scenarios: sectors that can have one
UNTOUCHED = "baseline"  # what a sector without a scenario keeps


class BatchFacts(TypedDict):
    enough: bool
    month: str
    baseline: float
    adjusted: float
    difference: float
    difference_percent: float | None
    sectors: int
    touched: int


NOTHING: dict[str, JSON] = {
    "enough": False,
    "month": "",
    "baseline": 0.0,
    "adjusted": 0.0,
    "difference": 0.0,
    "difference_percent": None,
    "sectors": 0,
    "touched": 0,
}


@agent(version="1", facts=BatchFacts, data=(PEOPLE, PAY))
def batch_scenarios(view: View) -> Outcome:
    """Apply a scenario to each sector and roll them up: a sum, or a mean weighted by employees."""
    scenarios = scenarios_of(view.params, 1, MOST)
    _unambiguous(scenarios)
    reading, base = ground(view, scenarios, by_sector=True)
    if base is None:
        return reading.quiet(NOTHING)
    assigned = _assigned(base, scenarios)
    paths = {
        name: base.outlook.part(name, scenario) if scenario else base.outlook.paths[name]
        for name, scenario in assigned.items()
    }
    whole = base.outlook.rolled_up(paths)
    units = effect_units(base.metric)
    parts = derived(
        "scenario_by_sector",
        [_part(base, name, assigned[name], path) for name, path in paths.items()],
        units,
        reading.answers,
    )
    months = _months(base, whole)
    summary = _summary(base, whole, assigned, (parts, months))
    row = summary.rows[0]
    heads = {"sector": "Sector", "scenario": "Scenario", "baseline": "Baseline"}
    heads |= {"adjusted": "Adjusted", "difference": "Difference"}
    by_month = {"month": "Month", **{name: heads[name] for name in list(heads)[2:]}}
    return reading.outcome(
        [_rolled_up(base, summary), told_method(reading, base.made, base.tried)],
        {**{name: row[name] for name in NOTHING if name in row}, "enough": True},
        (summary, parts, months, base.tried),
        table_of(f"Illustrative scenarios by sector in {row['month']}", parts, heads, most=MOST),
        table_of("All of them together by month", months, by_month),
    )


def _unambiguous(scenarios: Sequence[Scenario]) -> None:
    sectors = [scenario.sector for scenario in scenarios]
    for sector in dict.fromkeys(sectors):
        if sectors.count(sector) > 1:
            which = "have no sector, which stands for all others" if sector is None else "have it"
            named = " and ".join(repr(each.name) for each in scenarios if each.sector == sector)
            what = "scenarios" if sector is None else f"sector {sector!r}"
            raise InputError(f"{what}: {named} {which}. Give each sector one scenario.")


def _assigned(base: Ground, scenarios: Sequence[Scenario]) -> dict[str, Scenario | None]:
    """The scenario of each sector: its own, else the one without a sector, else none."""
    own = {scenario.sector: scenario for scenario in scenarios}
    return {name: own.get(name, own.get(None)) for name in sorted(base.outlook.paths)}


def _part(base: Ground, name: str, scenario: Scenario | None, path: Path) -> Row:
    metric, baseline = base.metric, base.outlook.paths[name]
    apart = differences(path, baseline, metric)
    newest = metric.rounded(base.outlook.newest[name])
    return {
        "sector": name,
        "month": base.months[-1],
        **(scenario.row(newest) if scenario else {"scenario": UNTOUCHED}),
        "baseline": baseline[-1],
        "adjusted": path[-1],
        "difference": apart[-1],
        "difference_percent": metric.percent_change(path[-1], baseline[-1]),
        "cumulative_difference": metric.rounded(fsum(apart)),
        "horizon": len(path),
    }


def _summary(
    base: Ground,
    whole: Path,
    assigned: Mapping[str, Scenario | None],
    parts: Sequence[Answer],
) -> Answer:
    baseline = base.outlook.whole
    apart = differences(whole, baseline, base.metric)
    row = {
        "sector": base.reading.name,
        "month": base.months[-1],
        "baseline": baseline[-1],
        "adjusted": whole[-1],
        "difference": apart[-1],
        "difference_percent": base.metric.percent_change(whole[-1], baseline[-1]),
        "cumulative_difference": base.metric.rounded(fsum(apart)),
        "horizon": len(whole),
        "sectors": len(assigned),
        "touched": sum(scenario is not None for scenario in assigned.values()),
    }
    units = {**effect_units(base.metric), "sectors": "count", "touched": "count"}
    return derived(
        "scenario_roll_up",
        [row],
        {name: unit for name, unit in units.items() if name in row},
        [*base.reading.answers, *parts],
    )


def _months(base: Ground, whole: Path) -> Answer:
    baseline = base.outlook.whole
    columns = (base.months, baseline, whole, differences(whole, baseline, base.metric))
    names = ("month", "baseline", "adjusted", "difference")
    rows = [dict(zip(names, cells, strict=True)) for cells in zip(*columns, strict=True)]
    units = effect_units(base.metric)
    kept = {name: units[name] for name in names[1:]}
    return derived("scenario_roll_up_by_month", rows, kept, base.reading.answers)


def _rolled_up(base: Ground, summary: Answer) -> Finding:
    row, units = summary.rows[0], summary.units

    def say(name: str) -> str:
        return printed(row[name], units[name])

    how = (
        "the sum of the sectors"
        if base.metric.counted
        else "the mean of the sectors by their newest employees"
    )
    share = "" if row["difference_percent"] is None else f" ({say('difference_percent')})"
    return Finding(
        f"Illustrative scenarios by sector, rolled up for {base.reading.words}",
        f"{how} would come to {say('adjusted')} in {row['month']} against {say('baseline')} in the "
        f"baseline, a difference of {say('difference')}{share}; {row['touched']} of "
        f"{row['sectors']} sectors have a scenario.",
        {
            name: row[name]
            for name in ("baseline", "adjusted", "difference", "cumulative_difference")
        },
        (*base.reading.queries, summary.query),
    )
