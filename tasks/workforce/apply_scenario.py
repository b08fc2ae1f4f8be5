"""scenario.apply: what one scenario does to the baseline forecast, month by month."""

from typing import TypedDict

from tasks.agent import View, agent
from tasks.derived import derived
from tasks.outcome import JSON, Outcome
from tasks.workforce.effects import (
    effect,
    effect_units,
    monthly,
    told_effect,
)
from tasks.workforce.forecast_evidence import told_method
from tasks.workforce.metrics import PAY, PEOPLE
from tasks.workforce.outlooks import ground
from tasks.workforce.reading import table_of
from tasks.workforce.scenarios import scenarios_of


class ApplyFacts(TypedDict):
    enough: bool
    scenario: str
    month: str
    baseline: float
    adjusted: float
    difference: float
    difference_percent: float | None
    cumulative_difference: float


NOTHING: dict[str, JSON] = {
    "enough": False,
    "scenario": "",
    "month": "",
    "baseline": 0.0,
    "adjusted": 0.0,
    "difference": 0.0,
    "difference_percent": None,
    "cumulative_difference": 0.0,
}


@agent(version="1", facts=ApplyFacts, data=(PEOPLE, PAY))
def apply_scenario(view: View) -> Outcome:
    """Apply one scenario to the baseline forecast: the difference by month and at the end."""
    scenarios = scenarios_of(view.params, 1, 1)
    reading, base = ground(view, scenarios, by_sector=False)
    if base is None:
        return reading.quiet(NOTHING)
    scenario = scenarios[0]
    path = base.outlook.under(scenario)
    by_month = monthly(base, {scenario.name: path})
    row = effect(base, scenario, path)
    units = effect_units(base.metric)
    summary = derived("scenario_effect", [row], units, [*reading.answers, by_month])
    heads = {"month": "Month", "baseline": "Baseline", "adjusted": "Adjusted"}
    heads |= {"difference": "Difference"}
    facts = {**{name: row[name] for name in NOTHING if name in row}, "enough": True}
    return reading.outcome(
        [
            told_effect(base, scenario, row, summary),
            told_method(reading, base.made, base.tried),
        ],
        facts,
        (by_month, summary, base.tried),
        table_of("Baseline and illustrative scenario by month", by_month, heads),
    )
