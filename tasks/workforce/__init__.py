"""The crew of the workforce pack: its agents, the request, and how a question is classified."""

from tasks.workforce.anomalies import anomalies
from tasks.workforce.apply_scenario import apply_scenario
from tasks.workforce.baseline import baseline
from tasks.workforce.batch_scenarios import batch_scenarios
from tasks.workforce.best_practices import best_practices
from tasks.workforce.breaks import breaks
from tasks.workforce.clarify import clarify
from tasks.workforce.classify import ask, classify, dated, identify, open_input
from tasks.workforce.compare_scenarios import compare_scenarios
from tasks.workforce.correlation import correlation
from tasks.workforce.driver_screen import driver_screen
from tasks.workforce.early_warning import early_warning
from tasks.workforce.forecast import forecast
from tasks.workforce.gcc_benchmark import gcc_benchmark
from tasks.workforce.request import Question as Request
from tasks.workforce.root_causes import root_causes
from tasks.workforce.scenario_compare import scenario_compare
from tasks.workforce.seasonal_effects import seasonal_effects
from tasks.workforce.stable_relations import stable_relations
from tasks.workforce.talent_competition import talent_competition
from tasks.workforce.trend import trend
from tasks.workforce.vision2030 import vision2030

__all__ = [
    "Request",
    "anomalies",
    "apply_scenario",
    "ask",
    "baseline",
    "batch_scenarios",
    "best_practices",
    "breaks",
    "clarify",
    "classify",
    "compare_scenarios",
    "correlation",
    "dated",
    "driver_screen",
    "early_warning",
    "forecast",
    "gcc_benchmark",
    "identify",
    "open_input",
    "root_causes",
    "scenario_compare",
    "seasonal_effects",
    "stable_relations",
    "talent_competition",
    "trend",
    "vision2030",
]
