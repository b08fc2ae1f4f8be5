"""What scenarios do to the whole: month by month, at the end, and added up; and how it is told."""

from collections.abc import Mapping
from math import fsum

from blocks.answers import Answer, Row
from tasks.derived import derived
from tasks.findings import Finding
from tasks.units import printed
from tasks.workforce.metrics import Metric
from tasks.workforce.outlooks import Ground
from tasks.workforce.rollup import Path, differences
from tasks.workforce.scenarios import Scenario, assumed_units


def newest_of(ground: Ground, scenario: Scenario) -> float:
    """The newest value of what a scenario adjusts: of a sector, or of the whole."""
    outlook = ground.outlook
    value = outlook.newest[scenario.sector] if scenario.sector else outlook.newest_whole
    return outlook.metric.rounded(value)


def effect_units(metric: Metric) -> dict[str, str]:
    """The units of the columns of `effect` and of `monthly`."""
    return {
        **assumed_units(metric),
        **dict.fromkeys(("baseline", "adjusted"), metric.unit),
        **dict.fromkeys(("difference", "cumulative_difference"), metric.change_unit),
        "difference_percent": "percent",
        "horizon": "months",
    }


def effect(ground: Ground, scenario: Scenario, path: Path) -> Row:
    """A scenario's assumption and what it comes to in the last month and in all together."""
    baseline = ground.outlook.whole
    apart = differences(path, baseline, ground.metric)
    return {
        "sector": ground.reading.name,
        "month": ground.months[-1],
        **scenario.row(newest_of(ground, scenario)),
        "baseline": baseline[-1],
        "adjusted": path[-1],
        "difference": apart[-1],
        "difference_percent": ground.metric.percent_change(path[-1], baseline[-1]),
        "cumulative_difference": ground.metric.rounded(fsum(apart)),
        "horizon": len(path),
    }


def monthly(ground: Ground, paths: Mapping[str, Path]) -> Answer:
    """Baseline, path and their difference by month; `paths` are by the name of their scenario."""
    baseline = ground.outlook.whole
    rows = [
        {
            "month": month,
            "sector": ground.reading.name,
            "scenario": name,
            "baseline": old,
            "adjusted": new,
            "difference": apart,
        }
        for name, path in paths.items()
        for month, old, new, apart in zip(
            ground.months, baseline, path, differences(path, baseline, ground.metric), strict=True
        )
    ]
    units = effect_units(ground.metric)
    kept = {name: units[name] for name in ("baseline", "adjusted", "difference")}
    return derived("scenario_by_month", rows, kept, ground.reading.answers)


def told_effect(ground: Ground, scenario: Scenario, row: Row, *cited: Answer) -> Finding:
    """A finding about one scenario; `row` is its effect, in an answer that is cited."""
    units = effect_units(ground.metric)

    def say(name: str) -> str:
        return printed(row[name], units[name])

    share = ""
    if row["difference_percent"] is not None:
        share = f" ({say('difference_percent')})"
    assumed = scenario.told(ground.metric, newest_of(ground, scenario))
    return Finding(
        f'Illustrative scenario "{scenario.name}" for {ground.reading.words}',
        f"with {assumed} it would come to {say('adjusted')} in {row['month']} against "
        f"{say('baseline')} in the baseline, a difference of {say('difference')}{share}; over "
        f"{row['horizon']} months the differences add up to {say('cumulative_difference')}.",
        {
            name: row[name]
            for name in ("baseline", "adjusted", "difference", "cumulative_difference")
        },
        (*ground.reading.queries, *(answer.query for answer in cited)),
        units=units,
    )
