"""scenario.compare: several scenarios side by side, ranked by where they end and what they add."""

from collections.abc import Sequence
from typing import TypedDict

from blocks.answers import Answer, Row
from tasks.agent import View, agent
from tasks.derived import derived
from tasks.findings import Finding
from tasks.outcome import JSON, Outcome
from tasks.units import printed
from tasks.workforce.effects import (
    effect,
    effect_units,
    monthly,
    told_effect,
)
from tasks.workforce.forecast_evidence import told_method
from tasks.workforce.metrics import PAY, PEOPLE, Metric
from tasks.workforce.outlooks import Ground, ground
from tasks.workforce.reading import table_of
from tasks.workforce.scenarios import MOST, scenarios_of


class CompareFacts(TypedDict):
    enough: bool
    best: str
    best_cumulative: str
    month: str
    baseline: float
    adjusted: float
    spread: float
    count: int


NOTHING: dict[str, JSON] = {
    "enough": False,
    "best": "",
    "best_cumulative": "",
    "month": "",
    "baseline": 0.0,
    "adjusted": 0.0,
    "spread": 0.0,
    "count": 0,
}


@agent(version="1", facts=CompareFacts, data=(PEOPLE, PAY))
def compare_scenarios(view: View) -> Outcome:
    """Compare scenarios: ranked by their value at the end, and by all differences together."""
    scenarios = scenarios_of(view.params, 2, MOST)
    reading, base = ground(view, scenarios, by_sector=False)
    if base is None:
        return reading.quiet(NOTHING)
    by_name = {scenario.name: scenario for scenario in scenarios}
    paths = {scenario.name: base.outlook.under(scenario) for scenario in scenarios}
    rows = _ranked([effect(base, by_name[name], path) for name, path in paths.items()], base.metric)
    ranks = {"end_rank": "index", "cumulative_rank": "index"}
    units = {**effect_units(base.metric), **ranks}
    months = monthly(base, paths)
    ranked = derived("scenario_ranking", rows, units, [*reading.answers, months])
    summary = _summary(base, rows)
    told = [told_effect(base, by_name[row["scenario"]], row, ranked) for row in rows]
    facts = {
        "enough": True,
        **{name: summary.rows[0][name] for name in ("best", "best_cumulative")},
        "count": len(rows),
        "spread": summary.rows[0]["spread_difference"],
        **{name: rows[0][name] for name in ("month", "baseline", "adjusted")},
    }
    return reading.outcome(
        [_overview(base, summary), *told, told_method(reading, base.made, base.tried)],
        facts,
        (ranked, summary, months, base.tried),
        table_of("Illustrative scenarios, best at the end first", ranked, _heads()),
    )


def _ranked(rows: Sequence[Row], metric: Metric) -> list[Row]:
    """The rows with their ranks, 1 the best, in the order of the ranks; equals share a rank."""
    better = -metric.worse

    def rank(row: Row, column: str) -> int:
        return 1 + sum(bool(better * other[column] > better * row[column]) for other in rows)

    ranked = [
        {
            **row,
            "end_rank": rank(row, "adjusted"),
            "cumulative_rank": rank(row, "cumulative_difference"),
        }
        for row in rows
    ]
    return sorted(ranked, key=lambda row: (row["end_rank"], row["cumulative_rank"]))


def _first_cumulative(rows: Sequence[Row]) -> Row:
    return min(rows, key=lambda row: (row["cumulative_rank"], row["end_rank"]))


def _heads() -> dict[str, str]:
    heads = {"scenario": "Scenario", "adjusted": "Adjusted", "difference": "Difference"}
    heads |= {"cumulative_difference": "Cumulative difference", "end_rank": "End rank"}
    return {**heads, "cumulative_rank": "Cumulative rank"}


def _summary(base: Ground, rows: Sequence[Row]) -> Answer:
    ends = [row["adjusted"] for row in rows]
    row = {
        "month": base.months[-1],
        "scenarios": len(rows),
        "spread_difference": base.metric.rounded(max(ends) - min(ends)),
        "horizon": len(base.months),
        "best": rows[0]["scenario"],
        "best_cumulative": _first_cumulative(rows)["scenario"],
    }
    units = {"scenarios": "count", "spread_difference": base.metric.change_unit}
    return derived("scenario_spread", [row], {**units, "horizon": "months"}, base.reading.answers)


def _overview(base: Ground, summary: Answer) -> Finding:
    row = summary.rows[0]
    spread = printed(row["spread_difference"], summary.units["spread_difference"])
    way = "lowest" if base.metric.worse > 0 else "highest"
    return Finding(
        f"{row['scenarios']} illustrative scenarios for {base.reading.words}",
        f'in {row["month"]} "{row["best"]}" ends {way}, and over {row["horizon"]} months '
        f'"{row["best_cumulative"]}" does most; at the end the scenarios lie {spread} apart.',
        {name: row[name] for name in ("scenarios", "spread_difference")},
        (*base.reading.queries, summary.query),
    )
